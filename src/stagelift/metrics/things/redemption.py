"""Coupons: which of those issued are used in time."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, PlainSerializer, PlainValidator, model_validator

from stagelift.data.query import Term, Things, Value
from stagelift.definitions import Duration, EventPattern, Mistake
from stagelift.definitions.fields import Text
from stagelift.definitions.mistakes import came
from stagelift.journey.rules import terms_of
from stagelift.metrics.things.thing_metric import ThingMetric

Where = tuple[tuple[str, tuple[str, ...]], ...]


def _where(value: object) -> Where | None:
    if value is None:
        return None
    if isinstance(value, list | tuple) and all(len(pair) == 2 for pair in value):
        value = dict(value)  # as it is shown with its defaults
    if not isinstance(value, dict) or not value:
        raise Mistake(f"{came(value)} came, a mapping such as '{{campaign_type: A}}' is expected")
    return tuple(
        (str(name), tuple(map(str, one)) if isinstance(one, list | tuple) else (str(one),))
        for name, one in value.items()
    )


def _written(where: Where | None) -> dict[str, list[str]] | None:
    return None if where is None else {name: list(values) for name, values in where}


class Redemption(ThingMetric):
    """The coupon redemption rate: coupons used in time, per coupon issued.

    A coupon is what a customer's events carry under one value of `by`, such as its number; without
    `by` a customer has one at a time. It is used in time before `within` has passed and before an
    event of `expires` that carries the same number. Coupons whose time is not over are in neither
    number; where only `expires` says the time, one whose end is not known waits.

    Args:
        event: The issue of a coupon.
        used: Its use.
        by: The events' column with its number.
        within: Time in which it must be used.
        expires: The events at which coupons expire.
        where: Values of the issuing event's own columns that count, such as a campaign's type.

    Example:
        >>> Redemption(name="r", event="issued", used="redeemed", within="30 days").value().count
        'closed'
    """

    kind: ClassVar[str] = "redemption"

    event: EventPattern = Field(alias="redemption")
    used: EventPattern
    by: Text | None = None
    within: Duration | None = None
    expires: EventPattern | None = None
    where: Annotated[Where | None, PlainValidator(_where), PlainSerializer(_written)] = None

    @model_validator(mode="after")
    def _has_an_end(self) -> Redemption:
        """Refuses a coupon that never has to be used, or an end that cannot be told whose it is."""
        if self.within is None and self.expires is None:
            raise Mistake("no time came in which a coupon must be used", "Write 'within: 30 days'")
        if self.by is None and (self.expires is not None or self.within is None):
            raise Mistake("'expires' came without the coupon's number", "Write 'by: COLUMN'")
        return self

    def opens(self) -> tuple[Term, ...]:
        """The terms that issue a coupon."""
        return terms_of(self.event)

    def events(self) -> tuple[Term, ...]:
        """The terms that issue, use and end a coupon."""
        ends = terms_of(self.expires) if self.expires else ()
        return (*self.opens(), *terms_of(self.used), *ends)

    def value(self) -> Value:
        """Coupons used in time and coupons per unit."""
        return Things(
            self.opens(),
            terms_of(self.used),
            self.over.microseconds,
            None if self.within is None else self.within.microseconds,
            key=self.by,
            expires=terms_of(self.expires) if self.expires else (),
            where=self.where or (),
        )
