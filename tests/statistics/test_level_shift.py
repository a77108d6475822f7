"""The cheapest split of a series into levels, against trying every split."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stagelift.errors import ArgumentError
from stagelift.statistics.level_shift import level_shifts
from stagelift.statistics.process import moving_sigma


def cost(values, starts, penalty):
    ends = [0, *starts, len(values)]
    parts = [values[a:b] for a, b in pairwise(ends)]
    return sum(float(((p - p.mean()) ** 2).sum()) for p in parts) + penalty * len(starts)


def every_split(values, least):
    n = len(values)
    for count in range(n // least):
        for starts in combinations(range(least, n - least + 1), count):
            ends = [0, *starts, n]
            if all(b - a >= least for a, b in pairwise(ends)):
                yield starts


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(-5, 5, allow_nan=False).map(lambda x: round(x, 2)), min_size=2, max_size=11),
    st.integers(1, 3),
    st.floats(0.2, 2.0),
)
def test_no_other_split_is_cheaper(values, least, sigma):
    series = np.array(values)
    penalty = 2 * sigma**2 * math.log(len(series))
    found = level_shifts(values, min_size=least, sigma=sigma)
    cheapest = min(
        (cost(series, starts, penalty) for starts in every_split(series, least)),
        default=cost(series, (), penalty),
    )
    assert cost(series, found, penalty) == pytest.approx(cheapest, abs=1e-9)
    sizes = np.diff([0, *found, len(series)])
    assert not found or sizes.min() >= least


def test_a_shift_is_found_where_it_is_and_noise_is_left_whole():
    rng = np.random.default_rng(1)
    shifted = np.concatenate([rng.normal(0, 1, 26), rng.normal(4, 1, 26)])
    assert level_shifts(shifted.tolist()) == (26,)
    split = sum(bool(level_shifts(rng.normal(0, 1, 60).tolist())) for _ in range(300))
    # the price 2 ln n of a level leaves most noise whole, not all of it
    assert split / 300 < 0.2


def test_moving_a_series_or_its_unit_changes_nothing():
    values = [1.0, 1.2, 0.9, 1.1, 3.0, 3.2, 2.9, 3.1]
    assert level_shifts(values) == (4,)
    assert level_shifts([v * 1000 + 1e9 for v in values]) == (4,)
    assert level_shifts(values[::-1]) == (4,)


def test_equal_neighbours_and_short_series():
    assert level_shifts([2.0] * 10) == ()
    assert level_shifts([2.0] * 5 + [3.0] * 5) == (5,)
    assert level_shifts([1.0, 9.0]) == ()
    assert level_shifts([]) == ()
    assert moving_sigma([4.0]) == 0.0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"values": [1.0, math.nan]}, r"values\[1\] is nan"),
        ({"values": [1.0], "min_size": 0}, "min_size is 0"),
        ({"values": [1.0] * 9, "sigma": 0.0}, "sigma is 0"),
    ],
)
def test_wrong_arguments_are_named(arguments, said):
    with pytest.raises(ArgumentError, match=said):
        level_shifts(**arguments)
