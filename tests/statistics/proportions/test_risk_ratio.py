"""The ratio of two shares: statsmodels, published limits, zero cells, sides."""

from __future__ import annotations

import itertools
import math
from typing import get_args

import pytest
from statsmodels.stats import proportion as reference

from stagelift.errors import ArgumentError
from stagelift.statistics.lift import lift_of_proportions
from stagelift.statistics.proportions import RiskMethod, pooled_z, risk_ratio
from stagelift.statistics.quantiles import normal_p

METHODS = get_args(RiskMethod)
TABLES = [(7, 34, 1, 34), (36, 40, 16, 80), (267, 21307, 122, 21306), (6, 9, 77, 160)]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("method", "theirs", "correction"),
    [("score", "score", True), ("koopman", "score", False), ("katz", "log", False)],
)
def test_limits_equal_statsmodels(table, method, theirs, correction):
    found = risk_ratio(*table, method=method)
    limits = reference.confint_proportions_2indep(
        *table, method=theirs, compare="ratio", correction=correction
    )
    assert (found.low, found.high) == pytest.approx(limits, rel=1e-9)
    k1, n1, k0, n0 = table
    assert found.value == pytest.approx(k1 * n0 / (n1 * k0), rel=1e-14)


@pytest.mark.parametrize("table", TABLES)
def test_p_values_equal_statsmodels(table):
    theirs = reference.test_proportions_2indep(*table, method="log", compare="ratio")
    assert risk_ratio(*table, method="katz").p_value == pytest.approx(theirs.pvalue, rel=1e-9)
    assert risk_ratio(*table, method="koopman").p_value == pytest.approx(
        normal_p(pooled_z(*table)), rel=1e-12
    )


def test_published_limits():
    # Koopman 1984: 36 of 40 against 16 of 80
    found = risk_ratio(36, 40, 16, 80, method="koopman")
    assert (found.low, found.high) == pytest.approx((2.94, 7.15), abs=5e-3)


def test_the_lift_is_the_ratio_less_one():
    for table in TABLES:
        ratio, lift = risk_ratio(*table), lift_of_proportions(*table)
        assert (lift.value, lift.low, lift.high, lift.se) == pytest.approx(
            (ratio.value - 1, ratio.low - 1, ratio.high - 1, ratio.se), abs=1e-12
        )


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("level", [0.8, 0.95])
@pytest.mark.parametrize("alternative", ["two_sided", "greater", "less"])
def test_dual_pairs_agree(method, level, alternative):
    for k1, k0 in itertools.product(range(0, 21, 2), (0, 3, 12, 30)):
        found = risk_ratio(k1, 20, k0, 30, level=level, method=method, alternative=alternative)
        if found.low is None:
            assert (k1, k0) == (0, 0)
            continue
        assert found.dual is True
        assert 0.0 <= found.low <= found.high
        assert (found.p_value < 1 - level) == (not found.low <= 1.0 <= found.high)


@pytest.mark.parametrize("method", METHODS)
def test_swapping_the_arms_inverts_the_limits(method):
    there, back = risk_ratio(7, 12, 3, 15, method=method), risk_ratio(3, 15, 7, 12, method=method)
    assert (there.low, there.high) == pytest.approx((1 / back.high, 1 / back.low), rel=1e-12)
    assert there.p_value == pytest.approx(back.p_value, rel=1e-12)


def test_sides_keep_the_limit_they_ask_for():
    both = risk_ratio(7, 34, 1, 34, level=0.9)
    greater = risk_ratio(7, 34, 1, 34, alternative="greater")
    less = risk_ratio(7, 34, 1, 34, alternative="less")
    assert (greater.low, greater.high) == (pytest.approx(both.low), math.inf)
    assert (less.low, less.high) == (0.0, pytest.approx(both.high))
    assert greater.p_value + less.p_value == pytest.approx(1.0)


def test_without_events_in_control_only_a_lower_limit_is_left():
    found = risk_ratio(5, 10, 0, 10)
    assert (found.value, found.se, found.high) == (None, None, math.inf)
    assert found.low > 1.0
    assert (found.status, found.note[:19]) == ("not_identifiable", "no event in control")


def test_without_events_in_treatment_the_ratio_is_zero():
    found = risk_ratio(0, 10, 5, 10)
    assert (found.value, found.low, found.status) == (0.0, 0.0, "ok")
    assert 0.0 < found.high < 1.0


def test_without_events_in_either_arm_there_is_no_ratio():
    found = risk_ratio(0, 10, 0, 10)
    assert (found.value, found.low, found.p_value) == (None, None, None)
    assert (found.status, found.note) == ("not_identifiable", "no event in either arm, so no ratio")


def test_everyone_in_both_arms_is_a_ratio_of_one():
    found = risk_ratio(10, 10, 20, 20)
    assert (found.value, found.p_value) == (1.0, 1.0)
    assert found.low < 1.0 < found.high


@pytest.mark.parametrize("table", [(5, 10, 0, 10), (0, 10, 5, 20), (0, 9, 0, 8), (9, 9, 7, 7)])
def test_katz_says_what_it_adds(table):
    found = risk_ratio(*table, method="katz")
    k1, n1, k0, n0 = (count + more for count, more in zip(table, (0.5, 1, 0.5, 1), strict=True))
    assert found.value == pytest.approx(k1 * n0 / (n1 * k0), rel=1e-12)
    half = 1.959963984540054 * math.sqrt(1 / k1 - 1 / n1 + 1 / k0 - 1 / n0)
    expected = found.value * math.exp(-half), found.value * math.exp(half)
    assert (found.low, found.high) == pytest.approx(expected, rel=1e-12)
    assert found.note.startswith("0.5 added to each of the four counts")
    assert risk_ratio(1, 10, 5, 20, method="katz").note == ""


def test_an_empty_arm_is_null_and_wrong_arguments_are_refused():
    assert risk_ratio(0, 0, 1, 5).status == "no_data"
    with pytest.raises(ArgumentError, match="Did you mean 'koopman'"):
        risk_ratio(1, 5, 1, 5, method="kopman")
    with pytest.raises(ArgumentError, match="k1 is 6; it must be ≤ n1, which is 5"):
        risk_ratio(6, 5, 1, 5)
