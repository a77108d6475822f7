"""Lin's adjustment with several covariates against regressions on the units."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import optimize, stats

from stagelift.errors import ArgumentError
from stagelift.statistics.adjustment import adjusted_effect, adjusted_lift, adjusted_means
from stagelift.statistics.adjustment.adjusted import lift_of
from stagelift.statistics.adjustment.covariates import CovariateMoments
from stagelift.statistics.adjustment.lin import lin_effect, lin_lift, lin_means
from stagelift.statistics.adjustment.strata import JOINED
from stagelift.statistics.pairs import PairMoments

NAMES = ("spend", "before", "visits", "tenure")
EMPTY = CovariateMoments(0, NAMES, (0.0,) * 4, ((0.0,) * 4,) * 4)


class Units:
    """Units of one experiment with three covariates; tenure may be missing."""

    def __init__(self, n: int = 500, *, missing: float = 0.0, seed: int = 1) -> None:
        rng = np.random.default_rng(seed)
        self.treated = rng.random(n) < 0.35
        self.known = rng.random(n) >= missing
        before = rng.gamma(2.0, 5.0, n)
        visits = 0.3 * before + rng.poisson(3.0, n)
        tenure = np.where(self.known, rng.normal(400.0, 90.0, n), 0.0)
        self.covariates = np.column_stack([before, visits, tenure])
        slopes = np.where(self.treated[:, None], [0.9, -0.4, 0.01], [0.6, 0.2, 0.02])
        self.value = 5 + self.treated + (slopes * self.covariates).sum(1) + rng.normal(0, 3, n)

    def of(self, cell: np.ndarray) -> CovariateMoments:
        columns = [self.value[cell], *self.covariates[cell].T]
        return CovariateMoments.of_units(dict(zip(NAMES, columns, strict=True)))

    def arm(self, treated: bool) -> tuple[CovariateMoments, ...]:
        here = self.treated == treated
        if self.known.all():
            return (self.of(here),)
        return self.of(here & self.known), self.of(here & ~self.known)

    def by_regressions(self) -> tuple[float, float]:
        """Effect and variance from each stratum's and arm's own regression on its units."""
        n, predicted, own = len(self.value), np.empty((2, len(self.value))), 0.0
        for stratum in (self.known, ~self.known):
            if not stratum.any():
                continue
            used = self.covariates if stratum is self.known else self.covariates[:, :2]
            columns = np.column_stack([np.ones(n), used])
            for arm in (1, 0):
                cell = stratum & (self.treated == bool(arm))
                fitted = sm.OLS(self.value[cell], columns[cell]).fit()
                predicted[arm, stratum] = fitted.predict(columns[stratum])
                own += stratum.mean() ** 2 * fitted.mse_resid / cell.sum()
        gap = predicted[1] - predicted[0]
        return gap.mean(), own + gap.var(ddof=1) / n


@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_effect_and_variance_equal_regressions_on_the_units(missing):
    units = Units(missing=missing)
    effect, variance = units.by_regressions()
    found = lin_effect(units.arm(True), units.arm(False))
    assert found.value == pytest.approx(effect, rel=1e-9)
    assert found.se**2 == pytest.approx(variance, rel=1e-9)
    assert (found.method, found.dual, found.note) == ("lin", True, "")


@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_the_effect_is_a_coefficient_of_the_fully_interacted_regression(missing):
    """A missing tenure is its own 0 with an indicator; both are interacted with everything."""
    units = Units(missing=missing, seed=2)
    t, absent = units.treated.astype(float), (~units.known).astype(float)
    extra = list(units.covariates.T)
    if missing:
        extra += [absent, *(absent * c for c in units.covariates[:, :2].T)]
    centred = [column - column.mean() for column in extra]
    columns = np.column_stack([np.ones_like(t), t, *centred, *(t * c for c in centred)])
    fitted = sm.OLS(units.value, columns).fit()
    found = lin_effect(units.arm(True), units.arm(False))
    assert found.value == pytest.approx(fitted.params[1], rel=1e-9)


@pytest.mark.parametrize("sizes", [(40, 60), (3, 5)])
def test_one_covariate_is_the_adjustment_for_pairs(sizes):
    rng = np.random.default_rng(3)
    arms = []
    for n in sizes:
        c = rng.normal(5, 2, n)
        arms.append(CovariateMoments.of_units({"value": 9 + c + rng.normal(0, 1, n), "c": c}))
    pairs = [
        PairMoments(m.n, *m.means, m.products[0][0], m.products[1][1], m.products[0][1])
        for m in arms
    ]
    one, zero = ([arm] for arm in arms)
    theirs = [pairs[0]], [pairs[1]]
    for ours, old in (
        (lin_effect(one, zero), adjusted_effect(*theirs)),
        (lin_lift(one, zero), adjusted_lift(*theirs)),
    ):
        assert (ours.value, ours.se) == pytest.approx((old.value, old.se), rel=1e-12)
        assert (ours.low, ours.high) == pytest.approx((old.low, old.high), rel=1e-12)
        assert ours.p_value == pytest.approx(old.p_value, rel=1e-9)
    gained = adjusted_means(*theirs).variance_ratio
    assert lin_means(one, zero).variance_ratio == pytest.approx(gained, rel=1e-12)


def test_degrees_of_freedom_count_the_covariates():
    units = Units(n=40, seed=4)
    one, zero = units.arm(True), units.arm(False)
    variances, dfs = [], []
    for m in (one[0], zero[0]):
        columns = np.column_stack([np.ones(m.n), units.covariates[units.treated == (m is one[0])]])
        fitted = sm.OLS(units.value[units.treated == (m is one[0])], columns).fit()
        variances.append(fitted.mse_resid / m.n)
        dfs.append(fitted.df_resid)
    assert dfs == [one[0].n - 4, zero[0].n - 4]
    found = lin_means(one, zero)
    rest = found.se**2 - sum(variances)
    parts = [(v, d) for v, d in zip([*variances, rest], [*dfs, 39], strict=True)]
    df = found.se**4 / sum(v**2 / d for v, d in parts)
    assert found.df == pytest.approx(df, rel=1e-9)
    p = 2 * stats.t.sf(abs(found.mean1 - found.mean0) / found.se, df)
    assert lin_effect(one, zero).p_value == pytest.approx(p, rel=1e-9)


def test_useless_covariates_are_dropped_in_both_arms_and_named():
    rng = np.random.default_rng(5)

    def arm(n: int, country: np.ndarray) -> CovariateMoments:
        before = rng.normal(10, 2, n)
        value = before + rng.normal(0, 1, n)
        return CovariateMoments.of_units(
            {"spend": value, "country": country, "before": before, "twice": 2 * before - 7}
        )

    one, zero = arm(50, np.full(50, 1e8 / 3)), arm(60, rng.normal(0, 1, 60))
    found, means = lin_effect([one], [zero]), lin_means([one], [zero])
    told = "'country' (constant in an arm), 'twice' (explained by other covariates)"
    assert found.note == means.note == f"dropped in both arms: {told}"
    keep = ("spend", "before")

    def only(m: CovariateMoments) -> CovariateMoments:
        rows = tuple(tuple(m.products[i][j] for j in (0, 2)) for i in (0, 2))
        return CovariateMoments(m.n, keep, (m.means[0], m.means[2]), rows)

    alone = lin_effect([only(one)], [only(zero)])
    assert (found.value, found.se, found.low) == pytest.approx((alone.value, alone.se, alone.low))


def test_no_more_covariates_than_units_leave_room_for():
    rng = np.random.default_rng(6)
    columns = {name: rng.normal(0, 1, 4) for name in NAMES}
    one, zero = CovariateMoments.of_units(columns), Units(n=60).arm(False)[0]
    found = lin_effect([one], [zero])
    assert found.note == "dropped in both arms: 'tenure' (too few units)"
    assert found.status == "ok"


def test_lift_ends_are_roots_of_the_ratio_test_with_the_covariance():
    units = Units(missing=0.2, seed=7)
    arms = units.arm(True), units.arm(False)
    means, found = lin_means(*arms), lin_lift(*arms)

    def excess(relative: float) -> float:
        r = 1.0 + relative
        own = means.variance1 - 2 * r * means.covariance + r**2 * means.variance0
        return (means.mean1 - r * means.mean0) ** 2 - stats.t.ppf(0.975, means.df) ** 2 * own

    assert found.low == pytest.approx(optimize.brentq(excess, -0.9, found.value), abs=1e-9)
    assert found.high == pytest.approx(optimize.brentq(excess, found.value, 5.0), abs=1e-9)
    whole = means.variance1 + means.variance0 - 2 * means.covariance
    assert means.se**2 == pytest.approx(whole, rel=1e-9)


def test_swapping_arms_and_changing_units_of_measure_change_nothing():
    units = Units(missing=0.3, seed=8)
    there = lin_effect(units.arm(True), units.arm(False))
    back = lin_effect(units.arm(False), units.arm(True))
    assert (there.low, there.p_value) == pytest.approx((-back.high, back.p_value), rel=1e-9)
    mixed = units.covariates @ np.array([[2.0, 1, 0], [0, -1e3, 0], [0, 0, 1e-3]])
    units.covariates = np.where(units.known[:, None], mixed, mixed * [1, 1, 0])
    after = lin_effect(units.arm(True), units.arm(False))
    assert (after.value, after.se) == pytest.approx((there.value, there.se), rel=1e-7)


def test_a_small_stratum_joins_the_large_one():
    units = Units(n=200, seed=9)
    few = units.of(units.treated & (np.arange(200) > 190))
    one, zero = units.of(units.treated), units.of(~units.treated)
    found = lin_means([few, one, EMPTY], [EMPTY, zero, EMPTY])
    assert found.note == JOINED
    centre = (one + zero).means[1:]
    square = ((few.products[0][0], 0.0, 0.0, 0.0), *[(0.0,) * 4] * 3)
    moved = CovariateMoments(few.n, NAMES, (few.means[0], *centre), square)
    alone = lin_means([one + moved], [zero])
    assert (found.mean1, found.se) == pytest.approx((alone.mean1, alone.se), rel=1e-9)


def test_the_cases_without_an_interval_say_why():
    one, single = Units().arm(True)[0], CovariateMoments.of_units({k: [1.0] for k in NAMES})
    for arms, status in (((EMPTY, EMPTY), "no_data"), ((one, single), "low_n")):
        effect, lift = (f([arms[0]], [arms[1]]) for f in (lin_effect, lin_lift))
        assert (effect.status, effect.low, lift.status, lift.value) == (status, None, status, None)
        assert effect.note
        assert lift.note == effect.note
    x = np.arange(20.0)
    flat = [CovariateMoments.of_units({"a": 2 * x + k, "b": x}) for k in (1.0, 0.0)]
    assert lin_effect(flat[:1], flat[1:]).status == "degenerate"
    assert lin_lift(flat[:1], flat[1:]).status == "degenerate"
    lift = lin_lift([one], [one], better="down")
    assert lift.status == "ok"
    assert lift.value == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda a: lin_means([a], []), "it must have the strata of arm0 (0), at least one"),
        (lambda a: lin_means([a], [CovariateMoments.of_pairs(PAIR)]), "all strata must have"),
        (lambda a: lin_effect([a], [a], level=1.0), "level is 1.0"),
        (lambda a: lin_lift([a], [a], level=math.nan), "level is nan"),
        (lambda a: lin_lift([a], [a], critical=-1.0), "critical is -1.0"),
        (lambda a: lin_lift([a], [a], better="more"), "allowed: up, down"),
    ],
)
def test_impossible_arguments_are_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call(Units().arm(True)[0])
    assert text in str(caught.value)


PAIR = PairMoments(7, 1.0, 3.0, 2.0, 2.0, 1.5)


@pytest.mark.slow
@pytest.mark.parametrize("grows", [True, False])
def test_lifts_of_150_percent_with_a_strong_covariate_cover(grows):
    """ρ = .9, the effect in proportion to the value or the same for all.

    The mix of units drawn moves the control mean that a lift is relative to; leaving that out, as
    an interval from residual variances alone does, misses far too often in the second case.
    """
    rng, runs = np.random.default_rng(10), 3000
    missed = missed_delta = naive = 0
    for _ in range(runs):
        n, arms, residual = 200, [], []
        for treated in (1, 0):
            c = rng.normal(10.0, 2.0, n)
            x = c + rng.normal(0.0, 2.0 * math.sqrt(1 / 0.9**2 - 1), n)
            x += treated * 1.5 * (x if grows else 10.0)
            arms.append([CovariateMoments.of_units({"x": x, "c": c})])
            residual.append((1 - np.corrcoef(x, c)[0, 1] ** 2) * x.var(ddof=1) / n)
        found, plain = lin_lift(*arms), lift_of(lin_means(*arms), method="delta")
        missed += not found.low <= 1.5 <= found.high
        missed_delta += not plain.low <= 1.5 <= plain.high
        control = lin_means(*arms).mean0
        se = math.sqrt(residual[0] + (1 + found.value) ** 2 * residual[1]) / control
        naive += abs(found.value - 1.5) > 1.96 * se
    allowed = 0.005 + 2 * math.sqrt(0.05 * 0.95 / runs)
    assert missed / runs == pytest.approx(0.05, abs=allowed)
    assert missed_delta / runs == pytest.approx(0.05, abs=allowed)
    if not grows:
        assert naive / runs > 0.1
