"""The files behind a source: found by its pattern, looked at before an engine reads them."""

from __future__ import annotations

import glob
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from stagelift.data import text_files
from stagelift.definitions.presets import preset
from stagelift.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from stagelift.data.intermediate import Intermediates
    from stagelift.definitions.sources import Source

Kind = Literal["parquet", "text", "json", "avro", "xlsx"]
ENDINGS: dict[str, Kind] = {
    ".parquet": "parquet",
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), "json"),
    ".avro": "avro",
    ".xlsx": "xlsx",
}
SPOKEN: dict[Kind, str] = {
    "parquet": "Parquet",
    "text": "text",
    "json": "JSON",
    "avro": "Avro",
    "xlsx": "Excel",
}
PRINTED = (".csv", ".tsv", ".txt", ".xlsx")  # numbers stand in them as some program printed them
PARQUET_MARK = b"PAR1"  # the first and the last four bytes


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one source, as an engine reads them.

    Args:
        kind: `parquet` or `text`; other kinds were converted to one of these.
        paths: Whole paths, sorted: their order is the order of rows.
        names: The same files as messages name them: relative to the workspace.
        header: Column names, when all text files agree on them.
        headers: Column names of each text file.
        delimiter: What separates the columns of text files.
        converted: Whether the rows lie in files made from others, which they name.
        notes: What was detected, in words.
    """

    kind: Literal["parquet", "text"]
    paths: tuple[str, ...]
    names: tuple[str, ...]
    header: tuple[str, ...] | None = None
    headers: tuple[tuple[str, ...], ...] = ()
    delimiter: str = ","
    converted: bool = False
    notes: tuple[str, ...] = ()


def file_states(pattern: str, root: Path) -> tuple[tuple[str, int, int], ...]:
    """The files a pattern names, as they are now.

    Args:
        pattern: A path or pattern relative to the workspace.
        root: The workspace.

    Returns:
        (name, bytes, time of change in ns) of each file, by name.
    """
    states = ((name, (root / name).stat()) for name in _matching(pattern, root))
    return tuple((name, state.st_size, state.st_mtime_ns) for name, state in states)


def _matching(pattern: str, root: Path) -> tuple[str, ...]:
    """Names of the files a pattern fits, relative to the workspace, sorted."""
    names = glob.glob(pattern, root_dir=root, recursive=True)  # noqa: PTH207 - Path refuses absolute
    return tuple(name for name in sorted(names) if (root / name).is_file())


def find_files(source: Source, root: Path, made: Intermediates) -> Files:
    """The files a source's pattern names, none of them empty, each whole.

    Args:
        source: Its `read` is a path or pattern relative to the workspace.
        root: The workspace.
        made: Keeps what JSON, Avro, Excel and other encodings are converted to.

    Returns:
        The files as an engine reads them.

    Raises:
        DataError: No file, an empty or broken one, several kinds, or text that cannot be decoded.
    """
    names, left_out = _names(source, root)
    empty = next((name for name in names if (root / name).stat().st_size == 0), None)
    if empty is not None:
        message = f"source '{source.name}': '{empty}' is empty (0 bytes)"
        raise DataError(message)
    kind = _only_kind(source, names)
    found = {str(root / name): name for name in names}
    if kind == "parquet":
        _refuse_broken_parquet(source, found)
        return Files(kind, tuple(found), names, notes=left_out)
    if kind in ("json", "avro"):
        from stagelift.data.converting import converted

        parts = converted(source.name, kind, found, made)
        paths, named = tuple(parts), tuple(parts.values())
        return Files("parquet", paths, named, converted=True, notes=left_out)
    text = text_files.read_as_utf8(source, found, made, sheets=kind == "xlsx")
    notes = (*left_out, *text.notes)
    return Files("text", text.paths, names, text.header, text.headers, text.delimiter, notes=notes)


def _names(source: Source, root: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The files relative to the workspace, sorted; and a note on those the preset leaves out."""
    pattern = str(source.read)
    found = _matching(pattern, root)
    if not found:
        what = "no file matches" if glob.has_magic(pattern) else "there is no file"
        message = f"source '{source.name}': {what} '{pattern}' in the workspace"
        raise DataError(message)
    wanted = preset(source.preset).reads if source.preset else None
    names = tuple(name for name in found if wanted is None or re.search(wanted, name))
    if not names:
        message = (
            f"source '{source.name}': of {len(found)} files that match '{pattern}' none is one"
            f" that preset '{source.preset}' reads; '{found[0]}' is another kind of event"
        )
        raise DataError(message)
    if len(names) == len(found):
        return names, ()
    said = f"{len(found) - len(names)} of {len(found)} files are of events '{source.preset}'"
    return names, (f"source '{source.name}': {said} does not read, and were left out",)


