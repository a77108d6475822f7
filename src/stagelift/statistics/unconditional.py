"""Unconditional exact tests of equal proportions: Boschloo's and Barnard's.

Each takes an alternative: `greater` asks whether arm 1 has the higher rate, `less` the lower.
They are ours: scipy's Barnard drops tables whose statistic equals the one seen but for rounding
(.558 instead of .592 for 11 of 17 against 4 of 8), and its search for the least favourable rate can
miss it; they are checked against scipy where it finds the same.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from stagelift.statistics import checks
from stagelift.statistics.exact import KEPT, TIES, Table, checked_table
from stagelift.statistics.numerics import Booleans, Floats, np, special
from stagelift.statistics.sides import Alternative

if TYPE_CHECKING:
    from collections.abc import Callable

# angles arcsin(sqrt(rate)) to try first: in them a share of n units has a standard error of
# 1/(2√n), and a size changes no faster than in some of these, which get 16 points each
GRID = 50.0
ZOOM = 33
RIVAL = 0.99  # of the best point of the grid: between points the size can rise by less than 1 %
CUMULATED = 20  # times the other arm's size, up to which adding probabilities beats special.bdtr
LARGEST = 4_000_000  # n1·n0 up to which a test fits in memory, in some seconds


def boschloo_p(
    k1: int, n1: int, k0: int, n0: int, *, alternative: Alternative = "two_sided"
) -> float:
    """The p-value of Boschloo's unconditional exact test.

    Args:
        k1: Units with the event in arm 1.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.
        alternative: `two_sided`, `greater` or `less`.

    Returns:
        The largest probability, over all common rates, of a one-sided Fisher p no larger than the
        one seen; two-sided, twice the smaller one, at most 1. 1 when no unit, or each one, has the
        event.

    Raises:
        ArgumentError: When a count or the alternative is not allowed, or n1·n0 > 4,000,000.

    Reference:
        Boschloo 1970, Raised conditional level of significance for the 2×2-table when testing the
        equality of two probabilities.

    Example:
        >>> round(boschloo_p(7, 10, 1, 10), 4)
        0.008
    """
    return _boschloo(_limited((k1, n1, k0, n0), alternative), alternative)


@lru_cache(maxsize=KEPT)
def _boschloo(table: Table, alternative: Alternative) -> float:
    k1, n1, k0, n0 = table
    if k1 + k0 in (0, n1 + n0):
        return 1.0
    if alternative == "greater":
        return _higher(k1, n1, k0, n0)
    if alternative == "less":
        return _higher(k0, n0, k1, n1)
    if k1 * n0 < k0 * n1:  # the likely smaller side first: the other need only be no smaller
        k1, n1, k0, n0 = k0, n0, k1, n1
    first = _higher(k1, n1, k0, n0)
    return min(1.0, 2.0 * min(first, _higher(k0, n0, k1, n1, enough=first)))


def _limited(table: Table, alternative: Alternative) -> Table:
    k1, n1, k0, n0 = checked_table(table, alternative)
    if n1 * n0 > LARGEST:
        allowed = f"an unconditional test needs n1·n0 ≤ {LARGEST:,}; fisher_midp has no such bound"
        raise checks.refused("n1·n0", n1 * n0, allowed)
    return k1, n1, k0, n0


def _log_choose(n: int, x: Floats) -> Floats:
    return np.asarray(-np.log1p(n) - special.betaln(n - x + 1.0, x + 1.0))


def _higher(k1: int, n1: int, k0: int, n0: int, enough: float = 1.0) -> float:
    """Boschloo's p that arm 1 has the higher rate, at the least favourable common rate."""
    if n1 > n0:  # the same question about the units without the event, the smaller arm first
        k1, n1, k0, n0 = n0 - k0, n0, n1 - k1, n1
    x1, x0 = np.arange(n1 + 1.0)[:, None], np.arange(n0 + 1.0)
    choose = _log_choose(n1 + n0, np.arange(n1 + n0 + 1.0))
    both = np.arange(n1 + 1)[:, None] + np.arange(n0 + 1)
    fisher = np.exp(_log_choose(n1, x1) + _log_choose(n0, x0) - choose[both])
    for i in range(n1 - 1, -1, -1):  # Fisher's tail adds the next table with the same margins
        fisher[i, 1:] += fisher[i + 1, :-1]
    return _largest_size(n1, n0, fisher <= fisher[k1, k0] * TIES, enough=enough)


