"""Boundaries, and the chances to cross them, against normal distributions of several dimensions."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.looks import (
    OBRIEN_FLEMING,
    POCOCK,
    Exits,
    Spending,
    boundaries,
    equal_looks,
    exit_probabilities,
)
from stagelift.statistics.looks.boundaries import grids, solved
from stagelift.statistics.looks.integration import (
    above,
    below,
    carried,
    crossing_up,
    start,
    upper_bound,
)

WEEKS = (0.25, 0.5, 0.75, 1.0)
UNEVEN = (0.2, 0.35, 0.8, 1.0)


def band(times, lower, upper, drift):
    """The chance of staying between bounds at every look, from scipy."""
    cov = [[min(a, b) / math.sqrt(a * b) for b in times] for a in times]
    mean = [drift * math.sqrt(t) for t in times]
    normal = stats.multivariate_normal(mean, cov, abseps=1e-7, releps=1e-7, maxpts=100_000)
    return float(normal.cdf(np.array(upper), lower_limit=np.array(lower), rng=1))


def test_four_weekly_looks_have_the_published_boundaries():
    found = boundaries(WEEKS)
    assert found == pytest.approx((4.3326, 2.9631, 2.3590, 2.0141), abs=5e-5)


@pytest.mark.parametrize("drift", [0.0, 1.3, -2.8])
@pytest.mark.parametrize("times", [(0.5, 1.0), (0.3, 0.6, 1.0), (0.45, 0.5, 1.2)])
def test_staying_inside_agrees_with_the_multivariate_normal(times, drift):
    upper = [2.4, 2.3, 2.2][: len(times)]
    found = exit_probabilities(times, upper, drift=drift)
    inside = band(times, [-u for u in upper], upper, drift)
    assert found.none == pytest.approx(inside, abs=2e-5)
    last = band(times, [-u for u in upper[:-1]] + [upper[-1]], [*upper[:-1], np.inf], drift)
    assert found.up[-1] == pytest.approx(last, abs=2e-5)


@pytest.mark.parametrize("family", [OBRIEN_FLEMING, POCOCK, Spending("power", 2.0)], ids=str)
@pytest.mark.parametrize("times", [WEEKS, UNEVEN, (0.5, 0.51, 0.9), (0.6, 1.4), (1.0,)])
def test_what_is_spent_is_what_the_function_allows(times, family):
    bounds = boundaries(times, spending=family)
    found = exit_probabilities(times, bounds)
    allowed = [family.spent(t, 0.025) for t in times[:-1]] + [0.025]
    assert np.cumsum(found.up) == pytest.approx(allowed, abs=1e-12)
    assert found.down == pytest.approx(found.up, abs=1e-14)
    assert found.none == pytest.approx(0.95, abs=1e-12)


def test_an_interim_look_leaves_the_rest_unspent():
    assert boundaries(WEEKS[:3], last=False) == pytest.approx(boundaries(WEEKS)[:3], abs=1e-12)
    assert boundaries(WEEKS[:3])[-1] < boundaries(WEEKS)[2]


def test_bounds_of_dependent_looks_lie_below_those_that_ignore_the_dependence():
    # a peer's bounds: each look's share of α as if looks were independent
    spent = np.diff([0.0, *(POCOCK.spent(t, 0.025) for t in WEEKS)])
    alone = stats.norm.isf(spent)
    found = boundaries(WEEKS, spending=POCOCK)
    assert found[0] == pytest.approx(alone[0])
    assert all(ours < theirs - 0.1 for ours, theirs in zip(found[1:], alone[1:], strict=True))


@pytest.mark.parametrize("looks", [10, 28, 60])
def test_many_looks_keep_the_level(looks):
    times = equal_looks(looks)
    for family in (OBRIEN_FLEMING, POCOCK):
        found = exit_probabilities(times, boundaries(times, spending=family))
        assert found.crossing_up == pytest.approx(0.025, abs=1e-12)


def test_ten_looks_take_milliseconds():
    times = equal_looks(10)
    boundaries(times)
    spent = []
    for _ in range(5):
        begun = time.perf_counter()
        boundaries(times)
        spent.append(time.perf_counter() - begun)
    assert min(spent) < 0.1


def test_looking_every_day_without_a_correction_errs_in_27_of_100():
    times = equal_looks(28)
    naive = exit_probabilities(times, [1.959964] * 28)
    assert 1 - naive.none == pytest.approx(0.27, abs=0.01)


def test_finer_panels_change_nothing(monkeypatch):
    from stagelift.statistics.looks import integration

    times = (0.1, 0.13, 0.5, 0.52, 1.0)
    coarse = exit_probabilities(times, (2.5,) * 5, drift=2.0)
    monkeypatch.setattr(integration, "PANEL", integration.PANEL / 3.0)
    fine = exit_probabilities(times, (2.5,) * 5, drift=2.0)
    assert coarse.up == pytest.approx(fine.up, abs=1e-12)
    assert coarse.down == pytest.approx(fine.down, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(
    steps=st.lists(st.floats(0.02, 0.6), min_size=1, max_size=5),
    drift=st.floats(-4.0, 4.0),
    level=st.floats(0.7, 0.999),
)
def test_all_ways_to_end_add_up_and_mirror_with_the_drift(steps, drift, level):
    times = tuple(np.cumsum(steps))
    bounds = boundaries(times, level=level)
    found = exit_probabilities(times, bounds, drift=drift)
    assert math.fsum((*found.up, *found.down, found.none)) == pytest.approx(1.0, abs=1e-10)
    mirrored = exit_probabilities(times, bounds, drift=-drift)
    assert mirrored.up == pytest.approx(found.down, abs=1e-12)
    inside = band(times[:2], [-b for b in bounds[:2]], bounds[:2], drift)
    assert 1 - sum(found.up[:2]) - sum(found.down[:2]) == pytest.approx(inside, abs=1e-6)
    assert times[0] - 1e-12 <= found.expected(times) <= times[-1] + 1e-12


@settings(max_examples=25, deadline=None)
@given(one=st.floats(0.6, 0.99), other=st.floats(0.6, 0.99))
def test_a_higher_level_is_never_easier_to_cross(one, other):
    low, high = sorted((one, other))
    pairs = zip(boundaries(UNEVEN, level=low), boundaries(UNEVEN, level=high), strict=True)
    assert all(a <= b + 1e-9 for a, b in pairs)


def test_a_look_too_early_to_spend_has_no_bound():
    found = boundaries((0.001, 0.5, 1.0))
    assert math.isinf(found[0])
    assert found[1:] == pytest.approx(boundaries((0.5, 1.0)), abs=1e-10)
    chances = exit_probabilities((0.001, 0.5, 1.0), found, drift=3.0)
    assert chances.up[0] == 0.0
    without = exit_probabilities((0.5, 1.0), found[1:], drift=3.0)
    assert chances.up[1:] == pytest.approx(without.up, abs=1e-12)


def test_one_bound_alone_is_a_one_sided_test():
    times, free = (0.5, 1.0), (-math.inf, -math.inf)
    found = exit_probabilities(times, (2.0, 2.0), free, drift=1.0)
    cov = [[1.0, math.sqrt(0.5)], [math.sqrt(0.5), 1.0]]
    stay = stats.multivariate_normal([math.sqrt(0.5), 1.0], cov).cdf([2.0, 2.0])
    assert found.none == pytest.approx(stay, abs=1e-9)
    assert found.crossing_down == 0.0


def test_bounds_that_meet_end_the_test():
    found = exit_probabilities((0.5, 1.0), (1.0, 2.0), (1.0, -2.0))
    assert found.up == pytest.approx((stats.norm.sf(1.0), 0.0))
    assert (found.none, found.down[1]) == (0.0, 0.0)
    assert found.expected((0.5, 1.0)) == pytest.approx(0.5)


def test_a_bound_of_given_chance_and_the_chance_above_it_are_inverse():
    grid = carried(start(), 0.4, (-1.0, 2.5), 0.3)
    for chance in (1e-40, 1e-6, 0.2, 0.7):
        for drift in (0.0, 1.5):
            bound = upper_bound(grid, 0.7, chance, drift)
            if math.isfinite(bound):
                again = above(grid, 0.7, bound, np.array([drift]))[0]
                assert again == pytest.approx(chance, rel=1e-9)
    assert upper_bound(grid, 0.7, 0.0) == math.inf
    assert upper_bound(grid, 0.7, 0.99) == -math.inf  # more than that of having gone on
    both = above(grid, 0.7, 0.3, np.zeros(1)) + below(grid, 0.7, 0.3, np.zeros(1))
    assert both[0] == pytest.approx(grid.mass.sum())


def test_a_look_that_spends_no_more_than_before_has_no_bound():
    assert solved((0.5, 1.0), (0.02, 0.01))[1] == math.inf


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: boundaries([]), "fractions is 0; 1 to 400 looks are allowed"),
        (lambda: boundaries([0.0, 1.0]), "fraction 1 is 0.0; it must be a number > 0"),
        (lambda: boundaries([0.5, 0.5]), "fraction 2 is 0.5; it must be ≥ 0.5001"),
        (lambda: boundaries([0.5, math.nan]), "fraction 2 is nan"),
        (lambda: boundaries([1.0], level=1.0), "level is 1.0"),
        (lambda: equal_looks(0), "looks is 0; it must be ≥ 1"),
        (lambda: equal_looks(2.5), "looks is 2.5; it must be a whole number"),
        (lambda: exit_probabilities([1.0], [2.0, 2.0]), "lower is 2; one bound per look"),
        (lambda: exit_probabilities([1.0], [2.0], [3.0]), "lower 1 is 3.0; it must be ≤ the upper"),
        (lambda: exit_probabilities([1.0], [math.nan]), "lower 1 is nan"),
        (lambda: exit_probabilities([1.0], [2.0], drift=math.inf), "drift is inf"),
    ],
)
def test_what_is_not_allowed_is_refused(call, text):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert text in str(caught.value)


def test_chances_without_a_crossing_end_at_the_last_look():
    nothing = Exits(up=(0.0, 0.0), down=(0.0, 0.0), none=1.0)
    assert nothing.expected((0.5, 1.1)) == 1.1


def test_the_sum_over_looks_is_that_of_each():
    bounds = boundaries(UNEVEN)
    before = grids(UNEVEN, [(-b, b) for b in bounds])
    chance = crossing_up(before, UNEVEN, bounds)
    for drift in (-3.0, 0.0, 2.0, 30.0):
        each = exit_probabilities(UNEVEN, bounds, drift=drift).crossing_up
        assert chance(drift) == pytest.approx(each, abs=1e-13)


def test_looks_that_were_gone_through_are_not_integrated_again():
    looks, before = (0.2, 0.41, 0.77, 1.0), carried.cache_info()
    first = boundaries(looks)
    then = carried.cache_info()
    assert then.misses - before.misses == 3
    assert boundaries(looks) == first
    assert carried.cache_info().misses == then.misses
