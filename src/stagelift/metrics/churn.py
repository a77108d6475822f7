"""Churn by silence: the share of active customers who are active no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field

from stagelift.data.query import Alive, Flag, Term, Value
from stagelift.definitions import Duration, EventPattern, Journey
from stagelift.definitions.metric import Metric
from stagelift.journey.rules import terms_of
from stagelift.metrics.placement import Place
from stagelift.metrics.share import ShareMetric

CONTRACTS = "contracts"


class Churn(ShareMetric):
    """The share of the customers active at the start of a period who are not at its end.

    A customer is active at an instant with one of the events in the time before it (`silent_for`).
    Whoever has not been silent that long is alive, not churned; whoever was never active is in no
    denominator. In an experiment the base is those active at assignment, and churned is who stays
    silent for the whole time after it.

    Args:
        event: The events that show activity.
        silent_for: How long a silence makes a customer churned.

    Example:
        >>> Churn(name="churn", event="visited | ordered", silent_for="90 days").value().absent
        True
    """

    kind: ClassVar[str] = "churn"
    ineligible: ClassVar[str] = "inactive"

    event: EventPattern = Field(alias="churn")
    silent_for: Duration
    better: Literal["up", "down"] = "down"

    @classmethod
    def chosen(cls, written: Mapping[str, Any]) -> type[Metric]:
        """Churn of contracts for `{churn: contracts}`, else churn by silence."""
        if written.get(cls.kind) != CONTRACTS or "silent_for" in written:
            return cls
        from stagelift.metrics.contract_churn import ContractChurn

        return ContractChurn

    def value(self) -> Value:
        """A flag per unit: none of the events came."""
        return Flag(self.events(), self.silent_for.microseconds, absent=True)

    def events(self) -> tuple[Term, ...]:
        """The terms that show activity."""
        return terms_of(self.event)

    def places(self, journey: Journey) -> tuple[Place, ...]:
        """The customers active at the start of the period."""
        return (Place(Alive(self.events(), self.silent_for.microseconds), self.stage),)
