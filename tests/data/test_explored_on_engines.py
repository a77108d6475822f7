"""The cells of an exploration: against a count by hand, on every engine, whatever the row order."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from zoneinfo import ZoneInfo

from stagelift.data.assign import assign
from stagelift.data.contract import Contract
from stagelift.data.query import (
    Assigned,
    Attribute,
    EventWindow,
    Flag,
    MappedAssignments,
    Measurement,
    SegmentRule,
)
from stagelift.data.query.explored import ExploredQuestion, explore
from stagelift.data.query.spells import StageRules
from stagelift.data.zones import from_us

from .worlds import World, us

DAY = 86_400_000_000
START = us("2026-03-02T00:00+09:00")
AS_OF = us("2026-03-30T00:00+09:00")
WINDOW = 5 * DAY
STAGES = ((("visited", 1),), (("carted", 1),), (("ordered", 1),))
NAMES = [stage[0][0] for stage in STAGES]
PARTS = (6, 12, 18, 21)
EVENTS = {"customer": "user", "time": "ts", "event": "name", "event_id": "id"}
SENT = {"as": "assignments", "customer": "user", "experiment": "x", "variant": "arm", "time": "ts"}
PEOPLE = {"as": "customers", "customer": "user", "valid_from": "since", "keep": {"grade": "grade"}}
LOYAL = SegmentRule("loyal", (EventWindow((("ordered", 1),), None, 2),))
FRESH = SegmentRule("fresh", (EventWindow((("visited", 1),), 3 * DAY, 1),))
SPLIT = (LOYAL, FRESH)


def rows():
    """Events, assignments and dated grades; instants coincide now and then."""
    rng = random.Random(5)
    events = []
    for number in range(500):
        at = START + rng.randint(-60, 110) * DAY // 4
        events.append((f"c{rng.randint(0, 60)}", at, rng.choice(NAMES), f"e{number}"))
    sent = [
        (f"c{number}", START + rng.randint(0, 27) * DAY // 4, rng.choice("ab"))
        for number in range(0, 61, 2)
    ]
    people = [
        (f"c{number}", START + (step * 9 - 20) * DAY, rng.choice(["gold", "new"]))
        for number in range(50)
        for step in range(rng.randint(1, 3))
    ]
    return events, sent, people


def fill(world: World, order: random.Random | None = None):
    events, sent, people = rows()
    if order is not None:
        events = events + order.sample(events, 60)
        order.shuffle(events)
        order.shuffle(people)
    told = [[user, from_us(at).isoformat(), name, number] for user, at, name, number in events]
    world.text("log", ["user", "ts", "name", "id"], told)
    kept = [[user, "x", arm, from_us(at).isoformat()] for user, at, arm in sent]
    world.text("sent", ["user", "x", "arm", "ts"], kept)
    dated = [[user, from_us(at).isoformat(), grade] for user, at, grade in people]
    world.text("people", ["user", "since", "grade"], dated)
    return world.contract({"log": EVENTS, "sent": SENT, "people": PEOPLE}, as_of=from_us(AS_OF))


def question(units):
    plan = Measurement(
        populations=(units,),
        values=(("bought", Flag((("ordered", 1),), WINDOW)),),
        segments=SPLIT,
        attributes=(Attribute("grade"),),
        zone="Asia/Seoul",
        as_of=AS_OF,
    )
    return ExploredQuestion(plan, StageRules(STAGES), ("weekday", "hour"), True, PARTS)


MAPPED = MappedAssignments("x", START, START + 7 * DAY)
HASHED = Assigned(
    experiment="y",
    audience=SegmentRule("carts", (EventWindow((("carted", 1),), 2 * DAY, 1),)),
    start=START,
    end=START + 7 * DAY,
    at_once=False,
    salt="y",
    variants=(("a", Fraction(1, 2)), ("b", Fraction(1, 2))),
)


def groups_of(user, at, events, people):
    """The stage before an instant and the groups at it, from the definitions alone."""
    own = [(when, NAMES.index(name) + 1) for _, when, name, _ in events]
    before = [entry for entry in own if entry[0] < at]
    stage = max(before)[1] if before else 0
    loyal = sum(number == 3 and when <= at for when, number in own) >= 2
    fresh = any(number == 1 and at - 3 * DAY < when <= at for when, number in own)
    held = [(since, grade) for who, since, grade in people if who == user and since <= at]
    local = from_us(at).astimezone(ZoneInfo("Asia/Seoul"))
    part = sum(local.hour >= first for first in PARTS) - 1
    day, hour = str(local.weekday()), str(part % len(PARTS))
    grade = max(held)[1] if held else "unknown"
    splits = (("loyal",) if loyal else (None,), ("fresh",) if fresh else (None,))
    splits += ((grade,), (day,), (hour,), (day, hour))
    return stage, splits, (loyal, fresh)


def by_hand(entered, events, people):
    """Units and buyers by stage, split, group and variant; units in both segments."""
    n, k, both = Counter(), Counter(), 0
    for user, (at, arm) in entered.items():
        own = [row for row in events if row[0] == user]
        stage, splits, inside = groups_of(user, at, own, people)
        bought = any(name == "ordered" and at <= when < at + WINDOW for _, when, name, _ in own)
        both += all(inside)
        for where in (None, stage):
            for split, group in ((None, ()), *enumerate(splits)):
                n[where, split, group, arm] += 1
                k[where, split, group, arm] += bought
    return n, {key: count for key, count in k.items() if count}, both


def mapped_entries(sent):
    found = {}
    for user, at, arm in sorted(sent, key=lambda row: (row[1], row[2])):
        if START <= at < START + 7 * DAY:
            found.setdefault(user, (at, arm))
    return found


def hashed_entries(events):
    """The first instant in the run at which a cart is at most two days old."""
    found = {}
    for user, at, name, _ in sorted(events, key=lambda row: row[1]):
        if name != "carted" or at >= START + 7 * DAY or at + 2 * DAY <= START:
            continue
        entry = max(at, START)
        if user not in found:
            found[user] = (entry, assign(user, "y", ("a", "b"), (Fraction(1, 2),) * 2))
    return found


def counted(found):
    n, k = Counter(), Counter()
    for one in found.cells:
        key = (one.stage, one.split, one.group, one.cell.variant)
        n[key] += one.cell.n
        k[key] += one.cell.s1
    return n, {key: count for key, count in k.items() if count}


def test_cells_are_those_counted_by_hand(world: World):
    events, sent, people = rows()
    contract = fill(world)
    for units, entered in ((MAPPED, mapped_entries(sent)), (HASHED, hashed_entries(events))):
        found = explore(contract, question(units))
        n, k, both = by_hand(entered, events, people)
        assert counted(found) == (n, k)
        assert found.common == {(0, 1): both}
        assert {one.stage for one in found.cells} >= {None, 1, 2, 3}
        assert both > 0


def test_order_and_repeated_rows_change_nothing(files: World):
    once = explore(fill(files), question(MAPPED))
    again = explore(fill(files, random.Random(8)), question(MAPPED))
    assert once == again


def test_local_hours_follow_the_clock_over_its_change(files: World):
    """01:30 UTC is half past two before, and half past three after the change in Berlin."""
    first = us("2026-03-28T01:30+00:00")
    sent = [["c1", "x", "a", from_us(first).isoformat()]]
    sent.append(["c2", "x", "a", from_us(first + DAY).isoformat()])
    files.text(
        "log", ["user", "ts", "name", "id"], [["c1", "2026-03-01T00:00+00:00", "visited", "e"]]
    )
    files.text("sent", ["user", "x", "arm", "ts"], sent)
    journey = files.journey({"log": EVENTS, "sent": SENT}, zone="Europe/Berlin")
    contract = Contract(files.engine(journey), journey, us("2026-05-01T00:00+00:00"))
    asked = question(MappedAssignments("x", first - DAY, first + 2 * DAY))
    plan = asked.plan
    plan = replace(plan, segments=(), attributes=(), zone="Europe/Berlin", as_of=contract.as_of_us)
    found = explore(contract, replace(asked, plan=plan, crossed=False, parts=(0, 3)))
    hours = [one.group for one in found.cells if one.split == 1 and one.stage is None]
    assert hours == [("0",), ("1",)]
