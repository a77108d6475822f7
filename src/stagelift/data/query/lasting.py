"""Sessions that go on for more than a day after their period: they are not over when it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.derived import Sessions, SessionShare
from stagelift.data.query.event_table import event_table
from stagelift.data.query.populations import matches, read_from
from stagelift.data.query.specs import DAY_US

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.query.specs import Measurement, PeriodWindow


def must_end(value: object) -> bool:
    """Whether a value asks how sessions end, so that none of them may still go on.

    Args:
        value: Any value.

    Returns:
        True for sessions counted by the event in their last instant.
    """
    return isinstance(value, SessionShare) and bool(value.ends_with)


def lasting_periods(
    contract: Contract, plan: Measurement, wanted: Iterable[tuple[str, int]]
) -> set[tuple[str, int]]:
    """Values and periods in which a session may have begun that went on for a day after the period.

    Args:
        contract: The contract tables; it keeps answers.
        plan: What is measured.
        wanted: Names of values, each with the index of a period.

    Returns:
        Those of `wanted` of which that is so.

    Raises:
        DataError: A source that cannot be read.
        EngineError: The engine refused the query.
    """
    values = {name: value for name, value in plan.values if must_end(value)}
    found: set[tuple[str, int]] = set()
    numbers: dict[str, list[int]] = {}
    for name, number in wanted:
        if name in values:
            numbers.setdefault(name, []).append(number)
    for name, some in numbers.items():
        value = values[name]
        if isinstance(value, SessionShare):
            periods = [plan.periods[number] for number in some]
            long = _lasting(contract, plan, value.sessions, periods)
            found |= {(name, some[place]) for place in long}
    return found


def _lasting(
    contract: Contract, plan: Measurement, sessions: Sessions, periods: Sequence[PeriodWindow]
) -> list[int]:
    ends = tuple(period.end for period in periods)

    def build() -> exp.Select:
        return read_from(lasting_query(sessions, ends), [("events", event_table(contract, plan))])

    found = contract.answer(("lasting sessions", sessions, ends), build)
    return [int(place) for (place,) in found.rows]


def lasting_query(sessions: Sessions, ends: Sequence[int]) -> exp.Select:
    """The ends of periods over which somebody's session went on, and for a day after.

    Args:
        sessions: How events make sessions.
        ends: Instants, µs UTC.

    Returns:
        A query over `events` with place, the number of an end.
    """
    rows: list[exp.Query] = [
        exp.select(f"{place} AS place", f"{end} AS ends") for place, end in enumerate(ends)
    ]
    several = rows[0] if len(rows) == 1 else exp.union(*rows, distinct=False)
    near = f"e.at >= p.ends - {sessions.gap} AND e.at < p.ends + {DAY_US + sessions.gap}"
    beside = (
        exp.select("e.customer AS customer", "e.at AS at", "p.place AS place", "p.ends AS ends")
        .select("LEAD(e.at) OVER (PARTITION BY e.customer, p.place ORDER BY e.at) AS later")
        .from_("events AS e")
        .join(several.subquery("p", copy=False), on=near)
        .where(matches(sessions.terms))
    )
    # where the session that holds the last event before the end is first interrupted
    over = f"(later IS NULL OR later - at >= {sessions.gap})"
    stops = f"MIN(CASE WHEN {over} AND (later IS NULL OR later >= ends) THEN at END)"
    long = (
        exp.select("place")
        .from_(beside.subquery("b", copy=False))
        .group_by("customer", "place", "ends")
        .having(sql.and_("MIN(at) < ends", f"{stops} >= ends + {DAY_US}"))
    )
    return exp.select("place").distinct().from_(long.subquery("l", copy=False))
