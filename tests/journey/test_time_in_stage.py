"""Time in stage, on logs counted by hand and against loops over every spell."""

from __future__ import annotations

import math
import operator
import random
from datetime import timedelta

import pytest

from spell_rows import random_log, spells
from stagelift.errors import ArgumentError
from tiny import LATER, MONDAY, day, workspace

SPAN = "2026-01-05..2026-01-11"
LEAVING = """\
  looking: visited
  buying: ordered
  telling: reviewed
  gone: {after: 10 days without visited | ordered | reviewed}
"""


def stays(tmp_path, log, *, period=SPAN, as_of=LATER, **asked):
    more = {key: asked.pop(key) for key in ("stages", "customers", "segments") if key in asked}
    with workspace(tmp_path, log, as_of=as_of, **more) as ws:
        return ws.time_in_stage(period, **asked)


def many(customer, *events):
    """The same events of twelve customers, so that nothing is too small to be shown."""
    return [(f"{customer}{n}", at, event) for n in range(12) for at, event in events]


def test_lengths_and_ways_out_by_hand(tmp_path):
    log = [
        *[("a", day(0), "visited"), ("a", day(2), "ordered"), ("a", day(3), "visited")],
        *[("b", day(0), "visited"), ("b", day(4), "reviewed")],
        *[("c", day(1), "visited"), ("c", day(1), "ordered")],  # no time at all, kept
        ("d", day(2), "visited"),  # still there
    ]
    found = stays(tmp_path, log, within="30 days", as_of=MONDAY + timedelta(days=40))
    looking = found.row("looking")
    assert (looking.n, looking.open, dict(looking.exits)) == (4, 1, {"advance": 3})
    assert looking["first_quartile"].value == 0.0
    assert looking["median"].value == 2.0
    assert looking["third_quartile"].value == 4.0
    assert looking["mean_within"].value == pytest.approx((0 + 2 + 4 + 30) / 4)
    assert looking["staying"].value == 0.25
    assert looking["advance"].value == 0.75
    buying = found.row("buying")  # one goes back after a day, one stays
    assert (buying.n, dict(buying.exits)) == (2, {"back": 1})
    assert buying["back"].value == 0.5
    assert buying["advance"].value == 0.0


def test_a_median_that_is_not_reached_is_null_and_the_mean_within_stands_for_it(tmp_path):
    log = [("a", day(0), "visited"), ("a", day(1), "ordered")]
    log += [(f"b{n}", day(0), "visited") for n in range(3)]
    found = stays(tmp_path, log, within="20 days", as_of=MONDAY + timedelta(days=30))
    looking = found.row("looking")
    assert looking["median"].value is None
    assert looking["median"].status == "not_identifiable"
    assert looking["mean_within"].value == pytest.approx((1 + 3 * 20) / 4)


def test_stays_that_last_are_censored_and_not_beyond_what_is_known(tmp_path):
    log = [("a", day(0), "visited"), ("b", day(6), "visited"), ("b", day(7), "ordered")]
    found = stays(tmp_path, log, within="5 days", as_of=MONDAY + timedelta(days=8))
    assert found.row("looking").table.times.tolist() == [1.0, 8.0]
    assert found.row("looking").table.censored.tolist() == [0, 1]
    assert found.row("buying")["staying"].status == "no_data" or found.row("buying").n == 1
    late = stays(tmp_path, log, within="9 days", as_of=MONDAY + timedelta(days=8))
    assert late.row("looking")["staying"].value is None


def test_lengths_on_the_grid_say_exactly_who_had_left_by_a_horizon(tmp_path):
    log = [(f"a{n}", day(0), "visited") for n in range(4)]
    log += [("a0", day(30, minutes=-1), "ordered"), ("a1", day(30), "ordered")]
    log += [("a2", day(30, minutes=30), "ordered")]  # not by 30 days, though less than a day later
    found = stays(tmp_path, log, within="30 days").row("looking")
    assert found["staying"].value == 0.5
    almost = stays(tmp_path, log, within="30 days", as_of=MONDAY + timedelta(days=30, minutes=-1))
    assert almost.row("looking")["staying"].value is None  # nobody is followed so far


