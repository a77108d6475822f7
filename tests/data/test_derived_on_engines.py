"""Paths, sessions, carts and coupons give the same sums on every engine, to the last integer."""

from __future__ import annotations

import random

import pytest

from stagelift.data.query import (
    Actors,
    Entrants,
    MappedAssignments,
    Measurement,
    Path,
    PeriodWindow,
    Revisit,
    Sessions,
    SessionShare,
    StageExit,
    StepReached,
    Things,
    measure,
    measure_overlaps,
)
from stagelift.data.zones import from_us

from .test_kinds_on_engines import exact
from .worlds import World, us

DAY = 86_400_000_000
START = us("2026-03-02T00:00+09:00")
SEEN, ADDED, BOUGHT = (("seen", 1),), (("added", 1),), (("bought", 1),)
EVENTS = {
    "customer": "user",
    "time": "ts",
    "event": "name",
    "order_id": "no",
    "cart_id": "cart",
    "session": "visit",
    "keep": {"Os": "os"},
}
SENT = {"as": "assignments", "customer": "user", "experiment": "test", "variant": "arm"}
ONE, WHO = Entrants(1), Actors(SEEN)
STEPS = (ADDED, BOUGHT)


def step(number, given=0, **more):
    return StepReached(Path(STEPS, 3 * DAY, **more), number, given)


VALUES = (
    ("closed", step(2, of=WHO)),
    ("second", step(2, 1, of=WHO)),
    ("strict", step(2, of=ONE, order="strict")),
    ("open", step(2, 1, of=WHO, order="open")),
    ("any", step(2, of=ONE, order="any_order")),
    ("far", step(1, of=ONE, order="furthest")),
    ("tries", step(2, of=ONE, tries="any", excluding=SEEN)),
    ("entries", step(2, of=WHO, tries="totals", hold="Os")),
    ("held", step(2, of=ONE, hold="cart_id", tolerance=DAY // 4)),
    ("stay", StepReached(Path((SEEN,), 9 * DAY, ONE, while_in_stage=True), 1)),
    ("fresh", StepReached(Path((BOUGHT,), 9 * DAY, ONE, first=True), 1)),
    ("exit", StageExit(ONE, 5 * DAY, "later")),
    ("bounce", SessionShare(Sessions((*SEEN, *ADDED), DAY // 48), 5 * DAY)),
    ("ends", SessionShare(Sessions((*SEEN, *ADDED), DAY), 5 * DAY, ADDED)),
    ("back", Revisit(Sessions(SEEN, DAY // 48), 4 * DAY)),
    ("days", Revisit(Sessions(SEEN, DAY // 48), 4 * DAY, by_day=True)),
    ("carts", Things(ADDED, BOUGHT, 5 * DAY, 2 * DAY, "open", key="cart_id", keyless=True)),
    ("late", Things(ADDED, BOUGHT, 5 * DAY, DAY, "late", grace=2 * DAY)),
    (
        "coupons",
        Things(
            ADDED, BOUGHT, 5 * DAY, None, key="cart_id", expires=SEEN, where=(("Os", ("a", "B")),)
        ),
    ),
)


def fill(world: World):
    rng = random.Random(5)
    rows = []
    for number in range(1400):
        at = from_us(START + rng.randint(-40, 120) * DAY // 8)
        name = rng.choice(["seen", "seen", "added", "bought"])
        order = f"o{rng.randint(0, 300)}" if name == "bought" and number % 3 else ""
        own = [rng.choice(["", "k", "K", "ä"]), rng.choice(["", "v1", "v2"]), rng.choice("aBc")]
        rows.append([f"c{rng.randint(0, 90)}", at.isoformat(), name, order, *own])
    sent = [
        [f"c{n}", "x", rng.choice("ab"), from_us(START + rng.randint(0, 6 * DAY)).isoformat()]
        for n in range(70)
    ]
    world.text("log", ["user", "ts", "name", "no", "cart", "visit", "os"], rows)
    world.text("sent", ["user", "test", "arm", "ts"], sent)
    return world.contract({"log": EVENTS, "sent": {**SENT, "time": "ts"}})


def plan(values, **more):
    asked = {
        "stages": (SEEN, ADDED, BOUGHT),
        "populations": (ONE, WHO),
        "periods": (
            PeriodWindow("one", START, START + 7 * DAY),
            PeriodWindow("two", START + 7 * DAY, START + 14 * DAY),
        ),
        **more,
    }
    return Measurement(
        values=values,
        zone="Asia/Seoul",
        as_of=us("2026-03-15T12:00+09:00"),
        **asked,
    )


@pytest.mark.on_spark
def test_kpis_of_several_events(world: World, files: World):
    one, other = fill(world), fill(files)
    found, expected = measure(one, plan(VALUES)), measure(other, plan(VALUES))
    assert exact(found) == exact(expected)
    for name, _ in VALUES:
        mine = [cell for cell in found if cell.value == name]
        assert sum(cell.s1 != 0 or bool(cell.pair and cell.pair.x) for cell in mine), name
    assert measure_overlaps(one, plan(VALUES)) == measure_overlaps(other, plan(VALUES))


def test_experiments_of_several_events(world: World, files: World):
    one, other = fill(world), fill(files)
    values = tuple(
        (name, value)
        for name, value in (
            ("closed", step(2)),
            ("held", step(2, hold="Os")),
            *((n, v) for n, v in VALUES if isinstance(v, SessionShare | Revisit | Things)),
        )
    )
    units = (MappedAssignments("x", START, START + 7 * DAY),)
    asked = plan(values, populations=units, periods=(), stages=())
    found = measure(one, asked)
    assert exact(found) == exact(measure(other, asked))
    assigned = {name: 0 for name, _ in values}
    for cell in found:
        assigned[cell.value] += cell.n + cell.immature + cell.ineligible
    assert set(assigned.values()) == {70}, "the assigned of an experiment all count"
