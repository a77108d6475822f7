"""The lift of a share by the inverted score test of the ratio, for numbers and for arrays alike."""

from __future__ import annotations

from typing import Any

from stagelift.statistics.multipliers import arithmetic
from stagelift.statistics.proportions.difference import EXACT, chosen
from stagelift.statistics.quantiles import normal_p
from stagelift.statistics.score import TwoRates

Number = Any  # a float, or an array of floats: the same arithmetic serves both
NO_CONTROL_EVENT = "no event in control, so nothing to relate it to"


def lift_parts(
    k1: Number, n1: Number, k0: Number, n0: Number, z: float
) -> tuple[Number, Number, tuple[Number, Number], Number]:
    """Estimate, standard error, score limits and z statistic of a lift p1 / p0 − 1.

    Args:
        k1: Units with the event in the treatment arm; a float or an array, as all counts.
        n1: Units in the treatment arm, > 0.
        k0: Units with the event in the control arm, > 0.
        n0: Units in the control arm, > 0.
        z: Two-sided critical value.

    Returns:
        The lift, its delta-method standard error, lower and upper limit, and the statistic of equal
        rates.

    Reference:
        Koopman 1984, Confidence intervals for the ratio of two binomial proportions; Miettinen &
        Nurminen 1985, Comparative analysis of two rates.

    Example:
        >>> value, se, (low, high), statistic = lift_parts(267.0, 21307.0, 122.0, 21306.0, 1.959964)
        >>> round(value, 3), round(low, 3), round(high, 3)
        (1.188, 0.769, 1.708)
    """
    sqrt, least, most = arithmetic(k1)
    rates = TwoRates(k1, n1, k0, n0)
    low, high = rates.ratio_limits(z)
    rate1, rate0 = k1 / n1, k0 / n0
    ratio = rate1 / rate0
    variance = rate1 * (1.0 - rate1) / n1 + ratio * ratio * rate0 * (1.0 - rate0) / n0
    limits = least(low, ratio) - 1.0, most(high, ratio) - 1.0
    return ratio - 1.0, sqrt(variance) / rate0, limits, rates.pooled_z()


def lift_p(k1: int, n1: int, k0: int, n0: int, *, statistic: float) -> tuple[float, bool]:
    """The p-value of a lift, which is that of the difference: it must not depend on the display.

    Args:
        k1: Units with the event in the treatment arm.
        n1: Units in the treatment arm, > 0.
        k0: Units with the event in the control arm.
        n0: Units in the control arm, > 0.
        statistic: The statistic of equal rates, as `lift_parts` gives it.

    Returns:
        The p-value that `difference_of_proportions` gives by default, and whether it is that of
        the score statistic, to which the interval is dual.

    Raises:
        ArgumentError: When a count is not allowed.

    Example:
        >>> p_value, dual = lift_p(7, 10, 1, 10, statistic=2.6)
        >>> round(p_value, 4), dual
        (0.008, False)
    """
    exact = EXACT.get(chosen(k1, n1, k0, n0))
    return (exact(k1, n1, k0, n0), False) if exact else (normal_p(statistic), True)
