"""Effects adjusted for what each unit did in the time before its own assignment."""

from __future__ import annotations

from dataclasses import replace

from stagelift.errors import ArgumentError
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
from stagelift.experiments.question import Question
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.tally import Tally
from stagelift.statistics.adjustment import adjusted_effect, adjusted_lift, adjusted_means
from stagelift.statistics.inference import Inference
from stagelift.statistics.looks import asymptotic_sequence, sequence_critical

PRE_PERIOD = "pre_period"
PRE_PERIOD_DAYS = 28
PRE_PERIOD_US = PRE_PERIOD_DAYS * 86_400_000_000


def adjusted_of(
    metric: WindowedMetric, treatment: Tally, control: Tally, rule: LookRule
) -> Effect | None:
    """The effect on one metric with the same metric before assignment as its covariate.

    Units known for less than half of the time before are a stratum of their own, without a
    covariate: a customer who did not exist did not do nothing.

    Args:
        metric: The metric.
        treatment: Units of the variant.
        control: Units of the control.
        rule: The plan's rule for looking.

    Returns:
        The effect with the variance gained in its note, valid at this look as the raw one; None
        for a metric without a covariate, such as a ratio, or with too few units.

    Reference:
        Lin 2013, Agnostic notes on regression adjustments to experimental data; Deng, Xu, Kohavi &
        Walker 2013 (CUPED).
    """
    one, zero = treatment.strata, control.strata
    few = too_few(treatment, control, rule) is not None
    means = adjusted_means(one, zero) if one and zero and not few else None
    if means is None:
        return None
    gained = "" if means.variance_ratio is None else f"variance {means.variance_ratio:.2f} of raw"
    if rule.looks == "weekly":
        return weekly(metric, rule, gained)
    found = adjusted_effect(one, zero, level=rule.confidence)
    said = replace(found, note=joined(found.note, gained))
    if rule.looks == "always":
        return always_valid(metric, treatment, control, rule, said)
    lift = without_lift(metric, rule) or adjusted_lift(one, zero, level=rule.confidence)
    if not is_closed(treatment, control, rule):
        return Effect(unread(found), unread(lift))
    why = too_skewed(metric, treatment, control)
    return Effect(shut(said, why), shut(lift, why)) if why else Effect(said, lift)


def joined(*notes: str) -> str:
    """Notes as one, without the empty ones."""
    return "; ".join(note for note in notes if note)


def always_valid(
    metric: WindowedMetric, treatment: Tally, control: Tally, rule: LookRule, found: Inference
) -> Effect:
    """The adjusted effect with an interval that holds at every look, once its gate is open."""
    mature = treatment.n + control.n
    if found.value is None or found.se is None or not mature:
        return Effect(found, replace(found, value=None))
    critical = sequence_critical(mature, rule.planned, rule.confidence)
    lift = without_lift(metric, rule) or adjusted_lift(
        treatment.strata, control.strata, level=rule.confidence, critical=critical
    )
    sequence = asymptotic_sequence(
        found.value, found.se, n_mature=mature, n_planned=rule.planned, level=rule.confidence
    )
    opened = opened_gate(metric, treatment, control)
    if not opened.ok:
        return Effect(shut(sequence, opened.reason), shut(lift, opened.reason))
    return Effect(replace(sequence, note=found.note), lift)


def weekly(metric: WindowedMetric, rule: LookRule, gained: str) -> Effect:
    """The adjusted effect at the latest of the plan's weekly looks, adjusted anew at each."""
    from stagelift.experiments.weekly import steps_of, weekly_reading, without_interval

    pairs = rule.path.pairs if rule.path else ()
    none = Inference(level=rule.confidence, method="none", status="no_data", note="no units")
    effects = [
        adjusted_effect(one.strata, zero.strata, level=rule.confidence)
        if one.strata and zero.strata
        else none
        for one, zero in pairs
    ]
    found = weekly_reading(steps_of(metric, rule, effects), rule)
    if found.critical is None:
        return Effect(found.effect, without_interval(found.effect), found.unbiased)
    one, zero = (each.strata for each in pairs[-1])
    relative = without_lift(metric, rule) or adjusted_lift(
        one, zero, level=rule.confidence, critical=found.critical
    )
    said = replace(found.effect, note=joined(found.effect.note, gained))
    return Effect(said, relative, found.unbiased)


def check_deciding(asked: Question) -> None:
    """Refuses a plan that decides by an adjustment its primary metric cannot have.

    Args:
        asked: The experiment.

    Raises:
        ArgumentError: When `deciding: pre_period` meets a table of units or a ratio.
    """
    if asked.experiment.deciding != PRE_PERIOD:
        return
    bare = asked.of_units and not asked.primary.has_before
    why = "a finished table of units has no time before" if bare else ""
    if not asked.primary.adjustable:
        why = f"'{asked.primary.name}' ({asked.primary.kind}) has no covariate of its own"
    if why:
        raise ArgumentError(
            f"experiment '{asked.experiment.name}': deciding: pre_period, but {why}; write raw"
        )
