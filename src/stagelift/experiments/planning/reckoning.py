"""What a plan reckons from the history: baseline, traffic, guardrails, worth, rehearsals."""

from __future__ import annotations

from dataclasses import dataclass

from stagelift.data.contract import Contract
from stagelift.definitions import Experiment, Journey, Margin
from stagelift.experiments.enrolment import run_of
from stagelift.experiments.planning.history import (
    GRACE_US,
    WEEK_DAYS,
    History,
)
from stagelift.experiments.planning.rehearsal import Rehearsal, rehearse, rehearse_groups
from stagelift.experiments.planning.salts import LEAST, group_sums
from stagelift.experiments.question import absolute
from stagelift.experiments.worth import cost_of
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.tally import Tally
from stagelift.statistics.design import baselines, guardrails, values, weeks
from stagelift.statistics.design.setting import Clusters, Setting, variance_left
from stagelift.statistics.inference import Inference

DAY_US = 86_400_000_000
POWER = 0.8
SURE = 0.8  # a guardrail that a harmless message clears less often than this is warned of
PRE_PERIOD_US = 28 * DAY_US


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardChance:
    """How likely a harmless message clears a guardrail.

    Args:
        metric: Id of the guardrail.
        margin: The worsening still tolerated, as written.
        level: Its level in the weeks before, None where it cannot be known.
        chance: Chance to clear it with the planned customers, None without a level.
        note: Why there is no chance.
        unit: Its unit, such as `share` or a currency code.
    """

    metric: str
    margin: str
    level: float | None
    chance: float | None
    note: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What the effect worth having brings in thirty days.

    Args:
        effect: That effect in the metric's unit.
        volume: Customers who come to qualify in thirty days.
        more: Gain of the metric.
        money: The same in money, net of messages.
        currency: ISO 4217 code.
        free: Channels without a known cost, counted as free.
    """

    effect: float
    volume: float
    more: float
    money: float
    currency: str
    free: tuple[str, ...]


def rehearsed(
    experiment: Experiment,
    journey: Journey,
    metric: WindowedMetric,
    contract: Contract,
    found: History,
) -> Rehearsal | None:
    """False alarms among 500 splits: of counts for a share, else of hashed groups of customers."""
    if metric.binary:
        return rehearse(metric, found.tallies[metric.name], experiment.confidence)
    if found.tallies[metric.name].n < LEAST:
        return None
    sums = group_sums(experiment, journey, metric, contract, found)
    return rehearse_groups(sums, experiment.confidence)


def baseline_of(metric: WindowedMetric, tally: Tally) -> baselines.Baseline | None:
    """What the design knows of a metric; None where nothing varies."""
    if metric.binary:
        inside = tally.k is not None and 0 < tally.k < tally.n
        return baselines.Share(tally.moments.mean) if inside else None
    if tally.cubes is not None:
        return values.of_ratio(tally.pair) if tally.pair.n > 1 else None
    return values.of_mean(tally.moments) if tally.moments.variance else None


def correlation_of(tally: Tally) -> float | None:
    """The correlation of the metric with itself in the 28 days before, of those who were known."""
    return tally.pair.correlation if tally.strata and tally.pair.n > 2 else None


def setting_of(
    experiment: Experiment, looks: str, correlation: float | None, clusters: Clusters | None = None
) -> Setting:
    """How the test is run: an adjusted effect needs fewer customers, households need more."""
    adjusted = experiment.deciding == "pre_period" and correlation is not None
    return Setting(
        level=experiment.confidence,
        power=POWER,
        allocation=tuple(variant.share for variant in experiment.variants.values()),
        looks="weekly" if looks == "weekly" else "always" if looks == "always" else "once",
        variance_ratio=variance_left(correlation) if adjusted and correlation is not None else 1.0,
        clusters=clusters,
    )


def traffic_of(experiment: Experiment, found: History, window: int) -> weeks.Traffic | None:
    """Who enters by week; where addresses of all variants are asked for, those who can be reached.

    Each customer enters once, so a test's first week brings more than its later ones, as the weeks
    of the history did. None where nobody knows who would enter.
    """
    if not found.entered:
        return None
    reached = found.share_reachable if experiment.reachable_by is not None else 1.0
    return weeks.Traffic(
        per_week=tuple(map(float, found.entered)),
        reachable=reached,
        enrolled=float(experiment.traffic),
        window_days=window / DAY_US,
        lateness_days=GRACE_US / DAY_US,
    )


def wanted_effect(margin: Margin | None, level: Inference) -> float | None:
    """The effect worth having in the metric's unit, None when it is not named or not known."""
    if margin is None:
        return None
    size = abs(absolute(margin))
    if margin.unit == "%":
        size *= abs(level.value or 0.0)
    return size or None


def planned_weeks(experiment: Experiment) -> int | None:
    """Whole weeks of entry the definition names; one for a test that enters once."""
    if experiment.is_draft:
        return None
    span = run_of(experiment)
    days = (span.last - span.first).days + 1
    return max(-(-days // WEEK_DAYS), 1)


def smallest_arm(units: int, setting: Setting) -> int:
    """Units of the arm with the smallest share."""
    return units * min(setting.parts) // sum(setting.parts)


def guard_chance(
    metric: WindowedMetric, margin: Margin, found: History, units: int, setting: Setting
) -> GuardChance:
    """The chance that a harmless message clears one guardrail."""
    tally = found.tallies[metric.name]
    level = metric.level_of(tally, confidence=setting.level).value
    base = baseline_of(metric, tally)
    size = absolute(margin) * (abs(level or 0.0) if margin.unit == "%" else 1.0)
    note, chance = "it did not vary in the weeks before", None
    if base is not None and size > 0 and smallest_arm(units, setting) > 1:
        guard = guardrails.Guard(baseline=base, margin=size, better=metric.better)
        note, chance = "", guardrails.chance_to_clear(guard, units, setting)
    return GuardChance(
        metric=metric.name, margin=str(margin), level=level, chance=chance, note=note
    )


def gain_of(
    experiment: Experiment,
    journey: Journey,
    metric: WindowedMetric,
    found: History,
    effect: float | None,
) -> Gain | None:
    """What the effect worth having brings a month, the dearest variant's messages paid."""
    worth = journey.rules.worth.get(metric.name)
    volume = found.month
    if worth is None or effect is None or not volume:
        return None
    channels = [variant.channel for variant in experiment.variants.values()]
    costs = [cost_of(journey, channel) for channel in channels]
    more_cost = max((cost or 0.0) for cost in costs[1:]) - (costs[0] or 0.0)
    size = effect / 100 if metric.measured_in == "points" else effect
    return Gain(
        effect=effect,
        volume=volume,
        more=size * volume,
        money=size * volume * float(worth.amount) - more_cost * volume,
        currency=worth.currency or journey.currency,
        free=tuple(
            dict.fromkeys(c for c, cost in zip(channels, costs, strict=True) if cost is None)
        ),
    )
