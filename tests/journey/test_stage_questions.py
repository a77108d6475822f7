"""Steps, returns, parts and versions of stages: by hand, and recomputed in plain Python."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from stagelift.errors import ArgumentError, UnknownNameError
from stagelift.journey.stages.parts import rolled_up
from stagelift.reports.korean_sentences import in_korean
from tiny import LATER, MONDAY, WEEK, day, workspace

STAGES = """\
  looking: {enter: visited, part: before, aliases: [awareness]}
  weighing:
    enter: wished | added
    steps: {wish: wished, cart: added, address: addressed}
    may_go_back_to: awareness
  buying: {enter: ordered, part: during, may_go_back_to: weighing}
  telling: {enter: reviewed, part: after}
  gone: {after: 30 days without visited | ordered | wished | added | reviewed}
"""
WAS = """\
version: 2
valid_from: 2026-02-01
was:
  1:
    stages: {looking: visited, basket: added, buying: ordered}
    crosswalk: {basket: weighing}
"""


def at(days: float) -> datetime:
    return MONDAY + timedelta(days=days)


def steps(ws, **options):
    """(entrants, immature, none, [(step, reached, onward, furthest)])."""
    found = ws.steps("weighing", WEEK, **options)
    rows = [
        (row.step, row.reached.k, row.onward and (row.onward.k, row.onward.n), row.furthest)
        for row in found
    ]
    return found.n, found.immature, found.none, rows


def test_steps_count_inside_the_stage_and_add_up_to_it(tmp_path):
    log = [
        ("a", day(0), "wished"),
        ("a", day(1), "added"),
        ("a", day(2), "addressed"),
        ("b", day(0), "added"),  # skips the wish
        ("b", day(1), "wished"),  # and comes back to it: the cart was not after the wish
        ("c", day(0), "wished"),
        ("c", day(1), "ordered"),
        ("c", day(2), "addressed"),  # after the stage
        ("d", day(0), "wished"),
        ("d", day(7), "added"),  # at the very end of the window
        ("e", day(-1), "wished"),  # entered before the period
        ("e", day(1), "addressed"),
    ]
    with workspace(tmp_path, log, stages=STAGES) as ws:
        assert steps(ws) == (
            4,
            0,
            0,
            [("wish", 4, None, 2), ("cart", 2, (1, 4), 1), ("address", 1, (1, 2), 1)],
        )


def test_an_event_that_opens_the_stage_and_is_left_at_once_is_a_step(tmp_path):
    log = [("a", day(0), "added"), ("a", day(0), "ordered")]
    with workspace(tmp_path, log, stages=STAGES) as ws:
        assert steps(ws)[3] == [
            *[("wish", 0, None, 0), ("cart", 1, (0, 0), 1), ("address", 0, (0, 1), 0)]
        ]
        (_, cart, _) = ws.steps("weighing", WEEK)
        assert (cart.onward.status, cart.onward.value) == ("no_data", None)


def test_entrants_whose_window_is_open_are_in_no_number(tmp_path):
    log = [("a", day(0), "wished"), ("b", day(1), "wished"), ("b", day(2), "added")]
    with workspace(tmp_path, log, stages=STAGES, as_of=at(7)) as ws:
        assert steps(ws)[:2] == (1, 1)
        assert steps(ws, within="6 days")[:2] == (2, 0)


def test_few_entrants_are_not_shown(tmp_path):
    log = [(f"c{n}", day(0), "wished") for n in range(9)]
    with workspace(tmp_path, log, stages=STAGES) as ws:
        few = ws.steps("weighing", WEEK)
        assert str(few) == "Steps of weighing: fewer than 10 customers entered it in 2026-W02"
        assert {row["value"] for row in few.to_dicts()} == {None}
        assert {row["n"] for row in few.to_dicts()} == {None}
    with workspace(tmp_path / "more", [*log, ("z", day(0), "added")], stages=STAGES) as ws:
        found = ws.steps("weighing", WEEK)
        rows = {(row["step"], row["measure"]): row for row in found.to_dicts()}
        assert rows["wish", "reached"]["value"] == 0.9
        assert rows["cart", "onward"]["value"] is None  # nine took the step before
        assert "got this far" in str(found)
        assert "여기까지" in found.text("ko")


def test_steps_of_a_stage_without_steps_name_those_that_have(tmp_path):
    with workspace(tmp_path, [("a", day(0), "wished")], stages=STAGES) as ws:
        with pytest.raises(ArgumentError, match="stages with steps are weighing"):
            ws.steps("awareness")
        with pytest.raises(UnknownNameError, match="Did you mean 'weighing'"):
            ws.steps("wieghing")
        with pytest.raises(ArgumentError, match="within: "):
            ws.steps("weighing", within="2 moons")


EVENTS = ("visited", "wished", "added", "addressed", "ordered", "reviewed")
OPENS = {"visited": 0, "wished": 1, "added": 1, "ordered": 2, "reviewed": 3}
NAMES = ("looking", "weighing", "buying", "telling")


def random_log(seed, customers=14):
    """Events at distinct instants over 40 days; nobody is silent for 30."""
    rng = random.Random(seed)
    hours = rng.sample(range(40 * 24), 260)
    return [(f"c{rng.randrange(customers)}", at(h / 24), rng.choice(EVENTS)) for h in hours]


def stays(mine):
    """(stage, entry, next entry or None) of one customer's events."""
    entries = []
    for when, event in sorted(mine):
        stage = OPENS.get(event)
        if stage is not None and (not entries or entries[-1][0] != stage):
            entries.append((stage, when))
    ends = [when for _, when in entries[1:]] + [None]
    return [(stage, start, end) for (stage, start), end in zip(entries, ends, strict=True)]


