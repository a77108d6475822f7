"""The looks taken so far at one metric: what was mature at each."""

from __future__ import annotations

from dataclasses import dataclass

from stagelift.metrics.tally import Tally


@dataclass(frozen=True, slots=True)
class LookPath:
    """The looks taken at one comparison of one metric.

    Args:
        pairs: Units of the treatment and of the control at each look, later ones larger.
        numbers: The number of each of these looks among those of the plan, from 1.
        looks: The number of the metric's own last look, at which every unit is mature.
    """

    pairs: tuple[tuple[Tally, Tally], ...]
    numbers: tuple[int, ...]
    looks: int


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The looks taken at one metric.

    Args:
        tallies: By variant, one tally for each look taken at this metric, later ones larger.
        numbers: The number of each of these looks among those of the plan, from 1.
        looks: The number of the metric's own last look, at which every unit is mature.
    """

    tallies: dict[str, tuple[Tally, ...]]
    numbers: tuple[int, ...]
    looks: int

    def path(self, treatment: str, control: str) -> LookPath:
        """The looks taken at one comparison.

        Args:
            treatment: Id of the treatment.
            control: Id of the control.

        Returns:
            Both variants' units at each look.
        """
        pairs = zip(self.tallies[treatment], self.tallies[control], strict=True)
        return LookPath(tuple(pairs), self.numbers, self.looks)
