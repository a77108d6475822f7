"""The first sheet of an Excel file as CSV: cells as text, times as they stand on the wall clock."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from stagelift.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

EXACT_DIGITS = 15  # Excel keeps no more of a number: longer ids were rounded when it was saved


def write_csv(source: str, path: str, name: str, target: Path) -> None:
    """The rows of a file's first sheet; the first row that is not empty names the columns.

    Args:
        source: Name of the source, for messages.
        path: The Excel file.
        name: The same as messages name it.
        target: Where to write UTF-8 text.

    Raises:
        DataError: openpyxl is not installed, the file is no whole .xlsx file, its first sheet is
            empty, or a column has no name.
    """
    rows = _rows(source, path, name)
    header = next(rows, None)
    if header is None:
        message = f"source '{source}': the first sheet of '{name}' is empty"
        raise DataError(message)
    width = max(number for number, cell in enumerate(header, 1) if cell)
    if not all(header[:width]):
        place = header.index("") + 1
        message = f"source '{source}': '{name}': column {place} of the first sheet has no name"
        raise DataError(message)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header[:width])
        for number, row in enumerate(rows, 2):
            if any(row[width:]):
                message = f"source '{source}': '{name}': row {number} is longer than its header"
                raise DataError(message)
            writer.writerow([*row[:width], *[""] * (width - len(row))])


def _rows(source: str, path: str, name: str) -> Iterator[list[str]]:
    """The sheet's rows as texts, without empty ones."""
    from zipfile import BadZipFile

    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError as error:
        message = f"source '{source}': Excel files need openpyxl: pip install 'stagelift[files]'"
        raise DataError(message) from error
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError, EOFError) as error:
        message = f"source '{source}': '{name}' is no whole Excel file (.xlsx); save it again"
        raise DataError(message) from error
    try:
        for row in book.worksheets[0].iter_rows(values_only=True):
            cells = [_text(cell) for cell in row]
            if any(cells):
                yield cells
    finally:
        book.close()


def _text(cell: Any) -> str:
    """A cell's value as text; a number beyond 15 digits shows that it was rounded.

    Args:
        cell: What the sheet holds.

    Returns:
        The text, empty for an empty cell.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, int) and len(str(abs(cell))) > EXACT_DIGITS:
        return repr(float(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return str(cell)
