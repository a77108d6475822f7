"""Looking at any time: an asymptotic confidence sequence, and the gate before it may be read."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference

if TYPE_CHECKING:
    from stagelift.statistics.moments import Moments

LEAST_EVENTS = 25.0  # expected events in the smaller arm; below, 90/10 splits give 8–28 % errors
LARGEST_SKEWNESS = 0.3  # of the effect estimate, above which its normal limits are not trusted
METHOD = "asymptotic_sequence"


def tuning(n_mature: int, n_planned: int, level: float) -> float:
    """The sequence's η, which makes it narrowest about when the planned units are mature.

    Args:
        n_mature: Mature units now, both arms together, > 0.
        n_planned: Mature units planned, > 0.
        level: Confidence level, between 0 and 1.

    Returns:
        (−2 ln α + ln(−2 ln α) + 1) · n_mature / n_planned; 8.78 · n_mature / n_planned at 95 %.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, Time-uniform central limit theory and
        asymptotic confidence sequences, appendix on tuning.

    Example:
        >>> round(tuning(1000, 1000, 0.95), 2)
        8.78
    """
    wanted = -2.0 * math.log(1.0 - checks.between("level", level, 0, 1))
    checks.between("n_mature", checks.whole("n_mature", n_mature), 0, math.inf)
    checks.between("n_planned", checks.whole("n_planned", n_planned), 0, math.inf)
    # any fixed positive η is valid; the paper's turns negative at levels below .13
    return max(wanted + math.log(wanted) + 1.0, wanted) * n_mature / n_planned


def sequence_critical(n_mature: int, n_planned: int, level: float) -> float:
    """The half-width of the asymptotic confidence sequence in standard errors.

    Args:
        n_mature: Mature units now, both arms together, > 0.
        n_planned: Mature units planned, > 0.
        level: Confidence level, between 0 and 1.

    Returns:
        sqrt(((1 + η) / η) · ln((1 + η) / α²)), to be used like 1.96 at every look.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, Time-uniform central limit theory and
        asymptotic confidence sequences.

    Example:
        >>> round(sequence_critical(1000, 1000, 0.95), 4)
        3.0354
    """
    eta = tuning(n_mature, n_planned, level)
    return math.sqrt((1.0 + eta) / eta * (math.log1p(eta) - 2.0 * math.log(1.0 - level)))


def asymptotic_sequence(
    effect: float, se: float, *, n_mature: int, n_planned: int, level: float = 0.95
) -> Inference:
    """An interval and p-value that hold at every look, however often one looks.

    For any effect that is a difference of averages: proportions, means, net promoters, adjusted or
    ratio effects, from its estimate and standard error. By symmetry each end misses with about
    (1 − level)/2 over all looks, so either end serves as the one-sided limit of a guardrail.
    Read it only when `gate` is open.

    Args:
        effect: The estimate on all mature units so far.
        se: Its standard error, ≥ 0, in the same unit.
        n_mature: Mature units now, both arms together.
        n_planned: Mature units planned; where the interval is narrowest, not an end.
        level: Confidence level over all looks together, between 0 and 1.

    Returns:
        The interval and the always-valid p-value by inverting the same sequence (dual), of this
        look alone (no running minimum); without an interval and `degenerate` when se is 0.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, Time-uniform central limit theory and
        asymptotic confidence sequences; Lindon, Ham, Tingley & Bojinov 2022, Anytime-valid linear
        models and regression adjusted causal inference in randomized experiments.

    Example:
        >>> found = asymptotic_sequence(0.02, 0.005, n_mature=8000, n_planned=16000)
        >>> round(found.low, 4), round(found.high, 4), round(found.p_value, 4)
        (0.0047, 0.0353, 0.0034)
    """
    effect, se = checks.finite("effect", effect), checks.finite("se", se)
    eta = tuning(n_mature, n_planned, level)
    if se <= 0.0:
        if se < 0.0:
            raise checks.refused("se", se, "it must be ≥ 0")
        note = "no value varies within an arm"
        return Inference(
            value=effect, se=se, level=level, method=METHOD, status="degenerate", note=note
        )
    half = se * sequence_critical(n_mature, n_planned, level)
    z = effect / se
    log_p = math.log1p(eta) / 2.0 - z * z * eta / (2.0 * (1.0 + eta))
    return Inference(
        value=effect,
        se=se,
        low=effect - half,
        high=effect + half,
        level=level,
        method=METHOD,
        p_value=math.exp(min(0.0, log_p)),
        dual=True,
    )


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
