"""JSON, one object a line or in a list, as Parquet with one column a key.

Types are those of the values themselves: text stays text ("0012"), whole numbers are integers,
objects and lists stay JSON. A key whose values differ in type is text.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import duckdb
from sqlglot import exp

from stagelift.data import sql
from stagelift.data.encodings import opened, refused
from stagelift.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

CONFIG = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
LARGEST_OBJECT = 64 * 1024 * 1024  # bytes
FILE_PATH = "file path"  # the column that tells from which file a row came
PAIRS = 'STRUCT("key" TEXT, "value" JSON)[]'
WIDE = ("UBIGINT", "HUGEINT")  # whole numbers that 64 bits may hold, or not
PLAIN = {
    "BOOLEAN": "boolean",
    "DOUBLE": "double",
    **dict.fromkeys(("BIGINT", *WIDE), "bigint"),
}


def write_parquet(source: str, files: Mapping[str, str], target: Path) -> None:
    """The objects of some JSON files as one Parquet file, their file's name beside each.

    Args:
        source: Name of the source, for messages.
        files: Whole path of each file to its name in messages.
        target: Where to write.

    Raises:
        DataError: Malformed JSON, values that are no objects, or no object at all.
    """
    relation = _objects(tuple(files))
    with duckdb.connect(config=dict(CONFIG)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        try:
            structure = _structure(connection, relation)
            if not isinstance(structure, dict):
                message = f"source '{source}': {_named(files)} holds {_instead(structure)}"
                raise DataError(message)
            kinds = _kinds(connection, relation, structure)
            connection.execute(_copy(relation, kinds, files, target))
        except duckdb.Error as error:
            raise _translated(source, error, files) from error


def _objects(paths: Sequence[str]) -> exp.Expr:
    listed = exp.Array(expressions=[sql.text(_letter_for_letter(path)) for path in paths])
    options = {
        "format": sql.text("auto"),
        "filename": exp.true(),
        "maximum_object_size": sql.number(LARGEST_OBJECT),
    }
    named = [exp.EQ(this=exp.column(name), expression=value) for name, value in options.items()]
    function = exp.Anonymous(this="READ_JSON_OBJECTS", expressions=[listed, *named])
    return exp.Table(this=function)


def _letter_for_letter(path: str) -> str:
    return "".join(f"[{letter}]" if letter in "[*?" else letter for letter in path)


def _structure(connection: duckdb.DuckDBPyConnection, relation: exp.Expr) -> Any:
    """The keys and types of all values together."""
    of_all = exp.Anonymous(this="JSON_GROUP_STRUCTURE", expressions=[sql.column("json")])
    query = exp.select(of_all).from_(relation.copy())
    ((found,),) = connection.execute(query.sql("duckdb")).fetchall()
    return None if found is None else json.loads(found)


def _instead(structure: Any) -> str:
    return "no object" if structure is None else "values that are not objects with keys"


def _kinds(
    connection: duckdb.DuckDBPyConnection, relation: exp.Expr, structure: Mapping[str, Any]
) -> dict[str, str]:
    """The SQL type of each key's column."""
    found = {key: _kind(value) for key, value in structure.items()}
    doubtful = [key for key, value in structure.items() if value in (*WIDE, "JSON")]
    if not doubtful:
        return found
    tests = [_doubt(key, structure[key]) for key in doubtful]
    query = exp.select(*(exp.alias_(test, f"d{n}") for n, test in enumerate(tests)))
    rows = connection.execute(query.from_(relation.copy()).sql("duckdb")).fetchall()
    for key, holds in zip(doubtful, rows[0], strict=True):
        if holds:  # too large for an integer of 64 bits; or objects among other values
            found[key] = "text" if structure[key] in WIDE else "json"
    return found


def _kind(structure: Any) -> str:
    if isinstance(structure, dict):
        return "json"
    if isinstance(structure, list):
        entry = structure[0] if structure else None
        if isinstance(entry, dict) and set(entry) == {"key", "value"}:
            return PAIRS if entry["key"] == "VARCHAR" else "json"
        return "json"
    return PLAIN.get(str(structure), "text")


def _doubt(key: str, structure: str) -> exp.Expr:
    if structure in WIDE:
        value = _text(key)
        fits = sql.is_null(sql.try_cast(value, sql.BIGINT))
        test = exp.and_(sql.not_null(value), fits)
    else:
        kind = exp.Anonymous(this="JSON_TYPE", expressions=[_json(key)])
        test = exp.In(this=kind, expressions=[sql.text(name) for name in ("OBJECT", "ARRAY")])
    return exp.Max(this=sql.case([(test, sql.number(1))], sql.number(0)))


def _path(key: str) -> exp.Expr:
    return exp.JSONPath(expressions=[exp.JSONPathRoot(), exp.JSONPathKey(this=key)])


def _text(key: str) -> exp.Expr:
    return exp.paren(exp.JSONExtractScalar(this=sql.column("json"), expression=_path(key)))


def _json(key: str) -> exp.Expr:
    return exp.paren(exp.JSONExtract(this=sql.column("json"), expression=_path(key)))


def _copy(
    relation: exp.Expr, kinds: Mapping[str, str], files: Mapping[str, str], target: Path
) -> str:
    chosen: list[exp.Expr] = []
    taken: set[str] = set()
    for key, kind in kinds.items():
        name = key if key.casefold() not in taken else f"{key} ({len(taken)})"
        taken.add(name.casefold())
        chosen.append(exp.alias_(_value(key, kind), name, quoted=True))
    if FILE_PATH not in kinds:
        path, name = next(iter(files.items()))
        start = len(path.removesuffix(name)) + 1  # names are relative to the workspace
        parts = [sql.column("filename"), sql.number(start)]
        chosen.append(exp.alias_(exp.func("SUBSTRING", *parts), FILE_PATH, quoted=True))
    query = exp.select(*chosen).from_(relation.copy())
    form = exp.CopyParameter(this=exp.var("format"), expression=exp.var("parquet"))
    copy = exp.Copy(
        this=query.subquery(),
        kind=False,
        credentials=exp.Credentials(),
        files=[sql.text(str(target))],
        params=[form],
    )
    return copy.sql("duckdb")


def _value(key: str, kind: str) -> exp.Expr:
    if kind == "text":
        return _text(key)
    if kind in PLAIN.values():
        return sql.cast(_text(key), kind)
    null = sql.text("NULL")  # the JSON value null is a missing value
    typed = exp.Anonymous(this="JSON_TYPE", expressions=[_json(key)])
    value = sql.case([(exp.NEQ(this=typed, expression=null), _json(key))])
    to = exp.DataType.build(kind, dialect="duckdb")
    return exp.Cast(this=value, to=to) if kind == PAIRS else value


def _named(files: Mapping[str, str]) -> str:
    names = tuple(files.values())
    return f"'{names[0]}'" + (f" (and {len(names) - 1} more)" if len(names) > 1 else "")


def _translated(source: str, error: duckdb.Error, files: Mapping[str, str]) -> DataError:
    """What DuckDB says about a file, in our words."""
    said = str(error)
    name = next((name for path, name in files.items() if path in said), None)
    shown = f"'{name}'" if name else _named(files)
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
