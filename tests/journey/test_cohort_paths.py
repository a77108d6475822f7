"""What a cohort does after it enters, by hand and against loops over every spell."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from spell_rows import random_log, spells
from stagelift.errors import ArgumentError, UnknownNameError
from tiny import MONDAY, day, workspace

NAMES = {1: "looking", 2: "buying", 3: "staying", 4: "telling"}
SPAN = "2026-01-05..2026-01-11"
LOG = [
    *[("a", day(0), "visited"), ("a", day(2), "ordered"), ("a", day(3), "visited")],
    *[("b", day(1), "visited"), ("b", day(1), "visited"), ("b", day(6), "reviewed")],
    *[("c", day(-3), "visited"), ("c", day(2), "ordered")],  # entered before the period
    ("d", day(6), "ordered"),
]


def at(days):
    return MONDAY + timedelta(days=days)


def test_the_states_of_a_cohort_by_age_by_hand(tmp_path):
    with workspace(tmp_path, LOG, as_of=at(30)) as ws:
        found = ws.occupation(SPAN, days=(2, 1, 5))
        bought = ws.occupation(SPAN, stage="buying", days=(1,))
    shares = {(r.share.stage, r.day): r.share.value for r in found}
    # a, b and d; an event at the very age has happened
    assert shares["looking", 1] == pytest.approx(2 / 3)
    assert shares["looking", 2] == pytest.approx(1 / 3)  # b
    assert shares["buying", 2] == pytest.approx(2 / 3)  # a from day 2 on, d
    assert shares["looking", 5] == pytest.approx(1 / 3)  # a came back, b reviews after five days
    assert shares["telling", 5] == pytest.approx(1 / 3)
    assert found.at("looking", 1).share.method == "wilson"
    assert bought.at("looking", 1).share.value == pytest.approx(1 / 3)  # a, of a, c and d
    assert bought.of == "buying"


def test_who_is_not_followed_so_far_is_censored_and_ages_of_nobody_are_immature(tmp_path):
    log = [(f"a{n}", day(0), "visited") for n in range(4)]
    log += [(f"b{n}", day(5), "visited") for n in range(4)]
    log += [(f"a{n}", day(1.5), "ordered") for n in range(2)]
    log += [("b0", day(5.5), "ordered")]
    log += [(f"a{n}", day(4.5), "visited") for n in range(2)]
    with workspace(tmp_path, log, as_of=at(8)) as ws:
        found = ws.occupation(SPAN, days=(2, 6, 9))
    assert found.at("buying", 2).share.value == pytest.approx(3 / 8)
    row = found.at("buying", 6)
    assert row.followed == 4
    # of three buyers the two that are followed went back; lookers stayed
    assert (row.share.value, found.at("looking", 6).share.value) == (0.0, 1.0)
    assert row.share.method == "state_occupation"
    assert found.at("looking", 9).share.status == "immature"
    assert "< 10" in str(found)  # a cohort of eight


@pytest.mark.parametrize("seed", range(2))
def test_random_logs_give_the_shares_of_loops_over_their_spells(tmp_path, seed):
    log = random_log(seed, customers=70)
    as_of = at(60)
    with workspace(tmp_path, [(w, a.isoformat(), e) for w, a, e in log], as_of=as_of) as ws:
        found = ws.occupation("2026-01-05..2026-02-03", days=(1, 7, 20))
        ways = ws.paths("2026-01-05..2026-02-03", within="10 days", length=3, goal="telling")
    own = [mine for mine in spells(log, as_of).values() if mine]
    for age in (1, 7, 20):
        seen = Counter()
        for mine in own:
            instant = mine[0][1] + timedelta(days=age)
            seen[next(s for s, a, u, _ in mine if a <= instant and (not u or u > instant))] += 1
        for number, name in NAMES.items():
            row = found.at(name, age)
            assert (row.share.k, row.share.n) == (seen[number], len(own))
            assert row.share.value == pytest.approx(seen[number] / len(own))
    walked, arrived = Counter(), Counter()
    for mine in own:
        inside = [s for s, a, *_ in mine if a < mine[0][1] + timedelta(days=10)]
        way = tuple(NAMES[stage] for stage in inside[:3]), len(inside) > 3
        walked[way] += 1
        arrived[way] += 4 in inside
    told = {(row.stages, row.more): row for row in ways if row.stages}
    assert told
    for way, row in told.items():
        assert (row.share.k, row.reached.k) == (walked[way], arrived[way])
    assert sum(row.share.k for row in ways) == len(own)
    assert min(row.share.k for row in ways) >= 10


def test_ways_collapse_repeats_and_name_what_follows(tmp_path):
    log = []
    for n in range(12):
        log += [(f"a{n}", day(0), "visited"), (f"a{n}", day(1), "visited")]
        log += [(f"a{n}", day(2), "ordered"), (f"a{n}", day(3), "visited")]
        log += [(f"b{n}", day(1), "visited")]
    log += [("c", day(0), "ordered")]  # too few to be told, so another way joins them
    log += [("late", day(6), "visited")]
    with workspace(tmp_path, log, as_of=at(10)) as ws:
        found = ws.paths(SPAN, within="5 days", length=2, goal="buying")
        alone = ws.paths("2026-01-05..2026-01-05", within="5 days", length=2, goal="staying")
    assert [(row.name, row.share.k, row.reached.value) for row in found] == [
        ("looking", 12, 0.0),
        ("other", 13, 1.0),
    ]
    # the day's own way is that of all but one, so nothing is told apart
    assert [(row.name, row.share.k) for row in alone] == [("other", 13)]
    assert found.immature == 1
    assert "1 customers are left out" in str(found)
    assert "그 밖의 모든 길" in found.text("ko")


def test_ties_are_in_the_order_of_their_names(tmp_path):
    log = [(f"a{n}", day(0), "visited") for n in range(10)]
    log += [(f"b{n}", day(0), "ordered") for n in range(10)]
    with workspace(tmp_path, log) as ws:
        assert [row.name for row in ws.paths(SPAN)] == ["buying", "looking"]


def test_a_way_of_a_value_is_not_told_where_its_rarer_ones_could_be_computed(tmp_path):
    log = [(f"a{n}", day(0), "visited") for n in range(20)]
    log += [(f"b{n}", day(0), "ordered") for n in range(20)]
    people = [(f"{kind}{n}", "x" if n < 17 else "y") for kind in "ab" for n in range(20)]
    with workspace(tmp_path, log, customers=(("customer", "kind"), people)) as ws:
        found = ws.paths(SPAN, by="kind").to_dicts()
    shown = [(row["segment"], row["path"], row["k"]) for row in found]
    assert ("kind=y", "looking", 3) not in shown
    assert ("kind=x", "looking", 17) not in shown  # 20 less 17 would tell


RETURNS = """\
  looking: visited
  buying: {enter: ordered, may_go_back_to: looking}
  telling: {enter: reviewed, may_go_back_to: buying}
