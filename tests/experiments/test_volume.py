"""A month's customers: those who come to qualify, not those who waited at the first instant."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from stagelift.data.query import Cell
from stagelift.data.query.openings import Opening
from stagelift.data.zones import day_start_us
from stagelift.experiments.volume import MONTH_DAYS, monthly_volume, whole_days_after_first

ZONE = "Asia/Seoul"
ONE = Cell(0, "a", None, 0, None, "m", 0, 0, 0, 0.0, 0, 0, 0)
NOBODY_HELD = Fraction(0)


def on(day, units):
    """Units of one day, of which some still wait and one is not in the base."""
    return replace(ONE, day=day, n=units - 3, immature=2, ineligible=1)


def opened(first, last, **share):
    return Opening(day_start_us(first, ZONE), day_start_us(last, ZONE), **share)


def volume(entered, *openings, holdout=NOBODY_HELD):
    cells = [on(day, units) for day, units in entered.items()]
    return monthly_volume(cells, openings, zone=ZONE, holdout=holdout)


def test_the_stock_of_the_first_instant_does_not_come_every_month():
    entered = {0: 5_000} | dict.fromkeys(range(1, 15), 100)
    assert volume(entered, opened(0, 15)) == 100 * MONTH_DAYS


def test_a_longer_run_does_not_shrink_the_month():
    """Each enters once: after thirty days ever fewer are left who did not enter yet."""
    entered = {0: 5_000} | {day: 100 if day <= 30 else 10 for day in range(1, 60)}
    assert volume(entered, opened(0, 31)) == volume(entered, opened(0, 60)) == 100 * MONTH_DAYS


def test_a_share_of_the_traffic_is_a_share_of_a_day():
    entered = (
        {0: 900} | dict.fromkeys(range(1, 6), 10) | {6: 4_000} | dict.fromkeys(range(7, 10), 100)
    )
    tenth = opened(0, 6, low=Fraction(0), high=Fraction(1, 10))
    assert volume(entered, tenth, opened(6, 10)) == 100 * MONTH_DAYS


def test_those_who_waited_through_a_pause_are_a_stock_too():
    entered = dict.fromkeys(range(1, 4), 100) | {10: 700} | dict.fromkeys(range(11, 14), 100)
    assert volume(entered, opened(0, 4), opened(10, 14)) == 100 * MONTH_DAYS


def test_held_out_customers_qualify_too():
    entered = {0: 40} | dict.fromkeys(range(1, 11), 95)
    assert volume(entered, opened(0, 11), holdout=Fraction(1, 20)) == 100 * MONTH_DAYS


@pytest.mark.parametrize("hours", [0, 1, 23])
def test_a_day_that_is_not_over_does_not_count(hours):
    part = Opening(day_start_us(0, ZONE), day_start_us(3, ZONE) + hours * 3_600_000_000)
    assert whole_days_after_first(part, ZONE) == range(1, 3)


def test_a_run_begun_at_noon_counts_from_the_next_midnight():
    noon = Opening(day_start_us(0, ZONE) + 12 * 3_600_000_000, day_start_us(2, ZONE))
    assert whole_days_after_first(noon, ZONE) == range(1, 2)


@pytest.mark.parametrize("openings", [(), (opened(0, 1),)])
def test_without_a_day_after_the_first_there_is_no_month(openings):
    assert volume({0: 500}, *openings) is None


def test_days_of_twenty_three_and_twenty_five_hours_are_days():
    spring = [day_start_us(day, "Europe/Berlin") for day in (20_540, 20_545)]  # 29 March 2026 in it
    assert whole_days_after_first(Opening(*spring), "Europe/Berlin") == range(20_541, 20_545)
