"""A stretch of time is asked of the source's own column, and no sum notices."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from stagelift.data.query import (
    EventTotal,
    Flag,
    MappedAssignments,
    Measurement,
    event_table,
    measure,
    source_tables,
)
from stagelift.data.spans import near
from stagelift.data.zones import from_us

from .worlds import World, us

DAY = 86_400_000_000
START = us("2026-03-02T00:00+00:00")
END = START + 7 * DAY
ZONE = "America/New_York"  # the clocks change on 8 March, within the run
SENT = {"as": "assignments", "customer": "user", "experiment": "test", "variant": "arm"}
EVENTS = {"customer": "user", "time": "ts", "event": "name", "value": "amount"}
PLAN = Measurement(
    populations=(MappedAssignments("x", START, END),),
    values=(
        ("day", Flag((("ordered", 1),), DAY)),
        ("spent", EventTotal("ordered", 2 * DAY)),
        ("silent", Flag((("visited", 1),), 2 * DAY, absent=True)),
    ),
    zone=ZONE,
    as_of=us("2026-11-01T00:00+00:00"),
    lookback=DAY,
)


def log(world: World, kind: str, *, more: dict[str, str] | None = None, number: int = 300):
    """Events every half hour around the ends of what is needed; text of a type, with a zone."""
    draw = random.Random(3)
    rows = []
    for line in range(number):
        at = from_us(START) + timedelta(minutes=30 * draw.randint(-150, 500))
        written = at.isoformat() if kind == "TIMESTAMPTZ" else at.replace(tzinfo=None).isoformat()
        name = draw.choice(["visited", "ordered"])
        rows.append([f"c{draw.randint(0, 30)}", written, name, str(draw.randint(1, 9)), f"{line}"])
    columns = {"user": "TEXT", "ts": kind, "name": "TEXT", "amount": "INTEGER", "no": "TEXT"}
    world.typed("log", columns, rows)
    sent = [
        [
            f"c{number}",
            "x",
            draw.choice("ab"),
            (from_us(START) + timedelta(hours=4 * number)).isoformat(),
        ]
        for number in range(40)
    ]
    world.text("sent", ["user", "test", "arm", "ts"], sent)
    zone = {} if kind == "TIMESTAMPTZ" else {"zone": ZONE}
    return world.contract(
        {"log": {**EVENTS, **zone, **(more or {})}, "sent": {**SENT, "time": "ts"}}
    )


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("TIMESTAMPTZ", {}),
        ("TIMESTAMP", {"event_id": "no"}),
        ("DATE", {}),
        ("TIMESTAMPTZ", {"order_id": "name"}),
    ],
)
def test_sums_are_those_of_all_events(world: World, kind, more, monkeypatch):
    contract = log(world, kind, more=more)
    found = measure(contract, PLAN)
    monkeypatch.setattr(event_table, "span_needed", lambda _: None)
    monkeypatch.setattr(source_tables, "last_entry", lambda _: None)
    assert alike(found) == alike(measure(contract, PLAN))
    assert sum(cell.n for cell in found) > 30


def alike(found):
    """The cells in one order, without sums of floats: their last digits follow the rows' order."""
    return sorted((replace(cell, s3=0.0) for cell in found), key=repr)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("DATE", ["ts >= CAST('2026-02-28' AS DATE)", "ts < CAST('2026-03-05' AS DATE)"]),
        (
            "TIMESTAMP",
            [
                "ts >= CAST('2026-02-28 00:00:00' AS TIMESTAMP)",
                "ts < CAST('2026-03-05 00:00:00' AS TIMESTAMP)",
            ],
        ),
    ],
)
def test_the_condition_is_a_day_wider_on_both_sides_than_the_days_asked(files, kind, expected):
    """From 1 to 3 March, noon each: rows of 28 February to 4 March may hold such an instant."""
    (reading,) = log(files, kind, number=3).readings("events")
    noon = us("2026-03-01T12:00+00:00")
    found = near(reading, (noon, noon + 2 * DAY))
    assert [one.sql().replace('"', "") for one in found.flatten()] == expected
    assert near(reading, (None, None)) is None
    assert near(reading, None) is None


def test_texts_and_unix_times_are_not_compared(files: World):
    files.text("log", ["user", "ts", "name"], [["c1", "2026-03-02T00:00Z", "visited"]])
    named = {"customer": "user", "time": "ts", "event": "name"}
    (reading,) = files.contract({"log": named}).readings("events")
    assert near(reading, (START, END)) is None
