"""NPS in points: adjusted Wald, Tango's score, differences."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import optimize, special, stats

from stagelift.errors import ArgumentError
from stagelift.statistics.moments import ScoreCounts
from stagelift.statistics.nps import difference_of_nps, nps, score_limits
from stagelift.statistics.quantiles import normal_critical

Z = normal_critical(0.95)
CASES = [
    (5, 3, 2),
    (1, 0, 0),
    (0, 0, 4),
    (0, 6, 0),
    (3, 0, 3),
    (50, 20, 30),
    (0, 9, 1),
    (400, 1, 9),
]
NOBODY = ScoreCounts((0,) * 11)


def of(promoters: int, passives: int, detractors: int) -> ScoreCounts:
    return ScoreCounts((0, 0, 0, 0, 0, 0, detractors, passives, 0, 0, promoters))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("method", ["adjusted_wald", "score"])
@pytest.mark.parametrize("level", [0.8, 0.95, 0.999])
def test_the_interval_holds_the_estimate_within_the_scale(case, method, level):
    found = nps(of(*case), level=level, method=method)
    assert found.value == pytest.approx(100 * (case[0] - case[2]) / sum(case))
    assert -100.0 <= found.low <= found.value <= found.high <= 100.0
    assert found.low < found.high


def test_adjusted_wald_by_hand():
    # 5, 3, 2 become 5.75, 4.5, 2.75 of 13
    centre = 3 / 13
    half = Z * math.sqrt((8.5 / 13 - centre**2) / 13)
    found = nps(of(5, 3, 2))
    assert (found.low, found.high) == pytest.approx((100 * (centre - half), 100 * (centre + half)))
    assert found.se == pytest.approx(100 * math.sqrt((0.7 - 0.09) / 10))


def test_adjusted_wald_is_extended_where_it_would_miss_the_estimate():
    # one promoter: 1.75 of 4 gives an upper end of 98.5
    unextended = 100 * (0.25 + Z * 0.375)
    assert unextended == pytest.approx(98.5, abs=0.01)
    assert nps(of(1, 0, 0)).high == 100.0
    assert nps(of(0, 0, 1)).low == -100.0


def tango_z(case, delta: float) -> float:
    """The score statistic with the restricted rate by numeric maximum likelihood."""
    b, a, c = case
    n = a + b + c

    def slope(q: float) -> float:
        p = q + delta
        rest = 1 - p - q
        return b * q * rest + c * p * rest - 2 * a * p * q

    low, high = max(0.0, -delta), (1.0 - delta) / 2.0
    ends = np.linspace(low + 1e-13, high - 1e-13, 2001)
    slopes = np.array([slope(q) for q in ends])
    turns = np.nonzero((slopes[:-1] > 0) & (slopes[1:] <= 0))[0]
    q = (
        optimize.brentq(slope, ends[turns[0]], ends[turns[0] + 1], xtol=1e-16)
        if len(turns)
        else low
    )
    return (b - c - n * delta) / math.sqrt(n * (2 * q + delta - delta**2))


@pytest.mark.parametrize("case", [(5, 3, 2), (3, 1, 3), (50, 20, 30), (12, 40, 2)])
def test_score_limits_invert_the_numeric_score_test(case):
    low, high = score_limits(of(*case), Z)
    assert low == pytest.approx(
        optimize.brentq(lambda d: tango_z(case, d) - Z, low - 1e-3, low + 1e-3, xtol=1e-14),
        abs=1e-9,
    )
    assert high == pytest.approx(
        optimize.brentq(lambda d: tango_z(case, d) + Z, high - 1e-3, high + 1e-3, xtol=1e-14),
        abs=1e-9,
    )


def test_score_limits_of_passives_only_have_a_closed_form():
    # nobody is extreme: the restricted rates are 0 and δ, and n·δ/(1 − δ) = z² gives the ends
    end = Z**2 / (44 + Z**2)
    assert score_limits(of(0, 44, 0), Z) == pytest.approx((-end, end), abs=1e-12)


def test_score_limits_exclude_zero_as_mcnemar():
    # at no difference the restricted statistic is McNemar's (b − c)² / (b + c)
    for b, c in itertools.product(range(14), repeat=2):
        if b + c:
            low, high = score_limits(of(b, 5, c), Z)
            p = stats.chi2.sf((b - c) ** 2 / (b + c), 1)
            assert (low > 0 or high < 0) == (p < 0.05)


def exact_coverage(n: int, rates, method: str) -> float:
    net = 100 * (rates[0] - rates[2])
    covered = 0.0
    for b in range(n + 1):
        for c in range(n + 1 - b):
            found = nps(of(b, n - b - c, c), method=method)
            if found.low <= net <= found.high:
                covered += stats.multinomial.pmf((b, n - b - c, c), n, rates)
    return covered


@pytest.mark.parametrize("rates", [(0.5, 0.3, 0.2), (0.8, 0.15, 0.05), (0.2, 0.3, 0.5)])
def test_exact_coverage_with_twenty_answers(rates):
    assert 0.927 <= exact_coverage(20, rates, "adjusted_wald") <= 0.98


@pytest.mark.parametrize(
    ("n", "mean", "least"), [(10, 0.956, 0.93), (20, 0.952, 0.927), (50, 0.952, 0.94)]
)
def test_exact_coverage_over_all_distributions(n, mean, least):
    # every triple of shares in steps of 5 %, every possible outcome with its probability
    tables = np.array([(b, n - b - c, c) for b in range(n + 1) for c in range(n + 1 - b)])
    found = [nps(of(*map(int, table))) for table in tables]
    low, high = (np.array([getattr(one, end) for one in found]) for end in ("low", "high"))
    ways = special.gammaln(n + 1) - special.gammaln(tables + 1).sum(axis=1)
    coverage = []
    for b, c in itertools.product(range(1, 20), repeat=2):
        if b + c < 20:
            rates = np.array([b, 20 - b - c, c]) / 20
            inside = (low <= 5 * (b - c)) & (5 * (b - c) <= high)
            chances = np.exp(ways + tables @ np.log(rates))
            coverage.append(chances[inside].sum())
    assert np.mean(coverage) == pytest.approx(mean, abs=0.0025)
    assert min(coverage) >= least


@pytest.mark.slow
@pytest.mark.parametrize("rates", [(0.5, 0.3, 0.2), (0.8, 0.15, 0.05)])
def test_exact_coverage_of_the_score_interval(rates):
    assert 0.94 <= exact_coverage(20, rates, "score") <= 0.98


def test_difference_by_hand():
    # half pseudo-answers: 60, 30, 10 become 60.375, 30.75, 10.375 of 101.5
    found = difference_of_nps(of(60, 30, 10), of(50, 30, 20))
    one, two = 50 / 101.5, 30 / 101.5
    spread = (70.75 / 101.5 - one**2) / 101.5 + (70.75 / 101.5 - two**2) / 101.5
    half = Z * math.sqrt(spread)
    assert found.value == pytest.approx(20.0)
    assert (found.low, found.high) == pytest.approx(
        (100 * (one - two - half), 100 * (one - two + half))
    )
    assert found.p_value == pytest.approx(2 * stats.norm.sf((one - two) / math.sqrt(spread)), 1e-9)
    assert found.se == pytest.approx(100 * math.sqrt((0.7 - 0.25) / 100 + (0.7 - 0.09) / 100))


@pytest.mark.parametrize(("level", "kinds"), [(0.95, {True}), (0.5, {True, False})])
def test_difference_is_dual_unless_extended(level, kinds):
    seen = set()
    for one, two in itertools.product(CASES, repeat=2):
        found = difference_of_nps(of(*one), of(*two), level=level)
        back = difference_of_nps(of(*two), of(*one), level=level)
        assert found.low <= found.value <= found.high
        assert (found.low, found.p_value) == pytest.approx((-back.high, back.p_value))
        if found.dual:
            assert (found.p_value < 1 - level) == (not found.low <= 0 <= found.high)
        seen.add(found.dual)
    assert seen == kinds


def test_no_answers_are_null_with_a_reason():
    found = nps(NOBODY)
    assert (found.value, found.low, found.status) == (None, None, "no_data")
    for pair in ((NOBODY, of(1, 1, 1)), (of(1, 1, 1), NOBODY)):
        found = difference_of_nps(*pair)
        assert (found.value, found.p_value, found.status) == (None, None, "no_data")


def test_impossible_arguments_are_refused():
    with pytest.raises(ArgumentError, match="level is 0"):
        nps(NOBODY, level=0)
    with pytest.raises(ArgumentError, match="allowed: adjusted_wald, score"):
        nps(NOBODY, method="wald")
    with pytest.raises(ArgumentError, match="level is nan"):
        difference_of_nps(NOBODY, NOBODY, level=math.nan)
