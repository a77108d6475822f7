"""Segments at the anchor, attribute splits and cohort days, counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from stagelift.data.query import Entrants, Flag, Measurement, PeriodWindow, measure
from stagelift.data.zones import day_number, to_us
from stagelift.errors import ArgumentError, DefinitionError
from tiny import STAGES, day, kpi, workspace

ORDERED = "  bought: {conversion: ordered, within: 7 days}\n"
# everybody enters at day 3; `other` events open no stage
LOG = [(name, day(3), "visited") for name in "abcdef"] + [
    ("a", day(2), "carted"),
    ("b", day(2), "carted"),
    ("b", day(2.5), "paid"),
    ("c", day(1), "carted"),
    ("c", day(1), "carted"),
    ("d", day(3), "carted"),
    ("e", day(3, microseconds=1), "carted"),
    ("f", day(1, microseconds=1), "carted"),
    ("f", day(2), "carted"),
    ("f", day(2), "carted"),
    ("f", day(-30), "paid"),
]
SEGMENTS = """\
  carted: {did: carted}
  open: {did: carted, but_not: paid, within: 2 days}
  twice: {did: carted, at_least: 2 times}
  thrice: {did: carted, at_least: 3 times, within: 2 days}
  never: {did_not: carted}
  unpaid: {did_not: paid, within: 30 days}
  since_wednesday: {did: carted, since: 2026-01-07}
  paid_first: {did: paid | carted x2}
"""
MEMBERS = {
    "carted": "abcdf",  # at the anchor counts, one microsecond after does not
    "open": "adf",  # c carted exactly 2 days before, which is out
    "twice": "cf",
    "thrice": "f",
    "never": "e",
    "unpaid": "acdef",  # f paid more than 30 days before
    "since_wednesday": "abdf",
    "paid_first": "bcf",
}


@pytest.fixture(scope="module")
def by_segment(tmp_path_factory):
    root = tmp_path_factory.mktemp("segments")
    with workspace(root, LOG, metrics=ORDERED, segments=SEGMENTS) as ws:
        return {e.segment: e.n for e in ws.kpis("2026-W02", by="segment")}


@pytest.mark.parametrize("segment", MEMBERS)
def test_a_segment_is_judged_at_the_anchor(by_segment, segment):
    assert by_segment[segment] == len(MEMBERS[segment])


def test_every_segment_is_beside_everyone(by_segment):
    assert by_segment[None] == 6
    assert set(by_segment) == {None, *MEMBERS}


PEOPLE = (
    ("customer", "age", "Grade", "group"),
    [
        ("a", "30", "gold", "x"),
        ("b", "29.5", "vip", ""),
        ("c", "", "gold", "x"),
        ("d", "old", "", "y"),
    ],
)
WHERE = """\
  exactly: {where: {Grade: gold}}
  among: {where: {Grade: [gold, vip]}}
  other: {where: {Grade: "!=gold"}}
  from_30: {where: {age: ">=30"}}
  above_30: {where: {age: ">30"}}
  under_30: {where: {age: "<30"}}
  up_to_30: {where: {age: "<=30"}}
  both: {where: {age: ">=29", Grade: vip}}
  nobody: {where: {Grade: platinum}}
