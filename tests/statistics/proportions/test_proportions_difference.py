"""The difference of two shares: second implementations, published figures, edges, refusals."""

from __future__ import annotations

import itertools
import math
from typing import get_args

import pytest
from scipy import stats
from statsmodels.stats import proportion as reference

from stagelift.errors import ArgumentError
from stagelift.statistics.proportions import (
    DifferenceMethod,
    chosen,
    difference_of_proportions,
    pooled_z,
    score_z,
    smallest_expected,
    unpooled_z,
)
from stagelift.statistics.proportions.difference import DUAL
from stagelift.statistics.sides import Alternative

# MineThatData e-mail challenge (Hillstrom 2008): customers, visits and conversions by message
MENS, WOMENS, NONE = (21307, 3894, 267), (21387, 3238, 189), (21306, 2262, 122)
ALL = [method for method in get_args(DifferenceMethod) if method != "auto"]
TABLES = [(56, 70, 48, 80), (9, 10, 3, 10), (5, 56, 0, 29), (267, 21307, 122, 21306)]


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
@pytest.mark.parametrize(
    ("method", "theirs"),
    [
        ("newcombe", "newcomb"),
        ("pooled_z", "wald"),
        ("wald", "wald"),
        ("agresti_caffo", "agresti-caffo"),
    ],
)
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


@pytest.mark.parametrize("table", [table for table in TABLES if table[2]])
def test_unpooled_z_and_agresti_caffo_equal_statsmodels(table):
    k1, n1, k0, n0 = table
    for method, theirs in (("wald", "wald"), ("agresti_caffo", "agresti-caffo")):
        expected = reference.test_proportions_2indep(*table, method=theirs)
        assert difference_of_proportions(*table, method=method).p_value == pytest.approx(
            expected.pvalue, abs=1e-12
        )
    plain = reference.test_proportions_2indep(*table, method="wald")
    assert unpooled_z(*table) == pytest.approx(plain.statistic, abs=1e-9)
    chi2 = stats.chi2_contingency([[k1, n1 - k1], [k0, n0 - k0]], correction=False)
    assert pooled_z(*table) ** 2 == pytest.approx(chi2.statistic, rel=1e-9)


def test_agresti_caffo_by_hand():
    found = difference_of_proportions(9, 10, 3, 10, method="agresti_caffo")
    p1, p0 = 10 / 12, 4 / 12
    half = 1.959963984540054 * math.sqrt(p1 * (1 - p1) / 12 + p0 * (1 - p0) / 12)
    assert (found.low, found.high) == pytest.approx((p1 - p0 - half, p1 - p0 + half), abs=1e-12)
    assert found.value == pytest.approx(0.6)


@pytest.mark.parametrize("method", DUAL)
@pytest.mark.parametrize("level", [0.6, 0.8, 0.95])
@pytest.mark.parametrize("alternative", get_args(Alternative))
def test_dual_pairs_agree(method, level, alternative):
    rejected = 0
    for k1, k0 in itertools.product(range(31), (0, 4, 12, 40)):
        found = difference_of_proportions(
            k1, 30, k0, 40, level=level, method=method, alternative=alternative
        )
        if found.status == "degenerate":
            continue
        assert found.dual is True
        assert (found.p_value < 1 - level) == (not found.low <= 0.0 <= found.high)
        rejected += found.p_value < 1 - level
    assert 20 < rejected < 120


@pytest.mark.parametrize("method", ALL)
def test_one_sided_forms_look_the_right_way(method):
    """A lower treatment is evidence for "less", whose interval ends above the effect, below 0."""
    table = 20, 100, 45, 100
    less = difference_of_proportions(*table, method=method, alternative="less")
    greater = difference_of_proportions(*table, method=method, alternative="greater")
    both = difference_of_proportions(*table, method=method, level=0.9)
    assert (less.low, greater.high) == (-1.0, 1.0)
    assert less.low < less.value < less.high < 0.0
    assert less.p_value < 0.01
    assert greater.p_value > 0.99
    assert (greater.low, less.high) == pytest.approx((both.low, both.high), abs=1e-12)


def test_a_one_sided_limit_needs_a_level_above_a_half():
    with pytest.raises(ArgumentError, match=r"level is 0\.5; it must be a number > 0\.5 and < 1"):
        difference_of_proportions(1, 3, 1, 3, level=0.5, alternative="less")


def test_wald_says_when_it_is_not_defined():
    found = difference_of_proportions(10, 10, 0, 20, method="wald")
    assert (found.value, found.se, found.low, found.p_value) == (1.0, 0.0, None, None)
    assert found.status == "degenerate"
    assert unpooled_z(10, 10, 0, 20) is None


def test_score_z_at_a_difference():
    # z at the score limit itself is the critical value
    found = difference_of_proportions(56, 70, 48, 80)
    assert score_z(56, 70, 48, 80, null=found.low) == pytest.approx(1.959963984540054, abs=1e-9)
    assert score_z(56, 70, 48, 80, null=found.high) == pytest.approx(-1.959963984540054, abs=1e-9)
    mee = difference_of_proportions(56, 70, 48, 80, method="mee")
    found = score_z(56, 70, 48, 80, null=mee.low, unbiased=False)
    assert found == pytest.approx(1.959963984540054, abs=1e-9)
    assert score_z(5, 10, 5, 10) == 0.0


@pytest.mark.parametrize("method", ["score", "mee", "newcombe", "pooled_z", "auto", "barnard"])
def test_no_event_at_all_is_no_difference(method):
    for k in (0, 1):
        found = difference_of_proportions(20 * k, 20, 30 * k, 30, method=method)
        assert (found.value, found.p_value, found.status) == (0.0, 1.0, "ok")
        assert found.low <= 0.0 <= found.high


def test_swapping_the_arms_flips_the_sign():
    for method in ALL:
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
        (lambda: difference_of_proportions(1, 3, 1, 3, alternative="lower"), "allowed: two_sided"),
        (lambda: score_z(1, 3, 1, 3, null=1.0), "null is 1.0; it must be a number > -1 and < 1"),
        (lambda: unpooled_z(1, 3, 0, 0), "n0 is 0"),
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
