"""The named parts of a query that Spark would compute again for each place they are read in."""

from __future__ import annotations

from collections import Counter
from itertools import count
from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Sequence

_numbers = count(1)  # names of temporary views, several queries in one session


def shared_parts(query: exp.Expr) -> tuple[list[tuple[str, exp.Expr]], exp.Expr]:
    """A query apart from those of its named parts that are read in several places.

    Spark puts a part's text in every place that names it; parts over parts over events would be
    planned and read many times over.

    Args:
        query: Any statement; not changed.

    Returns:
        (name, query) of each such part, in order; and what is left, reading them by these names.

    Example:
        >>> from sqlglot import parse_one
        >>> parts, rest = shared_parts(parse_one("WITH a AS (SELECT 1) SELECT * FROM a, a AS b"))
        >>> len(parts), rest.find(exp.With)
        (1, None)
    """
    if not isinstance(query.args.get("with_"), exp.With):
        return [], query
    whole = query.copy()
    named = list(whole.args["with_"].expressions)
    shared = _read_often(whole, named)
    _rename(whole, shared)
    whole.set("with_", None)
    kept = [part for part in named if part.alias not in shared]
    parts = []
    for place, part in enumerate(named):
        if part.alias in shared:
            before = [one for one in named[:place] if one.alias not in shared]
            parts.append((shared[part.alias], _alone(part.this, before)))
    return parts, _alone(whole, kept)


def _read_often(whole: exp.Expr, named: Sequence[exp.CTE]) -> dict[str, str]:
    """New names of the parts that are read in several places, by their own."""
    read = Counter(table.name for table in whole.find_all(exp.Table) if not table.db)
    outer = Counter(part.alias for part in whole.find_all(exp.CTE))
    names = [part.alias for part in named if read[part.alias] > 1 and outer[part.alias] == 1]
    return {name: f"{name} {next(_numbers)}" for name in names}


def _rename(whole: exp.Expr, names: dict[str, str]) -> None:
    """Reads parts under other names; their columns are still called by the old ones."""
    for table in whole.find_all(exp.Table):
        if not table.db and table.name in names:
            alias = table.alias or table.name
            table.set("alias", exp.TableAlias(this=exp.to_identifier(alias, quoted=True)))
            table.set("this", exp.to_identifier(names[table.name], quoted=True))


def _alone(query: exp.Expr, before: Sequence[exp.CTE]) -> exp.Expr:
    """A query with those of the parts before it that it reads, itself or through another."""
    needed: list[exp.Expr] = []
    read = {table.name for table in query.find_all(exp.Table)}
    for part in reversed(before):
        if part.alias in read:
            needed.insert(0, part.copy())
            read |= {table.name for table in part.find_all(exp.Table)}
    own = query.args.get("with_")
    inner = [] if own is None else list(own.expressions)
    if {one.alias for one in needed} & {one.alias for one in inner}:
        # a part's own parts hide those before it of the same name, so they stay inside
        alias = exp.TableAlias(this=exp.to_identifier("own"))
        query = exp.select("*").from_(exp.Subquery(this=query, alias=alias), copy=False)
        inner = []
    every = [*needed, *inner]
    query.set("with_", exp.With(expressions=every) if every else None)
    return query
