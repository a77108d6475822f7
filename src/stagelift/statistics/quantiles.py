"""Quantiles and two-sided p-values of the normal and t distributions, without scipy.stats."""

from __future__ import annotations

from stagelift.statistics import checks
from stagelift.statistics.tails import normal_below, normal_quantile, t_below, t_quantile


def normal_critical(level: float) -> float:
    """The half-width in standard errors of a two-sided normal interval.

    Args:
        level: Confidence level, between 0 and 1.

    Returns:
        The quantile of order (1 + level) / 2.

    Raises:
        ArgumentError: When the level lies outside (0, 1).

    Example:
        >>> round(normal_critical(0.95), 4)
        1.96
    """
    # from the lower tail: 1 - (1 - level)/2 would round away the tail of a level near one
    return -normal_quantile((1.0 - checks.between("level", level, 0, 1)) / 2.0)


def normal_p(z: float) -> float:
    """The two-sided p-value of a standard normal statistic.

    Args:
        z: The statistic.

    Returns:
        P(|Z| ≥ |z|).

    Example:
        >>> round(normal_p(1.96), 3)
        0.05
    """
    return 2.0 * normal_below(-abs(z))


def t_critical(level: float, df: float) -> float:
    """The half-width in standard errors of a two-sided t interval.

    Args:
        level: Confidence level, between 0 and 1.
        df: Degrees of freedom > 0.

    Returns:
        The quantile of order (1 + level) / 2.

    Raises:
        ArgumentError: When the level lies outside (0, 1).

    Example:
        >>> round(t_critical(0.95, 9), 4)
        2.2622
    """
    return -t_quantile(df, (1.0 - checks.between("level", level, 0, 1)) / 2.0)


def t_p(t: float, df: float) -> float:
    """The two-sided p-value of a t statistic.

    Args:
        t: The statistic.
        df: Degrees of freedom > 0.

    Returns:
        P(|T| ≥ |t|).

    Example:
        >>> round(t_p(2.2622, 9), 3)
        0.05
    """
    return 2.0 * t_below(-abs(t), df)
