"""Stage KPIs: what is asked of which entrants, and the estimates that answer it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from stagelift.data.contract import Contract
from stagelift.data.query import (
    Attribute,
    Cell,
    Flag,
    Measurement,
    Outcome,
    PeriodWindow,
    ScoreCell,
    SegmentRule,
    SurveyMeasurement,
    Value,
    measure_apart,
    measure_scores,
)
from stagelift.data.query.derived import Derived, SessionShare, Things
from stagelift.data.zones import from_us
from stagelift.definitions import Journey, fingerprint
from stagelift.definitions.metric import Metric
from stagelift.errors import ArgumentError
from stagelift.journey.figures import marked
from stagelift.journey.rules import stage_terms
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.kind import WindowedMetric, unit_of
from stagelift.metrics.own_query import OwnQuery
from stagelift.metrics.placement import Place
from stagelift.metrics.scored import ScoreMetric
from stagelift.metrics.tally import Tally, tally


@dataclass(frozen=True, slots=True)
class KpiRequest:
    """What a set of KPIs is about.

    Args:
        periods: Periods wanted, oldest first.
        segments: Named segments reported beside the total.
        attributes: Customer attributes reported beside the total.
        as_of: Instant of knowledge, µs UTC.
        confidence: Level of the intervals, 0–1.
    """

    periods: tuple[PeriodWindow, ...]
    segments: tuple[SegmentRule, ...]
    attributes: tuple[Attribute, ...]
    as_of: int
    confidence: float = 0.95


@dataclass(frozen=True, slots=True)
class Placement:
    """A metric at one place of the journey.

    Args:
        metric: The metric.
        place: Its units and where it is reported.
    """

    metric: WindowedMetric
    place: Place

    @property
    def key(self) -> str:
        """The value's name in the query: the metric's, with the stage where each has its own."""
        if isinstance(self.value, Derived):  # it knows whose it is
            return f"{self.metric.name} of {self.place}"
        own = self.place.terms
        return f"{self.metric.name} at {self.place.reported}" if own else self.metric.name

    @property
    def value(self) -> Value:
        """What the query computes per unit."""
        value = self.metric.value_at(self.place)
        if isinstance(value, Outcome):
            raise ArgumentError(f"metric '{self.metric.name}' reads an outcome column, not events")
        return value


def placements(journey: Journey, metrics: Iterable[Metric]) -> tuple[Placement, ...]:
    """Where each windowed metric is measured in the journey.

    Args:
        journey: The journey.
        metrics: Metrics of any kind; those of outcome columns and surveys are passed over.

    Returns:
        One placement per metric and place.

    Raises:
        ArgumentError: When `from` names a stage that no event opens.
    """
    return tuple(
        Placement(metric, place)
        for metric in metrics
        if isinstance(metric, WindowedMetric) and not isinstance(metric.value(), Outcome)
        for place in metric.places(journey)
    )


def stage_kpis(
    contract: Contract, journey: Journey, metrics: Iterable[Metric], request: KpiRequest
) -> tuple[Estimate, ...]:
    """The estimates of every metric by stage, period and segment.

    Args:
        contract: The contract tables as of the request's instant.
        journey: The journey.
        metrics: Metrics to measure, each kind where it applies.
        request: Periods, segments and confidence.

    Returns:
        Estimates ordered by metric as given, then stage, period and segment.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses a query.
    """
    wanted = tuple(metrics)
    found = list(windowed_kpis(contract, journey, wanted, request))
    for metric in wanted:
        if isinstance(metric, ScoreMetric):
            found.extend(score_kpis(contract, journey, metric, request))
        elif isinstance(metric, OwnQuery):
            found.extend(metric.kpis(contract, journey, request))
    order = {metric.name: number for number, metric in enumerate(wanted)}
    return tuple(sorted(found, key=lambda estimate: order[estimate.metric]))


def windowed_kpis(
    contract: Contract, journey: Journey, metrics: tuple[Metric, ...], request: KpiRequest
) -> tuple[Estimate, ...]:
    """The estimates of all metrics over events, which are read once.

    Args:
        contract: The contract tables.
        journey: The journey.
        metrics: Metrics of any kind.
        request: Periods, segments and confidence.

    Returns:
        Estimates by placement, period and segment.
    """
    placed = placements(journey, metrics)
    plan = kpi_measurement(journey, placed, request)
    groups: dict[tuple[str, int, int | None, str | None], list[Cell]] = defaultdict(list)
    asked = {(plan.populations.index(place.place.population), place.key) for place in placed}
    for cell in measure_apart(contract, plan, asked):
        groups[(cell.value, cell.population, cell.period, cell.segment)].append(cell)
    segments = segment_names(request, (segment for *_, segment in groups))
    found: list[Estimate] = []
    for place in placed:
        code = plan.populations.index(place.place.population)
        for number, period in enumerate(request.periods):
            for segment in segments:
                cells = groups.get((place.key, code, number, segment), ())
                blank = blank_estimate(place.metric, place.place.reported, segment, period, request)
                sums = tally(cells, binary=place.metric.binary, ineligible=place.metric.ineligible)
                found.append(windowed_estimate(blank, place.metric, sums, journey))
    return tuple(found)


def kpi_measurement(
    journey: Journey, placed: tuple[Placement, ...], request: KpiRequest
) -> Measurement:
    """The union of what all metrics at all their places need.

    Args:
        journey: The journey.
        placed: Metrics at their places.
        request: Periods and segments.

    Returns:
        One measurement, answered by one query.
    """
    return Measurement(
        stages=tuple(terms for _, terms in stage_terms(journey)),
        populations=tuple(dict.fromkeys(place.place.population for place in placed)),
        values=tuple({place.key: place.value for place in placed}.items()),
        periods=request.periods,
        segments=request.segments,
        attributes=request.attributes,
        zone=journey.zone,
        as_of=request.as_of,
    )


def segment_names(request: KpiRequest, seen: Iterable[str | None]) -> tuple[str | None, ...]:
    """The segments to report: everyone, every named segment even when empty, every attribute value.

    Args:
        request: What was asked.
        seen: Segment names in the result.

    Returns:
        Names, None (everyone) first.
    """
    named = [rule.name for rule in request.segments]
    values = sorted({name for name in seen if name is not None} - set(named))
    return (None, *named, *values)


def blank_estimate(
    metric: Metric,
    stage: str | None,
    segment: str | None,
    period: PeriodWindow,
    request: KpiRequest,
) -> Estimate:
    """An estimate that says what it is about but not yet what it is.

    Args:
        metric: The metric.
        stage: Where it is reported.
        segment: Whose it is.
        period: Its period.
        request: As-of instant and confidence.

    Returns:
        An estimate without data.
    """
    return Estimate(
        metric=metric.name,
        unit="",
        stage=stage,
        segment=segment,
        period=period.label,
        as_of=from_us(request.as_of),
        value=None,
        n=0,
        level=request.confidence,
        method="",
        status="no_data",
        fingerprint=fingerprint(metric),
    )


def windowed_estimate(
    blank: Estimate, metric: WindowedMetric, sums: Tally, journey: Journey
) -> Estimate:
    """The level of a metric among the mature entrants of one period.

    Args:
        blank: What it is about.
        metric: The metric.
        sums: Its units.
        journey: For the zone and the currency.

    Returns:
        The estimate; `immature` when some entrants' windows are still open.
    """
    found = metric.level_of(sums, confidence=blank.level)
    through = matured_through(blank.as_of, metric, journey.zone)
    done = replace(
        blank.with_inference(found),
        unit=unit_of(metric, journey),
        n=sums.n,
        k=sums.k,
        excluded=sums.excluded,
        matured_through=None if through is None else through.isoformat(),
    )
    if not sums.immature:
        return done
    note = (
        f"{sums.immature} of {sums.n + sums.immature} entrants have not had their whole window yet"
    )
    return replace(done, status="immature", note=note)


def matured_through(as_of: datetime, metric: WindowedMetric, zone: str) -> date | None:
    """The last local day of entry whose every unit has had its whole window.

    Args:
        as_of: Instant of knowledge.
        metric: The metric.
        zone: The journey's time zone.

    Returns:
        A local day; None for a metric whose units do not enter on a day.
    """
    value = metric.value()
    if isinstance(value, SessionShare | Things) or (isinstance(value, Flag) and value.absent):
        return None
    if isinstance(value, Flag) and value.days is not None:
        return as_of.astimezone(ZoneInfo(zone)).date() - timedelta(days=value.days[1] + 1)
    closed = (as_of - timedelta(microseconds=metric.window)).astimezone(ZoneInfo(zone))
    return closed.date() - timedelta(days=1)


def score_kpis(
    contract: Contract, journey: Journey, metric: ScoreMetric, request: KpiRequest
) -> tuple[Estimate, ...]:
    """A survey's score over all stages and by stage at invitation.

    Args:
        contract: The contract tables.
        journey: The journey.
        metric: The score.
        request: Periods, segments and confidence.

    Returns:
        Estimates by period, stage and segment.
    """
    stages = stage_terms(journey)
    plan = SurveyMeasurement(
        source=metric.survey,
        stages=stages,
        periods=request.periods,
        segments=request.segments,
        attributes=request.attributes,
        as_of=request.as_of,
        instrument=metric.instrument,
        scale=metric.ends,
    )
    cells = {(c.period, c.stage, c.segment): c for c in measure_scores(contract, plan)}
    segments = segment_names(request, (segment for _, _, segment in cells))
    places = [None, *(name for name, _ in stages)]
    return tuple(
        score_estimate(
            blank_estimate(metric, stage, segment, period, request),
            metric,
            cells.get((number, stage, segment)),
        )
        for stage in places
        for number, period in enumerate(request.periods)
        for segment in segments
    )


def score_estimate(blank: Estimate, metric: ScoreMetric, cell: ScoreCell | None) -> Estimate:
    """A survey's score in one cell.

    Args:
        blank: What it is about.
        metric: The score.
        cell: Its counts, or None when nobody was asked.

    Returns:
        The estimate in the score's unit; missing and off-scale scores and silent invitations are
        excluded.
    """
    cell = cell or ScoreCell(0, None, None, (0,) * 11, 0, 0)
    n = sum(cell.counts)
    found = marked(metric.score_of(cell, confidence=blank.level), n, "answers")
    reasons = (
        ("missing_score", cell.missing),
        ("off_scale", cell.off_scale),
        ("no_answer", cell.silent),
    )
    return replace(
        blank.with_inference(found),
        unit=metric.measured_in,
        n=n,
        k=metric.good_of(cell),
        excluded=tuple((reason, count) for reason, count in reasons if count),
    )
