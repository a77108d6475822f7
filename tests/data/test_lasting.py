"""A session that goes on a day after a period is found on every engine, a shorter one is not."""

from __future__ import annotations

import pytest

from stagelift.data.query import Actors, Measurement, PeriodWindow, Sessions, SessionShare
from stagelift.data.query.lasting import lasting_periods
from stagelift.data.zones import from_us

from .worlds import World, us

MINUTE, HOUR, DAY = 60_000_000, 3_600_000_000, 86_400_000_000
START = us("2026-03-02T00:00+09:00")
FIRST, SECOND = START + 7 * DAY, START + 14 * DAY  # where the periods end
SEEN = (("seen", 1),)
VISITS = Sessions(SEEN, 30 * MINUTE)
PLAN = Measurement(
    populations=(Actors(SEEN),),
    values=(
        ("bought in the end", SessionShare(VISITS, DAY, ends_with=(("bought", 1),))),
        ("bounced", SessionShare(VISITS, DAY)),
    ),
    periods=(PeriodWindow("one", START, FIRST), PeriodWindow("two", FIRST, SECOND)),
    as_of=SECOND + 7 * DAY,
)
EVERYTHING = [(name, number) for name, _ in PLAN.values for number in (0, 1)]


def visits(who: str, first: int, last: int) -> list[list[str]]:
    """An event every 20 minutes from one instant to another."""
    return [[who, from_us(at).isoformat(), "seen"] for at in range(first, last + 1, 20 * MINUTE)]


def lasting(world: World, rows: list[list[str]]) -> set[tuple[str, int]]:
    world.text("log", ["user", "ts", "name"], rows)
    contract = world.contract({"log": {"customer": "user", "time": "ts", "event": "name"}})
    return lasting_periods(contract, PLAN, EVERYTHING)


@pytest.mark.on_spark
def test_only_a_session_that_was_not_over_a_day_later_is_found(world: World):
    rows = visits("long", FIRST - HOUR, FIRST + DAY + HOUR)
    rows += visits("short", SECOND - HOUR, SECOND + DAY - HOUR)
    rows += visits("later", SECOND, SECOND + 2 * DAY)
    assert lasting(world, rows) == {("bought in the end", 0)}


def test_a_pause_ends_a_session(world: World):
    rows = visits("paused", FIRST - HOUR, FIRST + HOUR)
    rows += visits("paused", FIRST + 2 * HOUR, FIRST + 2 * DAY)
    assert lasting(world, rows) == set()
