"""The readout of an experiment: health first, then effects, then the verdict by the plan's rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from stagelift.data.contract import Contract
from stagelift.data.query import MappedSummary, Outcome, mapped_summaries
from stagelift.data.zones import from_us
from stagelift.definitions import Experiment, Journey, Margin, fingerprint
from stagelift.definitions.metric import Metric
from stagelift.experiments.arms import Arms, arms_from_events, arms_from_units
from stagelift.experiments.effects import Effect, LookRule, effect_of
from stagelift.experiments.enrolment import Enrolment, enrolment, population
from stagelift.experiments.health import (
    Check,
    crossover_check,
    freshness_check,
    is_red,
    split_check,
    stranger_check,
)
from stagelift.experiments.plan import Plan, guardrails_of, plan_of, planned_pair, windowed
from stagelift.experiments.verdict import (
    Evidence,
    Verdict,
    verdict_of,
    verdict_sentence,
)
from stagelift.formatting import default_spec, formatted
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.kpis import unit_of
from stagelift.statistics.inference import Inference
from stagelift.statistics.margins import MarginReading, MarginState, breach_level, margin_state
from stagelift.statistics.several import holm

EXPLORATORY = "exploratory"
RANK: tuple[Verdict, ...] = ("ship", "continue", "iterate", "stop")


@dataclass(frozen=True, slots=True, kw_only=True)
class Readout:
    """What an experiment says at one look.

    Args:
        experiment: Id of the experiment.
        question: What it asks.
        verdict: `ship`, `stop`, `continue` or `iterate`; None while its health is red.
        winner: The variant the verdict is about, or None.
        sentence: The verdict in one sentence, verdict word first.
        banner: `exploratory` without a frozen plan; a deviation from it; else empty.
        health: The checks.
        estimates: Levels, effects and lifts; none while the health is red.
        guardrails: Reading by (variant, guardrail); none while the health is red.
        looks: The rule for looking.
        look: Number of this look, from 1.
        assigned: Units by variant.
        planned_end: Local day on which the final readout is due, None for a finished table of units.
        final: Whether every window has closed.
        as_of: Instant of knowledge, UTC.
        fingerprint: Of the plan.
    """

    experiment: str
    question: str
    verdict: Verdict | None
    winner: str | None
    sentence: str
    banner: str
    health: tuple[Check, ...]
    estimates: tuple[Estimate, ...]
    guardrails: Mapping[tuple[str, str], MarginReading]
    looks: str
    look: int
    assigned: Mapping[str, int]
    planned_end: date | None
    final: bool
    as_of: datetime
    fingerprint: str

    def estimate(self, metric: str, measure: str, variant: str | None = None) -> Estimate:
        """One estimate of the readout.

        Args:
            metric: Id of the metric.
            measure: `level`, `effect` or `lift`.
            variant: Id of the variant; the first that fits when left out.

        Returns:
            The estimate.

        Raises:
            KeyError: When the readout has none such, as while its health is red.
        """
        for found in self.estimates:
            if (found.metric, found.measure) == (metric, measure) and variant in (None, found.variant):
                return found
        raise KeyError(f"no {measure} of '{metric}' in the readout of '{self.experiment}'")

    def to_dict(self) -> dict[str, Any]:
        """The readout as JSON-ready values.

        Returns:
            One dict; estimates as a list of dicts.
        """
        return {
            "experiment": self.experiment,
            "question": self.question,
            "verdict": self.verdict,
            "variant": self.winner,
            "sentence": self.sentence,
            "banner": self.banner,
            "looks": self.looks,
            "look": self.look,
            "final": self.final,
            "planned_end": None if self.planned_end is None else self.planned_end.isoformat(),
            "as_of": self.as_of.isoformat(),
            "fingerprint": self.fingerprint,
            "assigned": dict(self.assigned),
            "health": [{"name": c.name, "status": c.status, "text": c.text} for c in self.health],
            "guardrails": [
                {"variant": variant, "metric": name, "state": reading.state, "margin": reading.margin}
                for (variant, name), reading in self.guardrails.items()
            ],
            "estimates": [estimate.to_dict() for estimate in self.estimates],
        }

    def to_frame(self) -> Any:
        """The estimates as a pandas frame, one row each.

        Returns:
            A DataFrame with the columns of `Estimate`.
        """
        import pandas as pd

        return pd.DataFrame([estimate.to_dict() for estimate in self.estimates])

    def __str__(self) -> str:
        from stagelift.experiments.screen import readout_text

        return readout_text(self)


@dataclass(frozen=True, slots=True)
class Question:
    """An experiment with all that is needed to read it.

    Args:
        experiment: The experiment.
        journey: Its journey.
        metrics: The metrics by id.
        plan: The rule in force.
        contract: The contract tables as of the look.
    """

    experiment: Experiment
    journey: Journey
    metrics: Mapping[str, Metric]
    plan: Plan
    contract: Contract

    @property
    def primary(self) -> WindowedMetric:
        """The metric that decides."""
        return windowed(self.metrics, self.experiment.primary)

    @property
    def margins(self) -> dict[str, Margin]:
        """Margins of the guardrails; those over events do not apply to a table of units."""
        margins = guardrails_of(self.experiment, self.journey)
        return {
            name: margin
            for name, margin in margins.items()
            if isinstance(windowed(self.metrics, name).value(), Outcome) == self.of_units
        }

    @property
    def of_units(self) -> bool:
        """Whether the experiment is read from a source with one finished row per customer."""
        return isinstance(self.primary.value(), Outcome)

    @property
    def measured(self) -> tuple[WindowedMetric, ...]:
        """Primary, secondary and guardrail metrics, each once, in that order."""
        names = dict.fromkeys((self.experiment.primary, *self.experiment.secondary, *self.margins))
        return tuple(windowed(self.metrics, name) for name in names)

    @property
    def treatments(self) -> tuple[str, ...]:
        """The variants compared with the control."""
        return tuple(self.experiment.variants)[1:]

    @property
    def control(self) -> str:
        """The first variant."""
        return next(iter(self.experiment.variants))


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
        experiment, journey, metrics, plan_of(experiment, metrics, record), contract
    )
    if asked.of_units:
        arms = arms_from_units(contract, asked.measured, tuple(experiment.variants))
        return assembled(asked, arms, None, (), look)
    decisive = [asked.primary, *(windowed(metrics, name) for name in asked.margins)]
    enrolled = enrolment(experiment, journey, max(metric.window for metric in decisive))
    mapped = mapped_summaries(contract)
    units = population(experiment, journey, enrolled, mapped)
    arms = arms_from_events(contract, journey, units, asked.measured, tuple(experiment.variants))
    extra = data_checks(asked, enrolled, mapped.get(experiment.name))
    return assembled(asked, arms, enrolled, extra, look)


def data_checks(
    asked: Question, enrolled: Enrolment, mapped: MappedSummary | None
) -> tuple[Check, ...]:
    """The checks that need more than the arms: freshness, and crossovers of a mapped table."""
    last = asked.contract.span("events")[1]
    fresh = freshness_check(last, min(asked.contract.as_of_us, enrolled.final))
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
    )
    if is_red(health):
        red = next(check.text for check in health if check.status == "red")
        return replace(blank, sentence=f"No result: {red}. Figures are hidden until explained.")
    return judged(asked, arms, blank, planned_units(asked, arms, enrolled))


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
    readings = guardrail_readings(asked, arms, effects, blank.final, planned)
    days = 0 if arms.days is None else arms.days[1] - arms.days[0] + 1
    found: list[tuple[Verdict, Evidence]] = []
    for variant in asked.treatments:
        states: dict[str, MarginState] = {name: readings[(variant, name)].state for name in asked.margins}
        evidence = Evidence(
            variant=variant,
            unit=unit_of(asked.primary, asked.journey),
            effect=effects[(asked.primary.name, variant)].absolute,
            threshold=0.0,
            guardrails=states,
            days=days,
            final=blank.final,
            worth_having=worth_having(asked),
        )
        found.append((verdict_of(evidence, asked.primary), evidence))
    # of several variants the one whose lower limit is largest speaks, the tie rule of the plan
    verdict, evidence = min(found, key=lambda pair: (RANK.index(pair[0]), -best_low(pair[1], asked)))
    levels = tuple(
        shown_level(asked.primary, arms, variant, asked) for variant in (asked.control, evidence.variant)
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
        guardrails=readings,
    )


def best_low(evidence: Evidence, asked: Question) -> float:
    """The lower limit of the gain, minus infinity when there is none."""
    from stagelift.experiments.verdict import limits

    ends = limits(evidence.effect, asked.primary)
    return float("-inf") if ends is None else ends[0]


def worth_having(asked: Question) -> float | None:
    """The smallest effect worth shipping in the primary's unit, None when relative or not said."""
    margin = asked.experiment.worth_having
    return None if margin is None or margin.unit == "%" else absolute(margin)


