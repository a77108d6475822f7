"""Shares and their differences: second implementations, published figures, edges, refusals."""

from __future__ import annotations

import math

import pytest
from scipy import stats
from statsmodels.stats import proportion as reference

from stagelift.errors import ArgumentError
from stagelift.statistics.proportions import (
    chosen,
    difference_of_proportions,
    pooled_z,
    proportion,
    smallest_expected,
)

# MineThatData e-mail challenge (Hillstrom 2008): customers, visits and conversions by message
MENS, WOMENS, NONE = (21307, 3894, 267), (21387, 3238, 189), (21306, 2262, 122)
LEVELS = [(0, 1), (1, 1), (0, 10), (10, 10), (3, 10), (122, 21306), (1, 10**7)]
TABLES = [(56, 70, 48, 80), (9, 10, 3, 10), (5, 56, 0, 29), (267, 21307, 122, 21306)]


@pytest.mark.parametrize(("k", "n"), LEVELS)
@pytest.mark.parametrize("level", [0.8, 0.95, 0.999])
@pytest.mark.parametrize(("method", "theirs"), [("wilson", "wilson"), ("clopper_pearson", "beta")])
def test_one_share_equals_statsmodels(k, n, level, method, theirs):
    found = proportion(k, n, level=level, method=method)
    low, high = reference.proportion_confint(k, n, 1 - level, method=theirs)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)
    assert found.low <= found.value <= found.high
    assert (found.value, found.status, found.p_value) == (k / n, "ok", None)


def test_no_event_gives_an_exact_zero_and_every_event_an_exact_one():
    assert proportion(0, 10).low == 0.0
    assert proportion(10, 10).high == 1.0
    assert proportion(0, 10).high == pytest.approx(0.2775, abs=1e-4)


def test_without_units_a_share_is_null_with_a_reason():
    found = proportion(0, 0)
    assert (found.value, found.low, found.status, found.note) == (None, None, "no_data", "no units")


@pytest.mark.parametrize(
    ("arm", "event", "effect", "z", "limits"),
    [
        (MENS, 2, 0.00681, 7.3851, (0.00501, 0.00864)),
        (WOMENS, 2, 0.00311, 3.7796, (0.00150, 0.00475)),
        (MENS, 1, 0.07659, 22.4860, None),
        (WOMENS, 1, 0.04523, 13.9492, None),
    ],
)
def test_hillstrom(arm, event, effect, z, limits):
    counts = arm[event], arm[0], NONE[event], NONE[0]
    found = difference_of_proportions(*counts, method="newcombe")
    assert found.value == pytest.approx(effect, abs=5e-6)
    assert pooled_z(*counts) == pytest.approx(z, abs=5e-5)
    if limits:
        assert (found.low, found.high) == pytest.approx(limits, abs=5e-6)
        assert found.dual is False


def test_hillstrom_p_value():
    found = difference_of_proportions(MENS[2], MENS[0], NONE[2], NONE[0], method="newcombe")
    assert found.p_value == pytest.approx(1.523e-13, rel=5e-4)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(("method", "theirs"), [("newcombe", "newcomb"), ("pooled_z", "wald")])
def test_limits_equal_statsmodels(table, method, theirs):
    found = difference_of_proportions(*table, method=method)
    low, high = reference.confint_proportions_2indep(*table, method=theirs)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)


@pytest.mark.parametrize("table", TABLES)
def test_pooled_p_equals_statsmodels_and_the_score_without_its_factor(table):
    k1, n1, k0, n0 = table
    _, p = reference.proportions_ztest([k1, k0], [n1, n0])
    for method in ("newcombe", "pooled_z", "mee"):
        assert difference_of_proportions(*table, method=method).p_value == pytest.approx(p, 1e-9)


@pytest.mark.parametrize("method", ["score", "mee"])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_dual_pairs_agree(method, level):
    for k1 in range(31):
        found = difference_of_proportions(k1, 30, 12, 40, level=level, method=method)
        assert found.dual is True
        assert (found.p_value < 1 - level) == (not found.low <= 0.0 <= found.high)


@pytest.mark.parametrize("method", ["score", "mee", "newcombe", "pooled_z", "auto"])
def test_no_event_at_all_is_no_difference(method):
    for k in (0, 1):
        found = difference_of_proportions(20 * k, 20, 30 * k, 30, method=method)
        assert (found.value, found.p_value, found.status) == (0.0, 1.0, "ok")
        assert found.low <= 0.0 <= found.high


def test_swapping_the_arms_flips_the_sign():
    for method in ("score", "mee", "newcombe", "pooled_z", "boschloo", "fisher_midp"):
        there = difference_of_proportions(7, 12, 3, 15, method=method)
        back = difference_of_proportions(3, 15, 7, 12, method=method)
        assert (there.value, there.low, there.high) == pytest.approx(
            (-back.value, -back.high, -back.low), abs=1e-9
        )
        assert there.p_value == pytest.approx(back.p_value, abs=1e-8)


def test_small_tables_take_an_exact_p_value():
    assert smallest_expected(5, 100, 5, 100) == 5.0
    assert chosen(5, 100, 5, 100) == "score"
    assert chosen(4, 200, 5, 200) == "boschloo"
    assert chosen(4, 200, 5, 201) == "fisher_midp"
    found = difference_of_proportions(7, 10, 1, 10)
    assert (found.method, found.dual) == ("boschloo", False)
    score = difference_of_proportions(7, 10, 1, 10, method="score")
    assert (found.low, found.high) == (score.low, score.high)
    exact = stats.boschloo_exact([[7, 1], [3, 9]]).pvalue
    assert found.p_value == pytest.approx(exact, abs=1e-9)


@pytest.mark.parametrize(
    ("table", "note"),
    [
        ((0, 0, 1, 5), "no units in treatment"),
        ((1, 5, 0, 0), "no units in control"),
        ((0, 0, 0, 0), "no units in either arm"),
    ],
)
def test_an_empty_arm_is_null_with_a_reason(table, note):
    found = difference_of_proportions(*table)
    assert (found.value, found.low, found.p_value, found.dual) == (None, None, None, None)
    assert (found.status, found.note) == ("no_data", note)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: proportion(4, 3), "k is 4; it must be ≤ n, which is 3"),
        (lambda: proportion(1, 3, level=1.0), "level is 1.0; it must be a number > 0 and < 1"),
        (lambda: proportion(1, 3, level=math.nan), "level is nan"),
        (lambda: proportion(1, 3, method="wilsn"), "Did you mean 'wilson'?"),
        (lambda: difference_of_proportions(1, 3, -1, 3), "k0 is -1; it must be ≥ 0"),
        (lambda: difference_of_proportions(1, 3, 4, 3), "k0 is 4; it must be ≤ n0, which is 3"),
        (lambda: difference_of_proportions(math.nan, 3, 1, 3), "k1 is nan"),
        (lambda: difference_of_proportions(True, 3, 1, 3), "k1 is True"),
        (lambda: difference_of_proportions(1, 3, 1, 3, method="chi2"), "allowed: auto, score"),
        (lambda: pooled_z(0, 0, 1, 3), "n1 is 0; it must be a number > 0 and finite"),
    ],
)
def test_impossible_arguments_are_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)
