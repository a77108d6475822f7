"""What became of a period's orders: delivered when, refunded when, by order number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from stagelift.data.query.populations import Ctes, read_from
from stagelift.data.query.specs import PeriodWindow
from stagelift.data.query.sums import exact_type
from stagelift.errors import DataError

if TYPE_CHECKING:
    from stagelift.data.contract import Contract

HOUR_US = 3_600_000_000
PAIRS = ("on_time", "refunds", "money")


@dataclass(frozen=True, slots=True)
class OrderQuestion:
    """What is asked of a period's orders.

    Args:
        period: Orders in it.
        ordered: Name of the event of an order.
        delivered: Name of the event of its delivery.
        refunded: Name of the event of its refund; its value is the money given back.
        promised: µs within which delivery is promised.
        refund_window: µs within which a refund counts.
        as_of: Instant of knowledge, µs UTC.
    """

    period: PeriodWindow
    ordered: str
    delivered: str
    refunded: str
    promised: int
    refund_window: int
    as_of: int


@dataclass(frozen=True, slots=True)
class WaitCount:
    """First orders of customers that waited equally long and ended alike.

    Args:
        hours: Whole hours from the order to its end, or to the instant of knowledge.
        ended: `delivered`, `refunded` (before any delivery) or None while it is open.
        orders: How many.
    """

    hours: int
    ended: str | None
    orders: int


@dataclass(frozen=True, slots=True)
class OrderSums:
    """Two amounts of the orders of each customer, summed.

    Args:
        n: Customers with a mature order.
        k: Of them, those with any of the first amount.
        x: Sum of the first amount: orders, or money in micros.
        y: Sum of the second.
        xx: Sum over customers of the squares of the first.
        yy: The same of the second.
        xy: Sum of their products.
        immature: Orders left out because their window is open.
    """

    n: int
    k: int
    x: int
    y: int
    xx: int
    yy: int
    xy: int
    immature: int


def order_rows(contract: Contract, asked: OrderQuestion) -> Ctes:
    """Each order of the period with its first delivery and its refunds.

    Args:
        contract: The contract tables.
        asked: Names and period.

    Returns:
        Tables ending in `fates`.

    Raises:
        DataError: When no source of events maps the order number.
    """
    if not contract.maps("events", "order_id"):
        raise DataError("no source of events has an order number; map it, as in `order_id: no`")
    rows = contract.required("events", ("at", "event", "order_id", "value"))
    names = (asked.ordered, asked.delivered, asked.refunded)
    of_orders = exp.select("*").from_(rows.subquery("contract", copy=False))
    of_orders = of_orders.where(exp.column("event").isin(*names), "order_id IS NOT NULL")
    ordered = exp.column("event").eq(asked.ordered)
    orders = exp.select("customer", "order_id", "MIN(at) AS at", "SUM(value) AS value")
    orders = orders.from_("of_orders").where(ordered).group_by("customer", "order_id")
    inside = f"at >= {asked.period.start} AND at < {asked.period.end}"
    orders = exp.select("*").from_(orders.subquery("o", copy=False)).where(inside)

    def after(event: str) -> exp.Expr:
        joined = exp.condition("f.order_id = o.order_id AND f.customer = o.customer")
        return exp.and_(joined, "f.at >= o.at", exp.column("event", "f").eq(event))

    came = exp.select("o.order_id AS order_id", "o.customer AS customer", "MIN(f.at) AS came_at")
    came = came.from_("orders_of_period AS o").join("of_orders AS f", on=after(asked.delivered))
    back = exp.select("o.order_id AS order_id", "o.customer AS customer", "MIN(f.at) AS back_at")
    window = f"CASE WHEN f.at < o.at + {asked.refund_window} THEN COALESCE(f.value, 0) ELSE 0 END"
    back = back.select(f"SUM({window}) AS money_back")
    back = back.from_("orders_of_period AS o").join("of_orders AS f", on=after(asked.refunded))
    keys = ("o.order_id", "o.customer")
    fates = exp.select(
        *(f"o.{name} AS {name}" for name in ("customer", "order_id", "at", "value")),
        "c.came_at AS came_at",
        "b.back_at AS back_at",
        "COALESCE(b.money_back, 0) AS money_back",
        "ROW_NUMBER() OVER (PARTITION BY o.customer ORDER BY o.at, o.order_id) AS place",
    ).from_("orders_of_period AS o")
    for name, alias in (("came", "c"), ("back", "b")):
        same = f"{alias}.order_id = o.order_id AND {alias}.customer = o.customer"
        fates = fates.join(f"{name} AS {alias}", on=same, join_type="left")
    return [
        ("of_orders", of_orders),
        ("orders_of_period", orders),
        ("came", came.group_by(*keys)),
        ("back", back.group_by(*keys)),
        ("fates", fates),
    ]


def wait_query(contract: Contract, asked: OrderQuestion) -> exp.Select:
    """First orders of the period's customers by hours and how the wait ended."""
    first = "back_at IS NOT NULL AND (came_at IS NULL OR back_at < came_at)"
    ended = f"CASE WHEN {first} THEN 'refunded' WHEN came_at IS NOT NULL THEN 'delivered' END"
    end = f"CASE WHEN {first} THEN back_at ELSE COALESCE(came_at, {asked.as_of}) END"
    waits = exp.select(f"{ended} AS ended", f"{end} - at AS waited").from_("fates")
    waits = waits.where("place = 1")
    hours = exp.select("ended", f"(waited - waited % {HOUR_US}) AS whole")
    hours = hours.from_(waits.subquery("w", copy=False))
    query = exp.select("ended", "whole", "COUNT(*) AS orders")
    query = query.from_(hours.subquery("h", copy=False)).group_by("ended", "whole")
    return read_from(query, order_rows(contract, asked))