def absolute(margin: Margin) -> float:
    """A margin in the metric's unit: points as shares, bare numbers as they are."""
    return float(margin.amount) / (100 if margin.unit in {"pp", "%"} else 1)


def label_of(metric: Metric) -> str:
    """The metric's label in English, else its id."""
    return metric.label.text("en") if metric.label else metric.name


def shown_level(metric: WindowedMetric, arms: Arms, variant: str, asked: Question) -> str:
    """A variant's level as text."""
    found = metric.level_of(arms.tallies[(metric.name, variant)], confidence=0.95)
    if found.value is None:
        return "no data"
    return formatted(found.value, default_spec(unit_of(metric, asked.journey)))


def rule_for(asked: Question, variant: str, final: bool, planned: int, confidence: float) -> LookRule:
    """The look rule of one comparison."""
    shares = asked.experiment.variants
    pair = planned_pair(planned, (shares[variant].share, shares[asked.control].share))
    return LookRule(asked.plan.looks, final, pair, confidence, asked.experiment.method)


def confidence_of(asked: Question) -> float:
    """The level of each interval, Bonferroni over the variants compared unless switched off."""
    several = len(asked.treatments)
    if several == 1 or asked.experiment.correction == "none":
        return asked.experiment.confidence
    return 1 - (1 - asked.experiment.confidence) / several


