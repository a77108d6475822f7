"""The range a measure moves in by itself, from its own earlier periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.statistics.process import (
    ENOUGH,
    FEWEST,
    ProcessLimits,
    limits_of_shares,
    limits_of_values,
)

if TYPE_CHECKING:
    from stagelift.metrics.estimate import Estimate

__all__ = ["ENOUGH", "FEWEST", "NormalRange", "normal_range"]
ENDS = {"points": (-100.0, 100.0), "share": (0.0, 1.0)}  # the values a unit can take


@dataclass(frozen=True, slots=True)
class NormalRange:
    """The process limits at the shown period.

    Args:
        centre: Centre of the earlier periods, in the measure's unit; pooled for shares.
        low: Lower limit for as many units as the shown period has.
        high: Upper limit, likewise.
        periods: Earlier complete periods it rests on.
        method: `laney` for shares, else `xmr`.
    """

    centre: float
    low: float
    high: float
    periods: int
    method: str = "xmr"

    @property
    def descriptive(self) -> bool:
        """Whether too few periods stand behind it to call anything news."""
        return self.periods < ENOUGH

    def holds(self, value: float) -> bool:
        """Whether a value lies inside the limits, the limits included."""
        return self.low <= value <= self.high


def normal_range(earlier: Sequence[Estimate], now: Estimate) -> NormalRange | None:
    """The limits for the shown period: Laney's p′ for shares, moving ranges for other values.

    Args:
        earlier: Earlier complete periods, oldest first; the judged one is not among them.
        now: The judged period; it gives the number of units.

    Returns:
        The range, or None with fewer than 8 periods or when they do not vary.
    """
    found = _limits(earlier, now)
    if found.centre is None or not found.low:
        return None
    low, high = found.low[-1], found.high[-1]
    if low is None or high is None:
        return None
    return NormalRange(found.centre, low, high, found.baseline, found.method)


def _limits(earlier: Sequence[Estimate], now: Estimate) -> ProcessLimits:
    counts = [(e.k, e.n) for e in (*earlier, now)]
    if now.unit == "share" and all(k is not None for k, _ in counts):
        *past, last = [(k or 0, n) for k, n in counts]
        return limits_of_shares(past, last if last[1] else None)
    floor, ceiling = ENDS.get(now.unit, (None, None))
    past_values = [e.value for e in earlier]
    return limits_of_values(past_values, now.value, floor=floor, ceiling=ceiling)
