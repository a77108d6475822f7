"""The files behind a source: found by its pattern, looked at before an engine reads them."""

from __future__ import annotations

import csv
import glob
import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from stagelift.errors import DataError

if TYPE_CHECKING:
    from stagelift.definitions.journey import Source

DELIMITERS = ",;\t|"
LONGEST_HEADER = 1_000_000  # bytes; a longer first line is not a header


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one source.

    Args:
        kind: `parquet` or `text`.
        paths: Whole paths, sorted: their order is the order of rows.
        header: Column names, when all text files agree on them.
        delimiter: What separates the columns of text files.
    """

    kind: Literal["parquet", "text"]
    paths: tuple[str, ...]
    header: tuple[str, ...] | None = None
    delimiter: str = ","


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
    found = sorted(glob.glob(pattern, root_dir=root, recursive=True))  # noqa: PTH207 - absolute too
    paths = [root / name for name in found if (root / name).is_file()]
    if not paths:
        what = "no file matches" if glob.has_magic(pattern) else "there is no file"
        raise DataError(f"source '{source.name}': {what} '{pattern}' (looked in {root})")
    for name, path in zip(found, paths, strict=False):
        if path.stat().st_size == 0:
            raise DataError(f"source '{source.name}': '{name}' is empty (0 bytes)")
    kinds = {_kind(path) for path in paths}
    if len(kinds) > 1:
        raise DataError(f"source '{source.name}': '{pattern}' mixes Parquet and text files")
    whole = tuple(str(path) for path in paths)
    return Files("parquet", whole) if kinds == {"parquet"} else _text_files(source, whole)


def _kind(path: Path) -> Literal["parquet", "text"]:
    return "parquet" if path.suffix.lower() == ".parquet" else "text"


def _text_files(source: Source, paths: tuple[str, ...]) -> Files:
    lines = [_first_line(source, path) for path in paths]
    delimiter = max(DELIMITERS, key=lines[0].count)
    headers = {tuple(next(csv.reader([line], delimiter=delimiter), [])) for line in lines}
    header = headers.pop() if len(headers) == 1 else None
    if header is not None and len(set(header)) < len(header):
        twice = sorted({name for name in header if header.count(name) > 1})
        raise DataError(f"source '{source.name}': '{paths[0]}' names column '{twice[0]}' twice")
    return Files("text", paths, header, delimiter)


def _first_line(source: Source, path: str) -> str:
    opened = gzip.open(path, "rb") if path.lower().endswith(".gz") else Path(path).open("rb")
    try:
        with opened as file:
            line = file.readline(LONGEST_HEADER)
        return line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise DataError(not_utf8(source.name, path)) from error
    except (OSError, EOFError) as error:
        raise DataError(f"source '{source.name}': cannot read '{path}': {error}") from error


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
