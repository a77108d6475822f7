"""Shares of a cohort by state and age, by hand, against plain counts and in simulation."""

from __future__ import annotations

import numpy as np
import pytest

from stagelift.errors import ArgumentError
from stagelift.statistics.proportions.share import proportion
from stagelift.statistics.survival import EventTable, kaplan_meier
from stagelift.statistics.survival.occupation import state_occupation


def test_censored_steps_by_hand():
    # 8 start in A; by the first age 2 of 8 are in B; 3 of A and both of B are followed on
    found = state_occupation([8, 0], [[[6, 2], [0, 0]], [[2, 1], [1, 1]]])
    assert [one.value for one in found[0]] == [0.75, 0.25]
    # A: 0.75 x 2/3 + 0.25 x 1/2
    assert found[1][0].value == pytest.approx(0.625)
    assert [one.method for one in found[1]] == ["state_occupation"] * 2
    # var = T'V0T by delta + 0.75^2 x (2/9)/3 + 0.25^2 x (1/4)/2, V0 = 3/16/8
    slope = 2 / 3 - 1 / 2
    variance = slope**2 * (3 / 16 / 8) + 0.5625 * (2 / 27) + 0.0625 / 8
    assert found[1][0].se == pytest.approx(variance**0.5)


def test_while_all_are_followed_the_shares_are_plain_ones_with_wilsons_interval():
    found = state_occupation([10, 30], [[[4, 6], [10, 20]], [[7, 7], [20, 6]]])
    for place, k in enumerate((27, 13)):
        plain = proportion(k, 40)
        assert found[1][place].value == pytest.approx(plain.value)
        assert found[1][place].low == pytest.approx(plain.low)
        assert found[1][place].high == pytest.approx(plain.high)


def test_one_way_out_is_kaplan_meier():
    steps = [[[8, 2], [0, 0]], [[3, 1], [0, 2]], [[1, 1], [0, 2]]]
    found = state_occupation([10, 0], steps)
    table = EventTable([1, 2, 3], [2, 1, 1], censored=[4, 1, 1])
    assert [age[0].value for age in found] == pytest.approx(
        [kaplan_meier(table).at(age).value for age in (1, 2, 3)]
    )


def test_nobody_nobody_so_far_and_too_many():
    assert state_occupation([0, 0], [[[0, 0], [0, 0]]])[0][0].status == "no_data"
    found = state_occupation([4, 4], [[[4, 0], [0, 0]], [[1, 0], [0, 0]]])
    assert [one.status for age in found for one in age] == ["immature"] * 4  # B is not followed
    with pytest.raises(ArgumentError, match="followed"):
        state_occupation([1, 0], [[[2, 0], [0, 0]]])
    with pytest.raises(ArgumentError, match="step"):
        state_occupation([1, 0], [[[1, 0, 0]]])


@pytest.mark.slow
def test_the_interval_covers_also_where_the_way_here_matters():
    """Back and forth with a speed of each customer's own: far from a Markov chain."""
    draw = np.random.default_rng(5)
    ages, n, runs = 4, 200, 1500

    def histories(size):
        slow = draw.random(size) < 0.5
        states = np.zeros((size, ages + 1), dtype=int)
        for age in range(1, ages + 1):
            move = draw.random(size) < np.where(slow, 0.05, 0.6)
            states[:, age] = np.where(move, 1 - states[:, age - 1], states[:, age - 1])
        return states

    truth = histories(400_000)[:, ages].mean()
    covered = 0
    for _ in range(runs):
        states, until = histories(n), draw.integers(1, ages + 1, n)
        until[:60] = ages
        steps = np.zeros((ages, 2, 2), dtype=int)
        for age in range(1, ages + 1):
            kept = until >= age
            np.add.at(steps[age - 1], (states[kept, age - 1], states[kept, age]), 1)
        found = state_occupation([n, 0], steps.tolist())[-1][1]
        covered += found.low <= truth <= found.high
    assert covered / runs == pytest.approx(0.95, abs=0.02)
