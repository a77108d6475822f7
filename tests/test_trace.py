"""One customer, traced: the timeline by hand, and each rule's answer beside the aggregates'."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import stagelift
from stagelift.errors import ArgumentError
from tiny import day, workspace

SEGMENTS = """\
  open_cart: {did: visited, but_not: ordered, within: 30 days}
  older: {where: {age: '> 30'}}
  by_hand: {sql: select customer from somewhere}
"""
METRICS = """\
  first_order: {conversion: ordered, within: 7 days}
  spent: {sum: ordered.value, within: 30 days}
"""
EXPERIMENT = """\
question: Does it work?
audience: everyone
primary: first_order
secondary: [spent]
variants: {old: email, new: push}
run: 2026-01-05..2026-01-11
"""
EVENTS = [
    ["kim", day(-3), "visited", "", "e0"],
    ["kim", day(1), "visited", "", "e1"],
    ["kim", day(2), "ordered", "12.5", "e2"],
    ["kim", day(2), "ordered", "99", "e2", day(9)],
    ["kim", day(50), "ordered", "7", "e4"],
    ["lee", day(40), "visited", "", "e3"],
]
CUSTOMERS = (("customer", "age"), [("kim", "41"), ("park", "20")])


@pytest.fixture
def shop(tmp_path: Path) -> stagelift.Workspace:
    return workspace(
        tmp_path,
        [[*row, *[""] * (5 - len(row)), row[1]] if len(row) < 6 else row for row in EVENTS],
        metrics=METRICS,
        experiments={"trial": EXPERIMENT},
        segments=SEGMENTS,
        customers=CUSTOMERS,
        surveys=(("customer", "score", "invited", "answered"), [("kim", "9", day(3), day(4))]),
    )


def test_the_timeline_holds_each_row_once_with_the_stages_it_opens(shop):
    found = shop.trace("kim")
    told = [(one.kind, one.name) for one in found.moments]
    assert told == [
        ("event", "visited"),
        ("stage", "looking"),
        ("entered", "trial"),
        ("event", "visited"),
        ("event", "ordered"),
        ("stage", "buying"),
        ("invited", "survey"),
        ("answered", "survey"),
        ("event", "ordered"),
        ("stage", "staying"),
    ]
    assert [one.details for one in found.moments if one.name == "ordered"] == [
        {"value": 12.5},
        {"value": 7.0},
    ]
    assert found.moments[7].details == {"score": 9}
    assert found.stage == "staying"
    assert found.attributes == {"age": "41"}


def test_each_rule_is_answered(shop):
    assert shop.trace("kim").segments == {"open_cart": False, "older": True, "by_hand": None}
    assert shop.trace("lee").segments == {"open_cart": True, "older": False, "by_hand": None}


def test_values_are_those_of_the_query_that_reads_the_experiment(shop):
    (part,) = shop.trace("kim").parts
    assert part.variant == part.hashed
    assert part.since.isoformat() == day(0)
    assert part.values == {"first_order": 1.0, "spent": 12.5}
    (other,) = shop.trace("lee").parts
    assert (other.variant, other.reason, other.values) == (None, "audience", {})


def test_a_customer_only_the_table_of_customers_knows(shop):
    found = shop.trace("park")
    assert found.moments == ()
    assert found.stage is None
    assert found.attributes == {"age": "20"}


def test_an_unknown_customer_is_an_error_and_case_counts(shop):
    for name in ("Kim", "nobody", "", "kim' OR '1'='1"):
        with pytest.raises(ArgumentError, match="no row of customer"):
            shop.trace(name)


def test_a_trace_is_json_and_nothing_of_it_is_kept(shop):
    text = json.dumps(shop.trace("kim").to_dict())
    assert '"experiment": "trial"' in text
    kept = [path for path in (shop.root / ".stagelift").rglob("*") if path.is_file()]
    assert not [path for path in kept if "kim" in path.read_text(encoding="utf-8")]
    # the same question of everyone afterwards is about everyone again
    assert shop.kpis("2026-W02").estimates


def test_a_held_out_customer_is_told_so(tmp_path):
    shop = workspace(
        tmp_path,
        [[str(number), day(-1), "visited"] for number in range(40)],
        metrics=METRICS,
        experiments={"trial": EXPERIMENT},
        rules="  holdout: 30%\n",
    )
    reasons = [shop.trace(str(number)).parts[0].reason for number in range(40)]
    assigned = sum(shop.experiments["trial"].readout().assigned.values())
    assert 0 < reasons.count("holdout") < 40
    assert reasons.count("") == assigned
    assert set(reasons) == {"", "holdout"}
