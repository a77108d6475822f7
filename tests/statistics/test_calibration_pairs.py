"""Simulated coverage and type I error of ratios, adjustment, changes and process limits."""

from __future__ import annotations

import numpy as np
import pytest
from samples import moments, pairs

from stagelift.statistics.adjustment import adjusted_effect, adjusted_lift
from stagelift.statistics.changes import SharedEvents, change_of_means, change_of_proportions
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.process import limits_of_shares, limits_of_values
from stagelift.statistics.proportions import pooled_z
from stagelift.statistics.quantiles import normal_p
from stagelift.statistics.ratio import difference_of_ratios, ratio

pytestmark = pytest.mark.slow
RUNS = 2000


def two_errors(rate: float, runs: int = RUNS) -> float:
    return 2.0 * float(np.sqrt(rate * (1 - rate) / runs))


def buyers(rng: np.random.Generator, n: int, share: float):
    """Revenue and orders of n customers of whom few buy, at 20 an order."""
    orders = (rng.random(n) < share) * (1 + rng.poisson(0.3, n))
    return pairs(rng.gamma(2.0 * orders + 1e-9, 10.0) * (orders > 0), orders)


def test_basket_values_cover_as_promised_from_36_buyers_on():
    rng, runs = np.random.default_rng(1), 4000
    for expected, least in ((42, 0.925), (200, 0.94)):  # 42 expected: nearly always 36 effective
        found = [ratio(buyers(rng, 1000, expected / 1000)) for _ in range(runs)]
        read = [f for f in found if f.status == "ok"]
        assert len(read) > runs / 3
        covered = np.mean([f.low <= 20.0 <= f.high for f in read])
        assert covered >= least - two_errors(0.05, runs)


def test_equal_baskets_differ_no_more_often_than_the_level():
    rng = np.random.default_rng(2)
    wrong = 0
    for _ in range(RUNS):
        found = difference_of_ratios(buyers(rng, 1500, 0.08), buyers(rng, 800, 0.15))
        wrong += found.p_value < 0.05
    assert wrong / RUNS <= 0.05 + two_errors(0.05)


def assigned(rng: np.random.Generator, n: int, missing: float):
    """Both arms' strata: slopes, spreads and effects differ by cell; the mean effect is 1."""
    treated, known = rng.random(n) < 0.4, rng.random(n) >= missing
    covariate = np.where(known, rng.gamma(2.0, 1.0, n), 0.0)  # mean 2 where it is known
    effect = np.where(known, 1.0 + 0.8 * (covariate - 2.0), 1.0)
    value = 4.0 + covariate + rng.normal(0.0, np.where(known, 1.0, 2.0), n) + treated * effect
    cells = [known, ~known] if missing else [known]
    return tuple(
        tuple(pairs(value[c & (treated == arm)], covariate[c & (treated == arm)]) for c in cells)
        for arm in (True, False)
    )


@pytest.mark.parametrize(("n", "missing"), [(60, 0.0), (200, 0.3)])
def test_adjusted_effects_and_lifts_keep_their_level(n, missing):
    rng = np.random.default_rng(3)
    missed = missed_lift = 0
    control = 4.0 + 2.0 * (1.0 - missing)
    for _ in range(RUNS):
        arms = assigned(rng, n, missing)
        effect, relative = adjusted_effect(*arms), adjusted_lift(*arms)
        missed += not effect.low <= 1.0 <= effect.high
        missed_lift += not relative.low <= 1.0 / control <= relative.high
    assert missed / RUNS == pytest.approx(0.05, abs=two_errors(0.05) + 0.005)
    assert missed_lift / RUNS == pytest.approx(0.05, abs=two_errors(0.05) + 0.005)


