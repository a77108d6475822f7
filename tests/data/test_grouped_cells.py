"""Sums by group of customers are the KPI query's own sums, on every engine, group by group."""

from __future__ import annotations

from collections import Counter

from stagelift.data.query import Attribute, Entrants, SegmentRule, measure
from stagelift.data.query.grouped_cells import GroupedQuestion, Slot, measure_grouped
from stagelift.data.query.hashed_groups import hashed_group
from stagelift.data.query.segment_specs import EventWindow

from .test_kinds_on_engines import DAY, fill, plan
from .worlds import World

ENTRANTS = (Entrants(1, "first_ever"), Entrants(2))


def asked(**more) -> GroupedQuestion:
    whole = plan(populations=ENTRANTS, **more)
    slots = tuple(
        Slot(name, f"{code}{period}", code, (period,))
        for name, _ in whole.values
        for code in (0, 1)
        for period in (0, 1)
    )
    return GroupedQuestion(whole, slots)


def test_groups_add_up_to_the_cells(world: World):
    contract = fill(world)
    question = asked(segments=(SegmentRule("seen", (EventWindow((("visited", 1),), 9 * DAY, 1),)),))
    found = measure_grouped(contract, question)
    cells = measure(contract, question.plan)
    sums: Counter[tuple[object, ...]] = Counter()
    for row in found:
        key = (row.value, row.slot, row.segment)
        sums[*key, "n"] += row.n
        sums[*key, "top"] += row.top
        sums[*key, "bottom"] += row.bottom
    expected: Counter[tuple[object, ...]] = Counter()
    for cell in cells:
        key = (cell.value, f"{cell.population}{cell.period}", cell.segment)
        expected[*key, "n"] += cell.n
        pair = cell.pair
        expected[*key, "top"] += cell.s1 + cell.shift * cell.n
        bottom = cell.n if pair is None else pair.y + pair.shift_y * pair.n
        expected[*key, "bottom"] += bottom
    assert +sums == +expected
    assert {segment for *_, segment, _ in sums} == {None, "seen"}
    assert {row.group for row in found} <= {hashed_group(f"c{n}") for n in range(81)}


def test_days_and_periods_are_added_up_as_the_slot_says(world: World):
    contract = fill(world)
    question = asked()
    (first, *_) = question.slots
    days = sorted({c.day for c in measure(contract, question.plan) if c.value == first.value})
    both = Slot(first.value, "both", 1, (0, 1))
    less = Slot(first.value, "less", 1, (0, 1), (days[0],))
    found = measure_grouped(contract, GroupedQuestion(question.plan, (both, less)))
    n = {slot: sum(row.n for row in found if row.slot == slot) for slot in ("both", "less")}
    cells = [c for c in measure(contract, question.plan) if c.value == first.value]
    own = [c for c in cells if c.population == 1]
    assert n["both"] == sum(c.n for c in own)
    assert n["less"] == sum(c.n for c in own if c.day != days[0]) < n["both"]


def test_nothing_asked_is_nothing_found(files: World):
    assert measure_grouped(fill(files), GroupedQuestion(plan(), ())) == ()


def test_values_of_an_attribute_are_apart(files: World):
    files.text(
        "people", ["user", "kind"], [[f"c{n}", "odd" if n % 2 else "even"] for n in range(81)]
    )
    contract = fill(files)
    source = {"as": "customers", "customer": "user", "keep": {"kind": "kind"}}
    events = {
        "customer": "user",
        "time": "ts",
        "event": "name",
        "value": "amount",
        "order_id": "no",
    }
    contract = files.contract({"log": events, "people": source})
    question = asked(attributes=(Attribute("kind"),))
    found = measure_grouped(contract, question)
    odd = {row.group for row in found if row.segment == "kind=odd"}
    assert odd
    assert odd <= {hashed_group(f"c{n}") for n in range(1, 81, 2)}
    for slot in question.slots:
        own = [row for row in found if (row.value, row.slot) == (slot.value, slot.name)]
        whole = sum(row.n for row in own if row.segment is None)
        assert whole == sum(row.n for row in own if row.segment is not None)
