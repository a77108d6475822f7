"""Exact tests of equal proportions: Fisher's with and without mid-p, Boschloo's and Barnard's.

Each takes an alternative: `greater` asks whether arm 1 has the higher rate, `less` the lower.
The unconditional tests are ours: scipy's Barnard drops tables whose statistic equals the one seen
but for rounding (.558 instead of .592 for 11 of 17 against 4 of 8), and its search for the least
favourable rate can miss it; they are checked against scipy where it finds the same.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, get_args

from stagelift.statistics import checks
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
TIES = 1.0 + 1e-7  # probabilities closer than this are one value that rounding has split
LARGEST = 4_000_000  # n1·n0 up to which an unconditional test fits in memory, in some seconds
FARTHEST = 45.0, 700.0  # standard deviations and units from the mean where no probability is left

Table = tuple[int, int, int, int]


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
    k1, n1, k0, n0 = _checked((k1, n1, k0, n0), alternative, limited=True)
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


def _checked(table: Table, alternative: Alternative, *, limited: bool) -> Table:
    k1, n1 = checks.events(table[0], table[1], arm="1")
    k0, n0 = checks.events(table[2], table[3], arm="0")
    checks.one_of("alternative", alternative, get_args(Alternative))
    if limited and n1 * n0 > LARGEST:
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
    k1, n1, k0, n0 = _checked((k1, n1, k0, n0), alternative, limited=True)
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


def fisher_p(
    k1: int, n1: int, k0: int, n0: int, *, alternative: Alternative = "two_sided"
) -> float:
    """The p-value of Fisher's exact test.

    Args:
        k1: Units with the event in arm 1.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.
        alternative: `two_sided`, `greater` or `less`.

    Returns:
        The probability, given both margins, of the tables at most as likely as the one seen; for
        `greater`, of those with at least as many events in arm 1. 1 when no unit, or each one, has
        the event.

    Raises:
        ArgumentError: When a count or the alternative is not allowed.

    Reference:
        Fisher 1935, The logic of inductive inference; the two-sided p by probabilities as in Irwin
        1935, Tests of significance for differences between percentages based on small numbers.

    Example:
        >>> round(fisher_p(3, 4, 1, 4), 4), round(fisher_p(3, 4, 1, 4, alternative="greater"), 4)
        (0.4857, 0.2429)
    """
    less, equal = _as_extreme(_checked((k1, n1, k0, n0), alternative, limited=False), alternative)
    return min(1.0, less + equal)


def fisher_midp(
    k1: int, n1: int, k0: int, n0: int, *, alternative: Alternative = "two_sided"
) -> float:
    """The mid-p value of Fisher's exact test.

    Args:
        k1: Units with the event in arm 1.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.
        alternative: `two_sided`, `greater` or `less`.

    Returns:
        The probability, given both margins, of the tables less likely than the one seen plus half
        of those equally likely (for `greater`, of those with more events in arm 1 plus half of the
        one seen); 1 when no unit, or every unit, has the event.

    Raises:
        ArgumentError: When a count or the alternative is not allowed.

    Reference:
        Lancaster 1961, Significance tests in discrete distributions; Lydersen, Fagerland & Laake
        2009, Recommended tests for association in 2×2 tables.

    Example:
        >>> round(fisher_midp(3, 4, 1, 4), 4)
        0.2571
    """
    less, equal = _as_extreme(_checked((k1, n1, k0, n0), alternative, limited=False), alternative)
    return 1.0 if k1 + k0 in (0, n1 + n0) else less + equal / 2.0


def _as_extreme(table: Table, alternative: Alternative) -> tuple[float, float]:
    """The probabilities of more extreme tables, and of those as extreme as the one seen."""
    k1, n1, k0, n0 = table
    if k1 + k0 in (0, n1 + n0):
        return 0.0, 1.0
    x, weights = conditional_weights(k1 + k0, n1, n0)
    at = x == k1
    if not at.any():  # so far out that the probability is below the smallest double
        beyond = alternative == "two_sided" or (k1 > x[-1]) == (alternative == "greater")
        return (0.0, 0.0) if beyond else (1.0, 0.0)
    if alternative == "two_sided":
        own = float(weights[at][0])
        less, equal = weights * TIES < own, (weights * TIES >= own) & (weights <= own * TIES)
    else:
        less, equal = (x > k1) if alternative == "greater" else (x < k1), at
    return float(weights[less].sum()), float(weights[equal].sum())


def conditional_weights(k: int, n1: int, n0: int) -> tuple[Floats, Floats]:
    """The probabilities of the events in arm 1 when both arms share one rate, given all events.

    Args:
        k: Units with the event in both arms, 0 ≤ k ≤ n1 + n0.
        n1: Units in arm 1.
        n0: Units in arm 0.

    Returns:
        Numbers of events in arm 1 and their hypergeometric probabilities; in large tables without
        those whose probability no double can hold.

    Example:
        >>> x, weights = conditional_weights(4, 4, 4)
        >>> [round(float(w * 70)) for w in weights]
        [1, 16, 36, 16, 1]
    """
    n = n1 + n0
    centre = k * n1 / n
    reach = FARTHEST[0] * math.sqrt(centre * (n0 / n) * (n - k) / max(n - 1, 1)) + FARTHEST[1]
    first = max(0, k - n0, math.floor(centre - reach))
    x = np.arange(first, min(k, n1, math.ceil(centre + reach)) + 1, dtype=float)
    # neighbours' ratios, not factorials: differences of log-gammas lose digits at large n
    steps = np.log((k - x[:-1]) * (n1 - x[:-1]) / ((x[:-1] + 1.0) * (n0 - k + x[:-1] + 1.0)))
    logs = np.concatenate(([0.0], np.cumsum(steps)))
    weights = np.exp(logs - logs.max())
    return x, np.asarray(weights / weights.sum())
