"""Conversion: the share of units with an event within a window from their anchor."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from pydantic import Field

from stagelift.data.query import Flag, Outcome, Value
from stagelift.definitions import Duration, EventsOrColumn, UnitColumn
from stagelift.definitions.metric import Unit
from stagelift.metrics.kind import LOW_EXPECTED, LOW_N, WindowedMetric
from stagelift.metrics.tally import Tally
from stagelift.statistics.inference import Inference
from stagelift.statistics.proportions import (
    DifferenceMethod,
    difference_of_proportions,
    proportion,
)

WEEK = Duration.parse("7 days")


class Conversion(WindowedMetric):
    """The share of units with the event within the window, each unit counted once.

    In a journey KPI the units are the entrants of the stage before (`from`), from the instant they
    entered; in an experiment they are the assigned, from the instant of assignment.

    Args:
        event: The event, or `{column: NAME}` of a source with one row per customer.
        first: Count only a customer's first such event; a KPI leaves out entrants who had it.
        within: Length of the window, 7 days unless said.
        entry: Which entries of a stage count in a KPI.

    Example:
        >>> Conversion(name="first_order", event="ordered", first=True).value().window
        604800000000
    """

    kind: ClassVar[str] = "conversion"
    unit: ClassVar[Unit] = "share"
    binary: ClassVar[bool] = True

    event: EventsOrColumn = Field(alias="conversion")
    first: bool = False
    within: Duration | None = WEEK
    entry: Literal["first_in_period", "first_ever", "any"] = "first_in_period"

    def value(self) -> Value | Outcome:
        """A flag per unit."""
        if isinstance(self.event, UnitColumn):
            return Outcome(self.event.column, binary=True)
        return Flag(self.events(), self.window, self.first)

    def events(self) -> tuple[tuple[str, int], ...]:
        """The event's terms."""
        if isinstance(self.event, UnitColumn):
            return ()
        return tuple((term.event, term.occurrence) for term in self.event.terms)

    def level_of(self, tally: Tally, *, confidence: float) -> Inference:
        """The share with its Wilson interval."""
        found = proportion(tally.k or 0, tally.n, level=confidence)
        return guarded(found, tally)

    def effect_of(
        self, treatment: Tally, control: Tally, *, confidence: float, method: DifferenceMethod
    ) -> Inference:
        """The difference of shares; by the inverted score test unless the plan names another."""
        return difference_of_proportions(
            treatment.k or 0,
            treatment.n,
            control.k or 0,
            control.n,
            level=confidence,
            method=method,
        )


def guarded(found: Inference, tally: Tally) -> Inference:
    """A share's inference, marked when too few units or events stand behind it.

    Args:
        found: What the method said.
        tally: The units.

    Returns:
        The same with status `low_n` below 30 units or an expected count below 5.
    """
    fewer = min(tally.k or 0, tally.n - (tally.k or 0))
    if found.status != "ok" or (tally.n >= LOW_N and fewer >= LOW_EXPECTED):
        return found
    return replace(found, status="low_n", note=f"{tally.n} units, {tally.k} with the event")
