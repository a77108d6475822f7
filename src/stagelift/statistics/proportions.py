"""Shares of units with an event: one share, and the difference of two."""

from __future__ import annotations

import math
from typing import Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.exact import boschloo_p, fisher_midp
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import special
from stagelift.statistics.quantiles import normal_critical, normal_p
from stagelift.statistics.score import TwoRates

ShareMethod = Literal["wilson", "clopper_pearson"]
DifferenceMethod = Literal[
    "auto", "score", "mee", "newcombe", "pooled_z", "boschloo", "fisher_midp"
]
SMALL = 5.0  # expected units with or without the event, below which the normal tests are not used
BOSCHLOO_CELLS = 40_000  # n1·n0 up to which the unconditional exact test stays quick


def wilson_limits(k: int, n: int, z: float) -> tuple[float, float]:
    """The Wilson limits of a share, by inverting its score test.

    Args:
        k: Units with the event.
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
    centre = (k + z * z / 2.0) / (n + z * z)
    half = z / (n + z * z) * math.sqrt(k * (n - k) / n + z * z / 4.0)
    return (0.0 if k == 0 else max(centre - half, 0.0), 1.0 if k == n else min(centre + half, 1.0))


def proportion(k: int, n: int, *, level: float = 0.95, method: ShareMethod = "wilson") -> Inference:
    """A share of units with an event and its interval.

    Args:
        k: Units with the event, 0 ≤ k ≤ n.
        n: Units.
        level: Confidence level, between 0 and 1.
        method: `wilson`, or `clopper_pearson` (exact: never below the level, and wider).

    Returns:
        The share (0–1); without units, null with status `no_data`.

    Raises:
        ArgumentError: When a count, the level or the method is not allowed.

    Reference:
        Wilson 1927; Clopper & Pearson 1934; Brown, Cai & DasGupta 2001, Interval estimation for a
        binomial proportion.

    Example:
        >>> found = proportion(1, 10)
        >>> found.value, round(found.low, 4), round(found.high, 4)
        (0.1, 0.0179, 0.4042)
    """
    k, n = checks.events(k, n)
    z = normal_critical(level)
    checks.one_of("method", method, get_args(ShareMethod))
    if n == 0:
        return Inference(level=level, method=method, status="no_data", note="no units")
    if method == "wilson":
        low, high = wilson_limits(k, n, z)
    else:
        tail = (1.0 - level) / 2.0
        low = float(special.betaincinv(k, n - k + 1, tail)) if k else 0.0
        high = float(special.betainccinv(k + 1, n - k, tail)) if k < n else 1.0
    se = math.sqrt(k * (n - k) / n) / n
    return Inference(value=k / n, se=se, low=low, high=high, level=level, method=method)


def smallest_expected(k1: int, n1: int, k0: int, n0: int) -> float:
    """The smallest expected count of a two-by-two table when both arms share one rate.

    Args:
        k1: Units with the event in arm 1.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.

    Returns:
        The expected events, or units without, in the smaller arm, whichever are fewer.

    Raises:
        ArgumentError: When a count is not allowed.

    Example:
        >>> smallest_expected(3, 100, 5, 300)
        2.0
    """
    k1, n1 = checks.events(k1, n1, arm="1")
    k0, n0 = checks.events(k0, n0, arm="0")
    k, n = k1 + k0, n1 + n0
    return min(k, n - k) * min(n1, n0) / n if n else 0.0


def newcombe_limits(k1: int, n1: int, k0: int, n0: int, z: float) -> tuple[float, float]:
    """Newcombe's hybrid limits of a difference, from the Wilson limits of both shares.

    Args:
        k1: Units with the event in arm 1.
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
    p1, p0 = k1 / n1, k0 / n0
    low1, high1 = wilson_limits(k1, n1, z)
    low0, high0 = wilson_limits(k0, n0, z)
    gap = p1 - p0
    return gap - math.hypot(p1 - low1, high0 - p0), gap + math.hypot(high1 - p1, p0 - low0)


def pooled_z(k1: int, n1: int, k0: int, n0: int) -> float:
    """The z statistic of two equal proportions with the pooled variance.

    Args:
        k1: Units with the event in arm 1.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.

    Returns:
        (p1 − p0) / se at the pooled rate; 0 when no unit, or every unit, has the event.

    Raises:
        ArgumentError: When a count is not allowed, or an arm has no units.

    Example:
        >>> round(pooled_z(267, 21307, 122, 21306), 4)
        7.3851
    """
    k1, n1 = checks.events(k1, n1, arm="1")
    k0, n0 = checks.events(k0, n0, arm="0")
    checks.between("n1", n1, 0, math.inf)
    checks.between("n0", n0, 0, math.inf)
    return float(TwoRates(k1, n1, k0, n0, unbiased=False).pooled_z())


