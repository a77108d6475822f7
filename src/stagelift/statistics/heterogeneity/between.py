"""How much the true effects of groups differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.effects import checked_effects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.statistics.numerics import Floats

STEPS = 200


def paule_mandel(effects: Sequence[float], errors: Sequence[float]) -> float:
    """The variance of true effects between groups by Paule and Mandel.

    The variance under which the squared distances from the common effect are as large as chance
    makes them; 0 where they are no larger without any.

    Args:
        effects: One effect a group; two at least.
        errors: Their standard errors, > 0.

    Returns:
        τ², ≥ 0, in the effects' unit squared.

    Raises:
        ArgumentError: When there are fewer than two groups, or an error is not above 0.

    Reference:
        Paule & Mandel 1982, Consensus values and weighting factors; Veroniki et al. 2016, Methods
        to estimate the between-study variance and its uncertainty in meta-analysis.

    Example:
        >>> round(paule_mandel([0.0, 2.0, 4.0], [1.0, 1.0, 1.0]), 6)
        3.0
        >>> paule_mandel([0.1, 0.2, 0.15], [1.0, 1.0, 1.0])
        0.0
    """
    y, s = checked_effects(effects, errors, of="group")
    if y.size < 2:
        raise checks.refused("effects", y.size, "two groups at least must be there")
    freedom = float(y.size - 1)
    if _distance(y, s, 0.0) <= freedom:
        return 0.0
    low, high = 0.0, float(y.var() * y.size + (s**2).max())
    while _distance(y, s, high) > freedom:
        high *= 2.0
    for _ in range(STEPS):  # the distance falls as the variance grows
        middle = (low + high) / 2.0
        if middle in (low, high):
            break
        low, high = (middle, high) if _distance(y, s, middle) > freedom else (low, middle)
    return (low + high) / 2.0


def _distance(y: Floats, s: Floats, variance: float) -> float:
    """Squared distances from the common effect, in the variances of groups around it."""
    weights = 1.0 / (s**2 + variance)
    common = (weights * y).sum() / weights.sum()
    return float((weights * (y - common) ** 2).sum())
