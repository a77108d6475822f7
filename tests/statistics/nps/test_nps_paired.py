"""The score of the same respondents twice."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.moments import ScoreCounts
from stagelift.statistics.nps import difference_of_nps
from stagelift.statistics.nps.paired import paired_difference_of_nps

TABLE = [[20, 5, 3], [1, 30, 8], [0, 2, 31]]


def turned(table):
    return [list(row) for row in zip(*table, strict=True)]


def test_equals_the_changes_listed_one_by_one():
    changes = [j - i for i, j in itertools.product(range(3), repeat=2) for _ in range(TABLE[i][j])]
    found = paired_difference_of_nps(TABLE)
    assert found.value == pytest.approx(100 * np.mean(changes))
    assert found.se == pytest.approx(100 * np.std(changes) / math.sqrt(len(changes)))
    # the pseudo-answers weigh 1.5: a quarter at -2, -1, 1 and 2, a half at 0
    x = np.array([*changes, -2, -1, 0, 1, 2], dtype=float)
    w = np.array([1.0] * len(changes) + [0.25, 0.25, 0.5, 0.25, 0.25])
    mean = np.average(x, weights=w)
    se = math.sqrt(np.average((x - mean) ** 2, weights=w) / w.sum())
    low, high = stats.norm.interval(0.95, loc=100 * mean, scale=100 * se)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-9)
    assert found.p_value == pytest.approx(2 * stats.norm.sf(mean / se), rel=1e-9)


def test_eleven_scores_fold_into_three_kinds():
    fine = [[0] * 11 for _ in range(11)]
    for i, j in itertools.product(range(3), repeat=2):
        place = (6, 8, 10)
        fine[place[i]][place[j]] += TABLE[i][j] - (TABLE[i][j] > 0)
        fine[(0, 7, 9)[i]][(3, 7, 9)[j]] += TABLE[i][j] > 0
    assert paired_difference_of_nps(fine) == paired_difference_of_nps(TABLE)


def test_swapping_the_waves_flips_the_sign():
    found, back = paired_difference_of_nps(TABLE), paired_difference_of_nps(turned(TABLE))
    assert (found.value, found.low, found.high) == pytest.approx(
        (-back.value, -back.high, -back.low)
    )
    assert found.p_value == pytest.approx(back.p_value)


def test_tighter_than_two_independent_scores():
    earlier, later = ([sum(row) for row in table] for table in (TABLE, turned(TABLE)))
    apart = difference_of_nps(
        *(ScoreCounts((c[0], 0, 0, 0, 0, 0, 0, c[1], 0, 0, c[2])) for c in (later, earlier))
    )
    found = paired_difference_of_nps(TABLE)
    assert found.value == pytest.approx(apart.value)
    assert found.high - found.low < 0.7 * (apart.high - apart.low)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.999])
@pytest.mark.parametrize("seed", range(12))
def test_dual_unless_extended(level, seed):
    table = np.random.default_rng(seed).multinomial(12, [1 / 9] * 9).reshape(3, 3).tolist()
    found = paired_difference_of_nps(table, level=level)
    assert -200.0 <= found.low <= found.value <= found.high <= 200.0
    if found.dual:
        assert (found.p_value < 1 - level) == (not found.low <= 0 <= found.high)


def test_extremes_and_nobody():
    up = paired_difference_of_nps([[0, 0, 4], [0, 0, 0], [0, 0, 0]])
    assert (up.value, up.high, up.dual) == (200.0, 200.0, True)
    extended = paired_difference_of_nps([[0, 0, 4], [0, 0, 0], [0, 0, 0]], level=0.5)
    assert (extended.high, extended.dual) == (200.0, False)
    same = paired_difference_of_nps([[5, 0, 0], [0, 5, 0], [0, 0, 5]])
    assert (same.value, same.p_value) == (0.0, 1.0)
    assert same.low < 0 < same.high
    nobody = paired_difference_of_nps([[0] * 3] * 3)
    assert (nobody.value, nobody.p_value, nobody.status) == (None, None, "no_data")


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ([[1, 2], [3, 4]], "3 of 3 kinds or 11 of 11 scores"),
        ([[1, 2, 3], [1, 2], [1, 2, 3]], "3 of 3 kinds"),
        ([[1, 2, 3], [1, -2, 3], [1, 2, 3]], r"table\[1\]\[1\] is -2"),
        ([[1, 2, 3], [1, 2.5, 3], [1, 2, 3]], r"table\[1\]\[1\] is 2.5"),
    ],
)
def test_impossible_tables_are_refused(table, text):
    with pytest.raises(ArgumentError, match=text):
        paired_difference_of_nps(table)
    with pytest.raises(ArgumentError, match="level is 1"):
        paired_difference_of_nps(TABLE, level=1)


@pytest.mark.slow
def test_coverage_when_few_change():
    rng = np.random.default_rng(20261122)
    rates = np.array([[0.22, 0.03, 0.02], [0.02, 0.28, 0.05], [0.01, 0.03, 0.34]])
    truth = 100 * sum((j - i) * rates[i, j] for i in range(3) for j in range(3))
    runs = 2000
    found = [
        paired_difference_of_nps(t.reshape(3, 3).tolist())
        for t in rng.multinomial(40, rates.ravel(), runs)
    ]
    assert 0.93 <= sum(one.low <= truth <= one.high for one in found) / runs <= 0.99
