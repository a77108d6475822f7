"""Net promoters per assigned customer, who answered, and what can be said of those who did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stagelift.experiments.estimates import readable
from stagelift.experiments.judging import View
from stagelift.experiments.sections.after import is_planned
from stagelift.experiments.sections.converting import told
from stagelift.experiments.sections.scene import Scene, look_level
from stagelift.experiments.weekly import steps_of, weekly_reading
from stagelift.journey.figures import round_significant
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.nps import Nps, counted, extremes
from stagelift.metrics.privacy import MINIMUM
from stagelift.statistics.inference import Inference
from stagelift.statistics.looks import sequence_critical
from stagelift.statistics.moments import ScoreCounts
from stagelift.statistics.nps.trimming import RespondentBounds, respondent_bounds


@dataclass(frozen=True, slots=True)
class VoiceArm:
    """What the customers of one variant said.

    Args:
        variant: Id of the variant.
        n: Customers assigned whose answers are all in.
        answered: Those who answered; None when they are too few to be shown.
        score: Net promoters per hundred assigned, silence counting 0.
    """

    variant: str
    n: int
    answered: int | None
    score: Inference


@dataclass(frozen=True, slots=True)
class VoiceEffect:
    """How a variant moves net promoters, who answers, and those who answer either way.

    Args:
        variant: Id of the variant.
        against: Id of the control.
        response: The difference of the shares that answered: it is read first.
        effect: The difference of net promoters per hundred assigned.
        bounds: Between which values the effect among those who would answer either way lies; None
            where too few answered.
    """

    variant: str
    against: str
    response: Inference
    effect: Inference
    bounds: RespondentBounds | None


@dataclass(frozen=True, slots=True)
class Voice:
    """Net promoters of an experiment.

    Args:
        metric: Id of the score.
        planned: Whether the plan names it; otherwise it is exploratory.
        arms: One per variant, the control first.
        effects: One per treatment.
    """

    metric: str
    planned: bool
    arms: tuple[VoiceArm, ...]
    effects: tuple[VoiceEffect, ...]

    def to_dict(self) -> dict[str, Any]:
        """The section as JSON-ready values, scores in points."""
        return {
            "metric": self.metric,
            "planned": self.planned,
            "arms": [
                {
                    "variant": arm.variant,
                    "n": arm.n,
                    "answered": arm.answered,
                    "per_hundred_assigned": told(arm.score),
                }
                for arm in self.arms
            ],
            "effects": [
                {
                    "variant": one.variant,
                    "against": one.against,
                    "response": told(one.response),
                    "per_hundred_assigned": told(one.effect),
                    "among_respondents": None if one.bounds is None else bounds_dict(one.bounds),
                }
                for one in self.effects
            ],
        }


def bounds_dict(bounds: RespondentBounds) -> dict[str, Any]:
    """Lee's bounds and the interval of Imbens and Manski as JSON-ready values."""
    return {
        "lower": round_significant(bounds.lower),
        "upper": round_significant(bounds.upper),
        "trimmed": bounds.trimmed,
        "trimmed_share": round_significant(bounds.trimmed_share),
        "interval": told(bounds.interval),
    }


def voice(scene: Scene, view: View, metric: Nps) -> Voice | None:
    """What the customers of each variant said, as far as the plan's look allows to say.

    Args:
        scene: The experiment at its look.
        view: The view that holds the metric and who answered.
        metric: The score.

    Returns:
        The section; None while its figures may not be read, or for a variant of too few customers.
    """
    (answered,) = metric.beside()
    tallies, names = view.arms.tallies, tuple(scene.asked.experiment.variants)
    small = any(tallies[metric.name, name].n < MINIMUM for name in names)
    if small or not readable(scene.asked, view.arms, metric, scene.readout):
        return None
    arms = tuple(
        VoiceArm(
            name,
            tallies[metric.name, name].n,
            shown_count(tallies[answered.name, name].k or 0),
            metric.level_of(tallies[metric.name, name], confidence=scene.asked.confidence),
        )
        for name in names
    )
    hidden = any(arm.answered is None for arm in arms)
    return Voice(
        metric.name,
        is_planned(scene, metric),
        () if hidden else arms,
        tuple(
            voice_effect(scene, view, (metric, answered), variant, hidden=hidden)
            for variant in scene.asked.treatments
        ),
    )


def shown_count(count: int) -> int | None:
    """A number of customers, None where it is too small to be shown."""
    return None if 0 < count < MINIMUM else count


def voice_effect(
    scene: Scene, view: View, pair: tuple[Nps, WindowedMetric], variant: str, *, hidden: bool
) -> VoiceEffect:
    """The three comparisons of one variant, in the order in which they are read."""
    metric, answered = pair
    control, tallies = scene.asked.control, view.arms.tallies
    if hidden:
        few = Inference(method="none", status="low_n", note=f"fewer than {MINIMUM} answers")
        return VoiceEffect(variant, control, few, few, None)
    response = view.effect(answered, variant, view.level(answered)).absolute
    effect = view.effect(metric, variant, view.level(metric)).absolute
    level = level_at_look(scene, view, metric, variant)
    groups: list[tuple[ScoreCounts, int]] = []
    for name in (variant, control):
        promoters, detractors = extremes(tallies[metric.name, name])
        said = tallies[answered.name, name].k or 0
        scores = counted(promoters, said - promoters - detractors, detractors)
        groups.append((scores, tallies[metric.name, name].n))
    bounds = None if level is None else respondent_bounds(*groups[0], *groups[1], level=level)
    return VoiceEffect(variant, control, response, effect, bounds)


def level_at_look(scene: Scene, view: View, metric: WindowedMetric, variant: str) -> float | None:
    """The level at which bounds are as wide as the look asks; None where it cannot be read."""
    rule = view.rule(metric, variant, view.level(metric))
    tallies = view.arms.tallies
    one, zero = (tallies[metric.name, name] for name in (variant, scene.asked.control))
    if rule.looks == "once":
        return rule.confidence
    if rule.looks == "always":
        return look_level(sequence_critical(one.n + zero.n, rule.planned, rule.confidence))
    pairs = rule.path.pairs if rule.path else ()
    effects = [
        metric.effect_of(a, b, confidence=rule.confidence, method=rule.method) for a, b in pairs
    ]
    return look_level(weekly_reading(steps_of(metric, rule, effects), rule).critical)
