"""What each unit of money spent on messages is met by."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from stagelift.data.query.ledger_specs import Entry, Ledger
from stagelift.data.query.value_specs import Term
from stagelift.definitions import Duration
from stagelift.definitions.metric import Unit
from stagelift.metrics.money.amounts import OneEvent
from stagelift.metrics.money.margin import earned
from stagelift.metrics.money.message_cost import MESSAGES
from stagelift.metrics.quotient import RatioMetric

WEEK = Duration.parse("7 days")


class ReturnOnMessages(RatioMetric):
    """(Margin − message cost) / message cost of the same units in the same window.

    0 is even. It is no effect: what customers would have bought anyway stands in the margin. What
    messages bring is an experiment's question; there the metric's difference is that of two arms.

    Args:
        event: The event whose value less cost is the margin.
        refunds: An event whose value is taken off.
        within: Length of the window, 7 days unless said.

    Example:
        >>> found = ReturnOnMessages(name="roi", return_on_messages="ordered").value()
        >>> [(line.amount, line.sign) for line in found.top]
        [('value', 1), ('cost', -1), ('messages', -1)]
    """

    kind: ClassVar[str] = "return_on_messages"
    unit: ClassVar[Unit] = "ratio"

    event: OneEvent = Field(alias="return_on_messages")
    refunds: OneEvent | None = None
    within: Duration | None = WEEK

    def value(self) -> Ledger:
        """Margin less message cost, and message cost."""
        top = (*earned(self.event, self.refunds), Entry("messages", sign=-1))
        return Ledger((self.within or WEEK).microseconds, top, MESSAGES)

    def events(self) -> tuple[Term, ...]:
        """The event that brings money."""
        return ((self.event.events[0], 1),)
