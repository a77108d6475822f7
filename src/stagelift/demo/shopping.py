"""From the first visit to the first order: who visits in a week, fills a cart, and buys.

A customer considers at most once in two weeks, at the first visit of a week, and has carts only
until the first order; later orders are one-tap. So the seven days of one cart never overlap those
of the next, and the chance of a first order within seven days is the chance written here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stagelift.demo.curve import (
    DAY,
    HOUR,
    MINUTE,
    START,
    WEEK,
    WEEKS,
    Curve,
    Flags,
    Floats,
    Ints,
    visiting_hours,
)
from stagelift.demo.trials import (
    CART_CHANCE,
    CART_REMINDER,
    LEAK,
    LEAK_SHARE,
    ORDER_DELAY,
    PUSH_ADDS,
    WISH_CHANCE,
)

if TYPE_CHECKING:
    from stagelift.demo.people import People

CART_SHARE = 0.78  # of considerations; the others only put something on the wish list
REMINDER_AFTER = (2 * DAY, HOUR)  # the e-mail, the push
# A review is asked for a day after the order, and reacted to within three hours.
ASKED_IN_TIME = 6 * DAY - 90 * MINUTE
_CONSIDER = 0.46  # of a week's visitors
_WISH_FIRST = 0.20  # of the carts
_BOUGHT_VISITS = 0.10  # chance of a visit in a week after the first order
_FLOOR, _FRESH, _FADE_WEEKS = 0.30, 0.78, 3.0
_SHOCK = 0.02  # common causes: how much a week's chances vary, as a standard deviation


@dataclass(frozen=True, eq=False, slots=True)
class Week:
    """One week of visits: what could happen to each customer, and what did.

    Args:
        active: Whether the customer visits of their own accord.
        at: When, in µs; meaningful where active.
        free: Whether the customer could consider: not bought, nothing considered last week.
        chance_active: Chance of being active.
        chance_consider: Chance of considering when active and free.
        considers: Whether the customer considers.
        hours: When in the week visits happen.
        shock: Factor of the week on the chance of an order.
    """

    active: Flags
    at: Ints
    free: Flags
    chance_active: Floats
    chance_consider: Floats
    considers: Flags
    hours: Curve
    shock: float


@dataclass(frozen=True, eq=False, slots=True)
class Episodes:
    """Considerations, one position each: the chances of a first order, and what happened.

    Args:
        customer: Position in the world.
        week: 0 to 25.
        wished_at: In µs, or -1.
        cart_at: In µs, or -1.
        push: Whether the push goes out instead of the e-mail.
        chance: Chance of an order within seven days; one row by e-mail, one by push.
        chance_before: Chance of an order before the reminder goes out, by e-mail and by push.
        chance_asked: Chance of an order early enough for its review request to be reacted to within
            the seven days; rows as before.
        unharmed: The chance within seven days if no payment failed.
        ordered_at: In µs, or -1.
        failed_at: When a payment failed, in µs, or -1.
    """

    customer: Ints
    week: Ints
    wished_at: Ints
    cart_at: Ints
    push: Flags
    chance: Floats
    chance_before: Floats
    chance_asked: Floats
    unharmed: Floats
    ordered_at: Ints
    failed_at: Ints

    @property
    def entered_at(self) -> Ints:
        """First instant of consideration, in µs."""
        return np.where(self.wished_at >= 0, self.wished_at, self.cart_at)


@dataclass(frozen=True, eq=False, slots=True)
class Shopping:
    """All weeks of visits and all considerations."""

    weeks: tuple[Week, ...]
    episodes: Episodes


def shop(people: People, rng: np.random.Generator) -> Shopping:
    """The customers' weeks, one after the other.

    Args:
        people: The customers.
        rng: Source of chance.

    Returns:
        Weeks and considerations, some of which end in a first order.
    """
    bought = np.zeros(people.size, np.bool_)
    cooling = np.zeros(people.size, np.bool_)
    weeks: list[Week] = []
    parts: list[Episodes] = []
    for number in range(WEEKS):
        week = _week(people, number, bought=bought, cooling=cooling, rng=rng)
        part = _consider(people, number, week, rng)
        bought[part.customer[part.ordered_at >= 0]] = True
        cooling = week.considers
        weeks.append(week)
        parts.append(part)
    return Shopping(tuple(weeks), _joined(parts))


def _week(
    people: People, number: int, *, bought: Flags, cooling: Flags, rng: np.random.Generator
) -> Week:
    hours, traffic = visiting_hours(number)
    age = number - people.arrival
    fading = np.maximum(_FLOOR, _FRESH * np.exp(-np.maximum(age, 0) / _FADE_WEEKS))
    usual = np.where(bought, _BOUGHT_VISITS, fading) * people.eagerness * traffic
    chance_active = np.where(age == 0, 1.0, np.where(age < 0, 0.0, np.minimum(usual, 0.95)))
    active = rng.random(people.size) < chance_active
    at = START + number * WEEK + hours.at(rng.random(people.size))
    free = ~bought & ~cooling
    # The share of visitors who consider is held near one level, whoever happens to visit.
    target = _CONSIDER * (1 + _SHOCK * rng.standard_normal()) * active.sum()
    able = max(1, int((active & free).sum()))
    chance_consider = np.where(free, min(0.9, target / able), 0.0)
    considers = active & (rng.random(people.size) < chance_consider)
    shock = 1 + _SHOCK * float(rng.standard_normal())
    return Week(active, at, free, chance_active, chance_consider, considers, hours, shock)


def _consider(people: People, number: int, week: Week, rng: np.random.Generator) -> Episodes:
    who = np.flatnonzero(week.considers)
    at = week.at[who]
    has_cart = rng.random(who.size) < CART_SHARE
    has_wish = ~has_cart | (rng.random(who.size) < _WISH_FIRST)
    wished_at = np.where(has_wish, at + _minutes(3, 10, who.size, rng), -1)
    cart_at = np.where(has_cart, at + _minutes(11, 25, who.size, rng), -1)
    last = np.maximum(wished_at, cart_at)
    factor = people.appetite[who] * week.shock
    by_mail = np.where(has_cart, CART_CHANCE, WISH_CHANCE) * factor
    by_push = by_mail + np.where(has_cart, PUSH_ADDS, 0.0) * factor
    failing = np.where(people.android[who], LEAK_SHARE, 0.0)
    tries = np.stack([by_mail, by_push])
    push = has_cart & CART_REMINDER.open_at(cart_at) & people.treated[CART_REMINDER.name][who]
    ordered_at, failed_at = _orders(last, np.where(push, by_push, by_mail), push, failing, rng)
    return Episodes(
        customer=who,
        week=np.full(who.size, number, np.int64),
        wished_at=wished_at,
        cart_at=cart_at,
        push=push,
        chance=_chance(tries, last, failing, (WEEK, WEEK)),
        chance_before=_chance(tries, last, failing, REMINDER_AFTER),
        chance_asked=_chance(tries, last, failing, (ASKED_IN_TIME, ASKED_IN_TIME)),
        unharmed=tries,
        ordered_at=ordered_at,
        failed_at=failed_at,
    )


def _orders(
    last: Ints, chance: Floats, push: Flags, failing: Floats, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    tries = rng.random(last.size) < chance
    quantile = rng.random(last.size)
    delay = np.where(push, ORDER_DELAY[1].at(quantile), ORDER_DELAY[0].at(quantile))
    at = last + delay
    fails = (at >= LEAK) & (rng.random(last.size) < failing)
    return np.where(tries & ~fails, at, -1), np.where(tries & fails, at, -1)


def _chance(tries: Floats, last: Ints, failing: Floats, within: tuple[int, int]) -> Floats:
    """Chance of a paid order within the given times of the cart, by e-mail and by push."""
    rows = []
    for row, curve, limit in zip(tries, ORDER_DELAY, within, strict=True):
        safe = curve.share_by(np.minimum(LEAK - last, limit))
        rows.append(row * (safe + (curve.share_by(limit) - safe) * (1 - failing)))
    return np.stack(rows)


def _minutes(low: int, high: int, size: int, rng: np.random.Generator) -> Ints:
    return rng.integers(low * MINUTE, high * MINUTE, size)


def _joined(parts: list[Episodes]) -> Episodes:
    return Episodes(
        customer=np.concatenate([part.customer for part in parts]),
        week=np.concatenate([part.week for part in parts]),
        wished_at=np.concatenate([part.wished_at for part in parts]),
        cart_at=np.concatenate([part.cart_at for part in parts]),
        push=np.concatenate([part.push for part in parts]),
        chance=np.concatenate([part.chance for part in parts], axis=1),
        chance_before=np.concatenate([part.chance_before for part in parts], axis=1),
        chance_asked=np.concatenate([part.chance_asked for part in parts], axis=1),
        unharmed=np.concatenate([part.unharmed for part in parts], axis=1),
        ordered_at=np.concatenate([part.ordered_at for part in parts]),
        failed_at=np.concatenate([part.failed_at for part in parts]),
    )
