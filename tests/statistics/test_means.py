"""Means and Welch's difference: Hillstrom spend, scipy, edges."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from stagelift.errors import ArgumentError
from stagelift.statistics.means import difference_of_means, mean, welch_df
from stagelift.statistics.moments import Moments

# MineThatData e-mail challenge (Hillstrom 2008): spend in cents, n, Σx, Σx², Σx³ by message
MENS = Moments.from_sums(21307, 3031169, 67590244973, 2172894663420491, scale=100)
WOMENS = Moments.from_sums(21387, 2303811, 49114465763, 1472945181929277, scale=100)
NONE = Moments.from_sums(21306, 1390833, 28700503621, 879704458992219, scale=100)

EMPTY, ONE = Moments(0, 0.0, 0.0, 0.0), Moments(1, 5.0, 0.0, 0.0)
SAME = Moments(3, 5.0, 0.0, 0.0)
A, B = [1.0, 2.0, 4.0, 8.5, 3.0], [2.0, 2.5, 9.0, 11.0, 14.0, 3.5, 7.0]


def of(values) -> Moments:
    x = np.asarray(values, dtype=float)
    gaps = x - x.mean()
    return Moments(len(x), float(x.mean()), float((gaps**2).sum()), float((gaps**3).sum()))


def test_hillstrom_spend_of_the_mens_message():
    found = difference_of_means(MENS, NONE)
    assert found.value == pytest.approx(0.76983, abs=5e-6)
    assert found.value / found.se == pytest.approx(5.3001, abs=5e-5)
    assert welch_df(MENS, NONE) == pytest.approx(36671.2, abs=0.05)
    assert (found.low, found.high) == pytest.approx((0.48514, 1.05451), abs=5e-6)


def test_hillstrom_spend_of_the_womens_message():
    found = difference_of_means(WOMENS, NONE)
    assert found.value == pytest.approx(0.42441, abs=5e-6)
    assert found.value / found.se == pytest.approx(3.2564, abs=5e-5)
    assert (found.low, found.high) == pytest.approx((0.16896, 0.67987), abs=5e-6)


def test_hillstrom_moments():
    assert MENS.mean == pytest.approx(1.4226165110057727, rel=1e-15)
    assert MENS.variance == pytest.approx(315.21179886555507, rel=1e-12)
    assert NONE.variance == pytest.approx(134.28637185302105, rel=1e-12)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.999])
def test_welch_equals_scipy(level):
    theirs = stats.ttest_ind(A, B, equal_var=False)
    found = difference_of_means(of(A), of(B), level=level)
    assert found.p_value == pytest.approx(theirs.pvalue, rel=1e-9)
    interval = theirs.confidence_interval(level)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-9)
    assert welch_df(of(A), of(B)) == pytest.approx(theirs.df, rel=1e-12)


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_t_interval_equals_scipy(level):
    found = mean(of(A), level=level)
    low, high = stats.t.interval(level, len(A) - 1, np.mean(A), stats.sem(A))
    assert (found.low, found.high, found.se) == pytest.approx((low, high, stats.sem(A)), rel=1e-9)


def test_interval_and_p_value_agree():
    base = of(A)
    for shift in np.linspace(-12, 12, 97):
        moved = Moments(base.n, base.mean + shift, base.m2, base.m3)
        found = difference_of_means(moved, of(B))
        assert found.dual is True
        assert (found.p_value < 0.05) == (not found.low <= 0 <= found.high)


def test_one_arm_without_spread_still_has_an_interval():
    found = difference_of_means(of(A), SAME)
    assert (found.status, found.se) == ("ok", pytest.approx(stats.sem(A)))
    assert welch_df(of(A), SAME) == pytest.approx(len(A) - 1)


@pytest.mark.parametrize(
    ("m", "value", "status", "note"),
    [
        (EMPTY, None, "no_data", "no units"),
        (ONE, 5.0, "low_n", "one unit has no spread"),
        (SAME, 5.0, "degenerate", "all values are equal"),
    ],
)
def test_a_mean_without_spread_has_no_interval(m, value, status, note):
    found = mean(m)
    assert (found.value, found.low, found.high) == (value, None, None)
    assert (found.status, found.note) == (status, note)


@pytest.mark.parametrize(
    ("m1", "m0", "value", "status", "note"),
    [
        (EMPTY, ONE, None, "no_data", "no units in treatment"),
        (ONE, EMPTY, None, "no_data", "no units in control"),
        (EMPTY, EMPTY, None, "no_data", "no units in either arm"),
        (of(A), ONE, -1.3, "low_n", "an arm with one unit has no spread"),
        (SAME, SAME, 0.0, "degenerate", "no value varies within an arm"),
    ],
)
def test_a_difference_without_spread_has_no_interval(m1, m0, value, status, note):
    found = difference_of_means(m1, m0)
    assert found.value == (None if value is None else pytest.approx(value))
    assert (found.low, found.high, found.p_value, found.dual) == (None, None, None, None)
    assert (found.status, found.note) == (status, note)
    assert welch_df(m1, m0) is None


@pytest.mark.parametrize("level", [0, 1.2, math.nan])
def test_levels_are_checked_before_anything_else(level):
    for call in (mean, lambda m, level: difference_of_means(m, m, level=level)):
        with pytest.raises(ArgumentError, match="level is"):
            call(EMPTY, level=level)


def test_tiny_units_change_no_decision():
    plain, tiny = (
        difference_of_means(of([x * unit for x in A]), of([x * unit for x in B]))
        for unit in (1.0, 1e-150)
    )
    assert tiny.p_value == pytest.approx(plain.p_value, rel=1e-9)
    assert tiny.high * 1e150 == pytest.approx(plain.high, rel=1e-9)


@pytest.mark.parametrize("alternative", ["two_sided", "greater", "less"])
@pytest.mark.parametrize("method", ["welch", "pooled_t"])
def test_both_t_tests_and_their_one_sided_forms_equal_scipy(method, alternative):
    name = alternative.replace("_", "-")
    theirs = stats.ttest_ind(A, B, equal_var=method == "pooled_t", alternative=name)
    found = difference_of_means(of(A), of(B), level=0.9, method=method, alternative=alternative)
    interval = theirs.confidence_interval(0.9)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-9)
    assert found.p_value == pytest.approx(theirs.pvalue, rel=1e-9)
    assert (found.method, found.dual) == (method, True)


@pytest.mark.parametrize("alternative", ["two-sided", "larger", "smaller"])
def test_z_equals_statsmodels(alternative):
    ours = {"two-sided": "two_sided", "larger": "greater", "smaller": "less"}[alternative]
    theirs = CompareMeans(DescrStatsW(A), DescrStatsW(B))
    found = difference_of_means(of(A), of(B), method="z", alternative=ours)
    z, p = theirs.ztest_ind(alternative, usevar="unequal")
    interval = theirs.zconfint_diff(0.05, alternative, usevar="unequal")
    assert (found.value / found.se, found.p_value) == pytest.approx((z, p), rel=1e-9)
    assert (found.low, found.high) == pytest.approx(interval, rel=1e-9)


def test_pooled_t_needs_spread_in_one_arm_only():
    found = difference_of_means(of(A), ONE, method="pooled_t")
    theirs = stats.ttest_ind(A, [5.0])
    assert found.p_value == pytest.approx(theirs.pvalue, rel=1e-9)
    assert found.low == pytest.approx(theirs.confidence_interval().low, rel=1e-9)
    two = difference_of_means(ONE, ONE, method="pooled_t")
    assert (two.status, two.value, two.low) == ("low_n", 0.0, None)
    assert difference_of_means(SAME, SAME, method="pooled_t").status == "degenerate"


def test_degrees_of_freedom_come_from_the_fourth_power_of_the_standard_error():
    """Dividing by the sum of se²/(n − 1) instead gives 23.9 here, more than n1 + n0 − 2."""
    se1, se0 = of(A).se ** 2, of(B).se ** 2
    by_hand = (se1 + se0) ** 2 / (se1**2 / (len(A) - 1) + se0**2 / (len(B) - 1))
    assert welch_df(of(A), of(B)) == pytest.approx(by_hand, rel=1e-12)
    assert min(len(A), len(B)) - 1 <= by_hand <= len(A) + len(B) - 2


@settings(deadline=None)
@given(
    st.integers(2, 10**6),
    st.integers(2, 10**6),
    st.floats(1e-6, 1e6),
    st.floats(1e-6, 1e6),
    st.floats(-100, 100),
)
def test_the_properties_of_a_difference_hold(n1, n0, m2_1, m2_0, shift):
    m1, m0 = Moments(n1, shift, m2_1, 0.0), Moments(n0, 0.0, m2_0, 0.0)
    for method in ("welch", "z", "pooled_t"):
        there = difference_of_means(m1, m0, method=method)
        back = difference_of_means(m0, m1, method=method)
        assert (there.value, there.p_value) == pytest.approx((-back.value, back.p_value))
        assert (there.low, there.high) == pytest.approx((-back.high, -back.low))
        wide = difference_of_means(m1, m0, method=method, level=0.99)
        assert wide.low <= there.low <= there.value <= there.high <= wide.high
        up, down = (
            difference_of_means(m1, m0, method=method, alternative=side).p_value
            for side in ("greater", "less")
        )
        assert up + down == pytest.approx(1.0)
        assert there.p_value == pytest.approx(2 * min(up, down))
    t, z = (difference_of_means(m1, m0, method=m) for m in ("welch", "z"))
    assert t.high - t.low >= z.high - z.low


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"method": "welsh"}, "Did you mean 'welch'?"),
        ({"alternative": "larger"}, "alternative is 'larger'; allowed: two_sided, greater, less"),
    ],
)
def test_methods_and_alternatives_are_checked(options, text):
    with pytest.raises(ArgumentError) as caught:
        difference_of_means(EMPTY, EMPTY, **options)
    assert text in str(caught.value)
