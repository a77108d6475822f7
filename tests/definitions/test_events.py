from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagelift.definitions.events import EventColumn, EventPattern, EventTerm, Silence, UnitColumn
from stagelift.definitions.mistakes import Mistake
from stagelift.definitions.values import Duration

names = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
terms = st.builds(EventTerm, names, st.integers(1, 9))


def test_a_pattern():
    pattern = EventPattern.parse("review_written | ordered x2 | ordered")
    assert pattern.terms == (
        EventTerm("review_written"),
        EventTerm("ordered", 2),
        EventTerm("ordered"),
    )
    assert pattern.events == ("review_written", "ordered")


def test_names_may_hold_spaces_and_letters_of_any_language():
    assert EventPattern.parse("Added to Cart | 주문 x2").terms[1] == EventTerm("주문", 2)


@given(st.lists(terms, min_size=1, max_size=5, unique=True))
def test_patterns_read_back_equal(found):
    pattern = EventPattern(tuple(found))
    assert EventPattern.parse(str(pattern)) == pattern


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "nothing lacks the name of an event"),
        ("a |", "'a |' lacks the name of an event"),
        ("a | b | a", "'a' is written twice"),
        ("ordered x0", "'ordered x0' asks for a time before the first"),
    ],
)
def test_patterns_that_are_none(text, message):
    with pytest.raises(Mistake) as caught:
        EventPattern.parse(text)
    assert caught.value.message.startswith(message)


def test_a_column_of_an_event_whose_name_has_dots():
    assert EventColumn.parse("shop.ordered.value") == EventColumn("shop.ordered", "value")
    assert str(EventColumn("ordered", "value")) == "ordered.value"


@pytest.mark.parametrize("text", ["value", "ordered.", ".value"])
def test_columns_that_are_none(text):
    with pytest.raises(Mistake, match="is not a column of an event"):
        EventColumn.parse(text)


def test_silence():
    silence = Silence.parse("90 days without visited | ordered")
    assert silence == Silence(Duration.parse("90 days"), EventPattern.parse("visited | ordered"))
    assert Silence.parse(str(silence)) == silence
    with pytest.raises(Mistake, match="does not say what is missing"):
        Silence.parse("90 days")


def test_a_column_of_a_source_with_one_row_per_customer():
    column = UnitColumn.accept({"column": "spend"})
    assert column == UnitColumn("spend") == UnitColumn.accept(column)
    assert str(column) == "column spend"


@pytest.mark.parametrize("value", [{"colunm": "spend"}, {"column": 3}, {}, "spend"])
def test_columns_of_units_that_are_none(value):
    with pytest.raises(Mistake, match=r"a mapping '\{column: NAME\}' is expected"):
        UnitColumn.accept(value)


@pytest.mark.parametrize(
    ("kind", "written", "found"),
    [
        ("Conversion", "ordered", EventPattern.parse("ordered")),
        ("Conversion", {"column": "bought"}, UnitColumn("bought")),
        ("Sum", "ordered.value", EventColumn("ordered", "value")),
        ("Sum", UnitColumn("spend"), UnitColumn("spend")),
        ("Nps", "survey", "survey"),
        ("Nps", {"column": "score"}, UnitColumn("score")),
    ],
)
def test_what_stands_under_a_kind(kinds, kind, written, found):
    metric = getattr(kinds, kind)(name="m", **{kind.lower(): written})
    assert found in (getattr(metric, field) for field in type(metric).model_fields)
