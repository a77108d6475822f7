"""The odds ratio: scipy's conditional one, statsmodels, zero cells, sides."""

from __future__ import annotations

import itertools
import math
from typing import get_args

import pytest
from scipy import stats
from statsmodels.stats import proportion as reference

from stagelift.errors import ArgumentError
from stagelift.statistics.exact import fisher_p
from stagelift.statistics.proportions import OddsMethod, odds_ratio

METHODS = get_args(OddsMethod)
TABLES = [(7, 34, 1, 34), (36, 40, 16, 80), (267, 21307, 122, 21306), (6, 9, 77, 160)]
SIDES = {"two_sided": "two-sided", "greater": "greater", "less": "less"}


@pytest.mark.parametrize("table", TABLES)
def test_score_and_woolf_equal_statsmodels(table):
    for method, theirs in (("score", "score"), ("woolf", "logit")):
        limits = reference.confint_proportions_2indep(*table, method=theirs, compare="odds-ratio")
        found = odds_ratio(*table, method=method)
        assert (found.low, found.high) == pytest.approx(limits, rel=1e-7)
    theirs = reference.test_proportions_2indep(*table, method="logit", compare="odds-ratio")
    assert odds_ratio(*table, method="woolf").p_value == pytest.approx(theirs.pvalue, rel=1e-9)


@pytest.mark.parametrize("table", [*TABLES, (3, 5, 2, 9), (1, 4, 4, 5)])
@pytest.mark.parametrize("alternative", SIDES)
def test_exact_equals_scipy(table, alternative):
    k1, n1, k0, n0 = table
    theirs = stats.contingency.odds_ratio([[k1, k0], [n1 - k1, n0 - k0]])
    limits = theirs.confidence_interval(0.95, alternative=SIDES[alternative])
    found = odds_ratio(*table, method="exact", alternative=alternative)
    assert found.value == pytest.approx(theirs.statistic, rel=1e-7)
    assert (found.low, found.high) == pytest.approx(tuple(limits), rel=1e-7)
    if alternative != "two_sided":
        assert found.p_value == pytest.approx(
            fisher_p(*table, alternative=alternative), rel=1e-9, abs=1e-15
        )


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("level", [0.8, 0.95])
@pytest.mark.parametrize("alternative", SIDES)
def test_dual_pairs_agree(method, level, alternative):
    for k1, k0 in itertools.product(range(0, 16, 3), (0, 4, 12)):
        found = odds_ratio(k1, 15, k0, 12, level=level, method=method, alternative=alternative)
        if found.low is None:
            assert k1 + k0 in (0, 27)
            continue
        assert found.dual is True
        assert 0.0 <= found.low <= found.high
        assert (found.p_value < 1 - level) == (not found.low <= 1.0 <= found.high)


@pytest.mark.parametrize("method", METHODS)
def test_swapping_arms_or_events_inverts_the_limits(method):
    there = odds_ratio(7, 12, 3, 15, method=method)
    for back in (odds_ratio(3, 15, 7, 12, method=method), odds_ratio(5, 12, 12, 15, method=method)):
        assert (there.low, there.high) == pytest.approx((1 / back.high, 1 / back.low), rel=1e-9)
        assert there.value == pytest.approx(1 / back.value, rel=1e-9)
        assert there.p_value == pytest.approx(back.p_value, rel=1e-9)


@pytest.mark.parametrize("method", ["score", "exact"])
def test_an_empty_cell_leaves_one_limit(method):
    infinite = odds_ratio(5, 5, 3, 8, method=method)
    assert (infinite.value, infinite.high, infinite.status) == (None, math.inf, "not_identifiable")
    assert infinite.low > 0.0
    assert infinite.note.startswith("a count is 0")
    zero = odds_ratio(0, 5, 3, 8, method=method)
    assert (zero.value, zero.low, zero.se, zero.status) == (0.0, 0.0, None, "ok")
    assert zero.high < math.inf


@pytest.mark.parametrize("method", ["score", "exact"])
@pytest.mark.parametrize("table", [(0, 5, 0, 8), (5, 5, 8, 8)])
def test_without_variation_there_is_no_odds_ratio(method, table):
    found = odds_ratio(*table, method=method)
    assert (found.value, found.low, found.high, found.p_value) == (None,) * 4
    assert found.status == "not_identifiable"


@pytest.mark.parametrize("table", [(5, 5, 3, 8), (0, 5, 0, 8), (5, 5, 8, 8)])
def test_woolf_says_what_it_adds(table):
    found = odds_ratio(*table, method="woolf")
    k1, n1, k0, n0 = table
    cells = [count + 0.5 for count in (k1, n1 - k1, k0, n0 - k0)]
    half = 1.959963984540054 * math.sqrt(sum(1 / count for count in cells))
    value = cells[0] * cells[3] / (cells[1] * cells[2])
    assert found.value == pytest.approx(value, rel=1e-12)
    expected = value * math.exp(-half), value * math.exp(half)
    assert (found.low, found.high) == pytest.approx(expected, rel=1e-12)
    assert found.note.startswith("0.5 added to each of the four counts")
    assert odds_ratio(1, 5, 3, 8, method="woolf").note == ""


def test_exact_limits_of_large_tables():
    found = odds_ratio(400_000, 10**6, 398_000, 10**6, method="exact")
    woolf = odds_ratio(400_000, 10**6, 398_000, 10**6, method="woolf")
    assert (found.low, found.value, found.high) == pytest.approx(
        (woolf.low, woolf.value, woolf.high), rel=1e-5
    )


@pytest.mark.parametrize("k1", [6000, 9000])
def test_exact_limits_of_events_that_are_next_to_impossible_without_an_effect(k1):
    n, k0 = 10_000, 10_000 - k1
    found = odds_ratio(k1, n, k0, n, method="exact")
    low, high = (stats.nchypergeom_fisher(2 * n, n, n, odds) for odds in (found.low, found.high))
    assert (low.sf(k1 - 1), high.cdf(k1)) == pytest.approx((0.025, 0.025), rel=1e-6)
    assert found.value == pytest.approx(k1**2 / k0**2, rel=1e-3)
    assert found.p_value < 1e-150


def test_exact_limits_of_two_arms_without_overlap():
    found, turned = (
        odds_ratio(*t, method="exact") for t in ((0, 601, 530, 530), (530, 530, 0, 601))
    )
    assert (found.value, found.low, turned.value, turned.high) == (0.0, 0.0, None, math.inf)
    assert found.high * turned.low == pytest.approx(1.0)
    seen = stats.nchypergeom_fisher(1131, 601, 530, found.high)
    assert seen.cdf(0) == pytest.approx(0.025)


def test_an_empty_arm_is_null_and_wrong_arguments_are_refused():
    assert odds_ratio(0, 0, 1, 5).status == "no_data"
    with pytest.raises(ArgumentError, match="allowed: score, woolf, exact"):
        odds_ratio(1, 5, 1, 5, method="wald")
    with pytest.raises(ArgumentError, match="level is 0"):
        odds_ratio(1, 5, 1, 5, level=0)
