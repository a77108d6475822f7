"""What only some workspaces ask, on every engine: counts by value, sums by group, named stages."""

from __future__ import annotations

import random
from collections import Counter, defaultdict

import pytest

from stagelift.data.query import Flag, MappedAssignments, Measurement, Outcome, UnitMeasurement
from stagelift.data.query.deliveries import named_messages
from stagelift.data.query.evidence import NamedStage, read_named_stages
from stagelift.data.query.hashed_groups import hashed_group
from stagelift.data.query.unit_counts import count_units
from stagelift.data.query.units import measure_units
from stagelift.data.query.value_specs import EventCount, EventRatio, EventTotal, Value
from stagelift.data.query.value_tables import OneValue, measure_groups, measure_values
from stagelift.data.zones import from_us

from .worlds import World, us

DAY = 86_400_000_000
START = us("2026-03-02T00:00+00:00")
WEEK = 7 * DAY
FINISHED = {"shape": "unit", "customer": "who", "variant": "arm"}
EVENTS = {
    "as": "events",
    "customer": "who",
    "time": "ts",
    "event": "name",
    "value": "paid",
    "message": "text",
    "experiment": "x",
    "variant": "arm",
}
SENT = {"as": "assignments", "customer": "who", "experiment": "x", "variant": "arm", "time": "ts"}
ASKED = {
    "as": "surveys",
    "customer": "who",
    "score": "score",
    "stage": "stage",
    "invited": "sent",
    "answered": "sent",
}


def people() -> list[list[str]]:
    """Who, variant, orders and what was spent; one has no amount."""
    draw = random.Random(4)
    rows = []
    for number in range(400):
        orders = draw.choice([0, 0, 1, 2])
        spent = f"{orders * draw.randint(1, 9) / 4:.2f}" if number else ""
        rows.append([f"k{number}", "ab"[number % 2], str(orders), spent])
    return rows


@pytest.mark.on_spark
def test_counts_by_value_and_sums_by_group_of_finished_rows(world: World):
    world.text("mail", ["who", "arm", "orders", "spent"], people())
    contract = world.contract({"mail": FINISHED})
    orders, spent = Outcome("orders", binary=False), Outcome("spent", binary=False)
    one = OneValue(UnitMeasurement((("x", orders),), variant=True), 10)
    counted = Counter((arm, float(count)) for _, arm, count, _ in people())
    found = measure_values(contract, one)
    assert {(c.variant, c.value): c.n for c in found} == counted
    rarest = min(counted.values())
    too_rare = OneValue(one.plan, rarest + 1)
    assert measure_values(contract, too_rare) == ()
    ratio = Outcome("spent", binary=False, per="orders")
    paid = OneValue(UnitMeasurement((("x", ratio),), variant=True), 10)
    sums: dict[tuple[int, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0])
    for who, arm, count, amount in people():
        if amount:
            place = sums[hashed_group(who), arm]
            place[:] = place[0] + float(amount), place[1] + int(count), place[2] + 1
    groups = measure_groups(contract, paid)
    assert {(g.group, g.variant): [g.value, g.per, g.n] for g in groups} == dict(sums)
    cells = measure_units(contract, UnitMeasurement((("s", spent), ("o", orders)), variant=True))
    amounts = [(arm, round(float(amount) * 1e6)) for _, arm, _, amount in people() if amount]
    for cell in cells:
        if cell.value == "s":
            own = [amount for arm, amount in amounts if arm == cell.variant]
            assert (cell.n, cell.s1 + cell.n * cell.shift) == (len(own), sum(own))


def happened() -> list[tuple[str, int, str, int]]:
    """Who, when, what and the price: visits before the start, orders after it."""
    draw = random.Random(8)
    found = []
    for number in range(60):
        for _ in range(draw.randint(0, 3)):
            at = START + DAY + draw.randint(1, 8 * 24) * DAY // 24
            found.append((f"k{number}", at, "ordered", draw.randint(1, 20)))
    return found


def contract_of(world: World):
    orders = [
        [w, from_us(at).isoformat(), e, str(paid), "", "", ""] for w, at, e, paid in happened()
    ]
    sends = [
        [f"k{n}", from_us(START + 2 * DAY).isoformat(), "sent", "", f"m{n % 4}", "x", "ab"[n % 2]]
        for n in range(20)
    ]
    world.text("log", ["who", "ts", "name", "paid", "text", "x", "arm"], [*orders, *sends])
    given = [[f"k{n}", "x", "ab"[n % 2], from_us(START + DAY).isoformat()] for n in range(60)]
    world.text("sent", ["who", "x", "arm", "ts"], given)
    told = [
        [f"k{n}", str(n % 11), ("look", "buy", "")[n % 3], from_us(START).isoformat()]
        for n in range(50)
    ]
    world.text("asked", ["who", "score", "stage", "sent"], told)
    return world.contract({"log": EVENTS, "sent": SENT, "asked": ASKED})


def plan_of(value: Value) -> Measurement:
    return Measurement(
        populations=(MappedAssignments("x", START, START + WEEK),),
        values=(("x", value),),
        as_of=us("2026-10-30T00:00+00:00"),
    )


@pytest.mark.on_spark
def test_counts_by_value_and_sums_by_group_of_events(world: World):
    contract = contract_of(world)
    ordered = (("ordered", 1),)
    flag, total, count = Flag(ordered, WEEK), EventTotal("ordered", WEEK), EventCount(ordered, WEEK)
    spent: dict[str, list[int]] = {f"k{n}": [] for n in range(60)}
    for who, at, _, paid in happened():
        if START + DAY <= at < START + DAY + WEEK:
            spent[who].append(paid)
    arms = {f"k{n}": "ab"[n % 2] for n in range(60)}
    asked = ((flag, bool), (total, sum), (count, len))
    for value, of in asked:
        found = measure_values(contract, OneValue(plan_of(value), 1))
        expected = Counter((arms[who], float(of(paid))) for who, paid in spent.items())
        assert {(c.variant, c.value): c.n for c in found} == expected
    groups = measure_groups(contract, OneValue(plan_of(EventRatio(total, count)), 1))
    assert len(groups) > 30
    assert sum(g.value for g in groups) == sum(map(sum, spent.values()))
    assert sum(g.per for g in groups) == sum(map(len, spent.values()))
    assert count_units(contract, plan_of(flag).populations[0]) == sum(g.n for g in groups) == 60
    assert named_messages(contract, "x") == (("m0", "a"), ("m1", "b"), ("m2", "a"), ("m3", "b"))
    assert read_named_stages(contract) == (
        NamedStage("asked", "buy", 17),
        NamedStage("asked", "look", 17),
    )
