"""The exact multinomial test, against enumeration by itertools and the binomial test."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.srm import planned_shares, sample_ratio
from stagelift.statistics.srm.exact import exact_multinomial_p


def by_enumeration(counts, shares, order):
    """The p-value in exact fractions."""
    n = sum(counts)

    def probability(table):
        ways = math.factorial(n)
        for x in table:
            ways //= math.factorial(x)
        return ways * math.prod(share**x for share, x in zip(shares, table, strict=True))

    def distance(table):
        return sum((x - n * s) ** 2 / (n * s) for x, s in zip(table, shares, strict=True))

    extreme = {
        "probability": lambda t: probability(t) <= probability(counts),
        "chi2": lambda t: distance(t) >= distance(counts),
    }[order]
    tables = (t for t in itertools.product(range(n + 1), repeat=len(counts)) if sum(t) == n)
    return float(sum(probability(t) for t in tables if extreme(t)))


@pytest.mark.parametrize("order", ["probability", "chi2"])
@pytest.mark.parametrize(
    ("counts", "weights"),
    [
        ((5, 0), (1, 1)),
        ((3, 2), (9, 1)),
        ((4, 1, 7), (1, 1, 1)),
        ((0, 0, 6), (2, 3, 1)),
        ((3, 3, 3), (1, 1, 1)),
        ((2, 1, 0, 5), (4, 3, 2, 1)),
        ((1, 0, 0), (1, 1, 8)),
    ],
)
def test_equals_enumeration_in_fractions(counts, weights, order):
    shares = planned_shares(weights)
    found = exact_multinomial_p(counts, shares, order=order)
    assert found == pytest.approx(by_enumeration(counts, shares, order), rel=1e-10)


@pytest.mark.parametrize(
    ("k", "n", "share"), [(9, 10, 0.5), (3, 40, 0.1), (520_300, 10**6 - 1, 0.52)]
)
def test_two_arms_equal_the_binomial_test_of_scipy(k, n, share):
    theirs = stats.binomtest(k, n, share).pvalue
    found = exact_multinomial_p((k, n - k), planned_shares((share, 1 - Fraction(str(share)))))
    assert found == pytest.approx(theirs, rel=1e-6)


def test_equals_chi2_among_many_units():
    counts, shares = (480, 420, 470), planned_shares((1, 1, 1))
    close = sample_ratio(counts, shares).p_value
    assert exact_multinomial_p(counts, shares) == pytest.approx(close, abs=0.004)
    assert exact_multinomial_p(counts, shares, order="chi2") == pytest.approx(close, abs=0.004)


def test_the_most_likely_sizes_have_p_one_and_no_units_none():
    assert exact_multinomial_p((3, 3), planned_shares((1, 1))) == 1.0
    assert exact_multinomial_p((0, 0, 0), planned_shares((1, 1, 1))) is None


@pytest.mark.parametrize(
    ("counts", "order", "text"),
    [
        (
            (1000, 1000, 1000),
            "probability",
            "3,000 units have 4,504,501 outcomes, at most 1,000,000",
        ),
        ((1, -1, 0), "probability", r"counts\[1\] is -1"),
        ((1, 1), "probability", "need one entry per arm"),
        ((1, 1, 1), "exact", "order is 'exact'"),
    ],
)
def test_what_cannot_be_enumerated_is_refused(counts, order, text):
    with pytest.raises(ArgumentError, match=text):
        exact_multinomial_p(counts, planned_shares((1, 1, 1)), order=order)


def test_the_bounds_named_are_the_largest():
    assert math.comb(1412 + 2, 2) <= 1_000_000 < math.comb(1413 + 2, 2)
    assert math.comb(179 + 3, 3) <= 1_000_000 < math.comb(180 + 3, 3)
