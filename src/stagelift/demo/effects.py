"""True effects of the demo world's experiments, averaged over the customers really assigned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stagelift.demo.buying import expected_value
from stagelift.demo.curve import START, WEEK, Flags, Floats, Ints
from stagelift.demo.expected import World, reaction_chance, review_chance
from stagelift.demo.sends import carried_over, first_exposed, first_in_review_test, recently_active
from stagelift.demo.shopping import CART_SHARE
from stagelift.demo.templates import REVIEW_TEMPLATES, template
from stagelift.demo.trials import (
    CART_REMINDER,
    EVENING_PUSH,
    ORDER_DELAY,
    REVIEW_ASK,
    TRIALS,
    WINBACK_CALL,
    Trial,
)
from stagelift.demo.truth import Effect, TrialTruth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stagelift.demo.shopping import Episodes

_Pair = tuple[Floats, Floats]  # per assigned customer: the chance under control, under treatment


@dataclass(frozen=True, eq=False, slots=True)
class _Mail:
    """What an experiment sends each assigned customer, and what its orders send in turn.

    Args:
        names: The variants' own templates.
        sent: Chance that the own message goes out.
        asked: Chance that an order within the seven days brings a review request that can still be
            reacted to in time; None where orders do not depend on the variant.
    """

    names: tuple[str, str]
    sent: Floats
    asked: Floats | None = None


def effects(world: World) -> dict[str, TrialTruth]:
    """The true effects of all four experiments.

    Args:
        world: What happened.

    Returns:
        By experiment.
    """
    return {
        CART_REMINDER.name: _cart_reminder(world),
        WINBACK_CALL.name: _winback_call(world),
        EVENING_PUSH.name: _evening_push(world),
        REVIEW_ASK.name: _review_ask(world),
    }


def _cart_reminder(world: World) -> TrialTruth:
    episodes = world.shopping.episodes
    filled, carried = first_exposed(episodes), carried_over(episodes)
    units = np.concatenate([filled, carried])
    start = np.full(carried.size, CART_REMINDER.starts)
    customer, at = episodes.customer[units], np.concatenate([episodes.cart_at[filled], start])
    still = _still_to_order(episodes, carried)
    orders = np.concatenate([episodes.chance[:, filled], np.stack([still, still])], axis=1)
    none = np.zeros((2, carried.size))
    mail = _Mail(
        ("cart_email_day2", "cart_push_1h"),
        sent=np.concatenate([1 - episodes.chance_before[:, filled], none], axis=1),
        asked=np.concatenate([episodes.chance_asked[:, filled], np.stack([still, still])], axis=1),
    )
    value = expected_value()
    metrics = {
        "first_order": (orders[0], orders[1]),
        "order_value": (orders[0] * value, orders[1] * value),
        "unsubscribed": _leaving(world, CART_REMINDER, (customer, at), mail),
    }
    return _truth(CART_REMINDER, at, metrics)


def _still_to_order(episodes: Episodes, carried: Ints) -> Floats:
    """The chance that an open cart is ordered after the start, given that it was not before."""
    chance = episodes.unharmed[0][carried]
    missed = chance * ORDER_DELAY[0].share_by(CART_REMINDER.starts - episodes.cart_at[carried])
    found: Floats = (chance - missed) / (1 - missed)
    return found


def _winback_call(world: World) -> TrialTruth:
    winback = world.winback
    at = np.full(winback.customer.size, WINBACK_CALL.starts)
    sent = np.ones((2, at.size))
    mail = _Mail(("winback_email", "winback_call"), sent, asked=winback.chance_asked)
    metrics = {
        "order_again": (winback.chance[0], winback.chance[1]),
        "unsubscribed": _leaving(world, WINBACK_CALL, (winback.customer, at), mail),
    }
    return _truth(WINBACK_CALL, at, metrics)


def _evening_push(world: World) -> TrialTruth:
    customer = recently_active(world.visits)
    at = np.full(customer.size, EVENING_PUSH.starts)
    week = world.shopping.weeks[(EVENING_PUSH.starts - START) // WEEK]
    cart = (week.chance_active * week.chance_consider)[customer] * CART_SHARE
    mail = _Mail(("weekly_push", "weekly_push"), np.ones((2, at.size)))
    metrics = {
        "cart_added": (cart, cart),
        "unsubscribed": _leaving(world, EVENING_PUSH, (customer, at), mail),
    }
    return _truth(EVENING_PUSH, at, metrics)


def _review_ask(world: World) -> TrialTruth:
    orders = world.orders
    chosen = first_in_review_test(orders)
    customer, at = orders.customer[chosen], orders.at[chosen]
    mail = _Mail(("review_email", "review_kakao"), np.ones((2, at.size)))
    metrics = {
        "review": (review_chance(orders, chosen, False), review_chance(orders, chosen, True)),
        "unsubscribed": _leaving(world, REVIEW_ASK, (customer, at), mail),
    }
    return _truth(REVIEW_ASK, at, metrics)


def _leaving(world: World, trial: Trial, units: tuple[Ints, Ints], mail: _Mail) -> _Pair:
    """The chance of opting out within seven days: the variant's own message, and all others."""
    sends = world.sends
    apart = sends.own == TRIALS.index(trial)
    if mail.asked is not None:
        apart = apart | np.isin(sends.template, REVIEW_TEMPLATES)
    others = reaction_chance(sends, "unsubscribed", *units, apart_from=apart)
    # The tests whose orders depend on the variant ran when reviews were asked for on Kakao only.
    ask = template("review_kakao")
    pair = []
    for position, name in enumerate(mail.names):
        message = template(name)
        leaves = mail.sent[position] * message.delivered * message.unsubscribed
        stays = (1 - others) * (1 - leaves)
        if mail.asked is not None:
            stays = stays * (1 - mail.asked[position] * ask.delivered * ask.unsubscribed)
        pair.append(1 - stays)
    return pair[0], pair[1]


def _truth(trial: Trial, at: Ints, metrics: Mapping[str, _Pair]) -> TrialTruth:
    mature = trial.mature(at)
    return TrialTruth(
        control=trial.control,
        treatment=trial.treatment,
        assigned=_averaged(metrics, np.ones(at.size, np.bool_)),
        mature=_averaged(metrics, mature),
    )


def _averaged(metrics: Mapping[str, _Pair], keep: Flags) -> dict[str, Effect]:
    if not keep.any():
        return {}
    return {
        name: Effect(
            n=int(keep.sum()),
            control=float(control[keep].mean()),
            effect=float((treatment[keep] - control[keep]).mean()),
        )
        for name, (control, treatment) in metrics.items()
    }
