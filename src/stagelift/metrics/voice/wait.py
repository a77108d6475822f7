"""How long customers wait for an answer, and how often within what was promised."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import Field, model_validator

from stagelift.definitions import Duration, EventPattern
from stagelift.definitions.definition import Definition
from stagelift.definitions.fields import Count, Text
from stagelift.definitions.metric import Unit
from stagelift.definitions.mistakes import Mistake
from stagelift.journey.figures import LOW_EXPECTED, LOW_N
from stagelift.metrics.fits import Misfit, kept_misfits, survey_misfits
from stagelift.metrics.own_query import OwnQuery
from stagelift.metrics.voice.cells import cell_estimates, occasions, open_note
from stagelift.statistics.pairs import PairMoments
from stagelift.statistics.proportions import proportion
from stagelift.statistics.ratio import ratio

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.query.waits import AnswerWait, EventWait, WaitCell, WaitQuestion
    from stagelift.definitions import Journey
    from stagelift.metrics.estimate import Estimate
    from stagelift.metrics.kpis import KpiRequest
    from stagelift.statistics.inference import Inference

DAY = Duration.parse("24 hours")
TWO_DAYS = Duration.parse("48 hours")
YOUNG = "are younger than the promise"


def first_time(pattern: EventPattern) -> tuple[str, ...]:
    """The events of a pattern that asks for no later time.

    Args:
        pattern: Events as written.

    Returns:
        Their names.

    Raises:
        Mistake: When one asks for a second time or later.
    """
    later = [str(term) for term in pattern.terms if term.occurrence > 1]
    if later:
        raise Mistake(f"'{later[0]}' came; a wait is between events, not their second times")
    return pattern.events


class Between(Definition):
    """Where a wait begins and ends.

    Args:
        start: Events that begin it, written `from`.
        until: Events that end it.
        by: The column that says which belong together, such as a ticket number; without it a wait
            ends with the customer's next such event.
    """

    start: EventPattern = Field(alias="from")
    until: EventPattern
    by: Text | None = None

    @model_validator(mode="after")
    def _plain(self) -> Self:
        """Checks that no event is asked for at its second time."""
        first_time(self.start)
        first_time(self.until)
        return self


class Wait(OwnQuery):
    """The share of waits that end within the promise; the wait is a ticket's, not a customer's.

    A wait counts in the period in which it began, by the stage the customer stood in then. One that
    is younger than the promise leaves both counts, answered or not: those that were quick would
    otherwise be counted first. Several tickets of one customer are no independent ones, so the
    interval is that of a ratio with the customer as the unit.
    """

    unit: ClassVar[Unit] = "share"
    adjustable: ClassVar[bool] = False

    @abstractmethod
    def waited(self) -> EventWait | AnswerWait:
        """What is waited for."""

    @property
    @abstractmethod
    def promise(self) -> int:
        """Length in µs within which the wait should end."""

    def barred(self) -> tuple[str, str] | None:
        """An experiment is about the assigned, of whom few ask."""
        return (
            f"'{self.name}' is a share of tickets, and an arm may change who opens one",
            "Write 'conversion: EVENT' with the event that ends the wait",
        )

    def question(self, journey: Journey, request: KpiRequest) -> WaitQuestion:
        """The question for the query.

        Args:
            journey: The journey.
            request: Periods and segments.

        Returns:
            The question.
        """
        from stagelift.data.query.waits import WaitQuestion

        return WaitQuestion(self.waited(), self.promise, occasions(journey, request))

    def kpis(
        self, contract: Contract, journey: Journey, request: KpiRequest
    ) -> tuple[Estimate, ...]:
        """The share that kept the promise, in every cell."""
        from stagelift.data.query.waits import WaitCell, measure_waits

        asked = self.question(journey, request)
        cells = measure_waits(contract, asked)

        def filled(blank: Estimate, cell: WaitCell | None) -> Estimate:
            empty = WaitCell(0, None, None, 0, 0, 0, 0, 0, 0, 0)
            return self.kept(replace(blank, unit="share"), cell or empty)

        return cell_estimates(self, request, asked.where, cells, filled)

    def kept(self, blank: Estimate, cell: WaitCell) -> Estimate:
        """The share of one cell.

        Args:
            blank: What it is about.
            cell: Its waits.

        Returns:
            The estimate; `immature` while some waits are younger than the promise.
        """
        done = replace(blank.with_inference(share_kept(cell, blank.level)), n=cell.n, k=cell.k)
        if not cell.open:
            return done
        note = open_note(cell.open, YOUNG)
        return replace(done, status="immature", note=note, excluded=(("immature", cell.open),))


class Waiting(Wait):
    """The share of tickets answered within the promise, such as a first response within 24 hours.

    Args:
        between: Where a wait begins and ends, and what joins the two, written `waiting`.
        within: The promise, 24 hours unless said.

    Example:
        >>> asked = {"from": "enquiry_opened", "until": "enquiry_answered", "by": "ticket"}
        >>> Waiting(name="first_response", waiting=asked).waited()
        EventWait(start=('enquiry_opened',), until=('enquiry_answered',), by='ticket')
    """

    kind: ClassVar[str] = "waiting"

    between: Between = Field(alias="waiting")

    @property
    def promise(self) -> int:
        """The promise in µs."""
        return (self.within or DAY).microseconds

    def waited(self) -> EventWait:
        """From one event to another."""
        from stagelift.data.query.waits import EventWait

        ends = self.between
        return EventWait(first_time(ends.start), first_time(ends.until), ends.by)

    def misfits(self, journey: Journey) -> Iterator[Misfit]:
        """A source of events that keeps the column by which they belong together."""
        yield from kept_misfits(journey, self.kind, self.between.by)

    def event_names(self) -> tuple[str, ...]:
        """The events at both ends."""
        return tuple(sorted({*self.between.start.events, *self.between.until.events}))


class Contained(Waiting):
    """The share of contacts in which nothing was handed over within the window: no agent came.

    Args:
        between: Where a contact begins and what hands it over, written `contained`.
        within: Time after which it counts as settled, 24 hours unless said.

    Example:
        >>> chat = {"from": "chat_opened", "until": "agent_joined", "by": "ticket"}
        >>> Contained(name="containment", contained=chat).kind
        'contained'
    """

    kind: ClassVar[str] = "contained"

    between: Between = Field(alias="contained")

    def kept(self, blank: Estimate, cell: WaitCell) -> Estimate:
        """The share of one cell, turned round."""
        left = replace(
            cell, k=cell.n - cell.k, nk=cell.nn - cell.nk, kk=cell.nn - 2 * cell.nk + cell.kk
        )
        return super().kept(blank, left)


class FollowedUp(Definition):
    """Which answers are followed up, and what shows it.

    Args:
        of: Name of the surveys source.
        by: Events that show the contact.
        instrument: The question, where the source's rows hold several.
        at_most: The greatest score that is followed up; 6, as of a detractor.
    """

    of: Text
    by: EventPattern
    instrument: Text | None = None
    at_most: Count = 6

    @model_validator(mode="after")
    def _plain(self) -> Self:
        """Checks that no event is asked for at its second time."""
        first_time(self.by)
        return self


class FollowUp(Wait):
    """The share of low scores after which the customer was contacted in time.

    Args:
        answers: Which answers, and what shows the contact, written `follow_up`.
        within: The promise, 48 hours unless said.

    Example:
        >>> FollowUp(name="called", follow_up={"of": "survey", "by": "called"}).waited().scores
        (0, 6)
    """

    kind: ClassVar[str] = "follow_up"

    answers: FollowedUp = Field(alias="follow_up")

    @property
    def promise(self) -> int:
        """The promise in µs."""
        return (self.within or TWO_DAYS).microseconds

    def waited(self) -> AnswerWait:
        """From a low score to a contact."""
        from stagelift.data.query.waits import AnswerWait

        asked = self.answers
        return AnswerWait(asked.of, asked.instrument, (0, asked.at_most), first_time(asked.by))

    def misfits(self, journey: Journey) -> Iterator[Misfit]:
        """A source of surveys that says which question a row answers, where that is asked."""
        asked = self.answers
        yield from survey_misfits(journey, self.kind, asked.of, (), asked.instrument)

    def event_names(self) -> tuple[str, ...]:
        """The events that show the contact."""
        return tuple(sorted(self.answers.by.events))

    def source_names(self) -> tuple[str, ...]:
        """The surveys source."""
        return (self.answers.of,)


def share_kept(cell: WaitCell, level: float) -> Inference:
    """The share of waits that kept the promise.

    Args:
        cell: The waits' sums over customers.
        level: Level of the interval, 0–1.

    Returns:
        Wilson's interval where each customer has one wait, else that of the delta method with the
        customer as the unit; `low_n` below 30 waits or an expected count below 5.
    """
    if cell.nn == cell.n:
        found = proportion(cell.k, cell.n, level=level)
    else:
        sums = (cell.customers, cell.k, cell.n, cell.kk, cell.nn, cell.nk)
        found = ratio(PairMoments.from_sums(*sums, scale=1), level=level)
        found = replace(
            found,
            low=None if found.low is None else max(0.0, found.low),
            high=None if found.high is None else min(1.0, found.high),
        )
    fewer = min(cell.k, cell.n - cell.k)
    if found.status != "ok" or (cell.n >= LOW_N and fewer >= LOW_EXPECTED):
        return found
    return replace(found, status="low_n", note=f"{cell.n:,} waits, {cell.k:,} ended in time")
