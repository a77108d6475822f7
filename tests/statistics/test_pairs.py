"""Moments of pairs: exact sums, merging, and what no pairs can have."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stagelift.errors import ArgumentError
from stagelift.statistics.moments import Moments
from stagelift.statistics.pairs import PairMoments, of_values

EMPTY = PairMoments(0, 0.0, 0.0, 0.0, 0.0, 0.0)
micro = st.integers(-(10**12), 10**12)
micros = st.lists(st.tuples(micro, micro), min_size=0, max_size=30)


def raw(pairs) -> PairMoments:
    """Moments of raw pairs in exact fractions, the second implementation."""
    if not pairs:
        return EMPTY
    n = len(pairs)
    mean_x, mean_y = (Fraction(sum(p[i] for p in pairs), n) for i in (0, 1))
    m2_x = sum((x - mean_x) ** 2 for x, _ in pairs)
    m2_y = sum((y - mean_y) ** 2 for _, y in pairs)
    m_xy = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    one = Fraction(1, 1_000_000)
    scaled = (mean_x * one, mean_y * one, m2_x * one**2, m2_y * one**2, m_xy * one**2)
    return PairMoments(n, *map(float, scaled))


def sums(pairs, shift_x: int = 0, shift_y: int = 0, scale: int = 1_000_000) -> PairMoments:
    xs, ys = [x - shift_x for x, _ in pairs], [y - shift_y for _, y in pairs]
    sxx, syy = sum(x * x for x in xs), sum(y * y for y in ys)
    sxy = sum(x * y for x, y in zip(xs, ys, strict=True))
    found = (len(pairs), sum(xs), sum(ys), sxx, syy, sxy)
    return PairMoments.from_sums(*found, shift_x=shift_x, shift_y=shift_y, scale=scale)


def test_by_hand():
    # x 1, 2, 6 (mean 3), y 5, 5, 2 (mean 4): products -2·1, -1·1, 3·-2
    assert sums([(1, 5), (2, 5), (6, 2)], scale=1) == PairMoments(3, 3.0, 4.0, 14.0, 6.0, -9.0)
    found = sums([(1, 5), (2, 5), (6, 2)], scale=1)
    assert found.slope == -1.5
    assert found.correlation == pytest.approx(-9 / math.sqrt(84))


def test_a_large_offset_does_not_cost_the_cross_product():
    base = 10**14
    pairs = [(base + 4, base + 1), (base + 7, base + 5), (base + 13, base + 3)]
    assert sums(pairs).m_xy == pytest.approx(raw(pairs).m_xy, rel=1e-14)
    assert sums(pairs, base, base) == sums(pairs)


@settings(deadline=None)
@given(micros, micro, micro)
def test_sums_equal_raw_pairs(pairs, shift_x, shift_y):
    found, exact = sums(pairs, shift_x, shift_y), raw(pairs)
    for name in ("n", "mean_x", "mean_y", "m2_x", "m2_y", "m_xy"):
        assert getattr(found, name) == pytest.approx(getattr(exact, name), rel=1e-14), name


@settings(deadline=None)
@given(micros, micros, micros)
def test_merging_in_any_order_equals_all_at_once(a, b, c):
    largest = max([abs(v) for pair in a + b + c for v in pair] or [0]) / 1e6
    x, y, z, exact = sums(a), sums(b), sums(c), raw(a + b + c)
    assert x + y == y + x
    for merged in ((x + y) + z, x + (y + z)):
        assert merged.n == exact.n
        for name, power in (("mean_x", 1), ("mean_y", 1), ("m2_x", 2), ("m2_y", 2), ("m_xy", 2)):
            allowed = 1e-12 * max(exact.n, 1) * largest**power
            assert getattr(merged, name) == pytest.approx(getattr(exact, name), abs=allowed), name


def test_the_empty_moments_change_nothing():
    some = sums([(1, 5), (2, 5), (6, 2)])
    assert some + EMPTY == EMPTY + some == some
    assert PairMoments.from_sums(0, 0, 0, 0, 0, 0) == EMPTY


def test_a_constant_value_has_neither_slope_nor_correlation():
    found = of_values(Moments(3, 3.0, 14.0, 18.0))
    assert found == PairMoments(3, 3.0, 0.0, 14.0, 0.0, 0.0)
    assert (found.slope, found.correlation) == (None, None)
    flat = PairMoments(3, 3.0, 4.0, 0.0, 6.0, 0.0)
    assert (flat.slope, flat.correlation) == (0.0, None)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: PairMoments(-1, 0.0, 0.0, 0.0, 0.0, 0.0), "n is -1; it must be ≥ 0"),
        (lambda: PairMoments(2, math.nan, 0.0, 0.0, 0.0, 0.0), "mean_x is nan"),
        (lambda: PairMoments(2, 0.0, 0.0, 1.0, -1.0, 0.0), "m2_y is -1.0; a sum of squares"),
        (lambda: PairMoments(2, 0.0, 0.0, 4.0, 1.0, 2.1), "m_xy is 2.1; its size must be ≤"),
        (lambda: PairMoments.from_sums(2, 4, 1, 7, 1, 2), "sxx is 7; it must be ≥ 8"),
        (lambda: PairMoments.from_sums(2, 4, 1, 10, 1, 9), "sxy is 9; no pairs with these"),
        (lambda: PairMoments.from_sums(0, 0, 0, 0, 0, 1), "without units all must be 0"),
        (lambda: PairMoments.from_sums(2, 4, 1, 10, 1, 2.0), "sxy is 2.0; it must be a whole"),
        (lambda: PairMoments.from_sums(2, 4, 1, 10, 1, 2, scale=0), "scale is 0; it must be ≥ 1"),
        (lambda: PairMoments.from_sums(2, 4, 1, 10, 1, 2, shift_y=0.5), "shift_y is 0.5"),
    ],
)
def test_impossible_aggregates_are_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)
