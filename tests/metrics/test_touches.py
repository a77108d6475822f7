"""How channels overlap, depend on each other and follow up: by hand, and by plain Python."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

import message_logs as logs
from message_logs import at, event, shop
from stagelift.errors import ArgumentError
from stagelift.statistics.proportions import proportion

WEEK = "2026-W02"


def order(name, days):
    return {"customer": name, "time": at(days), "event": "ordered"}


def test_dependency_by_hand(tmp_path):
    rows = []
    for n in range(20):  # e-mail alone
        rows += [event(f"a{n}", -1, "delivered"), order(f"a{n}", 2)]
    for n in range(10):  # both
        rows += [event(f"b{n}", 0, "delivered"), event(f"b{n}", 1, "delivered", "push")]
        rows += [order(f"b{n}", 2)]
    for n in range(5):  # the touch comes with the order or after it, or a week and more before
        rows += [event(f"c{n}", 2, "delivered", "push"), order(f"c{n}", 2)]
        rows += [event(f"c{n}", -5.1, "delivered", "push"), order(f"c{n}", 3)]
    rows += [event("d", 0, "delivered", "push")]  # never ordered
    with shop(tmp_path, rows) as ws:
        found = ws.touches("ordered", WEEK)
        with pytest.raises(ArgumentError, match="event"):
            ws.touches("", WEEK)
    only = {channel: found.only(channel) for channel in ("email", "*", "")}
    assert {channel: (one.k, one.n) for channel, one in only.items()} == {
        "email": (20, 35),
        "*": (10, 35),
        "": (5, 35),
    }
    assert found.only("push") is None
    assert only["email"].low == pytest.approx(proportion(20, 35).low, rel=1e-9)
    touched = {one.channel: one.k for one in found.shares if one.table == "touched"}
    assert touched == {"email": 30, "push": 10}
    # reach counts deliveries inside the week: a had theirs the day before
    reach = {(one.one, one.other): (one.n, one.alone) for one in found.reach}
    assert reach == {
        ("email", "email"): (None, 0),  # the ten of both: 16 less them are the six of push alone
        ("email", "push"): (None, None),
        ("push", "push"): (16, None),
    }
    assert found.reached == 16
    assert "only a test can tell" in str(found)


def test_follow_ups_are_counted_before_conversions(tmp_path):
    rows = []
    for n in range(12):  # two follow-ups within the week, one order after it
        rows += [event(f"a{n}", day, "delivered") for day in (0, 2, 6.9)]
        rows += [order(f"a{n}", 8)] if n < 3 else []
    for n in range(12):  # ordered before the landmark: neither denominator nor numerator
        rows += [event(f"b{n}", 0, "delivered"), order(f"b{n}", 6)]
    for n in range(12):  # a follow-up after the landmark is none
        rows += [event(f"c{n}", 0, "delivered"), event(f"c{n}", 7, "delivered")]
        rows += [order(f"c{n}", 13.9)] if n < 6 else [order(f"c{n}", 14)]
    with shop(tmp_path, rows) as ws:
        found = ws.touches("ordered", WEEK)
    rows = [one for one in found.shares if one.table == "follow_ups"]
    assert [(one.follow_ups, one.gap, one.n, one.k) for one in rows] == [
        (0, "", 12, 6),
        (2, "1–3", 12, 3),
    ]
    assert "Described, not caused" in str(found)


def test_customers_of_several_variants_are_counted(tmp_path):
    log = [
        {"customer": f"c{n}", "channel": channel, "message": "m", "delivered": at(1, hours=n)}
        | {"experiment": "trial", "variant": variant}
        for n in range(12)
        for channel, variant in (("email", "a"), ("push", "b" if n < 2 else "a"))
    ]
    with shop(tmp_path, [order("x", 0)], log) as ws:
        found = ws.touches("ordered", WEEK)
    (mixed,) = [one for one in found.shares if one.table == "mixed"]
    assert (mixed.experiment, mixed.k, mixed.n) == ("trial", 2, 12)
    assert mixed.note == "2 of them on several channels"
    assert "trial" in str(found)


@pytest.mark.parametrize("seed", range(3))
def test_dependency_agrees_with_plain_python(tmp_path, seed):
    chance = random.Random(seed)
    people = [{"customer": f"c{n}", "age": chance.choice("ab")} for n in range(120)]
    rows = []
    for one in people:
        for _ in range(chance.randint(0, 5)):
            channel = chance.choice(["email", "push", "sms"])
            rows.append(event(one["customer"], chance.randint(-40, 35) / 5, "delivered", channel))
        days = [chance.randint(-20, 50) / 5 for _ in range(chance.randint(0, 2))]
        rows += [order(one["customer"], day) for day in days]
    with shop(tmp_path, rows, customers=people) as ws:
        found = ws.touches("ordered", WEEK, by="age", within="5 days")
    expected: dict[tuple, int] = {}
    sizes: dict[str | None, int] = {}
    for one in people:
        mine = [r for r in rows if r["customer"] == one["customer"]]
        times = [(datetime.fromisoformat(r["time"]), r) for r in mine]
        week = (logs.START, logs.START + timedelta(days=7))
        bought = [t for t, r in times if r["event"] == "ordered" and week[0] <= t < week[1]]
        if not bought:
            continue
        back = min(bought) - timedelta(days=5)
        near = {
            r["channel"] for t, r in times if r["event"] != "ordered" and back <= t < min(bought)
        }
        key = "" if not near else "*" if len(near) > 1 else next(iter(near))
        for segment in (None, f"age={one['age']}"):
            expected[key, segment] = expected.get((key, segment), 0) + 1
            sizes[segment] = sizes.get(segment, 0) + 1
    got = {(one.channel, one.segment): one for one in found.shares if one.table == "only"}
    assert {key: one.k for key, one in got.items()} == expected
    assert {one.segment: one.n for one in got.values()} == sizes


def test_few_converters_are_not_shown(tmp_path):
    people = [{"customer": f"c{n}", "age": "old" if n < 4 else "young"} for n in range(40)]
    rows = [event(f"c{n}", 0, "delivered") for n in range(40)]
    rows += [order(f"c{n}", 1) for n in range(40)]
    with shop(tmp_path, rows, customers=people) as ws:
        found = ws.touches("ordered", WEEK, by="age")
    assert found.only("email").k == 40
    # the four could be had by subtraction from the others
    for segment in ("age=old", "age=young"):
        assert (found.only("email", segment).value, found.only("email", segment).n) == (None, 0)
    assert "too few to show" in str(found)


def test_a_segment_does_not_tell_of_the_few_converters_who_are_not_in_it(tmp_path):
    people = [{"customer": f"c{n}", "age": "old" if n < 4 else "young"} for n in range(40)]
    rows = [event(f"c{n}", 0, "delivered") for n in range(40)]
    rows += [order(f"c{n}", 1) for n in range(40)]
    more = "segments:\n  youth: {where: {age: young}}\n"
    with shop(tmp_path, rows, customers=people, more=more) as ws:
        found = ws.touches("ordered", WEEK, by="youth")
    assert found.only("email").k == 40
    assert (found.only("email", "youth").value, found.only("email", "youth").n) == (None, 0)


def test_the_overlap_of_two_channels_does_not_follow_from_their_sum(tmp_path):
    rows = [event(f"a{n}", 0, "delivered") for n in range(30)]
    rows += [event(f"b{n}", 0, "delivered", "push") for n in range(20)]
    rows += [event(f"a{n}", 1, "delivered", "push") for n in range(4)]
    with shop(tmp_path, [*rows, order("a1", 3)]) as ws:
        found = ws.touches("ordered", WEEK)
    told = {(one.one, one.other): one.n for one in found.reach}
    alone = {one.one: one.alone for one in found.reach if one.one == one.other}
    assert told["email", "push"] is None  # four
    assert alone == {"email": None, "push": None}  # 30 less 26 would tell, and 24 less 20
    # 50 is 30 and 24 less the four, so that one of these is not told, either
    known = [told["email", "email"], told["push", "push"], found.reached]
    assert known == [30, None, 50]
    assert "–" in str(found)
