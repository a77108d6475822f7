"""Avro files as lines of JSON, record by record, so that a file of any size passes through."""

from __future__ import annotations

import functools
import json
import math
import operator
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from stagelift.data.json_files import FILE_PATH, LIST, OBJECT, PAIR_LIST, bit
from stagelift.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = {
    "null": 0,
    "boolean": bit("BOOLEAN"),
    "int": bit("BIGINT"),
    "long": bit("BIGINT"),
    "float": bit("DOUBLE"),
    "double": bit("DOUBLE"),
}


def found_in(source: str, files: Mapping[str, str]) -> dict[str, int]:
    """What the values of every key are, as the files' schemas say.

    Args:
        source: Name of the source, for messages.
        files: Whole path of each file to its name in messages.

    Returns:
        Keys in the order of the first schema, each with its bits as in `json_files`; last the
        column that holds the name of the file.

    Raises:
        DataError: fastavro is not installed, a file is no whole Avro file, or holds no records.
    """
    together: dict[str, int] = {}
    for path, name in files.items():
        schema = _schema(source, path, name)
        if not isinstance(schema, dict) or schema.get("type") != "record":
            message = f"source '{source}': '{name}' holds values that are not records"
            raise DataError(message)
        types: dict[str, int] = {}
        for field in schema["fields"]:
            bits = _bits(field["type"], types)
            together[field["name"]] = together.get(field["name"], 0) | bits
    return {**together, FILE_PATH: bit("VARCHAR")}


def _bits(schema: Any, types: dict[str, int]) -> int:
    """What the values of a schema become in JSON; named types are known from where they stand."""
    if isinstance(schema, list):
        return functools.reduce(operator.or_, (_bits(one, types) for one in schema), 0)
    if isinstance(schema, str):
        named = types.get(_last(schema))
        return PLAIN.get(schema, bit("VARCHAR")) if named is None else named
    kind = schema["type"]
    if isinstance(kind, dict | list):
        return _bits(kind, types)
    found = PLAIN.get(kind, bit("VARCHAR"))
    if "logicalType" in schema:
        found = bit("VARCHAR")
    elif kind == "array":
        found = bit(PAIR_LIST if _is_pair(schema["items"]) else LIST)
    elif kind in ("record", "map"):
        found = bit(OBJECT)
    if "name" in schema:
        types[_last(schema["name"])] = found
    inside = (schema.get("items"), schema.get("values"))
    for inner in (*inside, *(field["type"] for field in schema.get("fields", ()))):
        if inner is not None:  # types may be named inside and meant again outside
            _bits(inner, types)
    return found


def _last(name: str) -> str:
    """A type's name without its namespace."""
    return name.rpartition(".")[2]


def _is_pair(items: Any) -> bool:
    """Whether a list's entries are records of a key and a value."""
    if not isinstance(items, dict) or items.get("type") != "record":
        return False
    return {field["name"] for field in items["fields"]} == {"key", "value"}


def _schema(source: str, path: str, name: str) -> Any:
    with _opened(source, path, name) as reader:
        return reader.writer_schema


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
            with _opened(source, path, name) as records:
                for record in records:
                    lines.write(_line({**record, FILE_PATH: name}) + "\n")


@contextmanager
def _opened(source: str, path: str, name: str) -> Iterator[Any]:
    """A reader of a file's records; what goes wrong with it names the file."""
    try:
        import fastavro
    except ImportError as error:
        message = f"source '{source}': Avro files need fastavro: pip install 'stagelift[files]'"
        raise DataError(message) from error
    # fastavro raises what its decoders meet: an index, a value, an end of file, a codec
    broken = (ValueError, IndexError, EOFError, KeyError, TypeError, OSError, StopIteration)
    with open(path, "rb") as file:  # noqa: PTH123 - paths are kept as texts
        try:
            yield fastavro.reader(file)
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
