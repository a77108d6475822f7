"""Weeks of entry, curves and looks side by side."""

from __future__ import annotations

import math

import pytest

from stagelift.errors import ArgumentError
from stagelift.statistics.design import (
    Aim,
    Clusters,
    Setting,
    Share,
    Traffic,
    Value,
    by_looks,
    by_units,
    by_weeks,
    effect_after,
    mde,
    over_range,
    power,
    sample_size,
    schedule,
)
from stagelift.statistics.looks.cost import Looking, costs

CART = Traffic(per_week=15_800, reachable=0.76, window_days=7, lateness_days=0.25)


def test_units_are_those_that_enter_can_be_reached_and_are_taken():
    assert Traffic(per_week=1000, reachable=0.7, enrolled=0.5).units(3) == 1050
    assert Traffic(per_week=100, reachable=0.29).units(1) == 29  # 100 · 0.29 is 28.999… in floats
    falling = Traffic(per_week=(1000, 800, 500))
    assert [falling.units(week) for week in range(5)] == [0, 1000, 1800, 2300, 2800]


def test_the_last_unit_is_mature_a_window_after_the_last_week():
    assert CART.ready_days(2) == 14 + 8  # 7.25 days, the last one complete
    assert Traffic(per_week=1).ready_days(1) == 7


def test_weekly_looks_follow_the_weeks_that_bring_units():
    assert Traffic(per_week=(300, 100)).fractions(2) == (0.75, 1.0)
    assert Traffic(per_week=(300, 0, 100)).fractions(3) == (0.75, 1.0)
    assert Traffic(per_week=0).fractions(2) == (1.0,)
    # a step too small to be a look is read with the next one, the last one always
    assert Traffic(per_week=(1, 100_000, 100_000, 1)).fractions(4) == pytest.approx(
        (100_001 / 200_002, 1.0)
    )


@pytest.mark.parametrize("looks", ["once", "weekly", "always"])
@pytest.mark.parametrize("effect", [0.005, 0.01, 0.03])
def test_the_weeks_are_the_fewest_that_have_the_power(looks, effect):
    found = schedule(Share(0.109), effect, CART, Setting(looks=looks))
    assert found.status == "ok"
    assert found.units == CART.units(found.weeks) >= found.needed
    assert found.ready_days == CART.ready_days(found.weeks)
    assert found.design.power >= 0.8
    assert found.design.times[-1] == 1.0
    if looks == "weekly":
        assert len(found.design.times) == found.weeks
    if found.weeks > 1:
        before = effect_after(Share(0.109), CART, found.weeks - 1, Setting(looks=looks))
        assert before.effect > effect
    assert effect_after(Share(0.109), CART, found.weeks, Setting(looks=looks)).effect <= effect


def test_a_test_runs_a_whole_week_at_least_and_as_long_as_it_was_told():
    assert schedule(Share(0.109), 0.3, CART).weeks == 1
    assert schedule(Share(0.109), 0.3, CART, least_weeks=2).weeks == 2


def test_too_little_traffic_is_null_with_its_reason():
    found = schedule(Share(0.109), 0.01, Traffic(per_week=10))
    assert (found.weeks, found.design, found.status) == (None, None, "low_n")
    assert found.note == "31,710 units are needed; two years of this traffic bring 1,040"
    none = schedule(Share(0.109), 0.01, Traffic(per_week=100, reachable=0.0))
    assert none.status == "low_n"
    barely = Traffic(per_week=31_900 / 104)  # enough for one look, not for looks each week
    assert schedule(Share(0.109), 0.01, barely).weeks == 104
    weekly = schedule(Share(0.109), 0.01, barely, Setting(looks="weekly"))
    assert (weekly.weeks, weekly.status) == (None, "low_n")


def test_an_effect_in_a_week_without_units_is_refused():
    with pytest.raises(ArgumentError, match="at least two units"):
        effect_after(Share(0.1), Traffic(per_week=1), 1)


