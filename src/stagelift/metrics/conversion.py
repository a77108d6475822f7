"""Conversion: the share of units with an event within a window from their anchor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from stagelift.data.query import Flag, Outcome, Term, Value
from stagelift.definitions import Duration, EventsOrColumn, UnitColumn
from stagelift.definitions.metric import Metric
from stagelift.definitions.translate import keys_of
from stagelift.journey.rules import terms_of
from stagelift.metrics.placement import Entry
from stagelift.metrics.share import ShareMetric

WEEK = Duration.parse("7 days")


class Conversion(ShareMetric):
    """The share of units with the event within the window, each unit counted once.

    In a journey KPI the units are the entrants of the stage before (`from`), from the instant they
    entered; in an experiment they are the assigned, from the instant of assignment.

    Args:
        event: The event, or `{column: NAME}` of a source with one row per customer.
        first: Count only a customer's first such event; a KPI leaves out entrants who had it.
        within: Length of the window, 7 days unless said.
        entry: Which entry of a stage counts in a KPI; `any` and `totals`, like steps and the rules
            of a path, make it a conversion of another class.

    Example:
        >>> Conversion(name="first_order", event="ordered", first=True).value().window
        604800000000
    """

    kind: ClassVar[str] = "conversion"

    event: EventsOrColumn = Field(alias="conversion")
    first: bool = False
    within: Duration | None = WEEK
    entry: Entry = "first_in_period"

    @classmethod
    def chosen(cls, written: Mapping[str, Any]) -> type[Metric]:
        """This class for one event from one entry; others for steps, for all entries, for rules."""
        plain = written.get("entry", "first_in_period") in ("first_in_period", "first_ever")
        event = written.get(cls.kind)
        steps = isinstance(event, list | tuple) or (isinstance(event, str) and ">" in event)
        if plain and not steps and set(written) <= {"name", *keys_of(cls)}:
            return cls
        from stagelift.metrics.paths.conversions import EntryConversion, PathConversion

        return EntryConversion if written.get("entry") == "totals" else PathConversion

    @property
    def entry_mode(self) -> Entry:
        """Which entries of a stage count in a KPI."""
        return self.entry

    def value(self) -> Value | Outcome:
        """A flag per unit."""
        if isinstance(self.event, UnitColumn):
            return Outcome(self.event.column, binary=True, before=self.event.before)
        return Flag(self.events(), (self.within or WEEK).microseconds, self.first)

    def events(self) -> tuple[Term, ...]:
        """The event's terms."""
        return () if isinstance(self.event, UnitColumn) else terms_of(self.event)