def by_customer(log):
    people = sorted({who for who, _, _ in log})
    return {who: [(when, event) for one, when, event in log if one == who] for who in people}


@pytest.mark.parametrize("seed", range(3))
def test_random_steps_are_those_of_a_loop(tmp_path, seed):
    log = random_log(seed)
    order = ("wished", "added", "addressed")
    reached, onward, furthest, entrants = Counter(), Counter(), Counter(), 0
    for mine in by_customer(log).values():
        inside = [s for s in stays(mine) if s[0] == 1 and at(7) <= s[1] < at(14)]
        if not inside:
            continue
        entrants += 1
        _, start, end = inside[0]
        end = min(start + timedelta(days=7), end or LATER)
        took = {e: [t for t, event in mine if event == e and start <= t < end] for e in order}
        done = [n for n, event in enumerate(order) if took[event]]
        reached.update(done)
        furthest.update(done[-1:])
        for n in (1, 2):
            if took[order[n]] and took[order[n - 1]]:
                onward[n] += max(took[order[n]]) >= min(took[order[n - 1]])
    text = [(who, when.isoformat(), event) for who, when, event in log]
    with workspace(tmp_path, text, stages=STAGES) as ws:
        found = ws.steps("weighing", "2026-W03")
        assert found.n == entrants > 4
        assert [row.reached.k for row in found] == [reached[n] for n in range(3)]
        assert [row.onward.k for row in found.rows[1:]] == [onward[1], onward[2]]
        assert [row.furthest for row in found] == [furthest[n] for n in range(3)]
        assert found.none + sum(row.furthest for row in found) == found.n


def test_a_return_is_unexpected_where_other_stages_are_named(tmp_path):
    log = []
    for n in range(12):
        mine = ("visited", "added", "visited", "added", "ordered", "visited", "reviewed", "visited")
        log += [(f"c{n}", day(place / 2), event) for place, event in enumerate(mine)]
    with workspace(tmp_path, log, stages=STAGES, as_of=at(90)) as ws:
        found = ws.returns(WEEK)
        kinds = {(move.start, move.stage): (move.kind, move.k) for move in found}
        assert kinds == {
            ("looking", "weighing"): ("advance", 24),
            ("weighing", "looking"): ("back", 12),
            ("weighing", "buying"): ("advance", 12),
            ("buying", "looking"): ("unexpected", 12),
            ("looking", "telling"): ("advance", 12),
            ("telling", "looking"): ("back", 12),  # it names no stage: every return is expected
        }
        assert [(move.start, move.stage) for move in found.unexpected] == [("buying", "looking")]
        assert "12 moves lead back where 'may_go_back_to' names other stages." in str(found)
        assert "12건" in found.text("ko")
        later = ws.returns("2026-02-02..2026-02-08")
        assert [(move.start, move.stage, move.kind) for move in later] == [
            ("looking", "gone", "left")
        ]


