"""JSON and Avro files as Parquet, in parts: new files do not make old ones be read again.

Each part tells what the values of its keys are; a column has one type in all parts, so that a key
that is empty in one part and an object in another can be looked into.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from stagelift.data import avro_files, json_files
from stagelift.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from stagelift.data.intermediate import Intermediates

FILES_A_PART = 128  # on average; senders write one file an hour and type of event, or more
BYTES_A_PART = 512 * 1024 * 1024


def converted(
    source: str, kind: str, files: Mapping[str, str], made: Intermediates
) -> dict[str, str]:
    """The Parquet files that hold the rows of some JSON or Avro files.

    Args:
        source: Name of the source, for messages.
        kind: `json` or `avro`.
        files: Whole path of each file to its name in messages.
        made: Keeps what is written.

    Returns:
        Whole path of each Parquet file to what messages call it, in the order of the files.

    Raises:
        DataError: A file that cannot be read, or keys that differ in capital letters only.
    """
    parts = list(parts_of(files))
    found = [_found(source, kind, part, made) for part in parts]
    together = merged(found)
    _refuse_twins(source, parts[0], tuple(together))
    written: dict[str, str] = {}
    for part, own in zip(parts, found, strict=True):
        kinds = {key: json_files.kind_of(together[key]) for key in own}
        write = partial(_write, source, kind, part, kinds)
        path = made.made(f"{kind} {json.dumps(kinds)}", tuple(part), ".parquet", write)
        names = tuple(part.values())
        written[str(path)] = names[0] + (f" and {len(names) - 1} more" if names[1:] else "")
    return written


def parts_of(files: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The files in parts whose borders depend on names near them alone.

    A file that is added or removed changes the part it lies in, and leaves all others.

    Args:
        files: Whole path of each file to its name in messages.

    Yields:
        Some files each, in their order.
    """
    part: dict[str, str] = {}
    size = 0
    for path, name in files.items():
        part[path] = name
        size += Path(path).stat().st_size
        if crc32(name.encode()) % FILES_A_PART == 0 or size >= BYTES_A_PART:
            yield part
            part, size = {}, 0
    if part:
        yield part


def merged(found: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """What the values of each key are in all parts together.

    Args:
        found: Keys of each part with one bit for each kind of value.

    Returns:
        Keys in the order in which they come up.

    Example:
        >>> merged([{"a": 1}, {"b": 2, "a": 4}])
        {'a': 5, 'b': 2}
    """
    together: dict[str, int] = {}
    for part in found:
        for key, bits in part.items():
            together[key] = together.get(key, 0) | bits
    return together


def _found(source: str, kind: str, part: Mapping[str, str], made: Intermediates) -> dict[str, int]:
    """What the values of a part's keys are, looked at once."""

    def write(target: Path) -> None:
        read = avro_files.found_in if kind == "avro" else json_files.found_in
        target.write_text(json.dumps(read(source, part)), encoding="utf-8")

    path = made.made(f"keys of {kind}", tuple(part), ".json", write)
    found: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _write(
    source: str, kind: str, part: Mapping[str, str], kinds: Mapping[str, str], target: Path
) -> None:
    if kind == "json":
        return json_files.write_parquet(source, part, kinds, target)
    lines = target.with_name("records.jsonl")
    avro_files.write_lines(source, part, lines)
    return json_files.write_parquet(source, {str(lines): next(iter(part.values()))}, kinds, target)


def _refuse_twins(source: str, files: Mapping[str, str], keys: Sequence[str]) -> None:
    folded = [key.casefold() for key in keys]
    twins = [key for key in keys if folded.count(key.casefold()) > 1]
    if twins:
        said = f"keys that differ in capital letters only: '{twins[0]}' and '{twins[1]}'"
        raise DataError(f"source '{source}': {json_files.named(files)} has {said}")
