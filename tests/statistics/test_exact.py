"""Exact tests of small tables."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.exact import boschloo_p, fisher_midp


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


@pytest.mark.parametrize("method", [boschloo_p, fisher_midp])
@pytest.mark.parametrize("table", [(0, 5, 0, 9), (5, 5, 9, 9), (0, 1, 0, 1)])
def test_one_rate_for_all_is_no_evidence(method, table):
    assert method(*table) == 1.0


@pytest.mark.parametrize("method", [boschloo_p, fisher_midp])
def test_impossible_counts_are_refused(method):
    with pytest.raises(ArgumentError, match="k1 is 3; it must be ≤ n1, which is 2"):
        method(3, 2, 0, 2)
    with pytest.raises(ArgumentError, match="n0 is nan"):
        method(1, 2, 0, math.nan)
