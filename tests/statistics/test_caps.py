"""Frozen caps against sorted units one by one, and what they touch."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import mstats

from stagelift.errors import ArgumentError
from stagelift.statistics.caps import Cap, CapTouch, cap_touch, capped_moments, frozen_cap
from stagelift.statistics.moments import Moments

tables = st.lists(st.tuples(st.integers(1, 1000), st.integers(0, 50)), min_size=1, max_size=20)


def units(values) -> np.ndarray:
    return np.repeat([float(v) for v, _ in values], [c for _, c in values])


@settings(deadline=None)
@given(tables, st.floats(0.01, 0.999))
def test_the_cap_is_the_inverted_distribution_function(values, quantile):
    x = units(values)
    assume(x.size)
    cap = frozen_cap([(float(v), c) for v, c in values], quantile)
    assert cap.value == np.quantile(x, quantile, method="inverted_cdf")
    assert cap.touch.units_share == pytest.approx(np.mean(x > cap.value))
    taken = 1 - np.minimum(x, cap.value).sum() / x.sum()
    assert cap.touch.sum_share == pytest.approx(taken, abs=1e-12)
    assert cap.touch.units_share <= 1 - quantile + 1e-9


@settings(deadline=None)
@given(tables, st.integers(1, 1000))
def test_capped_moments_are_those_of_capped_units(values, cap):
    x = np.minimum(units(values), cap)
    found = capped_moments(values, cap)
    assert found.n == x.size
    if x.size:
        apart = x - x.mean()
        assert found.mean == pytest.approx(x.mean(), rel=1e-12)
        assert found.m2 == pytest.approx((apart**2).sum(), rel=1e-9, abs=1e-9)
        assert found.m3 == pytest.approx((apart**3).sum(), rel=1e-7, abs=1e-3)


def test_an_upper_cap_is_what_scipy_calls_winsorizing():
    x = np.arange(1.0, 101.0)
    ours = capped_moments([(v, 1) for v in x], frozen_cap([(v, 1) for v in x], 0.95).value)
    theirs = np.asarray(mstats.winsorize(x, limits=(0, 0.05)))
    assert ours.mean == pytest.approx(theirs.mean(), rel=1e-12)


def test_a_rank_that_is_whole_is_not_pushed_on_by_rounding():
    values = [(float(v), 1) for v in range(1, 1001)]
    for percent in range(1, 100, 4):
        assert frozen_cap(values, percent / 100).value == 10.0 * percent


def test_the_frozen_cap_says_what_it_is():
    cap = frozen_cap([(0.0, 9900), (20.0, 80), (50.0, 19), (900.0, 1)], 0.99, base="positive")
    assert cap.words == (
        "capped at 50, the 99% quantile of units above 0 before launch; "
        "touches 0.0% of 10,000 units and takes 24.6% of the sum"
    )
    assert Cap(2.0, 0.995, "all", CapTouch(0, None, None)).words == (
        "capped at 2, the 99.5% quantile of all units before launch; "
        "touches nothing: there are no units"
    )


def test_the_same_cap_later_touches_another_share():
    cap = frozen_cap([(float(v), 1) for v in range(1, 101)], 0.9)
    later = cap_touch([(50.0, 60), (200.0, 40)], cap.value)
    assert later == CapTouch(100, 0.4, pytest.approx(40 * 110 / 11000))
    assert cap_touch([], 5.0) == CapTouch(0, None, None)
    losses = cap_touch([(-5.0, 3), (10.0, 1)], 5.0)
    assert (losses.units_share, losses.sum_share) == (0.25, None)
    assert losses.words == "touches 25.0% of 4 units"
    assert capped_moments([], 5.0) == Moments(0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: frozen_cap([], 0.9), "there must be units"),
        (lambda: frozen_cap([(3.0, 0)], 0.9), "there must be units"),
        (lambda: frozen_cap([(0.0, 5)], 0.9, base="positive"), "there must be units"),
        (lambda: frozen_cap([(0.0, 99), (5.0, 1)], 0.9), "leave nothing; take base='positive'"),
        (lambda: frozen_cap([(1.0, 1)], 1.0), "quantile is 1.0"),
        (lambda: frozen_cap([(1.0, 1)], 0.9, base="some"), "allowed: all, positive"),
        (lambda: frozen_cap([(math.nan, 1)], 0.9), "values[0][0] is nan"),
        (lambda: cap_touch([(1.0, -1)], 2.0), "values[0][1] is -1"),
        (lambda: cap_touch([(1.0, 1.5)], 2.0), "values[0][1] is 1.5"),
        (lambda: capped_moments([(1.0, 1)], math.inf), "cap is inf"),
    ],
)
def test_impossible_arguments_are_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)
