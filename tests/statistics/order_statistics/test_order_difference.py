"""Differences and ratios of quantiles: against a search over a grid, and properties."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.order_statistics import (
    ValueCounts,
    difference_of_medians,
    difference_of_quantiles,
    median_error,
    ratio_of_quantiles,
)
from stagelift.statistics.pairs import PairMoments

GENERATOR = np.random.default_rng(21)
SAMPLES = {
    "normal": (GENERATOR.normal(size=40), GENERATOR.normal(0.4, 2, size=55)),
    "skewed": (GENERATOR.exponential(3, 60), GENERATOR.exponential(2, 90)),
    "ties": (GENERATOR.poisson(3, 50).astype(float), GENERATOR.poisson(4, 70).astype(float)),
    "zeros": (
        np.where(GENERATOR.random(60) < 0.4, 0, GENERATOR.exponential(9, 60)),
        np.where(GENERATOR.random(60) < 0.5, 0, GENERATOR.exponential(9, 60)),
    ),
}


def tables(name):
    return tuple(ValueCounts.of(values) for values in SAMPLES[name])


def shares(values, x):
    """The units of a sample that may count as below x, at least and at most, by counting."""
    values = np.sort(values)
    below, upto = int((values < x).sum()), int((values <= x).sum())
    if upto > below:
        half = 0.5 if upto - below == 1 else 0.0
        return below + half, upto - half
    if below in {0, len(values)}:
        return below, below
    left, right = values[below - 1], values[below]
    alone = [float((values == end).sum() == 1) / 2 for end in (left, right)]
    start, end = below - alone[0], below + alone[1]
    line = start + (x - left) / (right - left) * (end - start)
    return line, line


def by_search(treated, control, p, gap, grid):
    """The least sum of squared deviations over a fine grid of common points."""
    best = math.inf
    points = np.concatenate([grid, control, treated - gap])
    for x in points:
        total = 0.0
        for values, at in ((treated, x + gap), (control, x)):
            low, high = shares(values, at)
            n = len(values)
            total += (min(max(n * p, low), high) - n * p) ** 2 / (n * p * (1 - p))
        best = min(best, total)
    return best


@pytest.mark.parametrize("name", ["normal", "ties", "zeros"])
@pytest.mark.parametrize("p", [0.5, 0.75])
def test_a_search_over_a_grid_agrees(name, p):
    treated, control = SAMPLES[name]
    grid = np.linspace(control.min() - 1, control.max() + 1, 400)
    found = difference_of_quantiles(*tables(name), p)
    best = by_search(treated, control, p, found.value, grid)
    none = by_search(treated, control, p, 0.0, grid)
    assert stats.norm.isf(found.p_value / 2) ** 2 == pytest.approx(none - best, abs=0.03)
    for end, outwards in ((found.low, -0.1), (found.high, 0.1)):
        assert by_search(treated, control, p, end, grid) - best <= 3.8415 + 0.03
        assert by_search(treated, control, p, end + outwards, grid) - best > 3.8415 - 1e-6


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("p", [0.25, 0.5, 0.8])
def test_swapping_turning_shifting_and_scaling(name, p):
    one, other = tables(name)
    found, back = difference_of_quantiles(one, other, p), difference_of_quantiles(other, one, p)
    ends = (found.value, found.low, found.high)
    assert (-back.value, -back.high, -back.low) == pytest.approx(ends, rel=1e-9, abs=1e-9)
    assert back.p_value == pytest.approx(found.p_value, abs=1e-12)
    turned = (ValueCounts(-t.values[::-1], t.counts[::-1]) for t in (other, one))
    mirrored = difference_of_quantiles(*turned, 1 - p)
    assert (mirrored.low, mirrored.high) == pytest.approx((found.low, found.high), abs=1e-9)
    moved = ValueCounts(4 * one.values + 7, one.counts), ValueCounts(4 * other.values, other.counts)
    scaled = difference_of_quantiles(*moved, p)
    expected = [4 * end + 7 for end in ends]
    assert (scaled.value, scaled.low, scaled.high) == pytest.approx(expected, rel=1e-9, abs=1e-8)
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("compare", [difference_of_quantiles, difference_of_medians])
def test_interval_and_p_value_agree_at_every_level(name, compare):
    one, other = tables(name)
    for shift in (-1.0, 0.0, 0.5, 2.0):
        moved = ValueCounts(one.values + shift, one.counts)
        for level in (0.05, 0.5, 0.9, 0.99):
            found = compare(moved, other, level=level)
            if found.low is None or found.high is None:
                assert found.status != "ok" or found.note
                continue
            assert found.dual
            assert (found.p_value < 1 - level) == (not found.low <= 0 <= found.high)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("p", [0.3, 0.5])
def test_wider_levels_hold_narrower_ones(seed, p):
    generator = np.random.default_rng(seed)
    one, other = (ValueCounts.of(np.round(generator.normal(size=25), 1)) for _ in range(2))
    last = None
    for level in (0.5, 0.8, 0.95, 0.99):
        found = difference_of_quantiles(one, other, p, level=level)
        low = -math.inf if found.low is None else found.low
        high = math.inf if found.high is None else found.high
        assert low <= found.value <= high
        if last:
            assert low <= last[0]
            assert last[1] <= high
        last = low, high


def test_against_a_known_quantile_it_is_the_interval_of_one():
    """A control that is known as good as exactly leaves the interval of the treatment alone."""
    values = np.random.default_rng(5).normal(10, 1, 200)
    known = ValueCounts([3.0], [10**9])
    found = difference_of_quantiles(ValueCounts.of(values), known)
    ranks = np.sort(values)
    reach = stats.norm.ppf(0.975) * math.sqrt(50)

    def at(rank):  # a line between ranks, half of a unit below its own value
        whole = math.floor(rank + 0.5)
        return ranks[whole - 1] + (rank + 0.5 - whole) * (ranks[whole] - ranks[whole - 1])

    assert found.low + 3 == pytest.approx(at(100 - reach), abs=1e-6)
    assert found.high + 3 == pytest.approx(at(100 + reach), abs=1e-6)


def test_what_the_ranks_do_not_bound_is_null():
    small = ValueCounts(range(50), [1] * 50)
    found = difference_of_quantiles(small, ValueCounts(range(900), [1] * 900), 0.9, level=0.999)
    assert (found.high, found.note) == (None, "the ranks do not bound it: no upper limit")
    back = difference_of_quantiles(ValueCounts(range(900), [1] * 900), small, 0.9, level=0.999)
    assert (back.low, back.note) == (None, "the ranks do not bound it: no lower limit")
    few = difference_of_quantiles(small, ValueCounts(range(8), [1] * 8))
    assert (few.value, few.low, few.p_value, few.status) == (21.0, None, None, "low_n")
    assert few.note.startswith("4 units expected beyond the quantile in the smaller arm")


def test_a_search_without_all_differences_finds_the_same(monkeypatch):
    pair = tables("normal")
    found = difference_of_quantiles(*pair)
    monkeypatch.setattr("stagelift.statistics.order_statistics.ranks.MANY", 1)
    plain = difference_of_quantiles(*pair)
    assert (plain.low, plain.high) == pytest.approx((found.low, found.high), abs=1e-9)


def test_empty_arms_and_arms_of_one_value():
    none, some = ValueCounts([], []), ValueCounts([2, 5], [30, 40])
    assert difference_of_quantiles(none, some).note == "no units in treatment"
    assert difference_of_quantiles(some, none).note == "no units in control"
    assert difference_of_medians(none, none).note == "no units in either arm"
    alike = difference_of_quantiles(ValueCounts([3], [50]), ValueCounts([1], [50]))
    assert (alike.value, alike.low, alike.high) == (2.0, 2.0, 2.0)
    assert alike.p_value < 1e-6
    same = difference_of_quantiles(ValueCounts([3], [50]), ValueCounts([3], [50]))
    assert (same.value, same.p_value) == (0.0, 1.0)


def test_the_ratio_is_that_of_the_logarithms():
    one, other = tables("skewed")
    found = ratio_of_quantiles(one, other, 0.75)
    logs = [ValueCounts(np.log(table.values), table.counts) for table in (one, other)]
    expected = difference_of_quantiles(*logs, 0.75)
    assert (found.low, found.high) == pytest.approx(
        (math.exp(expected.low), math.exp(expected.high))
    )
    assert found.value == pytest.approx(one.quantile(0.75) / other.quantile(0.75))
    assert found.p_value == expected.p_value
    with pytest.raises(ArgumentError, match=r"smallest value of table0 is 0.0; it must be > 0"):
        ratio_of_quantiles(one, ValueCounts([0, 1], [5, 5]))
    assert ratio_of_quantiles(ValueCounts([], []), one).status == "no_data"
    assert ratio_of_quantiles(ValueCounts([1], [2]), one).status == "low_n"


def test_clusters_of_one_change_next_to_nothing_and_larger_ones_widen():
    one, other = tables("normal")

    def clusters(table, size):
        below = (table.values <= table.quantile(0.5)).astype(float)
        share = below.mean()
        squares = float(((below - share) ** 2).sum())
        n = table.values.size
        return PairMoments(n, size * share, float(size), size**2 * squares, 0.0, 0.0)

    plain = difference_of_quantiles(one, other)
    alone = difference_of_quantiles(one, other, clusters=(clusters(one, 1), clusters(other, 1)))
    assert (alone.low, alone.high) == pytest.approx((plain.low, plain.high), abs=0.1)
    assert alone.method == "clustered"
    many = [ValueCounts(table.values, table.counts * 6) for table in (one, other)]
    wide = difference_of_quantiles(*many, clusters=(clusters(one, 6), clusters(other, 6)))
    assert (wide.low, wide.high) == pytest.approx((plain.low, plain.high), abs=0.15)
    broken = PairMoments(1, 20.0, 40.0, 0.0, 0.0, 0.0)
    none = difference_of_quantiles(one, other, clusters=(broken, clusters(other, 1)))
    assert (none.low, none.status) == (None, "low_n")
    assert none.note.startswith("treatment: ")


@pytest.mark.parametrize("n", [2, 5, 16, 41, 400])
def test_the_error_of_a_median_by_hand(n):
    values = np.sort(np.random.default_rng(n).exponential(size=n))
    rank = max(round((n + 1) / 2 - math.sqrt(n)), 1)
    critical = stats.norm.isf(stats.binom.cdf(rank - 1, n, 0.5))
    expected = (values[n - rank] - values[rank - 1]) / (2 * critical)
    assert median_error(ValueCounts.of(values)) == pytest.approx(expected, rel=1e-9)


def test_medians_are_compared_by_their_errors():
    one, other = tables("normal")
    found = difference_of_medians(one, other)
    se = math.hypot(median_error(one), median_error(other))
    assert found.value == pytest.approx(
        np.median(SAMPLES["normal"][0]) - np.median(SAMPLES["normal"][1])
    )
    assert found.se == pytest.approx(se)
    assert found.high - found.low == pytest.approx(2 * stats.norm.ppf(0.975) * se)
    assert found.p_value == pytest.approx(2 * stats.norm.sf(abs(found.value) / se))
    single = difference_of_medians(ValueCounts([1], [1]), other)
    assert (single.se, single.status) == (None, "low_n")
    assert median_error(ValueCounts([1], [1])) is None
    tied = difference_of_medians(ValueCounts([1], [9]), ValueCounts([2], [9]))
    assert (tied.value, tied.se, tied.p_value, tied.status) == (-1.0, 0.0, None, "degenerate")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda t: difference_of_quantiles(t, t, 1.5), "p is 1.5"),
        (lambda t: difference_of_quantiles(t, t, level=0), "level is 0"),
        (lambda t: difference_of_medians(t, t, level=math.nan), "level is nan"),
    ],
)
def test_arguments_that_are_not_allowed(call, message):
    with pytest.raises(ArgumentError, match=message):
        call(ValueCounts(range(30), [1] * 30))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "p", "sizes", "least", "most"),
    [
        ("normal", 0.5, (100, 100), 0.925, 0.98),
        ("skewed", 0.5, (40, 200), 0.925, 0.99),
        ("skewed", 0.9, (150, 150), 0.925, 0.99),
        ("counts", 0.5, (80, 80), 0.94, 1.0),
        ("counts", 0.75, (60, 300), 0.94, 1.0),
    ],
)
def test_the_difference_covers(name, p, sizes, least, most):
    generator = np.random.default_rng(13)

    def draw(size, scale):
        if name == "normal":
            return 1.5 * (scale - 1) + scale * generator.normal(size=size)
        if name == "skewed":
            return scale * np.exp(generator.normal(size=size))
        return generator.poisson(3.3 * scale, size)

    quantiles = {
        "normal": lambda s: 1.5 * (s - 1) + s * stats.norm.ppf(p),
        "skewed": lambda s: s * math.exp(stats.norm.ppf(p)),
        "counts": lambda s: stats.poisson.ppf(p, 3.3 * s),
    }
    truth = quantiles[name](2.0) - quantiles[name](1.0)
    covered = []
    for _ in range(250):
        arms = [
            ValueCounts.of(draw(size, scale)) for size, scale in zip(sizes, (2.0, 1.0), strict=True)
        ]
        found = difference_of_quantiles(*arms, p)
        low = -math.inf if found.low is None else found.low
        high = math.inf if found.high is None else found.high
        covered.append(low <= truth <= high)
    assert least <= np.mean(covered) <= most
