"""The bootstrap over groups of customers, against a bootstrap of the customers themselves."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.decomposition import rate_and_mix
from stagelift.statistics.group_bootstrap import GroupBootstrap, GroupSums, group_weights


def ratio(totals):
    return totals[:, :, 0] / totals[:, :, 1]


def orders(seed: int, customers: int = 4_000):
    """Customers of one to many orders, some returned: returns cling to the customer."""
    rng = np.random.default_rng(seed)
    n = 1 + rng.poisson(2.0, customers)
    k = rng.binomial(n, rng.beta(1.0, 4.0, customers))
    return k, n


def grouped(k, n, groups: int = 1_000) -> GroupSums:
    places = np.random.default_rng(5).integers(0, groups, k.size)
    rows = zip(
        places.tolist(), ["all"] * k.size, zip(k.tolist(), n.tolist(), strict=True), strict=True
    )
    return GroupSums.of(rows, ["all"], groups=groups)


def test_the_error_is_that_of_drawing_customers():
    k, n = orders(1)
    found = GroupBootstrap(grouped(k, n), ratio).inference(0)
    rng = np.random.default_rng(2)
    draws = rng.integers(0, k.size, (2_000, k.size))
    drawn = k[draws].sum(axis=1) / n[draws].sum(axis=1)
    residual = k - n * k.sum() / n.sum()
    delta = math.sqrt(np.sum(residual**2)) / n.sum()  # the linearised error of a ratio
    assert found.value == k.sum() / n.sum()
    assert found.se == pytest.approx(drawn.std(), rel=0.06)
    assert found.se == pytest.approx(delta, rel=0.06)
    assert found.low == pytest.approx(np.quantile(drawn, 0.025), abs=0.25 * delta)
    assert found.high == pytest.approx(np.quantile(drawn, 0.975), abs=0.25 * delta)
    # as if orders were independent the error would be too small
    assert found.se > 1.1 * math.sqrt(found.value * (1 - found.value) / n.sum())


def test_each_customer_alone_is_the_plain_bootstrap():
    values = np.random.default_rng(3).exponential(1.0, 60)
    rows = [(place, "all", (float(value), 1.0)) for place, value in enumerate(values)]
    sums = GroupSums.of(rows, ["all"], groups=60)

    def mean(totals):
        return totals[:, :, 0] / totals[:, :, 1]

    boot = GroupBootstrap(sums, mean, draws=4_000)
    for name, ours in (("percentile", "percentile"), ("BCa", "bca")):
        theirs = stats.bootstrap(
            (values,), np.mean, n_resamples=4_000, method=name, rng=np.random.default_rng(9)
        )
        found = boot.inference(0, interval=ours)
        ends = theirs.confidence_interval
        assert (found.low, found.high) == pytest.approx((ends.low, ends.high), abs=0.03)
        assert found.se == pytest.approx(theirs.standard_error, rel=0.04)
    plain, skewed = boot.inference(0), boot.inference(0, interval="bca")
    assert skewed.low > plain.low
    assert skewed.high > plain.high


def test_several_rows_of_a_group_add_up_and_others_are_passed_over():
    sums = GroupSums.of([(0, "a", (1, 2)), (0, "a", (3, 4)), (1, "b", (9, 9))], ["a"], groups=2)
    assert sums.totals.tolist() == [[4.0, 6.0]]
    assert sums.filled == 1


def test_the_same_data_give_the_same_interval():
    k, n = orders(4)
    one, two = (GroupBootstrap(grouped(k, n), ratio).inference(0) for _ in "ab")
    assert one == two


def test_weights_are_those_of_drawing_with_replacement():
    weights = group_weights(50, 4_000, 1)
    assert (weights.sum(axis=1) == 50).all()
    assert weights.mean() == 1.0
    assert weights.var() == pytest.approx(1 - 1 / 50, rel=0.03)
    with pytest.raises(ValueError, match="read-only"):
        weights[0, 0] = 2


def test_what_is_not_defined_has_a_reason():
    empty = GroupSums.of([], ["a"])
    blank = GroupBootstrap(empty, lambda t: t[:, :, 0] / t[:, :, 0]).inference(0)
    assert (blank.value, blank.status) == (None, "no_data")
    two = GroupSums.of([(0, "a", (1, 1)), (1, "a", (0, 1))], ["a"])
    rare = GroupBootstrap(two, ratio).inference(0)
    assert (rare.value, rare.low, rare.status) == (0.5, None, "not_identifiable")
    few = GroupSums.of([(g, "a", (g % 2, 1)) for g in range(20)], ["a"])
    assert GroupBootstrap(few, ratio).inference(0).status == "low_n"
    same = GroupSums.of([(g, "a", (1, 1)) for g in range(1000)], ["a"])
    assert GroupBootstrap(same, ratio).inference(0).status == "degenerate"


def test_wrong_arguments_are_named():
    with pytest.raises(ArgumentError, match="group == 7, must be 0 to 4"):
        GroupSums.of([(7, "a", (1, 1))], ["a"], groups=5)
    with pytest.raises(ArgumentError, match="draws is 0"):
        group_weights(5, 0)
    boot = GroupBootstrap(grouped(*orders(1)), ratio)
    with pytest.raises(ArgumentError, match="level"):
        boot.inference(0, level=1.0)
    with pytest.raises(ArgumentError, match="Did you mean 'bca'"):
        boot.inference(0, interval="bcaa")


def test_the_largest_is_counted_over_draws():
    rows = [
        (g, cell, (value, 1.0)) for g in range(1000) for cell, value in (("a", 3.0), ("b", 1.0))
    ]
    boot = GroupBootstrap(GroupSums.of(rows, ["a", "b"]), ratio)
    assert boot.first([0, 1]) == (1.0, 0.0)
    alike = [(g, cell, (1.0, 1.0)) for g in range(1000) for cell in "ab"]
    assert GroupBootstrap(GroupSums.of(alike, ["a", "b"]), ratio).first([0, 1]) == (0.5, 0.5)
    assert boot.first([]) == ()


@pytest.mark.slow
@pytest.mark.parametrize("interval", ["percentile", "bca"])
def test_intervals_hold_the_truth_as_often_as_they_say(interval):
    held, times = 0, 500
    truth = 0.2  # the mean of a beta(1, 4), which the number of orders does not depend on
    for seed in range(times):
        k, n = orders(100 + seed, 3_000)
        found = GroupBootstrap(grouped(k, n), ratio, draws=1_000).inference(0, interval=interval)
        held += found.low <= truth <= found.high
    # two standard errors of 500 simulated intervals are 0.0195
    assert held / times == pytest.approx(0.95, abs=0.025)


def two_periods(seed: int, customers: int = 2_500):
    """Customers of two channels in two periods: the worse one grows, both get better."""
    rng = np.random.default_rng(seed)
    liking = rng.normal(0.0, 0.6, customers)  # what a customer keeps from one period to the next
    rows = []
    for period, share, level in (("before", 0.3, -1.2), ("now", 0.6, -0.9)):
        there = rng.random(customers) < 0.7
        ad = rng.random(customers) < share
        chance = 1 / (1 + np.exp(-(level - 1.0 * ad + liking)))
        done = rng.random(customers) < chance
        for number in np.flatnonzero(there):
            cell = f"{period} {'ad' if ad[number] else 'friend'}"
            rows.append((int(number % 1_000), cell, (float(done[number]), 1.0)))
    return rows


CELLS = ("before ad", "before friend", "now ad", "now friend")


def parts(totals):
    taken = rate_and_mix((totals[:, :2, 0], totals[:, :2, 1]), (totals[:, 2:, 0], totals[:, 2:, 1]))
    return np.stack([taken.rate.sum(axis=1), taken.mix.sum(axis=1)], axis=1)


@pytest.mark.slow
def test_intervals_of_rate_and_mix_hold_the_truth_as_often_as_they_say():
    liking = np.random.default_rng(0).normal(0.0, 0.6, 400_000)
    shares = {"before": 0.3, "now": 0.6}
    levels = {"before": -1.2, "now": -0.9}
    tops, bottoms = {}, {}
    for cell in CELLS:
        period, channel = cell.split()
        ad = channel == "ad"
        weight = shares[period] if ad else 1 - shares[period]
        chance = (1 / (1 + np.exp(-(levels[period] - ad + liking)))).mean()
        tops[cell], bottoms[cell] = weight * chance, weight
    sums = np.array([[tops[cell], bottoms[cell]] for cell in CELLS])
    truth = parts(sums[None])[0]
    held, times = np.zeros(2), 250
    for seed in range(times):
        boot = GroupBootstrap(GroupSums.of(two_periods(seed), CELLS), parts, draws=600)
        for place in (0, 1):
            found = boot.inference(place)
            held[place] += found.low <= truth[place] <= found.high
    # two standard errors of 250 simulated intervals are 0.028
    assert held / times == pytest.approx([0.95, 0.95], abs=0.035)
