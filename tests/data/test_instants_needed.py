"""Events no unit can need are left out of the query, and no sum notices."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from stagelift.data.query import (
    Assigned,
    Entrants,
    EventTotal,
    EventWindow,
    Flag,
    MappedAssignments,
    Measurement,
    SegmentRule,
    event_table,
    measure,
    source_tables,
)
from stagelift.data.query.populations import last_entry
from stagelift.data.query.spans import looked_back_at_most, span_needed
from stagelift.data.zones import from_us

from .worlds import World, us

DAY = 86_400_000_000
START = us("2026-03-02T00:00+00:00")
END = START + 7 * DAY
MAPPED = MappedAssignments("x", START, END)
ORDERED, SEEN = (("ordered", 1),), (("visited", 1),)
OPEN_CART = SegmentRule(
    "open_cart", (EventWindow(SEEN, 5 * DAY, 1), EventWindow(ORDERED, 5 * DAY, 0))
)
DRAWN = Assigned(
    experiment="y",
    audience=OPEN_CART,
    start=START,
    end=END,
    at_once=False,
    salt="y",
    variants=(("a", Fraction(1, 2)), ("b", Fraction(1, 2))),
)
VALUES = (
    ("week", Flag(ORDERED, 7 * DAY)),
    ("silent", Flag(SEEN, 12 * DAY, absent=True)),
    ("spent", EventTotal("ordered", 9 * DAY)),
)
PLAN = Measurement(
    populations=(MAPPED,),
    values=VALUES,
    zone="Asia/Seoul",
    as_of=us("2026-11-01T00:00+00:00"),
    lookback=10 * DAY,
)
BUYERS = SegmentRule("buyers", (EventWindow(ORDERED, 20 * DAY, 1),))
EVER = SegmentRule("ever", (EventWindow(ORDERED, None, 1),))


@pytest.fixture
def contract(files: World):
    rng = random.Random(11)
    rows, sent = [], []
    for number in range(1_200):
        # to the minute, so that windows' ends are met
        at = from_us(START + rng.randint(-60, 60) * DAY // 2)
        name = rng.choice(["visited", "ordered", "returned"])
        rows.append(
            [f"c{rng.randint(0, 60)}", at.isoformat(), name, str(rng.randint(1, 90)), f"{number}"]
        )
    for number in range(60):
        at = from_us(START) + timedelta(hours=12 * rng.randint(0, 13))
        sent.append([f"c{number}", "x", rng.choice("ab"), at.isoformat()])
    files.text("log", ["user", "ts", "name", "amount", "no"], rows)
    files.text("sent", ["user", "test", "arm", "ts"], sent)
    events = {"customer": "user", "time": "ts", "event": "name", "value": "amount"}
    mapped = {"as": "assignments", "customer": "user", "experiment": "test", "variant": "arm"}
    return files.contract({"log": events, "sent": {**mapped, "time": "ts"}})


def alike(found):
    """The cells in one order, without sums of floats: their last digits follow the rows' order."""
    return sorted((replace(cell, s3=0.0) for cell in found), key=repr)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"lookback": 0},
        {"segments": (BUYERS,)},
        {"segments": (EVER,)},
        {"populations": (DRAWN,)},
        {"populations": (MAPPED, DRAWN)},
        {"values": (("first", Flag(ORDERED, 7 * DAY, first=True)),)},
        {"values": (("second", Flag((("ordered", 2),), 7 * DAY)),)},
    ],
)
def test_sums_are_those_of_all_events(contract, more, monkeypatch):
    plan = replace(PLAN, **more)
    found = measure(contract, plan)
    monkeypatch.setattr(event_table, "span_needed", lambda _: None)
    monkeypatch.setattr(source_tables, "last_entry", lambda _: None)
    expected = measure(contract, plan)
    assert alike(found) == alike(expected)
    assert sum(cell.n for cell in found) > 50


def test_events_from_the_longest_look_back_to_the_longest_window_are_read():
    assert span_needed(PLAN) == (START - 12 * DAY, END + 12 * DAY)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, 12 * DAY),
        ({"segments": (BUYERS,)}, 20 * DAY),
        ({"segments": (EVER,)}, None),
        ({"populations": (replace(DRAWN, audience=None),)}, None),
        ({"values": (("first", Flag(ORDERED, DAY, first=True)),)}, None),
        ({"values": (("again", Flag(ORDERED, DAY, later_day=True)),)}, None),
        ({"values": (("second", Flag((("ordered", 2),), DAY)),)}, None),
    ],
)
def test_what_asks_for_all_that_ever_happened_has_no_first_instant(more, expected):
    assert looked_back_at_most(replace(PLAN, **more)) == expected


def test_stage_entrants_may_enter_at_any_time():
    whole = replace(PLAN, populations=(MAPPED, Entrants(1)), stages=(SEEN,))
    assert last_entry(whole) is None
    assert span_needed(whole) is None


def test_a_copy_not_yet_known_is_no_copy(world: World):
    header = ["user", "ts", "name", "no", "came"]
    day = "2026-03-02T00:00Z"
    rows = [
        ["c1", day, "ordered", "e1", "2026-03-02T01:00Z"],
        ["c1", day, "returned", "e1", "2027-01-01T00:00Z"],
        ["c2", day, "ordered", "e2", "2026-03-02T02:00Z"],
        ["c2", day, "returned", "e2", "2026-03-02T01:00Z"],
    ]
    world.text("log", header, rows)
    names = {"customer": "user", "time": "ts", "event": "name", "event_id": "no"}
    contract = world.contract({"log": {**names, "ingested": "came"}})
    found = contract.engine.run(contract.required("events", ("event",)))
    assert sorted(found) == [("c1", "ordered"), ("c2", "returned")]
    counts = contract.counts("events")
    assert (counts.kept, counts.duplicates, counts.conflicts, counts.invisible) == (2, 1, 1, 1)
