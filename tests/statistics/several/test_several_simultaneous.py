"""Intervals that hold together and agree with the corrected p-values."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.several import holm
from stagelift.statistics.several.simultaneous import Comparison, comparison_level, simultaneous

effects = st.builds(
    Comparison, st.floats(-5, 5), st.floats(0.1, 2), st.sampled_from([2.0, 30.0, math.inf])
)


def test_levels_by_hand():
    assert comparison_level(0.95, 5) == pytest.approx(0.99)
    assert comparison_level(0.95, 5, correction="sidak") == pytest.approx(0.95**0.2)
    assert comparison_level(0.9, 1) == pytest.approx(0.9)


@pytest.mark.parametrize("correction", ["bonferroni", "sidak"])
@pytest.mark.parametrize("alternative", ["two_sided", "greater", "less"])
@settings(max_examples=40, deadline=None)
@given(family=st.lists(st.none() | effects, min_size=1, max_size=6))
def test_one_step_intervals_are_dual(correction, alternative, family):
    for one in simultaneous(family, correction=correction, alternative=alternative):
        if one.p_value is None:
            assert (one.low, one.status) == (None, "no_data")
        elif abs(one.p_value - 0.05) > 1e-9:
            assert one.dual
            assert (one.p_value < 0.05) == (not one.low <= 0 <= one.high)


def test_an_interval_by_scipy():
    family = [Comparison(1.2, 0.5, 12.0), Comparison(-0.3, 0.2), None]
    first, second, _ = simultaneous(family, correction="bonferroni", level=0.9)
    low, high = stats.t.interval(0.95, 12, loc=1.2, scale=0.5)
    assert (first.low, first.high) == pytest.approx((low, high), abs=1e-9)
    assert second.p_value == pytest.approx(min(1, 2 * 2 * stats.norm.sf(1.5)), abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(family=st.lists(effects, min_size=1, max_size=5), level=st.sampled_from([0.8, 0.95]))
def test_holms_limits_agree_with_holms_steps(family, level):
    up = simultaneous(family, correction="holm", level=level, alternative="greater")
    raw = [one.p_value("greater") for one in family]
    assert [one.p_value for one in up] == pytest.approx(holm(raw))
    for one, p in zip(up, holm(raw), strict=True):
        assert one.high == math.inf
        if abs(p - (1 - level)) > 1e-9:
            assert (one.low >= 0.0) == (p < 1 - level)
    turned = [Comparison(-one.value, one.se, one.df) for one in family]
    down = simultaneous(turned, correction="holm", level=level, alternative="less")
    assert [one.high for one in down] == pytest.approx([-one.low for one in up])


def test_holms_limits_are_the_closure_of_bonferroni():
    # a point of effects is kept when Bonferroni over the effects it says to be ≤ 0 or equal keeps
    # it: the projection of all kept points is the limit (Guilbaud 2008), on a coarse grid
    family = [Comparison(2.6, 1.0), Comparison(1.0, 1.0)]
    found = simultaneous(family, correction="holm", alternative="greater")
    grid = np.arange(-2.4, 2.401, 0.1)

    def kept(point):
        null = [i for i, x in enumerate(point) if x <= 1e-12]
        tested = null or range(2)
        return all(stats.norm.sf(family[i].value - point[i]) >= 0.05 / len(tested) for i in tested)

    points = [point for point in itertools.product(grid, repeat=2) if kept(point)]
    for i, one in enumerate(found):
        lowest = min(point[i] for point in points)
        assert one.low == pytest.approx(lowest, abs=0.1001)


@pytest.mark.slow
def test_holms_limits_hold_together():
    rng = np.random.default_rng(20261122)
    truth = np.array([0.0, 0.5, 3.0])
    runs = 4000
    covered = 0
    for row in truth + rng.normal(size=(runs, 3)):
        family = [Comparison(float(x), 1.0) for x in row]
        found = simultaneous(family, correction="holm", alternative="greater")
        covered += all(one.low <= x for one, x in zip(found, truth, strict=True))
    assert covered / runs >= 0.95 - 2 * math.sqrt(0.05 * 0.95 / runs)


@pytest.mark.parametrize(
    "correction", ["holm", "holm_sidak", "hochberg", "benjamini_hochberg", "benjamini_yekutieli"]
)
def test_without_a_compatible_interval_it_is_null_and_says_so(correction):
    (one,) = simultaneous([Comparison(1.0, 1.0)], correction=correction)
    assert (one.low, one.high, one.dual, one.status) == (None, None, False, "ok")
    assert f"no interval agrees with {correction}" in one.note
    assert one.p_value == pytest.approx(2 * stats.norm.sf(1.0))


def test_an_empty_family_and_one_without_effects():
    assert simultaneous([], correction="holm") == ()
    found = simultaneous([None, None], correction="bonferroni")
    assert [one.status for one in found] == ["no_data", "no_data"]


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: Comparison(math.nan, 1.0), "value is nan"),
        (lambda: Comparison(1.0, 0.0), "se is 0.0"),
        (lambda: Comparison(1.0, 1.0, -1.0), "df is -1.0"),
        (lambda: Comparison(1.0, 1.0).p_value("more"), "alternative is 'more'"),
        (lambda: Comparison(1.0, 1.0).limits(0.9, "more"), "alternative is 'more'"),
        (lambda: Comparison(1.0, 1.0).limits(1.0), "level is 1.0"),
        (lambda: comparison_level(0.95, 0), "comparisons is 0"),
        (lambda: comparison_level(0.95, 2, correction="holm"), "correction is 'holm'"),
        (lambda: simultaneous([], correction="scheffe"), "correction is 'scheffe'"),
        (lambda: simultaneous([], correction="holm", level=2), "level is 2"),
        (lambda: simultaneous([], correction="holm", alternative="x"), "alternative is 'x'"),
    ],
)
def test_impossible_arguments_are_refused(make, text):
    with pytest.raises(ArgumentError, match=text):
        make()
