"""Coverage and type I error, exact where the sample space is small, simulated elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from stagelift.statistics.lift import lift
from stagelift.statistics.looks import sequence_critical
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments, ScoreCounts
from stagelift.statistics.nps import difference_of_nps
from stagelift.statistics.quantiles import normal_critical
from stagelift.statistics.score import TwoRates

pytestmark = pytest.mark.slow
RUNS = 2000


def two_errors(rate: float, runs: int = RUNS) -> float:
    return 2.0 * float(np.sqrt(rate * (1 - rate) / runs))


def table_grid(n1: int, n0: int) -> TwoRates:
    k1, k0 = np.meshgrid(np.arange(n1 + 1.0), np.arange(n0 + 1.0), indexing="ij")
    return TwoRates(k1, np.full_like(k1, n1), k0, np.full_like(k0, n0))


@pytest.mark.parametrize(("n1", "n0"), [(30, 30), (60, 30), (100, 100)])
def test_exact_coverage_of_the_score_interval(n1, n0):
    """Mean within half a point of .95 and never below .93 where 5 events are expected."""
    low, high = table_grid(n1, n0).difference_limits(normal_critical(0.95))
    start = 5 / min(n1, n0)
    covered = []
    for p1 in np.linspace(start, 1 - start, 12):
        for p0 in np.linspace(start, 1 - start, 12):
            weights = np.outer(
                stats.binom.pmf(np.arange(n1 + 1), n1, p1),
                stats.binom.pmf(np.arange(n0 + 1), n0, p0),
            )
            inside = (low <= p1 - p0 + 1e-12) & (p1 - p0 - 1e-12 <= high)
            covered.append(float((weights * inside).sum()))
    assert np.mean(covered) == pytest.approx(0.95, abs=0.005)
    assert min(covered) >= 0.93


def drawn(rng: np.random.Generator, runs: int, n: int, shape: float) -> list[Moments]:
    """Moments of many samples of skewed (gamma) values, by rows."""
    x = rng.gamma(shape, size=(runs, n))
    means = x.mean(axis=1)
    squares = ((x - means[:, None]) ** 2).sum(axis=1)
    return [Moments(n, float(m), float(s), 0.0) for m, s in zip(means, squares, strict=True)]


def test_welch_and_fieller_keep_their_level():
    rng, runs = np.random.default_rng(20261102), 10_000
    control, same, half_more = (
        drawn(rng, runs, n, shape) for n, shape in ((120, 4.0), (200, 4.0), (200, 6.0))
    )
    pairs = zip(same, control, strict=True)
    wrong = sum(difference_of_means(m1, m0).p_value < 0.05 for m1, m0 in pairs)
    lifts = [lift(m1, m0) for m1, m0 in zip(half_more, control, strict=True)]
    missed = sum(not found.low <= 0.5 <= found.high for found in lifts)
    assert wrong / runs == pytest.approx(0.05, abs=two_errors(0.05, runs))
    # the critical value is Welch's at no difference, whatever the ratio that is asked about
    assert missed / runs == pytest.approx(0.05, abs=two_errors(0.05, runs) + 0.002)


@pytest.mark.parametrize("rate", [0.05, 0.3])
def test_looking_daily_keeps_the_level_of_the_sequence(rate):
    """28 looks at two arms of 0/1 values: fixed intervals err in about a quarter of the runs."""
    rng = np.random.default_rng(20261103)
    looks, per_look = np.arange(1, 29), 150
    k1, k0 = (rng.binomial(per_look, rate, (RUNS, 28)).cumsum(axis=1) for _ in range(2))
    n = per_look * looks
    p1, p0 = k1 / n, k0 / n
    se = np.sqrt((p1 * (1 - p1) + p0 * (1 - p0)) / n)
    z = np.abs(p1 - p0) / np.maximum(se, 1e-300)
    ready = n * (k1 + k0) / (2 * n) >= 25  # the gate
    critical = np.array([sequence_critical(int(2 * m), 2 * per_look * 28, 0.95) for m in n])
    assert ((z > critical) & ready).any(axis=1).mean() <= 0.05 + two_errors(0.05)
    assert (z > 1.96).any(axis=1).mean() > 0.15


@pytest.mark.parametrize(("n1", "n0"), [(20, 20), (100, 30)])
def test_the_difference_of_nps_keeps_its_level(n1, n0):
    rng = np.random.default_rng(20261104)
    rates1, rates0 = (0.2, 0.3, 0.5), (0.35, 0.3, 0.35)  # detractors, passives, promoters: 30 and 0
    pairs = zip(rng.multinomial(n1, rates1, RUNS), rng.multinomial(n0, rates0, RUNS), strict=True)
    missed = 0
    for one, two in pairs:
        counts1, counts0 = (
            ScoreCounts((int(d), 0, 0, 0, 0, 0, 0, int(p), 0, 0, int(up)))
            for d, p, up in (one, two)
        )
        found = difference_of_nps(counts1, counts0)
        missed += not found.low <= 30.0 <= found.high
    assert missed / RUNS <= 0.05 + two_errors(0.05)