def _largest_size(
    n1: int,
    n0: int,
    higher: Booleans,
    lower: Booleans | None = None,
    *,
    enough: float = 1.0,
) -> float:
    """The largest probability of a region over all common rates.

    The regions are convex as Barnard defines it: a table in `higher` stays there with more events
    in arm 1 or fewer in arm 0, so that each row of it is all x0 up to one count; `lower` is all x0
    from one count on, which is all units without the event up to one count.
    """
    x1 = np.arange(n1 + 1.0)[:, None]
    choose1 = _log_choose(n1, x1)
    upto = higher.sum(axis=1) - 1
    others = None if lower is None else lower.sum(axis=1) - 1

    def size(angles: Floats) -> Floats:
        rates, left = np.sin(angles) ** 2, np.cos(angles) ** 2
        own = np.exp(choose1 + x1 * np.log(rates) + (n1 - x1) * np.log(left))
        other = _at_most(upto, n0, rates, left)
        if others is not None:
            other = other + _at_most(others, n0, left, rates)
        return np.asarray((own * other).sum(axis=0))

    return min(1.0, _highest(size, math.ceil(GRID * math.sqrt(n1 + n0)) + ZOOM, enough))


def _at_most(upto: Any, n: int, rates: Floats, left: Floats) -> Floats:
    """The probabilities of at most so many events among n, by count (rows) and rate (columns)."""
    if n > CUMULATED * len(upto):
        none = (upto < 0)[:, None]
        return np.where(none, 0.0, special.bdtr(np.maximum(upto, 0)[:, None] + 0.0, n, rates))
    x = np.arange(n + 1.0)[:, None]
    below = np.zeros((n + 2, len(rates)))
    np.exp(_log_choose(n, x) + x * np.log(rates) + (n - x) * np.log(left), out=below[1:])
    np.cumsum(below, axis=0, out=below)
    return np.asarray(below[upto + 1])


def _highest(size: Callable[[Floats], Floats], points: int, enough: float) -> float:
    """The maximum over all common rates: a grid, then ever finer grids around its best points.

    It stops at the grid where that has more than `enough`.
    """
    angles = np.linspace(0.0, np.pi / 2.0, points)[1:-1]
    values, step = size(angles), angles[0]
    best = float(values.max())
    if best > enough:
        return best
    sides = np.concatenate(([0.0], values, [0.0]))
    peaks = (values >= sides[:-2]) & (values >= sides[2:]) & (values >= RIVAL * best)
    for angle in angles[peaks]:
        low, high = angle - step, angle + step
        while high - low > 1e-9:
            finer = np.linspace(low, high, ZOOM)[1:-1]
            found = size(finer)
            at = int(found.argmax())
            best, width = max(best, float(found[at])), (high - low) / (ZOOM - 1)
            low, high = finer[at] - width, finer[at] + width
    return best


def barnard_p(
    k1: int, n1: int, k0: int, n0: int, *, alternative: Alternative = "two_sided"
) -> float:
    """The p-value of Barnard's unconditional exact test, ordered by the pooled z statistic.

    Args:
        k1: Units with the event in arm 1.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.
        alternative: `two_sided`, `greater` or `less`.

    Returns:
        The largest probability, over all common rates, of a statistic at least as far from 0 as the
        one seen (for `greater`, at least as high); 1 when no unit, or each one, has the event.

    Raises:
        ArgumentError: When a count or the alternative is not allowed, or n1·n0 > 4,000,000.

    Reference:
        Barnard 1947, Significance tests for 2×2 tables; the statistic as in Suissa & Shuster 1985,
        Exact unconditional sample sizes for the 2×2 binomial trial.

    Example:
        >>> round(barnard_p(7, 15, 12, 15), 4)
        0.0682
    """
    k1, n1, k0, n0 = _limited((k1, n1, k0, n0), alternative)
    if k1 + k0 in (0, n1 + n0):
        return 1.0
    if alternative == "less":
        k1, n1, k0, n0 = k0, n0, k1, n1
    if n1 > n0:  # the same statistic of the units without the event, the smaller arm first
        k1, n1, k0, n0 = n0 - k0, n0, n1 - k1, n1
    x1, x0 = np.arange(n1 + 1.0)[:, None], np.arange(n0 + 1.0)
    cross = x1 * n0 - x0 * n1  # exact; z without its constant is cross / sqrt(pooled variance)
    spread = (x1 + x0) * (n1 + n0 - x1 - x0)
    z = cross / np.sqrt(np.maximum(spread, 1.0))
    seen = z[k1, k0]
    if alternative != "two_sided":
        return _largest_size(n1, n0, z >= seen - abs(seen) * (TIES - 1.0))
    far = abs(seen) / TIES
    return 1.0 if seen == 0.0 else _largest_size(n1, n0, z >= far, z <= -far)
