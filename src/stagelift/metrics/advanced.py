"""Advanced: at every stage, the share of entrants who reach the next one."""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar

from stagelift.data.query import Flag, StageAdvance, Term, Value
from stagelift.definitions import Duration, Journey
from stagelift.journey.rules import stage_terms
from stagelift.metrics.placement import Place, entrants_of
from stagelift.metrics.share import ShareMetric

WEEK = Duration.parse("7 days")


class Advanced(ShareMetric):
    """The share of a stage's entrants who reach the next stage within the window.

    A KPI has one share for each stage but the last. In an experiment it is the share of the
    assigned who reach the stage after the one they stood in at assignment, which the message cannot
    have changed; who stood in no stage, or in the last, is not in the base.

    Args:
        within: Length of the window from the entry, or from assignment, 7 days unless said.

    Example:
        >>> Advanced(name="advanced").window // 86_400_000_000
        7
    """

    kind: ClassVar[str] = "advanced"
    ineligible: ClassVar[str] = "no_next_stage"
    adjustable: ClassVar[bool] = False

    within: Duration | None = WEEK

    def value(self) -> Value:
        """A flag per unit; its events are those of the place."""
        return Flag((), (self.within or WEEK).microseconds)

    def assigned_value(self, journey: Journey) -> Value:
        """A flag per unit: an event that opens the stage after its own."""
        stages = tuple(terms for _, terms in stage_terms(journey))
        return StageAdvance(stages, (self.within or WEEK).microseconds)

    def value_at(self, place: Place) -> Value:
        """A flag per unit: an event that opens the next stage."""
        return Flag(place.terms, (self.within or WEEK).microseconds)

    def events(self) -> tuple[Term, ...]:
        """None of its own."""
        return ()

    def places(self, journey: Journey) -> tuple[Place, ...]:
        """The entrants of every stage but the last, reported at the stage they reach."""
        stages = stage_terms(journey)
        return tuple(
            Place(entrants_of(journey, self.name, stage, self.entry_mode), reached, terms)
            for (stage, _), (reached, terms) in pairwise(stages)
        )
