"""Which customers are new, retained, resurrected or dormant in a period, counted by segment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.event_table import event_table
from stagelift.data.query.memberships import flag_tables, split_counts, split_rows
from stagelift.data.query.populations import Ctes, matches, read_from
from stagelift.data.query.segment_specs import Attribute, SegmentRule
from stagelift.data.query.specs import Measurement, PeriodWindow
from stagelift.data.query.value_specs import Flag, Term

if TYPE_CHECKING:
    from stagelift.data.contract import Contract

STATES = ("new", "retained", "resurrected", "turned_dormant", "still_dormant")


@dataclass(frozen=True, slots=True)
class Lifecycles:
    """What is asked.

    Args:
        terms: Events that show activity.
        periods: Neighbouring periods, oldest first; the first one is only what the second is
            compared with.
        within: How long an event keeps a customer active, µs, at least as long as a period; None
            for the period itself.
        segments: Segments reported beside everyone.
        attributes: Attributes reported beside everyone.
    """

    terms: tuple[Term, ...]
    periods: tuple[PeriodWindow, ...]
    within: int | None
    segments: tuple[SegmentRule, ...] = ()
    attributes: tuple[Attribute, ...] = ()

    def opens(self, number: int) -> int:
        """The first instant at which an event shows activity in a period.

        Args:
            number: The period's index.

        Returns:
            µs UTC.
        """
        period = self.periods[number]
        return period.start if self.within is None else period.end - self.within


@dataclass(frozen=True, slots=True)
class StateCount:
    """Customers of one state.

    Args:
        period: Index into the periods, ≥ 1.
        segment: Segment id, `attribute=value`, or None for everyone.
        state: One of `STATES`.
        customers: How many.
    """

    period: int
    segment: str | None
    state: str
    customers: int


def lifecycle_query(contract: Contract, asked: Lifecycles) -> exp.Select:
    """The one query that counts states.

    Args:
        contract: The contract tables.
        asked: Events, periods and segments.

    Returns:
        A statement with period_no, state, n, s0, s1 … and the attributes with their marks.

    Raises:
        DataError: When a table that is needed is not mapped.
    """
    plan = Measurement(values=(("event", Flag(asked.terms, 0)),), as_of=contract.as_of_us)
    seen = exp.select("customer", "MIN(at) AS first_at").from_("acts AS e")
    for number, period in enumerate(asked.periods):
        inside = f"e.at >= {asked.opens(number)} AND e.at < {period.end}"
        active = f"MAX(CASE WHEN {inside} THEN 1 ELSE 0 END) AS active_{number}"
        seen = seen.select(active, copy=False)
    seen = seen.where(matches(asked.terms)).group_by("customer")
    parts = [_states(asked, number) for number in range(1, len(asked.periods))]
    units: exp.Query = parts[0] if len(parts) == 1 else exp.union(*parts, distinct=False)
    tables: Ctes = [("acts", event_table(contract, plan)), ("seen", seen), ("units", units)]
    keys = ("customer", "period_no", "state", "anchor")
    tables += flag_tables(contract, asked.segments, keys, attributes=asked.attributes)
    query = split_counts(("period_no", "state"), asked.segments, asked.attributes)
    return read_from(query, tables)


def _states(asked: Lifecycles, number: int) -> exp.Select:
    """The state of every customer ever active by the end of a period.

    A segment is asked before the period begins, of a new customer at its first event: after that
    what the period shows would decide who is in it.
    """
    start, end = asked.periods[number].start, asked.periods[number].end
    now, before = f"active_{number}", f"active_{number - 1}"
    state = (
        exp.Case()
        .when(f"first_at >= {start}", sql.text("new"))
        .when(f"{now} = 1 AND {before} = 1", sql.text("retained"))
        .when(f"{now} = 1", sql.text("resurrected"))
        .when(f"{before} = 1", sql.text("turned_dormant"))
        .else_(sql.text("still_dormant"))
    )
    return (
        exp.select(
            "customer",
            sql.alias_(sql.number(number), "period_no"),
            sql.alias_(state, "state"),
            f"CASE WHEN first_at >= {start} THEN first_at ELSE {start - 1} END AS anchor",
        )
        .from_("seen")
        .where(f"first_at < {end}")
    )


def measure_lifecycles(contract: Contract, asked: Lifecycles) -> tuple[StateCount, ...]:
    """The customers of each state by period and segment, in a fixed order.

    Args:
        contract: The contract tables.
        asked: Events, periods and segments.

    Returns:
        Counts; states without customers may be absent.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    found = contract.answer(("lifecycles", asked), lambda: lifecycle_query(contract, asked))
    counts = [
        StateCount(int(row["period_no"]), segment, str(row["state"]), customers)
        for row in found.dicts()
        for segment, customers in split_rows(row, asked.segments, asked.attributes)
    ]
    return tuple(sorted(counts, key=lambda one: (one.period, one.segment or "", one.state)))
