"""Carts: which are left behind, and which of those are bought after all."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from stagelift.data.query import Term, Things, Value
from stagelift.definitions import Duration, EventPattern
from stagelift.journey.rules import terms_of
from stagelift.metrics.things.thing_metric import ThingMetric

DAY = Duration.parse("1 day")
WEEK = Duration.parse("7 days")
CART = "cart_id"


class CartMetric(ThingMetric):
    """A share of carts.

    A cart is what one customer's events carry under one `cart_id`, from the first thing put in; an
    emptied one is not bought, and what is bought without having been in a cart is in no number.
    Where no source maps `cart_id`, a customer has one cart at a time: it begins with what is first
    put in, and the next one with the first after a purchase, or after `within` without either.

    Args:
        bought: The purchase of a cart.
        within: Time in which a cart must be bought, from the first thing put in; 1 day unless said.
    """

    bought: EventPattern
    within: Duration | None = DAY

    def added(self) -> EventPattern:
        """The events that put something into a cart."""
        raise NotImplementedError

    def opens(self) -> tuple[Term, ...]:
        """The terms that open a cart."""
        return terms_of(self.added())

    def events(self) -> tuple[Term, ...]:
        """The terms that open a cart and those that buy it."""
        return (*self.opens(), *terms_of(self.bought))

    def carts(self, count: Literal["open", "late"], grace: int = 0) -> Value:
        """Carts of a kind and all that could be, per unit."""
        return Things(
            self.opens(),
            terms_of(self.bought),
            self.over.microseconds,
            (self.within or DAY).microseconds,
            count=count,
            key=CART,
            keyless=True,
            grace=grace,
        )


class CartAbandonment(CartMetric):
    """The cart abandonment rate: carts not bought in time, per cart.

    Args:
        event: The events that put something into a cart.

    Example:
        >>> CartAbandonment(name="left", event="cart_added", bought="ordered").value().count
        'open'
    """

    kind: ClassVar[str] = "cart_abandonment"

    event: EventPattern = Field(alias="cart_abandonment")
    better: Literal["up", "down"] = "down"

    def added(self) -> EventPattern:
        """The events that put something into a cart."""
        return self.event

    def value(self) -> Value:
        """Abandoned carts and carts per unit."""
        return self.carts("open")


class CartRecovery(CartMetric):
    """The cart recovery rate: carts bought soon after they were abandoned, per abandoned cart.

    Abandoners who are reminded differ from those who are not: what a reminder does is asked of an
    experiment, where the same carts are counted per assigned customer.

    Args:
        event: The events that put something into a cart.
        recovered: Time in which an abandoned cart must be bought, 7 days unless said.

    Example:
        >>> CartRecovery(name="back", event="cart_added", bought="ordered").value().count
        'late'
    """

    kind: ClassVar[str] = "cart_recovery"
    ineligible: ClassVar[str] = "none_abandoned"

    event: EventPattern = Field(alias="cart_recovery")
    recovered: Duration = WEEK

    def added(self) -> EventPattern:
        """The events that put something into a cart."""
        return self.event

    def value(self) -> Value:
        """Recovered carts and abandoned carts per unit."""
        return self.carts("late", self.recovered.microseconds)
