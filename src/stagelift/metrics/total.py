"""Sum per unit: the mean over units of what their events add up to within a window."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from pydantic import Field, field_validator

from stagelift.data.query import EventTotal, Outcome, Value
from stagelift.definitions import Duration, EventColumn, Mistake, UnitColumn, ValueOrColumn
from stagelift.definitions.metric import Unit
from stagelift.journey.figures import marked
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.tally import MICROS, Tally
from stagelift.statistics.inference import Inference
from stagelift.statistics.means import difference_of_means, mean
from stagelift.statistics.proportions import DifferenceMethod

WEEK = Duration.parse("7 days")


class Sum(WindowedMetric):
    """The mean per unit of the summed value of an event; units without the event count as 0.

    Args:
        of: The event's column, such as `ordered.value`, or `{column: NAME}` of a source with one
            row per customer.
        within: Length of the window, 7 days unless said.
        cap: Largest value one unit can have, in the value's own unit, or None.

    Example:
        >>> Sum(name="order_value", of="ordered.value", within="30 days").event_names()
        ('ordered',)
    """

    kind: ClassVar[str] = "sum"
    unit: ClassVar[Unit] = "value"

    of: ValueOrColumn = Field(alias="sum")
    within: Duration | None = WEEK
    cap: Decimal | None = None

    @field_validator("of")
    @classmethod
    def _has_a_value(cls, of: EventColumn | UnitColumn) -> EventColumn | UnitColumn:
        """Refuses a column that events do not carry."""
        if isinstance(of, EventColumn) and of.column != "value":
            raise Mistake(
                f"'{of}' came; what an event adds is its value", f"Write '{of.event}.value'"
            )
        return of

    def value(self) -> Value | Outcome:
        """A total per unit."""
        if isinstance(self.of, UnitColumn):
            return Outcome(self.of.column, binary=False, before=self.of.before)
        cap = None if self.cap is None else int(self.cap * MICROS)
        return EventTotal(self.of.event, (self.within or WEEK).microseconds, cap)

    def events(self) -> tuple[tuple[str, int], ...]:
        """The event whose value is summed."""
        return () if isinstance(self.of, UnitColumn) else ((self.of.event, 1),)

    def level_of(self, tally: Tally, *, confidence: float) -> Inference:
        """The mean with its t interval."""
        return marked(mean(tally.moments, level=confidence), tally.n)

    def effect_of(
        self,
        treatment: Tally,
        control: Tally,
        *,
        confidence: float,
        method: DifferenceMethod,
    ) -> Inference:
        """The difference of means by Welch's test."""
        return difference_of_means(treatment.moments, control.moments, level=confidence)