"""
WHO = {
    "exactly": 2,
    "among": 3,
    "other": 1,  # an unknown grade is not another grade
    "from_30": 1,  # text that is no number meets no order
    "above_30": 0,
    "under_30": 1,
    "up_to_30": 2,
    "both": 1,
    "nobody": 0,
}


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    rows = [(name, day(1), "visited") for name in "abcde"]
    rows += [("a", day(2), "ordered"), ("e", day(2), "ordered")]
    root = tmp_path_factory.mktemp("people")
    with workspace(root, rows, metrics=ORDERED, segments=WHERE, customers=PEOPLE) as ws:
        yield ws


@pytest.fixture(scope="module")
def split(people):
    found = people.kpis("2026-W02", by=["segment", "Grade", "group"])
    return {e.segment: e for e in found}


@pytest.mark.parametrize("segment", WHO)
def test_attributes_are_compared(split, segment):
    assert split[segment].n == WHO[segment]


def test_an_empty_segment_is_reported_without_a_value(split):
    empty = split["nobody"]
    assert (empty.value, empty.n, empty.status) == (None, 0, "no_data")


def test_an_attribute_splits_everyone_and_names_the_unknown(split):
    found = {name: (e.n, e.k) for name, e in split.items() if name and "=" in name}
    assert found == {
        "Grade=gold": (2, 1),
        "Grade=vip": (1, 0),
        "Grade=unknown": (2, 1),
        "group=x": (2, 1),
        "group=y": (1, 0),
        "group=unknown": (2, 1),
    }


def test_an_order_of_text_is_refused_before_any_query(tmp_path):
    segments = '  odd: {where: {Grade: ">gold OR TRUE"}}\n'
    with (
        workspace(tmp_path, LOG, metrics=ORDERED, segments=segments, customers=PEOPLE) as ws,
        pytest.raises(
            DefinitionError,
            match=r"segments\.odd: 'Grade > gold OR TRUE' compares with no number",
        ),
    ):
        ws.kpis("2026-W02", by="odd")


def test_an_unknown_split_names_the_nearest(people):
    with pytest.raises(ArgumentError, match=r"'grade'.*'Grade'"):
        people.kpis("2026-W02", by="grade")


def cohort_days(root, zone, instants):
    rows = [(f"c{i}", at.isoformat(), "visited") for i, at in enumerate(instants)]
    with workspace(root, rows, zone=zone, stages=STAGES) as ws:
        start = to_us(min(instants))
        plan = Measurement(
            stages=((("visited", 1),),),
            populations=(Entrants(1),),
            values=(("ordered", Flag((("ordered", 1),), 1)),),
            periods=(PeriodWindow("all", start, to_us(max(instants)) + 1),),
            zone=zone,
            as_of=ws.contract.as_of_us,
        )
        return {cell.day: cell.n for cell in measure(ws.contract, plan)}


def number_of(text):
    return day_number(datetime.fromisoformat(text).date())


def test_a_cohort_day_is_a_day_in_seoul(tmp_path):
    midnight = datetime(2026, 1, 5, 15, tzinfo=UTC)  # 6 January 00:00 in Seoul
    before = datetime(2026, 1, 5, 14, 59, 59, 999999, tzinfo=UTC)
    days = cohort_days(tmp_path, "Asia/Seoul", [before, midnight])
    assert days == {number_of("2026-01-05"): 1, number_of("2026-01-06"): 1}


def test_a_cohort_day_over_a_change_of_the_clock(tmp_path):
    """In New York 2 November 2025 has 25 hours, from 04:00 to 05:00 UTC of the next day."""
    at = [
        datetime(2025, 11, 2, 3, 59, 59, tzinfo=UTC),
        datetime(2025, 11, 2, 4, tzinfo=UTC),
        datetime(2025, 11, 3, 4, 59, 59, tzinfo=UTC),
        datetime(2025, 11, 3, 5, tzinfo=UTC),
    ]
    days = cohort_days(tmp_path, "America/New_York", at)
    first = number_of("2025-11-01")
    assert days == {first: 1, first + 1: 2, first + 2: 1}


def test_days_add_up_to_the_period(tmp_path):
    rows = [(f"c{i}", day(i % 7), "visited") for i in range(20)]
    rows += [(f"c{i}", day(i % 7 + 0.5), "ordered") for i in range(0, 20, 3)]
    with workspace(tmp_path, rows, metrics=ORDERED) as ws:
        whole = kpi(ws, "bought")
        days = [kpi(ws, "bought", period=f"2026-01-{d:02}..2026-01-{d:02}") for d in range(5, 12)]
    assert (whole.n, whole.k) == (sum(e.n for e in days), sum(e.k for e in days)) == (20, 7)
