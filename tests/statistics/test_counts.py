"""Counts against robust log-linear models, and their errors where Poisson's are wrong."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.counts import difference_of_counts, dispersion, ratio_of_counts
from stagelift.statistics.lift import lift
from stagelift.statistics.moments import Moments

NONE = Moments(50, 0.0, 0.0, 0.0)


def of(x) -> Moments:
    return Moments(len(x), float(np.mean(x)), float(((x - np.mean(x)) ** 2).sum()), 0.0)


def counts(rng, n: int, mean: float = 1.0, variance: float = 3.0):
    size = mean**2 / (variance - mean)
    return rng.negative_binomial(size, size / (size + mean), n)


def test_the_ratio_is_that_of_a_log_linear_model_with_robust_errors():
    rng = np.random.default_rng(1)
    x1, x0 = counts(rng, 3000, 1.3), counts(rng, 2500)
    t = np.repeat([1.0, 0.0], [3000, 2500])
    model = sm.GLM(np.r_[x1, x0], sm.add_constant(t), family=sm.families.Poisson())
    fitted = model.fit(cov_type="HC0", tol=1e-14)
    found = ratio_of_counts(of(x1), of(x0), method="delta_log")
    assert found.value == pytest.approx(math.exp(fitted.params[1]), rel=1e-9)
    # HC0 divides squares by n, ours by n − 1
    assert found.se / found.value == pytest.approx(fitted.bse[1], rel=5e-4)
    low, high = np.exp(fitted.conf_int()[1])
    assert (found.low, found.high) == pytest.approx((low, high), rel=5e-4)
    fieller = ratio_of_counts(of(x1), of(x0))
    assert (fieller.low, fieller.high) == pytest.approx((low, high), rel=5e-3)


def test_the_difference_is_welch_s_with_the_dispersion_told():
    rng = np.random.default_rng(2)
    x1, x0 = counts(rng, 300, 1.3), counts(rng, 250)
    found = difference_of_counts(of(x1), of(x0))
    theirs = stats.ttest_ind(x1, x0, equal_var=False)
    assert found.p_value == pytest.approx(theirs.pvalue, rel=1e-9)
    one, zero = (np.var(x, ddof=1) / np.mean(x) for x in (x1, x0))
    assert found.note == f"counts vary {one:.1f} and {zero:.1f} times as much as Poisson counts"
    assert dispersion(of(x1)) == pytest.approx(one, rel=1e-12)
    assert ratio_of_counts(of(x1), of(x0)).note == found.note
    up = difference_of_counts(of(x1), of(x0), alternative="greater")
    assert up.p_value == pytest.approx(found.p_value / 2, rel=1e-9)


def test_a_ratio_is_one_plus_the_lift_and_turns_round_with_the_arms():
    m1, m0 = Moments(400, 1.2, 1200.0, 0.0), Moments(500, 1.0, 1500.0, 0.0)
    found, relative = ratio_of_counts(m1, m0), lift(m1, m0)
    assert (found.value, found.low) == pytest.approx((relative.value + 1, relative.low + 1))
    assert (found.se, found.p_value) == (relative.se, relative.p_value)
    back = ratio_of_counts(m0, m1)
    assert (back.low, back.high) == pytest.approx((1 / found.high, 1 / found.low), rel=1e-9)


def test_a_ratio_of_counts_is_never_below_zero():
    found = ratio_of_counts(Moments(9, 0.2, 1.6, 0.0), Moments(900, 1.0, 900.0, 0.0))
    assert found.low == 0.0
    assert found.value > 0


def test_no_counts_have_no_ratio_and_no_dispersion():
    some = Moments(50, 1.0, 60.0, 0.0)
    assert dispersion(NONE) is None
    assert dispersion(Moments(1, 4.0, 0.0, 0.0)) is None
    found = ratio_of_counts(some, NONE)
    assert (found.status, found.value) == ("not_identifiable", None)
    assert found.note == "the control mean is exactly 0, so nothing can be relative to it"
    assert difference_of_counts(NONE, NONE).status == "degenerate"
    nothing = difference_of_counts(NONE, some)
    assert (nothing.status, nothing.note) == ("ok", "")
    assert ratio_of_counts(NONE, some).value == 0.0


@pytest.mark.parametrize("call", [difference_of_counts, ratio_of_counts])
def test_impossible_arguments_are_refused(call):
    negative = Moments(5, -1.0, 3.0, 0.0)
    with pytest.raises(ArgumentError, match=r"m1\.mean is -1\.0; a count per unit must be ≥ 0"):
        call(negative, NONE)
    with pytest.raises(ArgumentError, match=r"m0\.mean is -1\.0"):
        call(NONE, negative)
    with pytest.raises(ArgumentError, match="level is 1"):
        call(NONE, NONE, level=1)


def test_ratio_methods_are_checked():
    with pytest.raises(ArgumentError, match="allowed: fieller, delta_log"):
        ratio_of_counts(NONE, NONE, method="delta")


@pytest.mark.slow
def test_equal_counts_differ_no_more_often_than_the_level_where_poisson_is_wrong():
    rng, runs, n = np.random.default_rng(3), 4000, 400
    ours = poisson = 0
    for _ in range(runs):
        x1, x0 = counts(rng, n), counts(rng, n)
        ours += difference_of_counts(of(x1), of(x0)).p_value < 0.05
        z = (x1.sum() - x0.sum()) / math.sqrt(x1.sum() + x0.sum())
        poisson += abs(z) > 1.96
    assert ours / runs <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / runs)
    assert poisson / runs > 0.2
