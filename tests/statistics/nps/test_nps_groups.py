"""The same score in several groups."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.oneway import anova_generic

from stagelift.errors import ArgumentError
from stagelift.statistics.moments import ScoreCounts
from stagelift.statistics.nps import difference_of_nps
from stagelift.statistics.nps.groups import same_nps


def of(promoters: int, passives: int, detractors: int) -> ScoreCounts:
    return ScoreCounts((detractors, 0, 0, 0, 0, 0, 0, passives, 0, 0, promoters))


GROUPS = [of(50, 30, 20), of(60, 30, 10), of(35, 30, 35), of(9, 1, 0)]


def adjusted(scores):
    n = scores.n + 1.5
    net = (scores.promoters - scores.detractors) / n
    return net, (scores.promoters + scores.detractors + 0.75) / n - net**2, n


def test_chi2_of_two_groups_is_the_difference_squared():
    found = same_nps(GROUPS[:2], method="chi2")
    pair = difference_of_nps(*GROUPS[:2])
    assert found.p_value == pytest.approx(pair.p_value, rel=1e-9)
    assert found.df == 1


def test_welch_equals_statsmodels_on_the_adjusted_moments():
    nets, spreads, sizes = np.array([adjusted(scores) for scores in GROUPS]).T
    theirs = anova_generic(nets, spreads, sizes, use_var="unequal", welch_correction=True)
    found = same_nps(GROUPS)
    assert found.statistic == pytest.approx(theirs.statistic, rel=1e-9)
    assert found.df_within == pytest.approx(theirs.df_denom, rel=1e-9)
    assert found.p_value == pytest.approx(theirs.pvalue, rel=1e-9)


def test_chi2_equals_weighted_least_squares_by_numpy():
    nets, spreads, sizes = np.array([adjusted(scores) for scores in GROUPS]).T
    weights = sizes / spreads
    chi2 = weights @ (nets - np.average(nets, weights=weights)) ** 2
    found = same_nps(GROUPS, method="chi2")
    assert found.statistic == pytest.approx(chi2, rel=1e-12)
    assert found.p_value == pytest.approx(stats.chi2.sf(chi2, 3), rel=1e-9)


@pytest.mark.parametrize("method", ["welch", "chi2"])
def test_order_changes_nothing_and_silent_groups_are_named(method):
    found = same_nps(GROUPS, method=method)
    assert same_nps(GROUPS[::-1], method=method).p_value == pytest.approx(found.p_value)
    some = same_nps([GROUPS[0], of(0, 0, 0), *GROUPS[1:]], method=method)
    assert some.p_value == found.p_value
    assert some.note == "no answers in groups 1"


@pytest.mark.parametrize("method", ["welch", "chi2"])
def test_equal_groups_have_p_one(method):
    found = same_nps([of(3, 4, 2)] * 3, method=method)
    assert found.p_value == pytest.approx(1.0)


def test_groups_of_one_kind_only_are_still_tested():
    found = same_nps([of(30, 0, 0), of(0, 0, 30), of(0, 30, 0)])
    assert found.p_value < 1e-9


def test_fewer_than_two_groups_that_answered():
    found = same_nps([of(1, 2, 3), of(0, 0, 0)])
    assert (found.statistic, found.p_value, found.status) == (None, None, "no_data")


def test_impossible_arguments_are_refused():
    with pytest.raises(ArgumentError, match="groups is 1"):
        same_nps(GROUPS[:1])
    with pytest.raises(ArgumentError, match="method is 'anova'"):
        same_nps(GROUPS, method="anova")


@pytest.mark.slow
@pytest.mark.parametrize("rates", [(0.3, 0.4, 0.3), (0.1, 0.2, 0.7)])
def test_the_default_errs_at_most_at_its_level(rates):
    rng = np.random.default_rng(20261122)
    runs = 2000
    wrong = sum(
        same_nps([of(*map(int, row)) for row in rng.multinomial(20, rates, 5)]).p_value < 0.05
        for _ in range(runs)
    )
    assert wrong / runs <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / runs)
