from __future__ import annotations

import pytest

from stagelift.definitions import Duration, Metric
from stagelift.definitions.metric import kind_of
from stagelift.definitions.mistakes import Mistake
from stagelift.errors import DefinitionError


def test_what_stands_under_the_kind_goes_to_its_field(kinds):
    by_key = kinds.Conversion(
        name="first_order", conversion="ordered", first="true", within="7 days"
    )
    by_field = kinds.Conversion(
        name="first_order", event="ordered", first=True, within=Duration.parse("1 week")
    )
    assert by_key == by_field
    assert by_key.event_names() == ("ordered",)


def test_a_metric_names_its_events_columns_and_sources(kinds):
    assert kinds.Ratio(ratio="returned", per="ordered | gifted").event_names() == (
        *("gifted", "ordered", "returned"),
    )
    assert kinds.Sum(sum="ordered.value").event_names() == ("ordered",)
    assert kinds.Sum(sum={"column": "spend"}).unit_columns() == ("spend",)
    assert kinds.Nps(nps="survey").source_names() == ("survey",)
    assert kinds.Conversion(conversion="a").source_names() == ()


def test_an_example_is_kept_as_written(kinds):
    written = {"kim": ["cart_added d0", "ordered d3"], "gives": "1/1"}
    metric = kinds.Conversion(conversion="ordered", example=written)
    assert metric.example == (("kim", ("cart_added d0", "ordered d3")), ("gives", "1/1"))
    assert metric == kinds.Conversion(conversion="ordered", example=metric.example)


def test_the_kind_is_found_by_its_key(kinds):
    assert kind_of({"label": "x", "churn": "visited"}, kinds.all) is kinds.Churn


@pytest.mark.parametrize(
    ("written", "message", "hint"),
    [
        (
            {"within": "7 days", "convresion": "ordered"},
            "unknown metric kind 'convresion'; kinds are churn, conversion, nps",
            "Did you mean 'conversion'?",
        ),
        ({"within": "7 days"}, "no kind came; kinds are churn, conversion", ""),
        (
            {"sum": "a.b", "nps": "survey"},
            "'sum' and 'nps' came; a metric is of one kind",
            "",
        ),
    ],
)
def test_a_kind_that_cannot_be_found(kinds, written, message, hint):
    with pytest.raises(Mistake) as caught:
        kind_of(written, kinds.all)
    assert caught.value.message.startswith(message)
    assert caught.value.hint == hint


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"better": "upwards"}, "better: 'upwards' came, one of these is expected: up, down"),
        ({"first": "maybe"}, "first: 'maybe' came, 'true' or 'false' is expected"),
        ({"example": {"kim": []}}, "example: a mapping came, '{kim: [ordered d3], gives: 1/1}'"),
        ({"label": ""}, "label: nothing came, a text or '{ko: …, en: …}' is expected"),
        ({"within": "3 months"}, "within: '3 months' has no fixed length. Write days or weeks"),
        (
            {"form": "purchase"},
            "form: unknown key 'form'; allowed are label, better, within, owner",
        ),
    ],
)
def test_mistakes(kinds, keys, expected):
    with pytest.raises(DefinitionError) as caught:
        kinds.Conversion(conversion="ordered", **keys)
    assert str(caught.value).startswith(expected)


def test_the_base_has_no_kind():
    assert Metric.kind == ""
