"""Log-rank tests: statsmodels' and scipy's figures, tables of hypergeometrics by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.duration.survfunc import survdiff
from survival_samples import PLACEBO, SIX_MP, drawn, table

from stagelift.errors import ArgumentError
from stagelift.statistics.survival import (
    EventTable,
    log_rank,
    peto_hazard_ratio,
    stratified_log_rank,
)


def theirs(groups, strata=None, **more):
    """statsmodels' test of lists of (end, seen); strata are lists of such lists."""
    layers = strata or [groups]
    rows = [
        (end, seen, group, stratum)
        for stratum, layer in enumerate(layers)
        for group, spells in enumerate(layer)
        for end, seen in spells
    ]
    end, seen, group, stratum = (np.array(column) for column in zip(*rows, strict=True))
    return survdiff(end, seen, group, strata=stratum if strata else None, **more)


def spells(seed, size=40):
    return [(end, seen) for _, end, seen in drawn(seed, size=size)]


def test_the_leukaemia_trial():
    """χ² 16.79 as the textbooks print it, exits expected 19.25 and 10.75."""
    found = log_rank([table(SIX_MP), table(PLACEBO)])
    assert found.chi_square == pytest.approx(16.79, abs=5e-3)
    assert found.observed == (9.0, 21.0)
    assert found.expected == pytest.approx((19.25, 10.75), abs=5e-3)
    assert found.z == pytest.approx(-math.sqrt(found.chi_square))
    assert (found.df, found.status) == (1, "ok")


@pytest.mark.parametrize("count", [2, 3, 5])
def test_statsmodels_agrees(count):
    groups = [spells(seed) for seed in range(count)]
    chi_square, p_value = theirs(groups)
    found = log_rank([table(rows) for rows in groups])
    assert (found.chi_square, found.p_value) == pytest.approx((chi_square, p_value), rel=1e-9)
    assert found.df == count - 1
    assert sum(found.observed) == pytest.approx(sum(found.expected))


@pytest.mark.parametrize("count", [2, 3])
def test_statsmodels_agrees_on_strata(count):
    layers = [[spells(10 * layer + group) for group in range(count)] for layer in range(3)]
    chi_square, p_value = theirs(None, layers)
    found = stratified_log_rank([[table(rows) for rows in layer] for layer in layers])
    assert (found.chi_square, found.p_value) == pytest.approx((chi_square, p_value), rel=1e-9)


def test_statsmodels_agrees_on_weights():
    groups = [spells(1), spells(2)]
    found = log_rank([table(rows) for rows in groups], rho=0.7)
    assert found.chi_square == pytest.approx(
        theirs(groups, weight_type="fh", fh_p=0.7)[0], rel=1e-9
    )
    assert found.method == "fleming_harrington(0.7, 0)"


def test_scipy_agrees():
    def sample(rows):
        return stats.CensoredData([t for t, s in rows if s], right=[t for t, s in rows if not s])

    found = log_rank([table(PLACEBO), table(SIX_MP)])
    asked = stats.logrank(sample(PLACEBO), sample(SIX_MP))
    assert (found.z, found.p_value) == pytest.approx((asked.statistic, asked.pvalue), rel=1e-9)


def test_one_time_is_the_hypergeometric_table():
    """One time with ties: mean and variance of the hypergeometric distribution."""
    found = log_rank([EventTable([1], [7], [5]), EventTable([1], [2], [16])])
    law = stats.hypergeom(30, 9, 12)
    assert (found.expected[0], found.variance) == pytest.approx((law.mean(), law.var()))
    assert found.z == pytest.approx((7 - law.mean()) / law.std())


def test_late_entries_are_at_risk_only_after_they_entered():
    rows = (
        [(0, 3, 1), (0, 6, 1), (0, 7, 0), (2, 5, 1), (4, 8, 1)],
        [(0, 4, 1), (0, 9, 0), (5, 6, 1)],
    )
    found = log_rank([table(one) for one in rows])
    score = variance = 0.0
    for time in (3, 4, 5, 6, 8):
        risk = [sum(b >= time and (a < time or a == 0) for a, b, _ in one) for one in rows]
        exits = [sum(b == time and c for _, b, c in one) for one in rows]
        n, d = sum(risk), sum(exits)
        score += exits[0] - d * risk[0] / n
        variance += d * risk[0] * risk[1] * (n - d) / (n * n * (n - 1)) if n > 1 else 0
    assert found.z == pytest.approx(score / math.sqrt(variance))
    assert found.variance == pytest.approx(variance)


def test_swapping_two_groups_turns_the_sign():
    one, other = table(SIX_MP), table(PLACEBO)
    for powers in ((0, 0), (1, 0), (0, 1), (0.5, 2)):
        there = log_rank([one, other], rho=powers[0], gamma=powers[1])
        back = log_rank([other, one], rho=powers[0], gamma=powers[1])
        assert back.z == pytest.approx(-there.z, rel=1e-12)
        assert back.p_value == pytest.approx(there.p_value, rel=1e-9)


