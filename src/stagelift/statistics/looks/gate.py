"""The gate before a look may be read: enough events, and an effect that is near normal."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.statistics import checks

if TYPE_CHECKING:
    from stagelift.statistics.moments import Moments

LEAST_EVENTS = 25.0  # expected events in the smaller arm; below, 90/10 splits give 8–28 % errors
LARGEST_SKEWNESS = 0.3  # of the effect estimate, above which its normal limits are not trusted


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Whether a look may be read.

    Args:
        ok: True when the normal limits of the effect can be trusted.
        reason: Why not, with figure and bound; empty when ok.
        skewness: |skewness| of the effect estimate, or None when it is undefined.
        events: Expected events in the smaller arm, or None for value metrics.

    Example:
        >>> Gate(ok=True, reason="", skewness=0.01, events=120.0).ok
        True
    """

    ok: bool
    reason: str
    skewness: float | None
    events: float | None


def effect_skewness(m1: Moments, m0: Moments) -> float | None:
    """The size of the skewness of a difference of means, from pooled second and third moments.

    Args:
        m1: Moments of the treatment arm.
        m0: Moments of the control arm.

    Returns:
        |κ₃(1/n₁² − 1/n₀²)| / (σ²(1/n₁ + 1/n₀))^1.5, 0 for equal arms; None when an arm is empty or
        no value varies.

    Reference:
        Kohavi, Deng, Longbotham & Xu 2014, Seven rules of thumb for web site experimenters (that
        skewness decides how many units a normal limit needs).

    Example:
        >>> from stagelift.statistics.moments import Moments
        >>> round(effect_skewness(Moments.from_counts(9000, 90), Moments.from_counts(1000, 10)), 3)
        0.263
    """
    if m1.n == 0 or m0.n == 0:
        return None
    n = m1.n + m0.n
    variance = (m1.m2 + m0.m2) / n * (1.0 / m1.n + 1.0 / m0.n)
    if variance == 0.0:
        return None
    third = (m1.m3 + m0.m3) / n * (1.0 / m1.n**2 - 1.0 / m0.n**2)
    return abs(third) / variance / math.sqrt(variance)


def gate(m1: Moments, m0: Moments, *, expected_events: float | None = None) -> Gate:
    """Whether a look may be read: enough events, and an effect that is near normal.

    Args:
        m1: Moments of the treatment arm, mature units only.
        m0: Moments of the control arm.
        expected_events: For a 0/1 metric the smaller arm's units times the pooled rate, as
            `expected_events` gives it; None for a value metric.

    Returns:
        Open (ok) from 25 expected events and below a skewness of 0.3; else closed with the reason.

    Raises:
        ArgumentError: When `expected_events` is negative or not finite.

    Reference:
        Bounds set by simulation: without them 90/10 splits reject 8–28 % of true nulls at .05.

    Example:
        >>> from stagelift.statistics.moments import Moments
        >>> arms = Moments.from_counts(900, 9), Moments.from_counts(100, 1)
        >>> gate(*arms, expected_events=expected_events(9, 900, 1, 100)).reason
        '1.0 expected events in the smaller arm; 25 are needed'
    """
    if expected_events is not None and checks.finite("expected_events", expected_events) < 0:
        raise checks.refused("expected_events", expected_events, "it must be ≥ 0")
    skewness, reason = effect_skewness(m1, m0), ""
    if expected_events is not None and expected_events < LEAST_EVENTS:
        reason = (
            f"{expected_events:.1f} expected events in the smaller arm; {LEAST_EVENTS:g} are needed"
        )
    elif skewness is None:
        reason = "no value varies yet" if m1.n and m0.n else "an arm has no mature units yet"
    elif skewness >= LARGEST_SKEWNESS:
        reason = f"the effect's skewness is {skewness:.2f}; it must be below {LARGEST_SKEWNESS:g}"
    return Gate(ok=not reason, reason=reason, skewness=skewness, events=expected_events)


def expected_events(k1: int, n1: int, k0: int, n0: int) -> float:
    """Expected events in the smaller arm when both arms share the pooled rate.

    Args:
        k1: Units with the event in arm 1.
        n1: Units in arm 1.
        k0: Units with the event in arm 0.
        n0: Units in arm 0.

    Returns:
        min(n1, n0) · (k1 + k0) / (n1 + n0), and 0 without units.

    Raises:
        ArgumentError: When a count is not allowed.

    Example:
        >>> expected_events(90, 900, 10, 100)
        10.0
    """
    k1, n1 = checks.events(k1, n1, arm="1")
    k0, n0 = checks.events(k0, n0, arm="0")
    return min(n1, n0) * (k1 + k0) / (n1 + n0) if n1 + n0 else 0.0
