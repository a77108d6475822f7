"""Pages and their numbers copied into a folder, each file whole or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from stagelift import files
from stagelift.errors import ReportError
from stagelift.reports import facts
from stagelift.reports.numbers.tables import harmless

HINT = "make room there, or name another folder under `send:`"
COLUMNS = tuple(name for name in (*facts.COLUMNS, *facts.ORIGIN) if name != "details")


def copy_page(page: Path, folder: Path, public: str) -> Path:
    """A page, or its PDF, stands in the folder under its public name.

    Args:
        page: The published file.
        folder: The folder; made when missing.
        public: The file's path under the site.

    Returns:
        The copy.

    Raises:
        ReportError: The folder cannot be written.
    """
    path = folder / PurePosixPath(public)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.swap(path, page.read_bytes())
    except OSError as error:
        raise ReportError(f"'{path}' cannot be written: {error}; {HINT}") from error
    return path


def write_table(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Numbers of the archive as a table, Parquet or CSV by the file's ending.

    In CSV a text that a spreadsheet would take for a formula begins with an apostrophe.

    Args:
        rows: Facts as the archive gives them.
        path: The file; ends in `.csv` or `.parquet`.

    Raises:
        ReportError: The folder cannot be written.
    """
    import duckdb

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".csv":
            files.swap(path, "﻿" + csv_text(rows))  # the mark makes Excel read it as UTF-8
            return
        staged = path.with_suffix(".parquet.tmp")
        try:
            facts.write_again(staged, rows)
            if staged.is_file():
                files.replace(staged, path)
        finally:
            staged.unlink(missing_ok=True)
    except (OSError, duckdb.Error) as error:
        raise ReportError(f"'{path}' cannot be written: {error}; {HINT}") from error


def csv_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Facts as CSV.

    Args:
        rows: Facts as the archive gives them.

    Returns:
        A header and one line a fact.

    Example:
        >>> print(csv_text([{"name": "=1+1", "value": -0.5}]).splitlines()[1][:7])
        '=1+1,,
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([harmless(row.get(name)) for name in COLUMNS] for row in rows)
    return text.getvalue()
