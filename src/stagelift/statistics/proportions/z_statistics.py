"""The z statistics of two shares: pooled, unpooled, and restricted to a difference (score)."""

from __future__ import annotations

import math

from stagelift.statistics import checks
from stagelift.statistics.proportions.limits import unpooled_se
from stagelift.statistics.score import TwoRates


def pooled_z(k1: int, n1: int, k0: int, n0: int) -> float:
    """The z statistic of two equal proportions with the pooled variance.

    Args:
        k1: Units with the event in arm 1.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.

    Returns:
        (p1 − p0) / se at the pooled rate; 0 when no unit, or every unit, has the event. Its square
        is Pearson's χ² of the table.

    Raises:
        ArgumentError: When a count is not allowed, or an arm has no units.

    Example:
        >>> round(pooled_z(267, 21307, 122, 21306), 4)
        7.3851
    """
    return float(TwoRates(*_filled(k1, n1, k0, n0), unbiased=False).pooled_z())


def unpooled_z(k1: int, n1: int, k0: int, n0: int) -> float | None:
    """The z statistic of two equal proportions with the variance of each arm.

    Args:
        k1: Units with the event in arm 1.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.

    Returns:
        (p1 − p0) / unpooled se; None when neither arm varies, where it is not defined.

    Raises:
        ArgumentError: When a count is not allowed, or an arm has no units.

    Example:
        >>> round(unpooled_z(267, 21307, 122, 21306), 4)
        7.3899
    """
    k1, n1, k0, n0 = _filled(k1, n1, k0, n0)
    se = unpooled_se(float(k1), float(n1), float(k0), float(n0))
    return (k1 / n1 - k0 / n0) / se if se else None


def score_z(
    k1: int, n1: int, k0: int, n0: int, *, null: float = 0.0, unbiased: bool = True
) -> float:
    """The score statistic of a given difference, its variance restricted to that difference.

    Args:
        k1: Units with the event in arm 1.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.
        null: The difference p1 − p0 to be tested, between −1 and 1.
        unbiased: Multiply the variance by N/(N − 1) (Miettinen & Nurminen) or not (Farrington &
            Manning; Mee).

    Returns:
        (p1 − p0 − null) / restricted se.

    Raises:
        ArgumentError: When a count or the null is not allowed, or an arm has no units.

    Reference:
        Miettinen & Nurminen 1985, Comparative analysis of two rates; Farrington & Manning 1990,
        Test statistics and sample size formulae for comparative binomial trials with null
        hypothesis of non-zero risk difference or non-unity relative risk.

    Example:
        >>> round(score_z(83, 100, 69, 76, null=-0.2), 4)
        2.3685
    """
    table = _filled(k1, n1, k0, n0)
    checks.between("null", null, -1, 1)
    rates = TwoRates(*table, unbiased=unbiased)
    return float(rates.difference_z(null) if null else rates.pooled_z())


def _filled(k1: int, n1: int, k0: int, n0: int) -> tuple[int, int, int, int]:
    k1, n1 = checks.events(k1, n1, arm="1")
    k0, n0 = checks.events(k0, n0, arm="0")
    checks.between("n1", n1, 0, math.inf)
    checks.between("n0", n0, 0, math.inf)
    return k1, n1, k0, n0
