"""Delivery and refunds of a period's orders: how long, how many in time, how much goes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from stagelift.data.query.fulfilments import OrderQuestion, OrderSums, WaitCount, measure_orders
from stagelift.data.zones import from_us
from stagelift.formatting import formatted, number
from stagelift.journey.figures import LOW_EXPECTED, LOW_N
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.privacy import MINIMUM
from stagelift.statistics.inference import Inference
from stagelift.statistics.pairs import PairMoments
from stagelift.statistics.proportions import proportion
from stagelift.statistics.ratio import ratio
from stagelift.statistics.survival import EventTable, cumulative_incidence

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey

DAYS = (1, 2, 3, 5, 7, 14)
CAUSES = ("delivered", "refunded")
EN: Mapping[str, str] = {
    "delivered_by_day": "delivered within {day} days",
    "delivered_on_time": "delivered in time, of orders",
    "refunds_per_order": "refunded, of orders",
    "refunded_customers": "with a refund, of customers",
    "money_back": "money given back, of the orders' value",
}


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """What became of a period's orders.

    Args:
        asked: What was asked.
        as_of: Instant of knowledge as text, in the journey's zone.
        estimates: `delivered_by_day_1` and so on of each customer's first order of the period,
            orders still on their way counting as long as they are followed and refunds before
            delivery as another end; `delivered_on_time`, `refunds_per_order`, `refunded_customers`
            and `money_back` of orders whose window has closed.
        orders: Orders of each customer's first in the period.
        open: Of them, those neither delivered nor refunded yet.
    """

    asked: OrderQuestion
    as_of: str
    estimates: tuple[Estimate, ...]
    orders: int
    open: int

    def estimate(self, metric: str) -> Estimate:
        """One of the estimates.

        Args:
            metric: Its name.

        Returns:
            The estimate.

        Raises:
            KeyError: When there is none of the name.
        """
        return {one.metric: one for one in self.estimates}[metric]

    def to_dicts(self) -> list[dict[str, Any]]:
        """The estimates as JSON-ready rows; those of too few customers are null."""
        return [shown(one).to_dict() for one in self.estimates]

    def __str__(self) -> str:
        days = f"{self.asked.promised / 86_400_000_000:g}"
        refund = f"{self.asked.refund_window / 86_400_000_000:g}"
        head = (
            f"Orders of {self.asked.period.label}, as of {self.as_of}; promised within {days} "
            f"days, refunds within {refund} days; intervals at 95%"
        )
        lines = [head]
        for one in map(shown, self.estimates):
            name, _, day = one.metric.rpartition("_day_")
            words = EN[f"{name}_day" if name else one.metric].format(day=day)
            lines.append(f"{words:<40}  {figure(one)}")
        waits = f"{number(self.open)} of {number(self.orders)} first orders are still open"
        return "\n".join([*lines, f"{waits}; they count as long as they are followed."])


def figure(one: Estimate) -> str:
    """A share with its interval, n and method, or why there is none."""
    if one.value is None or one.low is None or one.high is None:
        return f"– {one.status}: {one.note}" if one.value is None else formatted(one.value, ".1%")
    ends = ", ".join(formatted(end, ".1p") for end in (one.low, one.high))
    late = dict(one.excluded).get("immature", 0)
    waiting = f", {number(late)} orders not due yet" if late else ""
    return f"{formatted(one.value, '.1%')} [{ends}]  n {number(one.n)} ({one.method}){waiting}"


def shown(one: Estimate) -> Estimate:
    """The estimate, or an empty one where too few customers stand behind it."""
    if not 0 < one.n < MINIMUM:
        return one
    few = f"fewer than {MINIMUM} customers"
    return replace(
        one, value=None, n=0, k=None, se=None, low=None, high=None, status="low_n", note=few
    )


def fulfilment(contract: Contract, journey: Journey, asked: OrderQuestion) -> Fulfilment:
    """What became of the orders of a period.

    Args:
        contract: The contract tables as of the question's instant.
        journey: For its zone.
        asked: Period, events and windows.

    Returns:
        Estimates of delivery and refunds.

    Raises:
        DataError: When no source of events maps the order number.
        EngineError: When the engine refuses a query.
    """
    waits, sums = measure_orders(contract, asked)
    seen = from_us(asked.as_of).astimezone(ZoneInfo(journey.zone))
    each = [*deliveries(asked, waits), *shares(asked, sums)]
    return Fulfilment(
        asked=asked,
        as_of=f"{seen:%Y-%m-%d %H:%M} {journey.zone}",
        estimates=tuple(each),
        orders=sum(one.orders for one in waits),
        open=sum(one.orders for one in waits if one.ended is None),
    )


def deliveries(asked: OrderQuestion, waits: tuple[WaitCount, ...]) -> list[Estimate]:
    """The share of first orders delivered by each day (Aalen–Johansen).

    A wait of h whole hours ends before hour h + 1, so that what is delivered within a day is
    delivered by hour 24.
    """
    ended = ((0.0, one.hours + 1.0, one.ended, one.orders) for one in waits)
    n = sum(one.orders for one in waits)
    if not n:
        nothing = Inference(method="aalen_johansen", status="no_data", note="no orders")
        return [blank(asked, f"delivered_by_day_{day}", 0).with_inference(nothing) for day in DAYS]
    curve = cumulative_incidence(EventTable.from_spells(ended, causes=CAUSES), "delivered")
    return [
        blank(asked, f"delivered_by_day_{day}", n).with_inference(curve.at(24.0 * day))
        for day in DAYS
    ]


def shares(asked: OrderQuestion, sums: Mapping[str, OrderSums]) -> list[Estimate]:
    """Orders in time, orders and customers with a refund, and the money given back."""
    names = {"on_time": "delivered_on_time", "refunds": "refunds_per_order", "money": "money_back"}
    found = []
    for key, name in names.items():
        one = sums[key]
        scale = 1_000_000 if key == "money" else 1
        six = (one.n, one.x, one.y, one.xx, one.yy, one.xy)
        inference = ratio(PairMoments.from_sums(*six, scale=scale))
        found.append(finished(asked, name, one, inference, None if key == "money" else one.x))
        if key == "refunds":
            share = proportion(one.k, one.n)
            found.append(finished(asked, "refunded_customers", one, share, one.k))
    return found


def finished(
    asked: OrderQuestion, name: str, one: OrderSums, found: Inference, k: int | None
) -> Estimate:
    """An estimate over orders whose window has closed."""
    made = blank(asked, name, one.n).with_inference(found)
    few = one.n < LOW_N or min(one.k, one.n - one.k) < LOW_EXPECTED
    if found.status == "ok" and few:
        made = replace(made, status="low_n", note=f"{one.n:,} customers, {one.k:,} with it")
    excluded = (("immature", one.immature),) if one.immature else ()
    return replace(made, k=k, excluded=excluded)


def blank(asked: OrderQuestion, name: str, n: int) -> Estimate:
    """An estimate that says what it is about but not yet what it is."""
    return Estimate(
        metric=name,
        unit="share",
        period=asked.period.label,
        as_of=from_us(asked.as_of),
        value=None,
        n=n,
        method="",
    )
