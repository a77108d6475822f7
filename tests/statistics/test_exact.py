"""Exact tests of small tables."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.exact import conditional_weights, fisher_midp, fisher_p
from stagelift.statistics.unconditional import barnard_p, boschloo_p

TESTS = (boschloo_p, barnard_p, fisher_p, fisher_midp)
SIDES = {"two_sided": "two-sided", "greater": "greater", "less": "less"}
SMALL = [
    (7, 10, 1, 10),
    (4, 60, 1, 80),
    (0, 1, 3, 500),
    (0, 5, 3, 8),
    (5, 5, 1, 9),
    (3, 7, 3, 7),
    (12, 40, 9, 25),
]


def test_midp_by_hand():
    # margins 4, 4 and 4 events of 8: tables weigh 1, 16, 36, 16, 1 of 70; 3 of 4 was seen
    assert fisher_midp(3, 4, 1, 4) == pytest.approx((2 + (16 + 16) / 2) / 70, abs=1e-12)


@pytest.mark.parametrize(
    "table", [(3, 4, 1, 4), (0, 10, 3, 12), (7, 9, 20, 80), (2, 1000, 0, 5000), (4, 10**6, 0, 2000)]
)
def test_midp_equals_the_hypergeometric_sum(table):
    k1, n1, k0, n0 = table
    law = stats.hypergeom(n1 + n0, k1 + k0, n1)
    x = np.arange(max(0, k1 + k0 - n0), min(k1 + k0, n1) + 1)
    own, all_of = law.pmf(k1), law.pmf(x)
    equal = np.isclose(all_of, own, rtol=1e-7, atol=0.0)
    expected = all_of[(all_of < own) & ~equal].sum() + all_of[equal].sum() / 2
    assert fisher_midp(*table) == pytest.approx(expected, rel=1e-8, abs=1e-12)


def test_midp_lies_below_the_exact_p_value():
    exact = stats.fisher_exact([[7, 20], [2, 60]]).pvalue
    assert 0.0 < fisher_midp(7, 9, 20, 80) < exact


def brute_boschloo(k1: int, n1: int, k0: int, n0: int) -> float:
    """Boschloo by maximising over a fine grid of the common rate, the second way."""
    rates = np.linspace(1e-4, 1 - 1e-4, 2001)
    x1, x0 = np.meshgrid(np.arange(n1 + 1), np.arange(n0 + 1), indexing="ij")
    weights = stats.binom.pmf(x1[..., None], n1, rates) * stats.binom.pmf(x0[..., None], n0, rates)
    sides = []
    for tail in (stats.hypergeom.cdf, lambda x, *law: stats.hypergeom.sf(x - 1, *law)):
        fisher = tail(x1, n1 + n0, x1 + x0, n1)
        extreme = fisher <= fisher[k1, k0] * (1 + 1e-9)
        sides.append(weights[extreme].sum(axis=0).max())
    return min(1.0, 2.0 * min(sides))


@pytest.mark.parametrize("table", [(7, 10, 1, 10), (4, 6, 2, 12), (0, 5, 3, 8)])
def test_boschloo_equals_brute_force(table):
    assert boschloo_p(*table) == pytest.approx(brute_boschloo(*table), abs=1e-5)


@pytest.mark.parametrize(
    "table", [(7, 10, 1, 10), (4, 60, 1, 80), (4, 10, 1, 300), (0, 1, 3, 500), (39, 40, 38, 40)]
)
def test_boschloo_equals_scipy(table):
    k1, n1, k0, n0 = table
    theirs = stats.boschloo_exact([[k1, k0], [n1 - k1, n0 - k0]]).pvalue
    assert boschloo_p(*table) == pytest.approx(min(1.0, theirs), abs=1e-9)
    assert boschloo_p(k0, n0, k1, n1) == pytest.approx(min(1.0, theirs), abs=1e-9)
    assert boschloo_p(n1 - k1, n1, n0 - k0, n0) == pytest.approx(min(1.0, theirs), abs=1e-9)


@pytest.mark.parametrize("method", TESTS)
@pytest.mark.parametrize("table", [(0, 5, 0, 9), (5, 5, 9, 9), (0, 1, 0, 1)])
def test_one_rate_for_all_is_no_evidence(method, table):
    assert method(*table) == 1.0


def as_columns(table) -> list[list[int]]:
    k1, n1, k0, n0 = table
    return [[k1, k0], [n1 - k1, n0 - k0]]


@pytest.mark.parametrize("table", SMALL)
@pytest.mark.parametrize("alternative", SIDES)
def test_every_side_equals_scipy(table, alternative):
    both, side = as_columns(table), SIDES[alternative]
    for ours, theirs in (
        (barnard_p, stats.barnard_exact(both, alternative=side, n=64).pvalue),
        (boschloo_p, stats.boschloo_exact(both, alternative=side, n=64).pvalue),
        (fisher_p, stats.fisher_exact(both, alternative=side).pvalue),
    ):
        assert ours(*table, alternative=alternative) == pytest.approx(min(1.0, theirs), abs=1e-9)


def brute_barnard(k1: int, n1: int, k0: int, n0: int) -> float:
    """Barnard's two-sided p in exact fractions over a fine grid of the common rate."""

    def squared_z(x1: int, x0: int) -> Fraction:
        events = x1 + x0
        if events in (0, n1 + n0):
            return Fraction(0)
        return Fraction((x1 * n0 - x0 * n1) ** 2, events * (n1 + n0 - events))

    rates = np.linspace(0.0, 1.0, 4_001)[1:-1]
    weights, seen = np.zeros_like(rates), squared_z(k1, k0)
    for i, j in itertools.product(range(n1 + 1), range(n0 + 1)):
        if squared_z(i, j) >= seen:
            weights += stats.binom.pmf(i, n1, rates) * stats.binom.pmf(j, n0, rates)
    return float(weights.max())


