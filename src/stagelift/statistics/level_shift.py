"""Since when: the points at which the level of a series shifts."""

from __future__ import annotations

import math
from collections.abc import Sequence

from stagelift.statistics import checks
from stagelift.statistics.numerics import np
from stagelift.statistics.process import moving_sigma

FEWEST = 3  # points of a level


def level_shifts(
    values: Sequence[float], *, min_size: int = FEWEST, sigma: float | None = None
) -> tuple[int, ...]:
    """Where a series takes a new level: the split into levels that costs least.

    Each level costs its sum of squared distances from its mean, and each further level 2·σ²·ln n:
    a price at which noise alone is rarely split. Every split is weighed, so the answer is exact.

    Args:
        values: Values in order of time, in any unit; finite.
        min_size: Fewest points of a level, ≥ 1.
        sigma: Standard deviation of a point around its level; None for the moving range's, which a
            shift of level does not inflate.

    Returns:
        Index of the first point of each level but the first, ascending; none for a steady series,
        or one too short for two levels.

    Raises:
        ArgumentError: When a value is not finite, or another argument is not allowed.

    Reference:
        Jackson et al. 2005, An algorithm for optimal partitioning of data on an interval; Killick,
        Fearnhead & Eckley 2012, Optimal detection of changepoints with a linear computational cost
        (PELT, whose split is the same).

    Example:
        >>> level_shifts([5.1, 4.9, 5.0, 5.2, 4.8, 9.1, 8.9, 9.0])
        (5,)
        >>> level_shifts([5.1, 4.9, 5.0, 5.2, 4.8])
        ()
    """
    known = [checks.finite(f"values[{i}]", float(value)) for i, value in enumerate(values)]
    least = checks.whole("min_size", min_size)
    if least < 1:
        raise checks.refused("min_size", min_size, "it must be ≥ 1")
    n = len(known)
    if n < 2 * least:
        return ()
    spread = moving_sigma(known) if sigma is None else checks.finite("sigma", sigma)
    if spread <= 0:
        if sigma is not None:
            raise checks.refused("sigma", sigma, "it must be > 0")
        spread = np.finfo(float).eps  # neighbours never differ but where the level does
    return _cheapest(known, least, 2.0 * spread**2 * math.log(n))


def _cheapest(values: Sequence[float], least: int, penalty: float) -> tuple[int, ...]:
    """The starts of all levels but the first, of the split with the smallest penalised cost."""
    n = len(values)
    sums, squares = (np.concatenate([[0.0], np.cumsum(each)]) for each in _powers(values))
    best = np.full(n + 1, np.inf)
    best[0], before = -penalty, [0] * (n + 1)
    for end in range(least, n + 1):
        start = np.arange(end - least + 1)
        cost = squares[end] - squares[start] - (sums[end] - sums[start]) ** 2 / (end - start)
        totals = best[start] + np.maximum(cost, 0.0) + penalty
        before[end] = int(np.argmin(totals))
        best[end] = totals[before[end]]
    starts: list[int] = []
    while before[n]:
        n = before[n]
        starts.append(n)
    return tuple(reversed(starts))


def _powers(values: Sequence[float]) -> tuple[list[float], list[float]]:
    """Values and squares about the mean, so that no digits cancel."""
    mean = sum(values) / len(values)
    away = [value - mean for value in values]
    return away, [one * one for one in away]
