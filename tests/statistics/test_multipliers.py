"""The path of the multiplier: against exact decimals and numeric likelihood, in both forms."""

from __future__ import annotations

import itertools
import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from stagelift.statistics import multipliers
from stagelift.statistics.score import TwoRates

TARGET = 1.959963984540054**2
LIMITS = (multipliers.difference_low, multipliers.ratio_low, multipliers.odds_low)
TABLES = [
    (k1, n1, k0, n0)
    for n1, n0 in ((1, 1), (2, 5), (7, 7), (12, 30))
    for k1, k0 in itertools.product(range(n1 + 1), range(n0 + 1))
]
LARGE = [(267, 21307, 122, 21306), (10, 10**9, 20, 10**9), (0, 10**9, 0, 3), (10**6, 10**6, 3, 9)]


def as_floats(table) -> tuple[float, ...]:
    return tuple(float(x) for x in table)


@pytest.mark.parametrize("low_of", LIMITS)
@pytest.mark.parametrize("target", [1e-4, TARGET, 40.0])
def test_numbers_and_arrays_give_the_same_bits(low_of, target):
    tables = TABLES + LARGE
    columns = np.array(tables, dtype=float).T
    together = low_of(*columns, np.full(len(tables), target))
    apart = [low_of(*as_floats(table), target) for table in tables]
    np.testing.assert_array_equal(together, apart)


def exact_difference_z(table, delta: float) -> float:
    """The score statistic with 60 digits, by bisecting the slope of the likelihood."""
    with localcontext() as context:
        context.prec = 60
        (k1, n1, k0, n0), d = map(Decimal, table), Decimal(delta)

        def slope(p: Decimal) -> Decimal:
            q = p - d
            return (k1 - n1 * p) * q * (1 - q) + (k0 - n0 * q) * p * (1 - p)

        low, high = max(Decimal(0), d), min(Decimal(1), 1 + d)
        for _ in range(190):
            middle = (low + high) / 2
            low, high = (middle, high) if slope(middle) > 0 else (low, middle)
        variance = low * (1 - low) / n1 + (low - d) * (1 - low + d) / n0
        return float((k1 / n1 - k0 / n0 - d) / variance.sqrt())


@pytest.mark.parametrize(
    "table",
    [(10, 10**9, 20, 10**9), (7, 34, 1, 34), (267, 21307, 122, 21306), (3, 10**7, 1, 10**4)],
)
def test_limits_hold_for_rare_events_too(table):
    """Solving the cubic by angles gives 4.8e-10 for an upper limit of 7.9e-10 in the first."""
    low, high = TwoRates(*table, unbiased=False).difference_limits(math.sqrt(TARGET))
    assert exact_difference_z(table, low) == pytest.approx(math.sqrt(TARGET), rel=1e-7)
    assert exact_difference_z(table, high) == pytest.approx(-math.sqrt(TARGET), rel=1e-7)


@pytest.mark.parametrize("table", [(7, 34, 1, 34), (56, 70, 48, 80), (1, 10**7, 5, 10**6)])
@pytest.mark.parametrize("share", [0.1, 0.5, 1.2])
def test_statistics_at_a_difference_equal_exact_ones(table, share):
    k1, n1, k0, n0 = table
    for delta in (share * k1 / n1, -share * k0 / n0):
        found = TwoRates(*table, unbiased=False).difference_z(delta)
        assert found == pytest.approx(exact_difference_z(table, delta), rel=1e-9)


def odds_z(table, odds: float) -> float:
    """The score statistic of an odds ratio, the restricted rate by a numeric root."""
    k1, n1, k0, n0 = table

    def rate1_of(rate0: float) -> float:
        return odds * rate0 / (1.0 + rate0 * (odds - 1.0))

    rate0 = optimize.brentq(
        lambda p: n1 * rate1_of(p) + n0 * p - k1 - k0, 1e-15, 1 - 1e-15, xtol=1e-16
    )
    rate1 = rate1_of(rate0)
    spread = 1.0 / (n1 * rate1 * (1 - rate1)) + 1.0 / (n0 * rate0 * (1 - rate0))
    return (k1 - n1 * rate1) * math.sqrt(spread)


@pytest.mark.parametrize("table", [(7, 34, 1, 34), (56, 70, 48, 80), (2, 9, 77, 160), (5, 5, 3, 8)])
def test_odds_limits_invert_the_numeric_score_test(table):
    low, high = TwoRates(*table, unbiased=False).odds_limits(math.sqrt(TARGET))
    assert odds_z(table, low) == pytest.approx(math.sqrt(TARGET), rel=1e-8)
    if math.isfinite(high):
        assert odds_z(table, high) == pytest.approx(-math.sqrt(TARGET), rel=1e-8)
    else:
        assert table[0] == table[1]


def test_odds_limits_at_the_edges():
    z = math.sqrt(TARGET)
    assert TwoRates(0, 5, 3, 8).odds_limits(z)[0] == 0.0
    assert TwoRates(5, 5, 0, 8).odds_limits(z)[1] == math.inf
    assert TwoRates(0, 5, 0, 8).odds_limits(z) == (0.0, math.inf)
    assert TwoRates(5, 5, 8, 8).odds_limits(z) == (0.0, math.inf)


@settings(max_examples=200, deadline=None)
@given(
    st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
    st.floats(0.01, 5.0),
)
def test_limits_agree_with_the_test_and_with_each_other(sizes, shares, critical):
    (n1, n0), (share1, share0) = sizes, shares
    rates = TwoRates(round(share1 * n1), n1, round(share0 * n0), n0)
    z = rates.pooled_z()
    if abs(abs(z) - critical) < 1e-9:
        return
    low, high = rates.difference_limits(critical)
    assert -1.0 <= low <= rates.p1 - rates.p0 + 1e-15
    assert rates.p1 - rates.p0 - 1e-15 <= high <= 1.0
    for least, most, none in (
        (low, high, 0.0),
        (*rates.ratio_limits(critical), 1.0),
        (*rates.odds_limits(critical), 1.0),
    ):
        assert (least > none) == (z > critical)
        assert (most < none) == (z < -critical)


@settings(max_examples=100, deadline=None)
@given(
    st.tuples(st.integers(0, 60), st.integers(60, 90), st.integers(0, 50), st.integers(50, 99)),
    st.tuples(st.floats(0.1, 3), st.floats(0.1, 2)),
)
def test_a_higher_level_widens_every_interval(table, criticals):
    narrow, wide = criticals[0], sum(criticals)
    rates = TwoRates(*table)
    for name in ("difference_limits", "ratio_limits", "odds_limits"):
        inner, outer = getattr(rates, name)(narrow), getattr(rates, name)(wide)
        assert outer[0] <= inner[0] * (1 + 1e-12) + 1e-12
        assert outer[1] >= inner[1] * (1 - 1e-12) - 1e-12
