"""Fisher's exact test of equal proportions, with and without mid-p.

An alternative of `greater` asks whether arm 1 has the higher rate, `less` the lower.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import get_args

from stagelift.statistics import checks
from stagelift.statistics.numerics import Floats, np
from stagelift.statistics.sides import Alternative

TIES = 1.0 + 1e-7  # probabilities closer than this are one value that rounding has split
KEPT = 16_384  # tables: an effect, its lift and each surface that shows them ask for the same
FARTHEST = 45.0, 700.0  # standard deviations and units from the mean where no probability is left

Table = tuple[int, int, int, int]


def checked_table(table: Table, alternative: Alternative) -> Table:
    """The counts of two arms and an alternative, checked.

    Args:
        table: k1, n1, k0 and n0.
        alternative: `two_sided`, `greater` or `less`.

    Returns:
        The counts as ints.

    Raises:
        ArgumentError: When a count or the alternative is not allowed.

    Example:
        >>> checked_table((3, 4, 1, 4), "less")
        (3, 4, 1, 4)
    """
    k1, n1 = checks.events(table[0], table[1], arm="1")
    k0, n0 = checks.events(table[2], table[3], arm="0")
    checks.one_of("alternative", alternative, get_args(Alternative))
    return k1, n1, k0, n0


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
    less, equal = _as_extreme(checked_table((k1, n1, k0, n0), alternative), alternative)
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
    less, equal = _as_extreme(checked_table((k1, n1, k0, n0), alternative), alternative)
    return 1.0 if k1 + k0 in (0, n1 + n0) else min(1.0, less + equal / 2.0)


@lru_cache(maxsize=KEPT)
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
    logs = conditional_logs(x, k, n1, n0)
    weights = np.exp(logs - logs.max())
    return x, np.asarray(weights / weights.sum())


def conditional_logs(x: Floats, k: int, n1: int, n0: int) -> Floats:
    """The logarithms of hypergeometric probabilities, less that of the first.

    Args:
        x: Numbers of events in arm 1, each one more than the one before, shape (any ≥ 1,).
        k: Units with the event in both arms.
        n1: Units in arm 1.
        n0: Units in arm 0.

    Returns:
        Logarithms, same shape.

    Example:
        >>> np.exp(conditional_logs(np.arange(5.0), 4, 4, 4)).round(9).tolist()
        [1.0, 16.0, 36.0, 16.0, 1.0]
    """
    # neighbours' ratios, not factorials: differences of log-gammas lose digits at large n
    steps = np.log((k - x[:-1]) * (n1 - x[:-1]) / ((x[:-1] + 1.0) * (n0 - k + x[:-1] + 1.0)))
    return np.concatenate(([0.0], np.cumsum(steps)))