def test_the_curve_by_weeks_falls_with_the_root_of_time():
    points = by_weeks(Share(0.109), CART, (1, 2, 4, 8))
    effects = [point.effect for point in points]
    assert effects == sorted(effects, reverse=True)
    assert effects[0] / effects[2] == pytest.approx(2.0, abs=0.05)
    assert [point.units for point in points] == [CART.units(week) for week in (1, 2, 4, 8)]
    assert points[1].effect == mde(Share(0.109), CART.units(2)).effect


def test_the_curve_by_units_rises():
    found = by_units(Share(0.109), 0.01, (2_000, 20_000, 31_710, 200_000))
    powers = [design.power for design in found]
    assert powers == sorted(powers)
    assert powers[2] == pytest.approx(0.8, abs=1e-4)


def test_three_rules_side_by_side():
    once, weekly, always = by_looks(Value(variance=1.0, student=False), 0.05, weeks=4)
    assert (once.rule, weekly.rule, always.rule) == ("once", "weekly", "always")
    assert (once.cost, once.expected_total) == (1.0, once.design.total)
    assert 1.7 <= always.cost <= 1.85  # what anytime reading costs at 80 %
    assert weekly.power_at_once == pytest.approx(0.79, abs=5e-3)
    assert 0.45 <= always.power_at_once <= 0.51
    # the rules' cost without a metric, from the drift each needs
    for mine, theirs in zip((once, weekly, always), costs(once.design.total), strict=True):
        assert mine.cost == pytest.approx(theirs.inflation, abs=2e-3)
        assert mine.power_at_once == pytest.approx(theirs.power, abs=2e-3)
        assert mine.expected_total == pytest.approx(theirs.expected_n, rel=2e-3)
    assert weekly.design.times == Looking("weekly").times


def test_more_looks_cost_more():
    cost = [by_looks(Share(0.1), 0.02, weeks=weeks)[1].cost for weeks in (1, 2, 4, 12)]
    assert cost == sorted(cost)
    assert cost[0] == pytest.approx(1.0, abs=1e-3)


def test_a_stated_range_has_an_effect_for_each_end():
    found = over_range([Share(0.05), Share(0.15)], (16_000, 16_000))
    assert found[0].effect < found[1].effect
    assert found[1].effect == mde(Share(0.15), (16_000, 16_000)).effect


def test_weeks_work_with_clusters_and_margins():
    setting = Setting(
        aim=Aim("non_inferiority", 0.01, "down"), clusters=Clusters(size=2.2, correlation=0.1)
    )
    found = schedule(Share(0.05), 0.0, CART, setting)
    assert found.design.power >= 0.8
    assert found.needed == sample_size(Share(0.05), 0.0, setting).total
    assert power(Share(0.05), 0.0, found.units, setting).power == found.design.power


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: Traffic(per_week=-1), "per_week[0] is -1; it must be ≥ 0"),
        (lambda: Traffic(per_week=(10, math.nan)), "per_week[1] is nan"),
        (lambda: Traffic(per_week=()), "at least one week"),
        (lambda: Traffic(per_week=1, reachable=1.2), "reachable is 1.2"),
        (lambda: Traffic(per_week=1, enrolled=-0.1), "enrolled is -0.1"),
        (lambda: Traffic(per_week=1, window_days=-1), "window_days is -1"),
        (lambda: CART.units(-1), "weeks is -1"),
        (lambda: CART.ready_days(1.5), "weeks is 1.5"),
        (lambda: schedule(None, 0.01, CART), "baseline is None"),
        (lambda: schedule(Share(0.1), 0.01, CART, least_weeks=0), "least_weeks is 0"),
        (lambda: effect_after(Share(0.1), CART, 0), "weeks is 0; it must be ≥ 1"),
        (lambda: by_looks(Share(0.1), 0.01, weeks=0), "0; it must be ≥ 1"),
        (lambda: over_range([], 100), "at least one baseline"),
        (lambda: over_range([Share(0.1), None], 100), "baseline is None"),
    ],
)
def test_what_cannot_be_scheduled_is_refused(call, text):
    with pytest.raises(ArgumentError) as found:
        call()
    assert text in str(found.value)
