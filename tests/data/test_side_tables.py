"""Answers, contracts and stages of an experiment's units give the same sums on every engine."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from stagelift.data.query import (
    ContractEnd,
    Flag,
    LatestScore,
    MappedAssignments,
    Measurement,
    StageAdvance,
    measure,
)
from stagelift.data.zones import from_us

from .test_kinds_on_engines import exact
from .worlds import World, us

DAY = 86_400_000_000
START = us("2026-03-02T00:00+09:00")
STAGES = ((("visited", 1),), (("ordered", 1),), (("ordered", 2),))
EVENTS = {"customer": "user", "time": "ts", "event": "name"}
SENT = {"as": "assignments", "customer": "user", "experiment": "test", "variant": "arm"}
ANSWERS = {"as": "surveys", "customer": "user", "score": "q", "invited": "sent", "answered": "done"}
TERMS = {"as": "contracts", "customer": "user", "start": "first", "end": "last"}
VALUES = (
    ("nps", LatestScore("said", 9 * DAY)),
    ("answered", LatestScore("said", 9 * DAY, given=True)),
    ("churn", ContractEnd(20 * DAY)),
    ("onward", StageAdvance(STAGES, 9 * DAY)),
    ("seen", Flag((("visited", 1),), 9 * DAY)),
)


def at(days):
    """An instant counted from the start, with its offset."""
    return (from_us(START) + timedelta(days=days)).isoformat()


def fill(world: World):
    """Events, assignments, answers and contracts with times of every kind, some broken."""
    rng = random.Random(31)
    users = [f"c{number}" for number in range(80)]
    events = [
        [rng.choice(users), at(rng.uniform(-9, 20)), rng.choice(["visited", "ordered"])]
        for _ in range(500)
    ]
    events.append(["c1", "1969-12-31T12:00:00+00:00", "visited"])  # before the first instant
    sent = [[user, "x", rng.choice("ab"), at(rng.uniform(0, 6.9))] for user in users[:60]]
    said = []
    for _ in range(300):
        asked = rng.uniform(-20, 16)
        done = "" if rng.random() < 0.2 else at(asked + rng.uniform(-1, 4))
        said.append(
            [rng.choice(users), rng.choice(["10", "9", "7", "0", "", "8.5"]), at(asked), done]
        )
    terms = []
    for user in users[10:70]:
        first = rng.uniform(-60, 9)
        last = "" if rng.random() < 0.3 else at(first + rng.uniform(-3, 60))
        terms.append([user, at(first), last])
    world.text("log", ["user", "ts", "name"], events)
    world.text("sent", ["user", "test", "arm", "ts"], sent)
    world.text("said", ["user", "q", "sent", "done"], said)
    world.text("terms", ["user", "first", "last"], terms)
    sources = {"log": EVENTS, "sent": {**SENT, "time": "ts"}, "said": ANSWERS, "terms": TERMS}
    return world.contract(sources)


def plan(**more):
    whole = Measurement(
        populations=(MappedAssignments("x", START, START + 7 * DAY),),
        values=VALUES,
        zone="Asia/Seoul",
        as_of=us("2026-03-20T00:00+09:00"),
        lookback=28 * DAY,
    )
    return replace(whole, **more)


@pytest.mark.on_spark
def test_the_same_sums_on_every_engine(world: World, files: World):
    found, expected = measure(fill(world), plan()), measure(fill(files), plan())
    assert exact(found) == exact(expected)
    cells = {name: [cell for cell in found if cell.value == name] for name, _ in VALUES}
    assert sum(cell.n for cell in cells["nps"]) == 60
    assert any(cell.s2 for cell in cells["nps"])
    assert 0 < sum(cell.s1 for cell in cells["answered"]) < 60
    assert sum(cell.immature for cell in cells["churn"]) > 0
    assert sum(cell.ineligible for cell in cells["onward"]) > 0
    assert any(cell.pair and cell.pair.n and cell.pair.yy for cell in cells["nps"])
    assert all(cell.pair is None for cell in (*cells["churn"], *cells["onward"]))


def test_apart_and_together_the_same(files: World):
    """Values of several tables in one query: each joined row by row, multiplying nothing.

    A score alone asks for no kind of event; the units come from the assignments.
    """
    contract = fill(files)
    together = measure(contract, plan(lookback=0))
    for name, value in (VALUES[0], VALUES[3]):
        apart = measure(contract, plan(values=((name, value),), lookback=0))
        assert apart == tuple(cell for cell in together if cell.value == name)
