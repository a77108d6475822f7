"""Guardrails: whether an effect is inside its margin, beyond it, or not yet known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.inference import Better, Inference

MarginState = Literal["cleared", "breached", "open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginReading:
    """Where one guardrail stands against its margin.

    Args:
        state: `cleared` (even the worst end is inside), `breached` (even the best end is beyond),
            or `open`.
        worst: Upper one-sided limit of the worsening, in the effect's unit; None when undefined.
        best: Lower one-sided limit of the worsening at the breach level; None when undefined.
        margin: The worsening allowed, ≥ 0.
        reason: Why it is open, in words; empty otherwise.

    Example:
        >>> MarginReading(state="cleared", worst=0.001, best=-0.002, margin=0.003, reason="").state
        'cleared'
    """

    state: MarginState
    worst: float | None
    best: float | None
    margin: float
    reason: str


def breach_level(level: float, guardrails: int) -> float:
    """The confidence level of the intervals that may declare one of m guardrails breached.

    Args:
        level: Confidence level of the plan, between 0 and 1.
        guardrails: Number of guardrails m, ≥ 1.

    Returns:
        1 − (1 − level) / m, so that all m together stop a harmless message no more often than one.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Schultzberg, Ankargren & Frånberg 2024, Risk-aware product decisions in A/B tests with
        multiple metrics.

    Example:
        >>> breach_level(0.95, 2)
        0.975
    """
    checks.between("level", level, 0, 1)
    checks.between("guardrails", checks.whole("guardrails", guardrails), 0, math.inf)
    return 1.0 - (1.0 - level) / guardrails


def margin_state(
    effect: Inference, *, margin: float, better: Better, breach: Inference | None = None
) -> MarginReading:
    """Whether an effect clears its guardrail, breaches it, or leaves it open.

    Either end of a two-sided interval is a one-sided limit at (1 − level)/2. Shipping needs every
    guardrail cleared, so that level is not divided; a breach at any of them stops, so `breach`
    carries the effect at `breach_level`.

    Args:
        effect: The effect with its interval: absolute, or the lift for a relative margin.
        margin: The worsening allowed, ≥ 0, in the effect's unit (shares 0–1 for lifts).
        better: Direction of the metric: `up` or `down`.
        breach: The same effect with its interval at the breach level; default `effect` itself,
            right for a single guardrail.

    Returns:
        `cleared` when the interval lies inside the margin, `breached` when it lies wholly beyond,
        `open` otherwise, and whenever the effect is undefined or must not be read (the reason says
        why).

    Raises:
        ArgumentError: When the margin is negative or not finite, or `better` is another word.

    Reference:
        Schultzberg, Ankargren & Frånberg 2024, Risk-aware product decisions in A/B tests with
        multiple metrics.

    Example:
        >>> from stagelift.statistics.inference import Inference
        >>> fewer = Inference(value=0.0, low=-0.002, high=0.002, method="score")
        >>> margin_state(fewer, margin=0.003, better="down").state
        'cleared'
    """
    checks.one_of("better", better, get_args(Better))
    if checks.finite("margin", margin) < 0:
        raise checks.refused("margin", margin, "a worsening allowed must be ≥ 0")
    worst = worsening_limits(effect, better)[1]
    best = worsening_limits(breach or effect, better)[0]
    if effect.status != "ok" or worst is None or best is None:
        reason = effect.note or f"the effect must not be read yet ({effect.status})"
        return MarginReading(state="open", worst=worst, best=best, margin=margin, reason=reason)
    state: MarginState = "open"
    if worst < margin:
        state = "cleared"
    elif best > margin:
        state = "breached"
    reason = "the interval reaches both sides of the margin" if state == "open" else ""
    return MarginReading(state=state, worst=worst, best=best, margin=margin, reason=reason)


def worsening_limits(effect: Inference, better: Better) -> tuple[float | None, float | None]:
    """The interval of an effect as a worsening: positive is worse, whatever the direction.

    Args:
        effect: The effect with its interval.
        better: Direction of the metric: `up` or `down`.

    Returns:
        Lower and upper limit of the worsening, None where the interval is undefined.

    Example:
        >>> from stagelift.statistics.inference import Inference
        >>> worsening_limits(Inference(value=0.5, low=-1.0, high=2.0, method="welch"), "up")
        (-2.0, 1.0)
    """
    if effect.low is None or effect.high is None:
        return None, None
    return (effect.low, effect.high) if better == "down" else (-effect.high, -effect.low)
