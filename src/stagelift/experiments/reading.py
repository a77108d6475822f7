"""Reading an experiment: health first, then effects, then the verdict by the plan's rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from stagelift.data.contract import Contract
from stagelift.data.query import MappedSummary, mapped_summaries
from stagelift.data.zones import from_us
from stagelift.definitions import Experiment, Journey
from stagelift.definitions.metric import Metric
from stagelift.experiments.adjusted import (
    PRE_PERIOD,
    PRE_PERIOD_US,
    adjusted_of,
    check_deciding,
)
from stagelift.experiments.arms import Arms, arms_from_events, arms_from_units
from stagelift.experiments.beside import beside_estimates
from stagelift.experiments.effects import Effect, LookRule, effect_of
from stagelift.experiments.enrolment import Enrolment, enrolment, population
from stagelift.experiments.estimates import (
    effect_estimates,
    level_estimates,
    pre_period_estimates,
)
from stagelift.experiments.health import (
    Check,
    crossover_check,
    freshness_check,
    is_red,
    split_check,
    stranger_check,
)
from stagelift.experiments.plan import plan_of, planned_pair, windowed
from stagelift.experiments.question import Question, absolute, label_of
from stagelift.experiments.readout import EXPLORATORY, Readout, inference_of
from stagelift.experiments.verdict import (
    Evidence,
    Verdict,
    level_spec,
    limits,
    verdict_of,
    verdict_sentence,
)
from stagelift.experiments.worth import Worth, worth_of
from stagelift.formatting import formatted
from stagelift.metrics.kind import WindowedMetric
from stagelift.statistics.margins import MarginReading, MarginState, breach_level, margin_state

RANK: tuple[Verdict, ...] = ("ship", "continue", "iterate", "stop")


def read_out(
    experiment: Experiment,
    journey: Journey,
    metrics: Mapping[str, Metric],
    contract: Contract,
    record: Mapping[str, Any] | None,
    *,
    look: int = 1,
) -> Readout:
    """The readout of an experiment as of the contract's instant.

    Args:
        experiment: The experiment.
        journey: Its journey.
        metrics: The metrics by id.
        contract: The contract tables.
        record: The frozen plan, or None.
        look: Number of this look.

    Returns:
        The readout; without verdict and figures while its health is red.

    Raises:
        ArgumentError: When the definition cannot be read as an experiment on these data.
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses a query.
    """
    asked = Question(
        experiment,
        journey,
        metrics,
        plan_of(experiment, journey, metrics, record, as_of=from_us(contract.as_of_us)),
        contract,
    )
    check_deciding(asked)
    if asked.of_units:
        arms = arms_from_units(contract, asked.measured, tuple(experiment.variants))
        return assembled(asked, arms, None, (), look)
    decisive = [asked.primary, *(windowed(metrics, name) for name in asked.margins)]
    mapped = mapped_summaries(contract)
    longest = max(metric.window for metric in decisive)
    enrolled = enrolment(experiment, journey, longest, mapped=experiment.name in mapped)
    units = population(experiment, journey, enrolled, mapped)
    wanted = (*asked.measured, *asked.later, *asked.beside)
    arms = arms_from_events(
        contract, journey, units, wanted, tuple(experiment.variants), lookback=PRE_PERIOD_US
    )
    extra = data_checks(asked, enrolled, mapped.get(experiment.name))
    return assembled(asked, arms, enrolled, extra, look)


def data_checks(
    asked: Question, enrolled: Enrolment, mapped: MappedSummary | None
) -> tuple[Check, ...]:
    """The checks that need more than the arms: freshness, and crossovers of a mapped table."""
    as_of, last = asked.contract.as_of_us, asked.contract.span("events")[1]
    # without a visible event the span is the contract's own instant, which no event can have
    fresh = freshness_check(last if last < as_of else None, min(as_of, enrolled.final))
    return (fresh,) if mapped is None else (fresh, crossover_check(mapped))


def assembled(
    asked: Question, arms: Arms, enrolled: Enrolment | None, extra: tuple[Check, ...], look: int
) -> Readout:
    """The readout from the arms: health, effects, guardrails, verdict."""
    shares = {name: variant.share for name, variant in asked.experiment.variants.items()}
    health = (split_check(arms, shares), stranger_check(arms), *extra)
    final = enrolled is None or asked.contract.as_of_us >= enrolled.final
    blank = Readout(
        experiment=asked.experiment.name,
        question=asked.experiment.question or "",
        verdict=None,
        winner=None,
        sentence="",
        banner=EXPLORATORY if not asked.plan.frozen else asked.plan.deviation,
        health=health,
        estimates=(),
        guardrails={},
        looks=asked.plan.looks,
        look=look,
        assigned=arms.assigned,
        planned_end=None if enrolled is None else enrolled.planned_end,
        final=final,
        as_of=from_us(asked.contract.as_of_us),
        fingerprint=asked.plan.fingerprint,
        planned_units=asked.plan.planned_units,
        deciding=asked.experiment.deciding,
    )
    if is_red(health):
        red = next(check.text for check in health if check.status == "red")
        return replace(blank, sentence=f"No result: {red}. Figures are hidden until explained.")
    found = judged(asked, arms, blank, planned_units(asked, arms, enrolled))
    return replace(found, worth=winners_worth(asked, arms, enrolled, found))


def winners_worth(
    asked: Question, arms: Arms, enrolled: Enrolment | None, found: Readout
) -> Worth | None:
    """What the variant that is spoken of is worth."""
    if found.winner is None:
        return None
    key = (asked.primary.name, "effect", found.winner)
    shown = found.adjusted if found.deciding == PRE_PERIOD else found.estimates
    effect = next(e for e in shown if (e.metric, e.measure, e.variant) == key)
    return worth_of(asked, arms, enrolled, inference_of(effect), found.winner)


def planned_units(asked: Question, arms: Arms, enrolled: Enrolment | None) -> int:
    """Mature units planned: the plan's, else those expected from enrolment so far."""
    if asked.plan.planned_units is not None:
        return asked.plan.planned_units
    total = max(sum(arms.assigned.values()), 1)
    if enrolled is None or asked.contract.as_of_us >= enrolled.end:
        return total
    done = (asked.contract.as_of_us - enrolled.start) / (enrolled.end - enrolled.start)
    return max(round(total / done), 1) if done > 0 else total


