"""Bounds an effect must lie between: non-inferiority, superiority by a margin, equivalence.

One of the two may be missing. Whether an effect is shown to lie between is asked in `margin_tests`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.inference import Better

BoundsKind = Literal["non_inferiority", "superiority", "equivalence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """That an effect lies strictly between two bounds, one of which may be missing.

    `non_inferiority`, `superiority` and `equivalence` make the usual ones of a difference; those
    of a ratio are made here, such as bounds of 0.8 and 1.25.

    Args:
        kind: `non_inferiority`, `superiority` or `equivalence`; it only names them.
        low: What the effect must be above, in its own unit; −∞ for no bound.
        high: What the effect must be below; ∞ for no bound.

    Raises:
        ArgumentError: When the kind is another word, neither bound is finite, or low ≥ high.

    Example:
        >>> Bounds(kind="equivalence", low=0.8, high=1.25).low
        0.8
    """

    kind: BoundsKind
    low: float = -math.inf
    high: float = math.inf

    def __post_init__(self) -> None:
        """Refuse a region that is empty, or everything."""
        checks.one_of("kind", self.kind, get_args(BoundsKind))
        bounded = math.isfinite(self.low) or math.isfinite(self.high)
        if not (self.low < self.high and bounded):
            allowed = f"it must be < high, which is {self.high:g}, and one of them finite"
            raise checks.refused("low", self.low, allowed)


def non_inferiority(margin: float, *, better: Better = "up") -> Bounds:
    """The bound of an effect that is no worse than a margin.

    Args:
        margin: The worsening that must be ruled out, > 0, in the effect's unit.
        better: Direction of the metric: `up` or `down`.

    Returns:
        Above −margin when up is better, below margin when down is.

    Raises:
        ArgumentError: When the margin is not > 0 and finite, or `better` is another word.

    Example:
        >>> non_inferiority(0.01, better="down").high
        0.01
    """
    checks.between("margin", margin, 0, math.inf)
    return _beyond("non_inferiority", -margin, better)


def superiority(margin: float = 0.0, *, better: Better = "up") -> Bounds:
    """The bound of an effect that improves by more than a margin.

    Args:
        margin: The improvement to be exceeded, ≥ 0, in the effect's unit.
        better: Direction of the metric: `up` or `down`.

    Returns:
        Above margin when up is better, below −margin when down is.

    Raises:
        ArgumentError: When the margin is negative or not finite, or `better` is another word.

    Example:
        >>> superiority(0.01).low
        0.01
    """
    if checks.finite("margin", margin) < 0.0:
        raise checks.refused("margin", margin, "an improvement to be exceeded must be ≥ 0")
    return _beyond("superiority", margin, better)


def equivalence(margin: float) -> Bounds:
    """The bounds of an effect that is smaller than a margin in either direction.

    Args:
        margin: The largest effect that does not matter, > 0, in the effect's unit.

    Returns:
        −margin < effect < margin.

    Raises:
        ArgumentError: When the margin is not > 0 and finite.

    Example:
        >>> equivalence(0.5)
        Bounds(kind='equivalence', low=-0.5, high=0.5)
    """
    checks.between("margin", margin, 0, math.inf)
    return Bounds(kind="equivalence", low=-float(margin), high=float(margin))


def _beyond(kind: BoundsKind, improvement: float, better: Better) -> Bounds:
    checks.one_of("better", better, get_args(Better))
    if better == "up":
        return Bounds(kind=kind, low=float(improvement))
    return Bounds(kind=kind, high=-float(improvement))
