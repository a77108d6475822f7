"""Levels, effects and lifts of clusters: CR2, CR1 and the delta method."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.clusters.correlation import clusters_of
from stagelift.statistics.clusters.errors import ArmError, cr2_error
from stagelift.statistics.inference import Better, Inference
from stagelift.statistics.lift import lift
from stagelift.statistics.means import difference_of_means, mean, t_inference
from stagelift.statistics.moments import Moments
from stagelift.statistics.quantiles import t_critical
from stagelift.statistics.ratio import difference_of_ratios

if TYPE_CHECKING:
    from stagelift.statistics.clusters.sums import ClusterSums

CLUSTERS_IN_TABLE = 10_000  # of both arms; above, small-sample corrections change no digit shown
CR1, CR2, DELTA = "cr1", "cr2", "delta_clusters"


def clustered_moments(arm: ClusterSums, *, corrected: bool = True) -> Moments:
    """An arm's mean per member as the mean over its clusters' contributions.

    Args:
        arm: The arm's clusters.
        corrected: Whether the spread is that of CR2, else of the delta method.

    Returns:
        Moments with as many units as there are clusters; their standard error is the mean's.

    Example:
        >>> from stagelift.statistics.clusters.sums import ClusterSums, SizeSums
        >>> arm = ClusterSums.of([SizeSums(size=1, clusters=4, x=2, xx=2)], scale=1)
        >>> found = clustered_moments(arm)
        >>> found.n, found.mean, round(found.m2, 9)
        (4, 0.5, 1.0)
    """
    groups, members = arm.clusters, arm.members
    if not groups:
        return Moments.from_counts(0, 0)
    scale = groups / members
    spread = math.fsum(arm.squared_residuals().values()) * scale**2
    error = cr2_error(arm) if corrected else None
    m2 = spread if error is None else error.variance * groups * (groups - 1)
    return Moments(groups, arm.mean, m2, arm.cubed_residuals() * scale**3 if m2 else 0.0)


def clustered_level(arm: ClusterSums, *, level: float = 0.95) -> Inference:
    """An arm's mean per member with an interval that knows of the clusters.

    Args:
        arm: The arm's clusters.
        level: Confidence level, between 0 and 1.

    Returns:
        Σx / members with CR2 and its degrees of freedom; `no_data` without members,
        `low_n` without an interval for one cluster, `degenerate` where nothing varies.

    Raises:
        ArgumentError: When the level lies outside (0, 1).

    Example:
        >>> from stagelift.statistics.clusters.sums import ClusterSums, SizeSums
        >>> arm = ClusterSums.of([SizeSums(size=2, clusters=30, x=30, xx=60)], scale=1)
        >>> found = clustered_level(arm)
        >>> found.value, round(found.low, 3), round(found.high, 3)
        (0.5, 0.31, 0.69)
    """
    checks.between("level", level, 0, 1)
    error = cr2_error(arm, correlation=_alike(arm))
    if error is None or not error.variance:
        return replace(mean(clustered_moments(arm), level=level), method=CR2)
    found = t_inference(arm.mean, error.se, error.df, level=level, method=CR2)
    return replace(found, p_value=None, dual=None)


def clustered_difference(one: ClusterSums, zero: ClusterSums, *, level: float = 0.95) -> Inference:
    """The difference of two means per member when clusters were randomised.

    Args:
        one: The treatment's clusters.
        zero: The control's clusters.
        level: Confidence level, between 0 and 1.

    Returns:
        The effect with interval and p-value of one t statistic (dual): CR2 with Satterthwaite's
        degrees of freedom up to 10,000 clusters, the delta method above; `no_data`, `low_n` or
        `degenerate` without an interval.

    Raises:
        ArgumentError: When the level lies outside (0, 1).

    Reference:
        Bell & McCaffrey 2002; Imbens & Kolesár 2016, Robust standard errors in small samples: some
        practical advice; Deng, Knoblich & Lu 2018 (delta).

    Example:
        >>> from stagelift.statistics.clusters.sums import ClusterSums, SizeSums
        >>> sent = ClusterSums.of([SizeSums(size=2, clusters=40, x=48, xx=80)], scale=1)
        >>> none = ClusterSums.of([SizeSums(size=2, clusters=40, x=32, xx=48)], scale=1)
        >>> found = clustered_difference(sent, none)
        >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
        (0.2, 0.031, 0.369)
    """
    checks.between("level", level, 0, 1)
    corrected = one.clusters + zero.clusters <= CLUSTERS_IN_TABLE
    whole = _error(one, zero)
    if not corrected or whole is None or not whole.variance:
        parts = (clustered_moments(arm, corrected=corrected) for arm in (one, zero))
        found = difference_of_means(*parts, level=level)
        return replace(found, method=CR2 if corrected else DELTA)
    return t_inference(one.mean - zero.mean, whole.se, whole.df, level=level, method=CR2)


def clustered_lift(
    one: ClusterSums,
    zero: ClusterSums,
    *,
    level: float = 0.95,
    better: Better = "up",
) -> Inference:
    """The lift of a mean per member, by Fieller, agreeing with `clustered_difference`.

    Args:
        one: The treatment's clusters.
        zero: The control's clusters.
        level: Confidence level, between 0 and 1.
        better: Direction of the metric, which words the note of a negative control.

    Returns:
        The lift as a share; it excludes 0 exactly when the effect does.

    Raises:
        ArgumentError: When the level or `better` is not allowed.

    Example:
        >>> from stagelift.statistics.clusters.sums import ClusterSums, SizeSums
        >>> sent = ClusterSums.of([SizeSums(size=2, clusters=40, x=48, xx=80)], scale=1)
        >>> none = ClusterSums.of([SizeSums(size=2, clusters=40, x=32, xx=48)], scale=1)
        >>> found = clustered_lift(sent, none)
        >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
        (0.5, 0.064, 1.228)
    """
    corrected = one.clusters + zero.clusters <= CLUSTERS_IN_TABLE
    parts = [clustered_moments(arm, corrected=corrected) for arm in (one, zero)]
    effect = clustered_difference(one, zero, level=level)
    whole = _error(one, zero)
    if effect.status != "ok" or not corrected or whole is None:
        return lift(*parts, level=level, better=better)
    critical = t_critical(level, whole.df)
    found = lift(*parts, level=level, better=better, critical=critical)
    return found if found.status != "ok" else replace(found, p_value=effect.p_value, dual=True)


def _error(one: ClusterSums, zero: ClusterSums) -> ArmError | None:
    """Both arms' errors under one working model; None where an arm has fewer than two clusters."""
    alike = _alike(one, zero)
    errors = [cr2_error(arm, correlation=alike) for arm in (one, zero)]
    return errors[0] + errors[1] if errors[0] and errors[1] else None


