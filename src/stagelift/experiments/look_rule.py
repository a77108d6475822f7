"""How a look may be read: the plan's rule, and what keeps a figure from being shown."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stagelift.experiments.clusters.looking import few_homes
from stagelift.experiments.clusters.per_household import PerHousehold
from stagelift.experiments.life.epochs import WAITS, moments_in
from stagelift.experiments.look_path import LookPath
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.privacy import MINIMUM
from stagelift.metrics.tally import Tally
from stagelift.statistics.inference import Inference
from stagelift.statistics.looks import Gate, expected_events, gate
from stagelift.statistics.proportions import DifferenceMethod

NOT_READ = {
    "once": "the plan looks once, when every window has closed",
    "weekly": "no look is due yet",
}


@dataclass(frozen=True, slots=True)
class LookRule:
    """How the intervals of this look are made.

    Args:
        looks: `once`, `weekly` or `always`.
        final: Whether every window has closed; a plan that looks once is silent before.
        planned: Mature units planned over both arms compared.
        confidence: Level of each interval, after the correction for several variants.
        method: How two shares are compared, `auto` unless the plan names a method.
        path: The looks taken at this metric, of a plan that looks weekly.
        null: The effect that weekly looks test against: 0, or a guardrail's margin.
    """

    looks: str
    final: bool
    planned: int
    confidence: float
    method: DifferenceMethod = "auto"
    path: LookPath | None = None
    null: float = 0.0


@dataclass(frozen=True, slots=True)
class Effect:
    """The absolute and the relative effect of one variant on one metric.

    Args:
        absolute: Treatment minus control, with the interval the plan's rule allows.
        relative: The same over the control's level.
        unbiased: The median-unbiased estimate at the end of weekly looks, else None.
    """

    absolute: Inference
    relative: Inference
    unbiased: float | None = None


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
    counts = [events_of(metric, arm) for arm in (treatment, control)]
    k1, k0 = counts
    known = k1 is not None and k0 is not None
    events = expected_events(k1 or 0, treatment.n, k0 or 0, control.n) if known else None
    one, zero = moments_in(metric, treatment), moments_in(metric, control)
    found = gate(one, zero, expected_events=events)
    few = few_homes(arm.clusters for arm in (treatment, control) if arm.clusters is not None)
    return replace(found, ok=False, reason=few) if few else found


def events_of(metric: WindowedMetric, arm: Tally) -> int | None:
    """Units of an arm with the event of a 0/1 metric, read by household or not; else None.

    Args:
        metric: The metric.
        arm: Units of one variant.

    Returns:
        Their number.
    """
    if metric.binary:
        return arm.k or 0
    if isinstance(metric, PerHousehold) and metric.inner.binary:
        return round(arm.moments.mean * arm.n)
    return None


def too_skewed(metric: WindowedMetric, treatment: Tally, control: Tally) -> str:
    """Why the normal limits of an amount's effect cannot be trusted; empty when they can.

    Shares have exact tests for what is rare, so the gate is for amounts only.

    Args:
        metric: The metric.
        treatment: Units of the variant.
        control: Units of the control.

    Returns:
        The gate's reason with figure and bound.
    """
    if metric.binary:
        return ""
    opened = gate(moments_in(metric, treatment), moments_in(metric, control))
    return "" if opened.ok or opened.skewness is None else opened.reason


def too_few(treatment: Tally, control: Tally, rule: LookRule) -> Inference | None:
    """The effect of a variant with fewer units than may be shown; None for larger ones.

    Args:
        treatment: Units of the variant.
        control: Units of the control.
        rule: The plan's rule for looking.

    Returns:
        An undefined effect with status `low_n`, or None.
    """
    if not treatment.n and dict(treatment.excluded).get(WAITS):
        note = "every split has a variant that is too small yet"
        return Inference(level=rule.confidence, method="none", status="low_n", note=note)
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


def unread(found: Inference, looks: str = "once") -> Inference:
    """What must not be read yet, without its figures: no look of the plan has come.

    Args:
        found: An inference.
        looks: The plan's rule for looking, `once` or `weekly`.

    Returns:
        Level and method only, with status `immature`.
    """
    return Inference(
        level=found.level, method=found.method, status="immature", note=NOT_READ[looks]
    )


def shut(found: Inference, reason: str) -> Inference:
    """An estimate whose gate is shut: the point without interval, p-value or claim.

    Args:
        found: What the method said.
        reason: Why it must not be read.

    Returns:
        The same value with status `low_n`.
    """
    return replace(found, low=None, high=None, p_value=None, status="low_n", note=reason)
