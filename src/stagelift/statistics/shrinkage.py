"""Segments' shares drawn towards their common level, so that the best of them is not luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.numerics import np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.statistics.numerics import Floats


@dataclass(frozen=True, eq=False, slots=True)
class Shrunk:
    """Shares after shrinking.

    Args:
        centre: The pooled share.
        spread: Estimated standard deviation of the true shares between segments; 0 when their
            differences are no larger than chance makes them.
        factors: By segment, what is kept of its distance from the centre, 0–1.
        shares: By segment, the shrunk share; the centre for a segment without units.
    """

    centre: float
    spread: float
    factors: Floats
    shares: Floats


def shrink_shares(counts: Sequence[tuple[float, float]]) -> Shrunk:
    """The shares of segments, each drawn towards the pooled share by what chance explains of it.

    Of six segments that are all alike the best one looks better than it is; between-segment
    variance is estimated by the method of moments, and a segment keeps τ²/(τ² + its own error²) of
    its distance. Without variance beyond chance all shares are the pooled one.

    Args:
        counts: (units with the event, units) of each segment.

    Returns:
        The shrunk shares.

    Raises:
        ArgumentError: When a count is not allowed, or no segment has units.

    Reference:
        Efron & Morris 1975, Data analysis using Stein's estimator and its generalizations;
        DerSimonian & Laird 1986, Meta-analysis in clinical trials (the moment estimate of τ²).

    Example:
        >>> shrink_shares([(100, 1000), (108, 1000), (95, 1000)]).shares.round(3).tolist()
        [0.101, 0.101, 0.101]
        >>> shrink_shares([(100, 1000), (200, 1000)]).shares.round(3).tolist()
        [0.101, 0.199]
    """
    rows = [checks.events(int(k), int(n), arm=f"[{i}]") for i, (k, n) in enumerate(counts)]
    k, n = (np.array([row[axis] for row in rows], dtype=float) for axis in (0, 1))
    if not n.sum():
        raise checks.refused("counts", list(counts), "at least one segment must have units")
    centre = float(k.sum() / n.sum())
    there = n > 0
    own = np.where(there, centre * (1 - centre) / np.maximum(n, 1), np.inf)
    away = np.where(there, k / np.maximum(n, 1) - centre, 0.0)
    weights = np.where(there & (own > 0), 1 / np.where(own > 0, own, 1.0), 0.0)
    sums = float(weights.sum()), float((weights**2).sum())
    scale = sums[0] - sums[1] / sums[0] if sums[0] else 0.0
    beyond = float((weights * away**2).sum()) - (int(there.sum()) - 1)
    variance = max(0.0, beyond / scale) if scale > 0 else 0.0
    factors = np.where(there, variance / (variance + np.where(there, own, 1.0) + (own == 0)), 0.0)
    return Shrunk(centre, variance**0.5, factors, centre + factors * away)
