"""The score method: restricted rates against numeric likelihood, limits against published ones."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import optimize
from statsmodels.stats import proportion as reference

from stagelift.statistics.quantiles import normal_critical, normal_p
from stagelift.statistics.score import TwoRates

Z = normal_critical(0.95)
TABLES = [(56, 70, 48, 80), (9, 10, 3, 10), (5, 56, 0, 29), (1, 30, 7, 200), (6, 9, 77, 160)]
WITH_CONTROL_EVENTS = [table for table in TABLES if table[2]]  # statsmodels divides by p0
EDGES = [
    (0, 10, 0, 20),
    (10, 10, 10, 10),
    (10, 10, 0, 20),
    (0, 7, 9, 9),
    (1, 1, 0, 1),
    (0, 1, 3, 5),
]


def likely_rate(table, delta: float) -> float:
    """The restricted rate of arm 1 by the root of the likelihood's slope, the second way."""
    k1, n1, k0, n0 = table

    def slope(p: float) -> float:
        q = p - delta
        return (k1 - n1 * p) * q * (1 - q) + (k0 - n0 * q) * p * (1 - p)

    low, high = max(0.0, delta), min(1.0, 1.0 + delta)
    grid = np.linspace(low, high, 4001)
    values = np.array([slope(p) for p in grid])
    turns = np.nonzero(values[:-1] * values[1:] < 0)[0]
    found = [optimize.brentq(slope, grid[i], grid[i + 1], xtol=1e-15) for i in turns]

    def log_likelihood(p: float) -> float:
        terms = ((k1, p), (n1 - k1, 1 - p), (k0, p - delta), (n0 - k0, 1 - p + delta))
        return sum(k * math.log(r) if r > 0 else -math.inf for k, r in terms if k)

    return max([low, high, *found], key=log_likelihood)


def score_z(table, delta: float, *, unbiased: bool) -> float:
    k1, n1, k0, n0 = table
    p = likely_rate(table, delta)
    q = p - delta
    variance = p * (1 - p) / n1 + q * (1 - q) / n0
    factor = (n1 + n0) / (n1 + n0 - 1) if unbiased else 1.0
    return (k1 / n1 - k0 / n0 - delta) / math.sqrt(variance * factor)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("delta", [-0.6, -0.1, 0.05, 0.4, 0.8])
def test_restricted_rates_maximise_the_likelihood(table, delta):
    rate1, rate0 = TwoRates(*table).restricted_rates(np.asarray(delta))
    assert float(rate1) == pytest.approx(likely_rate(table, delta), abs=1e-9)
    assert float(rate1 - rate0) == pytest.approx(delta, abs=1e-12)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("unbiased", [True, False])
def test_limits_invert_the_numeric_score_test(table, unbiased):
    limits = TwoRates(*table, unbiased=unbiased).difference_limits(Z)
    for limit, sign in zip(limits, (1.0, -1.0), strict=True):
        if abs(limit) < 1.0:
            root = optimize.brentq(
                lambda d, sign=sign: score_z(table, d, unbiased=unbiased) - sign * Z,
                float(limit) - 1e-3,
                float(limit) + 1e-3,
                xtol=1e-14,
            )
            assert float(limit) == pytest.approx(root, abs=1e-9)


@pytest.mark.parametrize(
    ("table", "mee", "miettinen"),
    [
        # Newcombe 1998, Statistics in Medicine 17:873, table II, methods 5 and 6
        ((56, 70, 48, 80), (0.0533, 0.3377), (0.0528, 0.3382)),
        ((9, 10, 3, 10), (0.1821, 0.8370), (0.1700, 0.8406)),
        ((0, 10, 0, 20), (-0.1611, 0.2775), (-0.1658, 0.2844)),
        ((0, 10, 0, 10), (-0.2775, 0.2775), (-0.2879, 0.2879)),
        ((10, 10, 0, 20), (0.7225, 1.0), (0.7156, 1.0)),
        ((10, 10, 0, 10), (0.6777, 1.0), (0.6636, 1.0)),
    ],
)
def test_published_limits(table, mee, miettinen):
    assert TwoRates(*table, unbiased=False).difference_limits(Z) == pytest.approx(mee, abs=5.1e-5)
    assert TwoRates(*table).difference_limits(Z) == pytest.approx(miettinen, abs=5.1e-5)


