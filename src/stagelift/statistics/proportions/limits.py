"""Closed limits of shares and of their differences, for numbers and for arrays alike."""

from __future__ import annotations

from typing import Any

from stagelift.statistics.multipliers import arithmetic

Number = Any  # a number, or an array of floats: the same arithmetic serves both


def wilson_limits(k: Number, n: Number, z: float) -> tuple[Number, Number]:
    """The Wilson limits of a share, by inverting its score test.

    Args:
        k: Units with the event; a number or an array.
        n: Units, > 0.
        z: Two-sided critical value.

    Returns:
        Lower and upper limit, exactly 0 at k = 0 and exactly 1 at k = n.

    Reference:
        Wilson 1927, Probable inference, the law of succession, and statistical inference.

    Example:
        >>> low, high = wilson_limits(1, 10, 1.959964)
        >>> round(low, 4), round(high, 4)
        (0.0179, 0.4042)
    """
    sqrt, least, most = arithmetic(k)
    centre = (k + z * z / 2.0) / (n + z * z)
    half = z / (n + z * z) * sqrt(k * (n - k) / n + z * z / 4.0)
    low, high = most(centre - half, 0.0) * (k > 0), least(centre + half, 1.0)
    return low, high + (k == n) * (1.0 - high)


def agresti_coull_limits(k: Number, n: Number, z: float) -> tuple[Number, Number]:
    """The Agresti–Coull limits of a share: Wald's after z²/2 events and z²/2 others were added.

    Args:
        k: Units with the event; a number or an array.
        n: Units, > 0.
        z: Two-sided critical value.

    Returns:
        Lower and upper limit, within 0 to 1.

    Reference:
        Agresti & Coull 1998, Approximate is better than "exact" for interval estimation of binomial
        proportions.

    Example:
        >>> low, high = agresti_coull_limits(1, 10, 1.959964)
        >>> round(low, 4), round(high, 4)
        (0.0, 0.426)
    """
    sqrt, least, most = arithmetic(k)
    size = n + z * z
    centre = (k + z * z / 2.0) / size
    half = z * sqrt(centre * (1.0 - centre) / size)
    return most(centre - half, 0.0), least(centre + half, 1.0)


def newcombe_limits(
    k1: Number, n1: Number, k0: Number, n0: Number, z: float
) -> tuple[Number, Number]:
    """Newcombe's hybrid limits of a difference, from the Wilson limits of both shares.

    Args:
        k1: Units with the event in arm 1; a number or an array, as all counts.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.
        z: Two-sided critical value.

    Returns:
        Lower and upper limit of p1 − p0.

    Reference:
        Newcombe 1998, Interval estimation for the difference between independent proportions:
        comparison of eleven methods (method 10).

    Example:
        >>> low, high = newcombe_limits(56, 70, 48, 80, 1.959964)
        >>> round(low, 4), round(high, 4)
        (0.0524, 0.3339)
    """
    sqrt, _, _ = arithmetic(k1)
    p1, p0 = k1 / n1, k0 / n0
    low1, high1 = wilson_limits(k1, n1, z)
    low0, high0 = wilson_limits(k0, n0, z)
    below = sqrt((p1 - low1) * (p1 - low1) + (high0 - p0) * (high0 - p0))
    above = sqrt((high1 - p1) * (high1 - p1) + (p0 - low0) * (p0 - low0))
    return p1 - p0 - below, p1 - p0 + above


def unpooled_se(k1: Number, n1: Number, k0: Number, n0: Number) -> Number:
    """The standard error of a difference of shares, each arm with its own variance.

    Args:
        k1: Units with the event in arm 1; a number or an array, as all counts.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.

    Returns:
        √(p1 (1 − p1) / n1 + p0 (1 − p0) / n0).

    Example:
        >>> round(unpooled_se(50, 100, 40, 100), 4)
        0.07
    """
    sqrt, _, _ = arithmetic(k1)
    return sqrt(k1 * (n1 - k1) / n1 / n1 / n1 + k0 * (n0 - k0) / n0 / n0 / n0)


def wald_limits(k1: Number, n1: Number, k0: Number, n0: Number, z: float) -> tuple[Number, Number]:
    """Wald's limits of a difference: the estimate ± z unpooled standard errors.

    Args:
        k1: Units with the event in arm 1; a number or an array, as all counts.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.
        z: Two-sided critical value.

    Returns:
        Lower and upper limit of p1 − p0, within −1 to 1.

    Example:
        >>> low, high = wald_limits(56, 70, 48, 80, 1.959964)
        >>> round(low, 4), round(high, 4)
        (0.0575, 0.3425)
    """
    _, least, most = arithmetic(k1)
    gap, half = k1 / n1 - k0 / n0, z * unpooled_se(k1, n1, k0, n0)
    return most(gap - half, -1.0), least(gap + half, 1.0)


def agresti_caffo(k1: Number, n1: Number, k0: Number, n0: Number) -> tuple[Number, Number]:
    """Centre and standard error after an event and a unit without it were added to either arm.

    Args:
        k1: Units with the event in arm 1; a number or an array, as all counts.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.

    Returns:
        The difference of the adjusted shares and its Wald standard error.

    Reference:
        Agresti & Caffo 2000, Simple and effective confidence intervals for proportions and
        differences of proportions result from adding two successes and two failures.

    Example:
        >>> centre, se = agresti_caffo(56, 70, 48, 80)
        >>> round(centre - 1.959964 * se, 4), round(centre + 1.959964 * se, 4)
        (0.0525, 0.3358)
    """
    more1, all1, more0, all0 = k1 + 1.0, n1 + 2.0, k0 + 1.0, n0 + 2.0
    return more1 / all1 - more0 / all0, unpooled_se(more1, all1, more0, all0)
