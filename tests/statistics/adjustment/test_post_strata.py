"""Post-stratification against regressions, formulas by hand, and repeated assignment."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm

from stagelift.errors import ArgumentError
from stagelift.statistics.adjustment import adjusted_means
from stagelift.statistics.adjustment.post_strata import (
    FEW,
    JOINED,
    post_stratified_effect,
    post_stratified_means,
)
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments
from stagelift.statistics.pairs import of_values

NOBODY = Moments(0, 0.0, 0.0, 0.0)


def of(x) -> Moments:
    x = np.asarray(x, dtype=float)
    return Moments(x.size, float(x.mean()), float(((x - x.mean()) ** 2).sum()), 0.0)


def sample(n: int = 300, seed: int = 1):
    rng = np.random.default_rng(seed)
    stratum, t = rng.integers(0, 3, n), rng.random(n) < 0.4
    x = np.array([2.0, 7.0, 20.0])[stratum] + t * (1 + stratum) + rng.normal(0, 1 + stratum)
    return t, x, stratum


def arms(t, x, stratum):
    return tuple(tuple(of(x[(t == a) & (stratum == s)]) for s in range(3)) for a in (True, False))


def test_the_effect_is_the_regression_with_interacted_strata():
    t, x, stratum = sample()
    dummies = np.column_stack([stratum == s for s in (1, 2)]).astype(float)
    centred = dummies - dummies.mean(axis=0)
    columns = np.column_stack([np.ones_like(x), t, centred, t[:, None] * centred])
    fitted = sm.OLS(x, columns).fit(cov_type="HC2")
    found = post_stratified_effect(*arms(t, x, stratum))
    assert found.value == pytest.approx(fitted.params[1], rel=1e-9)
    both = arms(t, x, stratum)
    effects = np.array([one.mean - zero.mean for one, zero in zip(*both, strict=True)])
    drawn = np.var(effects[stratum], ddof=1) / len(x)
    assert found.se**2 == pytest.approx(fitted.bse[1] ** 2 + drawn, rel=1e-9)
    assert (found.method, found.dual) == ("post_stratified", True)


def test_it_is_the_stratified_adjustment_without_a_covariate():
    one, zero = arms(*sample(seed=2))
    theirs = adjusted_means(*(tuple(of_values(m) for m in arm) for arm in (one, zero)))
    found = post_stratified_means(one, zero)
    for name in ("mean1", "mean0", "variance1", "covariance", "se", "df", "variance_ratio"):
        assert getattr(found, name) == pytest.approx(getattr(theirs, name), rel=1e-12)
    assert found.note == ""


def test_given_shares_weigh_the_strata_by_hand():
    one, zero = (of([1, 2, 4]), of([9, 10])), (of([2, 3]), of([5, 6, 9]))
    found = post_stratified_means(one, zero, shares=(0.3, 0.7))
    assert found.mean1 == pytest.approx(0.3 * 7 / 3 + 0.7 * 9.5)
    variance1 = 0.09 * np.var([1, 2, 4], ddof=1) / 3 + 0.49 * np.var([9, 10], ddof=1) / 2
    variance0 = 0.09 * np.var([2, 3], ddof=1) / 2 + 0.49 * np.var([5, 6, 9], ddof=1) / 3
    assert (found.variance1, found.variance0) == pytest.approx((variance1, variance0))
    assert found.se == pytest.approx(math.sqrt(variance1 + variance0))
    raw = difference_of_means(of([1, 2, 4, 9, 10]), of([2, 3, 5, 6, 9])).se
    assert found.variance_ratio == pytest.approx((found.se / raw) ** 2)
    alone = post_stratified_effect(one, zero, shares=(1.0, 0.0))
    first = difference_of_means(one[0], zero[0])
    assert (alone.value, alone.p_value) == pytest.approx((first.value, first.p_value))


def test_the_variance_is_that_of_repeated_samples():
    seen, told = [], []
    for seed in range(1000):
        found = post_stratified_means(*arms(*sample(120, seed)))
        seen.append(found.mean1 - found.mean0)
        told.append(found.se**2)
    assert np.mean(told) == pytest.approx(np.var(seen), rel=0.12)


def test_small_strata_join_the_largest():
    one, zero = (of([1, 2, 3] * 5), of([9])), (of([2, 3, 5] * 5), of([4, 8]))
    found = post_stratified_means(one, zero)
    raw = difference_of_means(one[0] + one[1], zero[0] + zero[1])
    assert (found.note, found.se) == (JOINED, pytest.approx(raw.se))


def test_the_cases_without_an_interval_say_why():
    one, zero = (of([1, 2]), NOBODY), (of([2, 3]), of([4, 8]))
    found = post_stratified_effect(one, zero, shares=(0.5, 0.5))
    assert (found.status, found.value, found.note) == ("low_n", None, FEW)
    assert post_stratified_effect((NOBODY,), (of([1, 2]),)).status == "no_data"
    flat = (of([1, 1]), of([2, 2]))
    for shares in (None, (0.5, 0.5)):
        assert post_stratified_effect(flat, flat, shares=shares).status == "degenerate"
    within = post_stratified_means((of([1, 1]), of([2, 2])), flat, shares=(0.5, 0.5))
    assert (within.se, within.df, within.variance_ratio) == (0.0, None, pytest.approx(0.0))


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"shares": (0.5, 0.4)}, "they sum to 0.9, not to 1"),
        ({"shares": (0.5,)}, "there must be one per stratum, 2"),
        ({"shares": (1.5, -0.5)}, "shares[1] is -0.5; it must be ≥ 0"),
        ({"shares": (math.nan, 1.0)}, "shares[0] is nan"),
        ({"level": 1.0}, "level is 1.0"),
    ],
)
def test_impossible_arguments_are_refused(options, text):
    two = of([1, 2]), of([3, 5])
    with pytest.raises(ArgumentError) as caught:
        post_stratified_effect(two, two, **options)
    assert text in str(caught.value)
    with pytest.raises(ArgumentError, match="at least one"):
        post_stratified_means((), ())
