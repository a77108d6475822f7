"""The table of distinct values: what it counts, merges and refuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stagelift.errors import ArgumentError
from stagelift.statistics.order_statistics import ValueCounts

VALUES = st.lists(st.integers(-5, 9), max_size=15)
SHARES = st.sampled_from([0.01, 0.1, 0.25, 0.3, 1 / 3, 0.5, 0.6, 0.75, 0.9, 0.99])


@settings(deadline=None)
@given(VALUES, VALUES)
def test_a_sum_is_the_table_of_all_values(one, other):
    every = ValueCounts.of(one + other)
    assert ValueCounts.of(one) + ValueCounts.of(other) == every
    assert hash(ValueCounts.of(other) + ValueCounts.of(one)) == hash(every)
    assert every.n == len(one) + len(other)


@settings(deadline=None)
@given(VALUES.filter(bool), SHARES)
def test_quantiles_are_numpys(values, p):
    found = ValueCounts.of(values).quantile(p)
    assert found == pytest.approx(np.quantile(values, p, method="averaged_inverted_cdf"))
    mirrored = ValueCounts.of([-value for value in values]).quantile(1 - p)
    assert mirrored == pytest.approx(-found)


@settings(deadline=None)
@given(VALUES.filter(bool))
def test_the_median_and_ranks_are_the_usual_ones(values):
    table = ValueCounts.of(values)
    assert table.quantile(0.5) == np.median(values)
    assert [table.ranked(rank + 1) for rank in range(table.n)] == sorted(values)


def test_values_nobody_has_are_dropped():
    assert ValueCounts([1, 2, 3], [4, 0, 1]) == ValueCounts([1, 3], [4, 1])
    assert ValueCounts([-0.0], [1]) == ValueCounts([0.0], [1])
    assert ValueCounts([], []).quantile(0.5) is None
    assert ValueCounts([1], [1]) != "a table"
    with pytest.raises(ValueError, match="read-only"):
        ValueCounts([1], [1]).counts[0] = 2


@pytest.mark.parametrize(
    ("values", "counts", "message"),
    [
        ([1, 1], [1, 1], r"values\[1\] is 1.0; it must be > the value before it, 1"),
        ([1, np.nan], [1, 1], "values is nan; each must be finite"),
        ([np.inf], [1], "values is inf; each must be finite"),
        ([1, 2], [1], r"the shape of counts is \(1,\); it must be that of values, \(2,\)"),
        ([[1, 2]], [1, 2], "the shape of values is .* one row of numbers"),
        ([1], [-1], "counts is -1.0; each must be a whole number ≥ 0"),
        ([1], [1.5], "counts is 1.5; each must be a whole number ≥ 0"),
        ([1], [np.nan], "counts is nan; each must be a whole number ≥ 0"),
        (["a"], [1], "values is .*; it must be one row of numbers"),
        (range(50_001), [1] * 50_001, "distinct values is 50001; at most 50,000"),
    ],
)
def test_what_no_units_can_have_is_refused(values, counts, message):
    with pytest.raises(ArgumentError, match=message):
        ValueCounts(values, counts)


def test_ranks_and_shares_that_do_not_exist():
    table = ValueCounts([1, 2], [3, 1])
    for rank in (0, 5):
        with pytest.raises(ArgumentError, match="it must be from 1 to n, which is 4"):
            table.ranked(rank)
    with pytest.raises(ArgumentError, match="p is 1; it must be a number > 0 and < 1"):
        table.quantile(1)
