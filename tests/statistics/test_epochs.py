"""One arm over several splits, against post-stratification and against units one by one."""

from __future__ import annotations

import random

import pytest

from stagelift.errors import ArgumentError
from stagelift.statistics.adjustment import post_stratified_effect
from stagelift.statistics.epochs import weighed
from stagelift.statistics.means import difference_of_means, welch_df
from stagelift.statistics.moments import Moments


def arms(seed):
    draw = random.Random(seed)
    return [
        [
            Moments.from_values([draw.gauss(k, 1 + k) for _ in range(draw.randint(40, 90))])
            for k in range(3)
        ]
        for _ in range(2)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_the_difference_is_that_of_post_stratification_with_given_shares(seed):
    one, zero = arms(seed)
    sizes = [a.n + b.n for a, b in zip(one, zero, strict=True)]
    weights = [size / sum(sizes) for size in sizes]
    found = difference_of_means(weighed(one, weights), weighed(zero, weights), level=0.95)
    other = post_stratified_effect(one, zero, shares=weights)
    assert found.value == pytest.approx(other.value, rel=1e-12)
    assert found.se == pytest.approx(other.se, rel=1e-12)


def test_the_skewness_of_the_mean_is_that_of_many_draws():
    """Third cumulant of Σ w·mean = Σ w³·κ₃/n²."""
    parts = [Moments.from_counts(50, 5), Moments.from_counts(20, 10)]
    found = weighed(parts, (0.7, 0.3))
    third = sum(w**3 * (m.m3 / m.n) / m.n**2 for w, m in zip((0.7, 0.3), parts, strict=True))
    assert found.m3 / found.n / found.n**2 == pytest.approx(third, rel=1e-12)


def test_pooling_would_take_the_weeks_for_the_variant():
    early, late = Moments.from_counts(1000, 100), Moments.from_counts(1000, 500)
    some, many = Moments.from_counts(100, 50), Moments.from_counts(9000, 4500)
    one = weighed((early, many), (0.2, 0.8))
    zero = weighed((Moments.from_counts(1000, 100), some), (0.2, 0.8))
    assert one.mean == pytest.approx(zero.mean)
    assert (early + many).mean - (early + some).mean > 0.3
    assert late.mean == 0.5


def test_one_epoch_is_itself_and_other_weights_are_refused():
    only = Moments.from_counts(10, 3)
    assert weighed((only,), (1.0,)) is only
    for weights in ((0.5,), (0.5, 0.4), ()):
        with pytest.raises(ArgumentError):
            weighed((only, only), weights)
    with pytest.raises(ArgumentError, match="each needs two units"):
        weighed((only, Moments.from_counts(1, 0)), (0.5, 0.5))


def test_the_degrees_of_freedom_are_satterthwaites_over_epoch_and_arm():
    """Not Welch's from all units: five units may carry nearly all of the variance."""
    sizes, weights = (((500, 980), (500, 5)), (0.5, 0.5))
    one, zero = (
        [Moments(n, 0.0, spread * (n - 1), 0.0) for n, spread in zip(arm, (1.0, 4.0), strict=True)]
        for arm in sizes
    )
    found = welch_df(weighed(one, weights), weighed(zero, weights))
    parts = [(m.variance / m.n / 4, m.n) for m in (*one, *zero)]
    other = sum(v for v, _ in parts) ** 2 / sum(v * v / (n - 1) for v, n in parts)
    assert found == pytest.approx(other, rel=0.05)
    assert found < 5
