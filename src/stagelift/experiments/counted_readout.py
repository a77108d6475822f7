"""One experiment read from counts per arm: health first, then its arms against the first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from stagelift.experiments.arms import Arms
from stagelift.experiments.health import Check, as_parts, is_red, split_check
from stagelift.formatting import number
from stagelift.frames import frame
from stagelift.metrics.estimate import Estimate
from stagelift.statistics.lift import lift_of_proportions
from stagelift.statistics.proportions import difference_of_proportions, proportion
from stagelift.statistics.several import holm

if TYPE_CHECKING:
    from stagelift.data.query.arm_counts import ArmCount
    from stagelift.experiments.counted import CountedExperiments

ALL_ROWS = "all rows"  # the period of counts, whose windows the source has closed
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedReadout:
    """What one experiment of a source of counts says.

    Args:
        source: Id of the source.
        experiment: Its id in the source.
        units_word: What the source calls its units.
        event_word: What the source calls the event.
        health: The checks.
        assigned: Units by variant.
        estimates: Levels, effects and lifts against the first variant; none while the health is
            red.
    """

    source: str
    experiment: str
    units_word: str
    event_word: str
    health: tuple[Check, ...]
    assigned: dict[str, int]
    estimates: tuple[Estimate, ...] = ()

    @property
    def control(self) -> str:
        """The first variant, with which the others are compared."""
        return next(iter(self.assigned))

    def estimate(self, measure: str, variant: str) -> Estimate:
        """One estimate.

        Args:
            measure: `level`, `effect` or `lift`.
            variant: Id of the variant.

        Returns:
            The estimate.

        Raises:
            KeyError: When there is none such, as while the health is red.
        """
        for found in self.estimates:
            if (found.measure, found.variant) == (measure, variant):
                return found
        raise KeyError(f"no {measure} of '{variant}' in the readout of '{self.experiment}'")

    def to_dict(self) -> dict[str, Any]:
        """The readout as JSON-ready values.

        Returns:
            One dict; estimates as a list of dicts.
        """
        return {
            "source": self.source,
            "experiment": self.experiment,
            "sentence": str(self).splitlines()[0],
            "assigned": dict(self.assigned),
            "health": [{"name": c.name, "status": c.status, "text": c.text} for c in self.health],
            "estimates": [estimate.to_dict() for estimate in self.estimates],
        }

    def to_frame(self) -> Any:
        """The estimates as a pandas frame, one row each.

        Returns:
            A DataFrame with the columns of `Estimate`.

        Raises:
            MissingExtraError: When pandas is not installed (the extra `frames`).
        """
        return frame([estimate.to_dict() for estimate in self.estimates])

    def __str__(self) -> str:
        from stagelift.experiments.counted_screen import readout_text

        return readout_text(self)


def counted_readout(found: CountedExperiments, experiment: str) -> CountedReadout:
    """The readout of one experiment: health first, then effects against the first arm.

    Args:
        found: All experiments of the source.
        experiment: One of them.

    Returns:
        The readout.
    """
    arms = found.by_experiment[experiment]
    sizes = {arm.variant: arm.n or 0 for arm in arms}
    blank = CountedReadout(
        source=found.table.source.name,
        experiment=experiment,
        units_word=found.units_word,
        event_word=found.event_word,
        health=health_of(arms, sizes),
        assigned=sizes,
    )
    if is_red(blank.health) or len(arms) < 2 or not sum(sizes.values()):
        return blank
    level = Estimate(
        metric=found.event_word,
        unit="share",
        period=ALL_ROWS,
        as_of=found.as_of,
        value=None,
        n=0,
        method="",
        looks="once",
        look=1,
    )
    return replace(blank, estimates=(*levels(arms, level), *effects(arms, level)))


def health_of(arms: list[ArmCount], sizes: dict[str, int]) -> tuple[Check, ...]:
    """The checks of one experiment: every arm usable, and the sizes those of equal shares."""
    rejected = [arm for arm in arms if arm.rejected]
    if rejected:
        named = ", ".join(f"{arm.variant or '?'} {arm.rejected}" for arm in rejected)
        return (Check("arms", "red", f"{len(rejected)} of {len(arms)} arms rejected ({named})"),)
    if len(arms) < 2:
        return (Check("arms", "amber", "there is one arm, and nothing to compare it with"),)
    equal = dict.fromkeys(sizes, Fraction(1, len(sizes)))
    found = split_check(Arms(sizes, 0, {}, None, {}), equal)
    if found.status != "red":
        return (found,)
    came, each = as_parts(sizes.values()), number(100 / len(sizes), 1)
    units = " : ".join(number(n) for n in sizes.values())
    text = f"split {came} instead of {each} each ({units}); find what drops units of one arm"
    return (replace(found, text=text),)


def levels(arms: list[ArmCount], blank: Estimate) -> Iterator[Estimate]:
    """The share of each arm with its Wilson interval."""
    for arm in arms:
        n, k = arm.n or 0, arm.k or 0
        found = blank.with_inference(proportion(k, n, level=CONFIDENCE))
        yield replace(found, variant=arm.variant, n=n, k=k)


def effects(arms: list[ArmCount], blank: Estimate) -> Iterator[Estimate]:
    """Effect and lift of each further arm, intervals at Bonferroni's level, p-values by Holm."""
    control, *treatments = arms
    level = 1 - (1 - CONFIDENCE) / len(treatments)
    base = (control.k or 0, control.n or 0)
    pairs = [(arm.k or 0, arm.n or 0) for arm in treatments]
    found = [difference_of_proportions(*pair, *base, level=level) for pair in pairs]
    corrected = holm([one.p_value for one in found])
    for arm, pair, effect, p in zip(treatments, pairs, found, corrected, strict=True):
        own = replace(
            blank, variant=arm.variant, against=control.variant, n=pair[1] + base[1], family="arms"
        )
        yield replace(own.with_inference(effect), measure="effect", adjusted_p_value=p)
        lift = own.with_inference(lift_of_proportions(*pair, *base, level=level))
        yield replace(lift, measure="lift", unit="ratio")
