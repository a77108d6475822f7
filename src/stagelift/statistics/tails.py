"""Tails of the normal, t and χ² distributions for one number at a time.

A readout needs a few dozen of them. With the degrees of freedom of real trials they follow from the
standard library to the last digits, and scipy, which takes longer to load than such a readout takes
to compute, is left for the rest: small samples, far tails, arrays.
"""

from __future__ import annotations

import math
from functools import lru_cache

from stagelift.statistics.numerics import special

MANY = 1_000.0  # degrees of freedom from which expansions in their reciprocal are tried,
NEAR = 1 / 64  # and squares of t over them up to which they are as exact as scipy
ROOT_HALF = math.sqrt(0.5)
# Coefficients of z, z³, z⁵ … in the terms of order 1/ν, 1/ν², 1/ν³ and 1/ν⁴.
ORDERS: tuple[tuple[float, tuple[float, ...]], ...] = (
    (4.0, (1, 1)),
    (96.0, (3, 16, 5)),
    (384.0, (-15, 17, 19, 3)),
    (92160.0, (-945, -1920, 1482, 776, 79)),
)


def normal_below(z: float) -> float:
    """The probability of a standard normal below z.

    Args:
        z: Any number.

    Returns:
        P(Z ≤ z), accurate in the far tail too.

    Example:
        >>> round(normal_below(-1.959964), 6)
        0.025
    """
    return 0.5 * math.erfc(-z * ROOT_HALF)


@lru_cache(maxsize=64)  # a readout asks for two levels
def normal_quantile(probability: float) -> float:
    """The value that a standard normal stays below with a probability.

    Args:
        probability: Between 0 and 1.

    Returns:
        The quantile; infinite at 0 and 1.

    Example:
        >>> round(normal_quantile(0.025), 6)
        -1.959964
    """
    if not 0.0 < probability < 1.0:
        return float(special.ndtri(probability))
    from statistics import NormalDist  # only here: its own imports are felt by every command

    return NormalDist().inv_cdf(probability)


def t_below(t: float, df: float) -> float:
    """The probability of a t statistic below t.

    Args:
        t: Any number.
        df: Degrees of freedom > 0.

    Returns:
        P(T ≤ t).

    Reference:
        Hill 1970, Algorithm 395: Student's t-distribution, the expansion of the normal deviate.

    Example:
        >>> round(t_below(-2.2622, 9), 3), round(t_below(-1.96, 40_000), 5)
        (0.025, 0.025)
    """
    if not (MANY <= df < math.inf and t * t <= NEAR * df):
        return float(special.stdtr(df, t))
    half = df - 0.5
    scale = 48.0 * half * half
    square = half * math.log1p(t * t / df)
    first = (square + 3.0) / scale
    second = ((4.0 * square + 33.0) * square + 240.0) * square + 855.0
    second /= 10.0 * scale * (scale + 0.8 * square * square + 100.0)
    return normal_below(math.copysign(math.sqrt(square) * (1.0 + first - second), t))


def t_quantile(df: float, probability: float) -> float:
    """The value that a t statistic stays below with a probability.

    Args:
        df: Degrees of freedom > 0.
        probability: Between 0 and 1.

    Returns:
        The quantile.

    Reference:
        Abramowitz & Stegun 1964, 26.7.5.

    Example:
        >>> round(t_quantile(9, 0.025), 4), round(t_quantile(40_000, 0.025), 4)
        (-2.2622, -1.96)
    """
    known = MANY <= df < math.inf and 0.0 < probability < 1.0
    z = normal_quantile(probability) if known else math.inf
    if math.isinf(z) or z * z > NEAR * df:
        return float(special.stdtrit(df, probability))
    found, power = z, 1.0
    for divisor, coefficients in ORDERS:
        power *= df
        term = 0.0
        for coefficient in reversed(coefficients):
            term = term * z * z + coefficient
        found += term * z / (divisor * power)
    return found


def chi_square_above(df: int, statistic: float) -> float:
    """The probability of a larger χ² statistic.

    Args:
        df: Degrees of freedom > 0.
        statistic: The statistic, ≥ 0.

    Returns:
        P(χ² ≥ statistic).

    Example:
        >>> round(chi_square_above(1, 3.841459), 4), round(chi_square_above(2, 5.991465), 4)
        (0.05, 0.05)
    """
    if df == 1:
        return math.erfc(math.sqrt(0.5 * statistic))
    return math.exp(-0.5 * statistic) if df == 2 else float(special.chdtrc(df, statistic))