@pytest.mark.parametrize("table", [(3, 4, 3, 12), (11, 17, 4, 8), (0, 5, 5, 12)])
def test_barnard_equals_exact_fractions(table):
    assert barnard_p(*table) == pytest.approx(brute_barnard(*table), abs=1e-6)


@pytest.mark.parametrize("table", [(11, 17, 4, 8), (7, 15, 12, 15)])
def test_scipys_barnard_is_too_small_by_ties_and_by_its_search(table):
    theirs = stats.barnard_exact(as_columns(table)).pvalue
    assert barnard_p(*table) > theirs + 1e-5


def test_published_vaccine_trial():
    # Mehta & Senchaudhuri 2003: 7 of 15 infected when vaccinated, 12 of 15 otherwise
    assert fisher_p(7, 15, 12, 15, alternative="less") == pytest.approx(0.0641, abs=5e-5)
    assert barnard_p(7, 15, 12, 15, alternative="less") == pytest.approx(0.0341, abs=5e-5)


@pytest.mark.parametrize("table", SMALL)
@pytest.mark.parametrize("method", TESTS)
def test_sides_mirror_each_other(method, table):
    k1, n1, k0, n0 = table
    greater = method(*table, alternative="greater")
    assert greater == pytest.approx(method(k0, n0, k1, n1, alternative="less"), abs=1e-9)
    others = method(n1 - k1, n1, n0 - k0, n0, alternative="less")
    assert greater == pytest.approx(others, abs=1e-9)
    assert 0.0 < greater <= 1.0


def test_one_sided_midp_halves_the_table_seen():
    x, weights = conditional_weights(4, 4, 4)
    assert (weights * 70).tolist() == pytest.approx([1, 16, 36, 16, 1])
    assert x.tolist() == [0, 1, 2, 3, 4]
    above = fisher_midp(3, 4, 1, 4, alternative="greater")
    assert above == pytest.approx((1 + 16 / 2) / 70, abs=1e-12)
    assert above + fisher_midp(3, 4, 1, 4, alternative="less") == pytest.approx(1.0, abs=1e-12)


def test_a_midp_is_a_probability_however_its_terms_round():
    assert fisher_midp(622_079, 622_079, 0, 3, alternative="less") <= 1.0


def test_an_unconditional_test_is_never_less_powerful_than_fishers():
    for k1, k0 in itertools.product(range(9), range(13)):
        assert boschloo_p(k1, 8, k0, 12, alternative="greater") <= (
            fisher_p(k1, 8, k0, 12, alternative="greater") + 1e-12
        )


def test_large_tables_are_cut_where_no_probability_is_left():
    x, weights = conditional_weights(4 * 10**8, 10**9, 10**9)
    assert len(x) < 10**6
    assert weights.sum() == pytest.approx(1.0)
    assert fisher_p(0, 10**6, 10**6, 10**6) == 0.0
    assert fisher_p(0, 10**6, 10**6, 10**6, alternative="greater") == 1.0
    theirs = stats.fisher_exact([[4000, 4100], [10**7 - 4000, 10**7 - 4100]]).pvalue
    assert fisher_p(4000, 10**7, 4100, 10**7) == pytest.approx(theirs, rel=1e-9)


@pytest.mark.parametrize("method", [boschloo_p, barnard_p])
def test_a_table_too_large_for_an_unconditional_test_is_refused(method):
    with pytest.raises(ArgumentError, match="needs n1·n0 ≤ 4,000,000"):
        method(5, 3000, 7, 3000)


@pytest.mark.parametrize("method", TESTS)
def test_impossible_counts_are_refused(method):
    with pytest.raises(ArgumentError, match="k1 is 3; it must be ≤ n1, which is 2"):
        method(3, 2, 0, 2)
    with pytest.raises(ArgumentError, match="n0 is nan"):
        method(1, 2, 0, math.nan)
    with pytest.raises(ArgumentError, match="alternative is 'two-sided'"):
        method(1, 2, 0, 2, alternative="two-sided")
