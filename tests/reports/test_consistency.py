"""Every pair of numbers that one formula links: made to disagree, it stops the page."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shop
import trial

from stagelift.errors import ReportError
from stagelift.reports.consistency import check_consistency
from stagelift.reports.experiment_report import ExperimentReport
from stagelift.reports.prose import Fact, FactBook
from stagelift.reports.report import Report

PLACE = {"metric": "first_order", "period": "2026-W46", "unit": "share", "method": "score"}
ARMS = {"variant": "push", "against": "email"}


def book_of(*facts):
    book = FactBook()
    for fact in facts:
        book.record(fact)
    return book


def level(name, value, **more):
    return Fact(name=name, measure="level", value=value, **{**PLACE, **more})


def lifted(name, value):
    arms = (level("old", 0.10, variant="email"), level("new", 0.12, variant="push"))
    effect = Fact(name="effect", measure="effect", value=0.02, **PLACE, **ARMS)
    return (*arms, effect, Fact(name=name, measure="lift", value=value, **PLACE, **ARMS))


def test_a_tile_over_another_funnel_stops_the_page():
    book = book_of(level("tile", 0.211), level("funnel", 0.075))
    with pytest.raises(ReportError, match=r"'tile' is 0\.211 but 'funnel' is 0\.075: one is wrong"):
        check_consistency(book)


@pytest.mark.parametrize("part", [{"n": 900}, {"low": 0.19, "high": 0.24, "level": 0.95}])
def test_one_quantity_has_one_base_and_one_interval(part):
    one = level("tile", 0.211, n=1000, low=0.2, high=0.22, level=0.95)
    with pytest.raises(ReportError, match="one is wrong"):
        check_consistency(book_of(one, replace(one, name="curve", **part)))


def test_intervals_by_two_methods_may_differ():
    one = level("tile", 0.211, low=0.2, high=0.22)
    check_consistency(book_of(one, replace(one, name="curve", low=0.19, method="exact")))


@pytest.mark.parametrize("place", [{"period": "2026-W45"}, {"segment": "vip"}, {"stage": "buying"}])
def test_other_quantities_may_differ(place):
    check_consistency(book_of(level("tile", 0.211), level("other", 0.075, **place)))


def test_a_lift_is_what_its_levels_give():
    check_consistency(book_of(*lifted("lift", 0.2)))
    with pytest.raises(ReportError, match=r"'lift' is 0\.28 but 'new' over 'old' gives 0\.19"):
        check_consistency(book_of(*lifted("lift", 0.28)))


def test_an_adjusted_lift_is_another_estimate():
    check_consistency(book_of(*lifted("lift.adjusted", 0.21)))


def test_the_page_is_not_finished_with_two_numbers_for_one_thing():
    made = Report(shop.Shop(), name="weekly_journey", period=shop.PERIOD)
    made.tiles()
    fact = made.material.book["first_order"]
    made.material.book.record(replace(fact, name="typed", value=0.5, low=0.4, high=0.6, k=None))
    with pytest.raises(ReportError, match=r"'first_order' is .* but 'typed' is 0\.5"):
        made.finish()


def test_a_whole_page_agrees_with_itself():
    made = Report(shop.Shop(), name="weekly_journey", period=shop.PERIOD, page="full")
    made.compare_with(("last week", "target"))
    for cell in (made.answer, made.tiles, made.checks, made.finish):
        cell()
    check_consistency(made.material.book)
    assert len(made.material.book) > 40


def moved(**wrong):
    """A change of −3 points between 11 and 8 %: two groups' own rates, and who they are."""
    values = {"rate@os=android": -0.04, "rate@os=ios": 0.005, "rates": -0.035, "mix": 0.005}
    values |= {"change": -0.03} | wrong
    steps = [
        Fact(name=f"move.{name}", metric=name, measure="change", period="W2", value=value)
        for name, value in values.items()
    ]
    about = {"metric": "order", "measure": "level", "unit": "share"}
    ends = [
        Fact(name="move.before", period="W1", value=0.11, **about),
        Fact(name="move.now", period="W2", value=0.08, **about),
    ]
    small = Fact(name="move.rate@os=ios.old", metric="x", period="W2", value=0.5)  # said beside it
    return book_of(*steps, *ends, small)


def test_the_steps_of_a_change_add_up_to_it():
    check_consistency(moved())
    check_consistency(moved(**{"rate@os=ios": None}))  # not shown: nothing to compare
    for part, said in (
        ({"rates": -0.03}, r"'move.rates' is -0.03 but 'move.rate@os=android', .* give -0.035"),
        ({"mix": 0.0}, r"'move.change' is -0.03 but .*'move.mix' give -0.035"),
        ({"mix": 0.015, "change": -0.02}, r"but 'move.now', 'move.before' give -0.0[23]"),
    ):
        with pytest.raises(ReportError, match=said):
            check_consistency(moved(**part))


def test_power_and_the_interval_it_allows_agree():
    found = trial.readout(looks="once")
    drawn = ExperimentReport(trial.source(found), "cart_reminder").chart("power")
    assert "<svg" in drawn.html
    wide = tuple(
        replace(e, low=-9 * (e.se or 0), high=9 * (e.se or 0)) if e.measure == "effect" else e
        for e in found.estimates
    )
    with pytest.raises(ReportError, match=r"'power.least' is .* but the interval allows"):
        ExperimentReport(trial.source(replace(found, estimates=wide)), "cart_reminder").chart(
            "power"
        )


def test_a_forecast_of_weeks_beside_a_quarter_stops_the_page():
    quarter = level("rate", 0.42, **{**PLACE, "period": "2026-Q3"})
    ahead = Fact(name="rate.lands", measure="forecast", value=0.33, **PLACE)
    with pytest.raises(ReportError, match=r"'rate\.lands' is of 2026-W46 but 'rate' of 2026-Q3"):
        check_consistency(book_of(quarter, ahead))
    check_consistency(book_of(level("rate", 0.42), replace(ahead, period="2026-11-16..2026-11-22")))


def test_a_bound_beside_another_interval_stops_the_page_unless_it_names_its_test():
    shown = Fact(name="e", measure="effect", value=0.0, low=-0.005, high=0.005, **PLACE, **ARMS)
    bound = Fact(name="first_order.worst@push", metric="", measure="count", period="", value=0.0037)
    with pytest.raises(
        ReportError, match=r"'first_order\.worst@push' is 0\.0037 but 'e' lies from"
    ):
        check_consistency(book_of(shown, bound))
    check_consistency(book_of(shown, replace(bound, value=0.005)))
    check_consistency(book_of(shown, replace(bound, name="first_order.worst.tested@push")))
