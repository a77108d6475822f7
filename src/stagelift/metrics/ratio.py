"""Ratio: two amounts of every unit, each summed over the units, one divided by the other."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, PlainSerializer, PlainValidator, model_validator

from stagelift.data.query import EventCount, EventRatio, EventTotal, Outcome, Term, Value
from stagelift.definitions import (
    Duration,
    EventColumn,
    EventPattern,
    Journey,
    Mistake,
    UnitColumn,
)
from stagelift.definitions.metric import Unit
from stagelift.journey.rules import terms_of
from stagelift.metrics.placement import Place, entrants_of, stage_before, stage_names
from stagelift.metrics.quotient import RatioMetric

MONTH = Duration.parse("30 days")
SUMMED = ".value"


def _amount(value: object) -> EventPattern | EventColumn | UnitColumn:
    if isinstance(value, UnitColumn | dict):
        return UnitColumn.accept(value)
    if isinstance(value, EventColumn) or (isinstance(value, str) and value.endswith(SUMMED)):
        return EventColumn.accept(value)
    found = EventPattern.accept(value)
    dotted = next((name for name in found.events if "." in name), None)
    if dotted is not None:
        event = dotted.rpartition(".")[0]
        raise Mistake(
            f"'{dotted}' came; a ratio counts events or sums their value",
            f"Write '{event}' or '{event}{SUMMED}'",
        )
    return found


Amount = Annotated[
    EventPattern | EventColumn | UnitColumn, PlainValidator(_amount), PlainSerializer(str)
]


class Ratio(RatioMetric):
    """One amount per unit of another, both summed over the units: returns per order.

    It is a ratio of sums, not the mean of the units' own ratios, so that every order weighs the
    same. The unit stays the customer: its contribution carries the uncertainty (delta method).

    Args:
        top: Events that are counted, `EVENT.value` that is summed, or `{column: NAME}` of a source
            with one row per customer.
        per: The same for the denominator.
        within: Length of the window of both, 30 days unless said.

    Example:
        >>> Ratio(name="return_rate", ratio="returned", per="ordered").measured_in
        'ratio'
        >>> Ratio(name="basket", ratio="ordered.value", per="ordered").measured_in
        'value'
    """

    kind: ClassVar[str] = "ratio"

    top: Amount = Field(alias="ratio")
    per: Amount
    within: Duration | None = MONTH

    @model_validator(mode="after")
    def _same_kind(self) -> Ratio:
        """Refuses a number of events per unit of money, and a column beside events."""
        columns = [isinstance(side, UnitColumn) for side in (self.top, self.per)]
        if any(columns) and not all(columns):
            raise Mistake(
                "a column of finished rows and events came",
                "Write 'ratio' and 'per' both as '{column: NAME}', or both over events",
            )
        if self.has_before:
            raise Mistake("a ratio with 'before' came; its two sums have no covariate of their own")
        if isinstance(self.top, EventPattern) and isinstance(self.per, EventColumn):
            raise Mistake(
                f"'{self.top}' is counted and '{self.per}' is summed",
                f"Write 'per: {self.per.event}', or turn them around",
            )
        return self

    @property
    def measured_in(self) -> Unit:
        """`ratio` where both sides are of a kind; `value` for money per event, and of columns."""
        alike = isinstance(self.top, type(self.per)) and not isinstance(self.top, UnitColumn)
        return "ratio" if alike else "value"

    def value(self) -> Value | Outcome:
        """Two amounts per unit."""
        if isinstance(self.top, UnitColumn) and isinstance(self.per, UnitColumn):
            return Outcome(self.top.column, binary=False, per=self.per.column)
        if isinstance(self.top, UnitColumn) or isinstance(self.per, UnitColumn):
            raise TypeError("a column of finished rows beside events")
        window = (self.within or MONTH).microseconds
        return EventRatio(amount(self.top, window), amount(self.per, window))

    def events(self) -> tuple[Term, ...]:
        """The terms of the denominator, then those of the numerator; none of columns."""
        return tuple(dict.fromkeys((*terms_in(self.per), *terms_in(self.top))))

    def places(self, journey: Journey) -> tuple[Place, ...]:
        """The entrants of the stage before the one the denominator's event opens, or of that one.

        `from:` and `stage:` override both; when the event opens no stage, every stage has its own.
        """
        event, occurrence = self.events()[0]
        opened = journey.stage_of(event, occurrence)
        if self.from_ or opened is None or stage_before(stage_names(journey), opened):
            return super().places(journey)
        units = entrants_of(journey, self.name, opened, self.entry_mode)
        return (Place(units, self.stage or opened),)


def amount(written: EventPattern | EventColumn, window: int) -> EventTotal | EventCount:
    """One side of a ratio as the query takes it.

    Args:
        written: Events to count, or an event whose value is summed.
        window: Length of the window in µs.

    Returns:
        A count or a total.
    """
    if isinstance(written, EventColumn):
        return EventTotal(written.event, window)
    return EventCount(terms_of(written), window)


def terms_in(written: EventPattern | EventColumn | UnitColumn) -> tuple[Term, ...]:
    """The event terms of one side of a ratio.

    Args:
        written: Events to count, an event whose value is summed, or a column.

    Returns:
        Pairs of event and occurrence; none for a column.
    """
    if isinstance(written, UnitColumn):
        return ()
    return ((written.event, 1),) if isinstance(written, EventColumn) else terms_of(written)