def kind_of(name: str) -> Kind:
    """How a file is read, told by the ending of its name; text where it tells nothing.

    Args:
        name: The file.

    Returns:
        Its kind.

    Example:
        >>> kind_of("a/events_1.json.gz"), kind_of("a/nps.csv")
        ('json', 'text')
    """
    return ENDINGS.get(Path(name.lower().removesuffix(".gz")).suffix, "text")


def is_printed(pattern: str) -> bool:
    """Whether a source's values were printed as text when they were saved.

    Args:
        pattern: Path or pattern of its files, or a table.

    Returns:
        True for tables in text files and sheets.

    Example:
        >>> is_printed("a/*.csv.gz"), is_printed("a/*.parquet"), is_printed("dw.mart.orders")
        (True, False, False)
    """
    return pattern.lower().removesuffix(".gz").endswith(PRINTED)


def _only_kind(source: Source, names: tuple[str, ...]) -> Kind:
    kinds: dict[Kind, list[str]] = {}
    for name in names:
        kinds.setdefault(kind_of(name), []).append(name)
    if len(kinds) == 1:
        return next(iter(kinds))
    (odd, few), *rest = sorted(kinds.items(), key=lambda entry: len(entry[1]))
    others = " and ".join(f"{len(more)} {SPOKEN[kind]}" for kind, more in rest)
    message = (
        f"source '{source.name}': '{source.read}' fits files of several kinds: '{few[0]}'"
        f" ({SPOKEN[odd]}) beside {others}. Name one kind, as in '*.parquet'"
    )
    raise DataError(message)


def _refuse_broken_parquet(source: Source, files: dict[str, str]) -> None:
    """Names the first file whose start or end is not that of Parquet."""
    for path, name in files.items():
        with Path(path).open("rb") as file:
            head = file.read(4)
            file.seek(max(0, file.seek(0, 2) - 8))
            size, tail = file.tell() + 8, file.read(8)
        if head != PARQUET_MARK:
            message = f"source '{source.name}': '{name}' is no Parquet file, whatever its name says"
            raise DataError(message)
        footer = int.from_bytes(tail[:4], "little")
        if len(tail) < 8 or tail[4:] != PARQUET_MARK or not 0 < footer <= size - 12:
            message = (
                f"source '{source.name}': '{name}' is cut off: its end is missing; copy it again"
            )
            raise DataError(message)


def lacking(
    source: str, files: Files, columns: Collection[str], having: Sequence[Collection[str]]
) -> tuple[str, ...]:
    """A note for each column that is read and that some files of a source lack.

    Args:
        source: Name of the source.
        files: Its files.
        columns: The columns that are read.
        having: Columns of each file.

    Returns:
        Sentences that name the first such file and how many more there are.
    """
    found = []
    for column in sorted(columns):
        without = [name for name, own in zip(files.names, having, strict=True) if column not in own]
        if 0 < len(without) < len(files.names):
            more = f" and {len(without) - 1} more have" if len(without) > 1 else " has"
            said = f"'{without[0]}'{more} no column '{column}': none is read for its rows"
            found.append(f"source '{source}': {said}")
    return tuple(found)
