"""Bounce and exit rate: shares of sessions, with the customer as the unit."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from stagelift.data.query import Actors, Sessions, SessionShare, Term, Value
from stagelift.definitions import Duration, EventPattern, Journey
from stagelift.journey.rules import terms_of
from stagelift.metrics.placement import Place, entrants_of
from stagelift.metrics.quotient import PartMetric

WEEK = Duration.parse("7 days")
GAP = Duration.parse("30 minutes")


class SessionMetric(PartMetric):
    """A share of sessions: those of a period in a KPI, those begun after assignment in a test.

    A session is what the source names so; events without a name make one until nothing comes for
    the gap, over midnight too. It belongs to the period in which it begins.

    Args:
        gap: Silence after which a new session begins, 30 minutes unless said.
        over: In an experiment, how long after assignment sessions may begin, 7 days unless said.
    """

    ineligible: ClassVar[str] = "no_session"

    gap: Duration = GAP
    over: Duration = WEEK

    def interactions(self) -> EventPattern:
        """The events that make sessions."""
        raise NotImplementedError

    def events(self) -> tuple[Term, ...]:
        """The terms of the interactions."""
        return terms_of(self.interactions())

    def shared(self, ends_with: tuple[Term, ...] = ()) -> Value:
        """Sessions of a kind and all that could be, per unit."""
        sessions = Sessions(self.events(), self.gap.microseconds)
        return SessionShare(sessions, self.over.microseconds, ends_with)

    def places(self, journey: Journey) -> tuple[Place, ...]:
        """Whoever did anything in the period; with `from:` the stage's entrants, from then on."""
        if self.from_ is None:
            return (Place(Actors(self.events()), self.stage),)
        units = entrants_of(journey, self.name, self.from_, self.entry_mode)
        return (Place(units, self.stage or self.from_),)


class Bounce(SessionMetric):
    """The bounce rate: sessions of one interaction, per session.

    Args:
        event: The interactions: every event a customer does on a visit.

    Example:
        >>> Bounce(name="bounce", event="visited | viewed").value().sessions.gap // 60_000_000
        30
    """

    kind: ClassVar[str] = "bounce"

    event: EventPattern = Field(alias="bounce")
    better: Literal["up", "down"] = "down"

    def interactions(self) -> EventPattern:
        """The events that make sessions."""
        return self.event

    def value(self) -> Value:
        """Bounces and sessions per unit."""
        return self.shared()


class ExitRate(SessionMetric):
    """The exit rate: sessions that end with an event, per session that has it.

    A session ends with every event of its last instant. One that may still go on has not ended, and
    is in neither number.

    Args:
        event: The event.
        among: The interactions: every event a customer does on a visit.

    Example:
        >>> rate = ExitRate(name="cart_exit", event="cart_added", among="visited | cart_added")
        >>> rate.value().ends_with
        (('cart_added', 1),)
    """

    kind: ClassVar[str] = "exit_rate"

    event: EventPattern = Field(alias="exit_rate")
    among: EventPattern
    better: Literal["up", "down"] = "down"

    def interactions(self) -> EventPattern:
        """The events that make sessions, the one asked for among them."""
        terms = dict.fromkeys((*self.among.terms, *self.event.terms))
        return EventPattern(tuple(terms))

    def value(self) -> Value:
        """Sessions that end so, and sessions that could, per unit."""
        return self.shared(terms_of(self.event))
