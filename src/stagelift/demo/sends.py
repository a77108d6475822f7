"""Messages of the demo shop: what is sent on seven channels, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stagelift.demo.curve import AS_OF, DAY, HOUR, MINUTE, START, WEEK, Flags, Ints
from stagelift.demo.people import CONSENTS, People
from stagelift.demo.shopping import REMINDER_AFTER, Episodes, Shopping
from stagelift.demo.templates import CODES, TEMPLATES, rates
from stagelift.demo.trials import CART_REMINDER, EVENING_PUSH, REVIEW_ASK, TRIALS, WINBACK_CALL

if TYPE_CHECKING:
    from stagelift.demo.buying import Orders, Winback

KINDS = ("delivered", "opened", "clicked", "unsubscribed", "complained")
_CART_OPEN = 3 * DAY  # "cart_open" in the audience of the cart reminder
_AFTER = 28 * DAY  # "recently active" in the audience of the evening push


@dataclass(frozen=True, eq=False, slots=True)
class Sends:
    """Sent messages, one position each.

    Args:
        customer: Position in the world.
        at: In µs.
        template: Position in TEMPLATES.
        own: Position in TRIALS of the experiment whose assigned customer this message serves, or
            -1.
        reacted_at: When the customer opts out or complains if they do, in µs.
    """

    customer: Ints
    at: Ints
    template: Ints
    own: Ints
    reacted_at: Ints


@dataclass(frozen=True, eq=False, slots=True)
class Receipts:
    """What the sending tools report back, one position each.

    Args:
        customer: Position in the world.
        at: In µs.
        kind: Position in KINDS.
        template: Position in TEMPLATES.
    """

    customer: Ints
    at: Ints
    kind: Ints
    template: Ints


@dataclass(frozen=True, eq=False, slots=True)
class _Batch:
    customer: Ints
    at: Ints
    template: Ints
    own: Ints


def _batch(customer: Ints, at: Ints, code: Ints | str, own: Ints | int = -1) -> _Batch:
    which = CODES[code] if isinstance(code, str) else code
    shape = customer.shape
    return _Batch(
        customer, at, np.broadcast_to(which, shape), np.broadcast_to(np.int64(own), shape)
    )


def send(
    people: People,
    shopping: Shopping,
    bought: tuple[Orders, Winback],
    seen: tuple[tuple[Ints, Ints], tuple[Ints, Ints]],
    rng: np.random.Generator,
) -> Sends:
    """All messages sent before the world's instant.

    Args:
        people: The customers.
        shopping: Weeks and considerations.
        bought: Orders and the win-back wave.
        seen: Customers and instants of all visits, and of all views.
        rng: Source of chance.

    Returns:
        Messages in no particular order.
    """
    orders, winback = bought
    batches = [
        *_welcome(people, shopping),
        *_newsletters(people, shopping),
        *_reminders(shopping.episodes, rng),
        *_about_orders(orders),
        _weekly_push(people, seen[0]),
        _winback(winback),
        _banners(seen[1], rng),
    ]
    at = np.concatenate([batch.at for batch in batches])
    sent = at < AS_OF
    customer = np.concatenate([batch.customer for batch in batches])[sent]
    return Sends(
        customer=customer,
        at=at[sent],
        template=np.concatenate([batch.template for batch in batches])[sent],
        own=np.concatenate([batch.own for batch in batches])[sent],
        reacted_at=at[sent] + rng.integers(MINUTE, 3 * HOUR, customer.size),
    )


@dataclass(frozen=True, eq=False, slots=True)
class Outcomes:
    """What became of sent messages, one row a kind and one position a message.

    Args:
        happened: By kind in the order of KINDS, whether it happened and is told.
        times: When, in µs; also of what did not happen.
    """

    happened: tuple[Flags, ...]
    times: tuple[Ints, ...]


def outcomes(sends: Sends, rng: np.random.Generator) -> Outcomes:
    """What becomes of the sent messages.

    Args:
        sends: What was sent.
        rng: Source of chance.

    Returns:
        Outcomes: at most one of each kind a message.
    """
    size = sends.customer.size
    came = rng.random(size) < rates("delivered")[sends.template]
    opens = np.array([1.0 if t.opened is None else t.opened for t in TEMPLATES])
    told = np.array([t.opened is not None for t in TEMPLATES])[sends.template]
    opened = came & (rng.random(size) < opens[sends.template])
    clicked = opened & (rng.random(size) < rates("clicked")[sends.template])
    left = came & (rng.random(size) < rates("unsubscribed")[sends.template])
    complained = came & (rng.random(size) < rates("complained")[sends.template])
    delivered_at = sends.at + rng.integers(0, MINUTE, size)
    opened_at = delivered_at + (rng.exponential(4.0, size) * HOUR).astype(np.int64)
    clicked_at = opened_at + rng.integers(MINUTE // 6, 5 * MINUTE, size)
    happened = (came, opened & told, clicked, left, complained)
    times = (delivered_at, opened_at, clicked_at, sends.reacted_at, sends.reacted_at)
    return Outcomes(happened, times)


def receipts_of(sends: Sends, found: Outcomes) -> Receipts:
    """The receipts of the sent messages before the world's instant.

    Args:
        sends: What was sent.
        found: What became of it.

    Returns:
        Receipts: at most one of each kind a message.
    """
    times = found.times
    keeps = [flag & (at < AS_OF) for flag, at in zip(found.happened, times, strict=True)]
    return Receipts(
        customer=np.concatenate([sends.customer[keep] for keep in keeps]),
        at=np.concatenate([at[keep] for at, keep in zip(times, keeps, strict=True)]),
        kind=np.repeat(np.arange(len(KINDS)), [int(keep.sum()) for keep in keeps]),
        template=np.concatenate([sends.template[keep] for keep in keeps]),
    )


def _welcome(people: People, shopping: Shopping) -> list[_Batch]:
    mail = people.consents[CONSENTS.index("email")]
    batches = []
    for number, week in enumerate(shopping.weeks):
        who = np.flatnonzero((people.arrival == number) & mail)
        batches.append(_batch(who, week.at[who] + HOUR, "welcome"))
    return batches


def _newsletters(people: People, shopping: Shopping) -> list[_Batch]:
    mail = people.consents[CONSENTS.index("email")]
    last = np.full(people.size, -99)
    batches = []
    for number, week in enumerate(shopping.weeks):
        turn = np.arange(people.size) % 2 == number % 2  # half of the list one week, half the next
        who = np.flatnonzero(mail & turn & (last >= number - 8))
        at = START + number * WEEK + DAY + 10 * HOUR
        batches.append(_batch(who, np.full(who.size, at), "newsletter"))
        last[week.active] = number
    return batches


def first_exposed(episodes: Episodes) -> Ints:
    """The carts that assign customers to the cart reminder when they are filled.

    Args:
        episodes: Considerations, week after week.

    Returns:
        Positions of each customer's first cart within enrolment, without those who were assigned
        at its start because an earlier cart was open.
    """
    before = episodes.customer[carried_over(episodes)]
    inside = CART_REMINDER.open_at(episodes.cart_at) & ~np.isin(episodes.customer, before)
    exposed = np.flatnonzero(inside)
    _, first = np.unique(episodes.customer[exposed], return_index=True)
    return exposed[first]


def carried_over(episodes: Episodes) -> Ints:
    """The carts that are open when the cart reminder starts: their customers are assigned then.

    Their reminder was set when the cart was filled, so the variant changes nothing for them.

    Args:
        episodes: Considerations.

    Returns:
        Positions of carts of the three days before, without an order so far.
    """
    start = CART_REMINDER.starts
    recent = (episodes.cart_at >= start - _CART_OPEN) & (episodes.cart_at < start)
    bought = (episodes.ordered_at >= 0) & (episodes.ordered_at < start)
    return np.flatnonzero(recent & ~bought)


def _reminders(episodes: Episodes, rng: np.random.Generator) -> list[_Batch]:
    own = np.full(episodes.customer.size, -1)
    own[first_exposed(episodes)] = TRIALS.index(CART_REMINDER)
    code = np.where(episodes.push, CODES["cart_push_1h"], CODES["cart_email_day2"])
    at = episodes.cart_at + np.where(episodes.push, REMINDER_AFTER[1], REMINDER_AFTER[0])
    waiting = (episodes.ordered_at < 0) | (episodes.ordered_at > at)
    mail = (episodes.cart_at >= 0) & waiting
    social = mail & (rng.random(mail.size) < 0.08)
    return [
        _batch(episodes.customer[mail], at[mail], code[mail], own[mail]),
        _batch(episodes.customer[social], episodes.cart_at[social] + 3 * DAY, "cart_dm"),
    ]


def _about_orders(orders: Orders) -> list[_Batch]:
    own = np.where(first_in_review_test(orders), TRIALS.index(REVIEW_ASK), -1)
    ask = np.where(orders.kakao, CODES["review_kakao"], CODES["review_email"])
    return [
        _batch(orders.customer, orders.at + MINUTE, "order_confirmed"),
        _batch(orders.customer, orders.at + 20 * HOUR, "parcel_sent"),
        _batch(orders.customer, orders.at + DAY, ask, own),
    ]


def first_in_review_test(orders: Orders) -> Flags:
    """Whether each order is the customer's first within the review test, so that it assigns.

    Args:
        orders: Sorted by customer and time.

    Returns:
        One flag an order.
    """
    inside = np.flatnonzero(REVIEW_ASK.open_at(orders.at))
    _, first = np.unique(orders.customer[inside], return_index=True)
    flags = np.zeros(orders.at.size, np.bool_)
    flags[inside[first]] = True
    return flags


def recently_active(visits: tuple[Ints, Ints]) -> Ints:
    """The audience of the evening push: customers who visited in the four weeks before it.

    Args:
        visits: Customers and instants of all visits.

    Returns:
        Customers, sorted.
    """
    customer, at = visits
    start = EVENING_PUSH.starts
    return np.unique(customer[(at >= start - _AFTER) & (at < start)])


def _weekly_push(people: People, visits: tuple[Ints, Ints]) -> _Batch:
    who = recently_active(visits)
    hours = np.where(people.treated[EVENING_PUSH.name][who], 43, 32)
    at = EVENING_PUSH.starts + hours * HOUR
    return _batch(who, at, "weekly_push", TRIALS.index(EVENING_PUSH))


def _winback(winback: Winback) -> _Batch:
    code = np.where(winback.call, CODES["winback_call"], CODES["winback_email"])
    at = np.full(code.size, WINBACK_CALL.starts + DAY)
    return _batch(winback.customer, at, code, TRIALS.index(WINBACK_CALL))


def _banners(views: tuple[Ints, Ints], rng: np.random.Generator) -> _Batch:
    seen = rng.random(views[0].size) < 0.3
    return _batch(views[0][seen], views[1][seen] + MINUTE, "banner")
