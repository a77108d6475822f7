"""Proportional odds from counts, against statsmodels and the likelihood itself."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, special, stats
from statsmodels.miscmodels.ordinal_model import OrderedModel

from stagelift.errors import ArgumentError
from stagelift.statistics.ordinal import mann_whitney, proportional_odds
from stagelift.statistics.ordinal.fit import fitted, saturated

CASES = [
    ((2, 5, 8, 15), (6, 9, 8, 7)),
    ((10, 3, 40), (12, 9, 33)),
    ((1, 2, 2, 5, 4, 7, 9, 30, 41, 60, 88), (4, 1, 6, 5, 9, 12, 14, 35, 44, 51, 60)),
    ((9, 1, 5, 2, 3), (3, 8, 1, 4, 9)),
]


def of_statsmodels(one, other):
    y = np.concatenate([np.repeat(np.arange(len(c)), c) for c in (one, other)])
    x = np.repeat([1.0, 0.0], [sum(one), sum(other)])[:, None]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # theirs warns of its own formatting of integers
        model = OrderedModel(y, x, distr="logit")
        return model, model.fit(method="bfgs", disp=0, maxiter=500, gtol=1e-7)


def log_likelihood(thresholds, beta, arms):
    total = 0.0
    for arm, shift in zip(arms, (0.0, beta), strict=True):
        ends = np.concatenate([[0.0], special.expit(np.asarray(thresholds) - shift), [1.0]])
        total += special.xlogy(arm, np.diff(ends)).sum()
    return total


@pytest.mark.parametrize(("one", "other"), CASES)
def test_equals_statsmodels(one, other):
    model, theirs = of_statsmodels(one, other)
    found = proportional_odds(one, other, method="wald").log_odds_ratio
    assert found.value == pytest.approx(theirs.params[0], abs=3e-5)
    assert found.se == pytest.approx(theirs.bse[0], rel=1e-4)
    assert (found.low, found.high) == pytest.approx(tuple(theirs.conf_int()[0]), abs=1e-4)
    assert found.p_value == pytest.approx(theirs.pvalues[0], rel=2e-3)
    thresholds = model.transform_threshold_params(theirs.params)[1:-1]
    assert proportional_odds(one, other).thresholds == pytest.approx(tuple(thresholds), abs=1e-3)


@pytest.mark.parametrize(("one", "other"), CASES)
def test_the_likelihood_is_highest_there_and_flat(one, other):
    arms = np.array([other, one], dtype=float)
    thresholds, beta, highest, _ = fitted(arms)
    assert highest == pytest.approx(log_likelihood(thresholds, beta, arms), abs=1e-10)
    at = np.append(thresholds, beta)
    for i in range(len(at)):
        ends = []
        for step in (1e-5, -1e-5):
            moved = at.copy()
            moved[i] += step
            ends.append(log_likelihood(moved[:-1], moved[-1], arms))
        assert max(ends) < highest
        assert ends[0] - ends[1] == pytest.approx(0.0, abs=1e-8)


@pytest.mark.parametrize(("one", "other"), CASES[:2])
def test_profile_limits_equal_a_numeric_profile(one, other):
    arms = np.array([other, one], dtype=float)
    thresholds, beta, highest, _ = fitted(arms)

    def profile(at):
        def cost(steps):
            cuts = np.cumsum(np.concatenate([steps[:1], np.exp(steps[1:])]))
            return -log_likelihood(cuts, at, arms)

        start = np.concatenate([thresholds[:1], np.log(np.diff(thresholds))])
        return -optimize.minimize(cost, start, method="BFGS", options={"gtol": 1e-9}).fun

    found = proportional_odds(one, other, level=0.9).log_odds_ratio
    for limit in (found.low, found.high):
        assert 2 * (highest - profile(limit)) == pytest.approx(stats.chi2.ppf(0.9, 1), abs=1e-6)
    assert found.value == beta
    lost = 2 * (highest - profile(0.0))
    assert found.p_value == pytest.approx(stats.chi2.sf(lost, 1), abs=1e-7)


def test_two_categories_are_the_odds_ratio_of_a_table():
    found = proportional_odds((30, 50), (45, 25), method="wald")
    assert found.odds_ratio.value == pytest.approx((50 / 30) / (25 / 45), rel=1e-9)
    se = math.sqrt(1 / 30 + 1 / 50 + 1 / 45 + 1 / 25)
    assert found.log_odds_ratio.se == pytest.approx(se, rel=1e-9)
    g = stats.chi2_contingency([[30, 50], [45, 25]], correction=False, lambda_="log-likelihood")
    assert proportional_odds((30, 50), (45, 25)).odds_ratio.p_value == pytest.approx(
        g.pvalue, rel=1e-9
    )
    assert (found.proportionality.p_value, found.proportionality.status) == (
        None,
        "not_identifiable",
    )


def test_proportionality_is_the_likelihood_left_to_the_saturated_model():
    one, other = CASES[3]
    arms = np.array([other, one], dtype=float)
    found = proportional_odds(one, other).proportionality
    g = 2 * (saturated(arms) - fitted(arms)[2])
    assert (found.statistic, found.df) == pytest.approx((g, 3))
    assert found.p_value == pytest.approx(stats.chi2.sf(g, 3), rel=1e-9)
    # together with the ratio's own test it is the G test of independence
    whole = stats.chi2_contingency(arms, lambda_="log-likelihood", correction=False)
    own = stats.chi2.isf(proportional_odds(one, other).odds_ratio.p_value, 1)
    assert g + own == pytest.approx(whole.statistic, rel=1e-6)
    assert found.status == "low_n"
    assert "a cell expects" in found.note


def test_proportional_data_pass_and_crossing_data_fail():
    cuts = np.array([-1.0, 0.0, 1.5])
    cells = [
        np.diff(np.concatenate([[0], special.expit(cuts - shift), [1]])) for shift in (0.0, 0.7)
    ]
    other, one = ((4000 * cell).round().astype(int).tolist() for cell in cells)
    found = proportional_odds(one, other)
    assert found.log_odds_ratio.value == pytest.approx(0.7, abs=0.001)
    assert found.thresholds == pytest.approx(cuts, abs=0.001)
    assert found.proportionality.p_value > 0.99
    assert found.proportionality.status == "ok"
    crossing = proportional_odds((100, 20, 20, 100), (40, 80, 80, 40)).proportionality
    assert crossing.p_value < 1e-6


@pytest.mark.parametrize("method", ["likelihood_ratio", "wald"])
@pytest.mark.parametrize("level", [0.5, 0.95])
@pytest.mark.parametrize(("one", "other"), CASES)
def test_dual_and_turning(one, other, level, method):
    found = proportional_odds(one, other, level=level, method=method).log_odds_ratio
    back = proportional_odds(other, one, level=level, method=method).log_odds_ratio
    upside = proportional_odds(one[::-1], other[::-1], level=level, method=method).log_odds_ratio
    assert found.dual
    assert (found.p_value < 1 - level) == (not found.low <= 0 <= found.high)
    for turned in (back, upside):
        assert (turned.value, turned.low, turned.high) == pytest.approx(
            (-found.value, -found.high, -found.low), abs=1e-7
        )


@settings(max_examples=15, deadline=None)
@given(
    rows=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=6).filter(
        lambda rows: all(map(sum, zip(*rows, strict=True)))
    )
)
def test_any_table_has_an_answer_or_a_reason(rows):
    one, other = zip(*rows, strict=True)
    found = proportional_odds(one, other)
    ratio = found.odds_ratio
    if ratio.value is None:
        assert ratio.status in ("degenerate", "not_identifiable")
        assert ratio.note
    else:
        assert 0 < ratio.low < ratio.value < ratio.high
        assert math.log(ratio.value) == pytest.approx(found.log_odds_ratio.value)
        assert list(found.thresholds) == sorted(found.thresholds)
        assert proportional_odds((*one, 0), (*other, 0)).odds_ratio == ratio


def test_agrees_with_mann_whitney_which_is_its_score_test():
    one, other = CASES[2]
    p = mann_whitney(one, other, method="normal", continuity=False).p_value
    assert proportional_odds(one, other).odds_ratio.p_value == pytest.approx(p, rel=0.1)


@pytest.mark.parametrize(("one", "other"), [((0, 0, 3, 4), (4, 2, 1, 0)), ((0, 5), (5, 0))])
def test_an_infinite_ratio_keeps_its_finite_limit(one, other):
    found = proportional_odds(one, other).log_odds_ratio
    assert (found.value, found.high, found.status) == (None, math.inf, "not_identifiable")
    assert found.low > 0
    assert found.p_value < 0.05
    arms = np.array([other, one], dtype=float)
    arms = arms[:, arms.sum(axis=0) > 0]
    lost = 2 * (saturated(arms) - fitted(arms, beta=found.low)[2])
    assert lost == pytest.approx(stats.chi2.ppf(0.95, 1), abs=1e-6)
    back = proportional_odds(other, one).odds_ratio
    assert (back.value, back.low) == (None, 0.0)
    assert back.high == pytest.approx(math.exp(-found.low), rel=1e-6)
    assert "no answer of control lies below one of treatment" in back.note
    wald = proportional_odds(one, other, method="wald").odds_ratio
    assert (wald.value, wald.low, wald.p_value) == (None, None, None)


def test_a_shared_end_that_separates_is_seen():
    found = proportional_odds((0, 3, 4), (4, 2, 0)).odds_ratio
    assert found.status == "not_identifiable"
    assert proportional_odds((0, 3, 4), (4, 2, 1)).odds_ratio.status == "ok"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((993_105, 2275, 2073, 2518, 29), (0, 1, 0, 0, 9)),
        ((0, 804_417, 195_583), (71_683, 28_291, 26)),
        ((9, 0, 1, 0, 0), (0, 49, 0, 1, 50)),
    ],
)
def test_arms_that_nearly_part_are_followed_to_the_maximum(one, other):
    found = proportional_odds(one, other).log_odds_ratio
    assert found.low < found.value < found.high
    assert math.isfinite(found.low)
    assert math.isfinite(found.high)
    arms = np.array([other, one], dtype=float)
    arms = arms[:, arms.sum(axis=0) > 0]
    thresholds, beta, highest, _ = fitted(arms)
    assert highest == pytest.approx(log_likelihood(thresholds, beta, arms), rel=1e-9)
    for step in (1e-2, -1e-2):
        assert fitted(arms, beta=beta + step)[2] < highest


def test_ratios_beyond_all_measure_keep_both_limits():
    one, other = (4, 999_996), (9_999_975, 25)
    found = proportional_odds(one, other).log_odds_ratio
    value = math.log(999_996 / 4 / (25 / 9_999_975))
    assert found.value == pytest.approx(value, rel=1e-9)
    assert value - 2 < found.low < found.high < value + 2
    apart = proportional_odds((0, 0, 10**9), (10**9, 0, 0)).log_odds_ratio
    assert (apart.value, apart.high, apart.p_value) == (None, math.inf, 0.0)
    assert apart.low >= 19.0


def test_single_answers_apart_prove_nothing():
    found = proportional_odds((0, 1), (1, 0)).log_odds_ratio
    assert found.status == "not_identifiable"
    assert found.low < 0
    assert found.p_value == pytest.approx(stats.chi2.sf(4 * math.log(2), 1), rel=1e-9)


def test_nobody_and_all_alike():
    nobody = proportional_odds((0, 0), (1, 2))
    assert (nobody.odds_ratio.value, nobody.odds_ratio.status) == (None, "no_data")
    assert nobody.proportionality.status == "no_data"
    alike = proportional_odds((0, 3, 0), (0, 5, 0)).odds_ratio
    assert (alike.value, alike.p_value, alike.status) == (None, None, "degenerate")


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: proportional_odds((1, 2), (1, 2, 3)), "it needs the categories of counts0, 3"),
        (lambda: proportional_odds((1, 2.5), (1, 2)), r"counts1\[1\] is 2\.5"),
        (lambda: proportional_odds((1, 2), (1, 2), level=1), "level is 1"),
        (lambda: proportional_odds((1, 2), (1, 2), method="score"), "method is 'score'"),
    ],
)
def test_impossible_arguments_are_refused(make, text):
    with pytest.raises(ArgumentError, match=text):
        make()


@pytest.mark.slow
@pytest.mark.parametrize("method", ["likelihood_ratio", "wald"])
def test_coverage_with_forty_answers(method):
    rng = np.random.default_rng(20261122)
    cuts, beta, runs, covered = np.array([-1.5, -0.5, 0.5, 1.0]), 0.8, 500, 0
    rates = [
        np.diff(np.concatenate([[0], special.expit(cuts - shift), [1]])) for shift in (0.0, beta)
    ]
    for _ in range(runs):
        other, one = (rng.multinomial(40, p).tolist() for p in rates)
        found = proportional_odds(one, other, method=method).log_odds_ratio
        covered += found.low <= beta <= found.high
    assert 0.925 <= covered / runs <= 0.975
