"""Rejected rows of the events that a number counts: they are in no n, and it says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from stagelift.data.query.population_specs import Actors, Alive, Entrants
from stagelift.formatting import number
from stagelift.journey.rules import stage_terms
from stagelift.metrics.estimate import REJECTED, Estimate
from stagelift.metrics.kpis import placements

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.definitions.metric import Metric

Rows = tuple[tuple[str, int], ...]
"""Events with their rejected rows, the most first."""

NAMED = 3  # events that are named; what the others have is summed


@dataclass(frozen=True, slots=True)
class Rejected:
    """The rejected rows of what some metrics count, of whatever day: such a row may have none.

    Args:
        by_place: (metric, stage) to the events that decide n or value there; under (metric, None)
            those the metric itself reads, for stages that are not named.
        every: All of these events.
    """

    by_place: Mapping[tuple[str, str | None], Rows] = field(default_factory=dict)
    every: Rows = ()

    def noted(self, estimates: Iterable[Estimate]) -> tuple[Estimate, ...]:
        """The estimates, each with a note of the rejected rows that are not in its n.

        Args:
            estimates: Of these metrics.

        Returns:
            The same in their order; the words stand behind the reason of a status.
        """
        return tuple(map(self._noted, estimates)) if self.every else tuple(estimates)

    def _noted(self, estimate: Estimate) -> Estimate:
        place = (estimate.metric, estimate.stage)
        rows = self.by_place.get(place, self.by_place.get((estimate.metric, None), ()))
        said = "; ".join(filter(None, (estimate.note, words_of(rows))))
        return replace(estimate, note=said) if rows else estimate


def rejected_rows(contract: Contract, journey: Journey, metrics: Iterable[Metric]) -> Rejected:
    """The rejected rows of the events that metrics read, or by which their units enter.

    Nothing is asked that a measurement over events has not asked before.

    Args:
        contract: The contract tables.
        journey: The journey.
        metrics: Metrics of any kind; what is read from other rows than events is not counted.

    Returns:
        Events with their rejected rows.

    Raises:
        DataError: A source that cannot be read.
        EngineError: The engine refused the query.
    """
    places = counted_events(journey, metrics)
    named = frozenset().union(*places.values())
    if not named or not contract.playing("events"):
        return Rejected()
    found = contract.counts("events").rejected_events
    rows = {place: rejected_of(found, events) for place, events in places.items()}
    return Rejected(rows, rejected_of(found, named))


def counted_events(
    journey: Journey, metrics: Iterable[Metric]
) -> dict[tuple[str, str | None], frozenset[str]]:
    """The events that decide each metric's n and value, at each stage where it is reported.

    Args:
        journey: The journey.
        metrics: Metrics of any kind.

    Returns:
        (metric, stage) to names of events, as `Rejected` has them.
    """
    asked = tuple(metrics)
    opened = [{event for event, _ in terms} for _, terms in stage_terms(journey)]
    read = {metric.name: frozenset(metric.event_names()) for metric in asked}
    places: dict[tuple[str, str | None], set[str]] = {(n, None): set(e) for n, e in read.items()}
    for placed in placements(journey, asked):
        of, name = placed.place.population, placed.metric.name
        events = places.setdefault((name, placed.place.reported), set(read[name]))
        if isinstance(of, Entrants):
            events |= opened[of.stage - 1]
        elif isinstance(of, Actors | Alive):
            events |= {event for event, _ in of.terms}
    return {place: frozenset(events) for place, events in places.items()}


def rejected_of(rejected: Mapping[str, int], events: Iterable[str]) -> Rows:
    """The rejected rows of some events.

    Args:
        rejected: Event to rows in quarantine.
        events: Names of events.

    Returns:
        Those that have any, the most first.

    Example:
        >>> rejected_of({"visited": 2, "ordered": 3, "liked": 1}, ["ordered", "visited", "left"])
        (('ordered', 3), ('visited', 2))
    """
    found = [(event, rejected[event]) for event in set(events) if rejected.get(event)]
    return tuple(sorted(found, key=lambda one: (-one[1], one[0])))


def words_of(rows: Rows) -> str:
    """What is said of rejected rows.

    Args:
        rows: Events with their rejected rows, the most first.

    Returns:
        Words, empty without any.

    Example:
        >>> words_of((("ordered", 3), ("visited", 1)))
        "rejected rows, not in n: 'ordered' 3, 'visited' 1"
    """
    if not rows:
        return ""
    said = [f"'{event}' {number(count)}" for event, count in rows[:NAMED]]
    if more := rows[NAMED:]:
        what = "another event" if len(more) == 1 else f"{len(more)} other events"
        said.append(f"{what} {number(sum(count for _, count in more))}")
    return REJECTED + ", ".join(said)
