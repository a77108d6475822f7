"""The change of a KPI from one period to the next, when many customers are in both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from stagelift.data.contract import Contract
from stagelift.data.query import Cell, Overlap, measure, measure_overlaps
from stagelift.definitions import Journey
from stagelift.definitions.metric import Metric
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.kpis import (
    KpiRequest,
    Placement,
    blank_estimate,
    kpi_measurement,
    placements,
    unit_of,
)
from stagelift.metrics.ratio import Ratio
from stagelift.metrics.tally import MICROS, Tally, tally
from stagelift.statistics.changes import SharedEvents, change_of_means, change_of_proportions
from stagelift.statistics.inference import Inference
from stagelift.statistics.pairs import PairMoments


def stage_changes(
    contract: Contract, journey: Journey, metrics: Iterable[Metric], request: KpiRequest
) -> tuple[Estimate, ...]:
    """The change of every windowed metric between neighbouring periods.

    Customers who are in both periods are taken as such: their two values move together, and a test
    that forgets it is too timid or too bold. A before and after is no effect, whatever its p-value.

    Args:
        contract: The contract tables as of the request's instant.
        journey: The journey.
        metrics: Metrics of any kind; ratios, surveys and outcome columns are passed over.
        request: At least two periods, oldest first, that follow one another.

    Returns:
        Estimates with measure `change`, one per metric, place and period but the first; `against`
        names the period before.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses a query.

    Reference:
        Derrick, Russ, Toher & White 2017, Test statistics for the comparison of means for two
        samples that include both paired and independent observations.
    """
    placed = tuple(p for p in placements(journey, metrics) if not isinstance(p.metric, Ratio))
    plan = kpi_measurement(journey, placed, request)
    cells: dict[tuple[str, int, int | None], list[Cell]] = {}
    for cell in measure(contract, replace(plan, segments=(), attributes=())):
        cells.setdefault((cell.value, cell.population, cell.period), []).append(cell)
    overlaps = {(o.value, o.population, o.period): o for o in measure_overlaps(contract, plan)}
    found: list[Estimate] = []
    for place in placed:
        code = plan.populations.index(place.place.population)
        tallies = [
            tally(
                cells.get((place.key, code, number), ()),
                binary=place.metric.binary,
                ineligible=place.metric.ineligible,
            )
            for number in range(len(request.periods))
        ]
        found.extend(place_changes(place, code, tallies, overlaps, journey, request))
    return tuple(found)


def place_changes(
    place: Placement,
    code: int,
    tallies: list[Tally],
    overlaps: Mapping[tuple[str, int, int], Overlap],
    journey: Journey,
    request: KpiRequest,
) -> Iterable[Estimate]:
    """The changes of one metric at one place.

    Args:
        place: The metric and where it is measured.
        code: Its population's number.
        tallies: Its units by period.
        overlaps: Shared units by value, population and period.
        journey: For the unit of money.
        request: Periods and confidence.

    Yields:
        One estimate per period but the first.
    """
    for number in range(1, len(request.periods)):
        later, earlier = tallies[number], tallies[number - 1]
        shared = overlaps.get((place.key, code, number))
        blank = blank_estimate(
            place.metric, place.place.reported, None, request.periods[number], request
        )
        change = change_of(place.metric, later, earlier, shared, request.confidence)
        waiting = later.immature + earlier.immature
        done = replace(
            blank.with_inference(change),
            measure="change",
            unit=unit_of(place.metric, journey),
            against=request.periods[number - 1].label,
            n=later.n + earlier.n,
            excluded=later.excluded,
        )
        if waiting and change.status == "ok":
            note = f"{waiting} entrants of the two periods have not had their whole window yet"
            done = replace(done, status="immature", note=note)
        yield done


def change_of(
    metric: WindowedMetric,
    later: Tally,
    earlier: Tally,
    shared: Overlap | None,
    confidence: float,
) -> Inference:
    """The change between two periods with their shared units taken as such.

    Args:
        metric: A metric whose value is a share or a mean.
        later: Units of the later period.
        earlier: Units of the earlier one.
        shared: Units that count in both, or None when there are none.
        confidence: Level of the interval, 0–1.

    Returns:
        Later minus earlier.
    """
    if metric.binary:
        both = SharedEvents(0, 0, 0, 0)
        if shared is not None:
            both = SharedEvents(shared.n, shared.x, shared.y, shared.xy)
        return change_of_proportions(
            later.k or 0, later.n, earlier.k or 0, earlier.n, both, level=confidence
        )
    return change_of_means(later.moments, earlier.moments, pair_of(shared), level=confidence)


def pair_of(shared: Overlap | None) -> PairMoments:
    """The pair moments of the units in both periods: x later, y earlier.

    Args:
        shared: Their exact sums, or None.

    Returns:
        Moments in the value's own unit; empty without shared units.
    """
    if shared is None:
        return PairMoments(0, 0.0, 0.0, 0.0, 0.0, 0.0)
    sums = (shared.n, shared.x, shared.y, shared.xx, shared.yy, shared.xy)
    return PairMoments.from_sums(*sums, shift_x=shared.shift, shift_y=shared.shift, scale=MICROS)
