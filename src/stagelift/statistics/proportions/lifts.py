"""The lift of a share by the inverted score test of the ratio, for numbers and for arrays alike."""

from __future__ import annotations

from typing import Any

from stagelift.statistics.multipliers import arithmetic
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
