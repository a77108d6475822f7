"""Queries that stand alone: the temporary tables they read become named parts of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from sqlglot import exp

Query = TypeVar("Query", bound=exp.Expr)


def standing_alone(query: Query, tables: Mapping[str, exp.Select]) -> Query:
    """A query with every table it reads written before it.

    Args:
        query: A query that may name some of the tables; not changed.
        tables: The query of each table that is written down, by its name, in the order in which
            they were asked for.

    Returns:
        A query that stands alone.

    Example:
        >>> one = exp.select("a").from_(exp.table_("t", quoted=True))
        >>> standing_alone(one, {"t": exp.select("1 AS a"), "u": exp.select("2 AS a")}).sql()
        'WITH "t" AS (SELECT 1 AS a) SELECT a FROM "t"'
    """
    wanted = _read_by(query, tables)
    parts = [
        exp.CTE(this=table.copy(), alias=exp.TableAlias(this=exp.to_identifier(name, quoted=True)))
        for name, table in tables.items()
        if name in wanted
    ]
    found = query.copy()
    old = found.args.get("with_")
    own = [] if old is None else list(old.expressions)
    if parts:
        found.set("with_", exp.With(expressions=[*parts, *own]))
    return found


def _read_by(query: exp.Expr, tables: Mapping[str, exp.Select]) -> set[str]:
    """The written tables a query reads, and those that these read."""
    names = {table.name for table in query.find_all(exp.Table)} & set(tables)
    for name in tuple(names):
        names |= _read_by(tables[name], tables)
    return names
