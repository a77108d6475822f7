"""PostgreSQL's types in the contract's words, and its whole numerics as Python integers."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg import Column, Connection
    from psycopg.abc import Buffer

    from stagelift.data.engine import ColumnType

TYPES: dict[str, ColumnType] = {
    **dict.fromkeys(("text", "varchar", "bpchar", "char", "name", "uuid", "unknown"), "text"),
    **dict.fromkeys(("int2", "int4", "int8"), "integer"),
    **dict.fromkeys(("float4", "float8"), "float"),
    **dict.fromkeys(("json", "jsonb"), "json"),
    "timestamp": "timestamp",
    "timestamptz": "timestamptz",
    "date": "date",
    "bool": "boolean",
}


def column_type(column: Column) -> ColumnType:
    """The type of a result column.

    Args:
        column: As psycopg describes it.

    Returns:
        The contract's word; a numeric declared without decimals is an integer.
    """
    display = column.type_display.partition("(")[0]
    if display == "numeric":
        return "integer" if column.precision and not column.scale else "decimal"
    return TYPES.get(display, "other")


def read_integers(connection: Connection[Any]) -> None:
    """Makes a connection return numerics without decimals as int, as other engines do for sums.

    Args:
        connection: The open connection; changed.
    """
    from psycopg.adapt import Loader

    class WholeNumeric(Loader):
        def load(self, data: Buffer) -> int | Decimal:
            text = bytes(data).decode()
            return int(text) if text.lstrip("-").isdigit() else Decimal(text)

    connection.adapters.register_loader("numeric", WholeNumeric)
