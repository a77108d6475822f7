"""Churn of contracts: customers under contract at the start of a period and not at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from stagelift.data.query import ContractEnd, Term
from stagelift.definitions import Duration, Journey
from stagelift.definitions.metric import Unit
from stagelift.metrics.churn import CONTRACTS
from stagelift.metrics.placement import Place
from stagelift.metrics.share import ShareMetric, guarded
from stagelift.metrics.tally import MICROS, Tally
from stagelift.statistics.inference import Inference
from stagelift.statistics.moments import Moments
from stagelift.statistics.pairs import PairMoments
from stagelift.statistics.proportions import proportion
from stagelift.statistics.ratio import ratio

if TYPE_CHECKING:
    from stagelift.data.query import ContractCell

MONTH = Duration.parse("30 days")


class ContractChurn(ShareMetric):
    """The share of the customers under contract at the start of a period who are not at its end.

    A contract is active at t when start ≤ t < end, so a contract that ends at the last instant of a
    period has churned in it, and active at the end = active at the start − churned + joined. In an
    experiment the period is each customer's own: the window from assignment. Customers without a
    contract at assignment are not in the base.

    Args:
        source: The word `contracts`: every source with that role.
        weight: `customers`, or `mrr`: the share of the monthly revenue at the start that is lost.
        within: Length of the window in an experiment, 30 days unless said.

    Example:
        >>> ContractChurn(name="churn", churn="contracts").weight
        'customers'
    """

    kind: ClassVar[str] = "churn"
    unit: ClassVar[Unit] = "share"
    ineligible: ClassVar[str] = "no_contract"
    adjustable: ClassVar[bool] = False
    reads_role: ClassVar[str | None] = CONTRACTS

    source: Literal["contracts"] = Field(alias="churn")
    weight: Literal["customers", "mrr"] = "customers"
    better: Literal["up", "down"] = "down"

    def barred(self) -> tuple[str, str] | None:
        """An experiment counts customers, not their revenue."""
        if self.weight == "customers":
            return None
        return (
            f"'{self.name}' is a share of revenue, whose books an experiment does not keep",
            "Write a metric with 'weight: customers' for it",
        )

    def value(self) -> ContractEnd:
        """A flag per unit: under contract at the anchor, and not at the end of the window."""
        return ContractEnd((self.within or MONTH).microseconds)

    def events(self) -> tuple[Term, ...]:
        """None: it reads contracts."""
        return ()

    def places(self, journey: Journey) -> tuple[Place, ...]:
        """None: a KPI counts from the start of the period."""
        return ()

    def books_of(self, cell: ContractCell, *, confidence: float) -> Inference:
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
