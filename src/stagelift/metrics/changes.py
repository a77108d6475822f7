"""The change of a KPI from one period to the next, when many customers are in both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from stagelift.data.contract import Contract
from stagelift.data.query import (
    Actors,
    Cell,
    Entrants,
    Overlap,
    measure,
    measure_overlaps,
)
from stagelift.definitions import Journey
from stagelift.definitions.metric import Metric
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.kind import WindowedMetric, unit_of
from stagelift.metrics.kpis import (
    KpiRequest,
    Placement,
    blank_estimate,
    kpi_measurement,
    placements,
)
from stagelift.metrics.privacy import MINIMUM
from stagelift.metrics.quotient import RatioMetric
from stagelift.metrics.steps import Step, steps_of, unpaired_days
from stagelift.metrics.tally import MICROS, Tally, tally
from stagelift.statistics.changes import SharedEvents, change_of_means, change_of_proportions
from stagelift.statistics.inference import Inference
from stagelift.statistics.pairs import PairMoments

LEAST = 0.5  # of the weekday pairs: with fewer left, a change says little about its periods
LEFT_OUT = "unpaired_day"  # the reason under which units that entered on other days are counted


def stage_changes(
    contract: Contract,
    journey: Journey,
    metrics: Iterable[Metric],
    request: KpiRequest,
    *,
    aligned: bool = False,
) -> tuple[Estimate, ...]:
    """The change of every windowed metric from each period to the next one given.

    Customers who are in both periods are taken as such: their two values move together, and a test
    that forgets it is too timid or too bold. Entrants are compared on the same weekdays, and a pair
    of days of which one is a holiday is left out, which the note says. A before and after is no
    effect, whatever its p-value.

    Args:
        contract: The contract tables as of the request's instant.
        journey: The journey; its country says which days are holidays.
        metrics: Metrics of any kind; ratios, surveys and outcome columns are passed over.
        request: At least two periods, oldest first; each is compared with the one before it.
        aligned: Whether days go by their place in the period instead of their weekday, because a
            feast decided the earlier one.

    Returns:
        Estimates with measure `change`, one per metric, place and period but the first; `against`
        names the period before; `excluded` counts the units left out with their days.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses a query.

    Reference:
        Derrick, Russ, Toher & White 2017, Test statistics for the comparison of means for two
        samples that include both paired and independent observations.
    """
    placed = tuple(p for p in placements(journey, metrics) if not isinstance(p.metric, RatioMetric))
    plan = kpi_measurement(journey, placed, request)
    steps = steps_of(request.periods, journey, aligned=aligned)
    cells: dict[tuple[str, int, int | None], list[Cell]] = {}
    for cell in measure(contract, replace(plan, segments=(), attributes=())):
        cells.setdefault((cell.value, cell.population, cell.period), []).append(cell)
    unpaired = tuple((s.number, *unpaired_days(s, request.periods, journey.zone)) for s in steps)
    shared = measure_overlaps(contract, replace(plan, unpaired=unpaired))
    overlaps = {(o.value, o.population, o.period): o for o in shared}
    found: list[Estimate] = []
    for place in placed:
        code = plan.populations.index(place.place.population)
        enter = isinstance(place.place.population, Entrants | Actors)
        for step, (_, *days) in zip(steps, unpaired, strict=True):
            known = [cells.get((place.key, code, step.number - back), ()) for back in (0, 1)]
            left_out = days if enter else [(), ()]
            both = tuple(paired_tally(place, *one) for one in zip(known, left_out, strict=True))
            blank = blank_change(place, step, journey, request, entrants=enter)
            overlap = overlaps.get((place.key, code, step.number))
            found.append(change_estimate(blank, place.metric, both, overlap))
    return tuple(found)


def paired_tally(place: Placement, cells: Iterable[Cell], unpaired: Sequence[int]) -> Tally:
    """The units of one period that entered on days that are compared.

    Args:
        place: The metric and where it is measured.
        cells: The period's cells by day of entry.
        unpaired: Days that do not count.

    Returns:
        Their tally, which counts the others as left out.
    """
    rows = tuple(cells)
    kept = [cell for cell in rows if cell.day not in unpaired]
    left_out = sum(cell.n for cell in rows if cell.day in unpaired)
    metric = place.metric
    found = tally(kept, binary=metric.binary, ineligible=metric.ineligible)
    if not left_out:
        return found
    return replace(found, excluded=(*found.excluded, (LEFT_OUT, left_out)))


def blank_change(
    place: Placement, step: Step, journey: Journey, request: KpiRequest, *, entrants: bool
) -> Estimate:
    """A change that says what it is about but not yet what it is.

    Args:
        place: The metric and where it is measured.
        step: The two periods.
        journey: For the unit of money.
        request: Periods and confidence.
        entrants: Whether its units enter on a day, so that days can be left out.

    Returns:
        An estimate without data.
    """
    period = request.periods[step.number]
    blank = blank_estimate(place.metric, place.place.reported, None, period, request)
    unit = unit_of(place.metric, journey)
    note = step.note if entrants else step.unknown
    thin = entrants and len(step.days.kept) < LEAST * step.days.pairs
    return replace(
        blank,
        measure="change",
        unit=unit,
        against=step.earlier,
        status="low_coverage" if thin else "ok",
        note=note,
    )


def change_estimate(
    blank: Estimate, metric: WindowedMetric, both: tuple[Tally, ...], shared: Overlap | None
) -> Estimate:
    """The change of one metric at one place.

    Args:
        blank: What it is about, with what its days say.
        metric: The metric.
        both: Units of the later and of the earlier period.
        shared: Units in both.

    Returns:
        The estimate; `immature` when some entrants' windows are still open.
    """
    later, earlier = both
    change = change_of(metric, later, earlier, shared, blank.level)
    if any(0 < one.n < MINIMUM for one in both):  # beside the other period it would give it away
        few = blank.with_inference(change)
        return few.without_figures(f"fewer than {MINIMUM} units in a period")
    status = blank.status if change.status == "ok" else change.status
    reasons = [change.note]
    waiting = later.immature + earlier.immature
    if waiting and change.status == "ok":
        status = "immature"
        reasons = [f"{waiting} entrants of the two periods have not had their whole window yet"]
    excluded = dict(later.excluded)
    if LEFT_OUT in excluded or LEFT_OUT in dict(earlier.excluded):
        excluded[LEFT_OUT] = sum(dict(one.excluded).get(LEFT_OUT, 0) for one in both)
    return replace(
        blank.with_inference(change),
        n=later.n + earlier.n,
        status=status,
        note="; ".join(reason for reason in (*reasons, blank.note) if reason),
        excluded=tuple(excluded.items()),
    )


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
