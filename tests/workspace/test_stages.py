from __future__ import annotations

import pytest

from stagelift.definitions import Journey
from stagelift.workspace.connecting.stages import unopened_stages

STAGES = {
    "awareness": "visited",
    "consideration": "cart_added",
    "purchase": "ordered",
    "retention": "ordered x2",
    "advocacy": "review_written | friend_invited",
}


def found(rows):
    journey = Journey(zone="UTC", sources={}, stages=STAGES)
    return {one.stage: one.instead for one in unopened_stages(journey, rows)}


@pytest.mark.parametrize(
    "events",
    [
        ("page_view", "add_to_cart", "purchase", "share"),
        ("Page Viewed", "Product Added", "Order Completed", "Invite Sent"),
        ("방문", "장바구니 담기", "주문완료", "리뷰 작성"),
    ],
)
def test_events_of_the_same_meaning_are_named(events):
    visited, cart, ordered, told = events
    assert found(dict.fromkeys(events, 3)) == {
        "awareness": (visited,),
        "consideration": (cart,),
        "purchase": (ordered,),
        "retention": (f"{ordered} x2",),
        "advocacy": (told,),
    }


def test_meaning_comes_before_letters():
    assert found({"delivered": 90, "purchase": 1})["purchase"] == ("purchase",)


def test_a_stage_one_of_whose_events_occurs_is_open():
    assert "advocacy" not in found({"friend_invited": 1})


def test_nothing_near_is_said_to_be_nothing():
    assert found({"x": 1})["purchase"] == ()
    assert found({}) == {}
