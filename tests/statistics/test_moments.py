"""Moments: closed forms, exact sums, merging."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments, ScoreCounts

EMPTY = Moments(0, 0.0, 0.0, 0.0)
micros = st.lists(st.integers(-(10**12), 10**12), min_size=0, max_size=30)


def raw(values) -> Moments:
    """Moments of raw values in exact fractions, the second implementation."""
    exact = [Fraction(v) for v in values]
    if not exact:
        return EMPTY
    mean = sum(exact) / len(exact)
    m2, m3 = (sum((x - mean) ** p for x in exact) for p in (2, 3))
    return Moments(len(exact), float(mean), float(m2), float(m3))


def sums(values: list[int], shift: int = 0, scale: int = 1_000_000) -> Moments:
    moved = [v - shift for v in values]
    s1, s2, s3 = (sum(v**p for v in moved) for p in (1, 2, 3))
    return Moments.from_sums(len(values), s1, s2, float(s3), shift=shift, scale=scale)


def assert_close(a: Moments, b: Moments, scale: float) -> None:
    """Equal to 1e-12 of the size that values `scale` from zero give each moment."""
    assert a.n == b.n
    for name, power in (("mean", 1), ("m2", 2), ("m3", 3)):
        allowed = 1e-12 * max(a.n, 1) * scale**power
        assert getattr(a, name) == pytest.approx(getattr(b, name), rel=1e-12, abs=allowed), name


def test_counts_are_the_moments_of_zeros_and_ones():
    for n, k in ((1, 0), (1, 1), (5, 2), (40, 39), (7, 7)):
        assert_close(Moments.from_counts(n, k), raw([1] * k + [0] * (n - k)), 1.0)


def test_hand_computed_sums():
    # 1, 2, 3, 6 (in units of 1): mean 3, squares 4 + 1 + 0 + 9, cubes -8 - 1 + 0 + 27
    assert sums([1, 2, 3, 6], scale=1) == Moments(4, 3.0, 14.0, 18.0)
    assert sums([1, 2, 3, 6], shift=100, scale=1) == Moments(4, 3.0, 14.0, 18.0)


def test_a_large_offset_does_not_cost_the_variance():
    # four values around 1e8 that differ by millionths: sums of doubles would lose all of it
    values = [100_000_000_000_000 + d for d in (4, 7, 13, 16)]
    found = sums(values)
    assert found.mean == pytest.approx(100_000_000.00001, rel=1e-15)
    assert found.variance == pytest.approx(30e-12, rel=1e-14)
    naive = np.array(values) / 1e6
    assert (naive @ naive - naive.sum() ** 2 / 4) / 3 != pytest.approx(30e-12, rel=0.1)


@pytest.mark.parametrize("offset", [0.0, 1e8, -1e8, 1e12])
def test_values_far_from_zero_keep_their_moments(offset):
    rng = np.random.default_rng(20261122)
    values = (offset + rng.gamma(2.0, 3.0, 500)).tolist()
    exact = raw(values)  # of the doubles as they are: what the offset took from them is gone
    found = Moments.from_values(values)
    assert (found.n, found.mean) == (exact.n, pytest.approx(exact.mean, rel=1e-15))
    assert found.m2 == pytest.approx(exact.m2, rel=1e-13)
    assert found.m3 == pytest.approx(exact.m3, rel=1e-12)


@pytest.mark.parametrize(("offset", "allowed"), [(1e8, 1e-8), (1e12, 1e-4)])
def test_merging_far_from_zero_costs_no_more_than_the_means_have_digits(offset, allowed):
    rng = np.random.default_rng(7)
    values = (offset + rng.normal(0.0, 1.0, 2000)).tolist()
    parts = [Moments.from_values(values[i : i + 20]) for i in range(0, 2000, 20)]
    found, exact = sum(parts[1:], parts[0]), raw(values)
    assert found.mean == pytest.approx(exact.mean, rel=1e-14)
    assert found.m2 == pytest.approx(exact.m2, rel=allowed)


def test_a_missing_value_is_decided_about_aloud():
    seen = [1.0, None, 4.0, math.nan, 7.0]
    with pytest.raises(ArgumentError, match=r"2 of them missing.*dropped.*or 0"):
        Moments.from_values(seen)
    dropped = Moments.from_values(seen, nulls="drop")
    zero = Moments.from_values(seen, nulls="zero")
    assert_close(dropped, raw([1, 4, 7]), 7.0)
    assert_close(zero, raw([1, 4, 7, 0, 0]), 7.0)
    assert Moments.from_values([None], nulls="drop") == EMPTY
    assert Moments.from_values([None], nulls="zero") == Moments(1, 0.0, 0.0, 0.0)


def test_what_is_missing_never_counts_in_n_without_its_value():
    """Means over who has a value and n over everybody gives an interval that is neither."""
    rng = np.random.default_rng(3)
    one, zero = rng.normal(0.6, 1.0, 40), rng.normal(0.0, 1.0, 40)
    one[:15] = zero[:12] = math.nan
    kept = [Moments.from_values(arm.tolist(), nulls="drop") for arm in (one, zero)]
    found = difference_of_means(*kept)
    omitted = stats.ttest_ind(one, zero, equal_var=False, nan_policy="omit")
    assert found.p_value == pytest.approx(omitted.pvalue, rel=1e-9)
    filled = [Moments.from_values(arm.tolist(), nulls="zero") for arm in (one, zero)]
    as_zero = stats.ttest_ind(np.nan_to_num(one), np.nan_to_num(zero), equal_var=False)
    assert difference_of_means(*filled).p_value == pytest.approx(as_zero.pvalue, rel=1e-9)
    assert abs(as_zero.pvalue - omitted.pvalue) > 0.001  # the two are not the same question


@pytest.mark.parametrize("value", [math.inf, -math.inf, 1e101, "3"])
def test_a_value_out_of_range_is_refused(value):
    with pytest.raises(ArgumentError, match=r"values\[1\] is .*; it must be a number > -1e\+100"):
        Moments.from_values([1.0, value], nulls="drop")


def test_equal_values_have_no_spread_at_any_offset():
    for value in (0.1, 1e8 + 0.1, 1e99):
        found = Moments.from_values([value] * 7)
        assert (found.m2, found.m3, found.skewness) == (0.0, 0.0, None)


def test_skewness_and_se_by_hand():
    found = Moments(4, 3.0, 14.0, 18.0)
    assert found.variance == pytest.approx(14 / 3)
    assert found.se == pytest.approx(math.sqrt(14 / 12))
    assert found.skewness == pytest.approx(4.5 / 3.5**1.5)


@pytest.mark.parametrize("m", [EMPTY, Moments(1, 7.0, 0.0, 0.0)])
def test_no_spread_below_two_units(m):
    assert m.variance is None
    assert m.se is None
    assert m.skewness is None


def test_empty_and_single_sums():
    assert Moments.from_sums(0, 0, 0, 0.0) == EMPTY
    assert sums([2_500_000]) == Moments(1, 2.5, 0.0, 0.0)
    assert Moments.from_counts(0, 0) == EMPTY


@settings(deadline=None)
@given(micros, st.integers(-(10**12), 10**12))
def test_sums_equal_raw_values(values, shift):
    exact = raw([Fraction(v, 1_000_000) for v in values])
    found = sums(values, shift)
    assert (found.n, found.mean, found.m2) == pytest.approx((exact.n, exact.mean, exact.m2), 1e-14)
    # the third sum came as a double: its last digits are those of the shifted cubes
    cubes = sum(abs(v - shift) ** 3 for v in values) / 1e18
    assert found.m3 == pytest.approx(exact.m3, rel=1e-14, abs=1e-15 * cubes)


@settings(deadline=None)
@given(micros, micros, micros)
def test_merging_in_any_order_equals_all_at_once(a, b, c):
    scale = max([abs(v) for v in a + b + c] or [0]) / 1e6
    x, y, z = sums(a), sums(b), sums(c)
    assert x + y == y + x
    assert_close((x + y) + z, x + (y + z), scale)
    assert_close(x + y + z, raw([Fraction(v, 1_000_000) for v in a + b + c]), scale)


def test_the_empty_moments_change_nothing():
    some = Moments(4, 3.0, 14.0, 18.0)
    assert some + EMPTY == EMPTY + some == some


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: Moments.from_counts(3, 4), "k is 4; it must be ≤ n, which is 3"),
        (lambda: Moments.from_counts(-1, 0), "n is -1; it must be ≥ 0"),
        (lambda: Moments.from_counts(2, 0.5), "k is 0.5; it must be a whole number"),
        (lambda: Moments(2, math.nan, 1.0, 0.0), "mean is nan; it must be a finite number"),
        (lambda: Moments(2, 0.0, -1.0, 0.0), "m2 is -1.0; a sum of squares must be ≥ 0"),
        (lambda: Moments.from_sums(2, 10, 1, 0.0), "s2 is 1; it must be ≥ s1²/n, which is 50"),
        (lambda: Moments.from_sums(0, 1, 1, 0.0), "without units both must be 0"),
        (lambda: Moments.from_sums(2, 1, 1, math.inf), "s3 is inf"),
        (lambda: Moments.from_sums(2, Decimal(1), 1, 1.0), "s1 is Decimal('1'); it must be"),
        (lambda: Moments.from_sums(2, 1.0, 1, 1.0), "s1 is 1.0; it must be a whole number"),
        (lambda: Moments.from_sums(2, 1, 1, 1.0, scale=0), "scale is 0; it must be ≥ 1"),
        (lambda: ScoreCounts((0,) * 11).moments(silent=-1), "silent is -1; it must be ≥ 0"),
        (lambda: ScoreCounts((1, 2)), "scores 0 to 10 need 11 entries"),
        (lambda: ScoreCounts((0,) * 10 + (-1,)), "counts[10] is -1"),
    ],
)
def test_impossible_aggregates_are_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)


def test_scores_fall_into_the_three_groups():
    scores = ScoreCounts((1, 2, 3, 4, 5, 6, 7, 10, 20, 100, 200))
    assert (scores.detractors, scores.passives, scores.promoters, scores.n) == (28, 30, 300, 358)
    assert (scores + scores).promoters == 600


@settings(deadline=None)
@given(st.lists(st.integers(0, 50), min_size=11, max_size=11))
def test_score_moments_are_those_of_plus_and_minus_one(counts):
    scores = ScoreCounts(tuple(counts))
    values = [1] * scores.promoters + [0] * scores.passives + [-1] * scores.detractors
    assert_close(scores.moments(), raw(values), 1.0)


@settings(deadline=None)
@given(st.lists(st.integers(0, 50), min_size=11, max_size=11), st.integers(0, 1000))
def test_units_without_an_answer_count_as_zero(counts, silent):
    scores = ScoreCounts(tuple(counts))
    answers = [1] * scores.promoters + [-1] * scores.detractors
    assigned = raw(answers + [0] * (scores.passives + silent))
    assert_close(scores.moments(silent=silent), assigned, 1.0)
    zeros = Moments.from_counts(silent, 0)
    assert_close(scores.moments() + zeros, assigned, 1.0)
