"""Examples of carts, of properties held, and of ratios."""

from __future__ import annotations

from stagelift.definitions import Journey
from stagelift.metrics.example import example_problem
from stagelift.metrics.paths.conversions import EntryConversion, PathConversion
from stagelift.metrics.things.carts import CartAbandonment

JOURNEY = Journey(zone="Asia/Seoul", sources={}, stages={"cart": "cart_added", "buy": "ordered"})


def carts(gives: str, *events: str) -> CartAbandonment:
    example = {"kim": list(events), "gives": gives}
    return CartAbandonment(name="left", event="cart_added", bought="ordered", example=example)


def test_two_carts_are_told_apart_by_their_numbers():
    events = ("cart_added d0 cart_id=1", "cart_added d0 cart_id=2", "ordered d0 cart_id=2")
    assert example_problem(JOURNEY, carts("1/2", *events)) == ""
    assert example_problem(JOURNEY, carts("1/3", *events)) == (
        "the example gives 1/2 by the definition, 1/3 is written"
    )


def test_without_a_number_a_customer_has_one_cart_at_a_time():
    events = ("cart_added d0", "cart_added d0", "ordered d0", "cart_added d9")
    assert example_problem(JOURNEY, carts("1/2", *events)) == ""


def test_a_column_that_is_held():
    example = {"kim": ["cart_added d0 os=a", "ordered d1 os=b", "ordered d2 os=a"], "gives": "1/1"}
    held = PathConversion(name="m", event="ordered", hold="os", example=example)
    assert example_problem(JOURNEY, held) == ""
    example = {"kim": ["cart_added d0 os=a", "ordered d1 os=b"], "gives": "1/1"}
    held = PathConversion(name="m", event="ordered", hold="os", example=example)
    assert example_problem(JOURNEY, held).startswith("the example gives 0/1")


def test_entries_are_a_ratio():
    events = ["cart_added d0", "ordered d1", "cart_added d20", "cart_added d40", "ordered d41"]
    example = {"kim": events, "gives": "1"}
    each = EntryConversion(name="m", event="ordered", entry="totals", example=example)
    # the second cart and the third are one stay in the stage: two entries
    assert example_problem(JOURNEY, each) == "the example gives 1/2 by the definition, 1 is written"
