"""Segments, lifecycles, RFM and motives are the same on every engine, to the last customer."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from stagelift.data.query import Attribute, PeriodWindow
from stagelift.data.query.lifecycles import Lifecycles, measure_lifecycles
from stagelift.data.query.memberships import Memberships, measure_memberships
from stagelift.data.query.motives import Motives, measure_motives
from stagelift.data.query.rfms import RfmQuestion, RfmScale, measure_cuts, measure_rfm
from stagelift.data.zones import from_us
from stagelift.definitions import Segment
from stagelift.journey.rules import segment_rule

from .worlds import World, us

DAY = 86_400_000_000
START = us("2026-03-02T00:00+09:00")
EVENTS = {
    "customer": "user",
    "time": "ts",
    "event": "name",
    "value": "amount",
    "order_id": "no",
    "event_id": "id",
}
PEOPLE = {
    "as": "customers",
    "customer": "user",
    "valid_from": "since",
    "valid_to": "until",
    "keep": {"grade": "grade", "age": "age"},
}
SURVEYS = {
    "as": "surveys",
    "customer": "user",
    "instrument": "question",
    "score": "score",
    "comment": "words",
    "invited": "asked",
    "answered": "told",
}
RULES = tuple(
    segment_rule(Segment(name=f"s{n}", **keys), "Asia/Seoul")
    for n, keys in enumerate(
        [
            {"did": "ordered", "at_least": "2 times", "within": "20 days"},
            {"did_not": "returned", "since": "2026-03-10"},
            {"did": "visited", "but_not": "ordered", "within": "9 days"},
            {"did": "ordered", "at_least": "100 KRW"},
            {"did": ["visited", "ordered x2 | returned"], "did_not": "ordered x5"},
            {"where": ["grade in gold, vip", "age >= 30"]},
            {"where": ["grade not in gold"], "did": "ordered"},
            {"sql": "SELECT customer FROM events WHERE at > as_of - INTERVAL '230' DAY"},
            {
                "sql": "WITH big AS (SELECT customer, at FROM events WHERE value > 50000000) "
                "SELECT customer, MIN(at) AS since FROM big GROUP BY customer"
            },
        ]
    )
)
PERIODS = tuple(
    PeriodWindow(f"w{n}", START + 7 * n * DAY, START + 7 * (n + 1) * DAY) for n in range(4)
)


def fill(world: World, order: random.Random | None = None):
    rng = random.Random(31)
    rows, people, answers = [], [], []
    for number in range(1500):
        at = from_us(START + rng.randint(-80, 160) * DAY // 4)
        name = rng.choice(["visited", "ordered", "ordered", "returned"])
        value = f"{rng.randint(-500, 9000) / 100:.2f}" if name == "ordered" else ""
        no = f"o{rng.randint(0, 600)}" if name == "ordered" and number % 3 else ""
        rows.append([f"c{rng.randint(0, 150)}", at.isoformat(), name, value, no, f"e{number}"])
    for number in range(0, 160, 2):
        begin = from_us(START - 30 * DAY)
        for step in range(rng.randint(1, 3)):
            since = begin + timedelta(days=step * rng.randint(5, 20))
            until = (since + timedelta(days=40)).isoformat() if rng.random() < 0.3 else ""
            grade, age = rng.choice(["gold", "vip", "new"]), rng.choice(["29", "30", "51", ""])
            people.append([f"c{number}", since.isoformat(), until, grade, age])
    for number in range(200):
        asked = from_us(START + rng.randint(-20, 30) * DAY)
        told = (asked + timedelta(hours=rng.randint(1, 50))).isoformat()
        score, words = (
            (str(rng.randint(1, 3)), "") if number % 4 else ("", rng.choice(["price", "x"]))
        )
        question = rng.choice(["why", "why", "how"])
        answers.append([f"c{rng.randint(0, 150)}", question, score, words, asked.isoformat(), told])
    if order is not None:
        rows += rng.sample(rows, 200)
        order.shuffle(rows)
        order.shuffle(answers)
    world.text("log", ["user", "ts", "name", "amount", "no", "id"], rows)
    world.text("people", ["user", "since", "until", "grade", "age"], people)
    world.text("asked", ["user", "question", "score", "words", "asked", "told"], answers)
    return world.contract({"log": EVENTS, "people": PEOPLE, "asked": SURVEYS})


def everything(contract):
    at = START + 21 * DAY
    scale = RfmScale(
        (("ordered", 1),),
        60 * DAY,
        (3, 6, 9, 14),
        (1, 2, 3, 4),
        (10**7, 3 * 10**7, 6 * 10**7, 10**8),
    )
    split = {"segments": (RULES[0], RULES[5], RULES[8]), "attributes": (Attribute("grade"),)}
    terms = (("visited", 1), ("ordered", 1))
    return {
        "members": measure_memberships(
            contract, Memberships(RULES, (("some", (0, 2, 5)), ("two", (1, 3))), at)
        ),
        "lifecycle": measure_lifecycles(contract, Lifecycles(terms, PERIODS, None, **split)),
        "longer": measure_lifecycles(contract, Lifecycles(terms, PERIODS, 9 * DAY)),
        "cuts": measure_cuts(contract, scale, at),
        "rfm": measure_rfm(contract, RfmQuestion(scale, (at,), **split)),
        "moves": measure_rfm(contract, RfmQuestion(scale, (at - 14 * DAY, at), **split)),
        "motives": measure_motives(
            contract, Motives(None, "why", ("price",), (RULES[0], RULES[5]), at)
        ),
    }


@pytest.mark.on_spark
def test_every_question_on_every_engine(world: World, files: World):
    found, expected = everything(fill(world)), everything(fill(files))
    assert found == expected
    counts = found["members"]
    assert all(0 < size < counts.known for size in counts.sizes)
    assert counts.sets[0].one
    assert counts.sets[0].several
    states = {one.state for one in found["lifecycle"] if one.customers}
    assert states == {"new", "retained", "resurrected", "turned_dormant", "still_dormant"}
    assert {one.segment for one in found["lifecycle"]} >= {None, "s0", "s5", "grade=gold"}
    assert len({cell.scores for cell in found["rfm"]}) > 10
    assert any(cell.earlier == (0, 0, 0) for cell in found["moves"])
    assert {one.answer for one in found["motives"]} == {None, "1", "2", "3", "price", "other"}


def test_shuffled_and_doubled_rows_change_nothing(files: World, tmp_path):
    other = World(tmp_path, None)
    asked = Memberships(RULES[:5], (), START + 21 * DAY)
    lives = Lifecycles((("visited", 1),), PERIODS, None, attributes=(Attribute("grade"),))
    try:
        one, shuffled = fill(files), fill(other, random.Random(5))
        assert measure_memberships(one, asked) == measure_memberships(shuffled, asked)
        assert measure_lifecycles(one, lives) == measure_lifecycles(shuffled, lives)
    finally:
        other.close()
