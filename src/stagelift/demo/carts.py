"""Cart numbers and coupons of the demo shop: drawn from a stream of their own, and what is true.

Every cart has a number, which the order that buys it carries too. A few customers buy by one tap
what lies in their cart: such an order has no number, and the cart stays behind. Some first orders
bring a coupon for the shop's café, which can be used for thirty days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np

from stagelift.demo.curve import AS_OF, DAY, HOUR, START, WEEK, WEEKS, Floats, Ints, week_label
from stagelift.demo.tables import CUSTOMER, named, rows, wall, write_file

if TYPE_CHECKING:
    from pathlib import Path

    from stagelift.demo.expected import World

ONE_TAP = 0.06  # of the orders that would have bought a cart
GIVEN = 0.5  # of the first orders bring a coupon
USED = 0.28  # of the coupons, at any time of their thirty days
VALID = 30 * DAY
KINDS = ("coupon_issued", "coupon_used", "coupon_expired")


@dataclass(frozen=True, eq=False, slots=True)
class Carts:
    """The numbers of carts and of coupons.

    Args:
        of_episode: By consideration, the number of its cart, or -1.
        of_order: By order, the number of the cart it buys, or -1.
        holder: By coupon, the customer.
        issued_at: By coupon, in µs.
        used_at: By coupon, in µs, or -1.
    """

    of_episode: Ints
    of_order: Ints
    holder: Ints
    issued_at: Ints
    used_at: Ints


def carts(world: World, rng: np.random.Generator) -> Carts:
    """The carts and coupons of one world.

    Args:
        world: What happened.
        rng: Source of chance.

    Returns:
        Numbers, and the coupons' times.
    """
    episodes, orders = world.shopping.episodes, world.orders
    has_cart = episodes.cart_at >= 0
    number = np.full(has_cart.size, -1, np.int64)
    number[has_cart] = rng.permutation(int(has_cart.sum()))
    tapped = rng.random(has_cart.size) < ONE_TAP
    bought = has_cart & (episodes.ordered_at >= 0) & ~tapped
    named_by = {
        (int(who), int(at)): int(cart)
        for who, at, cart in zip(
            episodes.customer[bought], episodes.ordered_at[bought], number[bought], strict=True
        )
    }
    keys = zip(orders.customer.tolist(), orders.at.tolist(), strict=True)
    of_order = np.array([named_by.get(key, -1) for key in keys], np.int64)
    first = np.flatnonzero(orders.number == 1)
    given = first[rng.random(first.size) < GIVEN]
    issued = orders.at[given] + rng.integers(HOUR, 3 * HOUR, given.size)
    used = issued + (rng.random(given.size) * VALID).astype(np.int64)
    used = np.where(rng.random(given.size) < USED, used, -1)
    return Carts(number, of_order, orders.customer[given], issued, used)


def write(folder: Path, found: Carts, rng: np.random.Generator) -> None:
    """Write what becomes of the coupons: issued, used, expired.

    Args:
        folder: The workspace's `data`.
        found: The coupons.
        rng: Source of chance for delays, repeats and breakages.
    """
    times = np.concatenate([found.issued_at, found.used_at, found.issued_at + VALID])
    kind = np.repeat(np.arange(len(KINDS)), found.holder.size)
    coupon = np.tile(np.arange(found.holder.size), len(KINDS))
    kept = (times >= 0) & (times < AS_OF)
    table = rows(times[kept], rng)
    columns = {
        "customer": found.holder[coupon[kept]][table.source],
        "coupon": coupon[kept][table.source],
        "kind": kind[kept][table.source],
        "id": table.id,
        "at_us": table.at,
        "ingested": table.ingested,
    }
    select = f"""printf('c%06d', id) AS entry_no, printf('CP%05d', coupon + 1) AS coupon_no,
        {CUSTOMER} AS member_no, {wall("at_us")} AS happened_at, {named(KINDS, "kind")} AS event,
        {wall("ingested")} AS loaded_at"""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        write_file(connection, folder / "coupons.parquet", columns, select)


def truth(world: World, found: Carts) -> dict[str, Any]:
    """What is true of carts, coupons and sessions.

    Args:
        world: What happened.
        found: Carts and coupons.

    Returns:
        `left_behind`: by week of the cart, how many and the expected share not bought within seven
        days; `coupons`: by week of issue, how many, and the chance that one is used; `sessions`: by
        week, the sessions begun and those of one interaction, as they happened.
    """
    episodes = world.shopping.episodes
    has_cart = episodes.cart_at >= 0
    chance = np.where(episodes.push, episodes.chance[1], episodes.chance[0])
    left = (1 - chance * (1 - ONE_TAP))[has_cart]
    return {
        "left_behind": _weekly(episodes.cart_at[has_cart], left),
        "coupons": _weekly(found.issued_at, np.full(found.holder.size, USED)),
        "sessions": _sessions(world),
    }


def _weekly(at: Ints, rate: Floats) -> dict[str, dict[str, float]]:
    """How many there are in each week, and their mean."""
    week = (at - START) // WEEK
    counts = np.bincount(week, minlength=WEEKS)[:WEEKS]
    sums = np.bincount(week, weights=rate, minlength=WEEKS)[:WEEKS]
    return {
        week_label(number): {"n": int(counts[number]), "rate": float(sums[number] / counts[number])}
        for number in range(WEEKS)
        if counts[number]
    }


def _sessions(world: World) -> dict[str, dict[str, int]]:
    """Sessions and bounces by week: half an hour without anything ends one."""
    episodes, orders = world.shopping.episodes, world.orders
    pairs = [
        world.visits,
        world.views,
        (episodes.customer, episodes.cart_at),
        (episodes.customer, episodes.wished_at),
        (orders.customer, orders.at),
    ]
    customer = np.concatenate([who[at >= 0] for who, at in pairs])
    at = np.concatenate([at[at >= 0] for _, at in pairs])
    order = np.lexsort((at, customer))
    customer, at = customer[order], at[order]
    opens = np.ones(at.size, np.bool_)
    opens[1:] = (customer[1:] != customer[:-1]) | (np.diff(at) >= HOUR // 2)
    begun = np.flatnonzero(opens)
    size = np.diff(np.append(begun, at.size))
    week = (at[begun] - START) // WEEK
    return {
        week_label(number): {
            "sessions": int((week == number).sum()),
            "bounced": int(((week == number) & (size == 1)).sum()),
        }
        for number in range(WEEKS)
    }
