"""Post-stratified means against the score of strata, by hand, and by a plain weighted sum."""

from __future__ import annotations

import math
import random

import pytest

from stagelift.errors import ArgumentError
from stagelift.statistics.moments import Moments, ScoreCounts
from stagelift.statistics.nps.weighted import stratified_nps
from stagelift.statistics.weighting import post_stratified


def scores(rng, n):
    counts = [0] * 11
    for _ in range(n):
        counts[rng.randint(0, 10)] += 1
    return ScoreCounts(tuple(counts))


@pytest.mark.parametrize("seed", range(20))
def test_a_score_without_cutting_is_the_stratified_score(seed):
    rng = random.Random(seed)
    strata = [scores(rng, rng.choice([0, 1, 2, 7, 30])) for _ in range(4)] + [scores(rng, 5)]
    raw = [rng.random() + 0.1 for _ in strata]
    shares = [one / math.fsum(raw) for one in raw]
    shares[-1] = 1.0 - math.fsum(shares[:-1])
    ours = post_stratified([one.moments() for one in strata], shares, cap=math.inf)
    theirs = stratified_nps(strata, shares)
    assert ours.effective_n == pytest.approx(theirs.effective_n, rel=1e-12)
    assert ours.collapsed == theirs.collapsed
    assert 100 * ours.weighted.value == pytest.approx(theirs.weighted.value, rel=1e-9, abs=1e-9)
    assert 100 * ours.weighted.se == pytest.approx(theirs.weighted.se, rel=1e-9)
    half = 100 * (ours.weighted.high - ours.weighted.value)
    if theirs.weighted.high < 100:
        assert half == pytest.approx(theirs.weighted.high - theirs.weighted.value, rel=1e-9)


def test_a_weight_of_more_than_five_medians_is_cut_and_said():
    # 40 answers stand for 10 % and 2 answers for 90 %: weights .0025 and .45, 180 to 1
    many, few = Moments.from_counts(40, 10), Moments.from_counts(2, 1)
    found = post_stratified([many, few], [0.1, 0.9])
    assert found.cut == (1,)
    assert found.weights[1] / found.weights[0] == pytest.approx(5.0)
    # 40 · 1 and 2 · 5: the two stand for a fifth
    assert found.weighted.value == pytest.approx(0.8 * 0.25 + 0.2 * 0.5)
    assert found.effective_n == pytest.approx(50**2 / (40 + 2 * 25))


def test_equal_response_changes_nothing():
    strata = [Moments.from_counts(10, 4), Moments.from_counts(30, 6)]
    found = post_stratified(strata, [0.25, 0.75])
    assert found.weighted.value == pytest.approx(found.unweighted.value)
    assert found.effective_n == pytest.approx(40)


def test_one_respondent_has_no_interval_and_none_no_value():
    nobody, one = Moments.from_counts(0, 0), Moments.from_counts(1, 1)
    found = post_stratified([nobody, one], [0.5, 0.5])
    assert (found.weighted.value, found.weighted.low, found.weighted.status) == (1.0, None, "low_n")
    found = post_stratified([nobody], [1.0])
    assert (found.weighted.value, found.weighted.status) == (None, "no_data")


def test_values_without_spread_are_degenerate():
    found = post_stratified([Moments.from_counts(5, 5), Moments.from_counts(4, 0)], [0.5, 0.5])
    assert (found.weighted.value, found.weighted.status) == (0.5, "degenerate")


@pytest.mark.parametrize(
    ("strata", "shares"), [(1, [0.5, 0.5]), (2, [0.5, 0.6]), (2, [1.0, 0.0]), (0, [])]
)
def test_shares_must_fit(strata, shares):
    with pytest.raises(ArgumentError, match="shares"):
        post_stratified([Moments.from_counts(5, 2)] * strata, shares)
