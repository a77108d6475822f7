"""Forecasts beside what came: against another implementation, and simulated with known truth."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.numerics import np
from stagelift.statistics.programme import calibration, score_forecast

Z = stats.norm.ppf(0.975)


def ends(value, se):
    return value, value - Z * se, value + Z * se


@pytest.mark.parametrize(
    ("forecast", "forecast_se", "seen", "seen_se", "standing"),
    [
        (0.010, 0.003, 0.009, 0.002, "held"),
        (0.010, 0.003, 0.001, 0.002, "short"),
        (0.010, 0.003, 0.025, 0.002, "beyond"),
        (0.010, 0.003, 0.006, 0.006, "undecided"),
        (0.001, 0.003, 0.002, 0.006, "held"),  # none was forecast either
        (0.010, 0.0, 0.008, 0.002, "held"),  # stated without an interval
    ],
)
def test_a_forecast_is_compared_with_the_variance_of_both(
    forecast, forecast_se, seen, seen_se, standing
):
    found = score_forecast(ends(forecast, forecast_se), ends(seen, seen_se))
    error = math.hypot(forecast_se, seen_se)
    z = (seen - forecast) / error
    assert found.z == pytest.approx(z)
    assert found.p_value == pytest.approx(2 * stats.norm.sf(abs(z)))
    assert (found.low, found.high) == pytest.approx(
        stats.norm.interval(0.95, loc=seen - forecast, scale=error)
    )
    assert found.standing == standing


def test_where_a_fall_is_better_the_directions_change_sides():
    up = score_forecast(ends(0.010, 0.003), ends(0.001, 0.002))
    down = score_forecast(ends(-0.010, 0.003), ends(-0.001, 0.002), better="down")
    assert (up.standing, down.standing) == ("short", "short")
    assert down.z == pytest.approx(up.z)
    assert down.off == pytest.approx(-up.off)


def test_each_interval_is_turned_into_an_error_at_its_own_level():
    narrow = stats.norm.ppf(0.95)
    seen = (0.001, 0.001 - narrow * 0.003, 0.001 + narrow * 0.003)
    found = score_forecast(ends(0.010, 0.003), seen, level=0.9, forecast_level=0.95)
    z = -0.009 / math.hypot(0.003, 0.003)
    assert found.z == pytest.approx(z)
    assert found.p_value == pytest.approx(2 * stats.norm.sf(-z))
    assert found.high - found.low == pytest.approx(2 * narrow * math.hypot(0.003, 0.003))


@pytest.mark.parametrize(
    ("forecast", "seen", "words"),
    [
        ((0.01, 0.02, 0.03), (0.0, -1.0, 1.0), "forecast"),
        ((0.01, 0.0, 0.02), (0.5, 0.5, 0.5), "wider than 0"),
    ],
)
def test_what_is_no_interval_is_refused(forecast, seen, words):
    with pytest.raises(ArgumentError, match=words):
        score_forecast(forecast, seen)


def simulated(bias, *, runs=4000, seed=11):
    """Forecasts whose truth is drawn from their own interval, and an independent estimate of it."""
    chance = np.random.default_rng(seed)
    forecasts = chance.normal(0.01, 0.01, runs)
    errors = chance.uniform(0.002, 0.008, runs)
    truths = forecasts - bias * errors + chance.normal(0.0, errors)
    noise = chance.uniform(0.002, 0.02, runs)
    seen = truths + chance.normal(0.0, noise)
    return [
        score_forecast(ends(f, e), ends(s, n))
        for f, e, s, n in zip(forecasts, errors, seen, noise, strict=True)
    ]


def test_true_forecasts_are_missed_as_often_as_the_level_says():
    found = calibration(simulated(0.0))
    wrong = 1 - found.within / found.n
    assert wrong == pytest.approx(0.05, abs=3 * math.sqrt(0.05 * 0.95 / found.n))
    assert found.bias_p > 0.01
    assert found.spread_p > 0.01


def test_hopeful_forecasts_are_seen_on_the_whole_before_any_single_one():
    scores = simulated(0.7, runs=400)
    found = calibration(scores)
    assert found.within / found.n > 0.8
    assert found.bias < 0
    assert found.bias_p < 0.05


def test_nothing_scored_has_no_calibration():
    assert calibration([]) is None
