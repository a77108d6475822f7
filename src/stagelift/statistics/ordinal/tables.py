"""Answers of two arms by ordered category, as numbers that can be computed with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.numerics import Floats, np

if TYPE_CHECKING:
    from collections.abc import Sequence


def two_arms(counts1: Sequence[int], counts0: Sequence[int]) -> tuple[Floats, Floats]:
    """Both arms' answers by category, as arrays of one length.

    Args:
        counts1: Answers of treatment by category, worst first, at least two categories.
        counts0: Answers of control by the same categories.

    Returns:
        Both as arrays.

    Raises:
        ArgumentError: When a count is no whole number ≥ 0, lengths differ, or there are fewer than
            two categories.

    Example:
        >>> two_arms((0, 2, 5), (1, 2, 3))[0].tolist()
        [0.0, 2.0, 5.0]
    """
    treatment = [checks.whole(f"counts1[{i}]", count) for i, count in enumerate(counts1)]
    control = [checks.whole(f"counts0[{i}]", count) for i, count in enumerate(counts0)]
    if len(control) < 2:
        raise checks.refused("counts0", tuple(control), "there must be at least two categories")
    if len(treatment) != len(control):
        allowed = f"it needs the categories of counts0, {len(control)}"
        raise checks.refused("counts1", tuple(treatment), allowed)
    return np.array(treatment, dtype=float), np.array(control, dtype=float)


def empty_arm(counts1: Floats, counts0: Floats) -> str:
    """The reason when an arm has no answers.

    Args:
        counts1: Answers of treatment by category.
        counts0: Answers of control by category.

    Returns:
        A sentence without a full stop; empty when both arms have answers.

    Example:
        >>> empty_arm(np.zeros(2), np.ones(2))
        'no answers in treatment'
    """
    n1, n0 = counts1.sum(), counts0.sum()
    if n1 and n0:
        return ""
    return f"no answers in {'treatment' if n0 else 'control' if n1 else 'either arm'}"
