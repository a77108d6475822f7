"""Revisit: the share of visitors who come a second time."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from stagelift.data.query import Actors, Sessions, Term, Value
from stagelift.data.query import Revisit as Again
from stagelift.definitions import Duration, EventPattern, Journey
from stagelift.definitions.fields import one_of
from stagelift.journey.rules import terms_of
from stagelift.metrics.placement import Entry, Place, entrants_of
from stagelift.metrics.share import ShareMetric

GAP = Duration.parse("30 minutes")
FOUR_WEEKS = Duration.parse("28 days")


class Revisit(ShareMetric):
    """The share of visitors with two sessions or more within the window of their first visit.

    A KPI follows whoever visits in the period, from the first visit in it. In an experiment it is
    the share of the assigned with two sessions after assignment.

    Args:
        event: The events that make a visit.
        within: Length of the window, 28 days unless said.
        by: `sessions`, or `days`: visits on two local days or more.
        gap: Silence after which a new session begins, 30 minutes unless said.
        entry: Which visit begins the window: the first in the period, or the first ever.

    Example:
        >>> Revisit(name="back", event="visited").value().window // 86_400_000_000
        28
    """

    kind: ClassVar[str] = "revisit"
    adjustable: ClassVar[bool] = False

    event: EventPattern = Field(alias="revisit")
    within: Duration | None = FOUR_WEEKS
    by: Annotated[Literal["sessions", "days"], one_of("sessions", "days")] = "sessions"
    gap: Duration = GAP
    entry: Entry = "first_in_period"

    @property
    def entry_mode(self) -> Entry:
        """Which visit begins the window."""
        return self.entry

    def value(self) -> Value:
        """A flag per unit."""
        sessions = Sessions(self.events(), self.gap.microseconds)
        window = (self.within or FOUR_WEEKS).microseconds
        return Again(sessions, window, by_day=self.by == "days")

    def events(self) -> tuple[Term, ...]:
        """The terms of a visit."""
        return terms_of(self.event)

    def places(self, journey: Journey) -> tuple[Place, ...]:
        """Whoever visits in the period; with `from:` the stage's entrants."""
        if self.from_ is None:
            stage = self.stage or journey.stage_of(*self.events()[0])
            return (Place(Actors(self.events(), self.entry), stage),)
        units = entrants_of(journey, self.name, self.from_, self.entry)
        return (Place(units, self.stage or self.from_),)
