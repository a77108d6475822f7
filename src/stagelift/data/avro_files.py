"""Avro files as lines of JSON, record by record, so that a file of any size passes through."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from stagelift.data.json_files import FILE_PATH
from stagelift.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path


def write_lines(source: str, files: Mapping[str, str], target: Path) -> None:
    """The records of some Avro files as JSON lines, the name of its file in each.

    Args:
        source: Name of the source, for messages.
        files: Whole path of each file to its name in messages.
        target: Where to write.

    Raises:
        DataError: fastavro is not installed, or a file is no whole Avro file.
    """
    with target.open("w", encoding="utf-8") as lines:
        for path, name in files.items():
            for record in _records(source, path, name):
                lines.write(_line({**record, FILE_PATH: name}) + "\n")


def _records(source: str, path: str, name: str) -> Iterator[Any]:
    try:
        import fastavro
    except ImportError as error:
        message = f"source '{source}': Avro files need fastavro: pip install 'stagelift[files]'"
        raise DataError(message) from error
    # fastavro raises what its decoders meet: an index, a value, an end of file, a codec
    broken = (ValueError, IndexError, EOFError, KeyError, TypeError, OSError, StopIteration)
    with open(path, "rb") as file:  # noqa: PTH123 - paths are kept as texts
        try:
            yield from fastavro.reader(file)
        except broken as error:
            message = f"source '{source}': '{name}' is no whole Avro file; copy it again"
            raise DataError(message) from error


def _line(record: Mapping[str, Any]) -> str:
    """A record as JSON: decimals and times are text, bytes hexadecimal, not-a-number is null."""
    try:
        return AS_JSON.encode(record)
    except ValueError:  # not-a-number, or infinity
        return AS_JSON.encode(_finite(record))


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(entry) for entry in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return value


def _text(value: object) -> str:
    """What JSON has no form for."""
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)


AS_JSON = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=_text)
