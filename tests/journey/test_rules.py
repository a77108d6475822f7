"""Definitions of stages and segments as the rules a query evaluates."""

from __future__ import annotations

import pytest

from stagelift.data.query import Comparison, EventWindow
from stagelift.definitions import Journey
from stagelift.errors import ArgumentError
from stagelift.journey.rules import audience_rule, is_number, segment_named, stage_terms

DAY = 86_400_000_000
JOURNEY = Journey(
    name="j",
    zone="Asia/Seoul",
    data="e.csv",
    stages={
        "looking": "visited",
        "gone": {"after": "90 days without visited"},
        "staying": "ordered x2 | paid",
    },
    segments={
        "open": {"did": "carted", "but_not": "ordered", "within": "3 days"},
        "vip": {"did": "ordered x2 | paid", "at_least": "5 times"},
        "since": {"did_not": "visited", "since": "2026-01-10"},
        "both": {
            "did": ["carted", "ordered | paid"],
            "did_not": "visited",
            "at_least": "2.5 EUR",
        },
        "young": {"where": {"age": "<30", "grade": ["gold", "vip"]}},
        "odd": {"where": {"age": ">=old"}},
        "written": {"sql": "SELECT customer FROM vips"},
    },
)


def test_stages_that_events_open_keep_their_order():
    assert stage_terms(JOURNEY) == (
        ("looking", (("visited", 1),)),
        ("staying", (("ordered", 2), ("paid", 1))),
    )


def test_what_did_not_follow_belongs_to_what_was_done():
    assert segment_named(JOURNEY, "open").windows == (
        EventWindow((("carted", 1),), 3 * DAY, 1, None, unless=(("ordered", 1),)),
    )


def test_each_of_several_patterns_counts_for_itself():
    rule = segment_named(JOURNEY, "both")
    assert rule.windows == (
        EventWindow((("carted", 1),), None, 2_500_000, None, summed=True),
        EventWindow((("ordered", 1), ("paid", 1)), None, 2_500_000, None, summed=True),
        EventWindow((("visited", 1),), None, 0, None),
    )


def test_how_often_counts_what_was_done():
    (window,) = segment_named(JOURNEY, "vip").windows
    assert window == EventWindow((("ordered", 2), ("paid", 1)), None, 5, None)


def test_since_is_the_first_instant_of_a_local_day():
    (window,) = segment_named(JOURNEY, "since").windows
    seoul = 1_767_970_800_000_000  # 2026-01-09 15:00 UTC
    assert window == EventWindow((("visited", 1),), None, 0, seoul)


def test_conditions_become_comparisons():
    rule = segment_named(JOURNEY, "young")
    assert rule.windows == ()
    assert set(rule.attributes) == {
        Comparison("age", "<", ("30",)),
        Comparison("grade", "=", ("gold", "vip")),
    }


def test_a_written_query_is_the_whole_rule_and_no_audience():
    rule = segment_named(JOURNEY, "written")
    assert (rule.sql, rule.windows) == ("SELECT customer FROM vips", ())
    with pytest.raises(ArgumentError, match="'written' is written as sql, so nobody knows when"):
        audience_rule(JOURNEY, "written")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("opne", "unknown segment 'opne'. Did you mean 'open'"),
        ("odd", "segment 'odd': 'age >= old' compares with no number"),
    ],
)
def test_what_no_query_can_take_is_refused(name, message):
    with pytest.raises(ArgumentError) as raised:
        segment_named(JOURNEY, name)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("text", "number"),
    [("30", True), ("-0.5", True), ("1e3", True), ("", False), ("NaN", False), ("1 OR 1", False)],
)
def test_numbers_are_finite(text, number):
    assert is_number(text) is number
