"""One scale for the effects of different metrics: the logarithm of treatment over control."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from stagelift.statistics import checks


@dataclass(frozen=True, slots=True)
class LogRatio:
    """An effect as the natural logarithm of a ratio, positive where the treatment is better.

    Args:
        value: ln(treatment / control), the sign turned where a fall is better.
        se: Its standard error, > 0.
    """

    value: float
    se: float


def log_ratio_of_counts(
    treated: tuple[int, int], control: tuple[int, int], better: Literal["up", "down"] = "up"
) -> LogRatio:
    """The log ratio of two shares, half an event added to each so that no event is no obstacle.

    Args:
        treated: (units with the event, units) under treatment.
        control: The same under control.
        better: Direction of the metric.

    Returns:
        The log ratio, nearly unbiased in small samples.

    Raises:
        ArgumentError: When a count is not allowed, or every unit of both arms has the event, so
            that nothing is known of the spread.

    Reference:
        Walter 1975, The distribution of Levin's measure of attributable risk; Pettigrew, Gart &
        Thomas 1986, The bias and higher cumulants of the logarithm of a binomial variate.

    Example:
        >>> found = log_ratio_of_counts((220, 1000), (200, 1000))
        >>> round(found.value, 4), round(found.se, 4)
        (0.0951, 0.0867)
    """
    pairs = []
    for name, (k, n) in (("treated", treated), ("control", control)):
        events, units = checks.events(k, n, arm=name)
        pairs.append((events + 0.5, units + 0.5))
    variance = sum(1.0 / k - 1.0 / n for k, n in pairs)
    if variance <= 0.0:
        raise checks.refused("treated", treated, "some unit of an arm must be without the event")
    (k1, n1), (k0, n0) = pairs
    sign = 1.0 if better == "up" else -1.0
    return LogRatio(sign * math.log(k1 / n1 / (k0 / n0)), math.sqrt(variance))


def log_ratio_of_levels(
    treated: tuple[float, float],
    control: tuple[float, float],
    better: Literal["up", "down"] = "up",
) -> LogRatio | None:
    """The log ratio of two levels of any kind, such as means, by the delta method.

    Args:
        treated: (level, standard error) under treatment.
        control: The same under control.
        better: Direction of the metric.

    Returns:
        The log ratio; None where a level is not above 0 by two standard errors, or has none: a
        ratio says nothing there.

    Reference:
        Hedges, Gurevitch & Curtis 1999, The meta-analysis of response ratios.

    Example:
        >>> found = log_ratio_of_levels((5020.0, 110.0), (4810.0, 105.0))
        >>> round(found.value, 4), round(found.se, 4)
        (0.0427, 0.0309)
    """
    for level, error in (treated, control):
        if not error > 0.0 or level <= 2.0 * error:
            return None
    sign = 1.0 if better == "up" else -1.0
    se = math.hypot(treated[1] / treated[0], control[1] / control[0])
    return LogRatio(sign * math.log(treated[0] / control[0]), se)
