"""Churn of contracts: customers under contract at the start of a period and not at its end."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from stagelift.data.query import ContractCell
from stagelift.definitions.metric import Metric, Unit
from stagelift.metrics.share import guarded
from stagelift.metrics.tally import MICROS, Tally
from stagelift.statistics.inference import Inference
from stagelift.statistics.moments import Moments
from stagelift.statistics.pairs import PairMoments
from stagelift.statistics.proportions import proportion
from stagelift.statistics.ratio import ratio

CONTRACTS = "contracts"


class ContractChurn(Metric):
    """The share of the customers under contract at the start of a period who are not at its end.

    A contract is active at t when start ≤ t < end, so a contract that ends at the last instant of a
    period has churned in it, and active at the end = active at the start − churned + joined.

    Args:
        source: The word `contracts`: every source with that role.
        weight: `customers`, or `mrr`: the share of the monthly revenue at the start that is lost.

    Example:
        >>> ContractChurn(name="churn", churn="contracts").weight
        'customers'
    """

    kind: ClassVar[str] = "churn"
    unit: ClassVar[Unit] = "share"
    reads_role: ClassVar[str | None] = CONTRACTS

    source: Literal["contracts"] = Field(alias="churn")
    weight: Literal["customers", "mrr"] = "customers"
    better: Literal["up", "down"] = "down"

    def level_of(self, cell: ContractCell, *, confidence: float) -> Inference:
        """The share with its Wilson interval; of revenue, with that of the delta method."""
        if self.weight == "mrr":
            return ratio(revenue_pair(cell), level=confidence)
        found = proportion(cell.churned, cell.active, level=confidence)
        moments = Moments.from_counts(cell.active, cell.churned)
        return guarded(found, Tally(cell.active, cell.churned, moments, ()))


def revenue_pair(cell: ContractCell) -> PairMoments:
    """Moments of lost and all monthly revenue per customer active at the start.

    Args:
        cell: The books of a period.

    Returns:
        Moments of the customers whose revenue is known.
    """
    return PairMoments.from_sums(
        cell.active - cell.unpriced,
        cell.lost,
        cell.revenue,
        cell.lost_squares,
        cell.revenue_squares,
        cell.lost_squares,  # lost is 0 or all of it, so the product is the square
        scale=MICROS,
    )
