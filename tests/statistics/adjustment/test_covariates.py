"""Moments of a value with several covariates: merging, sums, what is refused, contributions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stagelift.errors import ArgumentError, UnknownNameError
from stagelift.statistics.adjustment.covariates import CovariateMoments, linearised
from stagelift.statistics.pairs import PairMoments

NAMES = ("spend", "before", "visits")
EMPTY = CovariateMoments(0, NAMES, (0.0,) * 3, ((0.0,) * 3,) * 3)
units = st.lists(st.tuples(*[st.integers(-1000, 1000)] * 3), min_size=1, max_size=30)


def of(rows) -> CovariateMoments:
    return CovariateMoments.of_units(dict(zip(NAMES, np.array(rows, float).T, strict=True)))


def same(one: CovariateMoments, other: CovariateMoments, rel: float = 1e-9) -> None:
    assert (one.n, one.names) == (other.n, other.names)
    assert one.means == pytest.approx(other.means, rel=rel, abs=1e-9)
    scale = max(abs(p) for row in other.products for p in row) + 1.0
    for a, b in zip(one.products, other.products, strict=True):
        assert a == pytest.approx(b, abs=rel * scale)


@settings(deadline=None, max_examples=50)
@given(units, units)
def test_merging_equals_the_moments_of_all_units_in_either_order(first, second):
    a, b = of(first), of(second)
    same(a + b, of(first + second))
    same(b + a, a + b)
    assert a + EMPTY == EMPTY + a == a


@settings(deadline=None, max_examples=50)
@given(units)
def test_sums_and_units_give_the_same_moments(rows):
    table = np.array(rows, dtype=object)
    square = [[int(s) for s in row] for row in table.T @ table]
    sums = [int(s) for s in table.sum(axis=0)]
    same(CovariateMoments.from_sums(len(rows), NAMES, sums, square, scale=1), of(rows))


def test_products_are_numpy_s_covariances_also_far_from_zero():
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(500, 3)) @ np.array([[1, 0.5, 0.1], [0, 1, 0.2], [0, 0, 1]])
    expected = np.cov(rows.T) * 499
    assert np.array(of(rows).products) == pytest.approx(expected, rel=1e-12)
    assert np.array(of(rows + 1e8).products) == pytest.approx(expected, rel=1e-6)


def test_one_covariate_is_a_pair():
    pair = PairMoments(7, 1.0, 3.0, 2.0, 2.0, 1.5)
    found = CovariateMoments.of_pairs(pair)
    assert found.products == ((2.0, 1.5), (1.5, 2.0))
    assert found.values == PairMoments(7, 1.0, 0.0, 2.0, 0.0, 0.0)


def test_contributions_are_those_of_the_units():
    rng = np.random.default_rng(2)
    y = 1.0 + rng.poisson(2.0, 60)
    x, c = y * rng.gamma(3.0, 2.0, 60), rng.normal(5.0, 1.0, 60)
    r, cut = x.sum() / y.sum(), 25
    z = r + (x - r * y) / y.mean()
    cells = [
        CovariateMoments.of_units({"x": x[s], "c": c[s], "y": y[s]})
        for s in (slice(cut), slice(cut, None))
    ]
    found = linearised(cells, "y")
    for cell, part in zip(found, (slice(cut), slice(cut, None)), strict=True):
        same(cell, CovariateMoments.of_units({"x": z[part], "c": c[part]}))
    assert sum(cell.n * cell.means[0] for cell in found) / 60 == pytest.approx(r)


def test_equal_ratios_contribute_no_spread():
    cell = CovariateMoments.of_units({"x": [0.3, 0.6, 0.9], "y": [0.1, 0.2, 0.3], "c": [1, 5, 2]})
    (found,) = linearised([cell], "y")
    assert found.products[0] == (0.0, 0.0)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: CovariateMoments(-1, NAMES, (0.0,) * 3, EMPTY.products), "n is -1"),
        (lambda: CovariateMoments(0, (), (), ()), "need their own names"),
        (lambda: CovariateMoments(0, ("a", "a"), (0.0,) * 2, ((0.0,) * 2,) * 2), "names is"),
        (lambda: CovariateMoments(2, ("a", "b"), (0.0,), ((0.0,),)), "2 names need 2 means"),
        (lambda: CovariateMoments(2, ("a",), (math.nan,), ((0.0,),)), "means[0] is nan"),
        (lambda: CovariateMoments(2, ("a",), (1.0,), ((math.inf,),)), "products[0][0] is inf"),
        (lambda: CovariateMoments(2, ("a",), (1.0,), ((-1.0,),)), "squares of 'a' are ≥ 0"),
        (
            lambda: CovariateMoments(2, ("a", "b"), (0.0, 0.0), ((1.0, 2.0), (2.0, 1.0))),
            "products[1][0] is 2.0; it must equal products[0][1], of size ≤ 1",
        ),
        (
            lambda: CovariateMoments(2, ("a", "b"), (0.0, 0.0), ((1.0, 0.5), (0.4, 1.0))),
            "products[1][0] is 0.4",
        ),
        (lambda: EMPTY + CovariateMoments(0, ("a",), (0.0,), ((0.0,),)), "both must have"),
        (lambda: CovariateMoments.of_units({"a": [1, 2], "b": [1]}), "one entry per unit"),
        (lambda: CovariateMoments.of_units({"a": [1, 2], "b": [1, None]}), "columns['b'] is nan"),
        (lambda: CovariateMoments.of_units({"a": [1e200, -1e200]}), "products[0][0] is inf"),
        (lambda: CovariateMoments.from_sums(0, ("a",), (1,), ((1,),)), "without units"),
        (lambda: CovariateMoments.from_sums(1, ("a",), (1.5,), ((1,),)), "sums[0] is 1.5"),
        (lambda: CovariateMoments.from_sums(1, ("a",), (1,), ((1, 2),)), "as many names"),
        (lambda: CovariateMoments.from_sums(2, ("a",), (4,), ((1,),)), "squares of 'a'"),
        (lambda: CovariateMoments.from_sums(2, ("a",), (4,), ((1,),), scale=0), "scale is 0"),
        (lambda: linearised([], "y"), "at least one stratum"),
        (lambda: linearised([of([(1, 0, 2)])], "before"), "it must not sum to 0"),
    ],
)
def test_impossible_moments_are_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)


def test_an_unknown_denominator_names_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'visits'"):
        linearised([of([(1, 2, 3)])], "visit")


def test_no_units_have_empty_moments():
    assert CovariateMoments.of_units({name: [] for name in NAMES}) == EMPTY
    assert CovariateMoments.from_sums(0, NAMES, (0,) * 3, ((0,) * 3,) * 3) == EMPTY
