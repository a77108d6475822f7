"""What metrics of carts and coupons share: the customer is the unit, a thing is what is counted."""

from __future__ import annotations

from typing import ClassVar

from stagelift.data.query import Actors, Term
from stagelift.definitions import Duration, Journey
from stagelift.metrics.placement import Place, entrants_of, stage_names
from stagelift.metrics.quotient import PartMetric

WEEK = Duration.parse("7 days")


class ThingMetric(PartMetric):
    """A share of things that customers open: those of a period, or those after assignment.

    Args:
        over: In an experiment, how long after assignment things may be opened, 7 days unless said.
    """

    ineligible: ClassVar[str] = "none_opened"

    over: Duration = WEEK

    def opens(self) -> tuple[Term, ...]:
        """The terms that open a thing."""
        raise NotImplementedError

    def places(self, journey: Journey) -> tuple[Place, ...]:
        """Whoever opens one in the period, at the stage that opens; with `from:` the entrants."""
        event, occurrence = self.opens()[0]
        stage = self.stage or self.from_ or journey.stage_of(event, occurrence)
        if self.from_ is None:
            return (Place(Actors(self.opens()), stage),)
        units = entrants_of(journey, self.name, self.from_, self.entry_mode)
        return (Place(units, stage if stage in stage_names(journey) else self.from_),)