def all_effects(
    asked: Question, arms: Arms, final: bool, planned: int
) -> dict[tuple[str, str], Effect]:
    """Effects by (metric, variant)."""
    level = confidence_of(asked)
    return {
        (metric.name, variant): effect_of(
            metric,
            arms.tallies[(metric.name, variant)],
            arms.tallies[(metric.name, asked.control)],
            rule_for(asked, variant, final, planned, level),
        )
        for metric in asked.measured
        for variant in asked.treatments
    }


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
            level = breach_level(confidence_of(asked), len(asked.margins))
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


def family_of(asked: Question, metric: str) -> str:
    """The role of a metric in the plan."""
    if metric == asked.experiment.primary:
        return "primary"
    return "secondary" if metric in asked.experiment.secondary else "guardrail"


def blank_arm(asked: Question, metric: WindowedMetric, variant: str, blank: Readout) -> Estimate:
    """An estimate of one metric in one variant that carries no figures yet."""
    span = asked.experiment.run or asked.experiment.enters
    return Estimate(
        metric=metric.name,
        unit=unit_of(metric, asked.journey),
        variant=variant,
        period=str(span),
        as_of=blank.as_of,
        value=None,
        n=0,
        method="",
        looks=blank.looks,
        look=blank.look,
        family=family_of(asked, metric.name),
        fingerprint=fingerprint(metric),
    )


def level_estimates(asked: Question, arms: Arms, blank: Readout) -> tuple[Estimate, ...]:
    """The level of every metric in every variant; its interval is one of a single look."""
    return tuple(
        replace(
            blank_arm(asked, metric, variant, blank).with_inference(
                metric.level_of(sums, confidence=asked.experiment.confidence)
            ),
            n=sums.n,
            k=sums.k,
            excluded=sums.excluded,
        )
        for metric in asked.measured
        for variant in asked.experiment.variants
        for sums in (arms.tallies[(metric.name, variant)],)
    )


def effect_estimates(
    asked: Question, arms: Arms, effects: Mapping[tuple[str, str], Effect], blank: Readout
) -> tuple[Estimate, ...]:
    """Effect and lift of every metric in every treatment, secondaries with Holm's p-value."""
    secondary = [
        (name, variant) for name in asked.experiment.secondary for variant in asked.treatments
    ]
    adjusted = dict(zip(secondary, holm([effects[key].absolute.p_value for key in secondary]), strict=True))
    found: list[Estimate] = []
    for metric in asked.measured:
        for variant in asked.treatments:
            n = arms.tallies[(metric.name, variant)].n + arms.tallies[(metric.name, asked.control)].n
            base = replace(blank_arm(asked, metric, variant, blank), against=asked.control, n=n)
            effect = effects[(metric.name, variant)]
            pairs: tuple[tuple[Any, Inference], ...] = (
                ("effect", effect.absolute),
                ("lift", effect.relative),
            )
            for measure, found_one in pairs:
                estimate = replace(base.with_inference(found_one), measure=measure)
                if measure == "lift":
                    estimate = replace(estimate, unit="ratio")
                else:
                    p = adjusted.get((metric.name, variant))
                    estimate = replace(estimate, adjusted_p_value=p)
                found.append(estimate)
    return tuple(found)
