from __future__ import annotations

from datetime import date

import pytest

from stagelift.definitions import Condition, Duration, EventPattern, Money, Segment, resolved
from stagelift.errors import DefinitionError
from stagelift.workspace.shown import plain


def test_what_customers_did():
    vip = Segment(
        name="vip", did="ordered", at_least="5 times", within="180 days", since="2026-01-01"
    )
    assert vip.did == EventPattern.parse("ordered")
    assert (vip.at_least, vip.within) == (5, Duration.parse("180 days"))
    assert vip.since == date(2026, 1, 1)


@pytest.mark.parametrize(
    "where",
    [
        {"grade": ["gold", "vip"], "age": ">=30"},
        {"age": ">= 30", "grade": ["gold", "vip"]},
    ],
)
def test_conditions_on_attributes(where):
    assert Segment(where=where).where == (
        Condition("age", ">=", ("30",)),
        Condition("grade", "=", ("gold", "vip")),
    )


def test_conditions_written_out():
    listed = Segment(where=["age >= 30", "grade != new"])
    assert listed == Segment(where={"grade": "!=new", "age": ">=30"})
    assert listed == Segment(where=listed.where)
    assert str(listed.where[0]) == "age >= 30"


def test_several_values_and_patterns_read_back():
    segment = Segment(
        name="s",
        did=["visited", "ordered x2 | wished"],
        at_least="30,000 won",
        where=["grade in gold, vip", "age >= 30", "age < 50", "city not in A, B"],
    )
    assert segment == Segment(name="s", **resolved(segment))
    assert segment.at_least == Money.parse("30000 KRW")
    assert segment.where[2:] == (
        Condition("city", "!=", ("A", "B")),
        Condition("grade", "=", ("gold", "vip")),
    )
    written = plain(segment.where)
    assert written[1] == "age >= 30"
    assert Segment(where=plain(segment.where[2:])).where == segment.where[2:]
    assert Segment(did=["visited"]).did == EventPattern.parse("visited")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"did": "a", "at_least": "-5 won"}, "at_least: '-5 won' came, a whole number from 1"),
        ({"did": "a", "at_least": "often"}, "at_least: 'often' came, a whole number from 1"),
        ({"did": []}, "did: a list came, events such as"),
        ({}, "the segment says nothing; write did, did_not, where or sql"),
        ({"sql": "select 1", "did": "a"}, "'sql' stands alone; remove it, or did, did_not"),
        ({"did_not": "a", "but_not": "b"}, "'but_not' needs 'did'"),
        ({"did": "a", "at_least": "0 times"}, "at_least: '0 times' came, a whole number from 1"),
        ({"did": "a", "since": "May"}, "since: 'May' is not a day"),
        ({"did": "a", "since": ["May"]}, "since: a list came, a day such as"),
        ({"where": {"age": ">="}}, "where: 'age >=' lacks a value to compare with"),
        ({"where": {"age": {"b": "c"}}}, "where: 'age' is compared with a mapping"),
        ({"where": "old people"}, "where: 'old people' is not a condition; write 'age >= 30'"),
        ({"where": 3}, "where: '3' came, conditions such as '{grade: gold}' are expected"),
    ],
)
def test_mistakes(keys, expected):
    with pytest.raises(DefinitionError) as caught:
        Segment(**keys)
    assert str(caught.value).startswith(expected)
