"""Exact tests of equal proportions in small tables: Boschloo and Fisher's mid-p."""

from __future__ import annotations

import numpy as np

from stagelift.statistics import checks

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
    from scipy import stats  # half a second to load, and only small tables need it

    found = stats.boschloo_exact([[k1, k0], [n1 - k1, n0 - k0]])
    return min(1.0, float(found.pvalue))


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
