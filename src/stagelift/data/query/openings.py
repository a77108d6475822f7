"""When an experiment takes units, and which part of them: pauses, shares of the traffic, splits."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

Shares = tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """A span in which an experiment takes units, and the part of the draw it takes them from.

    Args:
        start: First instant, µs UTC.
        end: First instant after it.
        low: First place of the draw that is taken, 0–1.
        high: First place that is not, above `low`.
    """

    start: int
    end: int
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(1)

    @property
    def takes_everyone(self) -> bool:
        """Whether no draw decides who is taken."""
        return self.low == 0 and self.high == 1


@dataclass(frozen=True, slots=True)
class Epoch:
    """The split of those who enter from an instant on.

    Args:
        start: First instant, µs UTC.
        shares: Variant ids in order with their shares.
    """

    start: int
    shares: Shares
