"""Pearson's correlation and Fisher's interval against scipy, and at their edges."""

from __future__ import annotations

import random

import pytest
from scipy.stats import pearsonr

from stagelift.errors import ArgumentError
from stagelift.statistics.correlation import correlation
from stagelift.statistics.pairs import PairMoments


def pair_of(xs, ys):
    sums = (sum(xs), sum(ys), sum(x * x for x in xs), sum(y * y for y in ys))
    return PairMoments.from_sums(
        len(xs), *sums, sum(x * y for x, y in zip(xs, ys, strict=True)), scale=1
    )


@pytest.mark.parametrize("seed", range(10))
def test_it_is_that_of_scipy(seed):
    rng = random.Random(seed)
    xs = [rng.randint(-50, 50) for _ in range(rng.randint(4, 60))]
    ys = [x * rng.choice([-1, 1, 2]) + rng.randint(-30, 30) for x in xs]
    ours, theirs = correlation(pair_of(xs, ys)), pearsonr(xs, ys)
    assert ours.value == pytest.approx(theirs.statistic, rel=1e-9)
    low, high = theirs.confidence_interval()
    assert (ours.low, ours.high) == pytest.approx((low, high), rel=1e-9)


def test_edges():
    assert correlation(pair_of([1, 2, 3], [1, 2, 4])).status == "low_n"
    assert correlation(pair_of([1, 1, 1, 1], [1, 2, 4, 3])).status == "degenerate"
    full = correlation(pair_of([1, 2, 3, 4, 5], [2, 4, 6, 8, 10]))
    assert full.value == pytest.approx(1.0)
    with pytest.raises(ArgumentError, match="level"):
        correlation(pair_of([1, 2, 3], [1, 2, 4]), level=1.2)
