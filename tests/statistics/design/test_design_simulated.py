"""Simulated power: what is promised is what comes, for every kind of metric and rule."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from stagelift.statistics.design import (
    Aim,
    Clusters,
    Count,
    PairedMean,
    PairedShare,
    Promoters,
    Setting,
    Share,
    Value,
    blinded_mean,
    of_hazard,
    of_odds,
    of_quantile,
    of_ranks,
    pairs_power,
    planned_again,
    power,
    sample_size,
    variance_left,
)
from stagelift.statistics.design.chance import critical_values
from stagelift.statistics.moments import Moments
from stagelift.statistics.score import TwoRates

pytestmark = pytest.mark.slow
RUNS = 20_000
Z = stats.norm.ppf(0.975)


def agrees(passed: np.ndarray, promised: float) -> None:
    """The share that passed is within two simulation errors of what was promised."""
    error = math.sqrt(promised * (1.0 - promised) / passed.size)
    assert abs(passed.mean() - promised) <= 2.0 * error, (passed.mean(), promised, error)


def welch(x1: np.ndarray, x0: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Welch's t and degrees of freedom for each row."""
    n1, n0 = x1.shape[1], x0.shape[1]
    a, b = x1.var(axis=1, ddof=1) / n1, x0.var(axis=1, ddof=1) / n0
    df = (a + b) ** 2 / (a**2 / (n1 - 1) + b**2 / (n0 - 1))
    return (x1.mean(axis=1) - x0.mean(axis=1)) / np.sqrt(a + b), df


def tables(rng, rate: float, effect: float, n: tuple[int, int]) -> TwoRates:
    k0, k1 = rng.binomial(n[0], rate, RUNS), rng.binomial(n[1], rate + effect, RUNS)
    return TwoRates(k1.astype(float), float(n[1]), k0.astype(float), float(n[0]))


@pytest.mark.parametrize(
    ("rate", "effect", "setting"),
    [
        (0.109, 0.01, Setting()),
        (0.3, -0.1, Setting(power=0.9)),
        (0.05, 0.02, Setting(allocation=(9, 1))),
        (0.05, 0.02, Setting(allocation=(1, 9), level=0.9)),
    ],
)
def test_shares(rate, effect, setting):
    found = sample_size(Share(rate), effect, setting)
    z = tables(np.random.default_rng(1), rate, effect, found.n).pooled_z()
    agrees(np.sign(effect) * z > found.critical, found.power)


@pytest.mark.parametrize("better", ["up", "down"])
def test_a_harmless_guardrail_clears_its_margin(better):
    setting = Setting(aim=Aim("non_inferiority", 0.006, better))
    found = sample_size(Share(0.05), 0.0, setting)
    z = tables(np.random.default_rng(2), 0.05, 0.0, found.n).difference_z(setting.aim.bound)
    agrees(setting.aim.sign * z > Z, found.power)


def test_equivalence_of_shares():
    setting = Setting(aim=Aim("equivalence", 0.03))
    found = sample_size(Share(0.3), 0.005, setting)
    drawn = tables(np.random.default_rng(3), 0.3, 0.005, found.n)
    agrees((drawn.difference_z(-0.03) > Z) & (drawn.difference_z(0.03) < -Z), found.power)


@pytest.mark.parametrize("n", [(8, 8), (12, 40), (60, 60)])
def test_means_with_few_units(n):
    value = Value(variance=1.0, treatment_variance=4.0)
    effect = 2.5 * math.sqrt(1.0 / n[0] + 4.0 / n[1])
    rng = np.random.default_rng(4)
    t, df = welch(rng.normal(effect, 2.0, (RUNS, n[1])), rng.normal(0.0, 1.0, (RUNS, n[0])))
    agrees(t > stats.t.ppf(0.975, df), power(value, effect, n).power)


def test_equivalence_of_means():
    setting = Setting(aim=Aim("equivalence", 1.0))
    found = power(Value(variance=1.0), 0.2, (25, 25), setting)
    rng = np.random.default_rng(5)
    x1, x0 = rng.normal(0.2, 1.0, (RUNS, 25)), rng.normal(0.0, 1.0, (RUNS, 25))
    t, df = welch(x1, x0)
    half = stats.t.ppf(0.975, df) * (x1.mean(axis=1) - x0.mean(axis=1)) / t
    gap = x1.mean(axis=1) - x0.mean(axis=1)
    agrees((gap - np.abs(half) > -1.0) & (gap + np.abs(half) < 1.0), found.power)


