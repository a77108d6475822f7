"""One quantile: scipy's exact interval, its binomial coverage, interpolation and clusters."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.order_statistics import ValueCounts, clustered_quantile, quantile
from stagelift.statistics.order_statistics.quantile import share_error
from stagelift.statistics.pairs import PairMoments


def pairs(x, y):
    x, y = np.asarray(x, float), np.asarray(y, float)
    a, b = x - x.mean(), y - y.mean()
    moments = float(a @ a), float(b @ b), float(a @ b)
    return PairMoments(x.size, float(x.mean()), float(y.mean()), *moments)


def ladder(n):
    return ValueCounts(range(1, n + 1), [1] * n)


@pytest.mark.parametrize("n", [6, 9, 20, 57, 400])
@pytest.mark.parametrize("p", [0.1, 0.25, 0.5, 0.9])
@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_scipy_agrees_on_the_exact_interval(n, p, level):
    values = np.round(np.random.default_rng(n).gamma(2, 3, n), 1)  # with ties
    theirs = stats.quantile_test(values, q=0, p=p).confidence_interval(level)
    found = quantile(ValueCounts.of(values), p, level=level)
    ours = [math.nan if end is None else end for end in (found.low, found.high)]
    assert ours == pytest.approx([theirs.low, theirs.high], nan_ok=True)
    assert (found.note == "") == (None not in (found.low, found.high))


@pytest.mark.parametrize("n", [8, 25, 100, 1000])
@pytest.mark.parametrize("p", [0.2, 0.5, 0.75])
def test_the_exact_interval_is_the_shortest_that_covers(n, p):
    """By the binomial: each side errs by at most half, and one rank less would err by more."""
    found = quantile(ladder(n), p)
    low = 0 if found.low is None else int(found.low)
    high = n + 1 if found.high is None else int(found.high)
    law = stats.binom(n, p)
    assert law.cdf(low - 1) <= 0.025 < law.cdf(low)
    assert law.sf(high - 1) <= 0.025 < law.sf(high - 2)


@pytest.mark.parametrize("n", [10, 11, 40])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_the_interpolated_median_is_that_of_hettmansperger_and_sheather(n, level):
    law = stats.binom(n, 0.5)
    rank = max(k for k in range(1, n // 2 + 1) if 1 - 2 * law.cdf(k - 1) >= level)
    wide, narrow = 1 - 2 * law.cdf(rank - 1), 1 - 2 * law.cdf(rank)
    part = (wide - level) / (wide - narrow)
    weight = (n - rank) * part / (rank + (n - 2 * rank) * part)
    values = np.sort(np.random.default_rng(n).normal(size=n))
    found = quantile(ValueCounts.of(values), level=level, method="interpolated")
    expected = (1 - weight) * values[rank - 1] + weight * values[rank]
    mirrored = (1 - weight) * values[n - rank] + weight * values[n - rank - 1]
    assert (found.low, found.high) == pytest.approx((expected, mirrored), rel=1e-9)


@pytest.mark.parametrize("method", ["exact", "interpolated"])
@pytest.mark.parametrize("p", [0.1, 0.5, 0.8])
def test_turning_signs_turns_the_interval_and_scale_scales_it(method, p):
    values = np.random.default_rng(4).exponential(size=80)
    found = quantile(ValueCounts.of(values), p, method=method)
    turned = quantile(ValueCounts.of(-3 * values), 1 - p, method=method)
    assert (turned.value, turned.low, turned.high) == pytest.approx(
        (-3 * found.value, -3 * found.high, -3 * found.low)
    )
    assert found.low < found.value < found.high
    wide = quantile(ValueCounts.of(values), p, method=method, level=0.99)
    assert wide.low < found.low
    assert found.high < wide.high


def test_interpolation_only_narrows():
    for n in (12, 33, 250):
        exact, inner = (quantile(ladder(n), 0.3, method=m) for m in ("exact", "interpolated"))
        assert exact.low <= inner.low < exact.low + 1
        assert exact.high - 1 < inner.high <= exact.high


def test_ranks_of_many_units_are_near_the_normal_ones():
    """Ten thousand million units: a binomial in 32 bits would break."""
    table = ValueCounts(range(100_000, 150_000), [200_000] * 50_000)
    found = quantile(table, 0.999)
    reach = stats.norm.ppf(0.975) * math.sqrt(1e10 * 0.999 * 0.001) / 200_000
    assert found.value == pytest.approx(149_949.5, abs=0.5)
    assert found.low == pytest.approx(149_949.5 - reach, abs=1.0)
    assert found.high == pytest.approx(149_949.5 + reach, abs=1.0)


def test_too_few_units_bound_nothing():
    five = quantile(ladder(5))
    assert (five.value, five.low, five.high, five.status) == (3.0, None, None, "ok")
    assert five.note == "too few of 5 units to bound it: no lower and upper limit"
    top = quantile(ladder(20), 0.9)
    assert (top.low, top.high) == (15.0, None)
    assert top.note.endswith("no upper limit")
    assert quantile(ladder(1)).value == 1.0
    none = quantile(ValueCounts([], []))
    assert (none.value, none.status, none.note) == (None, "no_data", "no units")
    beyond = quantile(ladder(2), 0.99, method="interpolated")
    assert (beyond.low, beyond.high) == (2.0, None)


def test_ties_all_alike_are_their_value():
    found = quantile(ValueCounts([7], [40]))
    assert (found.value, found.low, found.high) == (7.0, 7.0, 7.0)


def test_clusters_of_one_are_woodruffs_interval():
    n, p = 900, 0.3
    values = np.sort(np.random.default_rng(2).normal(size=n))
    table = ValueCounts.of(values)
    below = (values <= table.quantile(p)).astype(float)
    found = clustered_quantile(table, pairs(below, np.ones(n)), p)
    reach = stats.t.ppf(0.975, n - 1) * math.sqrt(
        n * below.mean() * (1 - below.mean()) * n / (n - 1)
    )
    first, last = math.ceil(n * p - reach), math.floor(n * p + reach) + 1
    assert (found.low, found.high) == (values[first - 1], values[last - 1])


def test_clusters_that_go_together_widen_the_interval():
    values = np.random.default_rng(3).normal(size=300)
    alone = ValueCounts.of(values)
    below = (values <= alone.quantile(0.5)).astype(float)
    tenfold = ValueCounts(alone.values, alone.counts * 10)
    wide = clustered_quantile(tenfold, pairs(10 * below, np.full(300, 10.0)))
    same = clustered_quantile(alone, pairs(below, np.ones(300)))
    # at most a rank apart: ten values in a row are one here
    assert wide.low == pytest.approx(same.low, abs=0.05)
    assert wide.high == pytest.approx(same.high, abs=0.05)
    assert quantile(tenfold).high - quantile(tenfold).low < 0.5 * (wide.high - wide.low)


def test_clusters_that_do_not_fit_the_table_are_refused():
    with pytest.raises(ArgumentError, match=r"values in clusters is 10.0; the table has 12"):
        share_error(ladder(12), pairs([1, 0, 0, 1, 0], [2] * 5), 0.5)
    with pytest.raises(ArgumentError, match=r"at or below the quantile is 2.0; the table has 6"):
        clustered_quantile(ladder(12), pairs([1, 0, 0, 1, 0, 0], [2] * 6))


def test_clusters_that_tell_no_error_give_no_interval():
    even = clustered_quantile(ladder(12), pairs([1] * 6, [2] * 6))
    assert (even.value, even.low, even.status) == (6.5, None, "degenerate")
    one = clustered_quantile(ladder(12), pairs([6], [12]))
    assert (one.low, one.status) == (None, "low_n")
    assert clustered_quantile(ValueCounts([], []), pairs([1], [1])).status == "no_data"
    spread = clustered_quantile(ladder(24), pairs([4] * 3 + [0] * 3, [4] * 6))
    assert spread.note == "the clusters vary too much to bound it: no lower and upper limit"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda t: quantile(t, 0), "p is 0"),
        (lambda t: quantile(t, level=1), "level is 1"),
        (lambda t: quantile(t, method="exacct"), "method is 'exacct'.*Did you mean 'exact'"),
        (lambda t: clustered_quantile(t, pairs([1], [1]), 2), "p is 2"),
    ],
)
def test_arguments_that_are_not_allowed(call, message):
    with pytest.raises(ArgumentError, match=message):
        call(ladder(10))


@pytest.mark.slow
def test_interpolated_and_clustered_intervals_cover():
    generator = np.random.default_rng(8)
    skewed, grouped = [], []
    for _ in range(2000):
        found = quantile(
            ValueCounts.of(generator.exponential(size=45)), 0.25, method="interpolated"
        )
        skewed.append(found.low <= -math.log(0.75) <= found.high)
    for _ in range(600):
        level = np.repeat(generator.normal(size=150), 4)
        values = level + generator.normal(size=600)
        table = ValueCounts.of(values)
        below = (values <= table.quantile(0.8)).reshape(150, 4).sum(axis=1)
        found = clustered_quantile(table, pairs(below, np.full(150, 4.0)), 0.8)
        grouped.append(found.low <= math.sqrt(2) * stats.norm.ppf(0.8) <= found.high)
    assert 0.94 <= np.mean(skewed) <= 0.965
    assert 0.93 <= np.mean(grouped) <= 0.975


@pytest.mark.slow
@pytest.mark.parametrize("mean", [0.7, 3.3, 40.0])
def test_the_exact_interval_covers_for_counts(mean):
    """Ties: 95 % or more at every quantile of a Poisson."""
    generator = np.random.default_rng(1)
    for p in (0.25, 0.5, 0.9):
        truth, covered = stats.poisson.ppf(p, mean), []
        for _ in range(800):
            found = quantile(ValueCounts.of(generator.poisson(mean, 60)), p)
            high = math.inf if found.high is None else found.high
            covered.append(found.low <= truth <= high)
        assert np.mean(covered) >= 0.94
