"""Orders after the first: one-tap reorders, the win-back test, what orders are worth, reviews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from stagelift.demo.curve import AS_OF, DAY, END, MINUTE, START, WEEK, Curve, Flags, Floats, Ints
from stagelift.demo.shopping import ASKED_IN_TIME
from stagelift.demo.trials import (
    KAKAO_FOR_ALL,
    REVIEW_ASK,
    REVIEW_CHANCE,
    REVIEW_DELAY,
    WINBACK_ADDS,
    WINBACK_CALL,
    WINBACK_DELAY,
)

if TYPE_CHECKING:
    from stagelift.demo.people import People
    from stagelift.demo.shopping import Shopping

# Chance of a next order after the first, the second, …; never sooner than seven days, so the
# value of seven days holds one order.
AGAIN = np.array((0.30, 0.42, 0.50, 0.55))
GAP = Curve.of(
    hours=(168, 240, 336, 504, 720, 1080, 1440, 2160),
    shares=(0, 0.17, 0.38, 0.62, 0.80, 0.92, 0.97, 1),
)
_MEDIAN_WON, _SPREAD, _LEAST_WON = 32_000.0, 0.6, 4_000.0
_COUPON_WON, _COUPON_SHARE = 3_000, 0.25
_INVITES = 0.06  # of second orders bring an invitation to a friend
_LAPSED_AFTER = 28 * DAY


Times = tuple[Ints, Ints]  # customers and instants


@dataclass(frozen=True, eq=False, slots=True)
class Orders:
    """Orders sorted by customer and time.

    Args:
        customer: Position in the world.
        at: In µs.
        number: 1 for the customer's first order.
        net: Won before the coupon.
        coupon: Won taken off.
        kakao: Whether the review is asked for on Kakao.
        reviewed_at: In µs, or -1.
        invited_at: When a friend was invited, in µs, or -1.
    """

    customer: Ints
    at: Ints
    number: Ints
    net: Ints
    coupon: Ints
    kakao: Flags
    reviewed_at: Ints
    invited_at: Ints


@dataclass(frozen=True, eq=False, slots=True)
class Winback:
    """Who was in the win-back wave, and each one's chance of an order within 14 days.

    Args:
        customer: Position in the world.
        call: Whether the call was drawn.
        chance: Chance of an order within 14 days; one row by e-mail, one by call.
        chance_asked: Chance of an order early enough for its review request to be reacted to within
            seven days; rows as before.
    """

    customer: Ints
    call: Flags
    chance: Floats
    chance_asked: Floats


def expected_value() -> float:
    """The mean value of an order in won, after the coupon.

    Returns:
        Mean of a lognormal amount held at a least value, less the expected coupon.

    Example:
        >>> 37_000 < expected_value() < 38_500
        True
    """
    mu = np.log(_MEDIAN_WON)
    floor = (np.log(_LEAST_WON) - mu) / _SPREAD
    above = np.exp(mu + _SPREAD**2 / 2) * ndtr(_SPREAD - floor)
    return float(_LEAST_WON * ndtr(floor) + above - _COUPON_WON * _COUPON_SHARE)


def buy(
    people: People, shopping: Shopping, visits: Times, rng: np.random.Generator
) -> tuple[Orders, Winback]:
    """Every order, with its review and invitation.

    Args:
        people: The customers.
        shopping: Considerations with their first orders.
        visits: Customers and instants of visits.
        rng: Source of chance.

    Returns:
        The orders before the world's end and the win-back wave.
    """
    customer, at = _reorders(shopping, rng)
    winback, extra_customer, extra_at = _winback(people, (customer, at), visits, rng)
    customer, at = np.concatenate([customer, extra_customer]), np.concatenate([at, extra_at])
    order = np.lexsort((at, customer))
    return _described(people, customer[order], at[order], rng), winback


def order_numbers(customer: Ints) -> Ints:
    """1, 2, 3 … within each run of the same customer.

    Args:
        customer: Customers, sorted.

    Returns:
        The position of each row within its customer, from 1.

    Example:
        >>> order_numbers(np.array([4, 4, 7])).tolist()
        [1, 2, 1]
    """
    first = np.searchsorted(customer, customer, side="left")
    return np.arange(customer.size) - first + 1


def _reorders(shopping: Shopping, rng: np.random.Generator) -> tuple[Ints, Ints]:
    episodes = shopping.episodes
    paid = (episodes.ordered_at >= 0) & (episodes.ordered_at < AS_OF)
    who, at, number = episodes.customer[paid], episodes.ordered_at[paid], 1
    customers, times = [who], [at]
    while who.size:
        again = rng.random(who.size) < AGAIN[min(number, AGAIN.size) - 1]
        later = at + GAP.at(rng.random(who.size))
        keep = again & (later < AS_OF)
        who, at, number = who[keep], later[keep], number + 1
        customers.append(who)
        times.append(at)
    return np.concatenate(customers), np.concatenate(times)


def _winback(
    people: People, orders: Times, visits: Times, rng: np.random.Generator
) -> tuple[Winback, Ints, Ints]:
    start = WINBACK_CALL.starts
    who, count, last_order = _lapsed(people.size, orders, visits)
    call = people.treated[WINBACK_CALL.name][who]
    again = AGAIN[np.minimum(count, AGAIN.size) - 1]
    waited = start - last_order

    def by(limit: int) -> Floats:
        """Chance of an order by then, one row a variant: of their own accord, or because asked."""
        missed = again * GAP.share_by(waited)
        alone = (again * GAP.share_by(waited + limit) - missed) / (1 - missed)
        moved = [adds * WINBACK_DELAY.share_by(limit) for adds in WINBACK_ADDS]
        return np.stack([1 - (1 - alone) * (1 - chance) for chance in moved])

    adds = np.where(call, WINBACK_ADDS[1], WINBACK_ADDS[0])
    at = start + WINBACK_DELAY.at(rng.random(who.size))
    extra = (rng.random(who.size) < adds) & (at < AS_OF)
    return Winback(who, call, by(14 * DAY), by(ASKED_IN_TIME)), who[extra], at[extra]


def _lapsed(size: int, orders: Times, visits: Times) -> tuple[Ints, Ints, Ints]:
    """Buyers silent for four weeks before the wave; how many orders each has, and when the last."""
    start = WINBACK_CALL.starts
    last_seen, last_order = np.full(size, -1), np.full(size, -1)
    before, seen = orders[1] < start, visits[1] < start
    np.maximum.at(last_order, orders[0][before], orders[1][before])
    np.maximum.at(last_seen, visits[0][seen], visits[1][seen])
    count = np.bincount(orders[0][before], minlength=size)
    quiet = np.maximum(last_seen, last_order) < start - _LAPSED_AFTER
    who = np.flatnonzero((count > 0) & quiet)
    return who, count[who], last_order[who]


def _described(people: People, customer: Ints, at: Ints, rng: np.random.Generator) -> Orders:
    size = customer.size
    number = order_numbers(customer)
    amount = _MEDIAN_WON * np.exp(_SPREAD * rng.standard_normal(size))
    net = np.rint(np.maximum(amount, _LEAST_WON) / 10).astype(np.int64) * 10
    coupon = np.where(rng.random(size) < _COUPON_SHARE, _COUPON_WON, 0)
    in_test = REVIEW_ASK.open_at(at) & people.treated[REVIEW_ASK.name][customer]
    kakao = in_test | (at >= KAKAO_FOR_ALL)
    chance = np.where(kakao, REVIEW_CHANCE[1], REVIEW_CHANCE[0])
    reviewed = at + REVIEW_DELAY.at(rng.random(size))
    writes = (rng.random(size) < chance) & (reviewed < AS_OF)
    invited = at + rng.integers(DAY, 10 * DAY, size)
    invites = (number == 2) & (rng.random(size) < _INVITES) & (invited < AS_OF)
    return Orders(
        customer=customer,
        at=at,
        number=number,
        net=net,
        coupon=coupon,
        kakao=kakao,
        reviewed_at=np.where(writes, reviewed, -1),
        invited_at=np.where(invites, invited, -1),
    )


def browse(shopping: Shopping, rng: np.random.Generator) -> tuple[Times, Times]:
    """What customers do before they buy: a visit a week, and pages viewed later in that week.

    Args:
        shopping: The weeks.
        rng: Source of chance.

    Returns:
        Customers and instants (µs) of visits, and of views; a failed payment leaves a view.
    """
    visitors, visits, viewers, views = [], [], [], []
    for number, week in enumerate(shopping.weeks):
        who = np.flatnonzero(week.active)
        first = week.at[who]
        more = np.repeat(np.arange(who.size), rng.poisson(1.1, who.size))
        left = START + (number + 1) * WEEK - 30 * MINUTE - first[more]
        visitors.append(who)
        visits.append(first)
        viewers.append(who[more])
        views.append(first[more] + 30 * MINUTE + (rng.random(more.size) * left).astype(np.int64))
    failed = shopping.episodes.failed_at >= 0
    viewers.append(shopping.episodes.customer[failed])
    views.append(shopping.episodes.failed_at[failed] - 5 * MINUTE)
    viewer, view = np.concatenate(viewers), np.concatenate(views)
    kept = view < END
    return (np.concatenate(visitors), np.concatenate(visits)), (viewer[kept], view[kept])
