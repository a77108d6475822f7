"""Tables that many questions share give each of them what it would have read for itself."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from sqlglot import exp

from stagelift.data.query import (
    Entrants,
    EventTotal,
    EventWindow,
    Flag,
    MappedAssignments,
    Measurement,
    PeriodWindow,
    SegmentRule,
    event_table,
    measure,
)
from stagelift.data.query.event_needs import EventNeeds, needs_of, numbered_events
from stagelift.data.zones import from_us

from .worlds import World, us

DAY = 86_400_000_000
START = us("2026-03-02T00:00+00:00")
WEEKS = tuple(
    PeriodWindow(f"w{n}", START + 7 * n * DAY, START + 7 * (n + 1) * DAY) for n in range(6)
)
SEEN, ORDERED, AGAIN = (("visited", 1),), (("ordered", 1),), (("ordered", 2),)
WHOLE = Measurement(
    stages=(SEEN, ORDERED, AGAIN),
    populations=(Entrants(1), Entrants(2, "first_ever"), Entrants(3, "any")),
    values=(
        ("first", Flag(ORDERED, 5 * DAY, first=True)),
        ("second", Flag(AGAIN, 9 * DAY)),
        ("spent", EventTotal("ordered", 6 * DAY)),
        ("back", Flag(SEEN, 4 * DAY)),
    ),
    periods=WEEKS,
    segments=(SegmentRule("buyers", (EventWindow(ORDERED, 20 * DAY, 1),)),),
    zone="Asia/Seoul",
    as_of=us("2026-11-01T00:00+00:00"),
)
FEWER = replace(WHOLE, values=WHOLE.values[3:], segments=(), populations=(Entrants(1),))
TEST = replace(
    WHOLE,
    stages=(),
    populations=(MappedAssignments("x", START, START + 9 * DAY),),
    periods=(),
    segments=(),
    lookback=8 * DAY,
)
UNSEEN = replace(FEWER, values=(("other", Flag((("returned", 1),), 5 * DAY)),))
LATER = replace(FEWER, values=(("day", Flag(ORDERED, 9 * DAY, later_day=True)),))


def log(files: World):
    rng = random.Random(5)
    rows = []
    for number in range(1_500):
        at = from_us(START + rng.randint(-30, 90) * DAY // 2)
        name = rng.choice(["visited", "visited", "ordered", "returned"])
        order = f"o{number // 3}" if name == "ordered" else ""
        user, amount = f"c{rng.randint(0, 60)}", str(rng.randint(1, 90))
        rows.append([user, at.isoformat(), name, amount, f"{number}", order])
    header = ["user", "ts", "name", "amount", "no", "order_no"]
    files.text("log", header, [*rows, *rows[:40]])
    sent = [
        [f"c{n}", "x", rng.choice("ab"), from_us(START + n % 9 * DAY).isoformat()]
        for n in range(50)
    ]
    files.text("sent", ["user", "test", "arm", "ts"], sent)
    events = {"customer": "user", "time": "ts", "event": "name", "value": "amount"}
    mapped = {"as": "assignments", "customer": "user", "experiment": "test", "variant": "arm"}
    return {
        "log": {**events, "event_id": "no", "order_id": "order_no"},
        "sent": {**mapped, "time": "ts"},
    }


@pytest.mark.parametrize(
    "plans", [(WHOLE, FEWER, TEST), (TEST, FEWER, WHOLE), (FEWER, UNSEEN, LATER, WHOLE, UNSEEN)]
)
def test_cells_are_those_of_a_question_that_reads_for_itself(files: World, plans):
    sources = log(files)
    alone, many = files.contract(sources), files.contract(sources)
    many.keep("events", ("at", "event"), optional=("value", "order_id"))
    for plan in plans:
        found, expected = measure(many, plan), measure(alone, plan)
        # sums of cubes are floats, whose last digits follow the order of the rows
        assert [replace(c, s3=0.0) for c in found] == [replace(c, s3=0.0) for c in expected]
        assert sum(cell.n for cell in found) > 20
        assert [c.s3 for c in found] == pytest.approx([c.s3 for c in expected])


def test_a_wider_table_is_read_again_and_a_narrower_one_is_not(files: World):
    contract = files.contract(log(files))
    contract.keep("events", ("at", "event"), optional=("value", "order_id"))
    whole, fewer, unseen = (needs_of(contract, plan) for plan in (WHOLE, FEWER, UNSEEN))
    assert whole.covers(fewer)
    assert not fewer.covers(whole)
    assert not whole.covers(unseen)
    assert not whole.covers(needs_of(contract, LATER))
    tables = [event_table.event_table(contract, plan).sql() for plan in (WHOLE, FEWER, UNSEEN)]
    assert tables[0] == tables[1] != tables[2]


def test_without_keep_nothing_is_shared(files: World):
    contract = files.contract(log(files))
    assert contract.shared(needs_of(contract, WHOLE), lambda: pytest.fail("built")) is None


def test_only_events_counted_from_an_occurrence_are_numbered(files: World):
    assert numbered_events(WHOLE) == {"ordered"}
    assert numbered_events(replace(FEWER, stages=(SEEN, ORDERED))) == frozenset()
    contract = files.contract(log(files))
    query = event_table.event_table(contract, WHOLE)
    rows = contract.engine.run(query.select("event", "nth", append=False))
    assert {name for name, nth in rows if nth is None} == {"visited"}
    assert max(nth for name, nth in rows if name == "ordered") > 2


@pytest.mark.parametrize(
    ("numbered", "patterns"),
    [
        (set(), ()),
        ({"ordered"}, ()),
        ({"ordered"}, (ORDERED,)),  # all that is put in order is numbered
        ({"ordered"}, (SEEN, AGAIN)),  # visits are put in order and have no number
        (set(), (ORDERED, SEEN)),
        ({"visited", "ordered", "returned"}, (AGAIN,)),  # every kind there is
    ],
)
def test_numbers_and_first_instants_are_those_of_a_count_by_hand(files: World, numbered, patterns):
    contract = files.contract(log(files))
    kinds = frozenset({"visited", "ordered", "returned"})
    needs = EventNeeds(kinds, frozenset(numbered), (), True, patterns)
    firsts = [f"first_{place}" for place in range(len(patterns))]
    columns = ["customer", "event", "at", *(["nth"] if numbered else []), *firsts]
    query = event_table.wide_events(contract, needs, None).subquery("w")
    rows = contract.engine.run(exp.select(*(exp.column(c, "w") for c in columns)).from_(query))
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    assert len(found) > 1_000
    times: dict[tuple[str, str], list[int]] = {}
    for row in sorted(found, key=lambda one: one["at"]):
        times.setdefault((row["customer"], row["event"]), []).append(row["at"])
    if numbered:  # of rows at one instant either may be the first
        for key, instants in times.items():
            mine = [r for r in found if (r["customer"], r["event"]) == key]
            numbers = sorted((r["at"], r["nth"]) for r in mine if r["nth"] is not None)
            counted = range(1, len(instants) + 1) if key[1] in numbered else ()
            assert numbers == list(zip(instants, counted, strict=False))
    for name, (((event, nth),)) in zip(firsts, patterns, strict=True):
        for row in found:
            own = times.get((row["customer"], event), [])
            hit = row["event"] == event and (nth == 1 or row["nth"] >= nth)
            assert row[name] == (own[nth - 1] if hit else None)
