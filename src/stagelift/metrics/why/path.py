"""The steps of a journey: from the entrants of each stage to the next one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from stagelift.data.query import Entrants
from stagelift.errors import ArgumentError
from stagelift.metrics.advanced import Advanced
from stagelift.metrics.conversion import Conversion
from stagelift.metrics.kpis import Placement, placements
from stagelift.metrics.placement import stage_names

if TYPE_CHECKING:
    from stagelift.definitions import Journey
    from stagelift.definitions.metric import Metric


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """One step of the journey and what measures it.

    Args:
        start: Id of the stage whose entrants are counted.
        reached: Id of the stage they are to reach.
        placement: The metric at that place.
        target: The rate to reach, 0–1, or None when the journey names none.
        worth: Money that one more of the metric is worth, or None.
    """

    start: str
    reached: str
    placement: Placement
    target: float | None
    worth: float | None

    @property
    def name(self) -> str:
        """The stage it starts from, by which it is spoken of."""
        return self.start


def journey_steps(journey: Journey, metrics: Mapping[str, Metric]) -> tuple[JourneyStep, ...]:
    """Each stage that has another one after it, with the rate that measures the step.

    That is a conversion of the workspace from the entrants of the one stage, reported at the next;
    one with a target comes first. Without any it is the share that advances (`advanced`).

    Args:
        journey: The journey.
        metrics: Metrics by id, the workspace's own before the standard ones.

    Returns:
        One step a pair of neighbouring stages.

    Raises:
        ArgumentError: When the journey has fewer than two stages that events open.
    """
    stages = stage_names(journey)
    if len(stages) < 2:
        raise ArgumentError("the journey has no step: fewer than two stages are opened by events")
    shares = [metric for metric in metrics.values() if isinstance(metric, Conversion | Advanced)]
    placed = placements(journey, shares)
    found = []
    for number, (start, reached) in enumerate(pairwise(stages), start=1):
        fitting = [one for one in placed if _fits(one, number, reached)]
        if not fitting:  # a metric `advanced` of the workspace may measure elsewhere
            fitting = [
                one
                for one in placements(journey, [Advanced(name="advanced")])
                if _fits(one, number, reached)
            ]
        chosen = min(fitting, key=lambda one: _rank(one, journey))
        found.append(
            JourneyStep(
                start, reached, chosen, target_of(journey, chosen), worth_of(journey, chosen)
            )
        )
    return tuple(found)


def target_of(journey: Journey, placement: Placement) -> float | None:
    """The target of a metric at its place, shares as 0–1.

    Args:
        journey: The journey.
        placement: A metric at its place; `METRIC.STAGE` goes before `METRIC`.

    Returns:
        The value to reach in a week, as a step rests on weeks; None without such a target.
    """
    name = placement.metric.name
    for key in (f"{name}.{placement.place.reported}", name):
        target = journey.targets.get(key)
        if target is not None and target.every == "week":
            return target.level
    return None


def worth_of(journey: Journey, placement: Placement) -> float | None:
    """Money that one more of a metric is worth, as the rules say.

    Args:
        journey: The journey.
        placement: A metric at its place.

    Returns:
        An amount in the journey's currency, or None.
    """
    money = journey.rules.worth.get(placement.metric.name)
    return None if money is None else float(money.amount)


def _fits(placement: Placement, number: int, reached: str) -> bool:
    units, metric = placement.place.population, placement.metric
    return (
        isinstance(units, Entrants)
        and units.stage == number
        and placement.place.reported == reached
        and metric.binary
        and metric.better == "up"
    )


def _rank(placement: Placement, journey: Journey) -> tuple[bool, bool]:
    """Metrics with a target first, then conversions before the general share that advances."""
    return target_of(journey, placement) is None, isinstance(placement.metric, Advanced)


def keys_of(steps: Iterable[JourneyStep]) -> tuple[str, ...]:
    """The names of the steps' values in the query."""
    return tuple(step.placement.key for step in steps)