def judged(asked: Question, arms: Arms, blank: Readout, planned: int) -> Readout:
    """The readout with its effects and the verdict of its best variant."""
    effects = all_effects(asked, arms, blank.final, planned)
    adjusted = adjusted_effects(asked, arms, blank.final, planned)
    by_plan = {**effects, **adjusted} if asked.experiment.deciding == PRE_PERIOD else effects
    readings = guardrail_readings(asked, arms, effects, blank.final, planned)
    days = 0 if arms.days is None else arms.days[1] - arms.days[0] + 1
    found: list[tuple[Verdict, Evidence]] = []
    for variant in asked.treatments:
        states: dict[str, MarginState] = {
            name: readings[(variant, name)].state for name in asked.margins
        }
        evidence = Evidence(
            variant=variant,
            unit=asked.unit,
            effect=by_plan[(asked.primary.name, variant)].absolute,
            threshold=0.0,
            guardrails=states,
            days=days,
            final=blank.final,
            worth_having=asked.worth_having,
        )
        found.append((verdict_of(evidence, asked.primary), evidence))
    # of several variants the one whose lower limit is largest speaks, the tie rule of the plan
    verdict, evidence = min(
        found, key=lambda pair: (RANK.index(pair[0]), -best_low(pair[1], asked))
    )
    levels = tuple(
        shown_level(asked.primary, arms, variant, asked)
        for variant in (asked.control, evidence.variant)
    )
    label = label_of(asked.primary)
    return replace(
        blank,
        verdict=verdict,
        winner=evidence.variant,
        sentence=verdict_sentence(verdict, evidence, asked.primary, label, (levels[0], levels[1])),
        estimates=(
            *level_estimates(asked, arms, blank),
            *effect_estimates(asked, arms, effects, blank),
        ),
        adjusted=pre_period_estimates(asked, arms, adjusted, blank),
        beside=beside_estimates(asked, arms, effects, blank),
        guardrails=readings,
    )


def all_effects(
    asked: Question, arms: Arms, final: bool, planned: int
) -> dict[tuple[str, str], Effect]:
    """Effects by (metric, variant)."""
    level = asked.confidence
    return {
        (metric.name, variant): effect_of(
            metric,
            arms.tallies[(metric.name, variant)],
            arms.tallies[(metric.name, asked.control)],
            rule_for(asked, variant, final, planned, level),
        )
        for metric in (*asked.measured, *asked.later, *asked.beside)
        for variant in asked.treatments
    }


def adjusted_effects(
    asked: Question, arms: Arms, final: bool, planned: int
) -> dict[tuple[str, str], Effect]:
    """Effects adjusted for the time before assignment by (metric, variant); ratios have none."""
    found = {
        (metric.name, variant): adjusted_of(
            metric,
            arms.tallies[(metric.name, variant)],
            arms.tallies[(metric.name, asked.control)],
            rule_for(asked, variant, final, planned, asked.confidence),
        )
        for metric in asked.measured
        for variant in asked.treatments
    }
    return {key: effect for key, effect in found.items() if effect is not None}


def guardrail_readings(
    asked: Question,
    arms: Arms,
    effects: Mapping[tuple[str, str], Effect],
    final: bool,
    planned: int,
) -> dict[tuple[str, str], MarginReading]:
    """Where each guardrail stands, by (variant, guardrail)."""
    found: dict[tuple[str, str], MarginReading] = {}
    for variant in asked.treatments:
        for name, margin in asked.margins.items():
            metric = windowed(asked.metrics, name)
            level = breach_level(asked.confidence, len(asked.margins))
            tallies = (arms.tallies[(name, variant)], arms.tallies[(name, asked.control)])
            wide = effect_of(metric, *tallies, rule_for(asked, variant, final, planned, level))
            near = effects[(name, variant)]
            relative = margin.unit == "%"
            found[(variant, name)] = margin_state(
                near.relative if relative else near.absolute,
                margin=absolute(margin),
                better=metric.better,
                breach=wide.relative if relative else wide.absolute,
            )
    return found


def rule_for(
    asked: Question, variant: str, final: bool, planned: int, confidence: float
) -> LookRule:
    """The look rule of one comparison."""
    shares = asked.experiment.variants
    pair = planned_pair(planned, (shares[variant].share, shares[asked.control].share))
    return LookRule(asked.plan.looks, final, pair, confidence, asked.experiment.method)


def best_low(evidence: Evidence, asked: Question) -> float:
    """The lower limit of the gain, minus infinity when there is none."""
    ends = limits(evidence.effect, asked.primary)
    return float("-inf") if ends is None else ends[0]


def shown_level(metric: WindowedMetric, arms: Arms, variant: str, asked: Question) -> str:
    """A variant's level as text."""
    found = metric.level_of(arms.tallies[(metric.name, variant)], confidence=0.95)
    if found.value is None:
        return "no data"
    return formatted(found.value, level_spec(asked.unit))
