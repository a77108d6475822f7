"""Lee's bounds on the respondents' effect and Imbens and Manski's interval."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import optimize, stats

from stagelift.errors import ArgumentError
from stagelift.statistics.moments import ScoreCounts
from stagelift.statistics.nps import difference_of_nps
from stagelift.statistics.nps.trimming import imbens_manski_critical, respondent_bounds
from stagelift.statistics.proportions import difference_of_proportions

CASES = [  # promoters, passives, detractors and assigned, by arm
    ((150, 90, 60), 1000, (90, 95, 60), 1000),
    ((40, 30, 50), 300, (70, 40, 60), 350),
    ((10, 70, 40), 500, (30, 20, 45), 500),
    ((80, 30, 10), 250, (20, 20, 20), 500),
]


def of(promoters: int, passives: int, detractors: int) -> ScoreCounts:
    return ScoreCounts((detractors, 0, 0, 0, 0, 0, 0, passives, 0, 0, promoters))


def found_for(case, level=0.95):
    one, n1, other, n0 = case
    return respondent_bounds(of(*one), n1, of(*other), n0, level=level)


def bounds_of(shares1, shares0):
    """Both bounds by sorting and cutting, from shares of promoter, passive, detractor, silent."""

    def trimmed(shares, keep, lowest):
        left, total = keep, 0.0
        order = [(-1, shares[2]), (0, shares[1]), (1, shares[0])]
        for value, mass in order if lowest else order[::-1]:
            taken = min(left, mass)
            total += value * taken
            left -= taken
        return total / keep

    r1, r0 = sum(shares1[:3]), sum(shares0[:3])
    inner1, inner0 = [s / r1 for s in shares1[:3]], [s / r0 for s in shares0[:3]]
    if r1 >= r0:
        net = inner0[0] - inner0[2]
        return tuple(trimmed(inner1, r0 / r1, lowest) - net for lowest in (True, False))
    net = inner1[0] - inner1[2]
    return tuple(net - trimmed(inner0, r1 / r0, lowest) for lowest in (False, True))


def shares_of(kinds, n):
    return np.array([*kinds, n - sum(kinds)]) / n


@pytest.mark.parametrize("case", CASES)
def test_bounds_equal_sorting_and_cutting(case):
    found = found_for(case)
    low, high = bounds_of(shares_of(case[0], case[1]), shares_of(case[2], case[3]))
    assert (found.lower, found.upper) == pytest.approx((100 * low, 100 * high), abs=1e-9)
    assert found.lower <= found.respondents.value <= found.upper


@pytest.mark.parametrize("case", CASES)
def test_standard_errors_equal_the_numeric_delta_method(case):
    found = found_for(case)
    arms = [shares_of(case[0], case[1]), shares_of(case[2], case[3])]
    for place, se in enumerate((found.lower_se, found.upper_se)):
        variance = 0.0
        for arm, n in enumerate((case[1], case[3])):
            slopes = []
            for i in range(4):
                ends = []
                for step in (1e-6, -1e-6):
                    moved = [shares.copy() for shares in arms]
                    moved[arm][i] += step
                    ends.append(bounds_of(*moved)[place])
                slopes.append((ends[0] - ends[1]) / 2e-6)
            spread = np.diag(arms[arm]) - np.outer(arms[arm], arms[arm])
            variance += slopes @ spread @ slopes / n
        assert se == pytest.approx(100 * math.sqrt(variance), rel=1e-5)


@pytest.mark.parametrize("case", CASES)
def test_swapping_the_arms_turns_everything(case):
    found, back = found_for(case), found_for((case[2], case[3], case[0], case[1]))
    assert (found.lower, found.upper) == pytest.approx((-back.upper, -back.lower))
    assert (found.lower_se, found.upper_se) == pytest.approx((back.upper_se, back.lower_se))
    assert (found.interval.low, found.interval.high) == pytest.approx(
        (-back.interval.high, -back.interval.low)
    )
    assert {found.trimmed, back.trimmed} == {"treatment", "control"}
    assert found.trimmed_share == pytest.approx(back.trimmed_share)


def test_response_first_and_which_arm_is_trimmed():
    found = found_for(CASES[0])
    assert found.response == difference_of_proportions(300, 1000, 245, 1000)
    assert found.respondents == difference_of_nps(of(150, 90, 60), of(90, 95, 60))
    assert found.trimmed == "treatment"
    assert found.trimmed_share == pytest.approx(1 - 245 / 300)
    assert "moves nobody" in found.interval.note
    assert found_for(CASES[1]).trimmed == "control"


def test_equal_rates_leave_a_point():
    found = found_for(((50, 30, 20), 400, (40, 30, 30), 400))
    assert (found.trimmed, found.trimmed_share) == (None, 0.0)
    assert found.lower == pytest.approx(found.upper)
    assert found.lower == pytest.approx(20.0)
    # the trimming that was not needed could have been: never tighter than among respondents
    assert found.interval.high - found.interval.low > found.respondents.high - found.respondents.low


@pytest.mark.parametrize("case", CASES)
def test_the_interval_holds_the_bounds_and_grows_with_the_level(case):
    wide, narrow = found_for(case, 0.99).interval, found_for(case, 0.8).interval
    found = found_for(case)
    assert wide.low < found.interval.low < narrow.low < found.lower
    assert wide.high > found.interval.high > narrow.high > found.upper


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
@pytest.mark.parametrize("width", [0.0, 0.1, 1.0, 3.0, 20.0])
def test_the_critical_value_solves_its_equation(level, width):
    c = imbens_manski_critical(level, width)
    root = optimize.brentq(
        lambda x: stats.norm.cdf(x + width) - stats.norm.cdf(-x) - level, 0, 10, xtol=1e-13
    )
    assert c == pytest.approx(root, abs=1e-10)


def test_nobody_few_and_all_alike():
    nobody = found_for(((0, 0, 0), 50, (5, 5, 5), 50))
    assert (nobody.lower, nobody.interval.low, nobody.interval.status) == (None, None, "no_data")
    assert nobody.response.p_value < 0.001
    assert "no answers in treatment" in nobody.interval.note
    few = found_for(((9, 5, 5), 50, (9, 5, 9), 50)).interval
    assert few.status == "low_n"
    assert few.low is not None
    alike = found_for(((30, 0, 0), 100, (30, 0, 0), 100)).interval
    assert (alike.status, alike.low) == ("degenerate", None)


def test_everybody_answers():
    found = found_for(((60, 20, 20), 100, (50, 20, 30), 100))
    assert found.trimmed is None
    assert found.lower_se == pytest.approx(100 * math.sqrt((0.8 - 0.16) / 100 + (0.8 - 0.04) / 100))


def test_impossible_arguments_are_refused():
    with pytest.raises(ArgumentError, match="assigned1 is 2"):
        found_for(((1, 1, 1), 2, (1, 1, 1), 5))
    with pytest.raises(ArgumentError, match="level is 0"):
        found_for(CASES[0], 0)
    with pytest.raises(ArgumentError, match="width is -1"):
        imbens_manski_critical(0.95, -1)


@pytest.mark.slow
def test_coverage_at_the_worst_case():
    # all who answer only when treated are promoters: the effect lies on the lower bound
    rng = np.random.default_rng(20261122)
    runs, n, covered = 600, 1000, 0
    for _ in range(runs):
        always, drawn, _ = rng.multinomial(n, [0.25, 0.05, 0.7])
        treated = rng.multinomial(always, [0.5, 0.3, 0.2]) + np.array([drawn, 0, 0])
        control = rng.multinomial(rng.binomial(n, 0.25), [0.5, 0.3, 0.2])
        found = respondent_bounds(of(*map(int, treated)), n, of(*map(int, control)), n)
        covered += found.interval.low <= 0 <= found.interval.high
    assert covered / runs >= 0.95 - 2 * math.sqrt(0.05 * 0.95 / runs)
