"""Stays, standings, ages, ways and moves are the same counts on every engine."""

from __future__ import annotations

import random
from datetime import timedelta

from stagelift.data.query import Attribute, EventWindow, PeriodWindow, SegmentRule
from stagelift.data.query.cohort_paths import (
    Cohort,
    DayQuestion,
    PathQuestion,
    measure_days,
    measure_paths,
)
from stagelift.data.query.left import LeftRule
from stagelift.data.query.moves import MoveQuestion, count_moves
from stagelift.data.query.spells import StageRules
from stagelift.data.query.standings import StandingQuestion, measure_standings
from stagelift.data.query.stays import StayMeasurement, measure_stays
from stagelift.data.zones import from_us

from .worlds import World, us

DAY = 86_400_000_000
START = us("2026-03-02T00:00+09:00")
MAPPED = {"customer": "who", "time": "ts", "event": "what", "channel": "how"}
STAGES = ((("visited", 1),), (("ordered", 1),), (("ordered", 2),))
ACTIVE = (("visited", 1), ("ordered", 1))
RULES = StageRules(STAGES, LeftRule(ACTIVE, 6 * DAY))
WEEK = PeriodWindow("week", START, START + 7 * DAY)
SPLIT = (
    (SegmentRule("buyers", (EventWindow((("ordered", 1),), None, 1),)),),
    (Attribute("kind"),),
)


def fill(world: World):
    rng = random.Random(29)
    rows = []
    for number in range(700):
        at = from_us(START) + timedelta(hours=rng.randint(-200, 400))
        channel = rng.choice(["web", "email", ""])
        what = rng.choice(["visited", "ordered", "scrolled"])
        rows.append([f"c{number % 70}", at.isoformat(), what, channel])
    people = [[f"c{number}", "odd" if number % 2 else "even"] for number in range(60)]
    world.text("log", ["who", "ts", "what", "how"], rows)
    world.text("people", ["who", "kind"], people)
    customers = {"as": "customers", "customer": "who", "keep": {"kind": "kind"}}
    return world.contract({"log": {"as": "events", **MAPPED}, "people": customers})


def digest(rows) -> int:
    """A number that any change of any row changes."""
    total = 0
    for place, row in enumerate(map(repr, rows)):
        total = (total * 31 + sum(map(ord, row)) * (place + 1)) % 1_000_003
    return total


def test_every_count_is_the_same_on_every_engine(world):
    contract = fill(world)
    cohort = Cohort(RULES, PeriodWindow("all", START - 9 * DAY, START + 20 * DAY), None, *SPLIT)
    stays = StayMeasurement(RULES, (WEEK,), *SPLIT, which="all", since=START + DAY)
    now = StandingQuestion(RULES, START + 5 * DAY, None, *SPLIT, channel="last_channel")
    moves = StandingQuestion(RULES, START + 9 * DAY, START + 5 * DAY, *SPLIT)
    found = {
        "stays": measure_stays(contract, stays),
        "grouped": measure_stays(
            contract, StayMeasurement(RULES, (WEEK,), which="all", grouped=True)
        ),
        "now": measure_standings(contract, now),
        "moves": measure_standings(contract, moves),
        "ages": measure_days(contract, DayQuestion(cohort, (1, 5))),
        "ways": measure_paths(contract, PathQuestion(cohort, 3, 9 * DAY, 3)),
        "all moves": count_moves(contract, MoveQuestion(RULES, WEEK)),
    }
    # counted by DuckDB; the same on PostgreSQL, to the last row
    assert {name: (len(rows), digest(rows)) for name, rows in found.items()} == EXPECTED
    everyone = sum(row.customers for row in found["now"] if row.segment is row.channel is None)
    assert everyone == sum(
        row.customers for row in found["now"] if row.segment is None and row.channel
    )


EXPECTED = {
    "stays": (242, 558051),
    "grouped": (113, 655793),
    "now": (54, 402386),
    "moves": (60, 455681),
    "ages": (53, 290841),
    "ways": (80, 208062),
    "all moves": (10, 979644),
}