def test_counts_with_more_variance_than_poisson():
    # mean 1 and variance 3: a negative binomial with r = ½; 20 % more keeps variance / mean
    found = power(Count(mean=1.0, variance=3.0), 0.2, (1200, 1200))
    rng = np.random.default_rng(6)
    shape = [4000, 1200]
    x0 = rng.negative_binomial(0.5, 1 / 3, shape)
    x1 = rng.negative_binomial(0.6, 1 / 3, shape)
    t, df = welch(x1.astype(float), x0.astype(float))
    agrees(t > stats.t.ppf(0.975, df), found.power)


def test_net_promoters_per_assigned():
    shop = Promoters(promoters=0.5, detractors=0.2, response=0.3)
    found = sample_size(shop, 0.02)
    rng = np.random.default_rng(7)
    n = found.n[0]
    means, variances = [], []
    for shift in (0.0, 0.01):
        p, d = 0.15 + shift, 0.06 - shift
        counts = rng.multinomial(n, [p, d, 1 - p - d], RUNS)
        net = (counts[:, 0] - counts[:, 1]) / n
        means.append(net)
        variances.append(((counts[:, 0] + counts[:, 1]) / n - net**2) / n)
    z = (means[1] - means[0]) / np.sqrt(variances[0] + variances[1])
    agrees(z > Z, found.power)


def test_net_promoters_among_respondents():
    asked = Promoters(promoters=0.5, detractors=0.2, response=0.3, base="respondents")
    found = sample_size(asked, 0.08)
    rng = np.random.default_rng(8)
    n = found.n[0]
    means, variances = [], []
    for shift in (0.0, 0.04):
        answers = rng.binomial(n, 0.3, RUNS)
        counts = rng.multinomial(answers, [0.5 + shift, 0.2 - shift, 0.3])
        net = (counts[:, 0] - counts[:, 1]) / answers
        means.append(net)
        variances.append(((counts[:, 0] + counts[:, 1]) / answers - net**2) / answers)
    z = (means[1] - means[0]) / np.sqrt(variances[0] + variances[1])
    agrees(z > Z, found.power)


def test_ratios_of_sums():
    rng = np.random.default_rng(9)
    runs, n, ratio, effect = 4000, 600, 2.0, 0.12

    def arm(level: float) -> tuple[np.ndarray, np.ndarray]:
        y = rng.poisson(3.0, (runs, n)) + 1.0
        x = rng.gamma(y * level, 1.0)
        linear = x - (x.sum(axis=1) / y.sum(axis=1))[:, None] * y
        estimate = x.sum(axis=1) / y.sum(axis=1)
        return estimate, linear.var(axis=1, ddof=1) / y.mean(axis=1) ** 2 / n

    (r1, v1), (r0, v0) = arm(ratio + effect), arm(ratio)
    # Var(x − Ry) = E[y]·R with this gamma, over E[y]²
    value = Value(variance=ratio / 4.0, treatment_variance=(ratio + effect) / 4.0)
    agrees((r1 - r0) / np.sqrt(v1 + v0) > Z, power(value, effect, (n, n)).power)


