"""Correction of the p-values of one family, one step or many.

A missing p (None) is a test that could not be done: it stays None, spoils no other, and does not
count in the family's size. NaN is refused.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from stagelift.statistics import checks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PValues = tuple[float | None, ...]


def bonferroni(p_values: Sequence[float | None]) -> PValues:
    """Bonferroni's adjusted p-values: each p times the number of tests done.

    Holds whatever the tests' dependence; `holm` finds at least as much under the same conditions,
    and Bonferroni is kept for the intervals that go with it.

    Args:
        p_values: p-values of one family, 0–1; None for a test that could not be done.

    Returns:
        Adjusted p-values in the same order, None where None came.

    Raises:
        ArgumentError: When a p-value is NaN or outside 0–1.

    Reference:
        Dunn 1961, Multiple comparisons among means.

    Example:
        >>> bonferroni([0.01, None, 0.04])
        (0.02, None, 0.08)
    """
    return _each(p_values, lambda p, m: p * m)


def sidak(p_values: Sequence[float | None]) -> PValues:
    """Šidák's adjusted p-values: 1 − (1 − p)^m.

    Exact for independent tests and safe for two-sided normal ones of any correlation; otherwise a
    little too small where Bonferroni still holds.

    Args:
        p_values: p-values of one family, 0–1; None for a test that could not be done.

    Returns:
        Adjusted p-values in the same order, None where None came.

    Raises:
        ArgumentError: When a p-value is NaN or outside 0–1.

    Reference:
        Šidák 1967, Rectangular confidence regions for the means of multivariate normal
        distributions.

    Example:
        >>> [round(p, 4) for p in sidak([0.01, 0.04])]
        [0.0199, 0.0784]
    """
    return _each(p_values, any_of)


def holm(p_values: Sequence[float | None]) -> PValues:
    """Holm's step-down adjusted p-values; a missing p is left out and spoils no other.

    Args:
        p_values: p-values of one family, 0–1; None for a test that could not be done.

    Returns:
        Adjusted p-values in the same order, None where None came. The family's size is the number
        of tests that were done.

    Raises:
        ArgumentError: When a p-value is NaN or outside 0–1.

    Reference:
        Holm 1979, A simple sequentially rejective multiple test procedure.

    Example:
        >>> holm([0.01, None, 0.04, 0.03])
        (0.03, None, 0.06, 0.06)
    """
    return _down(p_values, lambda p, left: p * left)


def holm_sidak(p_values: Sequence[float | None]) -> PValues:
    """Holm's steps with Šidák's instead of Bonferroni's adjustment at each.

    Args:
        p_values: p-values of one family, 0–1; None for a test that could not be done.

    Returns:
        Adjusted p-values in the same order, None where None came; valid where `sidak` is.

    Raises:
        ArgumentError: When a p-value is NaN or outside 0–1.

    Reference:
        Holm 1979, section 3; Holland & Copenhaver 1987, An improved sequentially rejective
        Bonferroni test procedure.

    Example:
        >>> [round(p, 4) for p in holm_sidak([0.01, 0.04, 0.03])]
        [0.0297, 0.0591, 0.0591]
    """
    return _down(p_values, any_of)


def hochberg(p_values: Sequence[float | None]) -> PValues:
    """Hochberg's step-up adjusted p-values, never above Holm's.

    For tests that are independent or positively dependent (Simes' inequality must hold); Holm
    needs no such condition and guards a verdict.

    Args:
        p_values: p-values of one family, 0–1; None for a test that could not be done.

    Returns:
        Adjusted p-values in the same order, None where None came.

    Raises:
        ArgumentError: When a p-value is NaN or outside 0–1.

    Reference:
        Hochberg 1988, A sharper Bonferroni procedure for multiple tests of significance.

    Example:
        >>> hochberg([0.01, None, 0.04, 0.03])
        (0.03, None, 0.04, 0.04)
    """
    return _up(p_values, lambda rank, m: m - rank + 1.0)


def benjamini_hochberg(p_values: Sequence[float | None]) -> PValues:
    """Benjamini and Hochberg's step-up adjusted p-values; a missing p spoils no other.

    Reading as found what is at most q keeps the expected share of false findings at q, for tests
    that are independent or positively dependent. For exploration; `holm` guards a verdict.

    Args:
        p_values: p-values of one family, 0–1; None for a test that could not be done.

    Returns:
        Adjusted p-values in the same order, None where None came. The family's size is the number
        of tests that were done.

    Raises:
        ArgumentError: When a p-value is NaN or outside 0–1.

    Reference:
        Benjamini & Hochberg 1995, Controlling the false discovery rate: a practical and powerful
        approach to multiple testing.

    Example:
        >>> benjamini_hochberg([0.01, None, 0.04, 0.03])
        (0.03, None, 0.04, 0.04)
    """
    return _up(p_values, lambda rank, m: m / rank)


def benjamini_yekutieli(p_values: Sequence[float | None]) -> PValues:
    """Benjamini and Yekutieli's step-up adjusted p-values, valid under any dependence.

    Args:
        p_values: p-values of one family, 0–1; None for a test that could not be done.

    Returns:
        Adjusted p-values in the same order, None where None came: those of `benjamini_hochberg`
        times 1 + 1/2 + … + 1/m, at most 1.

    Raises:
        ArgumentError: When a p-value is NaN or outside 0–1.

    Reference:
        Benjamini & Yekutieli 2001, The control of the false discovery rate in multiple testing
        under dependency (theorem 1.3).

    Example:
        >>> [round(p, 4) for p in benjamini_yekutieli([0.01, 0.04, 0.03])]
        [0.055, 0.0733, 0.0733]
    """

    def factor(rank: int, m: int) -> float:
        return m / rank * math.fsum(1.0 / i for i in range(1, m + 1))

    return _up(p_values, factor)


def simes_p(p_values: Sequence[float | None]) -> float | None:
    """Simes' p-value that no test of the family has an effect: the smallest m·p(i)/i.

    Args:
        p_values: p-values of one family, 0–1; None for a test that could not be done.

    Returns:
        The p-value of the whole family, valid for independent or positively dependent tests; None
        when no test was done.

    Raises:
        ArgumentError: When a p-value is NaN or outside 0–1.

    Reference:
        Simes 1986, An improved Bonferroni procedure for multiple tests of significance.

    Example:
        >>> simes_p([0.03, 0.04, None, 0.035])
        0.04
    """
    done = _in_order(p_values)
    return min((p * (len(done) / rank) for rank, (p, _) in enumerate(done, 1)), default=None)


def any_of(p: float, m: int) -> float:
    """The probability that at least one of m independent events of probability p happens.

    Args:
        p: Probability of each, 0–1.
        m: Number of events, ≥ 1.

    Returns:
        1 − (1 − p)^m without cancellation, so that a tiny p keeps its digits.

    Example:
        >>> round(any_of(1e-20, 3) * 1e20, 6)
        3.0
    """
    return 1.0 if p == 1.0 else -math.expm1(m * math.log1p(-p))


def _each(p_values: Sequence[float | None], adjust: Callable[[float, int], float]) -> PValues:
    """One step: every p adjusted alone for the number of tests done."""
    m = len(_in_order(p_values))
    return tuple(None if p is None else min(1.0, adjust(p, m)) for p in p_values)


def _down(p_values: Sequence[float | None], adjust: Callable[[float, int], float]) -> PValues:
    """From the smallest p: each adjusted for the tests left, never below the one before."""
    done = _in_order(p_values)
    adjusted: list[float | None] = [None] * len(p_values)
    largest = 0.0
    for rank, (p, i) in enumerate(done):
        largest = max(largest, min(1.0, adjust(p, len(done) - rank)))
        adjusted[i] = largest
    return tuple(adjusted)


def _up(p_values: Sequence[float | None], factor: Callable[[int, int], float]) -> PValues:
    """From the largest p: each times its rank's factor, never above the one after."""
    done = _in_order(p_values)
    adjusted: list[float | None] = [None] * len(p_values)
    smallest = 1.0
    for rank in range(len(done), 0, -1):
        p, i = done[rank - 1]
        smallest = min(smallest, p * factor(rank, len(done)))  # the factor is never below one
        adjusted[i] = smallest
    return tuple(adjusted)


def _in_order(p_values: Sequence[float | None]) -> list[tuple[float, int]]:
    """The tests that were done with their places, smallest p first."""
    for i, p in enumerate(p_values):
        if p is not None and not 0.0 <= checks.finite(f"p_values[{i}]", p) <= 1.0:
            msg = f"p_values[{i}]"
            raise checks.refused(msg, p, "it must lie between 0 and 1")
    return sorted((p, i) for i, p in enumerate(p_values) if p is not None)
