"""The effect of a variant under the plan's rule for looking."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.tally import Tally
from stagelift.statistics.inference import Inference
from stagelift.statistics.lift import lift, lift_of_proportions
from stagelift.statistics.looks import asymptotic_sequence, expected_events, gate, sequence_critical


@dataclass(frozen=True, slots=True)
class LookRule:
    """How the intervals of this look are made.

    Args:
        looks: `once` or `always`.
        final: Whether every window has closed; a plan that looks once is silent before.
        planned: Mature units planned over both arms compared.
        confidence: Level of each interval, after the correction for several variants.
        method: How two shares are compared, `auto` unless the plan names a method.
    """

    looks: str
    final: bool
    planned: int
    confidence: float
    method: str = "auto"


@dataclass(frozen=True, slots=True)
class Effect:
    """The absolute and the relative effect of one variant on one metric.

    Args:
        absolute: Treatment minus control, with the interval the plan's rule allows.
        relative: The same over the control's level.
    """

    absolute: Inference
    relative: Inference


def effect_of(
    metric: WindowedMetric, treatment: Tally, control: Tally, rule: LookRule
) -> Effect:
    """The effect on one metric, valid at this look.

    Args:
        metric: The metric.
        treatment: Units of the variant.
        control: Units of the control.
        rule: The plan's rule for looking.

    Returns:
        The effect; `low_n` while the gate of an always-valid look is shut, and `immature` before the
        end of a plan that looks once, without an interval in either case.
    """
    fixed = metric.effect_of(treatment, control, confidence=rule.confidence, method=rule.method)
    if rule.looks == "once":
        relative = relative_fixed(metric, treatment, control, rule)
        return Effect(fixed, relative) if rule.final else hidden(fixed, relative)
    return always_valid(metric, fixed, treatment, control, rule)


def relative_fixed(
    metric: WindowedMetric, treatment: Tally, control: Tally, rule: LookRule
) -> Inference:
    """The lift that agrees with the fixed-horizon test of the effect."""
    if metric.binary:
        return lift_of_proportions(
            treatment.k or 0, treatment.n, control.k or 0, control.n, level=rule.confidence
        )
    return lift(treatment.moments, control.moments, level=rule.confidence, better=metric.better)


def hidden(absolute: Inference, relative: Inference) -> Effect:
    """An effect that must not be read yet: the plan looks once, when every window has closed."""
    note = "the plan looks once, when every window has closed"
    shut = {"value": None, "se": None, "low": None, "high": None, "p_value": None, "dual": None}
    return Effect(
        replace(absolute, **shut, status="immature", note=note),
        replace(relative, **shut, status="immature", note=note),
    )


def always_valid(
    metric: WindowedMetric, fixed: Inference, treatment: Tally, control: Tally, rule: LookRule
) -> Effect:
    """The effect with an interval that holds at every look, once its gate is open."""
    mature = treatment.n + control.n
    if fixed.value is None or fixed.se is None or not mature:
        return Effect(fixed, replace(fixed, value=None))
    found = asymptotic_sequence(
        fixed.value, fixed.se, n_mature=mature, n_planned=rule.planned, level=rule.confidence
    )
    relative = lift(
        treatment.moments,
        control.moments,
        level=rule.confidence,
        better=metric.better,
        critical=sequence_critical(mature, rule.planned, rule.confidence),
    )
    events = (
        expected_events(treatment.k or 0, treatment.n, control.k or 0, control.n)
        if metric.binary
        else None
    )
    opened = gate(treatment.moments, control.moments, expected_events=events)
    if opened.ok:
        return Effect(found, relative)
    shut = {"low": None, "high": None, "p_value": None, "status": "low_n", "note": opened.reason}
    return Effect(replace(found, **shut), replace(relative, **shut))