def test_coming_back_after_having_left_is_no_return(tmp_path):
    log = [("a", day(-60), "reviewed"), ("a", day(1), "visited")]
    with workspace(tmp_path, log, stages=STAGES) as ws:
        assert [(m.start, m.stage, m.kind) for m in ws.returns(WEEK)] == [
            ("gone", "looking", "came back")
        ]


@pytest.mark.parametrize("seed", range(3))
def test_random_moves_are_those_of_a_loop(tmp_path, seed):
    log = random_log(seed)
    moves = Counter()
    for mine in by_customer(log).values():
        entries = stays(mine)
        for (stage, _, end), (following, _, _) in pairwise(entries):
            if at(7) <= end < at(14):
                moves[NAMES[stage], NAMES[following]] += 1
    text = [(who, when.isoformat(), event) for who, when, event in log]
    with workspace(tmp_path, text, stages=STAGES) as ws:
        found = ws.returns("2026-W03")
        assert {(move.start, move.stage): move.k for move in found} == dict(moves)
        assert all(row["k"] is None for row in found.to_dicts() if row["customers"] is None)
    doubled = [(*row, "", f"id{n}") for n, row in enumerate(text)]
    with workspace(tmp_path / "doubled", [*doubled, *doubled][::-1], stages=STAGES) as ws:
        assert ws.returns("2026-W03").moves == found.moves


def test_parts_keep_the_total_of_the_stages(tmp_path):
    log = [(f"v{n}", day(60), "visited") for n in range(11)]
    log += [(f"w{n}", day(60), "wished") for n in range(12)]
    log += [(f"o{n}", day(60), "ordered") for n in range(13)]
    log += [(f"r{n}", day(60), "reviewed") for n in range(14)]
    log += [(f"g{n}", day(0), "visited") for n in range(15)]  # have left by then
    with workspace(tmp_path, log, stages=STAGES, as_of=at(62)) as ws:
        found = ws.parts()
        assert [(row.part, row.k, row.n) for row in found.rows] == [
            *(("before", 23, 65), ("during", 13, 65), ("after", 29, 65))
        ]
        assert found.rows[2].stages == ("telling", "gone")
        who = ws.who()
        counts = {state: who.customers(state) for state in who.states}
        assert sum(rolled_up(ws.journey, counts).values()) == sum(counts.values()) == 65
        assert "65" in str(found)
        assert "구간별 고객" in found.text("ko")


def test_small_parts_are_hidden_with_one_more(tmp_path):
    log = [(f"v{n}", day(0), "visited") for n in range(20)]
    log += [(f"o{n}", day(0), "ordered") for n in range(12)]
    log += [("r", day(0), "reviewed")]
    with workspace(tmp_path, log, stages=STAGES, as_of=at(2)) as ws:
        rows = ws.parts().to_dicts()
        assert [row["k"] for row in rows] == [20, None, None]


def test_parts_that_nobody_wrote_are_asked_for(tmp_path):
    with (
        workspace(tmp_path, [("a", day(0), "visited")]) as ws,
        pytest.raises(ArgumentError, match="no stage says its part"),
    ):
        ws.parts()


def crosswalked(tmp_path, was=WAS, log=None):
    people = [("a", "visited"), ("b", "added"), ("c", "wished"), ("d", "ordered"), ("e", "opened")]
    rows = log or [(f"{who}{n}", day(40), event) for who, event in people for n in range(10, 22)]
    return workspace(tmp_path, rows, stages=STAGES + was, as_of=at(41))


def test_versions_are_compared_by_the_crosswalk_and_nobody_is_lost(tmp_path):
    with crosswalked(tmp_path) as ws:
        found = ws.crosswalk("1")
        cells = {(row.before, row.became, row.stage): row.k for row in found.rows}
        assert cells == {
            ("looking", "looking", "looking"): 12,
            ("basket", "weighing", "weighing"): 12,
            ("not_entered", "not_entered", "weighing"): 12,  # a wish was no stage then
            ("buying", "buying", "buying"): 12,
        }
        assert found.n == 48
        assert found.agreement == pytest.approx(36 / 48)
        totals = found.totals()
        assert totals["weighing"] == (12, 24)
        assert sum(before for before, _ in totals.values()) == found.n
        assert sum(now for _, now in totals.values()) == found.n
        assert found == ws.crosswalk()
        assert "75.0% of 48 customers are where the crosswalk says." in str(found)
        assert "대응표" in found.text("ko")


