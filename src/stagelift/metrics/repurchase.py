"""Repurchase: the share of first-time buyers who buy again."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from stagelift.data.query import Flag, Term, Value
from stagelift.definitions import Duration, EventPattern, Journey
from stagelift.errors import ArgumentError
from stagelift.journey.rules import terms_of
from stagelift.metrics.placement import Place, entrants_of
from stagelift.metrics.share import ShareMetric

QUARTER = Duration.parse("90 days")


class Repurchase(ShareMetric):
    """The share of units with the event on a later local day than the customer's first one.

    A KPI follows the customers who enter the stage the event opens for the first time; in an
    experiment the units are the assigned. Orders of one day are one purchase.

    Args:
        event: The purchase.
        within: Length of the window, 90 days unless said.

    Example:
        >>> Repurchase(name="repeat_90d", event="ordered").value().later_day
        True
    """

    kind: ClassVar[str] = "repurchase"

    event: EventPattern = Field(alias="repurchase")
    within: Duration | None = QUARTER

    def value(self) -> Value:
        """A flag per unit."""
        window = (self.within or QUARTER).microseconds
        return Flag(self.events(), window, later_day=True)

    def events(self) -> tuple[Term, ...]:
        """The purchase's terms."""
        return terms_of(self.event)

    def places(self, journey: Journey) -> tuple[Place, ...]:
        """The first-ever entrants of the stage the purchase opens."""
        event, occurrence = self.events()[0]
        start = self.from_ or journey.stage_of(event, occurrence)
        if start is None:
            raise ArgumentError(f"metric '{self.name}': '{event}' opens no stage; say from: STAGE")
        units = entrants_of(journey, self.name, start, "first_ever")
        return (Place(units, self.stage or journey.stage_of(event, occurrence + 1) or start),)