def test_having_left_competes_with_the_other_ways(tmp_path):
    log = [
        *[("a", day(0), "visited"), ("a", day(1), "ordered")],
        ("b", day(0), "visited"),
        *[("c", day(0), "visited"), ("c", day(30), "visited")],
    ]
    found = stays(tmp_path, log, within="20 days", stages=LEAVING)
    looking = found.row("looking")
    assert dict(looking.exits) == {"advance": 1, "left": 2}
    assert looking["left"].value == pytest.approx(2 / 3)
    assert [q.measure for q in found.row("gone").quantities][-1] == "came back"
    gone = stays(tmp_path, log, period="2026-01-12..2026-01-18", within="20 days", stages=LEAVING)
    assert gone.row("gone").n == 3  # 'a' left on day 11, 'b' and 'c' on day 10
    assert gone.row("gone")["came back"].value == pytest.approx(1 / 3)  # 'c' after 20 days


def test_which_stays_of_a_customer_count(tmp_path):
    log = [
        ("a", day(-1), "visited"),
        ("a", day(-0.5), "ordered"),
        ("a", day(1), "visited"),
        ("a", day(2), "ordered"),
        ("a", day(3), "visited"),
    ]
    counted = {
        which: stays(tmp_path, log, spells=which).row("looking").n
        for which in ("first", "first_ever", "all")
    }
    assert counted == {"first": 1, "first_ever": 0, "all": 2}


def test_what_began_before_the_data_are_whole_is_left_out_and_counted(tmp_path):
    log = [("a", day(0), "visited"), ("b", day(3), "visited"), ("b", day(4), "ordered")]
    found = stays(tmp_path, log, since="2026-01-07")
    assert found.row("looking").n == 1
    assert found.row("looking").excluded == (("before_the_data", 1),)
    assert "the data begin on 2026-01-05" in stays(tmp_path, log).note


def survival_by_loops(lengths, at):
    """Kaplan–Meier at one time from (days, left) pairs."""
    alive = 1.0
    for time in sorted({length for length, left in lengths if left and length <= at}):
        risk = sum(length >= time for length, _ in lengths)
        exits = sum(length == time and left for length, left in lengths)
        alive *= 1 - exits / risk
    return alive


@pytest.mark.parametrize("seed", range(3))
def test_a_random_log_gives_the_curves_of_loops_over_its_spells(tmp_path, seed):
    log = random_log(seed, customers=60)
    as_of = MONDAY + timedelta(days=30)
    rows = [(who, at.isoformat(), event) for who, at, event in log]
    found = stays(tmp_path, rows, period="2026-01-05..2026-02-03", within="6 days", as_of=as_of)
    for number, stage in enumerate(("looking", "buying", "staying", "telling"), start=1):
        mine = []
        for own in spells(log, as_of).values():
            first = next((spell for spell in own if spell[0] == number), None)
            if first is not None:
                _, at, until, following = first
                length = ((until or as_of) - at) / timedelta(days=1)
                mine.append((math.floor(length * 24) / 24, following))  # the log has whole hours
        row = found.row(stage)
        assert row.n == len(mine)
        lengths = [(length, following is not None) for length, following in mine]
        assert row["staying"].value == pytest.approx(survival_by_loops(lengths, 6))
        area = sum(survival_by_loops(lengths, hour / 24) for hour in range(6 * 24)) / 24
        assert row["mean_within"].value == pytest.approx(area)
        for way, leads in (("advance", operator.gt), ("back", operator.lt)):
            share = 0.0
            for time in sorted({length for length, n in mine if n and length <= 6}):
                risk = sum(length >= time for length, _ in mine)
                before = survival_by_loops(lengths, time - 1 / 48)
                left = sum(t == time and bool(n) and leads(n, number) for t, n in mine)
                share += before * left / risk
            if way in {quantity.measure for quantity in row.quantities}:
                assert row[way].value == pytest.approx(share)


def test_order_and_copies_of_rows_change_nothing(tmp_path):
    log = random_log(5)
    rows = [(who, at.isoformat(), event, "", f"e{n}") for n, (who, at, event) in enumerate(log)]
    rows = [(*row, at.isoformat()) for row, (_, at, _) in zip(rows, log, strict=True)]
    shuffled = rows[::-1] + random.Random(1).sample(rows, len(rows))
    period = "2026-01-05..2026-02-03"
    once = stays(tmp_path / "once", rows, period=period)
    twice = stays(tmp_path / "twice", shuffled, period=period)
    assert once.to_dicts() == twice.to_dicts()