def test_versions_without_a_crosswalk_refuse_to_be_compared(tmp_path):
    was = WAS.replace("    crosswalk: {basket: weighing}\n", "")
    with crosswalked(tmp_path, was) as ws:
        with pytest.raises(ArgumentError, match="'basket' is in no crosswalk"):
            ws.crosswalk("1")
        with pytest.raises(ArgumentError, match="unknown version '3'"):
            ws.crosswalk("3")
    with (
        crosswalked(tmp_path / "none", "") as ws,
        pytest.raises(ArgumentError, match="the journey has no earlier version"),
    ):
        ws.crosswalk()


def test_a_period_before_a_definition_says_so(tmp_path):
    metrics = "  late: {conversion: ordered, within: 9 days, version: 3, valid_from: 2026-01-20}\n"
    log = [("a", day(0), "visited"), ("a", day(1), "ordered"), ("a", day(30), "visited")]
    with workspace(tmp_path, log, stages=STAGES + WAS, metrics=metrics) as ws:
        assert ws.kpis("2026-W02").note == (
            "Stages are those of version 2, which holds since 2026-02-01. "
            "Metric 'late' is counted by version 3, which holds since 2026-01-20"
        )
        assert in_korean(ws.kpis("2026-W02").note) == (
            "단계는 2026-02-01부터 쓰는 2판의 것입니다. "
            "지표 'late'는 2026-01-20부터 쓰는 3판으로 셌습니다"
        )
        assert ws.kpis("2026-W06").note == ""


def test_small_cells_of_a_crosswalk_are_hidden(tmp_path):
    log = [(f"v{n}", day(40), "visited") for n in range(30)]
    log += [(f"w{n}", day(40), "wished") for n in range(12)]
    log += [("b", day(40), "added"), ("o", day(40), "ordered")]
    with crosswalked(tmp_path, log=log) as ws:
        shown = {(row.before, row.stage): row.k for row in ws.crosswalk().shown}
        assert shown["basket", "weighing"] is None
        assert shown["not_entered", "weighing"] is None  # else the column would tell
        assert shown["looking", "looking"] == 30


def test_the_mark_of_a_changed_definition_is_among_the_changes(tmp_path):
    metrics = (
        "  late: {conversion: ordered, within: 9 days, version: 3, valid_from: 2026-01-20, "
        "label: {ko: 주문, en: Orders}, stage: buying}\n"
    )
    log = [("a", day(0), "visited"), ("a", day(1), "ordered")]
    with workspace(tmp_path, log, stages=STAGES + WAS, metrics=metrics) as ws:
        marks = [(str(one.on), one.what.text("en"), one.stage) for one in ws.change_log]
        assert marks == [
            ("2026-01-20", "Orders: definition changed (3)", "buying"),
            ("2026-02-01", "Journey: definition changed (version 2)", None),
        ]
        assert [one.what.text("ko") for one in ws.change_log] == [
            *("주문 정의 변경 (3)", "여정 정의 변경 (2판)")
        ]


@pytest.mark.parametrize(
    ("zone", "entered", "period"),
    [
        ("Asia/Seoul", "2026-01-11T14:59:59+00:00", "2026-W02"),  # Sunday, a second before midnight
        ("Asia/Seoul", "2026-01-11T15:00:00+00:00", "2026-W03"),  # Monday in Seoul
        ("America/New_York", "2026-03-09T03:59:59+00:00", "2026-W10"),  # the day clocks went ahead
        ("America/New_York", "2026-03-09T04:00:00+00:00", "2026-W11"),
        ("UTC", "2027-01-03T23:59:59+00:00", "2026-W53"),
    ],
)
def test_a_week_is_one_of_local_days(tmp_path, zone, entered, period):
    late = datetime.fromisoformat("2027-03-01T00:00:00+00:00")
    log = [("a", "2025-12-01T00:00:00+00:00", "ordered"), ("a", entered, "wished")]
    with workspace(tmp_path, log, stages=STAGES, zone=zone, as_of=late) as ws:
        weeks = ("2026-W02", "2026-W03", "2026-W10", "2026-W11", "2026-W53")
        assert [week for week in weeks if ws.steps("weighing", week).n] == [period]
        assert [week for week in weeks if ws.returns(week).moves] == [period]
