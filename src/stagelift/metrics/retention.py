"""Retention: the share of a cohort that comes back in a bracket of days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Literal, Self

from pydantic import Field

from stagelift.data.query import Flag, Term, Value
from stagelift.data.query.specs import calendar_window
from stagelift.definitions import EventPattern, Journey, Mistake
from stagelift.definitions.values import Parsed
from stagelift.journey.rules import terms_of
from stagelift.metrics.placement import Entry, Place, entrants_of, stage_names
from stagelift.metrics.share import ShareMetric

DAY_US = 86_400_000_000
Clock = Literal["calendar", "24h"]


@dataclass(frozen=True, slots=True)
class DayBracket(Parsed):
    """A bracket of days after the cohort event, both ends included.

    "28" is day 28 alone, "22..28" the fourth week, "1..7" within a week, "30..90" on or after
    day 30 with the horizon every cohort must reach.

    Args:
        first: First day, ≥ 0.
        last: Last day, ≥ first.

    Example:
        >>> DayBracket.parse("22..28")
        DayBracket(first=22, last=28)
    """

    first: int
    last: int
    example: ClassVar[str] = "22..28"

    @classmethod
    def parse(cls, text: str) -> Self:
        """A bracket from one day, or from two with dots between.

        Args:
            text: Such as "28" or "22..28".

        Returns:
            The bracket.

        Raises:
            Mistake: When it is neither, or runs backwards.
        """
        found = re.fullmatch(r"(\d+)(?:\.\.(\d+))?", text)
        if not found:
            raise Mistake(f"'{text}' came, days such as '{cls.example}' or '28' are expected")
        first, last = int(found[1]), int(found[2] or found[1])
        if last < first:
            raise Mistake(f"'{text}' runs backwards; write '{last}..{first}'")
        return cls(first, last)

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}..{self.last}"


class Retention(ShareMetric):
    """The share of units with the event in a bracket of days after their anchor.

    A KPI follows cohorts: the customers who enter a stage (the first one unless `from` says
    otherwise) for the first time ever. Day 0 is the anchor's own day. A unit counts once the last
    day of the bracket is over; until then it is in no numerator and no denominator.

    Args:
        event: The event that shows a return.
        days: The bracket of days, both ends included.
        clock: `calendar` counts local days, `24h` counts spans of 24 hours from the anchor; the two
            differ near midnight and when clocks change.
        entry: Which entries of the stage begin a cohort, a customer's first one ever unless said.

    Example:
        >>> Retention(name="week4", event="visited", days="22..28").value().days
        (22, 28)
    """

    kind: ClassVar[str] = "retention"

    event: EventPattern = Field(alias="retention")
    days: DayBracket
    clock: Clock = "calendar"
    entry: Entry = "first_ever"

    @property
    def entry_mode(self) -> Entry:
        """Which entries of a stage start a cohort."""
        return self.entry

    def value(self) -> Value:
        """A flag per unit."""
        first, last = self.days.first, self.days.last
        if self.clock == "calendar":
            return Flag(self.events(), calendar_window(last), days=(first, last))
        return Flag(self.events(), (last + 1) * DAY_US, opens=first * DAY_US)

    def events(self) -> tuple[Term, ...]:
        """The event's terms."""
        return terms_of(self.event)

    def places(self, journey: Journey) -> tuple[Place, ...]:
        """The cohorts of one stage: `from`, else the first."""
        start = self.from_ or stage_names(journey)[0]
        units = entrants_of(journey, self.name, start, self.entry)
        return (Place(units, self.stage or start),)
