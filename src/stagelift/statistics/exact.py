"""Exact tests of equal proportions in small tables: Boschloo and Fisher's mid-p."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.numerics import Floats, np, special

if TYPE_CHECKING:
    from collections.abc import Callable

# angles arcsin(sqrt(rate)) to try first: with 40,000 tables at most the size cannot change between
GRID = 1025
ZOOM = 33
TIES = 1.0 + 1e-7  # probabilities closer than this are one value that rounding has split


def boschloo_p(k1: int, n1: int, k0: int, n0: int) -> float:
    """The two-sided p-value of Boschloo's unconditional exact test.

    Args:
        k1: Units with the event in arm 1.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.

    Returns:
        Twice the smaller one-sided p-value, at most 1; 1 when no unit, or each one, has the event.

    Raises:
        ArgumentError: When a count is not allowed.

    Reference:
        Boschloo 1970, Raised conditional level of significance for the 2×2-table when testing the
        equality of two probabilities.

    Example:
        >>> round(boschloo_p(7, 10, 1, 10), 4)
        0.008
    """
    k1, n1 = checks.events(k1, n1, arm="1")
    k0, n0 = checks.events(k0, n0, arm="0")
    if k1 + k0 in (0, n1 + n0):
        return 1.0
    return min(1.0, 2.0 * min(_higher(k1, n1, k0, n0), _higher(k0, n0, k1, n1)))


def _log_choose(n: int, x: Floats) -> Floats:
    return np.asarray(-np.log1p(n) - special.betaln(n - x + 1.0, x + 1.0))


def _higher(k1: int, n1: int, k0: int, n0: int) -> float:
    """The one-sided p-value that arm 1 has the higher rate, at the least favourable common rate."""
    if n1 > n0:  # the same question about the units without the event, the smaller arm first
        k1, n1, k0, n0 = n0 - k0, n0, n1 - k1, n1
    x1, x0 = np.arange(n1 + 1.0)[:, None], np.arange(n0 + 1.0)
    choose1 = _log_choose(n1, x1)
    fisher = np.exp(choose1 + _log_choose(n0, x0) - _log_choose(n1 + n0, x1 + x0))
    for i in range(n1 - 1, -1, -1):  # Fisher's tail adds the next table with the same margins
        fisher[i, 1:] += fisher[i + 1, :-1]
    # Fisher's p falls with k1 and rises with k0: per x1 the region is all x0 up to one count
    reach = (fisher <= fisher[k1, k0] * TIES).sum(axis=1)[:, None] - 1.0

    def size(angles: Floats) -> Floats:
        rates = np.sin(angles) ** 2
        own = np.exp(choose1 + special.xlogy(x1, rates) + special.xlog1py(n1 - x1, -rates))
        other = np.where(reach >= 0, special.bdtr(np.maximum(reach, 0.0), n0, rates), 0.0)
        return np.asarray((own * other).sum(axis=0))

    return _highest(size)


def _highest(size: Callable[[Floats], Floats]) -> float:
    """The maximum over all common rates: a grid, then ever finer grids around its best point."""
    low, high, best = 0.0, np.pi / 2.0, 0.0
    points = GRID
    while high - low > 1e-9:
        angles = np.linspace(low, high, points)[1:-1]
        values = size(angles)
        at, step = int(values.argmax()), angles[1] - angles[0]
        best = max(best, float(values[at]))
        low, high, points = angles[at] - step, angles[at] + step, ZOOM
    return best


def fisher_midp(k1: int, n1: int, k0: int, n0: int) -> float:
    """The two-sided mid-p value of Fisher's exact test.

    Args:
        k1: Units with the event in arm 1.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.

    Returns:
        The probability, given both margins, of the tables less likely than the one seen plus half
        of those equally likely; 1 when no unit, or every unit, has the event.

    Raises:
        ArgumentError: When a count is not allowed.

    Reference:
        Lancaster 1961, Significance tests in discrete distributions; Lydersen, Fagerland & Laake
        2009, Recommended tests for association in 2×2 tables.

    Example:
        >>> round(fisher_midp(3, 4, 1, 4), 4)
        0.2571
    """
    k1, n1 = checks.events(k1, n1, arm="1")
    k0, n0 = checks.events(k0, n0, arm="0")
    k = k1 + k0
    if k in (0, n1 + n0):
        return 1.0
    x = np.arange(max(0, k - n0), min(k, n1) + 1, dtype=float)
    # neighbours' ratios, not factorials: differences of log-gammas lose digits at large n
    steps = np.log((k - x[:-1]) * (n1 - x[:-1]) / ((x[:-1] + 1.0) * (n0 - k + x[:-1] + 1.0)))
    logs = np.concatenate(([0.0], np.cumsum(steps)))
    weights = np.exp(logs - logs.max())
    own = weights[int(k1 - x[0])]
    less, equal = weights[weights * TIES < own], weights[weights <= own * TIES]
    return float((less.sum() + (equal.sum() - less.sum()) / 2.0) / weights.sum())
