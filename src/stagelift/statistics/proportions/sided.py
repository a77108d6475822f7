"""What "two-sided", "greater" and "less" mean for shares: critical value, limits kept, p-value."""

from __future__ import annotations

from typing import Any, get_args

from stagelift.statistics import checks
from stagelift.statistics.numerics import np
from stagelift.statistics.quantiles import normal_critical
from stagelift.statistics.sides import Alternative, upper_quantile
from stagelift.statistics.tails import normal_below


def critical_of(level: float, alternative: Alternative) -> float:
    """The distance of a limit from the estimate in standard errors.

    Args:
        level: Confidence level, between 0 and 1; above .5 for a one-sided limit.
        alternative: `two_sided`, `greater` or `less`.

    Returns:
        The normal quantile of order (1 + level) / 2, or of order level when one-sided.

    Raises:
        ArgumentError: When an argument is not allowed.

    Example:
        >>> round(critical_of(0.95, "two_sided"), 4), round(critical_of(0.95, "less"), 4)
        (1.96, 1.6449)
    """
    checks.one_of("alternative", alternative, get_args(Alternative))
    if alternative == "two_sided":
        return normal_critical(level)
    return upper_quantile(checks.between("level", level, 0.5, 1))


def kept(
    limits: tuple[float, float], alternative: Alternative, bounds: tuple[float, float]
) -> tuple[float, float]:
    """The limits that an alternative keeps; the other end is the end of the range.

    Args:
        limits: Lower and upper limit.
        alternative: `greater` keeps the lower limit, `less` the upper one, `two_sided` both.
        bounds: The quantity's range.

    Returns:
        Lower and upper end of the interval.

    Example:
        >>> kept((0.1, 0.3), "greater", (-1.0, 1.0)), kept((0.1, 0.3), "less", (-1.0, 1.0))
        ((0.1, 1.0), (-1.0, 0.3))
    """
    low = bounds[0] if alternative == "less" else limits[0]
    return low, bounds[1] if alternative == "greater" else limits[1]


def normal_tail(z: Any, alternative: Alternative) -> Any:
    """The p-value of a standard normal statistic, or of an array of them.

    Args:
        z: The statistic, positive when treatment is higher.
        alternative: `two_sided`, `greater` or `less`.

    Returns:
        P(|Z| ≥ |z|), P(Z ≥ z) or P(Z ≤ z).

    Example:
        >>> round(float(normal_tail(1.6449, "greater")), 3)
        0.05
    """
    asked = -abs(z) if alternative == "two_sided" else -z if alternative == "greater" else z
    twice = 2.0 if alternative == "two_sided" else 1.0
    if isinstance(z, int | float):
        return twice * normal_below(asked)
    # one by one, as the scalar form does it: both give the same to the last digit
    return twice * np.array(list(map(normal_below, asked.tolist())), dtype=np.float64)
