"""Effects, guardrails and the verdict of an experiment at one look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from stagelift.experiments.adjusted import PRE_PERIOD, adjusted_of
from stagelift.experiments.arms import Arms
from stagelift.experiments.beside import beside_estimates
from stagelift.experiments.correction import interval_level
from stagelift.experiments.effects import effect_of
from stagelift.experiments.estimates import (
    effect_estimates,
    level_estimates,
    pre_period_estimates,
)
from stagelift.experiments.life.epochs import level_in
from stagelift.experiments.look_rule import Effect, LookRule
from stagelift.experiments.plan import planned_pair
from stagelift.experiments.question import Question, absolute, label_of
from stagelift.experiments.readout import Readout
from stagelift.experiments.verdict import (
    Evidence,
    Verdict,
    level_spec,
    limits,
    verdict_of,
    verdict_sentence,
)
from stagelift.formatting import formatted
from stagelift.metrics.kind import WindowedMetric
from stagelift.statistics.margins import MarginReading, MarginState, breach_level, margin_state

RANK: tuple[Verdict, ...] = ("ship", "continue", "iterate", "stop")
Effects = dict[tuple[str, str], Effect]


@dataclass(frozen=True, slots=True)
class View:
    """An experiment as one look sees it.

    Args:
        asked: The experiment.
        arms: Its units as of the look.
        planned: Mature units planned over all arms.
        final: Whether every window that decides has closed.
    """

    asked: Question
    arms: Arms
    planned: int
    final: bool

    def level(self, metric: WindowedMetric) -> float:
        """The level of each variant's interval of one metric."""
        return interval_level(self.asked, self.arms, metric)

    def effect(
        self, metric: WindowedMetric, variant: str, level: float, null: float = 0.0
    ) -> Effect:
        """The effect of a variant on one metric under the plan's rule for looking."""
        rule = self.rule(metric, variant, level, null)
        tallies = self.arms.tallies
        control = self.asked.control
        return effect_of(metric, tallies[metric.name, variant], tallies[metric.name, control], rule)

    def adjusted(self, metric: WindowedMetric, variant: str) -> Effect | None:
        """The same, adjusted for the time before assignment; None for a metric without one."""
        rule = self.rule(metric, variant, self.level(metric))
        tallies = self.arms.tallies
        control = self.asked.control
        return adjusted_of(
            metric, tallies[metric.name, variant], tallies[metric.name, control], rule
        )

    def rule(
        self, metric: WindowedMetric, variant: str, level: float, null: float = 0.0
    ) -> LookRule:
        """The look rule of one comparison."""
        asked = self.asked
        shares = asked.experiment.variants
        path = self.arms.paths.get(metric.name)
        return LookRule(
            looks=asked.plan.looks,
            final=self.final,
            planned=planned_pair(
                self.planned, (shares[variant].share, shares[asked.control].share)
            ),
            confidence=level,
            method=asked.experiment.method,
            path=None if path is None else path.path(variant, asked.control),
            null=null,
        )


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict of an experiment at one look, with what it rests on.

    Args:
        verdict: The verdict on the best variant.
        evidence: Its evidence.
        readings: Where each guardrail stands, by (variant, guardrail).
    """

    verdict: Verdict
    evidence: Evidence
    readings: Mapping[tuple[str, str], MarginReading]


def judged(view: View) -> Judgement:
    """The verdict at a look, on the variant that fares best.

    Args:
        view: The experiment at the look.

    Returns:
        The verdict; only the primary metric and the guardrails take part.
    """
    asked, arms = view.asked, view.arms
    readings = guardrail_readings(view)
    days = 0 if arms.days is None else arms.days[1] - arms.days[0] + 1
    found: list[tuple[Verdict, Evidence]] = []
    for variant in asked.treatments:
        states: dict[str, MarginState] = {
            name: readings[variant, name].state for name in asked.margins
        }
        evidence = Evidence(
            variant=variant,
            unit=asked.unit,
            effect=deciding_effect(view, variant).absolute,
            threshold=0.0,
            guardrails=states,
            days=days,
            final=view.final,
            worth_having=asked.worth_having,
        )
        found.append((verdict_of(evidence, asked.primary), evidence))
    # of several variants the one whose lower limit is largest speaks, the tie rule of the plan
    verdict, evidence = min(
        found, key=lambda pair: (RANK.index(pair[0]), -best_low(pair[1], asked))
    )
    return Judgement(verdict, evidence, readings)


def deciding_effect(view: View, variant: str) -> Effect:
    """The effect on the primary metric that the plan decides by: raw, or adjusted where known."""
    asked = view.asked
    adjusted = None
    if asked.experiment.deciding == PRE_PERIOD:
        adjusted = view.adjusted(asked.primary, variant)
    return adjusted or view.effect(asked.primary, variant, view.level(asked.primary))


def with_figures(view: View, found: Judgement, blank: Readout) -> Readout:
    """The readout with its verdict, its effects and all that stands beside them.

    Args:
        view: The experiment at the look.
        found: Its verdict there.
        blank: The readout without figures.

    Returns:
        The whole readout, but for what the winner is worth.
    """
    asked, arms, evidence = view.asked, view.arms, found.evidence
    effects: Effects = {
        (metric.name, variant): view.effect(metric, variant, level)
        for metric in asked.every
        for level in (view.level(metric),)
        for variant in asked.treatments
    }
    adjusted: Effects = {
        (metric.name, variant): effect
        for metric in asked.measured
        for variant in asked.treatments
        if (effect := view.adjusted(metric, variant)) is not None
    }
    control, treatment = (
        shown_level(asked, arms, variant) for variant in (asked.control, evidence.variant)
    )
    label = label_of(asked.primary)
    return replace(
        blank,
        verdict=found.verdict,
        winner=evidence.variant,
        sentence=verdict_sentence(
            found.verdict, evidence, asked.primary, label, (control, treatment)
        ),
        estimates=(
            *level_estimates(asked, arms, blank),
            *effect_estimates(asked, arms, effects, blank),
        ),
        adjusted=pre_period_estimates(asked, arms, adjusted, blank),
        beside=beside_estimates(asked, arms, effects, blank),
        guardrails=found.readings,
        unbiased=deciding_effect(view, evidence.variant).unbiased,
    )


def guardrail_readings(view: View) -> dict[tuple[str, str], MarginReading]:
    """Where each guardrail stands, by (variant, guardrail)."""
    asked = view.asked
    found: dict[tuple[str, str], MarginReading] = {}
    for variant in asked.treatments:
        for name, margin in asked.margins.items():
            metric = asked.metric(name)
            relative = margin.unit == "%"
            worst = absolute(margin) * (1.0 if metric.better == "down" else -1.0)
            # a margin of a share of the control's level is tested at about that difference
            null = worst * control_level(view, metric) if relative else worst
            level = view.level(metric)
            near = view.effect(metric, variant, level, null)
            wide = view.effect(metric, variant, breach_level(level, len(asked.margins)), null)
            found[variant, name] = margin_state(
                near.relative if relative else near.absolute,
                margin=absolute(margin),
                better=metric.better,
                breach=wide.relative if relative else wide.absolute,
            )
    return found


def control_level(view: View, metric: WindowedMetric) -> float:
    """The size of the control's level of a metric, 0 when there is none yet."""
    units = view.arms.tallies[metric.name, view.asked.control]
    found = level_in(metric, units, confidence=0.95)
    return abs(found.value or 0.0)


def best_low(evidence: Evidence, asked: Question) -> float:
    """The lower limit of the gain, minus infinity when there is none."""
    ends = limits(evidence.effect, asked.primary)
    return float("-inf") if ends is None else ends[0]


def shown_level(asked: Question, arms: Arms, variant: str) -> str:
    """A variant's level of the primary metric as text."""
    found = level_in(asked.primary, arms.tallies[asked.primary.name, variant], confidence=0.95)
    if found.value is None:
        return "no data"
    return formatted(found.value, level_spec(asked.unit))