@pytest.mark.parametrize("table", WITH_CONTROL_EVENTS)
@pytest.mark.parametrize("unbiased", [True, False])
def test_p_value_equals_statsmodels(table, unbiased):
    theirs = reference.test_proportions_2indep(*table, method="score", correction=unbiased)
    own = TwoRates(*table, unbiased=unbiased).pooled_z()
    assert float(own) == pytest.approx(theirs.statistic, abs=1e-12)
    assert normal_p(float(own)) == pytest.approx(theirs.pvalue, abs=1e-12)


@pytest.mark.parametrize("table", WITH_CONTROL_EVENTS)
@pytest.mark.parametrize("unbiased", [True, False])
def test_ratio_limits_equal_statsmodels(table, unbiased):
    theirs = reference.confint_proportions_2indep(
        *table, method="score", compare="ratio", correction=unbiased
    )
    own = TwoRates(*table, unbiased=unbiased).ratio_limits(Z)
    assert own == pytest.approx(theirs, rel=1e-9)


def test_swapping_the_arms_turns_the_limits_round():
    for k1, n1, k0, n0 in TABLES + EDGES:
        low, high = TwoRates(k1, n1, k0, n0).difference_limits(Z)
        back = TwoRates(k0, n0, k1, n1).difference_limits(Z)
        assert (-float(back[1]), -float(back[0])) == pytest.approx(
            (float(low), float(high)), abs=1e-9
        )


def test_counting_the_others_turns_the_limits_round():
    for k1, n1, k0, n0 in TABLES + EDGES:
        low, high = TwoRates(k1, n1, k0, n0).difference_limits(Z)
        others = TwoRates(n1 - k1, n1, n0 - k0, n0).difference_limits(Z)
        assert (-float(others[1]), -float(others[0])) == pytest.approx(
            (float(low), float(high)), abs=1e-9
        )


def grid_of_tables() -> np.ndarray:
    rows = [
        (k1, n1, k0, n0)
        for n1, n0 in ((1, 1), (2, 5), (7, 7), (12, 30), (40, 9))
        for k1 in range(n1 + 1)
        for k0 in range(n0 + 1)
    ]
    return np.array(rows, dtype=float).T


@pytest.mark.parametrize("unbiased", [True, False])
@pytest.mark.parametrize("level", [0.8, 0.95, 0.999])
def test_the_limits_exclude_no_difference_exactly_when_the_test_rejects(unbiased, level):
    rates, z = TwoRates(*grid_of_tables(), unbiased=unbiased), normal_critical(level)
    rejects = np.abs(rates.pooled_z()) > z
    low, high = rates.difference_limits(z)
    assert 0 < rejects.sum() < rejects.size
    np.testing.assert_array_equal((low > 0) | (high < 0), rejects)
    low, high = rates.ratio_limits(z)
    np.testing.assert_array_equal(((low > 1) | (high < 1)), rejects)


def test_limits_enclose_the_estimate_within_the_range():
    rates = TwoRates(*grid_of_tables())
    low, high = rates.difference_limits(Z)
    gap = rates.p1 - rates.p0
    assert np.all((low >= -1) & (low <= gap) & (gap <= high) & (high <= 1))
    assert np.all(low < high)


def test_the_accepted_differences_are_one_interval():
    rates = TwoRates(*grid_of_tables())
    low, high = rates.difference_limits(Z)
    for delta in np.linspace(-0.995, 0.995, 200):
        variance = rates._variance(*rates.restricted_rates(np.full_like(low, delta)))
        accepted = np.abs(rates.p1 - rates.p0 - delta) <= Z * np.sqrt(variance)
        clear = (np.abs(low - delta) > 1e-9) & (np.abs(high - delta) > 1e-9)
        np.testing.assert_array_equal(accepted[clear], ((low <= delta) & (delta <= high))[clear])


def test_the_ratio_is_unbounded_without_events_in_control():
    low, high = TwoRates(5, 10, 0, 10).ratio_limits(Z)
    assert float(low) > 1.0
    assert float(high) == math.inf