def test_segments_are_compared_with_everybody_else_and_values_with_each_other(tmp_path):
    log = many("slow", (day(0), "visited"), (day(9), "ordered"))
    log += many("fast", (day(0), "visited"), (day(2), "ordered"))
    log += many("other", (day(0), "visited"), (day(5), "ordered"))
    people = [(name, name[:4]) for name in {row[0] for row in log}]
    found = stays(
        tmp_path, log, by="kind", within="20 days", customers=(("customer", "kind"), people)
    )
    assert found.row("looking", "kind=slow")["median"].value == 9.0
    gaps = {
        one.segment: one for one in found.comparisons if one.measure == "mean_within_difference"
    }
    assert gaps["kind=slow"].value == pytest.approx(9 - 3.5)
    test = next(one for one in found.comparisons if one.measure == "log_rank")
    assert test.segment == "kind"
    assert test.p_value < 1e-6
    assert test.adjusted_p_value == pytest.approx(test.p_value)


def test_two_periods_are_compared(tmp_path):
    log = many("old", (day(-7), "visited"), (day(-1), "ordered"))
    log += many("new", (day(0), "visited"), (day(1), "ordered"))
    found = stays(tmp_path, log, against="before", within="20 days")
    gap = next(one for one in found.comparisons if one.measure == "mean_within_difference")
    assert (gap.stage, gap.value, gap.n) == ("looking", -5.0, 24)
    assert gap.against == "2025-12-29..2026-01-04"


def test_small_cells_are_not_shown(tmp_path):
    log = many("a", (day(0), "visited"), (day(1), "ordered"))
    log += [("b", day(0), "visited"), ("b", day(3), "ordered")]
    people = [(name, "many" if name != "b" else "one") for name in {row[0] for row in log}]
    found = stays(tmp_path, log, by="kind", customers=(("customer", "kind"), people))
    rows = [row for row in found.to_dicts() if row["stage"] == "looking" and row["segment"]]
    assert all(row["value"] is None and row["n"] is None for row in rows)
    assert {row["status"] for row in rows} == {"low_n"}
    assert any(row["value"] is not None for row in found.to_dicts() if row["segment"] is None)
    assert "< 10" in str(found)


def test_a_customers_many_stays_widen_the_interval(tmp_path):
    """Twenty stays of one length each: as many stays, but no more customers than there are."""
    draw = random.Random(3)
    log = []
    for number in range(150):
        at, length = 0.0, draw.choice([0.2, 2.0])
        for _ in range(12):
            log.append((f"c{number}", day(at), "visited"))
            log.append((f"c{number}", day(at + length), "ordered"))
            at += length + 0.1
    asked = {"period": "2026-01-05..2026-02-08", "within": "1 day"}
    found = stays(tmp_path, log, spells="all", **asked).row("looking")["staying"]
    alone = stays(tmp_path, log, spells="first", **asked).row("looking")["staying"]
    assert (found.n, alone.n) == (1800, 150)
    assert found.method == "kaplan_meier_clustered"
    assert found.value == pytest.approx(alone.value)
    assert found.se == pytest.approx(alone.se, rel=0.15)  # not a third of it


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"spells": "some"}, "spells: 'some' came; allowed are first, first_ever, all"),
        ({"within": "soon"}, "within: "),
        ({"by": "kin"}, "by: unknown segment or attribute 'kin'"),
        ({"against": "2026-01-07..2026-01-20"}, "a period that ends before"),
        ({"since": "Monday"}, "Monday"),
    ],
)
def test_what_cannot_be_asked_is_said(tmp_path, asked, said):
    with pytest.raises(ArgumentError, match=said):
        stays(tmp_path, [("a", day(0), "visited")], **asked)


def test_nobody_in_the_period_is_no_data_everywhere(tmp_path):
    found = stays(tmp_path, [("a", day(-20), "visited")])
    assert {row.n for row in found} == {0}
    assert {row["median"].status for row in found} == {"no_data"}
    assert "looking" in found.text("ko")
