"""KPIs of a table with one finished row per customer (`shape: unit`): outcomes have no period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from stagelift.data.query import Cell, Outcome, PeriodWindow, UnitMeasurement, measure_units
from stagelift.metrics.kind import WindowedMetric, unit_of
from stagelift.metrics.kpis import KpiRequest, blank_estimate, segment_names
from stagelift.metrics.tally import tally

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.definitions.metric import Metric
    from stagelift.metrics.estimate import Estimate

ALL_ROWS = "all rows"  # the period of a table whose windows the source has closed
MISSING = "missing"  # a unit whose outcome column is NULL is left out and counted


def unit_kpis(
    contract: Contract, journey: Journey, metrics: Iterable[Metric], request: KpiRequest
) -> tuple[Estimate, ...]:
    """The levels of all metrics over outcome columns, from one query over the table of units.

    Args:
        contract: The contract tables.
        journey: The journey, for the unit of money.
        metrics: Metrics of any kind; those over events or surveys are passed over.
        request: As-of instant, confidence, and the attributes to split by; named segments ask for
            events and do not apply.

    Returns:
        Estimates by metric and attribute value, their period being "all rows"; `excluded` counts
        the units whose outcome is NULL.

    Raises:
        DataError: When no source has `shape: unit`, or a column is missing.
        EngineError: When the engine refuses the query.
    """
    windowed = (metric for metric in metrics if isinstance(metric, WindowedMetric))
    asked = [(m, value) for m in windowed if isinstance(value := m.value(), Outcome)]
    if not asked:
        return ()
    attributes = tuple(a.name for a in request.attributes if contract.maps("units", a.name))
    plan = UnitMeasurement(tuple((metric.name, value) for metric, value in asked), attributes)
    groups: dict[tuple[str, str | None], list[Cell]] = defaultdict(list)
    for cell in measure_units(contract, plan):
        groups[(cell.value, cell.segment)].append(cell)
    whole = replace(request, segments=())
    names = segment_names(whole, (segment for _, segment in groups))
    return tuple(
        level(contract, journey, metric, (segment, groups[(metric.name, segment)]), whole)
        for metric, _ in asked
        for segment in names
    )


def level(
    contract: Contract,
    journey: Journey,
    metric: WindowedMetric,
    group: tuple[str | None, list[Cell]],
    request: KpiRequest,
) -> Estimate:
    """The level of one outcome among the units of one group.

    Args:
        contract: For the instant of knowledge.
        journey: For the unit of money.
        metric: The metric.
        group: The group's name, None for everyone, and its cells.
        request: As-of instant and confidence.

    Returns:
        The estimate.
    """
    segment, cells = group
    period = PeriodWindow(ALL_ROWS, 0, contract.as_of_us)
    blank = blank_estimate(metric, metric.stage, segment, period, request)
    sums = tally(cells, binary=metric.binary, missing=MISSING)
    found = blank.with_inference(metric.level_of(sums, confidence=request.confidence))
    unit = unit_of(metric, journey)
    return replace(found, unit=unit, n=sums.n, k=sums.k, excluded=sums.excluded)
