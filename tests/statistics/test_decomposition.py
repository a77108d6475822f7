"""Rate and mix, against parts computed one by one, and the properties that must hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagelift.errors import ArgumentError
from stagelift.statistics.decomposition import log_mean, rate_and_mix, steps_of_product
from stagelift.statistics.shrinkage import shrink_shares

ROWS = st.lists(
    st.tuples(*(st.integers(0, 400) for _ in range(4))).map(
        lambda r: (min(r[0], r[1]), r[1], min(r[2], r[3]), r[3])
    ),
    min_size=1,
    max_size=6,
)


def split(rows):
    k0, n0, k1, n1 = (list(column) for column in zip(*rows, strict=True))
    return rate_and_mix((k0, n0), (k1, n1))


def test_by_hand():
    # two channels: 10 % and 40 %; the worse one grows from a half to six sevenths
    found = rate_and_mix(([10, 40], [100, 100]), ([30, 20], [300, 50]))
    assert found.change == pytest.approx(50 / 350 - 0.25)
    assert found.rate.tolist() == [0.0, 0.0]
    centre = (0.25 + 1 / 7) / 2
    grown = 300 / 350 - 0.5
    assert found.mix == pytest.approx([grown * (0.1 - centre), -grown * (0.4 - centre)])
    assert not found.simpson


def test_simpson_is_flagged():
    # both segments rise by a point, the total falls
    found = rate_and_mix(([10, 360], [100, 900]), ([99, 41], [900, 100]))
    assert (found.rates[1] > found.rates[0]).all()
    assert found.change < 0
    assert found.simpson
    back = rate_and_mix(([99, 41], [900, 100]), ([10, 360], [100, 900]))
    assert back.simpson
    assert back.rate == pytest.approx(-found.rate)
    assert back.mix == pytest.approx(-found.mix)


def test_a_segment_that_appears_or_vanishes_is_all_mix():
    found = rate_and_mix(([10, 0, 30], [100, 0, 100]), ([10, 5, 0], [100, 100, 0]))
    assert found.rate.tolist() == [0.0, 0.0, 0.0]
    centre = (40 / 200 + 15 / 200) / 2
    assert found.mix[1] == pytest.approx(0.5 * (0.05 - centre))
    assert found.mix[2] == pytest.approx(-0.5 * (0.30 - centre))
    assert found.mix.sum() == pytest.approx(float(found.change))


def test_no_units_is_not_a_number():
    found = rate_and_mix(([0.0], [0.0]), ([1.0], [2.0]))
    assert math.isnan(found.before)
    assert math.isnan(found.change)


@given(ROWS)
def test_the_parts_add_up(rows):
    found = split(rows)
    if not sum(r[1] for r in rows) or not sum(r[3] for r in rows):
        return
    assert found.rate.sum() + found.mix.sum() == pytest.approx(float(found.change), abs=1e-12)


@given(ROWS)
def test_brute_force(rows):
    n0, n1 = sum(r[1] for r in rows), sum(r[3] for r in rows)
    if not n0 or not n1:
        return
    centre = (sum(r[0] for r in rows) / n0 + sum(r[2] for r in rows) / n1) / 2
    found = split(rows)
    for place, (k0, b0, k1, b1) in enumerate(rows):
        if not b0 and not b1:
            expected = (0.0, 0.0)
        else:
            r0 = k0 / b0 if b0 else k1 / b1
            r1 = k1 / b1 if b1 else k0 / b0
            w0, w1 = b0 / n0, b1 / n1
            expected = ((w0 + w1) / 2 * (r1 - r0), (w1 - w0) * ((r0 + r1) / 2 - centre))
        assert (found.rate[place], found.mix[place]) == pytest.approx(expected, abs=1e-12)


@given(ROWS, st.randoms())
def test_the_order_of_segments_changes_nothing(rows, random):
    places = list(range(len(rows)))
    random.shuffle(places)
    one, other = split(rows), split([rows[p] for p in places])
    assert np.allclose(one.rate[places], other.rate, equal_nan=True)
    assert np.allclose(one.mix[places], other.mix, equal_nan=True)


def test_draws_are_taken_apart_like_single_tables():
    rng = np.random.default_rng(1)
    n0, n1 = rng.integers(1, 50, (2, 7, 3))
    k0, k1 = rng.binomial(n0, 0.3), rng.binomial(n1, 0.4)
    whole = rate_and_mix((k0, n0), (k1, n1))
    for row in range(7):
        alone = rate_and_mix((k0[row], n0[row]), (k1[row], n1[row]))
        assert whole.mix[row] == pytest.approx(alone.mix)
        assert whole.rate[row] == pytest.approx(alone.rate)


def test_the_steps_of_a_product_add_up_in_both_units():
    before, now = [0.4, 0.1, 0.25], [0.38, 0.07, 0.30]
    logs, parts = steps_of_product(before, now)
    assert logs.sum() == pytest.approx(math.log(math.prod(now) / math.prod(before)))
    assert parts.sum() == pytest.approx(math.prod(now) - math.prod(before))
    assert parts[1] < 0 < parts[2]


def test_a_step_at_zero_has_no_logarithm():
    logs, parts = steps_of_product([0.4, 0.0], [0.4, 0.1])
    assert math.isnan(logs[1])
    assert np.isnan(parts).all()
    assert math.isnan(log_mean(np.array(0.0), np.array(1.0)))


def test_shapes_must_agree():
    with pytest.raises(ArgumentError, match="differ in shape"):
        rate_and_mix(([1.0], [1.0]), ([1.0, 2.0], [1.0, 2.0]))
    with pytest.raises(ArgumentError, match="differ in number"):
        steps_of_product([0.1], [0.1, 0.2])


def test_six_equal_segments_do_not_look_better_than_they_are():
    rng = np.random.default_rng(2)
    raw, shrunk = [], []
    for _ in range(400):
        k = rng.binomial(500, 0.1, 6)
        raw.append(k.max() / 500)
        shrunk.append(shrink_shares([(int(one), 500) for one in k]).shares.max())
    assert np.mean(raw) > 0.115  # the best of six looks 15 % better than all of them are
    assert np.mean(shrunk) < 0.105


def test_true_differences_are_kept():
    found = shrink_shares([(1_000, 10_000), (2_000, 10_000), (0, 0)])
    assert found.shares[:2] == pytest.approx([0.1, 0.2], abs=0.001)
    assert found.shares[2] == found.centre == 0.15
    assert found.factors[2] == 0.0


def test_what_cannot_be_shrunk():
    assert shrink_shares([(0, 10), (0, 90)]).shares.tolist() == [0.0, 0.0]
    with pytest.raises(ArgumentError, match="must have units"):
        shrink_shares([(0, 0)])
    with pytest.raises(ArgumentError, match=r"k\[0\] is 3"):
        shrink_shares([(3, 2)])
