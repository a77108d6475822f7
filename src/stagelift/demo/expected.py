"""Expected values of the demo world's KPIs, from the chances that generated it.

Whatever was drawn before a step is taken as given, and the step's own chances are averaged: so an
observed rate differs from the truth by nothing but the luck of its own draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stagelift.demo.answers import ASKED, Answers
from stagelift.demo.buying import AGAIN, GAP, Orders, Winback, expected_value
from stagelift.demo.curve import DAY, MINUTE, START, WEEK, WEEKS, Flags, Floats, Ints, week_label
from stagelift.demo.shopping import CART_SHARE, Shopping
from stagelift.demo.templates import rates
from stagelift.demo.trials import LEAK, LEAK_SHARE, REVIEW_CHANCE, REVIEW_DELAY
from stagelift.demo.truth import KpiTruth, Leak, WeekRate

if TYPE_CHECKING:
    from stagelift.demo.people import People
    from stagelift.demo.sends import Sends

_REACHED_CART = 18 * MINUTE  # from the visit to the filled cart, on average


@dataclass(frozen=True, eq=False, slots=True)
class World:
    """Everything that happened, before it is written.

    Args:
        people: The customers.
        shopping: Weeks and considerations.
        orders: Orders, sorted by customer and time.
        winback: The win-back wave.
        visits: Customers and instants of all visits.
        sends: Messages sent.
        answers: The survey.
    """

    people: People
    shopping: Shopping
    orders: Orders
    winback: Winback
    visits: tuple[Ints, Ints]
    sends: Sends
    answers: Answers


def kpis(world: World) -> dict[str, KpiTruth]:
    """The expected weekly values of every metric of the shop but NPS.

    Args:
        world: What happened.

    Returns:
        By metric name.
    """
    episodes, orders = world.shopping.episodes, world.orders
    chance = np.where(episodes.push, episodes.chance[1], episodes.chance[0])
    first, second = orders.number == 1, orders.number == 2
    bought = np.full(int(first.sum()), AGAIN[0] * GAP.share_by(30 * DAY))
    again = np.full(int(second.sum()), AGAIN[1] * GAP.share_by(14 * DAY))
    wrote = review_chance(orders, first, None)
    considered, seen = "consideration", "visit"
    value = chance * expected_value()
    return {
        "first_order": KpiTruth(considered, 7, _weekly(episodes.entered_at, chance)),
        "cart_added": KpiTruth(seen, 7, _carts(world)),
        "order_value": KpiTruth(considered, 7, _weekly(episodes.entered_at, value)),
        "repeat_order": KpiTruth("first order", 30, _weekly(orders.at[first], bought)),
        "order_again": KpiTruth("second order", 14, _weekly(orders.at[second], again)),
        "review": KpiTruth("first order", 14, _weekly(orders.at[first], wrote)),
        "unsubscribed": KpiTruth(seen, 7, _reactions(world, "unsubscribed")),
        "complained": KpiTruth(seen, 7, _reactions(world, "complained")),
    }


def nps(answers: Answers) -> dict[str, float]:
    """The true NPS of those who answer, by stage at invitation and in the mix invited.

    Args:
        answers: The survey, for its mix.

    Returns:
        Points by stage; "all" weighs stages by the answers expected of the invited.
    """
    invited = np.bincount(answers.stage, minlength=len(ASKED))
    weights = invited * np.array([asked.answers for asked in ASKED])
    points = [asked.nps for asked in ASKED]
    overall = float(np.average(points, weights=weights)) if weights.sum() else float("nan")
    return {asked.stage: asked.nps for asked in ASKED} | {"all": overall}


def leak(world: World) -> Leak:
    """The leak, and what it costs the weeks it hits.

    Args:
        world: What happened.

    Returns:
        Expected first orders per consideration from the Monday of the leak's week, as they are
        and as they would be had no payment failed.
    """
    episodes = world.shopping.episodes
    row = episodes.push.astype(np.int64)
    hit = episodes.week == (LEAK - START) // WEEK
    index = np.arange(row.size)
    return Leak(
        change="app 7.2",
        since="2026-11-04 00:00",
        where="first orders in the Android app",
        failing=LEAK_SHARE,
        without=_mean(episodes.unharmed[row, index][hit]),
        with_leak=_mean(episodes.chance[row, index][hit]),
    )


def review_chance(orders: Orders, which: Flags, kakao: bool | None) -> Floats:
    """The chance of a review within 14 days of each order, its next order's review included.

    Args:
        orders: Sorted by customer and time.
        which: The orders asked about.
        kakao: How the review of each is asked for; None for how it really was.

    Returns:
        One chance per order asked about.
    """
    ways = np.asarray(REVIEW_CHANCE)
    really = ways[orders.kakao.astype(np.int64)]
    own = really if kakao is None else np.full(really.size, ways[int(kakao)])
    following = np.roll(orders.customer, -1) == orders.customer
    following[-1:] = False
    left = 14 * DAY - (np.roll(orders.at, -1) - orders.at)
    later = np.where(following & (left > 0), REVIEW_DELAY.share_by(left), 0.0)
    found: Floats = (1 - (1 - own) * (1 - np.roll(really, -1) * later))[which]
    return found


def reaction_chance(
    sends: Sends, name: str, customer: Ints, since: Ints, *, apart_from: Flags | None = None
) -> Floats:
    """The chance that any message makes a customer react within seven days.

    Args:
        sends: Messages sent.
        name: "unsubscribed" or "complained".
        customer: Customers asked about.
        since: Start of each one's seven days, in µs.
        apart_from: Messages left out.

    Returns:
        One chance per customer asked about.
    """
    stays = np.log1p(-(rates("delivered") * rates(name))[sends.template])
    if apart_from is not None:
        stays = np.where(apart_from, 0.0, stays)
    keys = _key(sends.customer, sends.reacted_at)
    order = np.argsort(keys)
    totals = np.concatenate([[0.0], np.cumsum(stays[order])])
    first = np.searchsorted(keys[order], _key(customer, since))
    last = np.searchsorted(keys[order], _key(customer, since + WEEK))
    found: Floats = -np.expm1(totals[last] - totals[first])
    return found


def _key(customer: Ints, at: Ints) -> Ints:
    # Both fit: 45 bits hold a year of microseconds, and no message is older than the shop.
    return (customer << 45) + (at - START)


def _first_visits(world: World) -> tuple[Ints, Ints, Ints]:
    """Customer, week and instant of each customer's first visit in each week."""
    customer, at = world.visits
    week = (at - START) // WEEK
    order = np.lexsort((at, customer, week))
    pairs = (week * world.people.size + customer)[order]
    _, first = np.unique(pairs, return_index=True)
    chosen = order[first]
    return customer[chosen], week[chosen], at[chosen]


