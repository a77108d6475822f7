"""Cluster-robust errors against the matrices they come from, row by row."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from stagelift.statistics.clusters import (
    ClusterSums,
    SizeSums,
    clustered_difference,
    clustered_level,
    clustered_lift,
    clustered_moments,
    clustered_ratio_difference,
    clusters_of,
    cr2_error,
)
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments
from stagelift.statistics.ratio import difference_of_ratios, lift_of_ratios


def summed(clusters: Sequence[Sequence[int]], second: Sequence[Sequence[int]] | None = None):
    """The table of clusters given member by member."""
    seconds = second or [[0] * len(one) for one in clusters]
    rows = []
    for xs, ys in zip(clusters, seconds, strict=True):
        x, y = sum(xs), sum(ys)
        cubes = (float(x**3), float(x * x * y), float(x * y * y), float(y**3))
        own = sum(v * v for v in xs)
        rows.append(
            SizeSums(
                size=len(xs),
                clusters=1,
                x=x,
                xx=x * x,
                y=y,
                yy=y * y,
                xy=x * y,
                cubes=cubes,
                squares=own,
            )
        )
    return ClusterSums.of(rows, scale=1)


def drawn(seed: int, groups: int, lift: int = 0) -> list[list[int]]:
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 6, groups)
    return [list(map(int, rng.integers(0, 20, size) + rng.integers(0, 9) + lift)) for size in sizes]


def by_matrices(one: Sequence[Sequence[int]], zero: Sequence[Sequence[int]], alike: float = 0.0):
    """CR2 and Bell–McCaffrey from the definition, with matrix roots by eigenvalues."""
    rows, labels, y = [], [], []
    for arm, clusters in ((1.0, one), (0.0, zero)):
        for place, values in enumerate(clusters):
            rows += [[1.0, arm]] * len(values)
            labels += [(arm, place)] * len(values)
            y += values
    x, values = np.array(rows), np.array(y, dtype=float)
    bread = np.linalg.inv(x.T @ x)
    residuals = values - x @ bread @ x.T @ values
    annihilator = np.eye(len(x)) - x @ bread @ x.T
    contrast = np.array([0.0, 1.0])
    members = defaultdict(list)
    for row, label in enumerate(labels):
        members[label].append(row)
    variance, columns = 0.0, []
    for inside in members.values():
        block = annihilator[np.ix_(inside, inside)]
        values_, vectors = np.linalg.eigh(block)
        keep = values_ > 1e-12
        root = (vectors[:, keep] / np.sqrt(values_[keep])) @ vectors[:, keep].T
        weights = root @ x[inside] @ bread @ contrast
        variance += float(weights @ residuals[inside]) ** 2
        columns.append(annihilator[:, inside] @ weights)
    same = np.array([[a == b for b in labels] for a in labels])
    working = np.where(same, alike, 0.0) + (1.0 - alike) * np.eye(len(labels))
    form = np.array(columns) @ working @ np.array(columns).T
    return variance, np.trace(form) ** 2 / (form**2).sum()


@pytest.mark.parametrize(("seed", "groups"), [(1, (5, 4)), (2, (30, 6)), (3, (2, 9))])
def test_cr2_and_its_degrees_of_freedom_are_those_of_the_matrices(
    seed: int, groups: tuple[int, int]
) -> None:
    one, zero = drawn(seed, groups[0], lift=3), drawn(seed + 10, groups[1])
    variance, df = by_matrices(one, zero)
    errors = [cr2_error(summed(arm)) for arm in (one, zero)]
    whole = errors[0] + errors[1]
    assert whole.variance == pytest.approx(variance, rel=1e-9)
    assert whole.df == pytest.approx(df, rel=1e-9)
    silent = [
        ClusterSums(tuple(replace(s, squares=0) for s in summed(a).sizes), 1) for a in (one, zero)
    ]
    found = clustered_difference(*silent)  # nothing tells how alike members are
    half = stats.t.ppf(0.975, df) * math.sqrt(variance)
    assert (found.low, found.high) == pytest.approx((found.value - half, found.value + half))
    assert found.p_value == pytest.approx(2 * stats.t.sf(abs(found.value) / variance**0.5, df))


def test_members_that_are_alike_take_degrees_of_freedom() -> None:
    one, zero = drawn(21, 9, lift=2), drawn(22, 7)
    _, df = by_matrices(one, zero, alike=0.3)
    errors = [cr2_error(summed(arm), correlation=0.3) for arm in (one, zero)]
    assert (errors[0] + errors[1]).df == pytest.approx(df, rel=1e-9)
    assert df < by_matrices(one, zero)[1]


def test_clusters_of_one_member_are_the_plain_means() -> None:
    rng = np.random.default_rng(7)
    one, zero = ([[int(v)] for v in rng.integers(0, 9, 20)] for _ in range(2))
    found = clustered_difference(summed(one), summed(zero))
    flat = [Moments.from_values([float(v[0]) for v in arm]) for arm in (one, zero)]
    plain = difference_of_means(*flat, method="welch")
    assert (found.value, found.se) == pytest.approx((plain.value, plain.se))
    # Bell and McCaffrey take equal variances where Welch estimates them: equal arms, G − 2
    assert cr2_error(summed(one)).df == pytest.approx(19)


def test_the_lift_excludes_nothing_exactly_when_the_effect_does() -> None:
    for seed in range(40):
        one, zero = (summed(drawn(seed + add, 12, lift)) for add, lift in ((0, 2), (100, 0)))
        effect, lift = clustered_difference(one, zero), clustered_lift(one, zero)
        assert (effect.low > 0) == (lift.low > 0)
        assert (effect.high < 0) == (lift.high < 0)
        assert lift.value == pytest.approx(effect.value / zero.mean)
        assert lift.p_value == effect.p_value


def test_ratios_take_cr1_of_each_arm_and_welch() -> None:
    one, zero = drawn(4, 9), drawn(5, 60)
    below = [drawn(4, 9, 1), drawn(5, 60, 1)]
    arms = [summed(arm, second) for arm, second in zip((one, zero), below, strict=True)]
    parts = []
    for arm, second in ((one, below[0]), (zero, below[1])):
        tops, bottoms = (np.array([sum(c) for c in each], dtype=float) for each in (arm, second))
        left = tops - tops.sum() / bottoms.sum() * bottoms
        parts.append((left**2).sum() / bottoms.sum() ** 2 * len(arm) / (len(arm) - 1))
    df = sum(parts) ** 2 / (parts[0] ** 2 / 8 + parts[1] ** 2 / 59)
    found = clustered_ratio_difference(*arms)
    assert found.method == "cr1"
    assert found.se == pytest.approx(math.sqrt(sum(parts)))
    assert found.p_value == pytest.approx(2 * stats.t.sf(abs(found.value) / found.se, df))


def test_the_lift_of_a_ratio_excludes_nothing_exactly_when_the_effect_does() -> None:
    apart = 0
    for seed in range(200):
        tops = [drawn(seed + add, n, lift) for add, n, lift in ((0, 12, 3), (500, 60, 0))]
        one, zero = (summed(arm, [[10] * len(c) for c in arm]) for arm in tops)
        effect = clustered_ratio_difference(one, zero)
        lift = lift_of_ratios(one.pair(), zero.pair())
        if effect.low is None:  # too few clusters for a denominator clear of 0
            assert lift.low is None
            continue
        assert (effect.low > 0, effect.high < 0) == (lift.low > 0, lift.high < 0)
        assert lift.p_value == effect.p_value
        apart += effect.low > 0
    assert 20 < apart < 180


def test_a_mean_is_the_ratio_of_sum_and_members() -> None:
    one, zero = summed(drawn(8, 15)), summed(drawn(9, 15))
    delta = difference_of_ratios(one.inner_pair(), zero.inner_pair())
    parts = [clustered_moments(arm, corrected=False) for arm in (one, zero)]
    plain = difference_of_means(*parts)
    assert (plain.value, plain.se) == pytest.approx((delta.value, delta.se))
    assert clustered_difference(one, zero).se > delta.se


def test_above_ten_thousand_clusters_the_delta_method_agrees_with_cr2() -> None:
    sizes = {"size": 2, "clusters": 6_000}
    one = ClusterSums.of([SizeSums(**sizes, x=1300, xx=1900)], scale=1)
    zero = ClusterSums.of([SizeSums(**sizes, x=1200, xx=1800)], scale=1)
    found = clustered_difference(one, zero)
    assert found.method == "delta_clusters"
    assert found.se == pytest.approx((cr2_error(one) + cr2_error(zero)).se, rel=1e-3)


def test_third_moments_are_those_of_the_contributions() -> None:
    clusters = drawn(11, 12)
    arm = summed(clusters)
    mean, scale = arm.mean, arm.clusters / arm.members
    third = sum(((sum(c) - mean * len(c)) * scale) ** 3 for c in clusters)
    assert clustered_moments(arm).m3 == pytest.approx(third)


def test_correlation_is_that_of_the_analysis_of_variance() -> None:
    clusters = drawn(12, 40)
    found = clusters_of(summed(clusters))
    flat = np.array([v for c in clusters for v in c], dtype=float)
    sizes = np.array([len(c) for c in clusters])
    between = sum(len(c) * (np.mean(c) - flat.mean()) ** 2 for c in clusters) / 39
    within = sum(((np.array(c) - np.mean(c)) ** 2).sum() for c in clusters) / (len(flat) - 40)
    typical = (len(flat) - (sizes**2).sum() / len(flat)) / 39
    expected = (between - within) / (between + (typical - 1) * within)
    assert found.correlation == pytest.approx(expected)
    assert found.size == pytest.approx(sizes.mean())
    assert found.size_cv == pytest.approx(sizes.std() / sizes.mean())


def test_what_cannot_be_known_is_undefined() -> None:
    empty, single = ClusterSums(()), summed([[1, 2]])
    many = summed(drawn(1, 5))
    assert clustered_difference(empty, many).status == "no_data"
    assert clustered_difference(single, many).status == "low_n"
    assert clustered_level(single).low is None
    assert clusters_of(summed([[1], [2]])) is None
    flat = summed([[1, 1], [1, 1], [1, 1]])
    assert clustered_difference(flat, flat).status == "degenerate"


def false_alarms(one: int, zero: int, runs: int, seed: int) -> tuple[float, float]:
    """Share of null tests rejected by CR2 and by a test that takes members for independent."""
    rng = np.random.default_rng(seed)
    robust = naive = 0
    for _ in range(runs):
        arms = []
        for groups in (one, zero):
            sizes = rng.choice([1, 2, 3, 4, 8], groups, p=[0.3, 0.3, 0.2, 0.15, 0.05])
            shared = rng.normal(0, 50, groups)
            arms.append(
                [
                    [round(v) for v in 100 + own + rng.normal(0, 70, size)]
                    for own, size in zip(shared, sizes, strict=True)
                ]
            )
        robust += (clustered_difference(*map(summed, arms)).p_value or 1) < 0.05
        flat = [Moments.from_values([float(v) for c in arm for v in c]) for arm in arms]
        naive += (difference_of_means(*flat).p_value or 1) < 0.05
    return robust / runs, naive / runs


@pytest.mark.slow
@pytest.mark.parametrize(("one", "zero"), [(12, 12), (40, 10)])
def test_false_alarms_keep_their_level_where_members_are_alike(one: int, zero: int) -> None:
    robust, naive = false_alarms(one, zero, 2_000, one)
    assert robust < 0.05 + 2 * math.sqrt(0.05 * 0.95 / 2_000), (robust, naive)
    assert naive > 0.07, (robust, naive)
