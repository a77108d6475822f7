"""Households, crossings, leaks, pressure and lateness: alike on every engine, counted by hand."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from fractions import Fraction

import pytest

from stagelift.data.assign import assign
from stagelift.data.query import (
    Assigned,
    EventCount,
    EventRatio,
    EventTotal,
    Flag,
    MappedAssignments,
    Measurement,
    measure,
)
from stagelift.data.query.crossings import CrossingQuestion, measure_crossings
from stagelift.data.query.lateness import LateQuestion, measure_lateness
from stagelift.data.query.leaks import APART, count_leaks, measure_by_home
from stagelift.data.query.pressure import PressureQuestion, measure_pressure
from stagelift.data.zones import from_us

from .worlds import World, us

DAY = 86_400_000_000
START = us("2026-03-02T00:00+00:00")
AS_OF = us("2026-03-30T00:00+00:00")
WEEK = 7 * DAY
HALF = (Fraction(1, 2), Fraction(1, 2))
SHARES = (("a", Fraction(1, 2)), ("b", Fraction(1, 2)))
EVENTS = {
    "customer": "user",
    "time": "ts",
    "event": "name",
    "event_id": "id",
    "value": "value",
    "ingested": "seen",
    "channel": "way",
    "message": "text",
}
PEOPLE = {"as": "customers", "customer": "user", "household": "home"}
SENT = {"as": "assignments", "customer": "user", "experiment": "x", "variant": "arm", "time": "ts"}
HOMES = {f"c{n}": f"h{n // 3}" if n % 5 else None for n in range(60)}


def rows():
    """Visits before the start, orders and messages after it, some known a day late."""
    draw = random.Random(8)
    found = [(name, START - DAY, "visited", 0, 0) for name in HOMES]
    for name in HOMES:
        for _ in range(draw.randint(0, 3)):
            late = DAY if draw.random() < 0.2 else 0
            at = START + draw.randint(1, 9 * 24) * DAY // 24
            found.append((name, at, "ordered", draw.randint(1, 50), late))
        days = [draw.randint(1, 6) for _ in range(draw.randint(0, 4))]
        found.extend((name, START + day * DAY, "delivered", 0, 0) for day in days)
    return found


def contract_of(world: World):
    lines = [
        [who, from_us(at).isoformat(), name, f"e{n}", value, from_us(at + late).isoformat()]
        + (["email", f"m{n}"] if name == "delivered" else ["", ""])
        for n, (who, at, name, value, late) in enumerate(rows())
    ]
    header = ["user", "ts", "name", "id", "value", "seen", "way", "text"]
    world.text("log", header, lines)
    world.text("people", ["user", "home"], [[who, home or ""] for who, home in HOMES.items()])
    split = [
        [who, "x", "ab"[n % 2], from_us(START + DAY).isoformat()] for n, who in enumerate(HOMES)
    ]
    world.text("sent", ["user", "x", "arm", "ts"], split)
    sources = {"log": EVENTS, "people": PEOPLE, "sent": SENT}
    return world.contract(sources, as_of=from_us(AS_OF))


def units(*, household: bool = True, salt: str = "s") -> Assigned:
    return Assigned("t", None, START, START + WEEK, True, salt, SHARES, household=household)


def plan_of(one) -> Measurement:
    ordered = (("ordered", 1),)
    total, count = EventTotal("ordered", WEEK), EventCount(ordered, WEEK)
    return Measurement(
        populations=(one,),
        values=(
            ("bought", Flag(ordered, WEEK)),
            ("spent", total),
            ("basket", EventRatio(total, count)),
        ),
        as_of=AS_OF,
    )


def bought() -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for who, at, name, value, _ in rows():
        if name == "ordered" and START <= at < START + WEEK:
            found[who].append(value)
    return found


@pytest.mark.on_spark
def test_sums_of_households_are_those_counted_by_hand(world):
    cells = measure(contract_of(world), plan_of(units()))
    orders, seen = bought(), {}
    clusters: dict[str, dict[str, list[str]]] = {"a": defaultdict(list), "b": defaultdict(list)}
    for who, home in HOMES.items():
        unit = home or who
        clusters[assign(unit, "s", ("a", "b"), HALF)][unit].append(who)
    for cell in cells:
        for one in cell.homes.sums:
            seen[cell.value, cell.variant, one.size] = one
    for variant, homes in clusters.items():
        for size, many in Counter(map(len, homes.values())).items():
            members = [m for m in homes.values() if len(m) == size]
            tops = [sum(sum(orders[who]) for who in m) * 1_000_000 for m in members]
            flags = [sum(bool(orders[who]) for who in m) * 1_000_000 for m in members]
            bottoms = [sum(len(orders[who]) for who in m) * 1_000_000 for m in members]
            share, spent = seen["bought", variant, size], seen["spent", variant, size]
            basket = seen["basket", variant, size]
            assert share.homes == spent.homes == many
            assert (share.x, share.xx) == (sum(flags), sum(f * f for f in flags))
            assert (spent.x, spent.xx) == (sum(tops), sum(t * t for t in tops))
            assert (basket.y, basket.yy) == (sum(bottoms), sum(b * b for b in bottoms))
            assert basket.xy == sum(t * b for t, b in zip(tops, bottoms, strict=True))


@pytest.mark.on_spark
def test_divided_households_are_counted(world):
    contract = contract_of(world)
    plan = plan_of(MappedAssignments("x", START, START + WEEK))
    variants = {who: "ab"[n % 2] for n, who in enumerate(HOMES)}
    homes: dict[str, list[str]] = defaultdict(list)
    for who, home in HOMES.items():
        homes[home or who].append(who)
    several = [m for m in homes.values() if len(m) > 1]
    wanted = Counter(len(m) for m in several)
    apart = Counter(len(m) for m in several if len({variants[w] for w in m}) > 1)
    found = count_leaks(contract, plan)
    assert {one.size: (one.homes, one.apart) for one in found} == {
        size: (count, apart[size]) for size, count in wanted.items()
    }
    cells = measure_by_home(contract, plan)
    n = sum(c.n for c in cells if (c.segment, c.value) == (APART, "bought"))
    assert n == sum(size * count for size, count in apart.items())


def test_crossings_count_both_variants(world):
    one, other = units(household=False), units(household=False, salt="other")
    plan = plan_of(one)
    asked = CrossingQuestion(
        Measurement(
            **{name: getattr(plan, name) for name in plan.__slots__} | {"values": plan.values[:1]}
        ),
        (other, MappedAssignments("x", START, START + WEEK)),
    )
    found = measure_crossings(contract_of(world), asked)
    orders = bought()
    expected: Counter[tuple[int, str, str]] = Counter()
    events: Counter[tuple[int, str, str]] = Counter()
    for n, who in enumerate(HOMES):
        here = assign(who, "s", ("a", "b"), HALF)
        for place, there in enumerate((assign(who, "other", ("a", "b"), HALF), "ab"[n % 2])):
            expected[place, here, there] += 1
            events[place, here, there] += bool(orders[who])
    assert {(c.other, c.variant, c.label): c.units for c in found} == expected
    assert {(c.other, c.variant, c.label): c.s1 // 1_000_000 for c in found} == events
    assert all(c.before == 0 for c in found)


@pytest.mark.on_spark
def test_messages_in_a_span_and_late_events_are_counted(world):
    contract = contract_of(world)
    pressed = measure_pressure(
        contract, PressureQuestion(units(household=False), 3 * DAY, 1, AS_OF)
    )
    times: dict[str, list[int]] = defaultdict(list)
    for who, at, name, _, _ in rows():
        if name == "delivered":
            times[who].append(at)
    over: Counter[str] = Counter()
    for who in HOMES:
        near = max((sum(t - 3 * DAY < s <= t for s in times[who]) for t in times[who]), default=0)
        over[assign(who, "s", ("a", "b"), HALF)] += near > 1
    assert {one.variant: one.over for one in pressed} == dict(over)
    found = measure_lateness(contract, LateQuestion(("ordered",), START, START + WEEK))
    told = [late for _, at, name, _, late in rows() if name == "ordered" and at < START + WEEK]
    assert (found.rows, found.late) == (len(told), sum(late > 0 for late in told))
