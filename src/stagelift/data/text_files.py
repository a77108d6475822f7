"""Text files as UTF-8: those in another encoding, and Excel sheets, are written again first."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stagelift.data import encodings
from stagelift.data.sheets import write_csv
from stagelift.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stagelift.data.intermediate import Intermediates
    from stagelift.definitions.sources import Source

DELIMITERS = ",;\t|"
LONGEST_HEADER = 1_000_000  # bytes; a longer first line is not a header


@dataclass(frozen=True, slots=True)
class TextFiles:
    """Text files that an engine reads as UTF-8.

    Args:
        paths: Whole paths.
        header: Column names, when all files agree on them.
        headers: Column names of each file.
        delimiter: What separates columns.
        notes: What was detected, in words.
    """

    paths: tuple[str, ...]
    header: tuple[str, ...] | None
    headers: tuple[tuple[str, ...], ...]
    delimiter: str
    notes: tuple[str, ...] = ()


def read_as_utf8(
    source: Source, files: Mapping[str, str], made: Intermediates, *, sheets: bool
) -> TextFiles:
    """Files with columns, each as UTF-8 text with a header.

    Args:
        source: May declare an encoding.
        files: Whole path of each file to its name in messages.
        made: Keeps what other encodings and sheets are converted to.
        sheets: Whether the files are Excel's.

    Returns:
        The files in the same order.

    Raises:
        DataError: A file that cannot be read or decoded, or that names a column twice.
    """
    found: dict[str, str] = {}
    spoken: dict[str, list[str]] = {}
    for path, name in files.items():
        if sheets:
            found[path] = _sheet(source, path, name, made)
            continue
        encoding = _encoding(source, path, name)
        found[path] = path if encoding == "utf-8" else _utf8(source, path, name, encoding, made)
        spoken.setdefault(encodings.spoken(encoding), []).append(name)
    paths, names = tuple(found.values()), tuple(files.values())
    lines = [_first_line(source, path, name) for path, name in zip(paths, names, strict=True)]
    delimiter = max(DELIMITERS, key=lines[0].count)
    headers = tuple(tuple(next(csv.reader([one], delimiter=delimiter), [])) for one in lines)
    header = headers[0] if len(set(headers)) == 1 else None
    for name, columns in zip(names, headers, strict=True):
        twice = sorted({column for column in columns if columns.count(column) > 1})
        if twice:
            message = f"source '{source.name}': '{name}' names column '{twice[0]}' twice"
            raise DataError(message)
    return TextFiles(paths, header, headers, delimiter, _notes(source, spoken))


def _encoding(source: Source, path: str, name: str) -> str:
    if source.encoding is not None:
        return source.encoding
    try:
        found = encodings.detected(path)
    except (OSError, EOFError) as error:
        message = f"source '{source.name}': cannot read '{name}': {error}"
        raise DataError(message) from error
    if found is None:
        raise encodings.refused(source.name, name)
    return found


def _utf8(source: Source, path: str, name: str, encoding: str, made: Intermediates) -> str:
    def write(target: Path) -> None:
        encodings.to_utf8(path, encoding, target)

    try:
        return str(made.made(encoding, (path,), ".csv", write))
    except UnicodeDecodeError as error:
        spoken = encodings.spoken(encoding)
        message = f"source '{source.name}': '{name}' is not {spoken} text throughout"
        raise DataError(message) from error


def _sheet(source: Source, path: str, name: str, made: Intermediates) -> str:
    def write(target: Path) -> None:
        write_csv(source.name, path, name, target)

    return str(made.made("xlsx", (path,), ".csv", write))


def _first_line(source: Source, path: str, name: str) -> str:
    try:
        with encodings.opened(path) as file:
            line = file.readline(LONGEST_HEADER)
        return line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:  # UTF-8 was declared: what is detected was looked at
        message = f"source '{source.name}': '{name}' is not UTF-8 text throughout"
        raise DataError(message) from error
    except (OSError, EOFError) as error:
        message = f"source '{source.name}': cannot read '{name}': {error}"
        raise DataError(message) from error


def _notes(source: Source, spoken: Mapping[str, list[str]]) -> tuple[str, ...]:
    """A note for each encoding but UTF-8, with the first file and how many more."""
    return tuple(
        f"source '{source.name}': '{names[0]}'"
        + (f" and {len(names) - 1} more are" if len(names) > 1 else " is")
        + f" {encoding} text"
        + ("" if source.encoding else ", as detected")
        for encoding, names in sorted(spoken.items())
        if encoding != "UTF-8"
    )