def _alike(*arms: ClusterSums) -> float:
    """The intra-cluster correlation within arms, weighted by members; 0 where nothing tells it."""
    told = [arm for arm in arms if any(one.squares for one in arm.sizes)]
    known = [(arm.members, found.correlation) for arm in told if (found := clusters_of(arm))]
    return sum(n * rho for n, rho in known) / sum(n for n, _ in known) if known else 0.0


def clustered_ratio_difference(
    one: ClusterSums, zero: ClusterSums, *, level: float = 0.95
) -> Inference:
    """The difference of two ratios of sums, Σx / Σy, when clusters were randomised.

    Args:
        one: The treatment's clusters.
        zero: The control's clusters.
        level: Confidence level, between 0 and 1.

    Returns:
        The effect with CR1, each arm's variance times G/(G−1) of its own clusters, and Welch's
        degrees of freedom: G − 2 rejects too often where one arm has few. Dual to the lift of
        `lift_of_ratios`; without an interval as `difference_of_ratios`.

    Raises:
        ArgumentError: When the level lies outside (0, 1).

    Reference:
        Cameron & Miller 2015, A practitioner's guide to cluster-robust inference; Deng, Knoblich &
        Lu 2018, Applying the delta method in metric analytics.

    Example:
        >>> from stagelift.statistics.clusters.sums import ClusterSums, SizeSums
        >>> sums = {"size": 2, "clusters": 40, "y": 80, "yy": 200}
        >>> sent = ClusterSums.of([SizeSums(x=48, xx=90, xy=110, **sums)], scale=1)
        >>> none = ClusterSums.of([SizeSums(x=32, xx=60, xy=80, **sums)], scale=1)
        >>> found = clustered_ratio_difference(sent, none)
        >>> found.method, round(found.value, 3), found.p_value < 0.05
        ('cr1', 0.2, True)
    """
    return replace(difference_of_ratios(one.pair(), zero.pair(), level=level), method=CR1)
