"""Messages, touches, ledgers, orders and lags give the same sums on every engine."""

from __future__ import annotations

import random

from stagelift.data.query import Entrants, Measurement, PeriodWindow, measure
from stagelift.data.query.contaminations import measure_mixed
from stagelift.data.query.engagements import measure_engagement
from stagelift.data.query.fulfilments import OrderQuestion, measure_orders
from stagelift.data.query.lags import measure_lags
from stagelift.data.query.ledger_specs import Entry, Ledger
from stagelift.data.query.message_reports import measure_reported
from stagelift.data.query.message_specs import MessageQuestion, TouchQuestion
from stagelift.data.query.segment_specs import Attribute, EventWindow, SegmentRule
from stagelift.data.query.touches import measure_touches
from stagelift.data.zones import from_us

from .worlds import World, us

DAY = 86_400_000_000
START = us("2026-03-02T00:00+09:00")
WEEK = PeriodWindow("one", START, START + 7 * DAY)
AS_OF = us("2026-03-20T00:00+09:00")
NAMES = ("user", "ts", "name", "amount", "goods", "no", "channel", "text", "id", "seen")
EVENTS = {
    "customer": "user",
    "time": "ts",
    "event": "name",
    "value": "amount",
    "cost": "goods",
    "order_id": "no",
    "channel": "channel",
    "message": "text",
    "event_id": "id",
    "ingested": "seen",
}
SENT = ("user", "text", "channel", "sent", "capped", "failed", "instead", "came", "read", "price")
LOG = {
    "as": "messages",
    "customer": "user",
    "message": "text",
    "channel": "channel",
    "sent": "sent",
    "capped": "capped",
    "failed": "failed",
    "fell_back_to": "instead",
    "delivered": "came",
    "opened": "read",
    "cost": "price",
    "experiment": "text",
    "variant": "channel",
}


def fill(world: World):
    rng = random.Random(5)
    rows, sent, people = [], [], []

    def moment(first, last):
        return from_us(START + rng.randint(first * 96, last * 96) * DAY // 96).isoformat()

    for number in range(1500):
        at = moment(-8, 16)
        kind = rng.choice(["visited", "ordered", "parcel_delivered", "refunded"])
        message = number % 2
        if message:
            kind = rng.choice(["sent", "delivered", "delivered", "opened", "clicked"])
        paid = kind in ("ordered", "refunded")
        name = f"c{rng.randint(0, 90)}"
        rows.append(
            [
                name,
                at,
                kind,
                f"{rng.randint(100, 9000) / 100:.2f}" if paid else "",
                f"{rng.randint(10, 99)}" if kind == "ordered" and rng.random() < 0.97 else "",
                "" if message or kind == "visited" else f"{name}-{rng.randint(0, 3)}",
                rng.choice(["email", "push"]) if message else "",
                rng.choice(["news", "cart"]) if message else "",
                f"e{number}",
                moment(16, 17) if rng.random() < 0.1 else at,
            ]
        )
    for number in range(150):
        at, fails = moment(0, 6), rng.random() < 0.2
        came = "" if fails and number % 2 else at
        sent.append(
            [
                f"c{rng.randint(0, 90)}",
                "cart",
                rng.choice(["push", "kakao"]),
                at,
                "yes" if number % 11 == 0 else "no",
                "bounced" if fails else "",
                "sms" if fails and came else "",
                came,
                came if number % 3 == 0 else "",
                "3.5" if number % 4 else "",
            ]
        )
    people = [[f"c{n}", "old" if n % 3 else "young"] for n in range(91)]
    world.text("log", list(NAMES), rows)
    world.text("sent", list(SENT), sent)
    world.text("people", ["user", "age"], people)
    customers = {"as": "customers", "customer": "user", "keep": {"age": "age"}}
    return world.contract({"log": EVENTS, "sent": LOG, "people": customers}, from_us(AS_OF))


STAGES = (("looking", (("visited", 1),)), ("buying", (("ordered", 1),)))
BUYERS = SegmentRule("buyers", (EventWindow((("ordered", 1),), 9 * DAY, 1),))
SPLIT = {"segments": (BUYERS,), "attributes": (Attribute("age"),), "as_of": AS_OF}


def test_messages_are_equal(world: World, files: World):
    one, other = fill(world), fill(files)
    asked = MessageQuestion(
        period=WEEK,
        window=2 * DAY,
        stages=STAGES,
        prices=(("push", 1_500_000),),
        all_opens=("push",),
        **SPLIT,
    )
    found = measure_engagement(one, asked)
    assert found == measure_engagement(other, asked)
    assert sum(cell.messages for cell in found if cell.key == (None,) * 4) > 200
    assert {cell.segment for cell in found} == {None, "buyers", "age=old", "age=young"}
    assert any(dict(cell.ladder)["by_fallback"] for cell in found)
    reported = measure_reported(one)
    assert reported == measure_reported(other)
    assert {row.message for row in reported} == {None, "cart"}


def test_touches_are_equal(world: World, files: World):
    one, other = fill(world), fill(files)
    asked = TouchQuestion(
        period=WEEK,
        terms=(("ordered", 1),),
        back=5 * DAY,
        variants=(("news", "trial", "a"), ("cart", "trial", "b")),
        **SPLIT,
    )
    found = measure_touches(one, asked)
    assert found == measure_touches(other, asked)
    tables = {"all", "alone", "conversions", "follow_ups", "reach", "touched"}
    assert {row.table for row in found} == tables
    mixed = measure_mixed(one, asked)
    assert mixed == measure_mixed(other, asked)
    assert {row.experiment: row.mixed > 0 for row in mixed} == {"trial": True, "cart": True}


def test_ledgers_orders_and_lags_are_equal(world: World, files: World):
    one, other = fill(world), fill(files)
    earned = (Entry("value", "ordered"), Entry("cost", "ordered", -1))
    sent = (Entry("messages"),)
    ledgers = {
        "margin": Ledger(5 * DAY, (*earned, Entry("value", "refunded", -1))),
        "sent": Ledger(5 * DAY, sent),
        "each": Ledger(5 * DAY, sent, (Entry("count", "ordered"),)),
        "worth": Ledger(5 * DAY, (*earned, Entry("messages", sign=-1)), own_entry=True),
    }
    plan = Measurement(
        stages=tuple(terms for _, terms in STAGES),
        populations=(Entrants(1), Entrants(2, "first_ever")),
        values=tuple(ledgers.items()),
        periods=(WEEK,),
        zone="Asia/Seoul",
        **SPLIT,
    )
    found, expected = measure(one, plan), measure(other, plan)
    assert [(c.value, c.segment, c.n, c.s1, c.s2, c.ineligible) for c in found] == [
        (c.value, c.segment, c.n, c.s1, c.s2, c.ineligible) for c in expected
    ]
    assert {c.value for c in found if c.s1} == set(ledgers)
    assert any(c.ineligible for c in found)
    orders = OrderQuestion(WEEK, "ordered", "parcel_delivered", "refunded", 3 * DAY, 9 * DAY, AS_OF)
    assert measure_orders(one, orders) == measure_orders(other, orders)
    assert measure_orders(one, orders)[1]["refunds"].x > 0
    lags = measure_lags(one, "log")
    assert lags == measure_lags(other, "log")
    assert len(lags) > 20
