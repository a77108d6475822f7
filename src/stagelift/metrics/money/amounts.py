"""What the kinds of money share: a mean per unit from a ledger, and events named in YAML."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import PlainSerializer, PlainValidator

from stagelift.definitions import EventPattern, Journey, Mistake
from stagelift.definitions.metric import Unit
from stagelift.journey.figures import marked
from stagelift.metrics.placement import Place, entrants_of, stage_names
from stagelift.metrics.quotient import RatioMetric
from stagelift.metrics.tally import Tally
from stagelift.statistics.inference import Inference
from stagelift.statistics.lift import lift
from stagelift.statistics.means import difference_of_means, mean
from stagelift.statistics.moments import Moments
from stagelift.statistics.proportions import DifferenceMethod


def _one_event(value: object) -> EventPattern:
    found = EventPattern.accept(value)
    if len(found.terms) > 1 or found.terms[0].occurrence > 1:
        raise Mistake(f"'{found}' came, the name of one event is expected", "Write 'ordered'")
    return found


OneEvent = Annotated[EventPattern, PlainValidator(_one_event), PlainSerializer(str)]


class MoneyPerUnit(RatioMetric):
    """A sum of money per unit, units without any line counting as 0.

    A unit with an event whose cost is not known is left out and counted.
    """

    unit: ClassVar[Unit] = "value"
    ineligible: ClassVar[str] = "no_cost"

    def moments_of(self, tally: Tally) -> Moments:
        """Moments of the units' sums."""
        return tally.moments

    def level_of(self, tally: Tally, *, confidence: float) -> Inference:
        """The mean with its t interval."""
        return marked(mean(tally.moments, level=confidence), tally.n)

    def effect_of(
        self, treatment: Tally, control: Tally, *, confidence: float, method: DifferenceMethod
    ) -> Inference:
        """The difference of means by Welch's test."""
        return difference_of_means(treatment.moments, control.moments, level=confidence)

    def lift_of(self, treatment: Tally, control: Tally, *, confidence: float) -> Inference:
        """The lift of the mean."""
        return lift(treatment.moments, control.moments, level=confidence, better=self.better)


def every_stage(metric: RatioMetric, journey: Journey) -> tuple[Place, ...]:
    """The entrants of the stage the metric names, or of every stage.

    Args:
        metric: Its `from` and `stage`.
        journey: The journey.

    Returns:
        Places in journey order.

    Raises:
        ArgumentError: When `from` names a stage that no event opens.
    """
    stages = [metric.from_] if metric.from_ is not None else stage_names(journey)
    return tuple(
        Place(entrants_of(journey, metric.name, one, metric.entry_mode), metric.stage or one)
        for one in stages
    )
