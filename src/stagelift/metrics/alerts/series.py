"""Daily and weekly series of rates by stage and segment, and which of their points are judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from stagelift.data.query import Entrants, PeriodWindow, measure
from stagelift.data.zones import day_start_us, from_us, zone_named
from stagelift.journey.day_pairs import unusual
from stagelift.journey.holidays import holidays_of
from stagelift.metrics.alerts.younger import early_age, younger
from stagelift.metrics.kpis import (
    KpiRequest,
    Placement,
    kpi_measurement,
    matured_through,
    placements,
    segment_names,
)
from stagelift.statistics.judged_span import Point

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.definitions.metric import Metric

Every = Literal["day", "week"]
HISTORY_DAYS = 182  # of baseline: half a year
LONGEST_DAYS = 92  # windows that a daily series may wait for
JUDGED = {"day": 7, "week": 1}  # newest points that are judged together: every weekday once
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Watched:
    """A rate of entrants that is watched, as it is or at a younger age.

    Args:
        placement: The metric at its place.
        age: Days of its window when it is looked at early, else None.
        original: The metric it is the early look of, or the metric itself.
    """

    placement: Placement
    age: int | None
    original: str


@dataclass(frozen=True, slots=True)
class Series:
    """One rate of one group in order of time.

    Args:
        watched: What it measures.
        segment: Whose it is; None for everyone.
        days: First local day of each point.
        points: Units and events of each; mature, and on no holiday.
        through: Last local day of the newest point.
    """

    watched: Watched
    segment: str | None
    days: tuple[date, ...]
    points: tuple[Point, ...]
    through: date | None


def watched_rates(journey: Journey, metrics: Iterable[Metric]) -> tuple[Watched, ...]:
    """The rates that are watched, each followed by its early look where it has one.

    Args:
        journey: The journey.
        metrics: Metrics of any kind; those that are no share of entrants are passed over.

    Returns:
        Rates of entrants.
    """
    found = []
    for placement in placements(journey, metrics):
        metric = placement.metric
        if not metric.binary or not isinstance(placement.place.population, Entrants):
            continue
        if metric.window > LONGEST_DAYS * 86_400_000_000:
            continue
        found.append(Watched(placement, None, metric.name))
        age = early_age(metric)
        if age is not None:
            young = younger(metric, age).model_copy(update={"name": f"{metric.name} at {age} days"})
            found.append(Watched(Placement(young, placement.place), age, metric.name))
    return tuple(found)


def spans_of(every: Every, first: date, end: date, zone: str) -> tuple[PeriodWindow, ...]:
    """The local days or weeks from one day to another.

    Args:
        every: `day`, or `week` from Monday to Sunday.
        first: First local day that may count.
        end: First local day that does not count any more: today.
        zone: The journey's zone.

    Returns:
        Whole days or weeks, oldest first, labelled by their first day.
    """
    step = DAY if every == "day" else WEEK
    start = first if every == "day" else first + timedelta(days=(7 - first.weekday()) % 7)
    found = []
    while start + step <= end:
        window = (day_start_us(start, zone), day_start_us(start + step, zone))
        found.append(PeriodWindow(start.isoformat(), *window))
        start += step
    return tuple(found)


def all_series(
    contract: Contract,
    journey: Journey,
    watched: Sequence[Watched],
    request: KpiRequest,
    every: Every,
) -> tuple[Series, ...]:
    """The series of all rates by segment, from one query.

    Args:
        contract: The contract tables.
        journey: The journey.
        watched: Rates.
        request: Days or weeks as periods, with the segments and attributes beside the total.
        every: What the periods are.

    Returns:
        One series a rate and segment; points whose window is open, and holidays, are no part of it.

    Raises:
        DataError: When a source cannot be read as defined.
        EngineError: When the engine refuses the query.
    """
    placed = tuple(one.placement for one in watched)
    if not placed or not request.periods:
        return ()
    plan = kpi_measurement(journey, placed, request)
    counts: dict[tuple[str, int, str | None], dict[int, list[int]]] = defaultdict(dict)
    for cell in measure(contract, plan):
        at = counts[(cell.value, cell.population, cell.segment)]
        known = at.setdefault(cell.period or 0, [0, 0, 0])
        known[0] += cell.s1
        known[1] += cell.n
        known[2] += cell.immature
    names = segment_names(request, (segment for *_, segment in counts))
    ordinary = _ordinary(request.periods, journey, every)
    found = []
    for one in watched:
        code = plan.populations.index(one.placement.place.population)
        through = matured_through(from_us(request.as_of), one.placement.metric, journey.zone)
        for segment in names:
            held = counts.get((one.placement.key, code, segment), {})
            found.append(_series(one, segment, held, ordinary, (through, every)))
    return tuple(found)


def _ordinary(
    periods: Sequence[PeriodWindow], journey: Journey, every: Every
) -> tuple[tuple[int, date, date], ...]:
    """Index, first and last day of the periods that are like others."""
    length = DAY if every == "day" else WEEK
    spans = [
        (place, date.fromisoformat(period.label), date.fromisoformat(period.label) + length - DAY)
        for place, period in enumerate(periods)
    ]
    feasts = holidays_of(journey.country, spans[0][1], spans[-1][2])
    off = {holiday.day for holiday in feasts}
    return tuple(
        (place, first, last)
        for place, first, last in spans
        if (first not in off if every == "day" else not unusual(first, last, journey.country))
    )


def _series(
    watched: Watched,
    segment: str | None,
    held: dict[int, list[int]],
    ordinary: Sequence[tuple[int, date, date]],
    known: tuple[date | None, Every],
) -> Series:
    through, every = known
    days, points, newest = [], [], None
    for place, first, last in ordinary:
        k, n, waiting = held.get(place, (0, 0, 0))
        if not n or waiting or (through is not None and last > through):
            continue
        days.append(first)
        points.append(Point(k, n, first.weekday() if every == "day" else 0))
        newest = last
    return Series(watched, segment, tuple(days), tuple(points), newest)


def first_day(contract: Contract, journey: Journey, as_of: int, every: Every) -> tuple[date, date]:
    """The first day whose entrants are read, and today.

    Args:
        contract: The contract tables.
        journey: For its zone.
        as_of: Instant of knowledge, µs UTC.
        every: `day` or `week`.

    Returns:
        Two local days: half a year of baseline, the days judged and the longest window back, but no
        day before the first event's was over.

    Raises:
        DataError: When the workspace has no events.
    """
    zone = zone_named(journey.zone)
    today = from_us(as_of).astimezone(zone).date()
    begun = from_us(contract.span("events")[0]).astimezone(zone).date() + DAY
    judged = JUDGED[every] * (1 if every == "day" else 7)
    back = today - timedelta(days=HISTORY_DAYS + judged + LONGEST_DAYS)
    return max(begun, back), today
