"""The effect of a variant under the plan's rule for looking."""

from __future__ import annotations

from dataclasses import replace

from stagelift.experiments.look_rule import (
    Effect,
    LookRule,
    is_closed,
    opened_gate,
    shut,
    too_few,
    too_skewed,
    unread,
    without_lift,
)
from stagelift.experiments.weekly import steps_of, weekly_reading, without_interval
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.tally import Tally
from stagelift.statistics.inference import Inference
from stagelift.statistics.lift import lift
from stagelift.statistics.looks import asymptotic_sequence, sequence_critical
from stagelift.statistics.means import difference_of_means


def effect_of(metric: WindowedMetric, treatment: Tally, control: Tally, rule: LookRule) -> Effect:
    """The effect on one metric, valid at this look.

    Args:
        metric: The metric.
        treatment: Units of the variant.
        control: Units of the control.
        rule: The plan's rule for looking.

    Returns:
        The effect; without interval and `low_n` while its gate is shut, without figures and
        `immature` before the first look, or before the end of a plan that looks once.
    """
    few = too_few(treatment, control, rule)
    if few is not None:
        return Effect(few, few)
    if rule.looks == "always":
        return always_valid(metric, treatment, control, rule)
    if rule.looks == "weekly":
        return weekly(metric, rule)
    fixed = metric.effect_of(treatment, control, confidence=rule.confidence, method=rule.method)
    relative = metric.lift_of(treatment, control, confidence=rule.confidence)
    if not is_closed(treatment, control, rule):
        return Effect(unread(fixed), unread(relative))
    why = too_skewed(metric, treatment, control)
    return Effect(shut(fixed, why), shut(relative, why)) if why else Effect(fixed, relative)


def single(metric: WindowedMetric, treatment: Tally, control: Tally, rule: LookRule) -> Inference:
    """The effect as a single look would give it, whose standard error several looks rest on.

    For shares that is the standard error of means, so that effect and lift exclude 0 together.
    """
    if metric.binary:
        one, zero = metric.moments_of(treatment), metric.moments_of(control)
        return difference_of_means(one, zero, level=rule.confidence)
    return metric.effect_of(treatment, control, confidence=rule.confidence, method=rule.method)


def several_lift(
    metric: WindowedMetric, treatment: Tally, control: Tally, rule: LookRule, critical: float
) -> Inference:
    """The lift whose interval uses the critical value of a look among several."""
    one, zero = metric.moments_of(treatment), metric.moments_of(control)
    return without_lift(metric, rule) or lift(
        one, zero, level=rule.confidence, better=metric.better, critical=critical
    )


def weekly(metric: WindowedMetric, rule: LookRule) -> Effect:
    """The effect at the latest of the plan's weekly looks."""
    pairs = rule.path.pairs if rule.path else ()
    steps = steps_of(metric, rule, [single(metric, one, zero, rule) for one, zero in pairs])
    found = weekly_reading(steps, rule)
    if found.critical is None:
        return Effect(found.effect, without_interval(found.effect), found.unbiased)
    relative = several_lift(metric, *pairs[-1], rule, found.critical)
    return Effect(found.effect, relative, found.unbiased)


def always_valid(
    metric: WindowedMetric, treatment: Tally, control: Tally, rule: LookRule
) -> Effect:
    """The effect with an interval that holds at every look, once its gate is open."""
    mature = treatment.n + control.n
    fixed = single(metric, treatment, control, rule)
    if fixed.value is None or fixed.se is None or not mature:
        return Effect(fixed, replace(fixed, value=None))
    found = asymptotic_sequence(
        fixed.value, fixed.se, n_mature=mature, n_planned=rule.planned, level=rule.confidence
    )
    critical = sequence_critical(mature, rule.planned, rule.confidence)
    relative = several_lift(metric, treatment, control, rule, critical)
    opened = opened_gate(metric, treatment, control)
    if opened.ok:
        return Effect(found, relative)
    return Effect(shut(found, opened.reason), shut(relative, opened.reason))
