"""One-sided forms against scipy, their symmetry and their duality."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.inference import Inference
from stagelift.statistics.sides import one_sided, upper_quantile, upper_tail


def two_sided(value: float, df: float, level: float = 0.95) -> Inference:
    half = stats.t.ppf((1 + level) / 2, df)
    p = 2 * stats.t.sf(abs(value), df)
    return Inference(
        value=value, se=1.0, low=value - half, high=value + half, level=level, method="t", p_value=p
    )


@pytest.mark.parametrize("df", [1, 7.5, 40, 1e6, math.inf])
@pytest.mark.parametrize("level", [0.2, 0.5, 0.9, 0.999999])
def test_quantiles_and_tails_equal_scipy(df, level):
    law = stats.norm if df == math.inf else stats.t(df)
    assert upper_quantile(level, df) == pytest.approx(law.ppf(level), rel=1e-9, abs=1e-12)
    assert upper_tail(1.3, df) == pytest.approx(law.sf(1.3), rel=1e-9)


@pytest.mark.parametrize("df", [3, 12.5, math.inf])
def test_a_limit_excludes_zero_exactly_when_the_one_sided_test_rejects(df):
    for value in np.linspace(-6, 6, 121):
        found = one_sided(two_sided(value, min(df, 1e9)), "greater", df=df)
        assert (found.low > 0) == (found.p_value < 0.05)
        assert found.high == math.inf


def test_less_is_greater_turned_round():
    up = one_sided(two_sided(1.7, 9), "greater", df=9)
    down = one_sided(two_sided(-1.7, 9), "less", df=9)
    assert (down.high, down.low, down.p_value) == (-up.low, -math.inf, up.p_value)
    other = one_sided(two_sided(1.7, 9), "less", df=9)
    assert other.p_value == pytest.approx(1 - up.p_value)
    assert other.high > 1.7  # a wrong sign would put it below the estimate


def test_a_one_sided_limit_is_an_end_of_the_two_sided_interval_at_twice_the_error():
    wide = two_sided(1.0, 11, level=0.9)
    assert one_sided(two_sided(1.0, 11), "greater", df=11).low == pytest.approx(wide.low)
    assert one_sided(two_sided(1.0, 11), "less", df=11).high == pytest.approx(wide.high)


def test_results_without_an_interval_stay_as_they_are():
    blank = Inference(method="welch", status="no_data", note="no units in control")
    assert one_sided(blank, "less") is blank
    both = two_sided(1.0, 4)
    assert one_sided(both, "two_sided", df=4) is both


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: one_sided(two_sided(1, 4), "grater"), "Did you mean 'greater'?"),
        (lambda: one_sided(two_sided(1, 4), "less", df=0), "df is 0"),
        (lambda: upper_quantile(1.0), "level is 1.0"),
        (lambda: upper_tail(1.0, math.nan), "df is nan"),
    ],
)
def test_impossible_arguments_are_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)
