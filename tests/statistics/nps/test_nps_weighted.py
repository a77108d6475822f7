"""Weighted and post-stratified scores."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.weightstats import DescrStatsW

from stagelift.errors import ArgumentError
from stagelift.statistics.moments import ScoreCounts
from stagelift.statistics.nps import nps
from stagelift.statistics.nps.weighted import stratified_nps, weighted_nps

NOBODY = ScoreCounts((0,) * 11)


def of(promoters: int, passives: int, detractors: int) -> ScoreCounts:
    return ScoreCounts((detractors, 0, 0, 0, 0, 0, 0, passives, 0, 0, promoters))


YOUNG, OLD = of(10, 6, 4), of(30, 30, 20)


def values(cell: ScoreCounts) -> np.ndarray:
    return np.repeat([1.0, 0.0, -1.0], [cell.promoters, cell.passives, cell.detractors])


def test_weights_by_hand():
    found = weighted_nps([YOUNG, OLD], [3.0, 1.0])
    x = np.concatenate([values(YOUNG), values(OLD)])
    w = np.repeat([3.0, 1.0], [20, 80])
    described = DescrStatsW(x, weights=w)
    effective = w.sum() ** 2 / (w @ w)
    assert found.effective_n == pytest.approx(effective)
    assert found.weighted.value == pytest.approx(100 * described.mean)
    assert found.weighted.se == pytest.approx(100 * described.std / math.sqrt(effective))
    centre = described.mean * effective / (effective + 3)
    extreme = (np.average(x**2, weights=w) * effective + 1.5) / (effective + 3)
    half = stats.norm.ppf(0.975) * math.sqrt((extreme - centre**2) / (effective + 3))
    assert (found.weighted.low, found.weighted.high) == pytest.approx(
        (100 * (centre - half), 100 * (centre + half)), rel=1e-9
    )
    assert found.unweighted == nps(YOUNG + OLD)


def test_equal_weights_are_the_plain_score():
    found = weighted_nps([YOUNG, OLD], [0.2, 0.2])
    plain = nps(YOUNG + OLD)
    assert found.effective_n == pytest.approx(100)
    assert (found.weighted.low, found.weighted.high) == pytest.approx((plain.low, plain.high))
    assert weighted_nps([YOUNG, OLD], [2.0, 2.0]).weighted.low == pytest.approx(plain.low)


def test_weights_beyond_five_medians_are_cut_and_said():
    found = weighted_nps([YOUNG, OLD], [50.0, 1.0])
    assert (found.weights, found.cut) == ((5.0, 1.0), (0,))
    assert found.weighted == weighted_nps([YOUNG, OLD], [5.0, 1.0]).weighted
    free = weighted_nps([YOUNG, OLD], [50.0, 1.0], cap=math.inf)
    assert (free.weights, free.cut) == ((50.0, 1.0), ())
    assert free.effective_n < found.effective_n < 100
    # an empty cell's weight does not move the median
    assert weighted_nps([YOUNG, OLD, NOBODY], [50.0, 1.0, 0.001]).weights[0] == 5.0


def test_response_rate_and_nobody():
    assert weighted_nps([YOUNG], [1.0], invited=80).response_rate == 0.25
    assert weighted_nps([YOUNG], [1.0]).response_rate is None
    nobody = weighted_nps([NOBODY], [1.0], invited=0)
    assert (nobody.weighted.status, nobody.effective_n, nobody.response_rate) == (
        "no_data",
        None,
        None,
    )
    assert weighted_nps([], [], invited=9).response_rate == 0.0


def test_strata_by_hand():
    shares = (0.5, 0.5)
    found = stratified_nps([YOUNG, OLD], shares)
    parts = [0.25 * values(c).var(ddof=1) / c.n for c in (YOUNG, OLD)]
    se = math.sqrt(sum(parts))
    df = sum(parts) ** 2 / (parts[0] ** 2 / 19 + parts[1] ** 2 / 79)
    mean = (values(YOUNG).mean() + values(OLD).mean()) / 2
    low, high = stats.t.interval(0.95, df, loc=100 * mean, scale=100 * se)
    assert (found.weighted.value, found.weighted.se) == pytest.approx((100 * mean, 100 * se))
    assert (found.weighted.low, found.weighted.high) == pytest.approx((low, high), rel=1e-9)
    w = np.repeat([0.5 / 20, 0.5 / 80], [20, 80])
    assert found.effective_n == pytest.approx(w.sum() ** 2 / (w @ w))
    assert found.weights == pytest.approx((0.5 / 20, 0.5 / 80))


def test_one_stratum_is_the_mean_of_its_answers():
    found = stratified_nps([OLD], [1.0])
    low, high = stats.t.interval(0.95, 79, loc=values(OLD).mean(), scale=stats.sem(values(OLD)))
    assert (found.weighted.low, found.weighted.high) == pytest.approx((100 * low, 100 * high))
    assert found.effective_n == pytest.approx(80)


@pytest.mark.parametrize(
    ("strata", "joined"),
    [
        ([of(1, 0, 0), YOUNG, OLD], ((0, 1),)),
        ([YOUNG, NOBODY, of(0, 0, 1), OLD], ((1, 2, 3),)),
        ([YOUNG, OLD, NOBODY], ((1, 2),)),
        ([of(1, 0, 0), of(0, 1, 0), of(0, 0, 1)], ((0, 1, 2),)),
        ([YOUNG, OLD], ()),
    ],
)
def test_a_stratum_without_spread_joins_its_neighbour(strata, joined):
    shares = [1 / len(strata)] * len(strata)
    found = stratified_nps(strata, shares)
    assert found.collapsed == joined
    assert found.weighted.status == "ok"
    groups = list(joined)
    groups += [(i,) for i in range(len(strata)) if not any(i in g for g in joined)]
    mean = sum(
        len(g) / len(strata) * values(sum((strata[i] for i in g), NOBODY)).mean() for g in groups
    )
    assert found.weighted.value == pytest.approx(100 * mean)


def test_strata_without_answers_or_spread():
    assert stratified_nps([NOBODY, NOBODY], [0.5, 0.5]).weighted.status == "no_data"
    one = stratified_nps([of(1, 0, 0), NOBODY], [0.5, 0.5]).weighted
    assert (one.value, one.low, one.status) == (100.0, None, "low_n")
    same = stratified_nps([of(5, 0, 0), of(0, 0, 5)], [0.25, 0.75]).weighted
    assert (same.value, same.low, same.status) == (-50.0, None, "degenerate")


def test_the_effective_number_never_exceeds_the_answers():
    for shares in ((0.2, 0.8), (0.5, 0.5), (0.9, 0.1)):
        assert stratified_nps([YOUNG, OLD], shares).effective_n <= 100 + 1e-9
    assert stratified_nps([YOUNG, OLD], (0.2, 0.8)).effective_n == pytest.approx(100)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: weighted_nps([YOUNG], []), "one per cell, 1"),
        (lambda: weighted_nps([YOUNG], [0.0]), r"weights\[0\] is 0.0"),
        (lambda: weighted_nps([YOUNG], [math.inf]), r"weights\[0\] is inf"),
        (lambda: weighted_nps([YOUNG], [math.nan]), r"weights\[0\] is nan"),
        (lambda: weighted_nps([YOUNG], [1.0], cap=1.0), "cap is 1.0"),
        (
            lambda: weighted_nps([YOUNG], [1.0], invited=19),
            "invited is 19; it must be ≥ the answers",
        ),
        (lambda: weighted_nps([YOUNG], [1.0], level=1.5), "level is 1.5"),
        (lambda: stratified_nps([YOUNG, OLD], [0.5, 0.4]), "they must sum to 1"),
        (lambda: stratified_nps([YOUNG, OLD], [1.5, -0.5]), r"shares\[1\] is -0.5"),
        (lambda: stratified_nps([YOUNG], [0.5, 0.5]), "one per stratum, 1"),
        (lambda: stratified_nps([], []), "at least 1"),
        (lambda: stratified_nps([YOUNG], [1.0], level=0), "level is 0"),
    ],
)
def test_impossible_arguments_are_refused(make, text):
    with pytest.raises(ArgumentError, match=text):
        make()


@pytest.mark.slow
def test_coverage_of_strata_that_answer_unequally():
    rng = np.random.default_rng(20261122)
    rates, sizes = [(0.6, 0.3, 0.1), (0.3, 0.3, 0.4)], (15, 60)
    truth, runs = 100 * (0.5 * 0.5 + 0.5 * -0.1), 1500
    covered = 0
    for _ in range(runs):
        strata = [of(*map(int, rng.multinomial(n, p))) for n, p in zip(sizes, rates, strict=True)]
        found = stratified_nps(strata, (0.5, 0.5)).weighted
        covered += found.low <= truth <= found.high
    assert 0.93 <= covered / runs <= 0.97
