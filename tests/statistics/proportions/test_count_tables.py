"""χ² and G of tables with any number of rows and columns."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.proportions import chi_square_test, g_test, pooled_z

TABLES = [
    [[7, 33], [16, 64]],
    [[267, 21040], [122, 21184]],
    [[12, 30, 8], [25, 20, 9]],
    [[3, 1, 0], [0, 5, 2], [4, 0, 6]],
]


@pytest.mark.parametrize("table", TABLES)
def test_statistics_equal_scipy(table):
    for found, ratio in ((chi_square_test(table), None), (g_test(table), "log-likelihood")):
        theirs = stats.chi2_contingency(table, correction=False, lambda_=ratio)
        assert found.statistic == pytest.approx(theirs.statistic, rel=1e-9)
        assert found.p_value == pytest.approx(theirs.pvalue, rel=1e-9)
        assert found.df == theirs.dof
        assert found.smallest_expected == pytest.approx(theirs.expected_freq.min(), rel=1e-12)


@pytest.mark.parametrize("table", [*TABLES[:2], [[5, 5], [5, 5]], [[5, 6], [6, 7]]])
def test_yates_equals_scipy(table):
    found, theirs = chi_square_test(table, yates=True), stats.chi2_contingency(table)
    assert found.statistic == pytest.approx(theirs.statistic, abs=1e-12)
    assert found.p_value == pytest.approx(theirs.pvalue, rel=1e-9)
    assert found.method == "yates"
    assert found.p_value >= chi_square_test(table).p_value


def test_of_two_arms_it_is_the_pooled_z():
    found = chi_square_test([[267, 21040], [122, 21184]])
    assert found.statistic == pytest.approx(pooled_z(267, 21307, 122, 21306) ** 2, rel=1e-12)


def test_turning_the_table_or_its_order_changes_nothing():
    table = np.array(TABLES[2])
    for test in (chi_square_test, g_test):
        first = test(table.tolist())
        for other in (table.T, table[::-1], table[:, ::-1]):
            assert test(other.tolist()).statistic == pytest.approx(first.statistic, rel=1e-12)


def test_small_tables_are_marked():
    found = chi_square_test(TABLES[3])
    assert (found.status, found.note) == (
        "low_n",
        "a cell expects 1.1 units; the χ² distribution needs 5",
    )
    assert chi_square_test(TABLES[0]).status == "ok"


@pytest.mark.parametrize("test", [chi_square_test, g_test])
def test_empty_rows_and_columns_are_left_out_and_said(test):
    found = test([[7, 0, 33], [16, 0, 64], [0, 0, 0]])
    plain = test([[7, 33], [16, 64]])
    assert (found.statistic, found.df) == (plain.statistic, 1)
    assert found.note == "2 empty rows or columns are left out"


@pytest.mark.parametrize("test", [chi_square_test, g_test])
@pytest.mark.parametrize(
    ("table", "status", "note"),
    [
        ([[0, 0], [0, 0]], "no_data", "no units"),
        ([[0, 5], [0, 9]], "degenerate", "all units are in one column"),
        ([[4, 5], [0, 0]], "degenerate", "all units are in one row"),
    ],
)
def test_where_there_is_nothing_to_test(test, table, status, note):
    found = test(table)
    assert (found.statistic, found.p_value, found.df) == (None, None, 0)
    assert (found.status, found.note) == (status, note)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: chi_square_test([[1, 2], [3, -4]]), "counts[1][1] is -4; it must be ≥ 0"),
        (lambda: g_test([[1, 2], [3, float("nan")]]), "counts[1][1] is nan"),
        (lambda: g_test([[1, 2]]), "counts is [2]; it must be rows of one width"),
        (lambda: g_test([]), "counts is []"),
        (lambda: g_test([[1, 2], [3]]), "counts is [2, 1]"),
        (lambda: g_test([[1], [3]]), "both at least 2"),
        (lambda: chi_square_test(TABLES[2], yates=True), "counts is '2 × 3'; Yates' correction"),
    ],
)
def test_impossible_tables_are_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)
