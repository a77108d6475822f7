"""ANCOVA and CUPED variants against regressions, Welch on adjusted values, and bootstrap."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.adjustment import lift_of, lin_effect
from stagelift.statistics.adjustment.common_slopes import (
    ancova_effect,
    common_slope_means,
    cuped_effect,
)
from stagelift.statistics.adjustment.covariates import CovariateMoments

NAMES = ("spend", "before", "visits")
EMPTY = CovariateMoments(0, NAMES, (0.0,) * 3, ((0.0,) * 3,) * 3)


def sample(n1: int = 60, n0: int = 90, seed: int = 1):
    rng = np.random.default_rng(seed)
    t = np.repeat([True, False], [n1, n0])
    c = rng.gamma(2.0, 3.0, (n1 + n0, 2)) @ np.array([[1.0, 0.3], [0.0, 1.0]])
    x = 4 + t + c @ [0.8, 0.3] + t * (0.4 * c[:, 0]) + rng.normal(0, 2, n1 + n0)
    return t, x, c


def arms(t, x, c) -> tuple[CovariateMoments, CovariateMoments]:
    one, zero = (
        CovariateMoments.of_units(dict(zip(NAMES, [x[a], *c[a].T], strict=True))) for a in (t, ~t)
    )
    return one, zero


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_ancova_is_the_classical_regression(level):
    t, x, c = sample()
    fitted = sm.OLS(x, np.column_stack([np.ones_like(x), t, c])).fit()
    found = ancova_effect(*arms(t, x, c), level=level)
    low, high = fitted.conf_int(1 - level)[1]
    expected = fitted.params[1], fitted.bse[1], low, high, fitted.pvalues[1]
    ours = found.value, found.se, found.low, found.high, found.p_value
    assert ours == pytest.approx(expected, rel=1e-9)
    assert (found.method, found.dual) == ("ancova", True)


def test_slopes_from_within_are_those_of_ancova():
    t, x, c = sample(seed=2)
    fitted = sm.OLS(x, np.column_stack([np.ones_like(x), t, c])).fit()
    found = common_slope_means(*arms(t, x, c), slopes="within")
    assert found.mean1 - found.mean0 == pytest.approx(fitted.params[1], rel=1e-9)


@pytest.mark.parametrize("slopes", ["pooled", "control", (1.0, 0.0), (0.5, -2.0)])
def test_every_variant_is_welch_on_adjusted_values(slopes):
    t, x, c = sample(seed=3)
    if slopes == "pooled":
        theta = np.linalg.solve(np.cov(c.T), [np.cov(x, col)[0, 1] for col in c.T])
    elif slopes == "control":
        theta = np.linalg.lstsq(np.column_stack([np.ones((~t).sum()), c[~t]]), x[~t])[0][1:]
    else:
        theta = np.array(slopes)
    z = x - c @ theta
    found = cuped_effect(*arms(t, x, c), slopes=slopes)
    assert found.value == pytest.approx(z[t].mean() - z[~t].mean(), rel=1e-9)
    lost = 2 if isinstance(slopes, str) else 0
    dfs = [a.sum() - 1 - lost * a.mean() for a in (t, ~t)]
    own = [
        ((z[a] - z[a].mean()) ** 2).sum() / df / a.sum() for a, df in zip((t, ~t), dfs, strict=True)
    ]
    assert found.se == pytest.approx(math.sqrt(sum(own)), rel=1e-9)
    if not lost:
        theirs = stats.ttest_ind(z[t], z[~t], equal_var=False)
        assert found.p_value == pytest.approx(theirs.pvalue, rel=1e-9)
    assert found.method == "cuped"


def test_variances_and_covariance_are_those_of_repeated_samples():
    means = []
    for seed in range(1500):
        found = common_slope_means(*arms(*sample(30, 50, seed)), slopes=(0.9, 0.2))
        means.append((found.mean1, found.mean0))
    expected = np.zeros(3)
    for seed in range(200):
        found = common_slope_means(*arms(*sample(30, 50, 10_000 + seed)), slopes=(0.9, 0.2))
        expected += np.array([found.variance1, found.covariance, found.variance0]) / 200
        whole = found.variance1 + found.variance0 - 2 * found.covariance
        assert found.se**2 == pytest.approx(whole, rel=1e-9)
    seen = np.cov(np.array(means).T)
    assert [seen[0, 0], seen[0, 1], seen[1, 1]] == pytest.approx(list(expected), rel=0.1)


def test_equal_arms_with_equal_slopes_are_lin_s_adjustment_nearly():
    t, x, c = sample(400, 400, seed=4)
    x -= t * 0.4 * c[:, 0]
    one, zero = arms(t, x, c)
    lin, cuped = lin_effect([one], [zero]), cuped_effect(one, zero, slopes="within")
    assert (cuped.value, cuped.se) == pytest.approx((lin.value, lin.se), rel=0.02)


def test_lift_of_a_change_score_agrees_with_its_effect():
    one, zero = arms(*sample(seed=5))
    means = common_slope_means(one, zero, slopes=(1.0, 0.0))
    lift = lift_of(means)
    effect = cuped_effect(one, zero, slopes=(1.0, 0.0))
    assert (lift.low > 0) == (effect.low > 0)
    assert lift.value == pytest.approx(effect.value / means.mean0)
    assert 0 < means.variance_ratio < 1
    assert means.gained == f"variance {means.variance_ratio:.2f} of raw"


def test_swapping_the_arms_turns_every_effect_round():
    one, zero = arms(*sample(seed=6))
    for call in (ancova_effect, cuped_effect):
        there, back = call(one, zero), call(zero, one)
        assert (there.low, there.p_value) == pytest.approx((-back.high, back.p_value), rel=1e-9)


def test_dropped_covariates_are_named():
    t, x, c = sample(seed=7)
    c[:, 1] = 3 * c[:, 0] + 1
    told = "dropped in both arms: 'visits' (explained by other covariates)"
    for call in (ancova_effect, cuped_effect):
        assert call(*arms(t, x, c)).note == told
    c[:, 0] = 5.0
    c[:, 1] = 5.0
    raw = stats.ttest_ind(x[t], x[~t])
    assert ancova_effect(*arms(t, x, c)).p_value == pytest.approx(raw.pvalue, rel=1e-9)


def test_the_cases_without_an_interval_say_why():
    one, zero = arms(*sample(seed=8))
    single = CovariateMoments.of_units({name: [1.0] for name in NAMES})
    for call in (ancova_effect, cuped_effect):
        assert call(one, EMPTY).status == "no_data"
        assert call(single, zero).status == "low_n"
    x = np.arange(10.0)
    perfect = [CovariateMoments.of_units({"a": 2 * x + k, "b": x}) for k in (1.0, 0.0)]
    for call in (ancova_effect, cuped_effect):
        found = call(*perfect)
        assert (found.status, found.value, found.se) == ("degenerate", pytest.approx(1.0), 0.0)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"slopes": "withing"}, "Did you mean 'within'?"),
        ({"slopes": (1.0,)}, "there must be one per covariate: before, visits"),
        ({"slopes": (1.0, math.nan)}, "slopes[1] is nan"),
        ({"level": 0.0}, "level is 0.0"),
    ],
)
def test_impossible_arguments_are_refused(options, text):
    with pytest.raises(ArgumentError) as caught:
        cuped_effect(*arms(*sample()), **options)
    assert text in str(caught.value)
    with pytest.raises(ArgumentError, match="both arms must have"):
        ancova_effect(EMPTY, CovariateMoments.of_units({"a": [1, 2]}))
