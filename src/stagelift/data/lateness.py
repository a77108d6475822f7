"""Rows that became known between two instants about a time before: why a number was restated."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.steps import known_rows

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.reading import Reading

ROLES = ("events", "surveys")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """The rows of one source that arrived between two instants about a time before the first.

    Args:
        source: Name of the source.
        rows: How many, copies included.
    """

    source: str
    rows: int


def arrived(contract: Contract, *, before_us: int, start_us: int) -> tuple[Arrived, ...]:
    """The rows that were not known at an instant though what they tell of had happened.

    Args:
        contract: The contract tables; its own instant is the later one.
        before_us: The earlier instant, µs.
        start_us: Rows about an earlier time than this, µs, do not count.

    Returns:
        One entry per source that says when a row arrived and has such rows, most first.

    Raises:
        DataError: A source that cannot be read.
        EngineError: The engine refused.
    """
    found = []
    for role in ROLES:
        for reading in contract.readings(role):
            if not reading.has("ingested"):
                continue
            question = ("arrived", reading.name, before_us, start_us)
            answer = contract.answer(
                question, partial(_query, contract, reading, before_us, start_us)
            )
            rows = int(answer.rows[0][0] or 0)
            if rows:
                found.append(Arrived(source=reading.name, rows=rows))
    return tuple(sorted(found, key=lambda one: (-one.rows, one.source)))


def _query(contract: Contract, reading: Reading, before_us: int, start_us: int) -> exp.Select:
    """One row: how many rows arrived in between about the time before."""
    rows = known_rows(reading, contract.as_of_us).subquery("rows", copy=False)
    conditions = [
        exp.GTE(this=sql.column("ingested"), expression=sql.number(before_us)),
        exp.GTE(this=sql.column("at"), expression=sql.number(start_us)),
        exp.LT(this=sql.column("at"), expression=sql.number(before_us)),
    ]
    late = sql.case([(sql.all_of(conditions), sql.number(1))], sql.number(0))
    return exp.select(exp.alias_(exp.Sum(this=late), "late")).from_(rows)
