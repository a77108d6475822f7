"""What a test would see by weeks and looks rule, for its guardrails, and what that is worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from stagelift.data.contract import Contract
from stagelift.data.zones import from_us
from stagelift.definitions import Experiment, Journey, Once
from stagelift.definitions.metric import Metric
from stagelift.definitions.stated import Baseline
from stagelift.errors import ArgumentError
from stagelift.experiments.clusters.per_household import per_household
from stagelift.experiments.guardrails import guardrails_of
from stagelift.experiments.plan import looks_of, windowed
from stagelift.experiments.planning.conflicts import ALONE, Surroundings, conflicts
from stagelift.experiments.planning.history import (
    WEEKS,
    History,
    history,
)
from stagelift.experiments.planning.reckoning import (
    Gain,
    GuardChance,
    baseline_of,
    correlation_of,
    gain_of,
    guard_chance,
    planned_weeks,
    rehearsed,
    setting_of,
    smallest_arm,
    traffic_of,
    wanted_effect,
)
from stagelift.experiments.planning.rehearsal import Rehearsal
from stagelift.experiments.planning.salts import HashCheck, check_salts
from stagelift.experiments.planning.unmeasured import (
    LENGTHS,
    StatedLevel,
    departs,
    empty_history,
    stated_level,
    stated_levels,
)
from stagelift.metrics.kind import unit_of
from stagelift.statistics.clusters import clusters_of
from stagelift.statistics.design import curves, weeks
from stagelift.statistics.design.setting import Clusters
from stagelift.statistics.design.weeks import Schedule
from stagelift.statistics.inference import Inference

DAY_US = 86_400_000_000
POWER = 0.8
SURE = 0.8  # a guardrail that a harmless message clears less often than this is warned of
PRE_PERIOD_US = 28 * DAY_US
LOOKED = 4  # weeks of looks, where neither the plan nor its traffic says how many


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
        homes: How the households of the past are, where these are randomised; None where nothing
            tells how alike their members are.
        guardrails: The chance to clear each.
        gain: What the effect worth having is worth; None when the journey does not say.
        rehearsal: False alarms when the history is split at random.
        hashes: What twenty real salts do with the history; None with too few customers.
        stated: What the test would see over the stated baseline; empty where the past is measured.
        source: Who states it; empty where the past is measured.
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
    hashes: HashCheck | None = None
    homes: Clusters | None = None
    stated: tuple[StatedLevel, ...] = ()
    source: str = ""
    warnings: tuple[tuple[str, dict[str, Any]], ...] = ()

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
                "entered": told.shown_weeks,
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
            "households": self.homes
            and {**asdict(self.homes), "design_effect": self.homes.design_effect},
            "guardrails": [asdict(one) for one in self.guardrails],
            "gain": self.gain and asdict(self.gain),
            "rehearsal": self.rehearsal and asdict(self.rehearsal),
            "hashes": self.hashes and asdict(self.hashes),
            "stated": [asdict(one) for one in self.stated],
            "source": self.source,
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
    primary, looks = decisive[0], looks_of(experiment, metrics)
    stated = experiment.baseline
    try:
        found = history(experiment, journey, decisive, contract, lookback=PRE_PERIOD_US)
    except ArgumentError:
        if stated is None:
            raise
        found = empty_history(experiment, journey, contract, stated)
    tally = found.tallies[primary.name]
    together = experiment.of_households
    homes = clusters_of(tally.clusters) if tally.clusters is not None else None
    reading = per_household(primary) if together else primary
    level = reading.level_of(tally, confidence=experiment.confidence)
    base = baseline_of(primary, tally)
    correlation = correlation_of(tally)
    setting = setting_of(experiment, looks, correlation, homes)
    traffic = traffic_of(experiment, found, max(one.window for one in decisive))
    if base is None and stated is not None:
        level = stated_level(stated, experiment.confidence)
    effect = wanted_effect(experiment.worth_having, level)
    length = planned_weeks(experiment)
    units = 0 if traffic is None else traffic.units(length or len(found.entered))
    asked = (1,) if isinstance(experiment.enters, Once) else LENGTHS
    lengths = [one for one in asked if traffic and smallest_arm(traffic.units(one), setting) > 1]
    guards = tuple(
        replace(
            guard_chance(windowed(metrics, name), margin, found, units, setting),
            unit=unit_of(metrics[name], journey),
        )
        for name, margin in margins.items()
    )
    plan: Schedule | None = None
    costs: tuple[curves.LooksCost, ...] = ()
    if base and effect and lengths and traffic:
        plan = weeks.schedule(base, effect, traffic, setting)
        # the rules are held against each other over the weeks the effect needs
        looked = plan.weeks or length or LOOKED
        at = traffic.fractions(looked)
        costs = curves.by_looks(base, effect, setting, weeks=looked, fractions=at)
    over: tuple[StatedLevel, ...] = ()
    if base is None and stated is not None:
        over = stated_levels(stated, primary, traffic, setting, effect)
    made = Outlook(
        experiment=experiment.name,
        question=str(experiment.question or ""),
        primary=primary.name,
        unit=unit_of(primary, journey),
        as_of=from_us(contract.as_of_us),
        history=found,
        level=level,
        weeks=length,
        units=units,
        looks=looks,
        points=curves.by_weeks(base, traffic, lengths, setting) if base and traffic else (),
        wanted="" if experiment.worth_having is None else str(experiment.worth_having),
        asks_reach=experiment.reachable_by is not None,
        schedule=plan,
        costs=costs,
        correlation=correlation,
        guardrails=guards,
        gain=gain_of(experiment, journey, primary, found, effect),
        # both split customers one by one, which says nothing of households
        rehearsal=None if together else rehearsed(experiment, journey, primary, contract, found),
        hashes=None if together else check_salts(experiment, journey, primary, contract, found),
        homes=homes,
        stated=over,
        source=stated.source if over and stated is not None else "",
    )
    others = conflicts(experiment, journey, contract, found, around)
    apart = departed(stated, level, measured=base is not None)
    return replace(made, warnings=(*warnings_of(made), *apart, *others))


def departed(
    stated: Baseline | None, level: Inference, *, measured: bool
) -> Iterator[tuple[str, dict[str, Any]]]:
    """A stated baseline that the past contradicts."""
    if stated is not None and measured and departs(stated, level):
        yield "baseline", {"stated": str(stated)}


def warnings_of(found: Outlook) -> Iterator[tuple[str, dict[str, Any]]]:
    """What to look at before a launch, with figures.

    Args:
        found: The outlook without them.

    Yields:
        Kinds and their fields.
    """
    told = found.history
    if 0 < len(told.entered) < WEEKS and told.first != told.last:
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
    if found.hashes is not None and not found.hashes.sound:
        yield "hashes", {"alarms": found.hashes.alarms, "salts": found.hashes.salts}
    if found.rehearsal is not None and not found.rehearsal.sound:
        yield "rehearsal", {"share": found.rehearsal.share}
