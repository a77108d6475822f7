"""What is known of a metric: its variances, by kind, against brute force."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from stagelift.errors import ArgumentError
from stagelift.statistics.design import (
    Count,
    Promoters,
    Share,
    Value,
    of_hazard,
    of_mean,
    of_mean_time,
    of_odds,
    of_quantile,
    of_ranks,
    of_ratio,
    of_scores,
)
from stagelift.statistics.moments import Moments, ScoreCounts
from stagelift.statistics.pairs import PairMoments
from stagelift.statistics.survival.table import EventTable


@pytest.mark.parametrize(
    ("rate", "bound"),
    [
        (0.002, 0.03),
        (0.1, 0.03),
        (0.1, -0.04),
        (0.5, 0.03),
        (0.5, -0.04),
        (0.93, 0.03),
        (0.93, -0.04),
    ],
)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_restricted_rates_are_the_most_likely_with_that_difference(rate, bound, share):
    effect = 0.01
    found = Share(rate).spread(effect, bound, share)

    def loss(rate0: float) -> float:
        rate1 = rate0 + bound
        p1, p0 = rate + effect, rate
        own = share * (p1 * math.log(rate1) + (1 - p1) * math.log(1 - rate1))
        return -own - (1 - share) * (p0 * math.log(rate0) + (1 - p0) * math.log(1 - rate0))

    ends = max(0.0, -bound) + 1e-12, min(1.0, 1.0 - bound) - 1e-12
    best = optimize.minimize_scalar(loss, bounds=ends, method="bounded", options={"xatol": 1e-13}).x
    assert found.null_control == pytest.approx(best * (1 - best), abs=1e-6)
    assert found.null_treatment == pytest.approx((best + bound) * (1 - best - bound), abs=1e-6)
    assert found.treatment == pytest.approx((rate + effect) * (1 - rate - effect))


def test_without_a_margin_the_rate_is_pooled():
    found = Share(0.2).spread(0.1, 0.0, 0.25)
    assert found.null_control == pytest.approx(0.225 * 0.775)
    assert found.null_treatment == found.null_control


@given(
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0.01, 1),
    st.sampled_from(["assigned", "respondents"]),
)
def test_net_promoters_vary_as_minus_one_zero_and_one_do(one, other, response, base):
    promoters, detractors = min(one, other), 1.0 - max(one, other)
    if not promoters + detractors > 0.01 or abs(promoters - detractors) > 0.99:
        return
    shop = Promoters(promoters=promoters, detractors=detractors, response=response, base=base)
    weight = response if base == "assigned" else 1.0
    values = np.array([1.0, 0.0, -1.0])
    shares = np.array([weight * promoters, 0.0, weight * detractors])
    shares[1] = 1.0 - shares.sum()
    mean = float(values @ shares)
    variance = float((values - mean) ** 2 @ shares)
    per_unit = 1.0 if base == "assigned" else response
    assert shop.value == pytest.approx(mean)
    assert shop.spread(0.0, 0.0, 0.5).control == pytest.approx(variance / per_unit)


def test_an_effect_on_nps_keeps_the_extremes_while_it_can():
    shop = Promoters(promoters=0.3, detractors=0.1)
    assert shop.spread(0.1, 0.0, 0.5).treatment == pytest.approx(0.4 - 0.3**2)
    # beyond 0.4 there are no detractors left to convert: passives must
    assert shop.spread(0.5, 0.0, 0.5).treatment == pytest.approx(0.7 - 0.7**2)
    assert shop.effects == pytest.approx((-1.2, 0.8))


def test_scores_before_the_test_have_their_own_variance():
    scores = ScoreCounts((3, 0, 1, 0, 0, 2, 4, 9, 11, 8, 12))
    for silent in (0, 70):
        m = scores.moments(silent=silent)
        found = of_scores(scores, silent=silent).spread(0.0, 0.0, 0.5)
        assert found.control == pytest.approx(m.m2 / m.n)


def test_a_count_keeps_its_dispersion():
    found = Count(mean=2.0, variance=5.0).spread(-1.0, 0.0, 0.5)
    assert (found.control, found.treatment) == (5.0, 2.5)
    assert Count(mean=2.0, variance=5.0).effects == (-2.0, math.inf)


def test_a_mean_has_its_sample_variance():
    values = np.array([1.0, 4.0, 2.0, 7.0])
    m = Moments(4, float(values.mean()), float(((values - values.mean()) ** 2).sum()), 0.0)
    assert of_mean(m).variance == pytest.approx(values.var(ddof=1))


def test_a_ratio_has_the_variance_of_its_contributions():
    rng = np.random.default_rng(1)
    y = rng.poisson(3.0, 400) + 1.0
    x = y * rng.gamma(2.0, 1.0, 400)
    a, b = x - x.mean(), y - y.mean()
    pair = PairMoments(400, x.mean(), y.mean(), a @ a, b @ b, a @ b)
    linear = (x - x.sum() / y.sum() * y) / y.mean()
    assert of_ratio(pair).variance == pytest.approx(linear.var(ddof=1))


def test_a_mean_time_varies_as_the_smaller_of_time_and_horizon():
    times = np.array([0.5, 1.0, 1.0, 2.0, 3.5, 6.0, 6.0, 8.0])
    kept = np.minimum(times, 4.0)
    table = EventTable([0.5, 1, 2, 3.5, 6, 8], [1, 2, 1, 1, 2, 1])
    found = of_mean_time(table, 4.0)
    assert found.variance == pytest.approx(kept.var())
    assert found.effects == pytest.approx((-kept.mean(), 4.0 - kept.mean()))


def test_a_median_of_normal_values_has_the_textbook_variance():
    density = 1.0 / math.sqrt(2.0 * math.pi)
    assert of_quantile(0.5, density).variance == pytest.approx(math.pi / 2.0)


def test_ranks_vary_as_those_of_the_scores():
    shares = np.array([0.2, 0.5, 0.3])
    # the variance of the mid-ranks of one draw, over N²
    middle = np.cumsum(shares) - shares / 2.0
    expected = float(shares @ (middle - 0.5) ** 2)
    assert of_ranks(tuple(shares)).variance == pytest.approx(expected)
    assert of_ranks().variance == pytest.approx(1.0 / 12.0)


def test_two_answers_in_the_middle_have_the_odds_ratio_of_a_share():
    # at p = ½ the log odds has variance 1/(p(1 − p)) = 4 per unit
    assert of_odds((0.5, 0.5)).variance == pytest.approx(4.0)
    assert of_odds((0.2, 0.5, 0.3)).variance == pytest.approx(3.0 / (1.0 - 0.008 - 0.125 - 0.027))


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: Share(0.0), "rate is 0.0; it must be a number > 0 and < 1"),
        (lambda: Share(1.0), "rate is 1.0"),
        (lambda: Share(math.nan), "rate is nan"),
        (lambda: Count(mean=0.0, variance=1.0), "mean is 0.0"),
        (lambda: Count(mean=1.0, variance=0.0), "variance is 0.0; it must be a number > 0"),
        (lambda: Count(mean=1.0, variance=math.inf), "variance is inf"),
        (lambda: Promoters(promoters=0.7, detractors=0.4), "at most 1"),
        (lambda: Promoters(promoters=0.0, detractors=0.0), "above 0"),
        (lambda: Promoters(promoters=1.0, detractors=0.0), "all answers alike do not vary"),
        (lambda: Promoters(promoters=0.5, detractors=-0.1), "detractors is -0.1"),
        (lambda: Promoters(promoters=0.5, detractors=0.1, response=0.0), "response is 0.0"),
        (lambda: Promoters(promoters=0.5, detractors=0.1, base="sent"), "allowed: assigned"),
        (lambda: Value(variance=0.0), "variance is 0.0"),
        (lambda: Value(variance=1.0, treatment_variance=-1.0), "treatment_variance is -1.0"),
        (lambda: Value(variance=1.0, least=0.5), "they must hold 0 between"),
        (lambda: of_mean(Moments(1, 2.0, 0.0, 0.0)), "at least two units"),
        (lambda: of_mean(Moments(3, 2.0, 0.0, 0.0)), "variance is 0.0"),
        (lambda: of_ratio(PairMoments(9, 1.0, 0.0, 1.0, 0.0, 0.0)), "no baseline of a ratio"),
        (lambda: of_scores(ScoreCounts((0,) * 11), silent=9), "without answers"),
        (lambda: of_scores(ScoreCounts((0,) * 10 + (9,))), "all answers alike"),
        (lambda: of_quantile(1.0, 0.2), "q is 1.0"),
        (lambda: of_quantile(0.5, 0.0), "density is 0.0"),
        (lambda: of_ranks((0.5, 0.4)), "they must sum to 1"),
        (lambda: of_ranks((1.0,)), "one value alone"),
        (lambda: of_odds((1.0,)), "one value alone"),
        (lambda: of_ranks((1.5, -0.5)), "shares[0] is 1.5"),
        (lambda: of_mean_time(EventTable([1], [0], censored=[4]), 1.0), "no baseline"),
        (lambda: of_hazard(0.0), "event_share is 0.0"),
        (lambda: of_hazard(0.5, treatment_share=1.2), "treatment_share is 1.2"),
    ],
)
def test_what_cannot_be_a_baseline_is_refused(call, text):
    with pytest.raises(ArgumentError) as found:
        call()
    assert text in str(found.value)
