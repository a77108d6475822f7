"""One-sided forms: the limit and the p-value of "greater" or "less" from a two-sided result."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.quantiles import normal_critical, t_critical
from stagelift.statistics.tails import normal_below, normal_quantile, t_below, t_quantile

Alternative = Literal["two_sided", "greater", "less"]  # of the treatment, compared with control


def upper_quantile(level: float, df: float = math.inf) -> float:
    """The quantile of order `level` of t, or of the normal without degrees of freedom.

    A one-sided limit at this level lies that many standard errors from the estimate.

    Args:
        level: Confidence level, between 0 and 1.
        df: Degrees of freedom > 0; infinite is the normal distribution.

    Returns:
        The quantile; negative below a level of .5.

    Raises:
        ArgumentError: When the level lies outside (0, 1), or df is not > 0.

    Example:
        >>> round(upper_quantile(0.95), 4), round(upper_quantile(0.95, 9), 4)
        (1.6449, 1.8331)
    """
    tail = 1.0 - checks.between("level", level, 0, 1)
    if df == math.inf:
        return -normal_quantile(tail)
    return -t_quantile(checks.between("df", df, 0, math.inf), tail)


def critical_value(
    level: float, df: float = math.inf, alternative: Alternative = "two_sided"
) -> float:
    """How many standard errors a limit lies from the estimate.

    Args:
        level: Confidence level, between 0 and 1.
        df: Degrees of freedom > 0; infinite is the normal distribution.
        alternative: `two_sided`, or one of `greater` and `less`, which share a critical value.

    Returns:
        The quantile of order (1 + level) / 2, or of order `level` for one side.

    Raises:
        ArgumentError: When an argument is not allowed.

    Example:
        >>> round(critical_value(0.95), 2), round(critical_value(0.95, 9, "less"), 4)
        (1.96, 1.8331)
    """
    checks.one_of("alternative", alternative, get_args(Alternative))
    if alternative != "two_sided":
        return upper_quantile(level, df)
    return normal_critical(level) if df == math.inf else t_critical(level, df)


def upper_tail(statistic: float, df: float = math.inf) -> float:
    """The probability of a larger t, or normal, statistic when there is no effect.

    Args:
        statistic: The statistic.
        df: Degrees of freedom > 0; infinite is the normal distribution.

    Returns:
        P(T ≥ statistic), the one-sided p-value of "greater".

    Raises:
        ArgumentError: When df is not > 0.

    Example:
        >>> round(upper_tail(1.6449), 4), round(upper_tail(-1.6449), 4)
        (0.05, 0.95)
    """
    if df == math.inf:
        return normal_below(-statistic)
    return t_below(-statistic, checks.between("df", df, 0, math.inf))


def one_sided(found: Inference, alternative: Alternative, *, df: float = math.inf) -> Inference:
    """A two-sided result of a t or z statistic in its one-sided form.

    "Greater" asks whether the effect is above 0: its interval reaches from the lower limit to
    infinity, and excludes 0 exactly when p < 1 − level. "Less" is the same turned round.

    Args:
        found: The two-sided result, with value and se.
        alternative: `greater`, `less`, or `two_sided`, which gives the result back.
        df: Degrees of freedom of the statistic value / se; infinite is the normal distribution.

    Returns:
        The same value, se and level with one finite limit at that level (the other end is infinite)
        and the one-sided p-value; a result without an interval unchanged.

    Raises:
        ArgumentError: When the alternative is another word, or df is not > 0.

    Reference:
        Lehmann & Romano 2005, Testing statistical hypotheses, section 3.5 (confidence bounds as
        inverted one-sided tests).

    Example:
        >>> both = Inference(value=2.0, se=1.0, low=0.04, high=3.96, method="z", p_value=0.0455)
        >>> found = one_sided(both, "greater")
        >>> round(found.low, 4), found.high, round(found.p_value, 4)
        (0.3551, inf, 0.0228)
    """
    checks.one_of("alternative", alternative, get_args(Alternative))
    if alternative == "two_sided" or found.value is None or not found.se or found.low is None:
        return found
    sign = 1.0 if alternative == "greater" else -1.0
    limit = found.value - sign * upper_quantile(found.level, df) * found.se
    return replace(
        found,
        low=limit if sign > 0 else -math.inf,
        high=limit if sign < 0 else math.inf,
        p_value=upper_tail(sign * found.value / found.se, df),
    )
