"""How many of a source's customers the other sources know: the first thing to look at in a join."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.steps import known_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.data.contract import Contract
    from stagelift.data.reading import Reading

ROLES = ("events", "surveys", "assignments", "customers", "messages", "contracts", "units")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The customers of one source, and those that another source knows too.

    Args:
        source: Name of the source.
        customers: Its different customers, ids of one person joined.
        known: Those of them that at least one other source holds.
    """

    source: str
    customers: int
    known: int

    @property
    def rate(self) -> float | None:
        """Known customers as a share, 0–1; None without customers."""
        return self.known / self.customers if self.customers else None


def match_rates(contract: Contract) -> tuple[Match, ...]:
    """How many of each source's customers at least one other source knows.

    Args:
        contract: The contract tables.

    Returns:
        One entry per source, role by role, by one query; empty where fewer than two
        sources name customers.

    Raises:
        DataError: A source that cannot be read.
        EngineError: The engine refused.
    """
    readings = [one for role in ROLES for one in contract.readings(role)]
    named = [one for one in readings if not one.resolved.by_row]
    if len(named) < 2:
        return ()
    counted = {int(place): row for place, *row in contract.engine.run(match_query(contract, named))}
    return tuple(
        Match(source=reading.name, customers=int(customers), known=int(known))
        for place, reading in enumerate(named)
        for customers, known in [counted.get(place, (0, 0))]
    )


def match_query(contract: Contract, readings: Sequence[Reading]) -> exp.Select:
    """The query behind the match rates.

    Args:
        contract: The contract tables.
        readings: Sources that name customers.

    Returns:
        One row per source: its place, its customers, and those known elsewhere.
    """
    parts = [_customers(contract, reading, place) for place, reading in enumerate(readings)]
    every = exp.union(*parts, distinct=False).subquery("every", copy=False)
    sources = exp.Window(this=exp.Count(this=exp.Star()), partition_by=[sql.column("customer")])
    several = exp.select(sql.column("place"), exp.alias_(sources, "sources")).from_(every)
    elsewhere = exp.GT(this=sql.column("sources"), expression=sql.number(1))
    known = exp.Sum(this=sql.case([(elsewhere, sql.number(1))], sql.number(0)))
    return (
        exp.select(sql.column("place"), exp.Count(this=exp.Star()), known)
        .from_(several.subquery("several", copy=False))
        .group_by(sql.column("place"))
    )


def _customers(contract: Contract, reading: Reading, place: int) -> exp.Select:
    """The different customers of one source; copies of a row add none."""
    rows = known_rows(reading, contract.as_of_us)
    return (
        exp.select(exp.alias_(sql.number(place), "place"), sql.column("customer"))
        .distinct()
        .from_(rows.subquery("rows", copy=False))
    )
