"""The types of what a query returns, told from the declared types of the tables it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.errors import SqlglotError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import ModuleType

    from stagelift.data.engine import ColumnType

KINDS: dict[str, ColumnType] = {
    **dict.fromkeys(("text", "varchar", "char", "nvarchar", "nchar", "bpchar", "name"), "text"),
    **dict.fromkeys(("uuid", "string", "enum"), "text"),
    **dict.fromkeys(("tinyint", "smallint", "int", "bigint", "int128", "hugeint"), "integer"),
    **dict.fromkeys(("utinyint", "usmallint", "uint", "ubigint"), "integer"),
    **dict.fromkeys(("float", "double"), "float"),
    **dict.fromkeys(("decimal", "bigdecimal"), "decimal"),
    **dict.fromkeys(("timestamp", "datetime", "timestampntz", "timestamp_ns"), "timestamp"),
    **dict.fromkeys(("timestamptz", "timestampltz"), "timestamptz"),
    **dict.fromkeys(("json", "jsonb", "variant"), "json"),
    "date": "date",
    "boolean": "boolean",
}


def declared(written: str, dialect: str) -> exp.DataType:
    """A type as a database writes it.

    Args:
        written: Such as `timestamp without time zone`.
        dialect: The database's dialect.

    Returns:
        sqlglot's type; `unknown` where it knows none.

    Example:
        >>> declared("timestamp with time zone", "postgres").sql()
        'TIMESTAMPTZ'
    """
    try:
        return exp.DataType.build(written, dialect=dialect)
    except (SqlglotError, ValueError):
        return exp.DataType.build("unknown")


def kind_of(found: exp.Expr | None) -> ColumnType:
    """The contract's word for a type.

    Args:
        found: sqlglot's type, or None.

    Returns:
        The word; a decimal declared without places is an integer.

    Example:
        >>> [kind_of(exp.DataType.build(one)) for one in ("decimal(9, 0)", "varchar(8)", "blob")]
        ['integer', 'text', 'other']
    """
    if not isinstance(found, exp.DataType):
        return "other"
    kind = KINDS.get(str(found.this.value).lower(), "other")
    places = [str(one.name) for one in found.expressions]
    return "integer" if kind == "decimal" and len(places) > 1 and places[1] == "0" else kind


def key_of(table: exp.Table) -> str:
    """The name under which a table's columns are known: that of its schema takes part."""
    return ".".join(part.name for part in table.parts)


def types_of(
    query: exp.Select, tables: Mapping[str, Mapping[str, exp.DataType]], dialect: str
) -> dict[str, ColumnType]:
    """The columns a query returns; it is not run.

    Args:
        query: A SELECT.
        tables: Type of each column, by table under its `key_of`.
        dialect: The dialect the query is for.

    Returns:
        Type of each column by name, in order; `other` where none can be told.

    Raises:
        SqlglotError: The query cannot be followed.
    """
    from sqlglot.optimizer.annotate_types import annotate_types
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.schema import MappingSchema

    plain: dict[str, object] = {name: dict(columns) for name, columns in tables.items()}
    schema = MappingSchema(plain, dialect=dialect, normalize=False)
    bare = query.transform(lambda node: _under_key(node, plain))
    whole = qualify(bare, schema=schema, dialect=dialect, validate_qualify_columns=False)
    typed = annotate_types(whole, schema=schema, dialect=dialect)
    chosen = typed.selects if isinstance(typed, exp.Query) else []
    return {one.alias_or_name: kind_of(one.type) for one in chosen}


def kinds_of_codes(
    names: Sequence[str], codes: Sequence[object], driver: ModuleType
) -> dict[str, ColumnType]:
    """The types of columns without a value, as far as PEP 249 lets a driver tell them.

    Args:
        names: The columns.
        codes: What the driver calls their types.
        driver: Its module, whose type objects are compared with the codes.

    Returns:
        `timestamptz` for any moment, `decimal` for any number, else text.
    """
    told: tuple[tuple[str, ColumnType], ...] = (("DATETIME", "timestamptz"), ("NUMBER", "decimal"))
    return {
        name: next((kind for word, kind in told if code == getattr(driver, word, None)), "text")
        for name, code in zip(names, codes, strict=True)
    }


def _under_key(node: exp.Expr, known: Mapping[str, object]) -> exp.Expr:
    if isinstance(node, exp.Table) and key_of(node) in known:
        return exp.table_(key_of(node), quoted=True, alias=node.args.get("alias"))
    return node
