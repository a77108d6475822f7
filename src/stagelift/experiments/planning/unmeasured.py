"""A test without a past to measure: planned over the range of a baseline that is stated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from stagelift.data.contract import Contract
from stagelift.definitions import Experiment, Journey, Once
from stagelift.definitions.stated import Baseline
from stagelift.experiments.planning.history import EPOCH, WEEK_DAYS, WEEKS, History, local_day
from stagelift.experiments.volume import MONTH_DAYS
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.tally import tally
from stagelift.statistics.design import baselines, curves, sizes, weeks
from stagelift.statistics.design.setting import Setting
from stagelift.statistics.design.values import Value
from stagelift.statistics.inference import Inference

METHOD = "stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedLevel:
    """What a test would see if the primary metric stood at one end of the stated range.

    Args:
        level: That end, in the metric's unit.
        points: The smallest effect seen by weeks of entry; none where the traffic is not known.
        needed: Customers needed for the effect worth having, None when none is named.
        weeks: Weeks of entry they take, None when not known or more than two years.
    """

    level: float
    points: tuple[curves.WeekPoint, ...]
    needed: int | None
    weeks: int | None


def empty_history(
    experiment: Experiment, journey: Journey, contract: Contract, stated: Baseline
) -> History:
    """The history of a workspace that has none, with the traffic that is stated.

    Args:
        experiment: The experiment.
        journey: Its journey.
        contract: The contract tables.
        stated: The stated baseline.

    Returns:
        A history of nobody; `entered` holds the stated customers a week, if any.
    """
    today: date = EPOCH.fromordinal(EPOCH.toordinal() + local_day(contract.as_of_us, journey.zone))
    names = (experiment.primary, *experiment.guardrails, *journey.rules.guardrails)
    return History(
        first=today,
        last=today,
        entered=() if stated.per_week is None else (stated.per_week,) * WEEKS,
        consenting={},
        reachable=None,
        tallies={name: tally((), binary=False) for name in names},
        cells={},
        month=stated_month(experiment, journey, stated),
    )


def stated_month(experiment: Experiment, journey: Journey, stated: Baseline) -> float | None:
    """The customers who come to qualify in thirty days by what is stated, None where it is not."""
    if stated.per_week is None or isinstance(experiment.enters, Once):
        return None
    holdout = float(journey.rules.holdout or Fraction(0))
    return stated.per_week / (1 - holdout) * MONTH_DAYS / WEEK_DAYS


def stated_level(stated: Baseline, confidence: float) -> Inference:
    """The stated range as a level: its middle between its ends, whose confidence nobody knows."""
    low, high = stated.levels[0], stated.levels[-1]
    return Inference(
        value=(low + high) / 2.0,
        low=low,
        high=high,
        level=confidence,
        method=METHOD,
        note=f"stated: {stated.source}",
    )


def baselines_of(
    stated: Baseline, metric: WindowedMetric
) -> tuple[tuple[float, baselines.Baseline], ...]:
    """What the design knows of the metric at each end of the range."""
    if metric.binary:
        return tuple((end, baselines.Share(end)) for end in stated.levels if 0.0 < end < 1.0)
    if stated.sd is None:
        return ()
    variance = float(stated.sd) ** 2
    return tuple((end, Value(variance=variance)) for end in stated.levels)


def stated_levels(
    stated: Baseline,
    metric: WindowedMetric,
    traffic: weeks.Traffic | None,
    setting: Setting,
    effect: float | None,
) -> tuple[StatedLevel, ...]:
    """What a test would see over the stated range.

    Args:
        stated: The stated baseline.
        metric: The primary metric.
        traffic: Who enters, None where neither the past nor the baseline says.
        setting: How the test is run.
        effect: The effect worth having in the metric's unit, None when none is named.

    Returns:
        One entry an end of the range.
    """
    found = []
    for level, base in baselines_of(stated, metric):
        points = () if traffic is None else curves.by_weeks(base, traffic, LENGTHS, setting)
        plan = None
        if effect is not None and traffic is not None:
            plan = weeks.schedule(base, effect, traffic, setting)
        needed = None if plan is None else plan.needed
        if effect is not None and traffic is None:
            needed = sizes.sample_size(base, effect, setting).total
        found.append(
            StatedLevel(
                level=level,
                points=points,
                needed=needed,
                weeks=None if plan is None else plan.weeks,
            )
        )
    return tuple(found)


LENGTHS = (1, 2, 3, 4, 6, 8)


def departs(stated: Baseline, measured: Inference) -> bool:
    """Whether the measured level's interval lies wholly outside the stated range."""
    low, high = measured.low, measured.high
    if low is None or high is None:
        return False
    return high < stated.levels[0] or low > stated.levels[-1]
