"""Measurements asked together give the cells of each alone, on every engine."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from stagelift.data.query import (
    Assigned,
    EventCount,
    EventRatio,
    EventTotal,
    EventWindow,
    Flag,
    MappedAssignments,
    Measurement,
    SegmentRule,
    measure,
)
from stagelift.data.query.together import asked_ahead
from stagelift.data.zones import from_us

from .worlds import World, us

DAY = 86_400_000_000
START = us("2026-03-02T00:00+09:00")
RUN = (START, START + 10 * DAY)
ORDERED = (("ordered", 1),)
EVENTS = {"customer": "user", "time": "ts", "event": "name", "value": "amount"}
SENT = {"as": "assignments", "customer": "user", "experiment": "test", "variant": "arm"}
HALVES = (("a", Fraction(1, 2)), ("b", Fraction(1, 2)))
ORDERS = EventCount(ORDERED, 9 * DAY)
VALUES = {
    "week": Flag(ORDERED, 7 * DAY),
    "first": Flag(ORDERED, 5 * DAY, first=True),
    "silent": Flag((("visited", 1), ("ordered", 1)), 6 * DAY, absent=True),
    "spent": EventTotal("ordered", 9 * DAY, 50_000_000),
    "rate": EventRatio(ORDERS, EventCount((("visited", 1),), 9 * DAY)),
}


def rule(name, event, days):
    return SegmentRule(name, (EventWindow(((event, 1),), days * DAY, 1),))


def fill(world: World):
    draw = random.Random(7)
    rows = []
    for _ in range(900):
        at = from_us(START + draw.randint(-40, 120) * DAY // 4).isoformat()
        bought = draw.random() < 0.4
        amount = f"{draw.randint(100, 9000) / 100:.2f}" if bought else ""
        name = "ordered" if bought else "visited"
        rows.append([f"c{draw.randint(0, 80)}", at, name, amount])
    sent = [
        [
            f"c{number}",
            test,
            draw.choice("ab"),
            (from_us(START) + timedelta(hours=draw.randint(0, 160))).isoformat(),
        ]
        for test in ("x", "y", "z")
        for number in range(60)
    ]
    sent += [["c1", "x", "b", sent[1][3]], ["c1", "x", "a", sent[1][3]]]  # at one instant
    world.text("log", ["user", "ts", "name", "amount"], rows)
    world.text("sent", ["user", "test", "arm", "ts"], sent)


def test_cells_of_several_experiments_are_those_of_each_alone(world: World):
    fill(world)
    sources = {"log": EVENTS, "sent": {**SENT, "time": "ts"}}
    recent, rich = rule("recent", "visited", 3), rule("rich", "ordered", 9)
    plan = Measurement(zone="Asia/Seoul", as_of=START + 20 * DAY, lookback=8 * DAY)
    drawn = Assigned("p", recent, *RUN, False, "one", HALVES, Fraction(1, 10))
    asked = [
        (MappedAssignments("x", *RUN), ("week", "rate"), ()),
        (MappedAssignments("y", START + DAY, START + 6 * DAY), ("spent", "week"), (rich,)),
        (drawn, ("first", "silent"), (rich,)),
        (replace(drawn, experiment="q", salt="two"), ("silent", "rate", "spent"), ()),
        (replace(drawn, experiment="r", start=START + 2 * DAY), ("week",), (rich, recent)),
        (Assigned("s", None, *RUN, True, "three", HALVES), ("spent", "first"), ()),
    ]
    plans = [
        replace(
            plan,
            populations=(who,),
            values=tuple((name, VALUES[name]) for name in names),
            segments=segments,
        )
        for who, names, segments in asked
    ]
    at = from_us(START + 20 * DAY)
    alone = [measure(world.contract(sources, as_of=at), one) for one in plans]
    contract = world.contract(sources, as_of=at)
    assert asked_ahead(contract, plans)
    contract.engine.close()  # whatever is asked now must be answered already
    for one, cells in zip(plans, alone, strict=True):
        found = measure(contract, one)
        assert cells
        assert [replace(cell, s3=0.0, pair=None) for cell in found] == [
            replace(cell, s3=0.0, pair=None) for cell in cells
        ]
        for cell, wanted in zip(found, cells, strict=True):
            assert abs(cell.s3 - wanted.s3) <= 1e-9 * abs(wanted.s3)
            assert (cell.pair is None) == (wanted.pair is None)
            if cell.pair is not None and wanted.pair is not None:
                assert replace(cell.pair, cubes=None) == replace(wanted.pair, cubes=None)
