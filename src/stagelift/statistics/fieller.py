"""Fieller's set of relative effects: an interval, or what it becomes when the control may be 0."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from stagelift.statistics import checks

SetKind = Literal["interval", "half_line", "complement", "line", "none"]


@dataclass(frozen=True, slots=True)
class FiellerSet:
    """All relative effects that the data do not contradict.

    Args:
        kind: `interval` (from low to high); `half_line` (one end is infinite); `complement` (at or
            below low, or at or above high: all but a gap); `line` (any effect whatever); `none`
            (the control mean is exactly 0).
        low: Lower end as a share of the control's size; None for `line` and `none`.
        high: Upper end; None for `line` and `none`.

    Example:
        >>> FiellerSet("complement", -3.0, 0.5).holds(0.2), FiellerSet("line", None, None).holds(9)
        (False, True)
    """

    kind: SetKind
    low: float | None
    high: float | None

    def holds(self, effect: float) -> bool:
        """Whether a relative effect is in the set.

        Args:
            effect: The effect as a share of the control's size.

        Returns:
            True when the data do not contradict it.
        """
        if self.low is None or self.high is None:
            return self.kind == "line"
        if self.kind == "complement":
            return effect <= self.low or effect >= self.high
        return self.low <= effect <= self.high

    @property
    def words(self) -> str:
        """Why there is no finite interval, and what is known instead; empty for an interval."""
        if self.kind == "interval":
            return ""
        if self.kind == "none":
            return "the control mean is exactly 0, so nothing can be relative to it"
        start = "the control mean is not clear of 0, so a relative effect has no finite interval: "
        if self.low is None or self.high is None:
            return f"{start}any lift agrees with the data"
        if self.kind == "complement":
            return f"{start}lifts up to {self.low:+.1%} and from {self.high:+.1%} on agree with it"
        if math.isinf(self.high):
            return f"{start}lifts from {self.low:+.1%} on agree with the data"
        return f"{start}lifts up to {self.high:+.1%} agree with the data"


def fieller_set(
    mean1: float, se1: float, mean0: float, se0: float, critical: float, covariance: float = 0.0
) -> FiellerSet:
    """Fieller's set of the relative effect of two means, whatever its shape.

    It holds every r with |mean1 − mean0 − r·|mean0|| ≤ critical · se of that difference, so it
    holds 0 exactly when the difference test with the same critical value does not reject.

    Args:
        mean1: Mean of the treatment arm.
        se1: Its standard error, ≥ 0.
        mean0: Mean of the control arm.
        se0: Its standard error, ≥ 0.
        critical: Two-sided critical value, > 0.
        covariance: Covariance of both means; 0 for independent arms.

    Returns:
        The set of (mean1 − mean0) / |mean0|: an interval when the control mean is farther than
        critical · se0 from 0.

    Raises:
        ArgumentError: When a number is not finite, a standard error is negative, or the critical
            value is not > 0.

    Reference:
        Fieller 1954, Some problems in interval estimation; von Luxburg & Franz 2009, A geometric
        approach to confidence sets for ratios: Fieller's theorem, generalizations and bootstrap
        (the bounded, the exclusive unbounded and the completely unbounded case).

    Example:
        >>> fieller_set(11.0, 0.3, 0.2, 0.3, 1.96).kind, fieller_set(0.1, 0.3, 0.2, 0.3, 1.96).kind
        ('complement', 'line')
    """
    for name, value in (("mean1", mean1), ("mean0", mean0), ("covariance", covariance)):
        checks.finite(name, value)
    for name, value in (("se1", se1), ("se0", se0)):
        if checks.finite(name, value) < 0.0:
            raise checks.refused(name, value, "it must be ≥ 0")
    checks.between("critical", critical, 0, math.inf)
    # in units of a power of two, which rounds nothing: squares of huge or tiny values overflow
    shift = -math.frexp(max(abs(mean1), abs(mean0), se1, se0))[1]
    mean1, se1, mean0, se0 = (math.ldexp(x, shift) for x in (mean1, se1, mean0, se0))
    covariance = math.ldexp(math.ldexp(covariance, shift), shift)
    # the quadratic a·r² − 2·half_b·r + constant ≤ 0 in the effect over the control: centred on no
    # difference, so that its constant term is that of the difference test and the two decisions
    # cannot part by rounding
    a, gap = mean0**2 - (critical * se0) ** 2, mean1 - mean0
    half_b = gap * mean0 + critical**2 * (se0**2 - covariance)
    constant = gap**2 - critical**2 * (se1**2 + se0**2 - 2.0 * covariance)
    # half_b² − a·constant without what cancels, which would cost narrow sets all their digits
    spread = (mean1 * se0) ** 2 + se1**2 * a - 2.0 * mean1 * mean0 * covariance
    inner = critical**2 * (spread + (critical * covariance) ** 2)
    if a == 0.0:
        return _linear(half_b, constant, mean0)
    if a < 0.0 and inner <= 0.0:
        return FiellerSet("line", None, None)
    root = math.sqrt(max(inner, 0.0))
    far = half_b + math.copysign(root, half_b)
    ends = (far / a, constant / far if far else 0.0)
    sign = math.copysign(1.0, mean0)
    low, high = sorted(sign * end for end in ends)
    return FiellerSet("interval" if a > 0.0 else "complement", low, high)


def _linear(half_b: float, constant: float, mean0: float) -> FiellerSet:
    """The set on the edge between interval and complement, where the square has no weight."""
    if half_b == 0.0:
        return FiellerSet("line" if constant <= 0.0 and mean0 else "none", None, None)
    end = constant / half_b / 2.0 * math.copysign(1.0, mean0)
    upward = (half_b > 0.0) == (mean0 >= 0.0)
    return FiellerSet("half_line", end if upward else -math.inf, math.inf if upward else end)


def fieller_limits(
    mean1: float, se1: float, mean0: float, se0: float, critical: float, covariance: float = 0.0
) -> tuple[float, float] | None:
    """Fieller's limits of the relative effect of two means, where the set is an interval.

    They hold every lift r with |mean1 − (1 ± r)·mean0| ≤ critical · se, so they exclude 0 exactly
    when the difference test with the same critical value rejects.

    Args:
        mean1: Mean of the treatment arm.
        se1: Its standard error.
        mean0: Mean of the control arm.
        se0: Its standard error.
        critical: Two-sided critical value.
        covariance: Covariance of both means; 0 for independent arms.

    Returns:
        Lower and upper limit of (mean1 − mean0) / |mean0|, or None when the control mean is within
        critical · se0 of 0 and the set has no two finite ends.

    Reference:
        Fieller 1954, Some problems in interval estimation.

    Example:
        >>> low, high = fieller_limits(11.0, 0.3, 10.0, 0.3, 1.959964)
        >>> round(low, 4), round(high, 4)
        (0.0162, 0.1915)
    """
    found = fieller_set(mean1, se1, mean0, se0, critical, covariance)
    if found.kind != "interval" or found.low is None or found.high is None:
        return None
    return found.low, found.high
