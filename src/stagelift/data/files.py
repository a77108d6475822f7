"""The files behind a source: found by its pattern, looked at before an engine reads them."""

from __future__ import annotations

import csv
import glob
import gzip
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from stagelift.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from stagelift.definitions.sources import Source

DELIMITERS = ",;\t|"
LONGEST_HEADER = 1_000_000  # bytes; a longer first line is not a header


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one source.

    Args:
        kind: `parquet` or `text`.
        paths: Whole paths, sorted: their order is the order of rows.
        names: The same files as messages name them: relative to the workspace.
        header: Column names, when all text files agree on them.
        delimiter: What separates the columns of text files.
    """

    kind: Literal["parquet", "text"]
    paths: tuple[str, ...]
    names: tuple[str, ...]
    header: tuple[str, ...] | None = None
    delimiter: str = ","


def file_states(pattern: str, root: Path) -> tuple[tuple[str, int, int], ...]:
    """The files a pattern names, as they are now.

    Args:
        pattern: A path or pattern relative to the workspace.
        root: The workspace.

    Returns:
        (name, bytes, time of change in ns) of each file, by name.
    """
    found = sorted(glob.glob(pattern, root_dir=root, recursive=True))  # noqa: PTH207 - as below
    states = ((name, (root / name).stat()) for name in found if (root / name).is_file())
    return tuple((name, state.st_size, state.st_mtime_ns) for name, state in states)


def find_files(source: Source, root: Path) -> Files:
    """The files a source's pattern names, none of them empty.

    Args:
        source: Its `read` is a path or pattern relative to the workspace.
        root: The workspace.

    Returns:
        The files.

    Raises:
        DataError: No file, an empty file, or a header that is not UTF-8 text.
    """
    pattern = str(source.read)
    # Path.glob refuses absolute patterns
    found = sorted(glob.glob(pattern, root_dir=root, recursive=True))  # noqa: PTH207
    names = tuple(name for name in found if (root / name).is_file())
    if not names:
        what = "no file matches" if glob.has_magic(pattern) else "there is no file"
        message = f"source '{source.name}': {what} '{pattern}' in the workspace"
        raise DataError(message)
    empty = next((name for name in names if (root / name).stat().st_size == 0), None)
    if empty is not None:
        message = f"source '{source.name}': '{empty}' is empty (0 bytes)"
        raise DataError(message)
    kinds = {_kind(name) for name in names}
    if len(kinds) > 1:
        message = f"source '{source.name}': '{pattern}' mixes Parquet and text files"
        raise DataError(message)
    files = Files(kinds.pop(), tuple(str(root / name) for name in names), names)
    return files if files.kind == "parquet" else _text_files(source, files)


def _kind(name: str) -> Literal["parquet", "text"]:
    return "parquet" if name.lower().endswith(".parquet") else "text"


def _text_files(source: Source, files: Files) -> Files:
    """The files with their delimiter, and the header where all have the same."""
    found = zip(files.paths, files.names, strict=True)
    lines = [_first_line(source, path, name) for path, name in found]
    delimiter = max(DELIMITERS, key=lines[0].count)
    headers = {tuple(next(csv.reader([line], delimiter=delimiter), [])) for line in lines}
    header = headers.pop() if len(headers) == 1 else None
    if header is not None and len(set(header)) < len(header):
        twice = sorted({name for name in header if header.count(name) > 1})
        message = f"source '{source.name}': '{files.names[0]}' names column '{twice[0]}' twice"
        raise DataError(message)
    return replace(files, header=header, delimiter=delimiter)


def _first_line(source: Source, path: str, name: str) -> str:
    opener = gzip.open if path.lower().endswith(".gz") else open
    try:
        with opener(path, "rb") as file:
            line: bytes = file.readline(LONGEST_HEADER)
        return line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise DataError(not_utf8(source.name, name)) from error
    except (OSError, EOFError) as error:
        message = f"source '{source.name}': cannot read '{name}': {error}"
        raise DataError(message) from error


def not_utf8(source: str, path: str) -> str:
    """The message about a text file in another encoding.

    Args:
        source: Name of the source.
        path: The file.

    Returns:
        One sentence and its cure.

    Example:
        >>> not_utf8("survey", "data/nps.csv")
        "source 'survey': 'data/nps.csv' is not UTF-8 text; save it as UTF-8"
    """
    return f"source '{source}': '{path}' is not UTF-8 text; save it as UTF-8"
