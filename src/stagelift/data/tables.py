"""What every engine does with tables: their columns, their addresses, temporary ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.data.engine import ColumnType, Engine
    from stagelift.definitions.sources import Source


def columns_of(engine: Engine, source: Source) -> dict[str, ColumnType]:
    """The columns of a source that has rows.

    Args:
        engine: Reads it.
        source: Its definition.

    Returns:
        Type of each column by name, in order.

    Raises:
        DataError: The source is missing, or has no row.
        EngineError: The engine cannot read it.
    """
    relation = engine.relation(source)
    found = engine.describe(exp.select("*").from_(relation))
    if not engine.run(exp.select(sql.number(1)).from_(relation.copy()).limit(1)):
        message = f"source '{source.name}': '{source.read}' has columns but no row"
        raise DataError(message)
    return found


def table_of(source: Source, connection: str, levels: Sequence[str]) -> exp.Table:
    """The table that a source of a connection reads.

    Args:
        source: Its `read` is the connection's name, then the table's, each apart by a dot.
        connection: The connection's name.
        levels: What may stand before a table's name, from the outermost; none of them must.

    Returns:
        The table.

    Raises:
        DataError: Another number of parts.

    Example:
        >>> from types import SimpleNamespace as Stub
        >>> table_of(Stub(name="orders", read="dw.mart.orders"), "dw", ["schema"]).sql()
        '"mart"."orders"'
    """
    parts = str(source.read).split(".")[1:]
    if not 1 <= len(parts) <= len(levels) + 1:
        whole = (*levels, "table")
        forms = [".".join((connection, *whole[n:])) for n in reversed(range(len(whole)))]
        listed = " or ".join((", ".join(forms[:-1]), forms[-1]))
        raise DataError(f"source '{source.name}': '{source.read}' must be {listed}")
    table, schema, catalog = (*reversed(parts), None, None)[:3]
    return exp.table_(table, db=schema, catalog=catalog, quoted=True)


def temporary_table(table: exp.Table, query: exp.Select) -> exp.Create:
    """The statement that keeps a query's rows for this session.

    Args:
        table: The table to make.
        query: What fills it.

    Returns:
        CREATE TEMPORARY TABLE … AS.

    Example:
        >>> temporary_table(exp.to_table("t"), exp.select("1")).sql("duckdb")
        'CREATE TEMPORARY TABLE t AS SELECT 1'
    """
    properties = exp.Properties(expressions=[exp.TemporaryProperty()])
    return exp.Create(this=table.copy(), kind="TABLE", expression=query, properties=properties)