def _carts(world: World) -> dict[str, WeekRate]:
    visitors, visit_week, _ = _first_visits(world)
    weeks = world.shopping.weeks
    found = {}
    for number in range(WEEKS):
        who = visitors[visit_week == number]
        week = weeks[number]
        chance = week.chance_consider[who] * CART_SHARE * week.active[who]
        if number + 1 < WEEKS:
            following = weeks[number + 1]
            elapsed = week.at[who] - START - number * WEEK - _REACHED_CART
            carry = following.chance_active[who] * following.hours.share_by(elapsed)
            carry = carry * following.chance_consider[who] * CART_SHARE
            chance = chance + np.where(week.considers[who] | ~week.active[who], 0.0, carry)
        found[week_label(number)] = WeekRate(int(who.size), _mean(chance))
    return found


def _reactions(world: World, name: str) -> dict[str, WeekRate]:
    customer, _, at = _first_visits(world)
    return _weekly(at, reaction_chance(world.sends, name, customer, at))


def _weekly(at: Ints, chance: Floats) -> dict[str, WeekRate]:
    week = (at - START) // WEEK
    found = {}
    for number in range(WEEKS):
        inside = week == number
        if inside.any():
            found[week_label(number)] = WeekRate(int(inside.sum()), _mean(chance[inside]))
    return found


def _mean(values: Floats) -> float:
    return float(values.mean()) if values.size else 0.0