def test_the_order_of_groups_and_the_unit_of_time_change_nothing():
    groups = [table(spells(seed)) for seed in range(4)]
    found = log_rank(groups)
    assert log_rank(groups[::-1]).chi_square == pytest.approx(found.chi_square, rel=1e-9)
    minutes = [EventTable(one.times * 1440, one.events, one.censored) for one in groups]
    assert log_rank(minutes).chi_square == pytest.approx(found.chi_square, rel=1e-12)


def test_a_stratum_twice_doubles_the_score_and_its_variance():
    pair = [table(spells(1)), table(spells(2))]
    once, twice = stratified_log_rank([pair]), stratified_log_rank([pair, pair])
    assert twice.variance == pytest.approx(2 * once.variance)
    assert twice.z == pytest.approx(math.sqrt(2) * once.z)


def test_one_cause_of_several_has_its_own_test():
    both = [table(drawn(seed, causes=2), ("up", "out")) for seed in (1, 2)]
    alone = [table([(b, int(c == 2)) for _, b, c in drawn(seed, causes=2)]) for seed in (1, 2)]
    assert log_rank([one.of("out") for one in both]).z == pytest.approx(log_rank(alone).z)


def test_a_group_without_anything_to_compare_is_said():
    groups = [table(spells(1)), table(spells(2)), EventTable([], [])]
    found, two = log_rank(groups), log_rank(groups[:2])
    assert (found.df, found.note) == (1, "1 of 3 groups have nothing to compare")
    assert found.chi_square == pytest.approx(two.chi_square, rel=1e-9)


@pytest.mark.parametrize(
    "groups",
    [
        [EventTable([], []), EventTable([], [])],
        [EventTable([1], [4]), EventTable([], [])],
        [EventTable([5], [0], [4]), EventTable([5], [0], [4])],
        [EventTable([1], [1]), EventTable([1], [2])],
    ],
)
def test_nothing_to_test_is_null_with_a_reason(groups):
    found = log_rank(groups)
    assert (found.p_value, found.z, found.chi_square) == (None, None, None)
    assert found.status == "no_data"
    assert found.note.startswith("no exit happens while two groups")
    assert peto_hazard_ratio(found).status == "no_data"


def test_weights_of_a_curve_that_late_entry_breaks_are_not_used():
    groups = [table([(0, 2, 1), (3, 9, 1)]), table([(4, 8, 1), (4, 7, 1)])]
    found = log_rank(groups, rho=1)
    assert (found.p_value, found.status) == (None, "not_identifiable")
    assert found.note.startswith("the weights need the curve of all groups together: all 1 at risk")
    assert log_rank(groups).status == "ok"


def test_the_one_step_hazard_ratio():
    test = log_rank([table(PLACEBO), table(SIX_MP)])
    found = peto_hazard_ratio(test)
    gap = test.observed[0] - test.expected[0]
    assert found.value == pytest.approx(math.exp(gap / test.variance))
    assert (found.p_value, found.dual) == (test.p_value, True)
    back = peto_hazard_ratio(log_rank([table(SIX_MP), table(PLACEBO)]))
    assert (back.value * found.value, back.low * found.high) == pytest.approx((1, 1))
    for level in (0.5, 0.9, 0.95, 0.999, 0.99999):
        one = peto_hazard_ratio(test, level=level)
        assert (one.low > 1) == (test.p_value < 1 - level)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda t: log_rank([t]), r"groups is \(1,\); each stratum needs the same groups"),
        (lambda t: log_rank([]), r"groups is \(0,\)"),
        (lambda t: stratified_log_rank([]), r"groups is \(\)"),
        (lambda t: stratified_log_rank([[t, t], [t, t, t]]), r"groups is \(2, 3\)"),
        (lambda t: log_rank([t, t], rho=-1), "rho is -1; it must be ≥ 0"),
        (lambda t: log_rank([t, t], gamma=math.nan), "gamma is nan; it must be a finite number"),
        (lambda t: peto_hazard_ratio(log_rank([t, t, t])), "test is 3; it must be of two groups"),
        (lambda t: peto_hazard_ratio(log_rank([t, t], rho=1)), "it must be an unweighted"),
        (lambda t: peto_hazard_ratio(log_rank([t, t]), level=0), "level is 0"),
    ],
)
def test_arguments_that_are_not_allowed(call, message):
    with pytest.raises(ArgumentError, match=message):
        call(EventTable([1, 2], [1, 3]))


@pytest.mark.slow
def test_the_rate_of_false_positives_with_ties_and_unequal_arms():
    generator = np.random.default_rng(7)
    found = []
    for _ in range(3000):
        groups = []
        for size in (40, 120):
            ends = np.floor(generator.exponential(5, size))
            cuts = np.floor(generator.uniform(2, 15, size))
            rows = [(min(e, c), int(e <= c)) for e, c in zip(ends, cuts, strict=True)]
            groups.append(table(rows))
        found.append(log_rank(groups).p_value < 0.05)
    assert 0.042 <= np.mean(found) <= 0.058