"""


def test_returns_nobody_planned_for_are_counted(tmp_path):
    log = []
    for n in range(11):
        log += [(f"a{n}", day(0), "ordered"), (f"a{n}", day(1), "visited")]
        log += [(f"a{n}", day(2), "reviewed"), (f"a{n}", day(3), "visited")]
    log += [("b", day(0), "reviewed"), ("b", day(9), "visited")]  # after the period
    with workspace(tmp_path, log, stages=RETURNS) as ws:
        found = ws.paths(SPAN)
        (unexpected,) = found.unexpected
        kinds = {(move.start, move.end): move.kind for move in found.moves}
        exits = dict(ws.time_in_stage(SPAN).row("telling").exits)
    assert (unexpected.start, unexpected.end, unexpected.moves) == ("telling", "looking", 11)
    assert kinds["buying", "looking"] == "back"
    assert exits == {"unexpected": 12}  # of who entered in the period, whenever they left
    assert "telling > looking: 11 by 11 customers" in str(found)


@pytest.mark.parametrize(
    ("question", "asked", "said"),
    [
        ("paths", {"length": 0}, "length: 0 came; 1 to 12"),
        ("paths", {"goal": "buyin"}, "unknown stage 'buyin'. Did you mean 'buying'"),
        ("paths", {"within": "5"}, "within: "),
        ("occupation", {"days": (0, 1)}, "whole days from 1 on"),
        ("occupation", {"stage": "nowhere"}, "unknown stage 'nowhere'"),
        ("occupation", {"by": "x"}, "unknown segment or attribute 'x'"),
    ],
)
def test_what_cannot_be_asked_is_said(tmp_path, question, asked, said):
    raised = pytest.raises((ArgumentError, UnknownNameError), match=said)
    with workspace(tmp_path, LOG) as ws, raised:
        getattr(ws, question)(SPAN, **asked)


def test_nobody_in_the_period_is_no_data(tmp_path):
    with workspace(tmp_path, [("a", day(-20), "visited")]) as ws:
        found = ws.occupation(SPAN)
        assert {row.share.status for row in found} == {"no_data"}
        assert list(ws.paths(SPAN)) == []
        assert ws.paths(SPAN).to_dicts() == []
        assert "looking" in found.text("ko")
        assert str(ws.paths(SPAN))
