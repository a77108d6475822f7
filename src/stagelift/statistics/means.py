"""Means of a value per unit: one mean, and the difference of two by Welch, z or pooled t."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference, Status
from stagelift.statistics.quantiles import normal_p, t_critical, t_p
from stagelift.statistics.sides import Alternative, critical_value, one_sided

if TYPE_CHECKING:
    from stagelift.statistics.moments import Moments

MeansMethod = Literal["welch", "z", "pooled_t"]


def mean(m: Moments, *, level: float = 0.95) -> Inference:
    """A mean per unit with its t interval.

    Args:
        m: Moments of the values.
        level: Confidence level, between 0 and 1.

    Returns:
        The mean in the value's unit; null with `no_data` without units; without an interval and
        with a reason for one unit (`low_n`) and for equal values (`degenerate`).

    Raises:
        ArgumentError: When the level lies outside (0, 1).

    Reference:
        Student 1908, The probable error of a mean.

    Example:
        >>> from stagelift.statistics.moments import Moments
        >>> found = mean(Moments(n=4, mean=2.5, m2=5.0, m3=0.0))
        >>> found.value, round(found.low, 4), round(found.high, 4)
        (2.5, 0.4457, 4.5543)
    """
    checks.between("level", level, 0, 1)
    if m.n == 0:
        return Inference(level=level, method="t", status="no_data", note="no units")
    se = m.se
    if se is None:
        note = "one unit has no spread"
        return Inference(value=m.mean, level=level, method="t", status="low_n", note=note)
    if se == 0.0:
        note = "all values are equal"
        return Inference(
            value=m.mean, se=se, level=level, method="t", status="degenerate", note=note
        )
    half = t_critical(level, m.n - 1) * se
    return Inference(
        value=m.mean, se=se, low=m.mean - half, high=m.mean + half, level=level, method="t"
    )


def welch_df(m1: Moments, m0: Moments) -> float | None:
    """Welch–Satterthwaite degrees of freedom of a difference of means.

    Args:
        m1: Moments of the treatment arm.
        m0: Moments of the control arm.

    Returns:
        Degrees of freedom between min(n) − 1 and n1 + n0 − 2; None when an arm has fewer than two
        units, or no value varies.

    Reference:
        Welch 1947, The generalization of "Student's" problem when several different population
        variances are involved.

    Example:
        >>> from stagelift.statistics.moments import Moments
        >>> same = Moments(n=10, mean=0.0, m2=9.0, m3=0.0)
        >>> welch_df(same, same)
        18.0
    """
    se1, se0 = m1.se, m0.se
    if se1 is None or se0 is None or se1 == se0 == 0.0:
        return None
    share = (se1 / math.hypot(se1, se0)) ** 2  # squares of tiny units alone would underflow
    return 1.0 / (share**2 / (m1.n - 1) + (1.0 - share) ** 2 / (m0.n - 1))


def difference_of_means(
    m1: Moments,
    m0: Moments,
    *,
    level: float = 0.95,
    method: MeansMethod = "welch",
    alternative: Alternative = "two_sided",
) -> Inference:
    """The difference of two means, treatment minus control, by Welch's t unless asked otherwise.

    Args:
        m1: Moments of the treatment arm.
        m0: Moments of the control arm.
        level: Confidence level, between 0 and 1.
        method: `welch`; `z`, the same standard error with the normal distribution, for large arms;
            or `pooled_t` (Student), which assumes one variance for both arms and misses its level
            where the smaller arm varies more.
        alternative: `two_sided`; `greater` or `less`, treatment compared with control, with one
            finite limit and the one-sided p-value.

    Returns:
        The effect in the value's unit with interval and p-value of the same statistic (dual);
        null with `no_data` when an arm is empty; without an interval and with a reason when an arm
        has one unit (`low_n`; for `pooled_t`, when both have) or no value varies (`degenerate`).

    Raises:
        ArgumentError: When the level, the method or the alternative is not allowed.

    Reference:
        Welch 1947; Satterthwaite 1946, An approximate distribution of estimates of variance
        components; Student 1908 and Fisher 1925, Applications of "Student's" distribution (pooled).

    Example:
        >>> from stagelift.statistics.moments import Moments
        >>> mens = Moments(21307, 1.4226165110057727, 6715902.585181269, 0.0)
        >>> none = Moments(21306, 0.6527893551112363, 2860971.154456406, 0.0)
        >>> found = difference_of_means(mens, none)
        >>> round(found.value, 5), round(found.low, 5), round(found.high, 5)
        (0.76983, 0.48514, 1.05451)
    """
    checks.between("level", level, 0, 1)
    checks.one_of("method", method, get_args(MeansMethod))
    checks.one_of("alternative", alternative, get_args(Alternative))
    if m1.n == 0 or m0.n == 0:
        empty = "treatment" if m0.n else "control" if m1.n else "either arm"
        note = f"no units in {empty}"
        return Inference(level=level, method=method, status="no_data", note=note)
    gap = m1.mean - m0.mean
    status, note, se, df = _error(m1, m0, method)
    if df is None:
        return Inference(value=gap, se=se, level=level, method=method, status=status, note=note)
    found = t_inference(gap, se or 0.0, df, level=level, method=method)
    return one_sided(found, alternative, df=df)


def _error(
    m1: Moments, m0: Moments, method: MeansMethod
) -> tuple[Status, str, float | None, float | None]:
    """Standard error and degrees of freedom of a difference, or why they are None."""
    df: float | None
    if method == "pooled_t":
        df = float(m1.n + m0.n - 2)
        if df == 0.0:
            return "low_n", "two arms with one unit each have no spread", None, None
        se = math.sqrt((m1.m2 + m0.m2) / df) * math.sqrt(1.0 / m1.n + 1.0 / m0.n)
    else:
        se1, se0 = m1.se, m0.se
        if se1 is None or se0 is None:
            return "low_n", "an arm with one unit has no spread", None, None
        se = math.hypot(se1, se0)
        df = welch_df(m1, m0) if method == "welch" else math.inf
    if se == 0.0:
        return "degenerate", "no value varies within an arm", 0.0, None
    return "ok", "", se, df


def t_inference(
    value: float, se: float, df: float, *, level: float, method: str, note: str = ""
) -> Inference:
    """The interval and the p-value of no effect that invert one t statistic.

    Args:
        value: The effect.
        se: Its standard error, > 0, in the same unit.
        df: Degrees of freedom > 0; infinite is the normal distribution.
        level: Confidence level, between 0 and 1.
        method: The method's name.
        note: A condition worth printing.

    Returns:
        The effect with both (dual).

    Raises:
        ArgumentError: When the level lies outside (0, 1).

    Example:
        >>> found = t_inference(2.2622, 1.0, 9, level=0.95, method="welch")
        >>> round(abs(found.low), 3), round(found.p_value, 3)
        (0.0, 0.05)
    """
    normal = df == math.inf
    half = critical_value(level, df) * se
    return Inference(
        value=value,
        se=se,
        low=value - half,
        high=value + half,
        level=level,
        method=method,
        p_value=normal_p(value / se) if normal else t_p(value / se, df),
        dual=True,
        note=note,
    )
