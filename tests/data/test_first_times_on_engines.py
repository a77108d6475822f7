"""Waiting times and the shop's days, again one unit after the other, the same on every engine."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from stagelift.data.query import EventTotal, Flag, MappedAssignments
from stagelift.data.query.first_times import NEVER, OPEN, FirstTimes, first_times
from stagelift.data.zones import from_us

from .worlds import AS_OF, World, us

DAY = 86_400_000_000
HOUR = DAY // 24
START = us("2026-10-05T00:00+09:00")
RUN = MappedAssignments("x", START, START + 21 * DAY)
ZONE = ZoneInfo("Asia/Seoul")
FLAGS = {
    "any": Flag((("ordered", 1),), 5 * DAY),
    "first": Flag((("ordered", 1),), 5 * DAY, first=True),
    "first of two": Flag((("ordered", 1), ("called", 1)), 5 * DAY, first=True),
}


def rows():
    rng = random.Random(41)
    events, sent = [], []
    for number in range(400):
        at = from_us(START + rng.randrange(-3 * 24, 26 * 24) * HOUR)
        what = rng.choice(["ordered", "ordered", "called", "seen"])
        events.append([f"c{number % 90}", at.isoformat(), what, str(rng.randint(1, 9))])
    for number in range(0, 90, 2):
        at = from_us(START + rng.randrange(21 * 24) * HOUR)
        sent.append([f"c{number}", "x", "ab"[number // 2 % 2], at.isoformat()])
    return events, sent


def contract(world: World, events, sent):
    world.text("log", ["who", "ts", "what", "worth"], events)
    world.text("sent", ["who", "test", "arm", "at"], sent)
    log = {"customer": "who", "time": "ts", "event": "what", "value": "worth"}
    mapped = {"customer": "who", "experiment": "test", "variant": "arm", "time": "at"}
    return world.contract({"log": {"as": "events", **log}, "sent": {"as": "assignments", **mapped}})


def moment(text: str) -> int:
    return us(text)


def local_day(at: int) -> int:
    return (from_us(at).astimezone(ZONE).date() - date(1970, 1, 1)).days


def by_hand(events, sent, flag: Flag):
    """Units, and sums of min(T, τ), by variant, day and step."""
    names = {event for event, _ in flag.terms}
    times: dict[str, list[int]] = {}
    for who, at, what, _ in events:
        if what in names:
            times.setdefault(who, []).append(moment(at))
    found: Counter[tuple[str, int, int]] = Counter()
    spent: Counter[tuple[str, int, int]] = Counter()
    as_of = int(AS_OF.timestamp() * 1e6)
    for who, _, arm, text in sent:
        anchor = moment(text)
        known = [t for t in sorted(times.get(who, [])) if t < as_of]
        if flag.first:
            known = known[:1]
        waits = [t - anchor for t in known if 0 <= t - anchor < flag.window]
        step = waits[0] // HOUR if waits else NEVER
        if anchor > as_of - flag.window:
            step, waits = OPEN, [0]
        key = (arm, local_day(anchor), step)
        found[key] += 1
        spent[key] += waits[0] if waits else flag.window
    return found, spent


@pytest.mark.parametrize("name", FLAGS)
def test_every_unit_is_in_the_step_of_its_first_event(world, name):
    events, sent = rows()
    asked = FirstTimes(RUN, FLAGS[name], HOUR, "Asia/Seoul", int(AS_OF.timestamp() * 1e6))
    cells, days = first_times(contract(world, events, sent), asked)
    found, spent = by_hand(events, sent, FLAGS[name])
    assert {(c.variant, c.day, c.step): c.n for c in cells} == found
    assert {(c.variant, c.day, c.step): c.s1 for c in cells} == spent
    assert sum(c.n for c in cells) == len(sent)
    assert all(c.s2 * c.n >= c.s1**2 for c in cells)
    assert sum(one.customers for one in days) <= 90


def test_the_shops_days_count_customers_once_and_every_event(world):
    events, sent = rows()
    total = EventTotal("ordered", 5 * DAY)
    asked = FirstTimes(RUN, total, HOUR, "Asia/Seoul", int(AS_OF.timestamp() * 1e6))
    cells, days = first_times(contract(world, events, sent), asked)
    assert cells == ()
    since = [e for e in events if e[2] == "ordered" and moment(e[1]) >= START]
    seen: set[str] = set()
    firsts: Counter[int] = Counter()
    for who, at, _, _ in sorted(since, key=lambda e: moment(e[1])):
        if who not in seen:
            seen.add(who)
            firsts[local_day(moment(at))] += 1
    amounts: Counter[int] = Counter()
    counts: Counter[int] = Counter()
    for _, at, _, worth in since:
        counts[local_day(moment(at))] += 1
        amounts[local_day(moment(at))] += int(worth) * 1_000_000
    assert {d.day: d.customers for d in days if d.customers} == firsts
    assert {d.day: d.events for d in days} == counts
    assert {d.day: d.amount for d in days} == amounts