def difference_of_proportions(
    k1: int,
    n1: int,
    k0: int,
    n0: int,
    *,
    level: float = 0.95,
    method: DifferenceMethod = "auto",
) -> Inference:
    """The difference of two independent shares, treatment minus control, with interval and p-value.

    Args:
        k1: Units with the event in the treatment arm.
        n1: Units in the treatment arm.
        k0: Units with the event in the control arm.
        n0: Units in the control arm.
        level: Confidence level, between 0 and 1.
        method: `score` (Miettinen–Nurminen), `mee` (the same without N/(N − 1), whose p is that of
            the pooled z), `newcombe` (interval; p from the pooled z), `pooled_z` (with the Wald
            interval), `boschloo` or `fisher_midp` (exact p; interval from `score`). `auto` is
            `score`, and in small tables (an expected count below 5) `boschloo` while
            n1·n0 ≤ 40,000, else `fisher_midp`.

    Returns:
        The effect p1 − p0 (shares, −1 to 1), its unpooled standard error, and an interval that is
        dual to the p-value for `score` and `mee`; null with status `no_data` when an arm is empty.

    Raises:
        ArgumentError: When a count, the level or the method is not allowed.

    Reference:
        Miettinen & Nurminen 1985, Comparative analysis of two rates; Mee 1984; Newcombe 1998;
        Boschloo 1970; Lydersen, Fagerland & Laake 2009, Recommended tests for association in
        2×2 tables.

    Example:
        >>> found = difference_of_proportions(56, 70, 48, 80)
        >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
        (0.2, 0.0528, 0.3382)
        >>> round(found.p_value, 4), found.method, found.dual
        (0.0083, 'score', True)
    """
    k1, n1 = checks.events(k1, n1, arm="1")
    k0, n0 = checks.events(k0, n0, arm="0")
    z = normal_critical(level)
    checks.one_of("method", method, get_args(DifferenceMethod))
    if not (n1 and n0):
        empty = "treatment" if n0 else "control" if n1 else "either arm"
        name = "score" if method == "auto" else method
        return Inference(level=level, method=name, status="no_data", note=f"no units in {empty}")
    if method == "auto":
        method = chosen(k1, n1, k0, n0)
    gap = k1 / n1 - k0 / n0
    low, high = _limits((k1, n1, k0, n0), z, method)
    return Inference(
        value=gap,
        se=_unpooled_se(k1, n1, k0, n0),
        low=min(low, gap),  # a rounding in the last bit must not put the estimate outside
        high=max(high, gap),
        level=level,
        method=method,
        p_value=_p_value((k1, n1, k0, n0), method),
        dual=method in ("score", "mee"),
    )


def chosen(k1: int, n1: int, k0: int, n0: int) -> DifferenceMethod:
    """The method that `auto` stands for in one table.

    Args:
        k1: Units with the event in arm 1.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.

    Returns:
        `score`, `boschloo` or `fisher_midp`.

    Raises:
        ArgumentError: When a count is not allowed.

    Example:
        >>> chosen(20, 100, 10, 100), chosen(2, 100, 0, 100), chosen(2, 1000, 0, 1000)
        ('score', 'boschloo', 'fisher_midp')
    """
    if smallest_expected(k1, n1, k0, n0) >= SMALL:
        return "score"
    return "boschloo" if n1 * n0 <= BOSCHLOO_CELLS else "fisher_midp"


Table = tuple[int, int, int, int]


def _unpooled_se(k1: int, n1: int, k0: int, n0: int) -> float:
    return math.sqrt(k1 * (n1 - k1) / n1**3 + k0 * (n0 - k0) / n0**3)


def _limits(table: Table, z: float, method: DifferenceMethod) -> tuple[float, float]:
    k1, n1, k0, n0 = table
    if method == "newcombe":
        return newcombe_limits(k1, n1, k0, n0, z)
    if method == "pooled_z":
        gap, half = k1 / n1 - k0 / n0, z * _unpooled_se(k1, n1, k0, n0)
        return max(gap - half, -1.0), min(gap + half, 1.0)
    low, high = TwoRates(k1, n1, k0, n0, unbiased=method != "mee").difference_limits(z)
    return float(low), float(high)


def _p_value(table: Table, method: DifferenceMethod) -> float:
    if method == "boschloo":
        return boschloo_p(*table)
    if method == "fisher_midp":
        return fisher_midp(*table)
    return normal_p(float(TwoRates(*table, unbiased=method == "score").pooled_z()))
