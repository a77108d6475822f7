"""Effects adjusted for what each unit did in the time before its own assignment."""

from __future__ import annotations

from dataclasses import replace

from stagelift.errors import ArgumentError
from stagelift.experiments.effects import (
    Effect,
    LookRule,
    is_closed,
    opened_gate,
    shut,
    too_few,
    unread,
    without_lift,
)
from stagelift.experiments.question import Question
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.tally import Tally
from stagelift.statistics.adjustment import adjusted_effect, adjusted_lift, adjusted_means
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
    found = adjusted_effect(one, zero, level=rule.confidence)
    gained = "" if means.variance_ratio is None else f"variance {means.variance_ratio:.2f} of raw"
    note = "; ".join(part for part in (found.note, gained) if part)
    if rule.looks != "always":
        lift = without_lift(metric, rule) or adjusted_lift(one, zero, level=rule.confidence)
        if not is_closed(treatment, control, rule):
            return Effect(unread(found), unread(lift))
        return Effect(replace(found, note=note), lift)
    mature = treatment.n + control.n
    if found.value is None or found.se is None or not mature:
        return Effect(found, replace(found, value=None))
    critical = sequence_critical(mature, rule.planned, rule.confidence)
    lift = without_lift(metric, rule) or adjusted_lift(
        one, zero, level=rule.confidence, critical=critical
    )
    sequence = asymptotic_sequence(
        found.value, found.se, n_mature=mature, n_planned=rule.planned, level=rule.confidence
    )
    opened = opened_gate(metric, treatment, control)
    if not opened.ok:
        return Effect(shut(sequence, opened.reason), shut(lift, opened.reason))
    return Effect(replace(sequence, note=note), lift)


def check_deciding(asked: Question) -> None:
    """Refuses a plan that decides by an adjustment its primary metric cannot have.

    Args:
        asked: The experiment.

    Raises:
        ArgumentError: When `deciding: pre_period` meets a table of units or a ratio.
    """
    if asked.experiment.deciding != PRE_PERIOD:
        return
    why = "a finished table of units has no time before" if asked.of_units else ""
    if not asked.primary.adjustable:
        why = f"'{asked.primary.name}' ({asked.primary.kind}) has no covariate of its own"
    if why:
        raise ArgumentError(
            f"experiment '{asked.experiment.name}': deciding: pre_period, but {why}; write raw"
        )
