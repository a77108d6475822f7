"""Churn afterwards: of those active at assignment, who fell silent, at a day the metric fixes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stagelift.experiments.estimates import readable
from stagelift.experiments.judging import View
from stagelift.experiments.sections.after import is_planned
from stagelift.experiments.sections.converting import told
from stagelift.experiments.sections.scene import Scene
from stagelift.experiments.sections.waits import DAY_US
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.privacy import MINIMUM
from stagelift.statistics.inference import Inference


@dataclass(frozen=True, slots=True)
class ChurnArm:
    """Who fell silent in one variant.

    Args:
        variant: Id of the variant.
        n: Customers active at assignment and followed to the day.
        share: The share of them that churned.
    """

    variant: str
    n: int
    share: Inference


@dataclass(frozen=True, slots=True)
class ChurnAfter:
    """Churn after the messages.

    Args:
        metric: Id of the metric.
        planned: Whether the plan names it; otherwise it is exploratory.
        days: The day after assignment on which it is read.
        arms: One per variant, the control first.
        effects: Variant, control and difference.
    """

    metric: str
    planned: bool
    days: float
    arms: tuple[ChurnArm, ...]
    effects: tuple[tuple[str, str, Inference], ...]

    def to_dict(self) -> dict[str, Any]:
        """The section as JSON-ready values."""
        return {
            "metric": self.metric,
            "planned": self.planned,
            "day": self.days,
            "arms": [
                {"variant": arm.variant, "n": arm.n, "share": told(arm.share)} for arm in self.arms
            ],
            "effects": [
                {"variant": variant, "against": against, "share": told(effect)}
                for variant, against, effect in self.effects
            ],
        }


def churn_after(scene: Scene, view: View, metric: WindowedMetric) -> ChurnAfter | None:
    """Who fell silent after the messages, as far as the plan's look allows to say.

    Args:
        scene: The experiment at its look.
        view: The view that holds the metric.
        metric: The churn metric; its base are those active, or under contract, at assignment.

    Returns:
        The section; None while its figures may not be read, or for too few customers.
    """
    tallies = view.arms.tallies
    sums = {name: tallies[metric.name, name] for name in scene.asked.experiment.variants}
    if not readable(scene.asked, view.arms, metric, scene.readout):
        return None
    if any(each.n < MINIMUM or 0 < (each.k or 0) < MINIMUM for each in sums.values()):
        return None
    level = scene.asked.confidence
    return ChurnAfter(
        metric.name,
        is_planned(scene, metric),
        metric.window / DAY_US,
        tuple(
            ChurnArm(name, each.n, metric.level_of(each, confidence=level))
            for name, each in sums.items()
        ),
        tuple(
            (name, scene.asked.control, view.effect(metric, name, view.level(metric)).absolute)
            for name in scene.asked.treatments
        ),
    )
