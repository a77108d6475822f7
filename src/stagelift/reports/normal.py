"""The range a weekly measure moves in by itself: process limits from its own moving range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

ENOUGH = 26  # complete weeks before a limit may call a change news (METHODS B14)
FEWEST = 8  # fewer weeks give no range at all, only "no history"
LIMIT = 2.659574  # 3 / d2 with d2 = 1.128 for moving ranges of two


@dataclass(frozen=True, slots=True)
class NormalRange:
    """Natural process limits of a series.

    Args:
        centre: Mean of the earlier weeks, in the series' own unit.
        low: Lower natural limit.
        high: Upper natural limit.
        weeks: Earlier complete weeks it rests on.
    """

    centre: float
    low: float
    high: float
    weeks: int

    @property
    def descriptive(self) -> bool:
        """Whether too few weeks stand behind it to call anything news."""
        return self.weeks < ENOUGH

    def holds(self, value: float) -> bool:
        """Whether a value lies inside the limits, the limits included."""
        return self.low <= value <= self.high


def normal_range(
    earlier: Sequence[float], *, floor: float | None = None, ceiling: float | None = None
) -> NormalRange | None:
    """Natural process limits from the mean moving range (XmR).

    Args:
        earlier: Values of earlier complete weeks, oldest first, in any one unit; the week judged
            is not among them.
        floor: The smallest value the measure can take, such as 0 for a share.
        ceiling: The largest value it can take.

    Returns:
        The range, or None with fewer than 8 weeks.

    Reference:
        Shewhart 1931, Economic Control of Quality; Wheeler 1993, Understanding Variation.

    Example:
        >>> found = normal_range([10, 12, 10, 12, 10, 12, 10, 12])
        >>> round(found.low, 2), round(found.high, 2), found.descriptive
        (5.68, 16.32, True)
    """
    if len(earlier) < FEWEST:
        return None
    centre = sum(earlier) / len(earlier)
    moving = sum(abs(after - before) for before, after in pairwise(earlier)) / (len(earlier) - 1)
    low, high = centre - LIMIT * moving, centre + LIMIT * moving
    low = low if floor is None else max(low, floor)
    high = high if ceiling is None else min(high, ceiling)
    return NormalRange(centre, low, high, len(earlier))
