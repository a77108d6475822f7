"""Tests against a margin: statsmodels' TOST, the score at the margin, decision and p agree."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats import weightstats

from stagelift.errors import ArgumentError
from stagelift.statistics.bounds import Bounds, equivalence, non_inferiority, superiority
from stagelift.statistics.inference import Inference
from stagelift.statistics.lift import lift
from stagelift.statistics.margin_tests import (
    margin_test,
    margin_test_of_proportions,
    margin_test_of_risk_ratio,
)
from stagelift.statistics.means import difference_of_means, welch_df
from stagelift.statistics.moments import Moments, ScoreCounts
from stagelift.statistics.nps import difference_of_nps
from stagelift.statistics.pairs import PairMoments
from stagelift.statistics.proportions import difference_of_proportions, risk_ratio, score_z
from stagelift.statistics.ratio import difference_of_ratios
from stagelift.statistics.survival import EventTable, difference_of_restricted_means

RNG = np.random.default_rng(20261105)
TREATMENT, CONTROL = RNG.normal(10.1, 2.0, 60), RNG.normal(10.0, 3.0, 45)


def moments(x: np.ndarray) -> Moments:
    return Moments(len(x), float(x.mean()), float(((x - x.mean()) ** 2).sum()), 0.0)


WELCH = difference_of_means(moments(TREATMENT), moments(CONTROL))


def welch_p(bound: float, alternative: str) -> float:
    moved = TREATMENT - bound
    return float(stats.ttest_ind(moved, CONTROL, equal_var=False, alternative=alternative).pvalue)


def test_means_equal_scipy_at_the_margin():
    for margin in (0.3, 1.0, 2.0):
        found = margin_test(WELCH, non_inferiority(margin))
        assert found.p_value == pytest.approx(welch_p(-margin, "greater"), rel=1e-9)
        found = margin_test(WELCH, non_inferiority(margin, better="down"))
        assert found.p_value == pytest.approx(welch_p(margin, "less"), rel=1e-9)
        found = margin_test(WELCH, superiority(margin))
        assert found.p_value == pytest.approx(welch_p(margin, "greater"), rel=1e-9)


def test_equivalence_of_means_equals_statsmodels():
    theirs = weightstats.ttost_ind(TREATMENT, CONTROL, -1.5, 1.5, usevar="unequal")
    found = margin_test(WELCH, equivalence(1.5))
    assert found.p_value == pytest.approx(theirs[0], rel=1e-9)
    assert found.alpha == pytest.approx(0.025)


def test_degrees_of_freedom_are_read_off_the_width_or_given():
    df = welch_df(moments(TREATMENT), moments(CONTROL))
    implied = margin_test(WELCH, equivalence(1.0)).p_value
    assert margin_test(WELCH, equivalence(1.0), df=df).p_value == pytest.approx(implied, rel=1e-9)
    plain = Inference(value=0.1, se=0.5, low=0.1 - 0.98, high=0.1 + 0.98, method="rmst")
    normal = Inference(
        value=0.1,
        se=0.5,
        low=0.1 - 1.959963984540054 / 2,
        high=0.1 + 1.959963984540054 / 2,
        method="rmst",
    )
    assert margin_test(normal, non_inferiority(1.0)).p_value == pytest.approx(
        stats.norm.sf(1.1 / 0.5), rel=1e-9
    )
    assert margin_test(plain, non_inferiority(1.0), df=math.inf).p_value == pytest.approx(
        stats.norm.sf(1.1 / 0.5), rel=1e-9
    )


def test_no_margin_is_the_plain_test():
    upper = margin_test(WELCH, superiority()).p_value
    assert 2.0 * min(upper, 1.0 - upper) == pytest.approx(WELCH.p_value, rel=1e-9)
    both = difference_of_proportions(30, 200, 15, 200, method="score")
    found = margin_test_of_proportions(30, 200, 15, 200, superiority())
    assert 2.0 * found.p_value == pytest.approx(both.p_value, rel=1e-12)


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_proportions_are_in_bounds_exactly_when_p_is_below_alpha(level):
    seen = set()
    for k1, k0, margin in itertools.product(range(0, 41, 4), (0, 5, 20, 50), (0.05, 0.15, 0.4)):
        for bounds in (
            non_inferiority(margin),
            non_inferiority(margin, better="down"),
            superiority(margin),
            equivalence(margin),
        ):
            found = margin_test_of_proportions(k1, 40, k0, 50, bounds, level=level)
            assert found.holds == (found.p_value < found.alpha)
            seen.add((bounds.kind, found.holds))
    assert len(seen) == 6


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_risk_ratios_are_in_bounds_exactly_when_p_is_below_alpha(level):
    seen = set()
    for k1, k0 in itertools.product(range(0, 401, 25), (50, 200, 390)):
        for bounds in (
            Bounds(kind="non_inferiority", low=0.8),
            Bounds(kind="superiority", high=0.9),
            Bounds(kind="equivalence", low=0.8, high=1.25),
        ):
            found = margin_test_of_risk_ratio(k1, 400, k0, 400, bounds, level=level)
            assert found.holds == (found.p_value < found.alpha)
            seen.add((bounds.kind, found.holds))
    assert len(seen) == 6


def test_the_variance_is_the_one_at_the_margin():
    found = margin_test_of_proportions(83, 100, 69, 76, non_inferiority(0.2))
    z = score_z(83, 100, 69, 76, null=-0.2)
    assert found.p_value == pytest.approx(stats.norm.sf(z), rel=1e-12)
    # at a margin where everything is inside, the bound that is not there adds nothing
    alone = margin_test_of_proportions(
        83, 100, 69, 76, Bounds(kind="equivalence", low=-0.2, high=0.9)
    )
    assert alone.p_value == pytest.approx(found.p_value, rel=1e-12)


def test_turning_the_direction_round_changes_nothing():
    up = margin_test_of_proportions(60, 100, 62, 90, non_inferiority(0.1))
    down = margin_test_of_proportions(40, 100, 28, 90, non_inferiority(0.1, better="down"))
    assert up.p_value == pytest.approx(down.p_value, rel=1e-9)
    assert up.holds == down.holds


def test_ratios_and_net_promoter_scores():
    pair1 = PairMoments(n=100, mean_x=30.0, mean_y=1.5, m2_x=9900.0, m2_y=99.0, m_xy=693.0)
    pair0 = PairMoments(n=120, mean_x=31.0, mean_y=1.5, m2_x=9900.0, m2_y=99.0, m_xy=693.0)
    effect = difference_of_ratios(pair1, pair0)
    found = margin_test(effect, superiority())
    assert 2.0 * min(found.p_value, 1.0 - found.p_value) == pytest.approx(effect.p_value, rel=1e-9)
    later, earlier = (ScoreCounts((3, 1, 0, 2, 1, 9, 12, 20, 31, 40, k)) for k in (60, 20))
    points = difference_of_nps(later, earlier)
    found = margin_test(points, superiority())
    assert 2.0 * found.p_value == pytest.approx(points.p_value, rel=1e-9)
    for margin in np.linspace(0.5, 40.0, 80):
        for bounds in (non_inferiority(margin), superiority(margin), equivalence(margin)):
            found = margin_test(points, bounds)
            assert found.holds == (found.p_value < found.alpha)


def test_restricted_mean_times():
    slow = EventTable([5, 20, 30], [4, 6, 0], censored=[0, 0, 10])
    fast = EventTable([5, 20, 30], [12, 4, 0], censored=[0, 0, 4])
    effect = difference_of_restricted_means(fast, slow, 30)
    found = margin_test(effect, superiority(2.0, better="down"))  # at least two days sooner
    assert found.p_value == pytest.approx(
        stats.norm.cdf((effect.value + 2.0) / effect.se), rel=1e-9
    )
    assert found.holds is True
    assert margin_test(effect, superiority(4.0, better="down")).holds is False


def test_an_interval_that_is_not_symmetric_decides_without_a_p_value():
    found = margin_test(lift(moments(TREATMENT), moments(CONTROL)), non_inferiority(0.15))
    assert (found.holds, found.p_value) == (True, None)
    assert found.note == "the interval is not symmetric, so there is a decision without a p-value"
    score = difference_of_proportions(30, 200, 15, 200)
    assert margin_test(score, non_inferiority(0.05)).p_value is None


def test_an_effect_that_must_not_be_read_gives_no_answer():
    found = margin_test_of_proportions(0, 0, 1, 9, non_inferiority(0.1))
    assert (found.holds, found.p_value, found.note) == (None, None, "no units in treatment")
    early = Inference(value=0.0, se=1.0, low=-2.0, high=2.0, method="welch", status="immature")
    found = margin_test(early, equivalence(5.0))
    assert (found.holds, found.note) == (None, "the effect must not be read yet (immature)")
    empty = margin_test_of_risk_ratio(5, 10, 0, 10, Bounds(kind="superiority", low=1.1))
    assert (empty.holds, empty.note[:19]) == (None, "no event in control")


def test_ratios_use_the_score_interval():
    bounds = Bounds(kind="non_inferiority", low=0.9)
    found = margin_test_of_risk_ratio(480, 1000, 500, 1000, bounds)
    assert found.effect == risk_ratio(480, 1000, 500, 1000)
    assert found.holds == (found.effect.low > 0.9)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: non_inferiority(0.0), "margin is 0.0; it must be a number > 0 and finite"),
        (lambda: non_inferiority(math.nan), "margin is nan"),
        (lambda: superiority(-0.1), "margin is -0.1; an improvement to be exceeded must be ≥ 0"),
        (lambda: superiority(0.1, better="higher"), "allowed: up, down"),
        (lambda: equivalence(math.inf), "margin is inf"),
        (lambda: Bounds(kind="equal", low=0.1), "allowed: non_inferiority"),
        (lambda: Bounds(kind="equivalence", low=1, high=1), "low is 1; it must be < high"),
        (lambda: Bounds(kind="equivalence"), "low is -inf; it must be < high"),
        (lambda: Bounds(kind="equivalence", low=math.nan, high=1), "low is nan"),
        (
            lambda: margin_test_of_proportions(1, 9, 1, 9, non_inferiority(1.5)),
            "bounds.low is -1.5; it must be a number > -1 and < 1",
        ),
        (
            lambda: margin_test_of_risk_ratio(1, 9, 1, 9, Bounds(kind="superiority", low=0.0)),
            "bounds.low is 0.0; it must be a number > 0 and finite",
        ),
        (lambda: margin_test(WELCH, equivalence(1.0), df=0), "df is 0"),
        (
            lambda: margin_test(
                difference_of_means(moments(TREATMENT), moments(CONTROL), alternative="less"),
                equivalence(0.1),
            ),
            "a test against a margin needs a two-sided interval",
        ),
    ],
)
def test_impossible_arguments_are_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)
