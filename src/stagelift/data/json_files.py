"""JSON, one object a line or in a list, as Parquet with one column a key.

Types are those of the values themselves: text stays text ("0012"), whole numbers are integers,
objects and lists stay JSON. A key whose values differ in type is text.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.encodings import opened, refused
from stagelift.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import duckdb

CONFIG = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
LARGEST_OBJECT = 16 * 1024 * 1024  # bytes; every thread reads into two of them
FILE_PATH = "file path"  # the column that tells from which file a row came
PAIRS = 'STRUCT("key" TEXT, "value" JSON)[]'
# what the values of one key are, together: any of these
SCALARS = ("BOOLEAN", "UBIGINT", "BIGINT", "DOUBLE", "VARCHAR")
HUGE, PAIR_LIST, EMPTY_LIST, LIST, OBJECT = "HUGE", "PAIRS", "EMPTY", "ARRAY", "OBJECT"
FOUND = (*SCALARS, HUGE, PAIR_LIST, EMPTY_LIST, LIST, OBJECT)


def found_in(source: str, files: Mapping[str, str]) -> dict[str, int]:
    """What the values of every key are, read twice and never held.

    Args:
        source: Name of the source, for messages.
        files: Whole path of each file to its name in messages.

    Returns:
        Keys, those of the first object in its order, each with one bit for an entry of FOUND.

    Raises:
        DataError: Malformed JSON, values that are no objects, or no object at all.
    """
    import duckdb

    with _connected() as connection:
        try:
            keys = _keys(connection, tuple(files))
            problem = "holds values that are not objects with keys" if None in keys else ""
            if problem or not keys:
                message = f"source '{source}': {named(files)} {problem or 'holds no object'}"
                raise DataError(message)
            return _bits(connection, tuple(files), [str(key) for key in keys])
        except duckdb.Error as error:
            raise _translated(source, error, files) from error


def write_parquet(
    source: str, files: Mapping[str, str], kinds: Mapping[str, str], target: Path
) -> None:
    """The objects of some JSON files as one Parquet file, their file's name beside each.

    Args:
        source: Name of the source, for messages.
        files: Whole path of each file to its name in messages.
        kinds: SQL type of each key's column.
        target: Where to write.

    Raises:
        DataError: Malformed JSON.
    """
    import duckdb

    with _connected() as connection:
        try:
            connection.execute(_copy(kinds, files, target))
        except duckdb.Error as error:
            raise _translated(source, error, files) from error


def _connected() -> duckdb.DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(config=dict(CONFIG))
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _reader(function: str, paths: Sequence[str], options: Mapping[str, exp.Expr]) -> exp.Table:
    listed = exp.Array(expressions=[sql.text(_letter_for_letter(path)) for path in paths])
    always = {"format": sql.text("auto"), "maximum_object_size": sql.number(LARGEST_OBJECT)}
    named = [
        exp.EQ(this=exp.column(name), expression=value)
        for name, value in {**always, **options}.items()
    ]
    return exp.Table(this=exp.Anonymous(this=function, expressions=[listed, *named]))


def _letter_for_letter(path: str) -> str:
    return "".join(f"[{letter}]" if letter in "[*?" else letter for letter in path)


def _keys(connection: duckdb.DuckDBPyConnection, paths: Sequence[str]) -> tuple[str | None, ...]:
    """Every key, those of the first object in its order; None among them for other values."""
    keys = exp.Anonymous(this="JSON_KEYS", expressions=[sql.column("json")])
    kind = exp.Anonymous(this="JSON_TYPE", expressions=[sql.column("json")])
    is_object = exp.EQ(this=kind, expression=sql.text(OBJECT))
    none = exp.Array(expressions=[sql.cast(exp.null(), sql.TEXT)])
    own = exp.alias_(sql.case([(is_object, keys)], none), "keys")
    objects = exp.select(own).from_(_reader("READ_JSON_OBJECTS", paths, {}))
    every = exp.select(exp.alias_(exp.Explode(this=sql.column("keys")), "key")).distinct()
    every = every.from_(objects.subquery("objects", copy=False), copy=False)
    first = connection.execute(objects.limit(1).sql("duckdb")).fetchall()
    found = {key for (key,) in connection.execute(every.sql("duckdb")).fetchall()}
    order = {key: place for place, key in enumerate(first[0][0])} if first else {}
    return tuple(sorted(found, key=lambda key: (order.get(key, len(order)), str(key))))


def _typed(kinds: Mapping[str, str]) -> exp.Expr:
    """The option that tells the reader the columns and their types."""
    return exp.Struct(
        expressions=[
            exp.PropertyEQ(this=exp.to_identifier(key, quoted=True), expression=sql.text(kind))
            for key, kind in kinds.items()
        ]
    )


def _bits(
    connection: duckdb.DuckDBPyConnection, paths: Sequence[str], keys: Sequence[str]
) -> dict[str, int]:
    """What the values of each key are, by one look at all of them."""
    columns = {"columns": _typed(dict.fromkeys(keys, "JSON"))}
    chosen = [exp.alias_(_flags(sql.column(key)), f"k{n}") for n, key in enumerate(keys)]
    query = exp.select(*chosen).from_(_reader("READ_JSON", paths, columns))
    rows = connection.execute(query.sql("duckdb")).fetchall()
    return {key: int(bits or 0) for key, bits in zip(keys, rows[0], strict=True)}


def _flags(value: exp.Expr) -> exp.Expr:
    """What the values of a column are: one bit of the sum for each entry of FOUND."""
    kind = exp.Anonymous(this="JSON_TYPE", expressions=[value])
    form = exp.Anonymous(this="JSON_STRUCTURE", expressions=[value])
    shape = sql.cast(form, sql.TEXT)
    whole = sql.try_cast(sql.cast(value, sql.TEXT), sql.BIGINT)
    length = exp.Anonymous(this="JSON_ARRAY_LENGTH", expressions=[value])
    is_list = exp.EQ(this=kind, expression=sql.text(LIST))
    is_count = exp.EQ(this=kind, expression=sql.text("UBIGINT"))
    keyed = exp.Like(this=shape, expression=sql.text('[{"key":"VARCHAR","value":%'))
    special = [
        (exp.and_(is_count, sql.is_null(whole)), HUGE),
        (exp.and_(is_list, exp.EQ(this=length, expression=sql.number(0))), EMPTY_LIST),
        (exp.and_(is_list, keyed), PAIR_LIST),
    ]
    plain = [(exp.EQ(this=kind, expression=sql.text(one)), one) for one in FOUND]
    bits = [(when, sql.number(bit(one))) for when, one in (*special, *plain)]
    return exp.Anonymous(this="BIT_OR", expressions=[sql.case(bits, sql.number(0))])


def bit(kind: str) -> int:
    """The bit of one kind of value.

    Args:
        kind: One of FOUND.

    Returns:
        A power of two.

    Example:
        >>> bit("UBIGINT")
        2
    """
    return 1 << FOUND.index(kind)


def kind_of(bits: int) -> str:
    """The SQL type that holds every value found without a change.

    Args:
        bits: The sum of the bits of what was found.

    Returns:
        The type; text where values differ, JSON where some are objects or lists.

    Example:
        >>> kind_of(bit("UBIGINT")), kind_of(bit("UBIGINT") | bit("VARCHAR")), kind_of(0)
        ('BIGINT', 'TEXT', 'TEXT')
    """
    found = {one for place, one in enumerate(FOUND) if bits >> place & 1}
    if found & {LIST, OBJECT, PAIR_LIST, EMPTY_LIST}:
        return PAIRS if PAIR_LIST in found and found <= {PAIR_LIST, EMPTY_LIST} else "JSON"
    if found == {"BOOLEAN"}:
        return "BOOLEAN"
    if found and found <= {"UBIGINT", "BIGINT"}:
        return "BIGINT"
    return "DOUBLE" if found and found <= {"UBIGINT", "BIGINT", "DOUBLE"} else "TEXT"


def _copy(kinds: Mapping[str, str], files: Mapping[str, str], target: Path) -> str:
    options: dict[str, exp.Expr] = {"columns": _typed(kinds)}
    chosen: list[exp.Expr] = [sql.column(key) for key in kinds]
    if FILE_PATH not in kinds:
        path, name = next(iter(files.items()))
        start = len(path) - len(name) + 1  # names are relative to the workspace
        within = exp.func("SUBSTRING", sql.column(FILE_PATH), sql.number(start))
        chosen.append(exp.alias_(within, FILE_PATH, quoted=True))
        options["filename"] = sql.text(FILE_PATH)
    query = exp.select(*chosen).from_(_reader("READ_JSON", tuple(files), options))
    form = exp.CopyParameter(this=exp.var("format"), expression=exp.var("parquet"))
    copy = exp.Copy(
        this=query.subquery(),
        kind=False,
        credentials=exp.Credentials(),
        files=[sql.text(str(target))],
        params=[form],
    )
    return copy.sql("duckdb")


def named(files: Mapping[str, str]) -> str:
    """Some files as messages name them.

    Args:
        files: Whole path of each file to its name in messages.

    Returns:
        The first, and how many more there are.

    Example:
        >>> named({"/w/a.json": "a.json", "/w/b.json": "b.json"})
        "'a.json' (and 1 more)"
    """
    names = tuple(files.values())
    return f"'{names[0]}'" + (f" (and {len(names) - 1} more)" if len(names) > 1 else "")


def _translated(source: str, error: duckdb.Error, files: Mapping[str, str]) -> DataError:
    """What DuckDB says about a file, in our words."""
    said = str(error)
    name = next((name for path, name in files.items() if path in said), None)
    shown = f"'{name}'" if name else named(files)
    if "UTF-8" in said or "UTF-16" in said:
        return refused(source, name or next(iter(files.values())))
    if "GZIP" in said:
        return DataError(f"source '{source}': {shown} is cut off or no gzip file; copy it again")
    reason = said.rstrip(". \n").rsplit(": ", maxsplit=1)[-1]
    line = _broken_line(next((path for path in files if path in said), ""))
    place = f", line {line}" if line else ""
    return DataError(f"source '{source}': {shown}{place}: malformed JSON, {reason}")


def _broken_line(path: str) -> int | None:
    """The first line that is no JSON, in a file with one object a line; None in other files."""
    if not path:
        return None
    with opened(path) as file:
        for number, line in enumerate(file, 1):
            try:
                json.loads(line.strip() or "null")
            except ValueError:
                return number if number > 1 else None
    return None