def test_mean_times_up_to_a_horizon():
    rng = np.random.default_rng(21)
    n, tau, slow = 400, 2.0, 0.75

    def moments(rate: float) -> tuple[float, float]:
        mean = (1 - math.exp(-rate * tau)) / rate
        square = 2 / rate**2 * (1 - math.exp(-rate * tau) * (1 + rate * tau))
        return mean, square - mean**2

    (mean1, v1), (mean0, v0) = moments(slow), moments(1.0)
    value = Value(variance=v0, treatment_variance=v1, student=False)
    x1 = np.minimum(rng.exponential(1 / slow, (RUNS // 2, n)), tau)
    x0 = np.minimum(rng.exponential(1.0, (RUNS // 2, n)), tau)
    agrees(welch(x1, x0)[0] > Z, power(value, mean1 - mean0, (n, n)).power)


def test_the_log_rank_test():
    rng = np.random.default_rng(11)
    n, horizon, ratio, runs = 250, 1.5, 0.75, 4000
    t1 = rng.exponential(1.0 / ratio, (runs, n))
    t0 = rng.exponential(1.0, (runs, n))
    times = np.concatenate([t1, t0], axis=1)
    order = np.argsort(times, axis=1)
    treated = (order < n).astype(float)
    seen = np.take_along_axis(times, order, axis=1) < horizon
    left = 2 * n - np.arange(2 * n)
    share = np.cumsum(treated[:, ::-1], axis=1)[:, ::-1] / left
    score = ((treated - share) * seen).sum(axis=1)
    z = score / np.sqrt((share * (1 - share) * seen).sum(axis=1))
    baseline = of_hazard(1 - math.exp(-horizon), treatment_share=1 - math.exp(-ratio * horizon))
    agrees(-z > Z, power(baseline, math.log(ratio), (n, n)).power)


def test_medians():
    rng = np.random.default_rng(12)
    n, effect = 400, 0.25
    gap = np.median(rng.normal(effect, 1.0, (RUNS // 2, n)), axis=1)
    gap = gap - np.median(rng.normal(0.0, 1.0, (RUNS // 2, n)), axis=1)
    value = of_quantile(0.5, 1 / math.sqrt(2 * math.pi))
    se = math.sqrt(2 * value.variance / n)
    agrees(gap / se > Z, power(value, effect, (n, n)).power)


def test_ranks():
    rng = np.random.default_rng(13)
    n, shift = 150, 0.3
    x1, x0 = rng.normal(shift, 1.0, (RUNS // 2, n)), rng.normal(0.0, 1.0, (RUNS // 2, n))
    found = stats.mannwhitneyu(x1, x0, axis=1, method="asymptotic", use_continuity=False)
    effect = stats.norm.cdf(shift / math.sqrt(2)) - 0.5
    passed = (found.pvalue < 0.05) & (found.statistic > n * n / 2)
    agrees(passed, power(of_ranks(), float(effect), (n, n)).power)


def test_proportional_odds():
    # the score test of proportional odds is that of the ranks
    rng = np.random.default_rng(23)
    n, log_odds, control = 300, 0.45, np.array([0.2, 0.3, 0.3, 0.2])
    below = np.cumsum(control)[:-1]
    shifted = 1.0 / (1.0 + (1.0 - below) / below * math.exp(log_odds))
    treated = np.diff(np.concatenate([[0.0], shifted, [1.0]]))
    k1, k0 = rng.multinomial(n, treated, RUNS), rng.multinomial(n, control, RUNS)
    both = k1 + k0
    middle = np.cumsum(both, axis=1) - both / 2.0
    gap = ((k1 - k0) * middle).sum(axis=1) / n / (2 * n)
    spread = (both * (middle - n) ** 2).sum(axis=1) / (2 * n) / (2 * n) ** 2
    z = gap / np.sqrt(spread * 2.0 / n)
    found = power(of_odds(tuple((treated + control) / 2)), log_odds, (n, n))
    assert (z > Z).mean() == pytest.approx(found.power, abs=0.015)  # first order in the effect


@pytest.mark.parametrize("looks", ["weekly", "always"])
@pytest.mark.parametrize("effect", [0.0, 0.05])
def test_looks(looks, effect):
    setting = Setting(looks=looks)
    value = Value(variance=1.0, student=False)
    found = sample_size(value, 0.05, setting)
    times = np.array(setting.looking.times)
    rng = np.random.default_rng(14)
    steps = np.diff(times, prepend=0.0)
    drift = effect / math.sqrt(2.0 / found.n[0])
    path = rng.normal(drift * steps, np.sqrt(steps), (RUNS, times.size)).cumsum(axis=1)
    z, bars = path / np.sqrt(times), np.array(critical_values(setting))
    if effect:
        agrees((z > bars).any(axis=1), found.power)
    else:
        wrong = (np.abs(z) > bars).any(axis=1).mean()
        assert wrong <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / RUNS)


def test_weekly_looks_at_shares():
    setting = Setting(looks="weekly", fractions=(0.4, 0.7, 1.0), allocation=(2, 1))
    found = sample_size(Share(0.1), 0.02, setting)
    rng = np.random.default_rng(15)
    edges = [np.round(np.array([0.0, 0.4, 0.7, 1.0]) * n).astype(int) for n in found.n]
    k = np.zeros((2, RUNS))
    passed = np.zeros(RUNS, dtype=bool)
    for look, bar in enumerate(critical_values(setting), start=1):
        for arm, rate in enumerate((0.1, 0.12)):
            k[arm] += rng.binomial(edges[arm][look] - edges[arm][look - 1], rate, RUNS)
        n0, n1 = float(edges[0][look]), float(edges[1][look])
        passed |= TwoRates(k[1], n1, k[0], n0).pooled_z() > bar
    agrees(passed, found.power)


def test_several_treatments_share_one_control():
    setting = Setting(allocation=(2, 1, 1))
    found = sample_size(Value(variance=1.0, student=False), 0.3, setting)
    rng = np.random.default_rng(16)
    means = [
        rng.normal(mean, 1 / math.sqrt(n), RUNS)
        for mean, n in zip((0, 0.3, 0), found.n, strict=True)
    ]
    se = [math.sqrt(1 / found.n[0] + 1 / n) for n in found.n[1:]]
    z1, z2 = ((m - means[0]) / s for m, s in zip(means[1:], se, strict=True))
    agrees(z1 > found.critical, found.power)
    null = rng.normal(0.0, 1 / math.sqrt(found.n[1]), RUNS)
    both = np.maximum(np.abs(null - means[0]) / se[0], np.abs(z2)) > found.critical
    agrees(both, 0.05)


@pytest.mark.parametrize("equal", [True, False])
def test_clusters(equal):
    rng = np.random.default_rng(22)
    per_arm, correlation = 40, 0.1
    sizes = np.full(per_arm, 8) if equal else np.tile([2, 5, 8, 17], per_arm // 4)
    cv = 0.0 if equal else float(sizes.std() / sizes.mean())
    clusters = Clusters(size=float(sizes.mean()), correlation=correlation, size_cv=cv)
    n = int(sizes.sum())
    found = power(Value(variance=1.0), 0.35, (n, n), Setting(clusters=clusters))
    estimates, variances = [], []
    for effect in (0.0, 0.35):
        shared = rng.normal(0.0, math.sqrt(correlation), (RUNS, per_arm))
        own = rng.normal(0.0, np.sqrt((1 - correlation) / sizes), (RUNS, per_arm))
        totals = (effect + shared + own) * sizes
        mean = totals.sum(axis=1) / n
        apart = totals - mean[:, None] * sizes
        estimates.append(mean)
        variances.append((apart**2).sum(axis=1) / n**2 * per_arm / (per_arm - 1))
    t = (estimates[1] - estimates[0]) / np.sqrt(variances[0] + variances[1])
    passed = t > stats.t.ppf(0.975, 2 * per_arm - 2)
    if equal:
        agrees(passed, found.power)
    else:  # the sandwich varies more than t(G − 2) says when sizes do
        assert passed.mean() == pytest.approx(found.power, abs=0.02)


def test_a_covariate_from_before():
    rng = np.random.default_rng(18)
    n, correlation, effect = 300, 0.7, 0.16
    setting = Setting(variance_ratio=variance_left(correlation))
    runs = 4000
    before = rng.normal(0.0, 1.0, (2, runs, n))
    noise = rng.normal(0.0, math.sqrt(1 - correlation**2), (2, runs, n))
    values = correlation * before + noise
    values[1] += effect
    centred = before - before.mean(axis=(0, 2), keepdims=True)
    slope = ((values - values.mean(axis=2, keepdims=True)) * centred).sum(axis=(0, 2))
    slope /= ((before - before.mean(axis=2, keepdims=True)) ** 2).sum(axis=(0, 2))
    adjusted = values - slope[None, :, None] * centred
    t, df = welch(adjusted[1], adjusted[0])
    found = power(Value(variance=1.0), effect, (n, n), setting)
    agrees(t > stats.t.ppf(0.975, df), found.power)


def test_pairs():
    rng = np.random.default_rng(19)
    counts = rng.multinomial(400, [0.2, 0.12, 0.68], RUNS)
    b, c = counts[:, 0], counts[:, 1]
    found = pairs_power(PairedShare(0.32), 0.08, 400)
    # counts are whole, and the formula is smooth: 0.8098 for 0.8129 in 400,000 runs
    assert ((b - c) / np.sqrt(b + c) > Z).mean() == pytest.approx(found, abs=0.01)
    x = rng.normal(0.5, 1.0, (RUNS, 20))
    t = x.mean(axis=1) / (x.std(axis=1, ddof=1) / math.sqrt(20))
    agrees(t > stats.t.ppf(0.975, 19), pairs_power(PairedMean(1.0), 0.5, 20))


@pytest.mark.parametrize("effect", [0.0, 0.5])
def test_planning_again_blinded_keeps_the_level_and_saves_the_power(effect):
    # planned with a variance of 2 where it is 4; replanned once, after half of the planned units
    rng = np.random.default_rng(20)
    setting, runs = Setting(), 3000
    planned = sample_size(Value(variance=2.0), 0.5, setting)
    half, passed = planned.n[0] // 2, np.zeros(runs, dtype=bool)
    for run in range(runs):
        x = [rng.normal(mean, 2.0, half) for mean in (0.0, effect)]
        both = np.concatenate(x)
        seen = Moments(2 * half, float(both.mean()), float(((both - both.mean()) ** 2).sum()), 0.0)
        again = planned_again(planned, blinded_mean(seen, 0.5, setting), setting, most=3.0)
        y = [
            np.concatenate([old, rng.normal(mean, 2.0, again.n[0] - half)])[None, :]
            for old, mean in zip(x, (0.0, effect), strict=True)
        ]
        t, df = welch(y[1], y[0])
        passed[run] = t[0] > stats.t.ppf(0.975, df[0])
    if effect:
        assert passed.mean() >= 0.8 - 2 * math.sqrt(0.16 / runs) - 0.01
    else:
        assert passed.mean() <= 0.025 + 2 * math.sqrt(0.025 / runs)
