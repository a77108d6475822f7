"""The effect of a variant under the plan's rule for looking."""

from __future__ import annotations

import math
from dataclasses import replace

from stagelift.experiments.life.epochs import EPOCHS, effect_in, lift_in, moments_in
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
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.tally import Tally
from stagelift.statistics.inference import Inference
from stagelift.statistics.lift import lift
from stagelift.statistics.looks import asymptotic_sequence, sequence_critical
from stagelift.statistics.means import difference_of_means, t_inference
from stagelift.statistics.score import TwoRates
from stagelift.statistics.sides import critical_value


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
    level, method = rule.confidence, rule.method
    fixed = effect_in(metric, treatment, control, confidence=level, method=method)
    relative = lift_in(metric, treatment, control, confidence=level)
    if metric.binary and treatment.epochs:
        fixed, relative = scored(metric, treatment, control, rule)
    if not is_closed(treatment, control, rule):
        return Effect(unread(fixed), unread(relative))
    why = too_skewed(metric, treatment, control)
    return Effect(shut(fixed, why), shut(relative, why)) if why else Effect(fixed, relative)


def single(metric: WindowedMetric, treatment: Tally, control: Tally, rule: LookRule) -> Inference:
    """The effect as a single look would give it, whose standard error several looks rest on.

    For shares that is the standard error of means, so that effect and lift exclude 0 together;
    weekly looks take that of the score test, see `scored_se`.
    """
    if metric.binary:
        one, zero = moments_in(metric, treatment), moments_in(metric, control)
        return difference_of_means(one, zero, level=rule.confidence)
    level, method = rule.confidence, rule.method
    return effect_in(metric, treatment, control, confidence=level, method=method)


def scored(
    metric: WindowedMetric, treatment: Tally, control: Tally, rule: LookRule
) -> tuple[Inference, Inference]:
    """A difference of shares over epochs by its score test, and the lift that agrees with it.

    An arm of a late epoch may have five events: its own variance rejects 8 % of true nulls at .05,
    that of the score test 5 %.
    """
    raw = single(metric, treatment, control, rule)
    found = scored_se(metric, treatment, control, raw, rule.null)
    if raw.value is None or not raw.se or not found.se:
        return raw, lift_in(metric, treatment, control, confidence=rule.confidence)
    effect = t_inference(
        raw.value, found.se, math.inf, level=rule.confidence, method="score", note=EPOCHS
    )
    critical = critical_value(rule.confidence) * found.se / raw.se
    relative = several_lift(metric, treatment, control, rule, critical)
    p = None if relative.low is None else effect.p_value
    return effect, replace(relative, p_value=p)


def several_lift(
    metric: WindowedMetric, treatment: Tally, control: Tally, rule: LookRule, critical: float
) -> Inference:
    """The lift whose interval uses the critical value of a look among several."""
    one, zero = moments_in(metric, treatment), moments_in(metric, control)
    return without_lift(metric, rule) or lift(
        one, zero, level=rule.confidence, better=metric.better, critical=critical
    )


def weekly(metric: WindowedMetric, rule: LookRule) -> Effect:
    """The effect at the latest of the plan's weekly looks."""
    from stagelift.experiments.weekly import steps_of, weekly_reading, without_interval

    pairs = rule.path.pairs if rule.path else ()
    singles = [single(metric, one, zero, rule) for one, zero in pairs]
    scored = [
        scored_se(metric, *pair, one, rule.null) for pair, one in zip(pairs, singles, strict=True)
    ]
    found = weekly_reading(steps_of(metric, rule, scored), rule)
    if found.critical is None:
        return Effect(found.effect, without_interval(found.effect), found.unbiased)
    # in Fieller's own standard errors, so that the lift excludes 0 exactly when the effect does
    wider = (scored[-1].se or 0.0) / (singles[-1].se or 1.0)
    relative = several_lift(metric, *pairs[-1], rule, found.critical * wider)
    return Effect(found.effect, relative, found.unbiased)


def scored_se(
    metric: WindowedMetric, treatment: Tally, control: Tally, found: Inference, null: float = 0.0
) -> Inference:
    """A difference of shares with the standard error of its score test; other effects as they are.

    At the first looks a small arm has few events, and its own variance then tells too little: with
    35 events in the smaller of 90/10 arms four weekly looks reject 5.7 % of true nulls instead of
    4.9 % with the rate that both arms share. A guardrail's rates are those that differ by its
    margin: with the shared rate a treatment of one in ten units clears a margin of 2 points above
    3 % twice as often as it may.

    Reference:
        Farrington & Manning 1990, Test statistics and sample size formulae for comparative binomial
        trials with null hypothesis of non-zero risk difference or non-unity relative risk.
    """
    if not metric.binary or not found.se or not -1.0 < null < 1.0:
        return found
    if treatment.epochs:
        pairs = zip(treatment.epochs, control.epochs, strict=True)
        variance = sum(w * w * scored_variance(one, zero, null) for (w, one), (_, zero) in pairs)
    else:
        variance = scored_variance(treatment, control, null)
    return replace(found, se=math.sqrt(variance)) if variance > 0.0 else found


def scored_variance(treatment: Tally, control: Tally, null: float) -> float:
    """The variance of a difference of shares at the rates that differ by the null."""
    table = TwoRates(treatment.k or 0, treatment.n, control.k or 0, control.n)
    rate1, rate0 = (float(rate) for rate in table.restricted_rates(null))
    return rate1 * (1.0 - rate1) / treatment.n + rate0 * (1.0 - rate0) / control.n


def always_valid(
    metric: WindowedMetric, treatment: Tally, control: Tally, rule: LookRule
) -> Effect:
    """The effect with an interval that holds at every look, once its gate is open."""
    mature = treatment.n + control.n
    raw = single(metric, treatment, control, rule)
    if raw.value is None or raw.se is None or not mature:
        return Effect(raw, replace(raw, value=None))
    scores = scored_se(metric, treatment, control, raw, rule.null) if treatment.epochs else raw
    se = scores.se or raw.se
    found = asymptotic_sequence(
        raw.value, se, n_mature=mature, n_planned=rule.planned, level=rule.confidence
    )
    critical = sequence_critical(mature, rule.planned, rule.confidence)
    relative = several_lift(
        metric, treatment, control, rule, critical * (se / raw.se if raw.se else 1.0)
    )
    opened = opened_gate(metric, treatment, control)
    if opened.ok:
        return Effect(found, relative)
    return Effect(shut(found, opened.reason), shut(relative, opened.reason))
