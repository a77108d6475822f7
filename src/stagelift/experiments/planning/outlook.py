"""What a test would see by weeks and looks rule, for its guardrails, and what that is worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from stagelift.data.contract import Contract
from stagelift.data.zones import from_us
from stagelift.definitions import Experiment, Journey, Margin, Once
from stagelift.definitions.metric import Metric
from stagelift.experiments.enrolment import run_of
from stagelift.experiments.plan import guardrails_of, looks_of, windowed
from stagelift.experiments.planning.conflicts import ALONE, Surroundings, conflicts
from stagelift.experiments.planning.history import (
    GRACE_US,
    WEEK_DAYS,
    WEEKS,
    History,
    history,
)
from stagelift.experiments.planning.rehearsal import Rehearsal, rehearse
from stagelift.experiments.question import absolute
from stagelift.experiments.worth import MONTH_DAYS, cost_of
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.kpis import unit_of
from stagelift.metrics.tally import Tally
from stagelift.statistics.design import baselines, curves, guardrails, values, weeks
from stagelift.statistics.design.setting import Setting, variance_left
from stagelift.statistics.design.weeks import Schedule
from stagelift.statistics.inference import Inference

DAY_US = 86_400_000_000
LENGTHS = (1, 2, 3, 4, 6, 8)
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
    """

    metric: str
    margin: str
    level: float | None
    chance: float | None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What the effect worth having brings in thirty days.

    Args:
        effect: That effect in the metric's unit.
        volume: Customers who qualify in thirty days.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is known of an experiment before it starts.

    Args:
        experiment: Its id.
        question: What it asks.
        primary: Id of the metric that decides.
        unit: The metric's unit.
        as_of: Instant of knowledge, UTC.
        history: The same audience in the weeks before.
        level: The primary metric's level among them.
        weeks: Weeks of entry planned; None while the definition names no run.
        units: Customers those weeks bring, reachable ones; all weeks of history without a run.
        looks: `once`, `weekly` or `always`.
        points: The smallest effect seen with 80 % power, by weeks of entry.
        wanted: The effect worth having as written; empty when the definition names none.
        asks_reach: Whether only customers every variant can reach are assigned.
        schedule: The weeks needed for it, None when it is not named.
        costs: What each looks rule needs for it.
        correlation: Of the primary with the same metric in the 28 days before; None unless known.
        guardrails: The chance to clear each.
        gain: What the effect worth having is worth; None when the journey does not say.
        rehearsal: False alarms when the history is split at random.
        warnings: Kinds of what to look at first, with their figures.
    """

    experiment: str
    question: str
    primary: str
    unit: str
    as_of: datetime
    history: History
    level: Inference
    weeks: int | None
    units: int
    looks: str
    points: tuple[curves.WeekPoint, ...]
    wanted: str
    asks_reach: bool
    schedule: Schedule | None
    costs: tuple[curves.LooksCost, ...]
    correlation: float | None
    guardrails: tuple[GuardChance, ...]
    gain: Gain | None
    rehearsal: Rehearsal | None
    warnings: tuple[tuple[str, dict[str, Any]], ...]

    def to_dict(self) -> dict[str, Any]:
        """The outlook as JSON-ready values."""
        told = self.history
        return {
            "experiment": self.experiment,
            "primary": self.primary,
            "unit": self.unit,
            "as_of": self.as_of.isoformat(),
            "history": {
                "first": told.first.isoformat(),
                "last": told.last.isoformat(),
                "entered": list(told.entered),
                "consenting": told.consenting,
                "reachable": told.reachable,
            },
            "baseline": {
                name: getattr(self.level, name)
                for name in ("value", "low", "high", "level", "method", "status", "note")
            },
            "weeks": self.weeks,
            "units": self.units,
            "looks": self.looks,
            "power": POWER,
            "mde": [asdict(point) for point in self.points],
            "worth_having": self.wanted,
            "needed_weeks": self.schedule and self.schedule.weeks,
            "needed_units": self.schedule and self.schedule.needed,
            "rules": [
                {"rule": one.rule, "units": one.design.total, "cost": one.cost}
                for one in self.costs
            ],
            "correlation": self.correlation,
            "guardrails": [asdict(one) for one in self.guardrails],
            "gain": self.gain and asdict(self.gain),
            "rehearsal": self.rehearsal and asdict(self.rehearsal),
            "warnings": [{"kind": kind, **fields} for kind, fields in self.warnings],
        }


def outlook(
    experiment: Experiment,
    journey: Journey,
    metrics: Mapping[str, Metric],
    contract: Contract,
    around: Surroundings = ALONE,
) -> Outlook:
    """What an experiment can show, from the weeks before it.

    Args:
        experiment: The experiment.
        journey: Its journey.
        metrics: The metrics by id.
        contract: The contract tables as of the plan.
        around: Other tests and changes, whose customers may be the same.

    Returns:
        The outlook.

    Raises:
        ArgumentError: A metric that no experiment can read, or a history too short.
        DataError: When a source cannot be read as defined.
        EngineError: When the engine refuses a query.
    """
    margins = guardrails_of(experiment, journey)
    names = dict.fromkeys((experiment.primary, *margins))
    decisive = [windowed(metrics, name) for name in names]
    found = history(experiment, journey, decisive, contract, lookback=PRE_PERIOD_US)
    primary, looks = decisive[0], looks_of(experiment, metrics)
    tally = found.tallies[primary.name]
    level = primary.level_of(tally, confidence=experiment.confidence)
    correlation = correlation_of(tally)
    setting = setting_of(experiment, looks, correlation)
    traffic = traffic_of(experiment, found, max(one.window for one in decisive))
    base = baseline_of(primary, tally)
    effect = wanted_effect(experiment.worth_having, level)
    length = planned_weeks(experiment)
    units = traffic.units(length or len(found.entered))
    asked = (1,) if isinstance(experiment.enters, Once) else LENGTHS
    lengths = [one for one in asked if smallest_arm(traffic.units(one), setting) > 1]
    guards = tuple(
        guard_chance(windowed(metrics, name), margin, found, units, setting)
        for name, margin in margins.items()
    )
    known = base is not None and effect is not None
    known = known and bool(lengths)
    schedule = weeks.schedule(base, effect, traffic, setting) if known and effect else None
    costs = curves.by_looks(base, effect, setting, weeks=length or 4) if known and effect else ()
    made = Outlook(
        experiment=experiment.name,
        question=experiment.question or "",
        primary=primary.name,
        unit=unit_of(primary, journey),
        as_of=from_us(contract.as_of_us),
        history=found,
        level=level,
        weeks=length,
        units=units,
        looks=looks,
        points=curves.by_weeks(base, traffic, lengths, setting) if base else (),
        wanted="" if experiment.worth_having is None else str(experiment.worth_having),
        asks_reach=experiment.reachable_by is not None,
        schedule=schedule,
        costs=costs,
        correlation=correlation,
        guardrails=guards,
        gain=gain_of(experiment, journey, primary, found, effect),
        rehearsal=rehearse(primary, tally, experiment.confidence),
        warnings=(),
    )
    others = conflicts(experiment, journey, contract, found, around)
    return replace(made, warnings=(*warnings_of(made), *others))


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


def setting_of(experiment: Experiment, looks: str, correlation: float | None) -> Setting:
    """How the test is run; an adjusted effect that decides needs fewer customers."""
    adjusted = experiment.deciding == "pre_period" and correlation is not None
    return Setting(
        level=experiment.confidence,
        power=POWER,
        allocation=tuple(variant.share for variant in experiment.variants.values()),
        looks="weekly" if looks == "weekly" else "always" if looks == "always" else "once",
        variance_ratio=variance_left(correlation) if adjusted and correlation is not None else 1.0,
    )


def traffic_of(experiment: Experiment, found: History, window: int) -> weeks.Traffic:
    """Who enters by week; where addresses of all variants are asked for, those who can be reached.

    Each customer enters once, so a test's first week brings more than its later ones, as the weeks
    of the history did.
    """
    reached = found.share_reachable if experiment.reachable_by is not None else 1.0
    reached *= float(experiment.traffic)
    return weeks.Traffic(
        per_week=tuple(map(float, found.entered)),
        reachable=reached,
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
    if worth is None or effect is None or isinstance(experiment.enters, Once):
        return None
    days = WEEK_DAYS * len(found.entered)
    holdout = float(journey.rules.holdout or Fraction(0))
    volume = found.total / (1 - holdout) * MONTH_DAYS / days
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


def warnings_of(found: Outlook) -> Iterator[tuple[str, dict[str, Any]]]:
    """What to look at before a launch, with figures.

    Args:
        found: The outlook without them.

    Yields:
        Kinds and their fields.
    """
    told = found.history
    if len(told.entered) < WEEKS and told.first != told.last:
        yield "short_history", {"weeks": len(told.entered)}
    if told.reachable is not None and not found.asks_reach and told.share_reachable < 1:
        yield "unreachable", {"share": 1 - told.share_reachable}
    if found.schedule is not None and found.schedule.weeks is None:
        yield "hopeless", {"wanted": found.wanted}
    elif found.schedule is not None and found.weeks and (found.schedule.weeks or 0) > found.weeks:
        sees = next((p.effect for p in found.points if p.weeks == found.weeks), None)
        yield "too_short", {"weeks": found.weeks, "sees": sees, "wanted": found.wanted}
    for one in found.guardrails:
        if one.chance is not None and one.chance < SURE:
            yield "guard_weak", {"metric": one.metric, "chance": one.chance}
    if found.rehearsal is not None and not found.rehearsal.sound:
        yield "rehearsal", {"share": found.rehearsal.share}
