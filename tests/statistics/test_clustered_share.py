"""Shares of clustered events: the effective number of events, again in plain Python."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.clustered import clustered_share, design_effect
from stagelift.statistics.pairs import PairMoments

units = st.lists(
    st.integers(1, 6).flatmap(lambda y: st.tuples(st.integers(0, y), st.just(y))),
    min_size=2,
    max_size=30,
)


def pair_of(rows):
    xs, ys = zip(*rows, strict=True)
    sums = (sum(xs), sum(ys), sum(x * x for x in xs), sum(y * y for y in ys))
    return PairMoments.from_sums(len(rows), *sums, sum(x * y for x, y in rows), scale=1)


def again(rows, level=0.95):
    """Wilson's interval with the effective number of events, from the units themselves."""
    n, xs, ys = len(rows), [x for x, _ in rows], [y for _, y in rows]
    share = sum(xs) / sum(ys)
    effect = 1.0
    if 0 < share < 1:
        rest = np.var([x - share * y for x, y in rows], ddof=1) * n / sum(ys) ** 2
        effect = max(1.0, rest * sum(ys) / (share * (1 - share)))
    m = sum(ys) / effect
    t = stats.t.ppf((1 + level) / 2, n - 1)
    middle = (share + t * t / (2 * m)) / (1 + t * t / m)
    half = t / (1 + t * t / m) * math.sqrt(share * (1 - share) / m + t * t / (4 * m * m))
    return max(0.0, middle - half), min(1.0, middle + half)


@given(units)
def test_the_interval_is_that_of_the_units_themselves(rows):
    found = clustered_share(pair_of(rows))
    low, high = again(rows)
    assert found.low == pytest.approx(low, abs=1e-9)
    assert found.high == pytest.approx(high, abs=1e-9)
    assert found.low <= found.value <= found.high


def test_independent_events_have_no_effect_and_copies_have_theirs():
    alone = [(1, 1)] * 30 + [(0, 1)] * 70
    assert design_effect(pair_of(alone)) == pytest.approx(100 / 99)
    doubled = [(2, 2)] * 30 + [(0, 2)] * 70  # everything twice: half of it is news
    assert design_effect(pair_of(doubled)) == pytest.approx(2 * 100 / 99)
    one, two = clustered_share(pair_of(alone)), clustered_share(pair_of(doubled))
    assert (two.low, two.high) == pytest.approx((one.low, one.high))


def test_none_of_many_takes_the_effect_it_is_given():
    rows = [(0, 3)] * 20
    assert design_effect(pair_of(rows)) == 1.0
    plain, wider = (clustered_share(pair_of(rows), least_effect=e) for e in (1.0, 3.0))
    assert plain.low == wider.low == 0.0
    assert wider.high > plain.high


def test_without_events_and_with_one_customer_nothing_is_estimated():
    empty = clustered_share(PairMoments.from_sums(0, 0, 0, 0, 0, 0, scale=1))
    assert (empty.status, empty.value) == ("no_data", None)
    single = clustered_share(pair_of([(2, 5)]))
    assert (single.status, single.value, single.low) == ("low_n", 0.4, None)


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_a_level_outside_is_refused(level):
    with pytest.raises(ArgumentError, match="level"):
        clustered_share(pair_of([(1, 1), (0, 1)]), level=level)


def test_an_effect_below_one_is_refused():
    with pytest.raises(ArgumentError, match="least_effect"):
        clustered_share(pair_of([(1, 1), (0, 1)]), least_effect=0.5)


@pytest.mark.slow
@pytest.mark.parametrize(("customers", "rate"), [(30, 0.1), (100, 0.05), (400, 0.05)])
def test_95_in_100_intervals_hold_the_rate_of_messages_that_are_alike(customers, rate):
    rng, hits, runs = random.Random(3), 0, 4000
    spread = rate * 4, (1 - rate) * 4  # propensities vary: a beta with strength 4
    for _ in range(runs):
        rows = []
        for _ in range(customers):
            y = 1 + min(9, int(rng.expovariate(0.5)))
            p = rng.betavariate(*spread)
            rows.append((sum(rng.random() < p for _ in range(y)), y))
        found = clustered_share(pair_of(rows))
        hits += found.low <= rate <= found.high
    assert hits / runs > 0.935
