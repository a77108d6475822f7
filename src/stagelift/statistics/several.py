"""Correction for several comparisons of one family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.statistics import checks

if TYPE_CHECKING:
    from collections.abc import Sequence


def holm(p_values: Sequence[float | None]) -> tuple[float | None, ...]:
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
    done = _in_order(p_values)
    adjusted: list[float | None] = [None] * len(p_values)
    largest = 0.0
    for rank, (p, i) in enumerate(done):
        largest = max(largest, min(1.0, (len(done) - rank) * p))
        adjusted[i] = largest
    return tuple(adjusted)


def benjamini_hochberg(p_values: Sequence[float | None]) -> tuple[float | None, ...]:
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
    done = _in_order(p_values)
    adjusted: list[float | None] = [None] * len(p_values)
    smallest = 1.0
    for rank in range(len(done), 0, -1):
        p, i = done[rank - 1]
        smallest = min(smallest, p * (len(done) / rank))  # the ratio first: never below p
        adjusted[i] = smallest
    return tuple(adjusted)


def _in_order(p_values: Sequence[float | None]) -> list[tuple[float, int]]:
    """The tests that were done with their places, smallest p first."""
    for i, p in enumerate(p_values):
        if p is not None and not 0.0 <= checks.finite(f"p_values[{i}]", p) <= 1.0:
            msg = f"p_values[{i}]"
            raise checks.refused(msg, p, "it must lie between 0 and 1")
    return sorted((p, i) for i, p in enumerate(p_values) if p is not None)
