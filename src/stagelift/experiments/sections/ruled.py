"""What is ruled out: the gains and losses that the data no longer allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stagelift.experiments.judging import deciding_effect
from stagelift.experiments.sections.scene import Scene
from stagelift.experiments.verdict import limits
from stagelift.journey.figures import round_significant


@dataclass(frozen=True, slots=True)
class RuledOut:
    """What one variant's interval rules out, as gains: positive is better.

    Args:
        variant: Id of the variant.
        unit: The primary metric's unit.
        above: Gains above this are ruled out.
        below: Gains below this are ruled out; a negative one is a loss.
        wanted: The gain worth having, or None when the plan names none in the metric's unit.
        level: Level of the interval, 0–1; None when not known.
        method: The interval's method.
        n: Units of the variant and of the control.
    """

    variant: str
    unit: str
    above: float
    below: float
    wanted: float | None
    level: float | None = None
    method: str = ""
    n: int = 0

    @property
    def is_wanted_out(self) -> bool:
        """Whether the gain worth having, and every larger one, is ruled out."""
        return self.wanted is not None and self.above < self.wanted

    @property
    def is_less_out(self) -> bool:
        """Whether every gain below the one worth having is ruled out."""
        return self.wanted is not None and self.below > self.wanted

    def to_dict(self) -> dict[str, Any]:
        """The section as JSON-ready values."""
        return {
            "variant": self.variant,
            "unit": self.unit,
            "above": round_significant(self.above),
            "below": round_significant(self.below),
            "wanted": self.wanted,
            "wanted_is_ruled_out": self.is_wanted_out,
            "level": self.level,
            "method": self.method,
            "n": self.n,
        }


def ruled_out(scene: Scene) -> tuple[RuledOut, ...]:
    """What each variant's interval on the primary metric rules out.

    Args:
        scene: The experiment at its look.

    Returns:
        One for each treatment whose effect can be read.
    """
    found, tallies = [], scene.view.arms.tallies
    for variant in scene.asked.treatments:
        effect = deciding_effect(scene.view, variant).absolute
        ends = limits(effect, scene.primary)
        if ends is not None:
            one = RuledOut(
                variant=variant,
                unit=scene.asked.unit,
                above=ends[1],
                below=ends[0],
                wanted=scene.asked.worth_having,
                level=effect.level,
                method=effect.method,
                n=sum(tallies[scene.primary.name, arm].n for arm in (variant, scene.asked.control)),
            )
            found.append(one)
    return tuple(found)
