"""Every kind of value gives the same sums on every engine, to the last integer."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from stagelift.data.query import (
    Alive,
    Entrants,
    EventCount,
    EventRatio,
    EventTotal,
    Flag,
    MappedAssignments,
    Measurement,
    PeriodWindow,
    measure,
    measure_overlaps,
)
from stagelift.data.zones import day_number, from_us

from .worlds import World, us

DAY = 86_400_000_000
START = us("2026-03-02T00:00+09:00")
ORDERED, SEEN = (("ordered", 1),), (("visited", 1), ("ordered", 1))
EVENTS = {"customer": "user", "time": "ts", "event": "name", "value": "amount", "order_id": "no"}
SENT = {"as": "assignments", "customer": "user", "experiment": "test", "variant": "arm"}
VALUES = (
    ("day3", Flag(SEEN, 6 * DAY, days=(1, 3))),
    ("hours", Flag(SEEN, 4 * DAY, opens=DAY)),
    ("churn", Flag(SEEN, 9 * DAY, absent=True)),
    ("again", Flag(ORDERED, 20 * DAY, later_day=True)),
    ("second", Flag((("ordered", 2),), 9 * DAY)),
    ("rate", EventRatio(EventCount((("returned", 1),), 20 * DAY), EventCount(ORDERED, 20 * DAY))),
    ("basket", EventRatio(EventTotal("ordered", 20 * DAY), EventCount(ORDERED, 20 * DAY))),
    ("spent", EventTotal("ordered", 9 * DAY, 50_000_000)),
)


def fill(world: World):
    rng = random.Random(23)
    rows, sent = [], []
    for number in range(900):
        at = from_us(START + rng.randint(-40, 120) * DAY // 4)
        name = rng.choice(["visited", "ordered", "ordered", "returned"])
        order = f"o{rng.randint(0, 400)}" if name != "visited" and number % 3 else ""
        amount = f"{rng.randint(-500, 9000) / 100:.2f}" if name != "visited" else ""
        rows.append([f"c{rng.randint(0, 80)}", at.isoformat(), name, amount, order])
    for number in range(60):
        at = from_us(START) + timedelta(hours=rng.randint(0, 160))
        sent.append([f"c{number}", "x", rng.choice("ab"), at.isoformat()])
    world.text("log", ["user", "ts", "name", "amount", "no"], rows)
    world.text("sent", ["user", "test", "arm", "ts"], sent)
    return world.contract({"log": EVENTS, "sent": {**SENT, "time": "ts"}})


def plan(**more):
    whole = Measurement(
        stages=((("visited", 1),), ORDERED, (("ordered", 2),)),
        populations=(Entrants(1, "first_ever"), Entrants(2), Alive(SEEN, 9 * DAY)),
        values=VALUES,
        periods=(
            PeriodWindow("one", START, START + 7 * DAY),
            PeriodWindow("two", START + 7 * DAY, START + 14 * DAY),
        ),
        zone="Asia/Seoul",
        as_of=us("2026-11-01T00:00+00:00"),
    )
    return replace(whole, **more)


def exact(cells):
    """Cells without their sums of cubes, which are floats."""
    return [
        replace(cell, s3=0.0, pair=cell.pair and replace(cell.pair, cubes=None)) for cell in cells
    ]


@pytest.mark.on_spark
def test_kpis_and_experiments_with_their_covariates(world: World, files: World):
    one, other = fill(world), fill(files)
    later, earlier = day_number(date(2026, 3, 10)), day_number(date(2026, 3, 3))
    whole = plan(populations=(Entrants(1), Alive(SEEN, 9 * DAY)))
    paired = replace(whole, unpaired=((1, (later,), (earlier, earlier + 1)),))
    overlaps = measure_overlaps(one, paired)
    assert overlaps == measure_overlaps(other, paired)
    assert 0 < sum(o.n for o in overlaps) < sum(o.n for o in measure_overlaps(one, whole))
    units = (MappedAssignments("x", START, START + 7 * DAY),)
    for asked in (plan(), plan(populations=units, periods=(), lookback=28 * DAY)):
        found, expected = measure(one, asked), measure(other, asked)
        assert exact(found) == exact(expected)
        assert sum(cell.n for cell in found) > 100
        assert any(cell.pair and cell.pair.n for cell in found)
        cubes = [
            (a.pair.cubes, b.pair.cubes)
            for a, b in zip(found, expected, strict=True)
            if a.pair and a.pair.cubes and b.pair and b.pair.cubes
        ]
        assert cubes
        for mine, theirs in cubes:
            for a, b in zip(mine, theirs, strict=True):
                assert abs(a - b) <= 1e-9 * max(abs(a), 1.0)
