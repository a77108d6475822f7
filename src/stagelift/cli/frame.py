"""`--frame FILE`: the rows of a result as a table for other programs, CSV or Parquet."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from stagelift import files
from stagelift.cli.wording import said
from stagelift.errors import ArgumentError

Command = TypeVar("Command", bound=Callable[..., Any])
ENDINGS = (".csv", ".parquet")


def frame_option(command: Command) -> Command:
    """Adds `--frame FILE` to a command.

    Args:
        command: A click command's function with a parameter `frame`.

    Returns:
        The same function with the option.
    """
    return click.option(
        "--frame",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Write the rows to FILE.csv or FILE.parquet as well.",
    )(command)


def write_frame(rows: Sequence[Mapping[str, Any]], path: Path | None) -> None:
    """Writes the rows where a file is named, in one step.

    Args:
        rows: JSON-ready rows with the same keys, as `--json` prints them: small groups are null.
        path: The file, ending in `.csv` or `.parquet`; None for none.

    Raises:
        ArgumentError: Another ending, no rows, or a folder that cannot be written.
    """
    if path is None:
        return
    if path.suffix.lower() not in ENDINGS:
        raise ArgumentError(f"--frame '{path}' ends in neither .csv nor .parquet")
    if not rows:
        raise ArgumentError(f"--frame '{path}': there are no rows, as while the health is red")
    flat = [{name: _flat(value) for name, value in row.items()} for row in rows]
    try:
        parquet = path.suffix.lower() == ".parquet"
        files.swap(path, parquet_of(flat) if parquet else csv_of(flat))
    except OSError as error:
        raise ArgumentError(f"--frame '{path}' cannot be written: {error.strerror}") from error
    click.echo(said("frame.wrote", path=path, rows=len(flat)), err=True)


def csv_of(rows: Sequence[Mapping[str, Any]]) -> str:
    r"""Rows as CSV with a header; text that a spreadsheet would calculate gets an apostrophe.

    Args:
        rows: Flat rows with the same keys.

    Returns:
        UTF-8 text with the mark by which Excel knows it.

    Example:
        >>> csv_of([{"metric": "=1+1", "value": -0.5}])
        "\ufeffmetric,value\n'=1+1,-0.5\n"
    """
    from stagelift.reports.numbers.tables import harmless

    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: harmless(value) for name, value in row.items()})
    return "\ufeff" + text.getvalue()


def parquet_of(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows as a Parquet file; a column that is empty throughout is text.

    Args:
        rows: Flat rows with the same keys.

    Returns:
        The file's content.
    """
    import duckdb

    types = {name: _type_of([row[name] for row in rows]) for name in rows[0]}
    named = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
    places = ", ".join("?" for _ in types)
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        made = Path(folder) / "frame.parquet"
        connection.execute(f"CREATE TABLE frame ({named})")
        connection.executemany(
            f"INSERT INTO frame VALUES ({places})",  # noqa: S608 - question marks alone
            [list(row.values()) for row in rows],
        )
        connection.table("frame").write_parquet(str(made))
        return made.read_bytes()


def _type_of(values: Sequence[Any]) -> str:
    """The narrowest type that holds a column."""
    known = {type(value) for value in values if value is not None}
    if known == {bool}:
        return "BOOLEAN"
    if known == {int}:
        return "BIGINT"
    return "DOUBLE" if known and known <= {int, float} else "VARCHAR"


def _flat(value: Any) -> Any:
    """A list or mapping as JSON text."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
