"""What every kind of metric can say about itself."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from stagelift.data.query import Outcome, Value
from stagelift.definitions.metric import Metric
from stagelift.metrics.tally import Tally
from stagelift.statistics.inference import Inference
from stagelift.statistics.proportions import DifferenceMethod

LOW_N = 30
LOW_EXPECTED = 5


class WindowedMetric(Metric):
    """A metric with one finished value per unit within a window from the unit's anchor.

    A new kind is one file with a subclass, and its line in `stagelift.metrics.registry`.
    """

    binary: ClassVar[bool] = False

    @abstractmethod
    def value(self) -> Value | Outcome:
        """What the query computes per unit."""

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

    @property
    def window(self) -> int:
        """Length of the window in µs; 0 for an outcome column, which the source has finished."""
        return 0 if self.within is None else self.within.microseconds
