"""Pre-period adjustment: against regressions on the units, CUPED, and what is dropped."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from samples import moments, pairs
from scipy import optimize, stats

from stagelift.errors import ArgumentError
from stagelift.statistics.adjustment import (
    CONSTANT,
    JOINED,
    adjusted_effect,
    adjusted_lift,
    adjusted_means,
)
from stagelift.statistics.looks import asymptotic_sequence
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.pairs import PairMoments, of_values

EMPTY = PairMoments(0, 0.0, 0.0, 0.0, 0.0, 0.0)
CLOSE = 1e-9
RNG = np.random.default_rng(20261101)


class Units:
    """Units of one experiment: treated or not, value, covariate, and whether it is known."""

    def __init__(self, n: int = 600, *, missing: float = 0.0, seed: int = 1) -> None:
        rng = np.random.default_rng(seed)
        self.treated = rng.random(n) < 0.4
        self.known = rng.random(n) >= missing
        self.covariate = np.where(self.known, rng.gamma(2.0, 5.0, n), 0.0)
        slope = np.where(self.treated, 0.9, 0.6)
        own = np.where(self.known, 3.0, 8.0) + self.treated
        self.value = own + slope * self.covariate + rng.normal(0.0, np.where(self.known, 3, 6), n)

    def arm(self, treated: bool) -> tuple[PairMoments, ...]:
        here = self.treated == treated
        cells = [here & self.known, here & ~self.known]
        found = tuple(pairs(self.value[c], self.covariate[c]) for c in cells)
        return found if (~self.known).any() else found[:1]

    def regressions(self) -> tuple[np.ndarray, np.ndarray, float, float]:
        """Predictions for all units from each cell's own regression, and both arms' variances."""
        n = len(self.value)
        predicted, own = np.empty((2, n)), [0.0, 0.0]
        for stratum in (self.known, ~self.known):
            if not stratum.any():
                continue
            columns = sm.add_constant(self.covariate) if stratum is self.known else np.ones((n, 1))
            for arm in (1, 0):
                cell = stratum & (self.treated == bool(arm))
                fitted = sm.OLS(self.value[cell], columns[cell]).fit()
                predicted[arm, stratum] = fitted.predict(columns[stratum])
                own[arm] += (stratum.mean()) ** 2 * fitted.mse_resid / cell.sum()
        return predicted[1], predicted[0], own[1], own[0]


@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_equals_regressions_on_the_units(missing):
    units = Units(missing=missing)
    one, zero, own1, own0 = units.regressions()
    n = len(one)
    found = adjusted_means(units.arm(True), units.arm(False))
    assert (found.mean1, found.mean0) == pytest.approx((one.mean(), zero.mean()), rel=CLOSE)
    drawn = np.cov(one, zero) / n
    assert found.se**2 == pytest.approx(own1 + own0 + np.var(one - zero, ddof=1) / n, rel=CLOSE)
    variances = found.variance1, found.variance0, found.covariance
    assert variances == pytest.approx((own1 + drawn[0, 0], own0 + drawn[1, 1], drawn[0, 1]))
    assert found.se**2 == pytest.approx(variances[0] + variances[1] - 2 * variances[2], rel=CLOSE)
    raw = difference_of_means(*(moments(units.value[units.treated == t]) for t in (True, False)))
    assert found.variance_ratio == pytest.approx((found.se / raw.se) ** 2, rel=CLOSE)
    assert found.variance_ratio < 0.8
    assert found.note == ""


@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_the_effect_is_the_coefficient_of_one_fully_interacted_regression(missing):
    units = Units(missing=missing, seed=2)
    absent = (~units.known).astype(float)
    extra = [units.covariate] + ([absent] if missing else [])
    centred = [column - column.mean() for column in extra]
    t = units.treated.astype(float)
    columns = np.column_stack([np.ones_like(t), t, *centred, *(t * c for c in centred)])
    fitted = sm.OLS(units.value, columns).fit()
    found = adjusted_effect(units.arm(True), units.arm(False))
    assert found.value == pytest.approx(fitted.params[1], rel=CLOSE)


def test_one_covariate_is_cuped_with_the_crossed_slope():
    units = Units(seed=3)
    (one,), (zero,) = units.arm(True), units.arm(False)
    theta = (zero.n * one.slope + one.n * zero.slope) / (one.n + zero.n)
    adjusted = units.value - theta * (units.covariate - units.covariate.mean())
    gap = adjusted[units.treated].mean() - adjusted[~units.treated].mean()
    assert adjusted_effect((one,), (zero,)).value == pytest.approx(gap, rel=CLOSE)


def test_degrees_of_freedom_and_interval_by_hand():
    arm1, arm0 = (
        PairMoments(12, 9.0, 2.0, 90.0, 40.0, 30.0),
        PairMoments(22, 7.0, 1.5, 80.0, 60.0, 15.0),
    )
    residual1, residual0 = (90 - 30**2 / 40) / 10 / 12, (80 - 15**2 / 60) / 20 / 22
    pooled = 40 + 60 + 12 * 22 / 34 * 0.5**2
    drawn = (30 / 40 - 15 / 60) ** 2 * pooled / 33 / 34
    variance = residual1 + residual0 + drawn
    df = variance**2 / (residual1**2 / 10 + residual0**2 / 20 + drawn**2 / 33)
    found = adjusted_effect((arm1,), (arm0,), level=0.9)
    assert found.se == pytest.approx(math.sqrt(variance), rel=CLOSE)
    half = stats.t.ppf(0.95, df) * math.sqrt(variance)
    assert found.high - found.value == pytest.approx(half, rel=CLOSE)
    assert found.p_value == pytest.approx(2 * stats.t.sf(abs(found.value) / found.se, df), CLOSE)
    assert (found.method, found.dual, found.status) == ("lin", True, "ok")


def test_lift_ends_are_roots_of_the_ratio_test_with_the_covariance():
    units = Units(missing=0.2, seed=4)
    arms = units.arm(True), units.arm(False)
    means, found = adjusted_means(*arms), adjusted_lift(*arms)

    def excess(relative: float) -> float:
        ratio = 1.0 + relative
        own = means.variance1 - 2 * ratio * means.covariance + ratio**2 * means.variance0
        critical = stats.t.ppf(0.975, means.df)
        return (means.mean1 - ratio * means.mean0) ** 2 - critical**2 * own

    assert found.value == pytest.approx(means.mean1 / means.mean0 - 1.0)
    assert found.low == pytest.approx(optimize.brentq(excess, -0.9, found.value), abs=1e-9)
    assert found.high == pytest.approx(optimize.brentq(excess, found.value, 5.0), abs=1e-9)
    assert found.p_value == adjusted_effect(*arms).p_value
    # the delta-method se: numeric derivatives of mean1 / mean0 − 1
    slope = np.array([1.0, -means.mean1 / means.mean0]) / means.mean0
    covariance = [[means.variance1, means.covariance], [means.covariance, means.variance0]]
    assert found.se == pytest.approx(math.sqrt(slope @ np.array(covariance) @ slope), rel=CLOSE)


def test_a_covariance_makes_the_lift_sharper_than_independent_means_would():
    units = Units(seed=5)
    found = adjusted_means(units.arm(True), units.arm(False))
    assert 0 < found.covariance < min(found.variance1, found.variance0)


def test_an_adjusted_effect_under_a_sequence_keeps_lift_and_effect_together():
    units = Units(4000, missing=0.1, seed=6)
    arms = units.arm(True), units.arm(False)
    effect = adjusted_effect(*arms)
    looked = asymptotic_sequence(effect.value, effect.se, n_mature=4000, n_planned=8000)
    found = adjusted_lift(*arms, critical=(looked.high - looked.value) / looked.se)
    assert looked.low > 0
    assert 0 < found.low < adjusted_lift(*arms).low
    assert (found.p_value, found.dual) == (None, None)


def test_swapping_the_arms_turns_the_effect_round():
    units = Units(missing=0.3, seed=7)
    there = adjusted_effect(units.arm(True), units.arm(False))
    back = adjusted_effect(units.arm(False), units.arm(True))
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), rel=CLOSE)
    assert there.p_value == pytest.approx(back.p_value, rel=CLOSE)


def test_scaling_or_moving_the_covariate_changes_nothing():
    units = Units(missing=0.3, seed=8)
    before = adjusted_effect(units.arm(True), units.arm(False))
    units.covariate = np.where(units.known, 100.0 - 7.0 * units.covariate, 0.0)
    after = adjusted_effect(units.arm(True), units.arm(False))
    for name in ("value", "se", "low", "p_value"):
        assert getattr(after, name) == pytest.approx(getattr(before, name), rel=1e-8)


def test_a_constant_covariate_is_dropped_and_named():
    x1, x0 = RNG.normal(5, 2, 40), RNG.normal(4, 3, 50)
    raw = difference_of_means(moments(x1), moments(x0))
    for one, zero in (
        (pairs(x1, np.full(40, 3.0)), pairs(x0, np.full(50, 3.0))),
        (pairs(x1, x1), pairs(x0, np.full(50, 3.0))),  # in one arm: dropped in both
        (of_values(moments(x1)), of_values(moments(x0))),
    ):
        found, means = adjusted_effect((one,), (zero,)), adjusted_means((one,), (zero,))
        assert found.note == means.note == CONSTANT
        assert means.variance_ratio == pytest.approx(1.0)
        for name in ("value", "se", "low", "high", "p_value"):
            assert getattr(found, name) == pytest.approx(getattr(raw, name), rel=CLOSE)


def test_a_small_stratum_joins_the_large_one():
    known1, known0 = (
        pairs(RNG.normal(9, 2, 30), RNG.normal(5, 1, 30)),
        pairs(RNG.normal(8, 2, 30), RNG.normal(5, 1, 30)),
    )
    value = of_values(moments([1.0, 2.0]))
    found = adjusted_means((known1, value), (known0, EMPTY))
    centre = (known1 + known0).mean_y
    filled = known1 + PairMoments(2, 1.5, centre, 0.5, 0.0, 0.0)
    alone = adjusted_means((filled,), (known0,))
    assert found.note == JOINED
    assert (found.mean1, found.se) == pytest.approx((alone.mean1, alone.se), rel=CLOSE)
    # the same when the strata come in the other order, and with a stratum that nobody is in
    other = adjusted_means((value, known1, EMPTY), (EMPTY, known0, EMPTY))
    assert (other.mean1, other.se, other.note) == (found.mean1, found.se, JOINED)


def test_strata_that_do_not_overlap_are_joined_rather_than_divided_by_zero():
    only1, only0 = of_values(moments([1.0, 2.0, 4.0])), of_values(moments([2.0, 3.0]))
    found = adjusted_effect((only1, EMPTY), (EMPTY, only0))
    raw = difference_of_means(moments([1.0, 2.0, 4.0]), moments([2.0, 3.0]))
    assert (found.value, found.se) == pytest.approx((raw.value, raw.se))
    assert found.note == f"{JOINED}; {CONSTANT}"


def test_a_covariate_that_explains_everything_leaves_no_spread():
    x = np.arange(20.0)
    found = adjusted_effect((pairs(2.0 * x + 1.0, x),), (pairs(2.0 * x, x),))
    assert (found.status, found.value, found.se) == ("degenerate", pytest.approx(1.0), 0.0)
    assert found.note == "no value varies beyond what the covariate explains"
    assert adjusted_lift((pairs(2.0 * x + 1.0, x),), (pairs(2.0 * x, x),)).status == "degenerate"
    flat = of_values(moments([1.0, 1.0]))
    assert adjusted_means((flat,), (flat,)).variance_ratio is None


@pytest.mark.parametrize(
    ("arm1", "arm0", "status", "note"),
    [
        ((EMPTY,), (EMPTY,), "no_data", "no units in either arm"),
        ((pairs([1, 2], [3, 4]),), (EMPTY,), "no_data", "no units in control"),
        (
            (pairs([1, 2], [3, 4]),),
            (pairs([1], [2]),),
            "low_n",
            "an arm with one unit has no spread",
        ),
    ],
)
def test_the_cases_without_an_interval_say_why(arm1, arm0, status, note):
    effect, relative = adjusted_effect(arm1, arm0), adjusted_lift(arm1, arm0)
    assert adjusted_means(arm1, arm0) is None
    assert (effect.status, effect.note, effect.low) == (status, note, None)
    assert (relative.status, relative.note, relative.value) == (status, note, None)


def test_a_control_mean_near_zero_has_no_lift():
    one, zero = (
        pairs(RNG.normal(5, 1, 50), RNG.normal(0, 1, 50)),
        pairs(np.tile([1.0, -1.0], 25), RNG.normal(0, 1, 50)),
    )
    found = adjusted_lift((one,), (zero,))
    assert (found.status, found.value) == ("not_identifiable", None)


def test_a_negative_control_mean_says_which_sign_improves():
    units = Units(seed=9)
    units.value = -units.value
    found = adjusted_lift(units.arm(True), units.arm(False), better="up")
    assert found.value < 0
    assert found.note == "the control mean is negative; + is an improvement"
    flat = of_values(moments(units.value[:300])), of_values(moments(units.value[300:]))
    assert adjusted_lift(flat[:1], flat[1:], better="down").note == (
        f"{CONSTANT}; the control mean is negative; − is an improvement"
    )


ARM = (pairs(RNG.normal(5, 1, 50), RNG.normal(0, 1, 50)),)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: adjusted_means(ARM, ()), "it must have the strata of arm0 (0), at least one"),
        (lambda: adjusted_means((), ()), "it must have the strata of arm0 (0), at least one"),
        (lambda: adjusted_effect(ARM, ARM * 2), "it must have the strata of arm0 (2)"),
        (lambda: adjusted_effect(ARM, ARM, level=2.0), "level is 2.0"),
        (lambda: adjusted_effect((EMPTY,), (EMPTY,), level=2.0), "level is 2.0"),
        (lambda: adjusted_lift(ARM, ARM, critical=0.0), "critical is 0.0"),
        (lambda: adjusted_lift(ARM, ARM, better="more"), "allowed: up, down"),
    ],
)
def test_impossible_arguments_are_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)
