"""Two curves at one time: limits joined by hand, and the p-value by a search over levels."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from survival_samples import PLACEBO, SIX_MP, drawn, table

from stagelift.errors import ArgumentError
from stagelift.statistics.survival import EventTable, difference_of_survival, kaplan_meier


def by_hand(one, other, time, level):
    """The limits of a difference from those of both curves."""
    first, second = (kaplan_meier(t, level=level).at(time) for t in (one, other))
    gap = first.value - second.value
    return (
        gap - math.hypot(first.value - first.low, second.high - second.value),
        gap + math.hypot(first.high - first.value, second.value - second.low),
    )


@pytest.mark.parametrize("time", [0, 4, 10, 22, 23])
@pytest.mark.parametrize("level", [0.8, 0.95, 0.999])
def test_limits_join_those_of_both_curves(time, level):
    pair = table(SIX_MP), table(PLACEBO)
    found = difference_of_survival(*pair, time, level=level)
    assert (found.low, found.high) == pytest.approx(by_hand(*pair, time, level), abs=1e-12)
    assert -1 <= found.low <= found.value <= found.high <= 1
    back = difference_of_survival(*pair[::-1], time, level=level)
    assert (back.value, back.low, back.high) == pytest.approx(
        (-found.value, -found.high, -found.low), abs=1e-12
    )
    assert back.p_value == pytest.approx(found.p_value, rel=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_the_p_value_is_the_level_at_which_a_limit_meets_0(seed):
    pair = table([*drawn(seed), (0.0, 30.0, 0)]), table([*drawn(seed + 30), (0.0, 30.0, 0)])
    for time in (0.0, 1.5, 6.0, 12.0):
        found = difference_of_survival(*pair, time)
        low, high = 1e-9, 1 - 1e-12
        for _ in range(60):
            middle = (low + high) / 2
            down, up = by_hand(*pair, time, middle)
            low, high = (middle, high) if down > 0 or up < 0 else (low, middle)
        assert found.p_value == pytest.approx(1 - low, abs=1e-8)
        for level in (0.3, 0.5, 0.9, 0.95, 0.99):
            one = difference_of_survival(*pair, time, level=level)
            assert one.dual
            assert (one.p_value < 1 - level) == (not one.low <= 0 <= one.high)


def test_with_many_units_it_is_the_difference_of_two_shares():
    one = EventTable([10, 20], [400, 0], censored=[0, 1600])
    other = EventTable([10, 20], [500, 0], censored=[0, 1500])
    found = difference_of_survival(one, other, 15)
    se = math.sqrt(0.8 * 0.2 / 2000 + 0.75 * 0.25 / 2000)
    assert found.value == pytest.approx(0.05)
    assert found.high - found.low == pytest.approx(2 * 1.959964 * se, rel=3e-3)
    assert found.p_value == pytest.approx(2 * stats.norm.sf(0.05 / se), rel=0.1)


def test_a_difference_beyond_doubt_has_a_tiny_p_value():
    nobody, everybody = EventTable([9], [0], [9000]), EventTable([1], [9000])
    found = difference_of_survival(nobody, everybody, 5)
    assert (found.value, found.p_value < 1e-250) == (1.0, True)
    assert found.low > 0.99
    same = difference_of_survival(nobody, nobody, 5)
    assert (same.value, same.p_value) == (0.0, 1.0)
    assert same.low < 0 < same.high


def test_where_a_curve_is_not_known_it_is_null():
    late = difference_of_survival(table(PLACEBO), table(SIX_MP), 40)
    assert (late.value, late.p_value, late.status) == (None, None, "not_identifiable")
    assert late.note == "control: observation ends at 35, before 40"
    empty = difference_of_survival(EventTable([], []), table(SIX_MP), 4)
    assert (empty.status, empty.note) == ("no_data", "treatment: no spells")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"at": -1}, "at is -1"),
        ({"at": math.nan}, "at is nan"),
        ({"at": 1, "level": 1}, "level is"),
    ],
)
def test_arguments_that_are_not_allowed(more, message):
    with pytest.raises(ArgumentError, match=message):
        difference_of_survival(table(SIX_MP), table(PLACEBO), **more)


@pytest.mark.slow
def test_the_difference_covers():
    """60 and 40 units, censored from half the time on: coverage at true shares .7 and .85."""
    generator, covered = np.random.default_rng(6), []
    for _ in range(1000):
        arms = []
        for size, rate in ((60, -math.log(0.7)), (40, -math.log(0.85))):
            ends, cuts = generator.exponential(1 / rate, size), generator.uniform(0.5, 2.5, size)
            rows = [(min(e, c), int(e <= c)) for e, c in zip(ends, cuts, strict=True)]
            arms.append(table([*rows, (2.5, 0)]))
        found = difference_of_survival(*arms, 1.0)
        covered.append(found.low <= -0.15 <= found.high)
    assert 0.935 <= np.mean(covered) <= 0.975
