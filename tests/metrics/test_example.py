"""Examples written beside metrics are measured, not believed."""

from __future__ import annotations

import pytest

from stagelift.definitions import Journey
from stagelift.errors import ArgumentError
from stagelift.metrics.conversion import Conversion
from stagelift.metrics.example import example_problem

JOURNEY = Journey(zone="Asia/Seoul", sources={}, stages={"cart": "cart_added", "buy": "ordered"})
EVENTS = {"kim": ["cart_added d0", "ordered d3"], "lee": ["cart_added d0", "ordered d9"]}


def order(gives: str, **events: list[str]) -> Conversion:
    example = {**(events or EVENTS), "gives": gives}
    return Conversion(name="first_order", event="ordered", within="7 days", example=example)


def test_an_example_that_holds_is_silent():
    assert example_problem(JOURNEY, order("1/2")) == ""


def test_an_example_that_does_not_hold_says_both_numbers():
    problem = example_problem(JOURNEY, order("1/3"))
    assert problem == "the example gives 1/2 by the definition, 1/3 is written"


def test_an_example_in_which_nobody_enters_says_so():
    problem = example_problem(JOURNEY, order("1/2", kim=["ordered d3"]))
    assert problem == "the example gives nothing: nobody entered by the definition, 1/2 is written"


def test_an_example_without_a_day_is_refused():
    with pytest.raises(ArgumentError, match="'ordered' came, an event and a day"):
        example_problem(JOURNEY, order("1/2", kim=["cart_added d0", "ordered"]))
