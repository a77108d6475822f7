"""How an engine goes about a query, and what it tells of the cost.

DuckDB, which works in this process, runs the query and tells what it read; a server is asked for
its plan alone and runs nothing, so that the cost is known before it arises.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from stagelift.data.dialects import text_of

if TYPE_CHECKING:
    from stagelift.data.engine import Engine

SERVER_COST = re.compile(r"cost=[\d.]+\.\.(?P<cost>[\d.]+) rows=(?P<rows>\d+)")
SPARK_SIZE = re.compile(r"sizeInBytes=(?P<size>[^,)]+)")
OUTER = ("RESULT_COLLECTOR", "EXPLAIN_ANALYZE")
NAMED = ("Function", "Total Files Read", "Table", "CTE Name")  # what DuckDB tells of an operator


@dataclass(frozen=True, slots=True)
class EnginePlan:
    """The plan of one query.

    Args:
        lines: The plan, one step a line, a step's inputs indented below it.
        was_run: Whether the figures were seen; else they are the engine's estimates.
        rows: Rows read, or expected as the result; None where the engine does not say.
        size: Bytes read, or Spark's own words for the size of the result.
        seconds: How long it took.
        cost: PostgreSQL's cost, in its own unit.
    """

    lines: tuple[str, ...]
    was_run: bool = False
    rows: int | None = None
    size: int | str | None = None
    seconds: float | None = None
    cost: float | None = None


def plan_of(engine: Engine, query: exp.Expr) -> EnginePlan:
    """How an engine answers a query.

    Args:
        engine: The engine.
        query: A query that stands alone; its result is thrown away.

    Returns:
        The plan, with what the engine tells of the cost.

    Raises:
        EngineError: The engine refused.
    """
    text = text_of(query, engine.dialect)
    if engine.dialect == "duckdb":
        rows = engine.run(_explained("(ANALYZE, FORMAT JSON)", text))
        return _seen(json.loads(str(rows[0][1])))
    rows = engine.run(_explained("COST" if engine.dialect == "spark" else "", text))
    lines = tuple(line for row in rows for line in str(row[0]).splitlines() if line.strip())
    whole = "\n".join(lines)
    cost, size = SERVER_COST.search(whole), SPARK_SIZE.search(whole)
    return EnginePlan(
        lines,
        rows=int(cost["rows"]) if cost else None,
        cost=float(cost["cost"]) if cost else None,
        size=size["size"] if size else None,
    )


def _explained(how: str, text: str) -> exp.Command:
    return exp.Command(this="EXPLAIN", expression=exp.Literal.string(f"{how} {text}".strip()))


def _seen(told: dict[str, Any]) -> EnginePlan:
    """What DuckDB saw when it ran a query."""
    query, io = told.get("query", {}), told.get("io", {})
    return EnginePlan(
        tuple(_steps(told.get("operator") or [], 0)),
        was_run=True,
        rows=query.get("total_rows_scanned"),
        size=io.get("total_bytes_read"),
        seconds=query.get("total_time"),
    )


def _steps(operators: list[dict[str, Any]], depth: int) -> Iterator[str]:
    """Operators and those they read from, as lines."""
    for one in operators:
        more, inner = one.get("extra_info") or {}, depth
        if one.get("type") not in OUTER:
            named = [f"{name}: {more[name]}" for name in NAMED if more.get(name)]
            figures = f"{one.get('intermediate_rows', 0):,} rows, {one.get('timing', 0.0):.3f} s"
            yield f"{'  ' * depth}{one.get('type', '')}  {'; '.join([*named, figures])}"
            inner += 1
        yield from _steps(one.get("children") or [], inner)
