"""Many splits at once against one at a time."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from stagelift.errors import ArgumentError
from stagelift.statistics.splits import equal_splits
from stagelift.statistics.srm import sample_ratio


def test_each_experiment_is_that_of_its_own_test():
    generator = np.random.default_rng(4)
    sizes = [generator.integers(0, 4000, size=arms) for arms in generator.integers(2, 9, size=300)]
    sizes += [np.array([5000, 4500]), np.array([0, 700]), np.array([1, 1, 1])]
    which = np.repeat(np.arange(len(sizes)), [len(one) for one in sizes])
    found = equal_splits(which, np.concatenate(sizes))
    for place, one in enumerate(sizes):
        shares = (Fraction(1, len(one)),) * len(one)
        known = sample_ratio([int(n) for n in one], shares)
        assert found.p_value[place] == pytest.approx(known.p_value, rel=1e-9)
        assert found.sequential_p[place] == pytest.approx(known.sequential_p, rel=1e-9)
        assert (found.arms[place], found.units[place]) == (len(one), one.sum())


def test_the_order_of_the_arms_changes_nothing():
    which, n = np.array([0, 1, 0, 1, 1]), np.array([10, 200, 30, 250, 220])
    order = np.array([4, 2, 0, 1, 3])
    first, second = equal_splits(which, n), equal_splits(which[order], n[order])
    assert first.p_value.tolist() == pytest.approx(second.p_value.tolist(), rel=1e-12)


def test_one_arm_and_no_units_have_no_test():
    found = equal_splits(np.array([0, 1, 1]), np.array([100, 0, 0]))
    assert np.isnan(found.p_value).all()
    assert np.isnan(found.sequential_p).all()
    assert equal_splits(np.array([], dtype=int), np.array([], dtype=int)).p_value.size == 0


@pytest.mark.parametrize(
    ("which", "n", "message"),
    [
        ([0, 0], [1], r"n is \(1,\); it must be one size per entry of experiment, \(2,\)"),
        ([0, 0], [1, -2], "n is -2; it must be ≥ 0"),
    ],
)
def test_arguments_that_are_not_allowed(which, n, message):
    with pytest.raises(ArgumentError, match=message):
        equal_splits(np.array(which), np.array(n))
