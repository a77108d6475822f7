"""How often the intervals of two shares cover and the tests err, exactly, over every table."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import stats

from stagelift.statistics.proportions.difference import compared
from stagelift.statistics.quantiles import normal_critical
from stagelift.statistics.score import TwoRates

N1, N0 = 60, 40
RATES = np.linspace(5 / N0, 1 - 5 / N0, 10)  # five events and others expected in either arm
TABLE = tuple(
    grid.ravel()
    for grid in (
        *np.meshgrid(np.arange(N1 + 1.0), np.arange(N0 + 1.0), indexing="ij"),
        *np.meshgrid(np.full(N1 + 1, float(N1)), np.full(N0 + 1, float(N0)), indexing="ij"),
    )
)
K1, K0, ALL1, ALL0 = TABLE
Z = normal_critical(0.95)


def weights(rate1: float, rate0: float) -> np.ndarray:
    return stats.binom.pmf(K1, N1, rate1) * stats.binom.pmf(K0, N0, rate0)


def coverage(low: np.ndarray, high: np.ndarray, truth) -> np.ndarray:
    """The share of probability on tables whose interval holds the truth, by pair of rates."""
    found = []
    for rate1, rate0 in itertools.product(RATES, RATES):
        true = truth(rate1, rate0)
        inside = (low <= true * (1 + 1e-12) + 1e-12) & (true * (1 - 1e-12) - 1e-12 <= high)
        found.append(float(weights(rate1, rate0)[inside].sum()))
    return np.array(found)


@pytest.mark.parametrize(
    ("name", "truth"),
    [
        ("difference_limits", lambda p1, p0: p1 - p0),
        ("ratio_limits", lambda p1, p0: p1 / p0),
        ("odds_limits", lambda p1, p0: p1 * (1 - p0) / (p0 * (1 - p1))),
    ],
)
def test_score_intervals_cover_as_promised(name, truth):
    low, high = getattr(TwoRates(K1, ALL1, K0, ALL0), name)(Z)
    found = coverage(low, high, truth)
    assert found.mean() == pytest.approx(0.95, abs=0.005)
    assert found.min() >= 0.93


@pytest.mark.parametrize(
    ("method", "mean", "least"),
    [("agresti_caffo", 0.951, 0.93), ("newcombe", 0.949, 0.93), ("wald", 0.940, 0.90)],
)
def test_other_intervals_cover_as_the_literature_says(method, mean, least):
    _, _, (low, high), _ = compared((K1, ALL1, K0, ALL0), Z, method)
    found = coverage(low, high, lambda p1, p0: p1 - p0)
    assert found.mean() == pytest.approx(mean, abs=0.003)
    assert found.min() >= least


@pytest.mark.parametrize("margin", [0.1, 0.2])
def test_a_margin_is_cleared_wrongly_as_rarely_as_promised(margin):
    """At the margin itself, non-inferiority is shown in 2.5 % of the trials."""
    z = TwoRates(K1, ALL1, K0, ALL0).difference_z(-margin)
    shown = z > Z
    found = [
        float(weights(rate0 - margin, rate0)[shown].sum())
        for rate0 in RATES[margin + 5 / N1 <= RATES]
    ]
    assert len(found) >= 7
    assert np.mean(found) == pytest.approx(0.025, abs=0.004)
    assert max(found) <= 0.032
