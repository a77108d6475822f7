"""Through which channel each customer of the demo shop first came, and a campaign that shifts it.

The channel is drawn last, given what the customer did (Bayes), so that nothing else changes. From
the week of the campaign on many more come by advertising, who put less into their carts; at the
same time every channel does better, so that the total hides both: a true movement of mix.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from stagelift.demo.curve import START, WEEK, Flags, Floats, Ints, midnight, week_label
from stagelift.demo.expected import cart_chance, entries

if TYPE_CHECKING:
    from stagelift.demo.expected import World

CHANNELS = ("search", "ad", "friend", "direct")
SHIFT = midnight(date(2026, 10, 19))  # Monday of 2026-W43, when the campaign begins
BEFORE = np.array((0.35, 0.25, 0.15, 0.25))  # shares of newcomers by channel
AFTER = np.array((0.21, 0.55, 0.09, 0.15))
LIKELY = np.array((1.0, 0.55, 1.2, 1.1))  # how likely newcomers fill a cart, to each other
METRIC = "newcomer_cart"
WINDOW = WEEK
MOST = 0.64  # chance of a cart above which the likeliest channel would pass 1


def origins(world: World, rng: np.random.Generator) -> Ints:
    """The channel by which each customer first came.

    Args:
        world: What happened.
        rng: Source of chance.

    Returns:
        Position in CHANNELS by customer.
    """
    who, at, chance = newcomers(world)
    filled = _filled(world, who, at)
    shares = mix(at)
    factor = _factors(shares)
    # P(channel | filled) and P(channel | not): shares × the channel's chance of what happened
    yes = shares * factor
    no = shares * (1 - chance[:, None] * factor) / (1 - chance[:, None])
    weights = np.where(filled[:, None], yes, no)
    own = BEFORE[None, :].repeat(world.people.size, axis=0)
    own[who] = weights
    steps = np.cumsum(own / own.sum(axis=1, keepdims=True), axis=1)
    found: Ints = (rng.random(world.people.size)[:, None] > steps[:, :-1]).sum(axis=1)
    return found


def newcomers(world: World) -> tuple[Ints, Ints, Floats]:
    """The customers who ever visited, when they first did, and their chance of a cart in a week.

    Args:
        world: What happened.

    Returns:
        Customer, instant in µs, chance 0–1.
    """
    came = entries(world, "awareness")
    order = np.lexsort((came.at, came.customer))
    who, first = np.unique(came.customer[order], return_index=True)
    rows = order[first]
    return who, came.at[rows], np.clip(cart_chance(world, came)[rows], 0.0, MOST)


def mix(at: Ints) -> Floats:
    """Shares of the channels among those who first came at some instants.

    Args:
        at: Instants in µs.

    Returns:
        One row an instant, one column a channel.
    """
    found: Floats = np.where((at >= SHIFT)[:, None], AFTER, BEFORE)
    return found


def truth(world: World, came_by: Ints) -> dict[str, Any]:
    """What is true of newcomers: by week, each channel's share and its chance of a cart.

    Args:
        world: What happened.
        came_by: Channel by customer.

    Returns:
        The metric, the week of the shift, and by week units, chance, shares and chances.
    """
    who, at, chance = newcomers(world)
    week = (at - START) // WEEK
    shares = mix(at)
    factor = _factors(shares)
    weeks = {}
    for number in np.unique(week):
        inside = week == number
        counts = np.bincount(came_by[who[inside]], minlength=len(CHANNELS))
        rates = (chance[inside, None] * factor[inside]).mean(axis=0)
        weeks[week_label(int(number))] = {
            "n": int(inside.sum()),
            "rate": float(chance[inside].mean()),
            "drawn": dict(zip(CHANNELS, counts.tolist(), strict=True)),
            "shares": dict(zip(CHANNELS, shares[inside].mean(axis=0).tolist(), strict=True)),
            "rates": dict(zip(CHANNELS, rates.tolist(), strict=True)),
        }
    return {"metric": METRIC, "by": "came_by", "since": "2026-10-19", "weeks": weeks}


def _factors(shares: Floats) -> Floats:
    """Each channel's chance in units of everybody's: their mean under the shares is 1."""
    found: Floats = LIKELY / (shares @ LIKELY)[:, None]
    return found


def _filled(world: World, who: Ints, at: Ints) -> Flags:
    """Whether each newcomer filled a cart within a week of the first visit."""
    episodes = world.shopping.episodes
    start = np.full(world.people.size, np.iinfo(np.int64).max // 2)
    start[who] = at
    put = (episodes.cart_at >= 0) & (episodes.cart_at >= start[episodes.customer])
    put &= episodes.cart_at < start[episodes.customer] + WINDOW
    found = np.zeros(world.people.size, dtype=np.bool_)
    found[episodes.customer[put]] = True
    filled: Flags = found[who]
    return filled