def sum_query(contract: Contract, asked: OrderQuestion) -> exp.Select:
    """Sums over customers of orders on time, orders refunded, and money given back."""
    due = f"at <= {asked.as_of - asked.promised}"
    over = f"at <= {asked.as_of - asked.refund_window}"
    on_time = f"came_at < at + {asked.promised}"
    back = f"back_at < at + {asked.refund_window}"
    columns = {
        "on_time": (f"CASE WHEN {due} AND {on_time} THEN 1 ELSE 0 END", due, "1"),
        "refunds": (f"CASE WHEN {over} AND {back} THEN 1 ELSE 0 END", over, "1"),
        "money": (f"CASE WHEN {over} THEN money_back ELSE 0 END", over, "COALESCE(value, 0)"),
    }
    each = exp.select("customer").from_("fates").group_by("customer")
    for name, (top, mature, amount) in columns.items():
        each = each.select(
            f"CAST(SUM({top}) AS BIGINT) AS x_{name}",
            f"CAST(SUM(CASE WHEN {mature} THEN {amount} ELSE 0 END) AS BIGINT) AS y_{name}",
            f"SUM(CASE WHEN {mature} THEN 0 ELSE 1 END) AS i_{name}",
        )
    wide = exact_type(contract.engine.dialect)
    sums = []
    for name in PAIRS:
        x, y = f"x_{name}", f"y_{name}"
        sums += [
            f"SUM(CASE WHEN {y} > 0 THEN 1 ELSE 0 END) AS n_{name}",
            f"SUM(CASE WHEN {y} > 0 AND {x} > 0 THEN 1 ELSE 0 END) AS k_{name}",
            f"SUM({x}) AS x_{name}",
            f"SUM({y}) AS y_{name}",
            f"SUM(CAST({x} AS {wide}) * {x}) AS xx_{name}",
            f"SUM(CAST({y} AS {wide}) * {y}) AS yy_{name}",
            f"SUM(CAST({x} AS {wide}) * {y}) AS xy_{name}",
            f"SUM(i_{name}) AS i_{name}",
        ]
    tables = [*order_rows(contract, asked), ("each", each)]
    return read_from(exp.select(*sums).from_("each"), tables)


def measure_orders(
    contract: Contract, asked: OrderQuestion
) -> tuple[tuple[WaitCount, ...], dict[str, OrderSums]]:
    """The waits of first orders, and the sums of all orders; no customer leaves the engine.

    Args:
        contract: The contract tables.
        asked: What is asked.

    Returns:
        Waits in order of length, and sums by `on_time`, `refunds` and `money`.

    Raises:
        DataError: When no source of events maps the order number.
        EngineError: When the engine refuses a query.
    """
    waits = contract.answer(("waits for orders", asked), lambda: wait_query(contract, asked))
    found = [
        WaitCount(int(whole) // HOUR_US, ended, int(orders)) for ended, whole, orders in waits.rows
    ]
    (row,) = contract.answer(("sums of orders", asked), lambda: sum_query(contract, asked)).dicts()
    order = sorted(found, key=lambda one: (one.hours, one.ended or ""))
    return tuple(order), {name: sums_of(row, name) for name in PAIRS}


def sums_of(row: dict[str, Any], name: str) -> OrderSums:
    """The sums of one pair; of no orders they are 0."""
    parts = ("n", "k", "x", "y", "xx", "yy", "xy", "i")
    return OrderSums(*(int(row[f"{part}_{name}"] or 0) for part in parts))
