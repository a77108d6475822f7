"""What every kind of metric can say about itself."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from stagelift.data.query import Outcome, Value
from stagelift.definitions import Journey
from stagelift.definitions.metric import Metric
from stagelift.metrics.placement import Entry, Place, entrants_of, stage_before, stage_names
from stagelift.metrics.tally import Tally
from stagelift.statistics.inference import Inference
from stagelift.statistics.lift import lift
from stagelift.statistics.moments import Moments
from stagelift.statistics.proportions import DifferenceMethod


class WindowedMetric(Metric):
    """A metric with one finished value per unit within a window from the unit's anchor.

    A new kind is one file with a subclass, and its line in `stagelift.metrics.registry`.
    """

    binary: ClassVar[bool] = False
    ineligible: ClassVar[str] = "before"  # why a unit's past keeps it out of the base
    no_lift: ClassVar[str] = ""  # why it has no relative difference; empty where it has one

    @abstractmethod
    def value(self) -> Value | Outcome:
        """What the query computes per unit."""

    def assigned_value(self, journey: Journey) -> Value | Outcome:
        """What the query computes per assigned unit; the same as in a KPI unless a kind differs.

        Args:
            journey: The journey, for what depends on its stages.

        Returns:
            The value.
        """
        return self.value()

    def beside(self) -> tuple[WindowedMetric, ...]:
        """What an experiment shows of each arm beside the metric; nothing unless a kind differs."""
        return ()

    def value_at(self, place: Place) -> Value | Outcome:
        """What the query computes per unit at one place; the same everywhere unless a kind differs.

        Args:
            place: Where it is measured.

        Returns:
            The value.
        """
        return self.value()

    @abstractmethod
    def events(self) -> tuple[tuple[str, int], ...]:
        """The event terms the metric reads; empty for an outcome column."""

    @abstractmethod
    def level_of(self, tally: Tally, *, confidence: float) -> Inference:
        """The metric's value in one group with its interval."""

    @abstractmethod
    def effect_of(
        self, treatment: Tally, control: Tally, *, confidence: float, method: DifferenceMethod
    ) -> Inference:
        """The absolute difference between two groups with interval and p-value."""

    def moments_of(self, tally: Tally) -> Moments:
        """Moments of what each unit adds to the metric's mean; they feed looks that never end."""
        return tally.moments

    def lift_of(self, treatment: Tally, control: Tally, *, confidence: float) -> Inference:
        """The effect relative to the control's level, agreeing with the test of the effect."""
        return lift(treatment.moments, control.moments, level=confidence, better=self.better)

    @property
    def finished(self) -> bool:
        """Whether the value stands in a source with one row per customer, its window closed."""
        return isinstance(self.value(), Outcome)

    @property
    def window(self) -> int:
        """Length of the window in µs; 0 for an outcome column, which the source has finished."""
        value = self.value()
        return 0 if isinstance(value, Outcome) else value.window

    @property
    def entry_mode(self) -> Entry:
        """Which entries of a stage count in a KPI."""
        return "first_in_period"

    def places(self, journey: Journey) -> tuple[Place, ...]:
        """Where the metric is measured.

        It counts from the entry of the stage before the one its event opens; when its event opens
        none, it is measured at every stage. `from:` and `stage:` override both.

        Args:
            journey: The journey.

        Returns:
            Places in journey order; none when nothing comes before the stage it opens.

        Raises:
            ArgumentError: When `from` names a stage that no event opens.
        """
        stages = stage_names(journey)
        event, occurrence = self.events()[0]
        opened = journey.stage_of(event, occurrence)
        start = self.from_ or (stage_before(stages, opened) if opened else None)
        if start is not None:
            units = entrants_of(journey, self.name, start, self.entry_mode)
            return (Place(units, self.stage or opened or start),)
        if opened is not None:
            return ()
        return tuple(
            Place(entrants_of(journey, self.name, stage, self.entry_mode), self.stage or stage)
            for stage in stages
        )


def unit_of(metric: Metric, journey: Journey) -> str:
    """The unit of a metric's values: money is in the journey's currency.

    Args:
        metric: The metric.
        journey: The journey.

    Returns:
        `share`, `points`, `ratio`, or a currency code.
    """
    unit = metric.measured_in
    return journey.currency or "value" if unit == "value" else unit
