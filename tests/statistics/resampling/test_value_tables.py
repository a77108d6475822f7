"""Resampling from counts against rows drawn one by one, enumerations and scipy."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import stats

from stagelift.errors import ArgumentError
from stagelift.statistics.group_bootstrap import GroupSums
from stagelift.statistics.resampling import (
    ValueTable,
    better_in,
    bootstrap_effect,
    draw_groups,
    draw_tables,
    permutation_test,
    ranks_compared,
)

SKEWED = ([0, 1, 2, 30], [400, 80, 15, 5])
OTHER = ([0, 1, 2, 30], [430, 60, 8, 2])


def rows_of(table: tuple[list[int], list[int]]) -> np.ndarray:
    return np.repeat(np.array(table[0], dtype=float), table[1])


def test_draws_have_the_distribution_of_rows_drawn_one_by_one() -> None:
    # all 27 ordered draws of three rows, each equally likely
    rows = [0.0, 1.0, 5.0]
    sums = [sum(draw) for draw in itertools.product(rows, repeat=3)]
    chances = {total: sums.count(total) / 27 for total in sums}
    table = ValueTable.of([0, 1, 5], [1, 1, 1])
    drawn = draw_tables(table, table, draws=20_000).drawn[:, 0]
    for total, chance in chances.items():
        seen = float((drawn == total).mean())
        assert abs(seen - chance) < 4 * np.sqrt(chance * (1 - chance) / 20_000)


def test_a_ratio_draws_both_numbers_of_a_unit_together() -> None:
    table = ValueTable.of([2, 4, 6], [10, 10, 10], per=[1, 2, 3])
    found = draw_tables(table, table, draws=50)
    assert np.allclose(found.drawn[:, 0], 2 * found.drawn[:, 1])
    assert bootstrap_effect(found).status == "degenerate"


@pytest.mark.parametrize("interval", ["percentile", "t", "jackknife"])
@pytest.mark.parametrize("measure", ["effect", "lift"])
def test_interval_and_p_value_agree(interval: str, measure: str) -> None:
    outcomes = set()
    for shift in (-0.9, -0.3, -0.1, 0.0, 0.1, 0.3, 0.9):
        one = ValueTable.of([value + shift for value in SKEWED[0]], SKEWED[1])
        found = bootstrap_effect(
            draw_tables(one, ValueTable.of(*OTHER), draws=199), interval=interval, measure=measure
        )
        assert found.dual
        assert (found.p_value <= 0.05) == (found.low > 0 or found.high < 0)
        outcomes.add(found.p_value <= 0.05)
    assert outcomes == {True, False}


def test_jackknife_is_that_of_rows_left_out_one_by_one() -> None:
    one, zero = rows_of(SKEWED), rows_of(OTHER)

    def variance(own: np.ndarray, other: np.ndarray, sign: int) -> float:
        values = [sign * (np.delete(own, i).mean() / other.mean()) ** sign for i in range(own.size)]
        return (own.size - 1) / own.size * float(((values - np.mean(values)) ** 2).sum())

    expected = np.sqrt(variance(one, zero, 1) + variance(zero, one, -1))
    tables = ValueTable.of(*SKEWED), ValueTable.of(*OTHER)
    found = bootstrap_effect(draw_tables(*tables, draws=2), interval="jackknife", measure="lift")
    assert found.se == pytest.approx(expected, rel=1e-9)
    assert found.value == pytest.approx(one.mean() / zero.mean() - 1, rel=1e-12)


def test_percentiles_are_those_of_scipy_within_what_chance_moves() -> None:
    one, zero = rows_of(SKEWED), rows_of(OTHER)
    scipy = stats.bootstrap(
        (one, zero),
        lambda a, b, axis: a.mean(axis=axis) - b.mean(axis=axis),
        n_resamples=4_000,
        method="percentile",
        vectorized=True,
        rng=np.random.default_rng(1),
    )
    drawn = draw_tables(ValueTable.of(*SKEWED), ValueTable.of(*OTHER), draws=3_999)
    ours = bootstrap_effect(drawn, interval="percentile")
    assert ours.se == pytest.approx(scipy.standard_error, rel=0.06)
    assert ours.low == pytest.approx(scipy.confidence_interval.low, abs=0.12 * ours.se)
    assert ours.high == pytest.approx(scipy.confidence_interval.high, abs=0.12 * ours.se)


def test_studentized_draws_reach_further_on_the_side_of_the_long_tail() -> None:
    one = ValueTable.of([0, 40], [396, 4])
    zero = ValueTable.of([0, 1], [300, 100])
    drawn = draw_tables(one, zero)
    plain, studentized = (bootstrap_effect(drawn, interval=i) for i in ("percentile", "t"))
    assert studentized.high > plain.high


def test_swapping_the_arms_flips_the_effect() -> None:
    tables = ValueTable.of(*SKEWED), ValueTable.of(*OTHER)
    there = bootstrap_effect(draw_tables(*tables), interval="jackknife")
    back = bootstrap_effect(draw_tables(*reversed(tables)), interval="jackknife")
    assert (back.value, back.low) == pytest.approx((-there.value, -there.high))


def grouped(groups: int, *, alike: bool) -> GroupSums:
    random = np.random.default_rng(5)
    rows = []
    for group in range(groups):
        for arm in "ab":
            values = np.full(20, group % 2) if alike else random.integers(0, 2, 20)
            rows.append((group, arm, (float(values.sum()), 20.0)))
    return GroupSums.of(rows, ["a", "b"], groups=groups)


def test_groups_that_move_both_arms_together_leave_the_difference_alone() -> None:
    together = bootstrap_effect(draw_groups(grouped(200, alike=True), draws=99))
    assert together.status == "degenerate"
    apart = bootstrap_effect(draw_groups(grouped(200, alike=False), draws=499))
    # 4,000 independent units an arm: sqrt(2 · ¼ / 4,000)
    assert apart.se == pytest.approx(np.sqrt(0.5 / 4_000), rel=0.15)
    assert apart.method == "groups_t"


@pytest.mark.parametrize(
    ("one", "zero", "status"),
    [
        (([], []), ([0, 1], [50, 50]), "no_data"),
        (([1], [50]), ([1], [50]), "degenerate"),
        (([0, 1], [3, 5]), ([0, 1], [50, 50]), "low_n"),
    ],
)
def test_what_cannot_be_read_says_why(one: tuple, zero: tuple, status: str) -> None:
    found = bootstrap_effect(draw_tables(ValueTable.of(*one), ValueTable.of(*zero), draws=199))
    assert found.status == status
    assert found.note


def test_too_few_draws_for_a_level_give_no_interval() -> None:
    table = ValueTable.of([0, 1], [50, 50])
    found = bootstrap_effect(draw_tables(table, table, draws=30), level=0.99)
    assert (found.status, found.low) == ("not_identifiable", None)
    assert "too few" in found.note


def test_permutation_is_that_of_every_assignment() -> None:
    one, zero = np.array([0.0, 3, 7, 7]), np.array([0.0, 0, 1, 2])

    def welch(a: np.ndarray, b: np.ndarray, axis: int) -> np.ndarray:
        error = np.sqrt(a.var(axis=axis) / a.shape[axis] + b.var(axis=axis) / b.shape[axis])
        return (a.mean(axis=axis) - b.mean(axis=axis)) / error

    exact = stats.permutation_test((one, zero), welch, vectorized=True, alternative="greater")
    tables = (ValueTable.of(*np.unique(arm, return_counts=True)) for arm in (one, zero))
    found = permutation_test(*tables, alternative="greater", permutations=20_000)
    assert found.statistic == pytest.approx(float(exact.statistic), rel=1e-9)
    assert abs(found.p_value - exact.pvalue) < 4 * np.sqrt(exact.pvalue / 20_000)


def test_no_p_value_is_zero() -> None:
    one, zero = ValueTable.of([0, 9], [1, 500]), ValueTable.of([0, 9], [500, 1])
    assert permutation_test(one, zero, permutations=99).p_value == pytest.approx(0.01)
    assert permutation_test(zero, zero, permutations=99).p_value == 1.0
    assert permutation_test(one, ValueTable.of([], []), permutations=9).status == "no_data"


def test_ranks_are_those_of_scipy() -> None:
    ours = ranks_compared(ValueTable.of(*SKEWED), ValueTable.of(*OTHER))
    theirs = stats.mannwhitneyu(rows_of(SKEWED), rows_of(OTHER), method="asymptotic")
    assert (ours.u, ours.p_value) == pytest.approx((theirs.statistic, theirs.pvalue), rel=1e-9)
    better = better_in(ValueTable.of(*SKEWED), ValueTable.of(*OTHER))
    brunner = stats.brunnermunzel(rows_of(SKEWED), rows_of(OTHER))
    assert better.p_value == pytest.approx(brunner.pvalue, rel=1e-9)


def test_ratios_have_no_ranks_and_tables_have_a_size() -> None:
    ratio = ValueTable.of([1, 2], [5, 5], per=[1, 3])
    with pytest.raises(ArgumentError, match="one value a unit"):
        ranks_compared(ratio, ratio)
    with pytest.raises(ArgumentError, match="take groups"):
        ValueTable.of(range(50_001), [1] * 50_001)
    with pytest.raises(ArgumentError, match="one length"):
        ValueTable.of([1, 2], [1])
    with pytest.raises(ArgumentError, match="finite"):
        ValueTable.of([float("nan")], [1])
