"""The effect of a variant under the plan's rule for looking."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.privacy import MINIMUM
from stagelift.metrics.tally import Tally
from stagelift.statistics.inference import Inference
from stagelift.statistics.lift import lift
from stagelift.statistics.looks import (
    Gate,
    asymptotic_sequence,
    expected_events,
    gate,
    sequence_critical,
)
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.proportions import DifferenceMethod


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
    method: DifferenceMethod = "auto"


@dataclass(frozen=True, slots=True)
class Effect:
    """The absolute and the relative effect of one variant on one metric.

    Args:
        absolute: Treatment minus control, with the interval the plan's rule allows.
        relative: The same over the control's level.
    """

    absolute: Inference
    relative: Inference


def effect_of(metric: WindowedMetric, treatment: Tally, control: Tally, rule: LookRule) -> Effect:
    """The effect on one metric, valid at this look.

    Args:
        metric: The metric.
        treatment: Units of the variant.
        control: Units of the control.
        rule: The plan's rule for looking.

    Returns:
        The effect; without interval and `low_n` while the gate of an always-valid look is shut,
        without figures and `immature` before the end of a plan that looks once.
    """
    few = too_few(treatment, control, rule)
    if few is not None:
        return Effect(few, few)
    if rule.looks == "always":
        return always_valid(metric, treatment, control, rule)
    fixed = metric.effect_of(treatment, control, confidence=rule.confidence, method=rule.method)
    relative = metric.lift_of(treatment, control, confidence=rule.confidence)
    return (
        Effect(fixed, relative)
        if is_closed(treatment, control, rule)
        else Effect(unread(fixed), unread(relative))
    )


def is_closed(treatment: Tally, control: Tally, rule: LookRule) -> bool:
    """Whether every window has closed: a metric with a longer one than those that decide waits.

    Args:
        treatment: Units of the variant.
        control: Units of the control.
        rule: The plan's rule for looking.

    Returns:
        True when a plan that looks once may read the metric.
    """
    return rule.final and not treatment.immature and not control.immature


def opened_gate(metric: WindowedMetric, treatment: Tally, control: Tally) -> Gate:
    """Whether enough is known for an interval that holds at every look.

    Args:
        metric: The metric.
        treatment: Units of the variant.
        control: Units of the control.

    Returns:
        The gate with its reason.
    """
    events = (
        expected_events(treatment.k or 0, treatment.n, control.k or 0, control.n)
        if metric.binary
        else None
    )
    one, zero = metric.moments_of(treatment), metric.moments_of(control)
    return gate(one, zero, expected_events=events)


def too_few(treatment: Tally, control: Tally, rule: LookRule) -> Inference | None:
    """The effect of a variant with fewer units than may be shown; None for larger ones.

    Args:
        treatment: Units of the variant.
        control: Units of the control.
        rule: The plan's rule for looking.

    Returns:
        An undefined effect with status `low_n`, or None.
    """
    if not 0 < min(treatment.n, control.n) < MINIMUM:
        return None
    note = f"fewer than {MINIMUM} units in a variant"
    return Inference(level=rule.confidence, method="none", status="low_n", note=note)


def without_lift(metric: WindowedMetric, rule: LookRule) -> Inference | None:
    """The lift of a metric that has none, with the reason; None for one that has.

    Args:
        metric: The metric.
        rule: The plan's rule for looking.

    Returns:
        An undefined lift, or None.
    """
    if not metric.no_lift:
        return None
    return Inference(level=rule.confidence, method="none", status="degenerate", note=metric.no_lift)


def unread(found: Inference) -> Inference:
    """What must not be read yet, without its figures: the plan looks once, at the end.

    Args:
        found: An inference.

    Returns:
        Level and method only, with status `immature`.
    """
    note = "the plan looks once, when every window has closed"
    return Inference(level=found.level, method=found.method, status="immature", note=note)


def always_valid(
    metric: WindowedMetric, treatment: Tally, control: Tally, rule: LookRule
) -> Effect:
    """The effect with an interval that holds at every look, once its gate is open."""
    mature = treatment.n + control.n
    one, zero = metric.moments_of(treatment), metric.moments_of(control)
    # the standard error of means, for shares too, so that effect and lift exclude 0 together
    fixed = (
        difference_of_means(one, zero, level=rule.confidence)
        if metric.binary
        else metric.effect_of(treatment, control, confidence=rule.confidence, method=rule.method)
    )
    if fixed.value is None or fixed.se is None or not mature:
        return Effect(fixed, replace(fixed, value=None))
    found = asymptotic_sequence(
        fixed.value, fixed.se, n_mature=mature, n_planned=rule.planned, level=rule.confidence
    )
    relative = without_lift(metric, rule) or lift(
        one,
        zero,
        level=rule.confidence,
        better=metric.better,
        critical=sequence_critical(mature, rule.planned, rule.confidence),
    )
    opened = opened_gate(metric, treatment, control)
    if opened.ok:
        return Effect(found, relative)
    return Effect(shut(found, opened.reason), shut(relative, opened.reason))


def shut(found: Inference, reason: str) -> Inference:
    """An estimate whose gate is shut: the point without interval, p-value or claim.

    Args:
        found: What the method said.
        reason: Why it must not be read.

    Returns:
        The same value with status `low_n`.
    """
    return replace(found, low=None, high=None, p_value=None, status="low_n", note=reason)
