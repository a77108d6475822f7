"""Questions about stages give the same counts on every engine, having left included."""

from __future__ import annotations

import random

import pytest

from stagelift.data.contract import Contract
from stagelift.data.query.crosswalks import CrosswalkQuestion, count_crosswalk
from stagelift.data.query.evidence import (
    read_events,
    read_first_contacts,
    read_stage_entries,
)
from stagelift.data.query.moves import MoveQuestion, count_moves
from stagelift.data.query.specs import PeriodWindow
from stagelift.data.query.stage_steps import StepQuestion, count_steps
from stagelift.data.zones import from_us, to_us
from stagelift.definitions import Journey, Stage
from stagelift.definitions.stages import EndOfContract
from stagelift.journey.spells import stage_rules

from .worlds import AS_OF, World, us

DAY = 86_400_000_000
START = us("2026-03-02T00:00+09:00")
MONTH = PeriodWindow("month", START, START + 30 * DAY)
EVENTS = {"as": "events", "customer": "user", "time": "ts", "event": "name", "value": "amount"}
TERMS = {"as": "contracts", "customer": "user", "start": "first", "end": "last"}
NAMES = ("visited", "wished", "added", "ordered", "opened")
STAGES = {
    "look": Stage(name="look", enter="visited"),
    "weigh": Stage(name="weigh", enter="wished | added"),
    "buy": Stage(name="buy", enter="ordered"),
    "again": Stage(name="again", enter="ordered x2"),
    "gone": Stage(name="gone", after="9 days without visited | wished | added | ordered"),
}


def fill(world: World) -> tuple[Contract, Journey]:
    rng = random.Random(11)
    rows, terms = [], []
    for _ in range(700):
        at = from_us(START + rng.randint(-40, 160) * DAY // 4)
        amount = f"{rng.randint(1, 90)}" if rng.random() < 0.5 else ""
        rows.append([f"c{rng.randint(0, 40)}", at.isoformat(), rng.choice(NAMES), amount])
    for number in range(40):
        first = START + rng.randint(0, 20) * DAY
        for length in (rng.randint(1, 9), rng.randint(1, 9)):
            last = first + length * DAY
            terms.append([f"c{number}", from_us(first).isoformat(), from_us(last).isoformat()])
            first = last + rng.choice((0, 3)) * DAY
    world.text("log", ["user", "ts", "name", "amount"], rows)
    world.text("terms", ["user", "first", "last"], terms)
    journey = world.journey({"log": EVENTS, "terms": TERMS})
    journey = journey.model_copy(update={"stages": STAGES})
    return Contract(world.engine(journey), journey, to_us(AS_OF)), journey


def by_contract(contract: Contract, journey: Journey) -> tuple[Contract, Journey]:
    """The same with a state of having left that the end of a contract decides."""
    gone = Stage(name="gone", after=EndOfContract())
    journey = journey.model_copy(update={"stages": {**STAGES, "gone": gone}})
    return Contract(contract.engine, journey, contract.as_of_us), journey


def answers(contract: Contract, journey: Journey) -> list[object]:
    rules = stage_rules(journey)
    steps = ((("wished", 1),), (("added", 1),), (("ordered", 2),))
    before = stage_rules(journey.model_copy(update={"stages": {"look": STAGES["look"]}}))
    return [
        read_events(contract),
        read_first_contacts(contract, ("visited", "ordered"), ("opened",)),
        read_stage_entries(contract, rules.stages),
        count_moves(contract, MoveQuestion(rules, MONTH)),
        count_steps(contract, StepQuestion(rules.stages, 2, steps, MONTH, 4 * DAY)),
        count_crosswalk(contract, CrosswalkQuestion(before, rules, START + 25 * DAY)),
    ]


@pytest.mark.on_spark
@pytest.mark.parametrize("leaving", ["silence", "contract"])
def test_every_engine_counts_the_same(world: World, files: World, leaving: str):
    here, there = fill(world), fill(files)
    if leaving == "contract":
        here, there = by_contract(*here), by_contract(*there)
    found = answers(*here)
    assert found == answers(*there)
    entries = found[2]
    assert [one.stage for one in entries] == [1, 2, 3, 4, 5]  # the fifth has left
    assert all(one.customers > 5 for one in entries)
    assert {one.end for one in found[3]} == {1, 2, 3, 4, 5}
    assert found[4].n > 10
    assert len(found[5]) > 5
