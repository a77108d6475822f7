"""The effect by age again from the multinomial covariance, and what it must hold."""

from __future__ import annotations

import math

import numpy as np
import pytest

from stagelift.errors import ArgumentError
from stagelift.statistics.by_age import age_scores, effect_by_age, effect_trend, trend_moments
from stagelift.statistics.proportions import difference_of_proportions

ONE, N1 = [60, 30, 20, 10, 5], 1000
ZERO, N0 = [20, 25, 22, 18, 20], 900


def slope_variance(counts, n):
    """Of the least-squares slope over ages of multinomial shares, by its covariance matrix."""
    shares = np.array(counts) / n
    covariance = (np.diag(shares) - np.outer(shares, shares)) / (n - 1)
    weights = np.array(age_scores(len(counts)))
    return float(weights @ covariance @ weights)


def test_the_trend_is_the_least_squares_slope_of_the_effects_with_their_covariance():
    found = effect_trend(ONE, N1, ZERO, N0)
    effects = np.array(ONE) / N1 - np.array(ZERO) / N0
    assert found.value == pytest.approx(np.polyfit(range(5), effects, 1)[0])
    se = math.sqrt(slope_variance(ONE, N1) + slope_variance(ZERO, N0))
    assert found.se == pytest.approx(se)


def test_the_effects_of_all_ages_add_up_to_the_whole():
    parts = effect_by_age(ONE, N1, ZERO, N0)
    whole = difference_of_proportions(sum(ONE), N1, sum(ZERO), N0)
    assert sum(part.value for part in parts) == pytest.approx(whole.value)


def test_swapped_arms_turn_the_sign_and_equal_arms_have_no_trend():
    found, swapped = effect_trend(ONE, N1, ZERO, N0), effect_trend(ZERO, N0, ONE, N1)
    assert (swapped.value, swapped.low) == pytest.approx((-found.value, -found.high))
    assert effect_trend(ONE, N1, ONE, N1).value == 0.0


def test_an_effect_as_large_every_day_has_no_trend():
    assert effect_trend([30] * 4, 1000, [20] * 4, 1000).value == pytest.approx(0.0)


def test_moments_are_those_of_a_score_a_unit():
    scores = age_scores(3)
    values = [scores[0]] * 5 + [scores[1]] * 3 + [scores[2]] + [0.0] * 11
    found = trend_moments([5, 3, 1], 20)
    assert found.mean == pytest.approx(np.mean(values))
    assert found.m2 == pytest.approx(np.var(values) * 20)
    assert found.m3 == pytest.approx(((np.array(values) - np.mean(values)) ** 3).sum())
    assert trend_moments([0, 0], 0).n == 0


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: age_scores(1), "at least 2"),
        (lambda: trend_moments([5, 6], 10), "sum of the counts, 11"),
        (lambda: effect_by_age([1], 10, [1, 2], 10), "number in the other arm"),
    ],
)
def test_what_is_not_allowed(call, says):
    with pytest.raises(ArgumentError, match=says):
        call()
