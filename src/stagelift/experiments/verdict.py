"""The verdict of an experiment by the rule its plan named in advance, and its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from stagelift.formatting import default_spec, formatted
from stagelift.metrics.kind import WindowedMetric
from stagelift.statistics.inference import Inference
from stagelift.statistics.margins import MarginState

Verdict = Literal["ship", "stop", "continue", "iterate"]
DECIDABLE: tuple[Verdict, ...] = ("ship", "stop", "iterate")  # what waits for somebody to decide
MINIMUM_DAYS = 7


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one variant's verdict rests on.

    Args:
        variant: The variant.
        unit: The primary metric's unit, such as `share` or `KRW`.
        effect: Effect on the primary metric, valid at this look.
        threshold: What the interval must clear, in the metric's unit; 0 unless the plan says more.
        guardrails: State by guardrail.
        days: Local days of assignment so far.
        final: Whether every window has closed.
        worth_having: The smallest effect worth shipping in the metric's unit, or None.
    """

    variant: str
    unit: str
    effect: Inference
    threshold: float
    guardrails: Mapping[str, MarginState]
    days: int
    final: bool
    worth_having: float | None


def benefit(value: float, metric: WindowedMetric) -> float:
    """A difference as a gain: positive is better, whatever the metric's direction.

    Args:
        value: A difference in the metric's unit.
        metric: The metric.

    Returns:
        The same number, or its negative for a metric that is better low.
    """
    return value if metric.better == "up" else -value


def limits(effect: Inference, metric: WindowedMetric) -> tuple[float, float] | None:
    """The interval of an effect as a gain.

    Args:
        effect: The effect.
        metric: The metric.

    Returns:
        Lower and upper limit of the gain, or None when the effect must not be read.
    """
    if effect.status != "ok" or effect.low is None or effect.high is None:
        return None
    ends = sorted((benefit(effect.low, metric), benefit(effect.high, metric)))
    return ends[0], ends[1]


def verdict_of(evidence: Evidence, metric: WindowedMetric) -> Verdict:
    """The verdict on one variant.

    Ship when the primary's valid interval clears the threshold, every guardrail is cleared and the
    minimum run is over; stop when the primary is worse or a guardrail is breached; otherwise
    continue before the planned end and iterate at it.

    Args:
        evidence: What is known.
        metric: The primary metric.

    Returns:
        One of the four verdicts.
    """
    ends = limits(evidence.effect, metric)
    if "breached" in evidence.guardrails.values() or (ends is not None and ends[1] < 0):
        return "stop"
    clear = ends is not None and ends[0] > evidence.threshold
    safe = all(state == "cleared" for state in evidence.guardrails.values())
    long_enough = evidence.days >= MINIMUM_DAYS or evidence.final
    if clear and safe and long_enough:
        return "ship"
    return "iterate" if evidence.final else "continue"


def effect_words(effect: Inference, unit: str) -> str:
    """An effect with its interval, such as "+1.0 pp (+0.3 to +1.7)".

    Args:
        effect: The effect.
        unit: The metric's unit.

    Returns:
        The words; the reason when the effect is undefined or must not be read.
    """
    if effect.value is None:
        return effect.note or effect.status
    spec = default_spec(unit, change=True)
    if effect.low is None or effect.high is None:
        return f"{formatted(effect.value, spec)}, no interval yet: {effect.note or effect.status}"
    bare = spec.replace("pp", "f")
    scale = 100 if spec.endswith("pp") else 1
    low, high = (formatted(scale * end, bare) for end in (effect.low, effect.high))
    named = " points" if unit == "points" else ""
    return f"{formatted(effect.value, spec)}{named} ({low} to {high})"


def level_spec(unit: str) -> str:
    """How a level of one variant is shown; a score per assigned customer is small.

    Args:
        unit: The metric's unit.

    Returns:
        A specification for `formatted`.

    Example:
        >>> level_spec("share"), level_spec("points")
        ('.1%', '+.1f')
    """
    return default_spec(unit, change=unit == "points")


def guardrail_words(states: Mapping[str, MarginState]) -> str:
    """What the guardrails say, in words.

    Args:
        states: State by guardrail.

    Returns:
        Such as "every guardrail clear" or "unsubscribed breached".
    """
    if not states:
        return "no guardrail set"
    open_or_worse = [f"{name} {state}" for name, state in states.items() if state != "cleared"]
    return ", ".join(open_or_worse) if open_or_worse else "every guardrail clear"


def ruled_out_words(evidence: Evidence, metric: WindowedMetric) -> str:
    """Which gain the interval rules out, in words.

    Args:
        evidence: What is known.
        metric: The primary metric.

    Returns:
        A clause, or an empty text when nothing worth naming is ruled out.
    """
    ends = limits(evidence.effect, metric)
    if ends is None:
        return ""
    spec = default_spec(evidence.unit, change=True)
    wanted = evidence.worth_having
    named = " points" if evidence.unit == "points" else ""
    if wanted is not None and ends[1] < wanted:
        return f"the {formatted(wanted, spec)}{named} worth having is ruled out"
    return f"a gain above {formatted(ends[1], spec)}{named} is ruled out"


def held_back_words(evidence: Evidence) -> str:
    """What keeps a better variant from being shipped, in words.

    Args:
        evidence: What is known.

    Returns:
        The guardrails that are not cleared, or how short the run is.
    """
    if any(state != "cleared" for state in evidence.guardrails.values()):
        return guardrail_words(evidence.guardrails)
    return f"only {evidence.days} of {MINIMUM_DAYS} days of entry so far"


def verdict_sentence(
    verdict: Verdict,
    evidence: Evidence,
    metric: WindowedMetric,
    label: str,
    levels: tuple[str, str],
) -> str:
    """The verdict in one sentence, verdict word first.

    Args:
        verdict: The verdict.
        evidence: What it rests on.
        metric: The primary metric.
        label: The metric's label.
        levels: The control's and the variant's level as shown.

    Returns:
        A sentence with its numbers.
    """
    moved = f"{label} {levels[0]} → {levels[1]}, {effect_words(evidence.effect, evidence.unit)}"
    guards = guardrail_words(evidence.guardrails)
    if evidence.effect.status != "ok":
        nothing = f"no result on {label} yet, {evidence.effect.note}"
        if verdict == "stop":
            return f"STOP {evidence.variant}: {guards}; {nothing}."
        return f"{verdict.upper()}: {nothing}."
    if verdict == "ship":
        return f"SHIP {evidence.variant}: {moved}; better, and {guards}."
    if verdict == "stop":
        reason = guards if "breached" in evidence.guardrails.values() else "worse"
        return f"STOP {evidence.variant}: {moved}; {reason}."
    ends = limits(evidence.effect, metric)
    if ends is not None and ends[0] > evidence.threshold:
        why = f"better, but {held_back_words(evidence)}"
    elif verdict == "continue":
        why = "not yet told from no difference"
    else:
        why = ruled_out_words(evidence, metric)
    return f"{verdict.upper()}: {moved}; {why}."
