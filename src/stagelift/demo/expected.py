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

_STAGES = ("awareness", "consideration", "purchase", "retention", "advocacy")
_REACHED_CART = 18 * MINUTE  # from the visit to the filled cart, on average


@dataclass(frozen=True, eq=False, slots=True)
class World:
    """Everything that happened, before it is written.

    Args:
        people: The customers.
        shopping: Weeks and considerations.
        orders: Orders, sorted by customer and time.
        winback: The win-back wave.
        visits: Customers and instants of visits, week after week.
        views: Customers and instants of pages viewed.
        sends: Messages sent.
        answers: The survey.
    """

    people: People
    shopping: Shopping
    orders: Orders
    winback: Winback
    visits: tuple[Ints, Ints]
    views: tuple[Ints, Ints]
    sends: Sends
    answers: Answers


def kpis(world: World) -> dict[str, KpiTruth]:
    """The expected weekly values of every metric of the shop.

    Args:
        world: What happened.

    Returns:
        By metric name.
    """
    episodes, orders = world.shopping.episodes, world.orders
    chance = np.where(episodes.push, episodes.chance[1], episodes.chance[0])
    came, bought_again = entries(world, "awareness"), entries(world, "retention")
    first = orders.number == 1
    repeats = np.full(int(first.sum()), AGAIN[0] * GAP.share_by(30 * DAY))
    number = orders.number[bought_again.row]
    again = AGAIN[np.minimum(number, AGAIN.size) - 1] * GAP.share_by(14 * DAY)
    wrote = review_chance(orders, first, None)
    left = reaction_chance(world.sends, "unsubscribed", came.customer, came.at)
    complained = reaction_chance(world.sends, "complained", came.customer, came.at)
    value = chance * expected_value()
    answered = world.answers.done_at >= 0
    points = np.array([asked.nps for asked in ASKED])[world.answers.stage[answered]]
    return {
        "first_order": KpiTruth("consideration", 7, _weekly(episodes.entered_at, chance)),
        "cart_added": KpiTruth("awareness", 7, _weekly(came.at, cart_chance(world, came))),
        "order_value": KpiTruth("consideration", 7, _weekly(episodes.entered_at, value)),
        "repeat_order": KpiTruth("purchase", 30, _weekly(orders.at[first], repeats)),
        "order_again": KpiTruth("retention", 14, _weekly(bought_again.at, again)),
        "review": KpiTruth("purchase", 14, _weekly(orders.at[first], wrote)),
        "nps": KpiTruth("answer", 0, _weekly(world.answers.done_at[answered], points)),
        "unsubscribed": KpiTruth("awareness", 7, _weekly(came.at, left)),
        "complained": KpiTruth("awareness", 7, _weekly(came.at, complained)),
    }


@dataclass(frozen=True, eq=False, slots=True)
class Entries:
    """Customers' first entries of a stage in each week.

    Args:
        customer: Position in the world.
        at: In µs.
        row: Position among the visits, for awareness, or the orders, for retention.
    """

    customer: Ints
    at: Ints
    row: Ints


def entries(world: World, stage: str) -> Entries:
    """The entrants of a stage: an event of the stage whose predecessor belongs to another.

    Args:
        world: What happened.
        stage: "awareness" or "retention".

    Returns:
        The first entry of each customer and week.
    """
    customer, at, code, row = _stage_events(world)
    order = np.lexsort((code, at, customer))
    customer, at, code, row = customer[order], at[order], code[order], row[order]
    same = np.concatenate([[False], (customer[1:] == customer[:-1]) & (code[1:] == code[:-1])])
    chosen = np.flatnonzero((code == _STAGES.index(stage)) & ~same)
    week = (at[chosen] - START) // WEEK
    _, first = np.unique(customer[chosen] * WEEKS + week, return_index=True)
    chosen = chosen[first]
    return Entries(customer[chosen], at[chosen], row[chosen])


def _stage_events(world: World) -> tuple[Ints, Ints, Ints, Ints]:
    """Customer, instant, stage and row of every event that opens a stage."""
    episodes, orders = world.shopping.episodes, world.orders
    # Of the two stages an order could open, the one that asks for more orders.
    stage_of_order = np.where(orders.number == 1, 2, 3)
    parts: list[tuple[Ints, Ints, Ints]]
    parts = [
        (*world.visits, np.zeros_like(world.visits[0])),
        (episodes.customer, episodes.wished_at, np.ones_like(episodes.customer)),
        (episodes.customer, episodes.cart_at, np.ones_like(episodes.customer)),
        (orders.customer, orders.at, stage_of_order),
        (orders.customer, orders.reviewed_at, np.full_like(orders.customer, 4)),
        (orders.customer, orders.invited_at, np.full_like(orders.customer, 4)),
    ]
    at = np.concatenate([times for _, times, _ in parts])
    happened = at >= 0
    return (
        np.concatenate([who for who, _, _ in parts])[happened],
        at[happened],
        np.concatenate([code for _, _, code in parts])[happened],
        np.concatenate([np.arange(who.size) for who, _, _ in parts])[happened],
    )


def nps(answers: Answers) -> dict[str, float]:
    """The true NPS of those who answer, by stage at invitation and in the mix that answered.

    Args:
        answers: The survey, for its mix.

    Returns:
        Points by stage; "all" weighs stages by their answers.
    """
    points = np.array([asked.nps for asked in ASKED])
    overall = _mean(points[answers.stage[answers.done_at >= 0]])
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


def cart_chance(world: World, came: Entries) -> Floats:
    """The chance of a cart within seven days of a visit, next week's visit included.

    Args:
        world: What happened.
        came: Entries of the first stage.

    Returns:
        One chance an entry.
    """
    weeks = world.shopping.weeks
    entered = (came.at - START) // WEEK
    chance = np.zeros(came.at.size)
    for number, week in enumerate(weeks):
        inside = entered == number
        who = came.customer[inside]
        now = week.chance_consider[who] * CART_SHARE
        if number + 1 < WEEKS:
            following = weeks[number + 1]
            elapsed = came.at[inside] - START - number * WEEK - _REACHED_CART
            visits = following.chance_active[who] * following.hours.share_by(elapsed)
            later = visits * following.chance_consider[who] * CART_SHARE
            now = now + np.where(week.considers[who], 0.0, later)
        chance[inside] = now
    return chance


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
