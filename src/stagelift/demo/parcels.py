"""What became of the demo shop's orders: goods bought, parcels on their way, money given back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import numpy as np
from scipy import stats

from stagelift.demo.curve import AS_OF, DAY, HOUR, Ints
from stagelift.demo.tables import rows, write_file

if TYPE_CHECKING:
    from pathlib import Path

    from stagelift.demo.buying import Orders

KINDS = ("parcel_shipped", "parcel_delivered", "refunded")
GOODS_LOW, GOODS_HIGH = 0.50, 0.70  # of the net amount, evenly
SHIPPED = 20 * HOUR  # when the customer is told that the parcel is on its way
FIRST_HOURS, STEP_HOURS, STEPS = 8.0, 10.0, 2.0  # on the way: at least, and a gamma on top
LOST = 0.01  # parcels that never come; all of their money is given back
GIVEN_BACK = 0.06  # of the parcels that came
WHOLE = 0.8  # of these, everything; else half
WITHIN_DAYS = 3  # what the shop promises


@dataclass(frozen=True, eq=False, slots=True)
class Parcels:
    """Orders after payment, one position each in every array.

    Args:
        goods: What the goods cost the shop, won.
        shipped: In µs.
        delivered: In µs, or −1.
        refunded: In µs, or −1.
        amount: Money given back, won.
    """

    goods: Ints
    shipped: Ints
    delivered: Ints
    refunded: Ints
    amount: Ints


def parcels(orders: Orders, rng: np.random.Generator) -> Parcels:
    """What becomes of the orders.

    Args:
        orders: Paid orders.
        rng: Source of chance.

    Returns:
        Parcels, whether or not their instants lie before the world's.
    """
    size = orders.at.size
    share = rng.uniform(GOODS_LOW, GOODS_HIGH, size)
    goods = np.round(orders.net * share / 10).astype(np.int64) * 10
    shipped = orders.at + SHIPPED
    hours = FIRST_HOURS + rng.gamma(STEPS, STEP_HOURS, size)
    lost = rng.random(size) < LOST
    delivered = np.where(lost, -1, shipped + (hours * HOUR).astype(np.int64))
    back = rng.random(size) < GIVEN_BACK
    later = rng.uniform(1.0, 7.0, size) * DAY
    returned = np.where(back, delivered + later.astype(np.int64), -1)
    refunded = np.where(lost, orders.at + 10 * DAY, returned)
    paid = orders.net - orders.coupon
    amount = np.where(lost | (rng.random(size) < WHOLE), paid, paid // 2)
    return Parcels(goods, shipped, delivered, refunded, amount)


def truth() -> dict[str, float]:
    """The chances that made the parcels.

    Returns:
        Share of the net amount that goods cost, share delivered within the promise, share lost,
        share of orders refunded, mean share of an order's money given back.
    """
    promised = WITHIN_DAYS * 24 - SHIPPED / HOUR - FIRST_HOURS
    on_time = float(stats.gamma.cdf(promised, STEPS, scale=STEP_HOURS))
    refunded = LOST + (1 - LOST) * GIVEN_BACK
    back = LOST + (1 - LOST) * GIVEN_BACK * (WHOLE + (1 - WHOLE) / 2)
    return {
        "goods_share": (GOODS_LOW + GOODS_HIGH) / 2,
        "promised_days": WITHIN_DAYS,
        "on_time": (1 - LOST) * on_time,
        "lost": LOST,
        "refunded": refunded,
        "money_back": back,
        "median_hours": SHIPPED / HOUR
        + FIRST_HOURS
        + float(stats.gamma.ppf(0.5 / (1 - LOST), STEPS, scale=STEP_HOURS)),
    }


def write(folder: Path, orders: Orders, found: Parcels, rng: np.random.Generator) -> None:
    """Write the carrier's and the cashier's events.

    Args:
        folder: The workspace's `data`.
        orders: Whose parcels they are.
        found: The parcels.
        rng: Source of chance for delays, repeats and breakages.
    """
    every = np.arange(orders.at.size)
    instants = (found.shipped, found.delivered, found.refunded)
    kept = [every[(at >= 0) & (at < AS_OF)] for at in instants]
    order = np.concatenate(kept)
    kind = np.repeat(np.arange(len(KINDS)), [one.size for one in kept])
    at = np.concatenate([at[one] for at, one in zip(instants, kept, strict=True)])
    table = rows(at, rng)
    columns = {
        "customer": orders.customer[order][table.source],
        "order_id": order[table.source],
        "kind": kind[table.source],
        "amount": np.where(kind == KINDS.index("refunded"), found.amount[order], -1)[table.source],
        "id": table.id,
        "at_us": table.at,
        "ingested": table.ingested,
    }
    named = ", ".join(f"'{name}'" for name in KINDS)
    select = f"""printf('L%07d', id) AS parcel_event, printf('C%06d', customer + 1) AS member_no,
        printf('O%07d', order_id) AS order_no, list_extract([{named}], kind + 1) AS status,
        CASE WHEN at_us >= 0 THEN make_timestamptz(at_us) END AS happened,
        CASE WHEN amount >= 0 THEN amount END::DECIMAL(12, 0) AS amount,
        make_timestamptz(ingested) AS loaded_at"""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        write_file(connection, folder / "logistics.parquet", columns, select)