@pytest.mark.parametrize("recurring", [300, 100])
def test_the_change_of_a_share_knows_that_customers_recur(recurring):
    """Habits correlate .6: the right test keeps .05, independent samples hardly ever reject."""
    rng, n = np.random.default_rng(4), 300
    wrong = independent = 0
    for _ in range(RUNS):
        habit = rng.random(2 * n - recurring) < 0.2
        kept = rng.random((2, habit.size)) < np.sqrt(0.6)
        one, zero = np.where(kept, habit, rng.random(kept.shape) < 0.2)
        one, zero = one[:n], zero[n - recurring :]
        inner = one[n - recurring :], zero[:recurring]
        both = SharedEvents(
            recurring, int(inner[0].sum()), int(inner[1].sum()), int((inner[0] & inner[1]).sum())
        )
        counts = int(one.sum()), n, int(zero.sum()), n
        wrong += change_of_proportions(*counts, both).p_value < 0.05
        independent += normal_p(pooled_z(*counts)) < 0.05
    assert wrong / RUNS <= 0.05 + two_errors(0.05)
    assert wrong / RUNS >= 0.03  # McNemar's exact p is conservative, the rest is not
    assert independent / RUNS < wrong / RUNS - 0.01


def test_the_interval_of_a_change_of_shares_covers():
    rng, n, shared = np.random.default_rng(5), 200, 120
    missed = 0
    for _ in range(RUNS):
        habit = rng.random(2 * n - shared)
        one = (habit < 0.10)[:n]  # all of the later period's share are earlier events too
        zero = (habit < 0.04)[n - shared :]
        inner = one[n - shared :], zero[:shared]
        both = SharedEvents(
            shared, int(inner[0].sum()), int(inner[1].sum()), int((inner[0] & inner[1]).sum())
        )
        found = change_of_proportions(int(one.sum()), n, int(zero.sum()), n, both)
        missed += not found.low <= 0.06 <= found.high
    assert missed / RUNS <= 0.05 + two_errors(0.05)


def test_the_change_of_a_mean_knows_that_customers_recur():
    rng, shared = np.random.default_rng(6), 40
    wrong = independent = 0
    for _ in range(RUNS):
        level = rng.gamma(4.0, 1.0, 100)
        one = level[:70] + rng.normal(0, 1, 70)  # the shared customers are 30 to 69
        zero = level[30:] + rng.normal(0, 1, 70)
        later, earlier = moments(one), moments(zero)
        both = pairs(one[30:], zero[:shared])
        wrong += change_of_means(later, earlier, both).p_value < 0.05
        independent += difference_of_means(later, earlier).p_value < 0.05
    assert wrong / RUNS == pytest.approx(0.05, abs=two_errors(0.05))
    assert independent / RUNS < 0.03


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.6, 0.8])
def test_ordinary_points_are_hardly_ever_outside(correlation):
    rng, runs, m = np.random.default_rng(7), 10_000, 26
    noise = rng.normal(size=(m + 1, runs))
    series = noise.copy()
    for t in range(1, m + 1):
        series[t] = correlation * series[t - 1] + np.sqrt(1 - correlation**2) * noise[t]
    outside = np.mean([limits_of_values(s[:-1], float(s[-1])).news for s in series.T.tolist()])
    assert outside <= (0.0027 if correlation == 0.0 else 0.007) + two_errors(0.007, runs)


def test_shares_of_large_and_small_weeks_alarm_alike():
    rng, runs = np.random.default_rng(8), 4000
    for last in (500, 40_000):
        alarms = 0
        for _ in range(runs):
            n = np.append(rng.integers(2_000, 20_000, 26), last)
            # spread between weeks in proportion to sampling, as Laney's model has it
            share = 0.05 + 1.5 * np.sqrt(0.05 * 0.95 / n) * rng.normal(size=27)
            k = rng.binomial(n, np.clip(share, 0.0, 1.0))
            weeks = [(int(a), int(b)) for a, b in zip(k, n, strict=True)]
            alarms += limits_of_shares(weeks[:-1], weeks[-1]).news
        assert alarms / runs <= 0.0027 + two_errors(0.0027, runs)
