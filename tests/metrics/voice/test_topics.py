"""Why customers ask: the base is everybody who stood in the stage, topics gather in groups."""

from __future__ import annotations

import pytest

from stagelift.statistics.proportions import proportion
from stagelift.statistics.proportions.risk_ratio import risk_ratio
from tiny import WEEK, day

from .said import one, speaking

ASK = "  asks: {contact: asked, topic: topic}\n"


def asked(customer, at, topic):
    return (customer, day(at), "asked", "", topic)


def test_the_base_is_who_stood_there_at_some_time_of_the_period(tmp_path):
    events = [
        ("a", day(-20), "visited"),  # stood there all week
        ("b", day(1), "visited"),
        ("c", day(-3), "visited"),
        ("c", day(2), "ordered"),  # both stages this week
        ("d", day(-3), "visited"),
        ("d", day(0), "ordered"),  # left the first at its first instant
        ("e", day(7), "visited"),  # the week after
        ("f", day(3), "visited"),
        ("f", day(3), "ordered"),  # at one instant: the later stage
    ]
    desk = [asked("a", 3, "price"), asked("a", 4, "price"), asked("c", 3, "parcel")]
    with speaking(tmp_path, events=events, desk=desk, metrics=ASK) as ws:
        looking, buying, every = (one(ws, "asks", s) for s in ("looking", "buying", None))
    assert (looking.k, looking.n) == (1, 3)
    assert (buying.k, buying.n) == (1, 3)
    assert (every.k, every.n) == (2, 5)
    wilson = proportion(1, 3)
    assert (buying.low, buying.high) == pytest.approx((wilson.low, wilson.high))


def crowd():
    """100 on the left and 100 on the right who visited; payment is asked about on the left."""
    people = [(f"{side}{n}", side) for side in ("left", "right") for n in range(100)]
    events = [(name, day(0), "visited") for name, _ in people]
    desk = [asked(f"left{n}", 1, "payment") for n in range(60)]
    desk += [asked(f"right{n}", 1, "payment") for n in range(12)]
    desk += [asked(f"right{n}", 2, "product") for n in range(20, 45)]
    desk += [asked(f"left{n}", 2, "product") for n in range(40, 62)]
    desk += [asked("left0", 3, "payment")]  # again: an enquiry more, no customer more
    return people, events, desk


def test_topics_are_counted_and_their_gathering_is_seen(tmp_path):
    people, events, desk = crowd()
    with speaking(tmp_path, people=people, events=events, desk=desk, metrics=ASK) as ws:
        found = ws.topics("asks", WEEK, by="side")
        plain = ws.topics("asks", WEEK)
    payment, product = plain.of("looking")
    assert (payment.topic, payment.enquiries, payment.customers) == ("payment", 73, 72)
    assert (payment.base, payment.asking) == (200, 62 + 12 + 25)
    assert payment.share.value == pytest.approx(72 / 99)
    assert payment.rate.value == pytest.approx(72 / 200)
    assert payment.cumulative == pytest.approx(73 / 120)
    assert product.cumulative == 1.0
    (there,) = found.gathered
    assert (there.topic, there.stage, there.segment) == ("payment", "looking", "side=left")
    expected = risk_ratio(60, 100, 12, 100)
    assert there.times.value == pytest.approx(5.0)
    assert there.times.low == pytest.approx(expected.low)
    assert "payment gathers in looking among side=left: 5.0 times" in str(found)


def test_small_topics_are_withheld_and_cannot_be_computed(tmp_path):
    people, events, desk = crowd()
    desk += [asked(f"right{n}", 2, "parcel") for n in range(60, 64)]
    with speaking(tmp_path, people=people, events=events, desk=desk, metrics=ASK) as ws:
        found = ws.topics("asks", WEEK)
        voice = ws.voice(WEEK)
    told = {row["topic"]: row["k"] for row in found.to_dicts() if row["stage"] == "looking"}
    # a single hidden topic would follow from the cumulative shares: a second one is hidden
    assert told == {"payment": 72, "product": None, "parcel": None}
    assert [row.topic for row in voice.row("looking").topics] == ["payment"]


def test_nobody_asked(tmp_path):
    with speaking(tmp_path, events=[("a", day(0), "visited")], metrics=ASK) as ws:
        assert ws.topics("asks", WEEK).rows == ()
        assert (one(ws, "asks", "looking").k, one(ws, "asks", "looking").n) == (0, 1)
        assert one(ws, "asks", "telling").status == "no_data"
