"""KPIs of contracts: the books of every period, in total and by customer attribute."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from stagelift.data.query import ContractCell, ContractMeasurement, measure_contracts
from stagelift.formatting import number
from stagelift.metrics.contract_churn import ContractChurn
from stagelift.metrics.kind import unit_of
from stagelift.metrics.kpis import KpiRequest, blank_estimate

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.definitions.metric import Metric
    from stagelift.metrics.estimate import Estimate


def contract_kpis(
    contract: Contract, journey: Journey, metrics: Iterable[Metric], request: KpiRequest
) -> tuple[Estimate, ...]:
    """The churn of contracts in every period, from one query over the contracts.

    Args:
        contract: The contract tables.
        journey: The journey, for the unit.
        metrics: Metrics of any kind; those that read no contracts are passed over.
        request: Periods and attributes; named segments ask for events and do not apply.

    Returns:
        Estimates by metric, period and attribute value. `excluded` counts who joined and who joined
        and left, the note says how the books balance.

    Raises:
        DataError: When no source holds contracts.
        EngineError: When the engine refuses the query.
    """
    asked = [metric for metric in metrics if isinstance(metric, ContractChurn)]
    if not asked:
        return ()
    plan = ContractMeasurement(request.periods, request.attributes)
    cells = {(cell.period, cell.segment): cell for cell in measure_contracts(contract, plan)}
    segments = (None, *sorted({name for _, name in cells if name is not None}))
    found: list[Estimate] = []
    for metric in asked:
        for place, period in enumerate(request.periods):
            for segment in segments:
                blank = blank_estimate(metric, metric.stage, segment, period, request)
                blank = replace(blank, unit=unit_of(metric, journey))
                if period.end >= request.as_of:
                    note = "the period has not ended"
                    found.append(replace(blank, status="immature", note=note))
                    continue
                cell = cells.get((place, segment), ContractCell(place, segment, *[0] * 9))
                found.append(books_estimate(blank, metric, cell))
    return tuple(found)


def books_estimate(blank: Estimate, metric: ContractChurn, cell: ContractCell) -> Estimate:
    """The churn in one cell with its balanced books.

    Args:
        blank: What it is about.
        metric: The metric.
        cell: The books.

    Returns:
        The estimate.
    """
    found = metric.books_of(cell, confidence=blank.level)
    by_revenue = metric.weight == "mrr"
    reasons = (
        ("joined", cell.joined),
        ("joined_and_left", cell.passed),
        ("missing_mrr", cell.unpriced if by_revenue else 0),
    )
    books = (
        f"{number(cell.active)} active \u2212 {number(cell.churned)} churned + "
        f"{number(cell.joined)} joined = {number(cell.active - cell.churned + cell.joined)}"
    )
    return replace(
        blank.with_inference(found),
        n=cell.active - (cell.unpriced if by_revenue else 0),
        k=None if by_revenue else cell.churned,
        excluded=tuple((reason, count) for reason, count in reasons if count),
        note="; ".join(part for part in (found.note, books) if part),
    )
