"""Advocacy: who writes a review or invites a friend, per entrant of the stage and per customer."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from stagelift.data.query import Actors, Entrants, Path, StepReached, Term, Value
from stagelift.definitions import Duration, EventPattern, Journey
from stagelift.journey.rules import stage_terms, terms_of
from stagelift.metrics.placement import Place, entrants_of
from stagelift.metrics.share import ShareMetric

MONTH = Duration.parse("30 days")


class Advocacy(ShareMetric):
    """The share of units with a review or an invitation within the window, the entry's own too.

    It has two bases: the entrants of the stage the event opens, of whom some came by another event,
    and every customer seen in the period, from the first event that opens any stage. In an
    experiment it is the share of the assigned. Whether an invitation brought a friend is asked by a
    conversion of two steps, `[friend_invited, friend_joined]`, where a source names the inviter as
    the customer of the joining.

    Args:
        event: The event.
        within: Length of the window, 30 days unless said.

    Example:
        >>> Advocacy(name="reviews", event="review_written").value().window // 86_400_000_000
        30
    """

    kind: ClassVar[str] = "advocacy"
    adjustable: ClassVar[bool] = False

    event: EventPattern = Field(alias="advocacy")
    within: Duration | None = MONTH

    def value(self) -> Value:
        """A flag per unit."""
        return self._value(None)

    def value_at(self, place: Place) -> Value:
        """A flag per unit of one place, its own entry included."""
        found = place.population
        return self._value(found if isinstance(found, Entrants | Actors) else None)

    def _value(self, of: Entrants | Actors | None) -> StepReached:
        window = (self.within or MONTH).microseconds
        return StepReached(Path((self.events(),), window, of, own=True), 1)

    def events(self) -> tuple[Term, ...]:
        """The event's terms."""
        return terms_of(self.event)

    def places(self, journey: Journey) -> tuple[Place, ...]:
        """The entrants of the stage it opens, or of `from:`; and all customers, of no stage."""
        seen = (event for _, terms in stage_terms(journey) for event, _ in terms)
        everyone = Actors(tuple((event, 1) for event in dict.fromkeys(seen)))
        stage = self.from_ or journey.stage_of(*self.events()[0])
        customers = Place(everyone, None)
        if stage is None:
            return (customers,)
        units = entrants_of(journey, self.name, stage, self.entry_mode)
        return (Place(units, self.stage or stage), customers)
