"""Dunnett's comparisons with one control, equal and unequal variances."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments
from stagelift.statistics.several.dunnett import (
    compared,
    dunnett,
    dunnett_level,
    dunnett_of,
    dunnett_p,
)
from stagelift.statistics.several.many_to_one import any_beyond
from stagelift.statistics.several.simultaneous import Comparison

# counts of red cells under two drugs and without: the example of Dunnett 1955
CONTROL = [7.40, 8.50, 7.20, 8.24, 9.84, 8.32]
DRUGS = [[9.76, 8.80, 7.68, 9.36], [12.80, 9.68, 12.16, 9.20, 10.55]]
EVEN = math.sqrt(0.5)


def moments(values) -> Moments:
    x = np.asarray(values, dtype=float)
    return Moments(len(x), float(x.mean()), float(((x - x.mean()) ** 2).sum()), 0.0)


ARMS, NONE = [moments(x) for x in DRUGS], moments(CONTROL)


@pytest.mark.parametrize(
    ("ours", "theirs"), [("two_sided", "two-sided"), ("greater", "greater"), ("less", "less")]
)
def test_equal_variances_equal_scipy_within_its_noise(ours, theirs):
    found = dunnett(ARMS, NONE, variances="equal", alternative=ours)
    other = stats.dunnett(
        *[np.array(x) for x in DRUGS], control=np.array(CONTROL), alternative=theirs, rng=1
    )
    limits = other.confidence_interval(0.95)
    assert [one.p_value for one in found] == pytest.approx(other.pvalue, abs=2e-4)
    assert [one.value / one.se for one in found] == pytest.approx(other.statistic, rel=1e-12)
    # scipy finds its critical value to a few digits only
    assert [one.low for one in found] == pytest.approx(limits.low, abs=5e-3)
    assert [one.high for one in found] == pytest.approx(limits.high, abs=5e-3)


def test_unequal_variances_equal_the_multivariate_t_of_scipy():
    found = dunnett(ARMS, NONE)
    control = NONE.variance / NONE.n
    both = [control + arm.variance / arm.n for arm in ARMS]
    rho = control / math.sqrt(both[0] * both[1])
    for one, arm in zip(found, ARMS, strict=True):
        welch = difference_of_means(arm, NONE)
        t = abs(one.value) / one.se
        df = stats.ttest_ind_from_stats(
            arm.mean, arm.variance**0.5, arm.n, NONE.mean, NONE.variance**0.5, NONE.n, False
        )
        assert (one.value, one.se) == pytest.approx((welch.value, welch.se))
        assert df.pvalue < one.p_value
        freedom = both[ARMS.index(arm)] ** 2 / (
            control**2 / (NONE.n - 1) + (arm.variance / arm.n) ** 2 / (arm.n - 1)
        )
        law = stats.multivariate_t(shape=[[1, rho], [rho, 1]], df=freedom, seed=3)
        inside = law.cdf([t, t], lower_limit=[-t, -t], maxpts=200_000)
        assert one.p_value == pytest.approx(1 - inside, abs=1e-4)


@pytest.mark.parametrize("alternative", ["two_sided", "greater", "less"])
@pytest.mark.parametrize("variances", ["unequal", "equal"])
@pytest.mark.parametrize("level", [0.5, 0.95, 0.9942])
def test_interval_and_p_agree(alternative, variances, level):
    for one in dunnett(ARMS, NONE, level=level, alternative=alternative, variances=variances):
        assert one.dual
        assert (one.p_value < 1 - level) == (not one.low <= 0 <= one.high)


def test_one_treatment_is_the_plain_test():
    (one,) = dunnett(ARMS[:1], NONE)
    plain = difference_of_means(ARMS[0], NONE)
    assert (one.low, one.high, one.p_value) == pytest.approx(
        (plain.low, plain.high, plain.p_value), rel=1e-12
    )
    (pooled,) = dunnett(ARMS[:1], NONE, variances="equal")
    student = stats.ttest_ind(DRUGS[0], CONTROL)
    assert pooled.p_value == pytest.approx(student.pvalue, rel=1e-12)
    assert (pooled.low, pooled.high) == pytest.approx(student.confidence_interval(), rel=1e-9)


def test_turned_arms_turn_the_sign():
    up = dunnett(ARMS, NONE)
    down = dunnett(
        [Moments(m.n, -m.mean, m.m2, 0.0) for m in ARMS], Moments(6, -NONE.mean, NONE.m2, 0.0)
    )
    for a, b in zip(up, down, strict=True):
        assert (a.low, a.high, a.p_value) == pytest.approx((-b.high, -b.low, b.p_value))


def test_tighter_than_bonferroni_and_wider_than_alone():
    for one, arm in zip(dunnett(ARMS, NONE), ARMS, strict=True):
        alone, bonferroni = (difference_of_means(arm, NONE, level=x) for x in (0.95, 0.975))
        assert bonferroni.low < one.low < alone.low
        assert alone.p_value < one.p_value < 2 * alone.p_value


def test_arms_that_cannot_be_compared_do_not_count():
    rest = dunnett([Moments(0, 0.0, 0.0, 0.0), ARMS[0], Moments(1, 3.0, 0.0, 0.0)], NONE)
    assert [one.status for one in rest] == ["no_data", "ok", "low_n"]
    assert (rest[0].value, rest[0].p_value) == (None, None)
    assert rest[2].value == pytest.approx(3.0 - NONE.mean)
    assert rest[1].p_value == dunnett(ARMS[:1], NONE)[0].p_value


@pytest.mark.parametrize("variances", ["unequal", "equal"])
def test_without_control_or_spread(variances):
    nobody, same = Moments(0, 0.0, 0.0, 0.0), Moments(5, 1.0, 0.0, 0.0)
    assert [x.status for x in dunnett(ARMS, nobody, variances=variances)] == ["no_data", "no_data"]
    (one,) = dunnett([Moments(5, 2.0, 0.0, 0.0)], same, variances=variances)
    assert (one.value, one.low, one.p_value, one.status) == (1.0, None, None, "degenerate")
    assert dunnett([], NONE, variances=variances) == ()


def test_a_treatment_or_a_control_that_does_not_vary():
    same = Moments(5, 9.0, 0.0, 0.0)
    one, other = dunnett([same, same], NONE)  # both differences move with control alone
    plain = difference_of_means(same, NONE)
    assert one.p_value == other.p_value == pytest.approx(plain.p_value, rel=1e-8)
    still = Moments(6, 8.0, 0.0, 0.0)
    first, _ = dunnett(ARMS, still)  # independent comparisons: Šidák's sum with t of its own df
    assert difference_of_means(ARMS[0], still).p_value < first.p_value


def test_equal_variances_use_an_arm_of_one_unit():
    found = dunnett([Moments(1, 11.0, 0.0, 0.0)], NONE, variances="equal")
    assert found[0].status == "ok"
    assert found[0].se == pytest.approx(math.sqrt(NONE.variance * (1 + 1 / 6)))


@pytest.mark.slow
@pytest.mark.parametrize("spreads", [(1.0, 1.0, 1.0, 1.0), (1.0, 3.0, 0.5, 2.0)])
def test_the_family_errs_at_its_level(spreads):
    rng = np.random.default_rng(20261122)
    sizes, runs, wrong = (40, 15, 25, 30), 600, 0
    for _ in range(runs):
        control, *arms = (moments(rng.normal(0, s, n)) for s, n in zip(spreads, sizes, strict=True))
        found = [compared(arm, control, None, level=0.95) for arm in arms]
        loadings = [control.se / one.se for one in found]
        wrong += any(any_beyond(abs(one.statistic), loadings, df=one.df) < 0.05 for one in found)
    assert wrong / runs == pytest.approx(0.05, abs=0.02)


def test_effects_with_their_own_degrees_of_freedom():
    comparisons = [Comparison(2.0, 1.0, 8.0), Comparison(2.0, 1.0), Comparison(-1.0, 1.5, 8.0)]
    found = dunnett_of(comparisons, 0.6)
    loadings = [0.6, 0.6, 0.4]
    assert found[0].p_value == pytest.approx(any_beyond(2.0, loadings, df=8.0))
    assert found[1].p_value == pytest.approx(any_beyond(2.0, loadings))
    assert found[0].high - found[0].low > found[1].high - found[1].low


def test_p_values_of_scores_agree_with_their_level():
    loadings = [EVEN, 0.6, None]
    level = dunnett_level(0.95, [EVEN, 0.6])
    assert 0.95 < level < 0.975
    for p in (1 - level - 1e-6, 1 - level + 1e-6):
        adjusted = dunnett_p([p, 0.5, None], loadings)
        assert (adjusted[0] < 0.05) == (p < 1 - level)
        assert adjusted[2] is None
    assert dunnett_p([0.0, 1.0], [EVEN, EVEN]) == (0.0, 1.0)
    assert dunnett_p([0.03], [EVEN]) == pytest.approx((0.03,))
    assert dunnett_p([], []) == ()


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: dunnett(ARMS, NONE, level=1.0), "level is 1.0"),
        (lambda: dunnett(ARMS, NONE, alternative="more"), "alternative is 'more'"),
        (lambda: dunnett(ARMS, NONE, variances="same"), "variances is 'same'"),
        (
            lambda: dunnett_of([Comparison(1.0, 1.0)], 1.1),
            "control_se is 1.1; it must be ≥ 0 and ≤ 1",
        ),
        (lambda: dunnett_of([Comparison(1.0, 1.0)], math.nan), "control_se is nan"),
        (lambda: dunnett_p([0.1], []), "one per p-value, 1"),
        (lambda: dunnett_p([1.1], [0.5]), r"p_values\[0\] is 1.1"),
        (lambda: dunnett_p([0.1, 0.1], [0.5, None]), r"loadings\[1\] is None"),
        (lambda: dunnett_level(0.95, []), "at least one comparison"),
    ],
)
def test_impossible_arguments_are_refused(make, text):
    with pytest.raises(ArgumentError, match=text):
        make()
