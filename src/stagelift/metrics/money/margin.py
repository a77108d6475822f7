"""Margin: what orders bring less what their goods cost, per unit."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from stagelift.data.query.ledger_specs import Entry, Ledger
from stagelift.data.query.value_specs import Term
from stagelift.definitions import Duration
from stagelift.metrics.money.amounts import MoneyPerUnit, OneEvent

WEEK = Duration.parse("7 days")


class Margin(MoneyPerUnit):
    """The mean per unit of an event's value less its cost, within the window.

    The cost is the `cost:` column of the source, such as what the goods were bought for. As with
    `sum`, the event that let a unit into its stage is not counted again.

    Args:
        event: The event, such as `ordered`.
        refunds: An event whose value is taken off, such as `refunded`.
        within: Length of the window, 7 days unless said.

    Example:
        >>> [line.amount for line in Margin(name="margin", margin="ordered").value().top]
        ['value', 'cost']
    """

    kind: ClassVar[str] = "margin"

    event: OneEvent = Field(alias="margin")
    refunds: OneEvent | None = None
    within: Duration | None = WEEK

    def value(self) -> Ledger:
        """Value less cost, and less refunds."""
        return Ledger((self.within or WEEK).microseconds, earned(self.event, self.refunds))

    def events(self) -> tuple[Term, ...]:
        """The event that brings money."""
        return ((self.event.events[0], 1),)


def earned(event: OneEvent, refunds: OneEvent | None) -> tuple[Entry, ...]:
    """The lines of a margin.

    Args:
        event: What brings money.
        refunds: What takes it back, or None.

    Returns:
        Value, cost of goods, refunds.
    """
    name = event.events[0]
    lines = (Entry("value", name), Entry("cost", name, -1))
    return (*lines, Entry("value", refunds.events[0], -1)) if refunds else lines
