"""Columns of comparisons: row by row the scalar forms, and in no time."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest

from stagelift.errors import ArgumentError
from stagelift.statistics.lift import lift
from stagelift.statistics.mean_columns import MomentsColumns, differences_of_means, lifts
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments

FIELDS = ("value", "se", "low", "high", "p_value")
ODD = [
    Moments(0, 0.0, 0.0, 0.0),
    Moments(1, 3.0, 0.0, 0.0),
    Moments(5, 3.0, 0.0, 0.0),
    Moments(5, 0.0, 0.0, 0.0),
    Moments(2, -1.0, 3.0, 0.0),
    Moments(40, 0.1, 30.0, 0.0),
    Moments(40, -9.0, 30.0, 0.0),
    Moments(10**9, 1e8, 1e9, 0.0),
    Moments(30, 1e-170, 1e-341, 0.0),
    Moments(30, 3e150, 1e299, 0.0),
]


def many(size: int, seed: int) -> MomentsColumns:
    rng = np.random.default_rng(seed)
    n = rng.integers(2, 10**6, size)
    return MomentsColumns(n, rng.normal(10, 3, size), rng.gamma(2, 50, size) * n)


def same(found, expected) -> None:
    for name in FIELDS:
        ours, theirs = getattr(found, name), getattr(expected, name)
        if theirs is None:
            assert ours is None
        else:
            assert ours == pytest.approx(theirs, rel=1e-13, abs=1e-300)
    for name in ("level", "method", "dual", "status", "note"):
        assert getattr(found, name) == getattr(expected, name)


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_rows_are_those_of_the_scalar_forms(level):
    m1, m0 = many(300, 1), many(300, 2)
    for i, (effect, relative) in enumerate(
        zip(differences_of_means(m1, m0, level=level), lifts(m1, m0, level=level), strict=True)
    ):
        same(effect, difference_of_means(m1[i], m0[i], level=level))
        same(relative, lift(m1[i], m0[i], level=level))


def test_odd_rows_keep_their_reasons():
    pairs = [(one, zero) for one in ODD for zero in ODD]
    m1, m0 = (MomentsColumns.of([pair[k] for pair in pairs]) for k in (0, 1))
    effects, relative = differences_of_means(m1, m0), lifts(m1, m0, better="down")
    for i, (one, zero) in enumerate(pairs):
        same(effects[i], difference_of_means(one, zero))
        same(relative[i], lift(one, zero, better="down"))
    assert set(effects.status) == {"ok", "no_data", "low_n", "degenerate"}
    assert set(relative.status) == {"ok", "no_data", "low_n", "degenerate", "not_identifiable"}


def test_ten_thousand_comparisons_take_well_under_a_second():
    m1, m0 = many(10_000, 3), many(10_000, 4)
    differences_of_means(m1, m0)
    start = time.perf_counter()
    effects, relative = differences_of_means(m1, m0), lifts(m1, m0)
    assert time.perf_counter() - start < 0.5
    assert len(effects) == len(relative) == 10_000
    read = relative.status == "ok"
    assert read.mean() > 0.9
    assert (effects.p_value[read] == relative.p_value[read]).all()


def test_no_rows_are_no_results():
    none = MomentsColumns.of([])
    assert list(differences_of_means(none, none)) == list(lifts(none, none)) == []


def test_columns_are_copies_that_cannot_be_changed():
    mean = np.array([1.0, 2.0])
    found = MomentsColumns(np.array([4, 5]), mean, np.array([1.0, 1.0]))
    mean[0] = 9.0
    assert found.mean[0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        found.mean[0] = 2.0


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: MomentsColumns([1.0, 2.5], [0.0] * 2, [0.0] * 2), "n[1] is 2.5; it must be a"),
        (lambda: MomentsColumns([-1.0], [0.0], [0.0]), "n[0] is -1.0; it must be a whole number"),
        (lambda: MomentsColumns([1.0], [math.nan], [0.0]), "mean[0] is nan; it must be finite"),
        (lambda: MomentsColumns([1.0], [0.0], [-2.0]), "m2[0] is -2.0; it must be finite and ≥ 0"),
        (lambda: MomentsColumns([1.0], [0.0, 1.0], [0.0]), "mean is (2,); its shape must be (1,)"),
        (lambda: lifts(many(2, 1), many(3, 1)), "m1 is 2; it must have as many rows as m0, 3"),
        (lambda: lifts(many(2, 1), many(2, 1), better="more"), "allowed: up, down"),
        (lambda: differences_of_means(many(2, 1), many(2, 1), level=0), "level is 0"),
    ],
)
def test_impossible_columns_are_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)
