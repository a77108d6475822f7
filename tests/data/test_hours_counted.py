"""Hours of messages and actions on every engine: by hand, and again in plain Python."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from stagelift.data.query.hours import HoursQuestion, measure_hours
from stagelift.data.query.reach import ReachQuestion, measure_arrived, measure_standing
from stagelift.data.zones import day_number, from_us

from .worlds import World, us

HOUR = 3_600_000_000
PARTS = (6, 12, 18, 21)
SENT = {
    "customer": "who",
    "time": "at",
    "event": "what",
    "channel": "via",
    "message": "text",
    "event_id": "id",
    "ingested": "seen",
}
HEADER = ["who", "at", "what", "via", "text", "id", "seen"]
START, END = us("2026-03-01T00:00+00:00"), us("2026-04-06T00:00+00:00")
AS_OF = us("2026-04-05T00:00+00:00")


def question(**more):
    fields = {
        "asked": "answers",
        "events": (),
        "window": 24 * HOUR,
        "start": START,
        "end": END,
        "holidays": (),
        "parts": PARTS,
        "zone": "Asia/Seoul",
        "as_of": AS_OF,
    }
    return HoursQuestion(**{**fields, **more})


numbers = itertools.count()


def row(who, at, what, via="email", text="a", seen=None):
    return [who, at, what, via, text, f"e{next(numbers)}", seen or at]


def cells(found, level="cell"):
    return {
        (one.group, one.weekday, one.hour, one.part): (one.customers, one.y, one.x)
        for one in found
        if one.level == level
    }


def measured(world, rows, **more):
    world.text("log", HEADER, rows)
    contract = world.contract({"log": SENT}, as_of=from_us(AS_OF))
    return measure_hours(contract, question(**more))


def test_a_message_lies_in_its_local_hour_and_is_answered_within_the_window(world: World):
    midnight = "2026-03-01T15:00:00+00:00"  # Monday 00:00 in Seoul
    rows = [
        row("kim", midnight, "delivered"),
        row("kim", "2026-03-02T14:59:59+00:00", "clicked"),  # a second before the window ends
        row("lee", midnight, "delivered"),
        row("lee", "2026-03-02T15:00:00+00:00", "clicked"),  # its end does not belong to it
        row("park", midnight, "delivered"),
        row("park", midnight, "replied"),  # the same instant answers
        row("choi", midnight, "delivered"),
        row("choi", "2026-03-01T16:00:00+00:00", "clicked", via="push"),  # another channel
        row("choi", "2026-03-01T16:00:00+00:00", "clicked", text="b"),  # another message
        row("han", "2026-03-01T14:59:59+00:00", "delivered"),  # Sunday 23:59 in Seoul
        row("han", "2026-03-01T15:10:00+00:00", "clicked", seen="2026-04-05T00:00:00+00:00"),
        row("im", "2026-04-04T00:00:01+00:00", "delivered"),  # its window is still open
        row("im", "2026-04-04T00:10:00+00:00", "clicked"),
    ]
    rows.append([*rows[0][:5], rows[0][5], "2026-03-01T15:00:01+00:00"])  # a copy of the first
    found = measured(world, rows)
    assert cells(found) == {("email", 0, 0, None): (4, 4, 2), ("email", 6, 23, None): (1, 1, 0)}
    assert cells(found, "part") == {("email", None, None, 3): (5, 5, 2)}
    assert cells(found, "all") == {("email", None, None, None): (5, 5, 2)}


def test_an_answer_belongs_to_the_last_message_of_its_name(world: World):
    rows = [
        row("kim", "2026-03-03T00:00:00+00:00", "delivered"),
        row("kim", "2026-03-03T03:00:00+00:00", "delivered"),
        row("kim", "2026-03-03T04:00:00+00:00", "clicked"),
        row("kim", "2026-03-03T05:00:00+00:00", "clicked"),  # answered once
    ]
    found = cells(measured(world, rows))
    assert found == {("email", 1, 9, None): (1, 1, 0), ("email", 1, 12, None): (1, 1, 1)}


def test_holidays_stand_apart_and_a_source_without_channel_is_unnamed(world: World):
    rows = [
        row("kim", "2026-03-01T03:00:00+00:00", "delivered", via=""),  # 1 March, a holiday
        row("kim", "2026-03-02T03:00:00+00:00", "delivered", via=""),
    ]
    found = measured(world, rows, holidays=(day_number(date(2026, 3, 1)),))
    assert cells(found, "holiday") == {("unnamed", None, None, None): (1, 1, 0)}
    assert cells(found, "all") == {("unnamed", None, None, None): (1, 1, 0)}


def test_nothing_sent_is_no_cell(world: World):
    assert measured(world, [row("kim", "2026-03-02T03:00:00+00:00", "clicked")]) == ()


def random_log(seed):
    rng, rows = random.Random(seed), []
    for number in range(700):
        at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=rng.randint(-3000, 52_000))
        what = rng.choice(["delivered", "delivered", "clicked", "replied", "opened"])
        seen = at + timedelta(days=40 if number % 29 == 0 else 0)
        rows.append(
            row(
                f"c{rng.randint(0, 25)}",
                at.isoformat(),
                what,
                rng.choice(["email", "push"]),
                rng.choice("ab"),
                seen.isoformat(),
            )
        )
    return rows


def by_hand(rows, asked):
    """What `measure_hours` sums, one message at a time."""
    seen = [r for r in rows if us(r[6]) < AS_OF and us(r[1]) < AS_OF]
    told = set()  # of one instant a message arrives once
    held = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    zone = ZoneInfo(asked.zone)
    for r in seen:
        at = us(r[1])
        if r[2] != "delivered" or not asked.start <= at < asked.end:
            continue
        if at > asked.as_of - asked.window or (r[0], r[3], r[4], at) in told:
            continue
        told.add((r[0], r[3], r[4], at))
        later = [us(o[1]) for o in seen if same(o, r) and o[2] == "delivered" and us(o[1]) > at]
        until = min([at + asked.window, *later])
        answers = [us(o[1]) for o in seen if same(o, r) and o[2] in ("clicked", "replied")]
        answered = any(at <= a < until for a in answers)
        local = datetime.fromtimestamp(at / 1e6, tz=UTC).astimezone(zone)
        part = max((p for p, first in enumerate(PARTS) if local.hour >= first), default=3)
        festive = day_number(local.date()) in asked.holidays
        keys = [("holiday", None, None, None)] if festive else []
        if not festive:
            keys = [("cell", local.weekday(), local.hour, None), ("part", None, None, part)]
            keys.append(("all", None, None, None))
        for key in keys:
            held[r[3], *key][r[0]][0] += 1
            held[r[3], *key][r[0]][1] += answered
    return {
        key: (
            len(each),
            sum(x for _, x in each.values()),
            sum(y for y, _ in each.values()),
            sum(x * x for _, x in each.values()),
            sum(y * y for y, _ in each.values()),
            sum(x * y for y, x in each.values()),
        )
        for key, each in held.items()
    }


def same(one, other):
    return (one[0], one[3], one[4]) == (other[0], other[3], other[4])


def summed(found):
    return {
        (o.group, o.level, o.weekday, o.hour, o.part): (o.customers, o.x, o.y, o.xx, o.yy, o.xy)
        for o in found
    }


@pytest.mark.parametrize("zone", ["Asia/Seoul", "America/New_York"])  # 8 March: clocks change
def test_the_sums_are_those_of_plain_python(world: World, zone: str):
    rows = random_log(5)
    asked = question(zone=zone, holidays=(day_number(date(2026, 3, 9)),))
    found = summed(measured(world, rows, zone=zone, holidays=asked.holidays))
    assert found == by_hand(rows, asked)


def test_shuffled_and_doubled_rows_change_nothing(files: World):
    rows = random_log(6)
    first = summed(measured(files, rows))
    again = [*rows, *rows[::3]]
    random.Random(1).shuffle(again)
    assert summed(measured(files, again)) == first


def test_actions_are_shares_of_all_a_customer_did(world: World):
    rows = [
        row("kim", "2026-03-02T00:00:00+00:00", "visited"),  # Monday 09:00 in Seoul
        row("kim", "2026-03-02T00:30:00+00:00", "visited"),
        row("kim", "2026-03-02T12:30:00+00:00", "visited"),  # 21:30
        row("lee", "2026-03-02T12:30:00+00:00", "visited"),
        row("lee", "2026-03-02T12:30:00+00:00", "other"),
    ]
    found = measured(world, rows, asked="actions", events=("visited",), window=0)
    parts = {o.part: (o.customers, o.x, o.y, o.xx, o.xy) for o in found if o.level == "part"}
    assert parts == {0: (1, 2, 3, 4, 6), 3: (2, 2, 4, 2, 4)}
    (whole,) = (o for o in found if o.level == "all")
    assert (whole.customers, whole.x, whole.y, whole.yy) == (2, 4, 4, 10)


STAGES = ((("visited", 1),), (("ordered", 1),))
PEOPLE = {"as": "customers", "customer": "who", "consent": {"email": "mail", "push": "push"}}


def reach(world, rows, people):
    world.text("log", HEADER, rows)
    world.text("people", ["who", "mail", "push"], people)
    contract = world.contract({"log": SENT, "people": PEOPLE}, as_of=from_us(AS_OF))
    asked = ReachQuestion(STAGES, ("email", "push"), "Asia/Seoul", AS_OF)
    return measure_arrived(contract, asked), measure_standing(contract, asked)


def test_a_message_meets_its_customer_in_the_stage_of_the_last_event(world: World):
    at = "2026-03-0{}T00:00:00+00:00"
    rows = [
        row("kim", at.format(1), "delivered"),  # in no stage yet
        row("kim", at.format(2), "visited", via=""),
        row("kim", at.format(2), "delivered"),  # the same instant: the stage is entered
        row("kim", at.format(3), "ordered", via=""),
        row("kim", at.format(4), "delivered", via="push"),
        row("lee", at.format(1), "visited", via=""),
        row("lee", at.format(2), "delivered"),
        row("lee", at.format(3), "delivered"),
        row("park", at.format(1), "visited", via=""),  # no row among the customers
        row("choi", at.format(1), "ordered", via="", seen="2026-04-05T00:00:00+00:00"),  # unseen
    ]
    arrived, standing = reach(world, rows, [["kim", "Y", "n"], ["lee", "true", ""]])
    assert [(a.stage, a.channel, a.messages, a.customers) for a in arrived] == [
        (0, "email", 1, 1),
        (1, "email", 3, 2),
        (2, "push", 1, 1),
    ]
    assert [(s.stage, s.customers, s.consenting) for s in standing] == [
        (1, 2, (1, 0)),
        (2, 1, (1, 0)),
    ]


def test_going_back_is_a_stage_again(world: World):
    at = "2026-03-0{}T00:00:00+00:00"
    rows = [
        row("kim", at.format(1), "ordered", via=""),
        row("kim", at.format(2), "visited", via=""),
        row("kim", at.format(3), "visited", via=""),
        row("kim", at.format(4), "delivered"),
        row("kim", at.format(5), "ordered", via=""),
    ]
    arrived, standing = reach(world, rows, [["kim", "no", "yes"]])
    assert [(a.stage, a.messages) for a in arrived] == [(1, 1)]
    assert [(s.stage, s.customers, s.consenting) for s in standing] == [(2, 1, (0, 1))]
