"""Lift: the effect relative to the size of the control, with intervals that agree with the test.

Lift is (treatment − control) / |control|. With a negative control mean the sign stays that of the
effect: from −10 to −5 is a lift of +50 %, an improvement when higher is better.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.inference import Better, Inference
from stagelift.statistics.means import difference_of_means, welch_df
from stagelift.statistics.quantiles import normal_critical, normal_p, t_critical
from stagelift.statistics.score import TwoRates

if TYPE_CHECKING:
    from stagelift.statistics.moments import Moments

LiftMethod = Literal["fieller", "delta_log"]
CLEAR_OF_ZERO = 10.0  # standard errors a mean must be away from 0 for its log to be near normal


def fieller_limits(
    mean1: float, se1: float, mean0: float, se0: float, critical: float, covariance: float = 0.0
) -> tuple[float, float] | None:
    """Fieller's limits of the relative effect of two means.

    They hold every lift r with |mean1 − (1 ± r)·mean0| ≤ critical · se, so they exclude 0 exactly
    when the difference test with the same critical value rejects.

    Args:
        mean1: Mean of the treatment arm.
        se1: Its standard error.
        mean0: Mean of the control arm.
        se0: Its standard error.
        critical: Two-sided critical value.
        covariance: Covariance of both means; 0 for independent arms.

    Returns:
        Lower and upper limit of (mean1 − mean0) / |mean0|, or None when the control mean is within
        critical · se0 of 0 and the set has no two finite ends.

    Reference:
        Fieller 1954, Some problems in interval estimation.

    Example:
        >>> low, high = fieller_limits(11.0, 0.3, 10.0, 0.3, 1.959964)
        >>> round(low, 4), round(high, 4)
        (0.0162, 0.1915)
    """
    a = mean0**2 - (critical * se0) ** 2
    if a <= 0.0:
        return None
    # the quadratic in the effect over the control: centred on no difference, so that its constant
    # term is that of the difference test and the two decisions cannot part by rounding
    gap = mean1 - mean0
    half_b = gap * mean0 + critical**2 * (se0**2 - covariance)
    constant = gap**2 - critical**2 * (se1**2 + se0**2 - 2.0 * covariance)
    root = math.sqrt(max(half_b**2 - a * constant, 0.0))
    far = half_b + math.copysign(root, half_b)
    ends = (far / a, constant / far if far else 0.0)
    sign = math.copysign(1.0, mean0)
    low, high = sorted(sign * end for end in ends)
    return low, high


def lift(
    m1: Moments,
    m0: Moments,
    *,
    level: float = 0.95,
    method: LiftMethod = "fieller",
    better: Better = "up",
    critical: float | None = None,
) -> Inference:
    """The lift of a mean, (treatment − control) / |control|, with its interval.

    Args:
        m1: Moments of the treatment arm.
        m0: Moments of the control arm.
        level: Confidence level, between 0 and 1.
        method: `fieller` (excludes 0 exactly when Welch's test rejects, and carries its p-value) or
            `delta_log` (normal on the log of the ratio; needs both means 10 se away from 0).
        better: Direction of the metric, `up` or `down`; it only words the note of a negative
            control mean.
        critical: For `fieller`, the half-width in standard errors of the absolute interval the
            lift must agree with (an asymptotic sequence, for instance); then no p-value is given.
            Default: Welch's t.

    Returns:
        The lift as a share (0.1 is +10 %); null with status `not_identifiable` and the reason when
        the control mean cannot be told from 0; otherwise as the difference of means when that is
        undefined.

    Raises:
        ArgumentError: When an argument is not allowed, or `critical` comes with another method.

    Reference:
        Fieller 1954, Some problems in interval estimation; Franz 2007, Ratios: a short guide to
        confidence limits and proper use.

    Example:
        >>> from stagelift.statistics.moments import Moments
        >>> cost = Moments(n=400, mean=-10.0, m2=1600.0, m3=0.0)
        >>> less = Moments(n=400, mean=-5.0, m2=1600.0, m3=0.0)
        >>> lift(less, cost).value
        0.5
    """
    checks.one_of("method", method, get_args(LiftMethod))
    checks.one_of("better", better, get_args(Better))
    if critical is not None:
        checks.between("critical", critical, 0, math.inf)
        checks.one_of("method", method, ("fieller",))
    effect = difference_of_means(m1, m0, level=level)
    blank = replace(effect, value=None, se=None, low=None, high=None, p_value=None, dual=None)
    if effect.status != "ok":
        return replace(blank, method=method)
    found = (
        _delta_log(m1, m0, level) if method == "delta_log" else _fieller(m1, m0, effect, critical)
    )
    return noted(found, m0.mean, better)


def noted(found: Inference, control: float, better: Better) -> Inference:
    """A lift that says which sign improves when the control it is relative to is negative.

    Args:
        found: The lift.
        control: What it is relative to.
        better: Direction of the metric: `up` or `down`.

    Returns:
        The same lift, with the sentence added to its note where the control is below 0.

    Example:
        >>> noted(Inference(value=0.5, method="fieller"), -10.0, "down").note
        'the control mean is negative; − is an improvement'
    """
    if found.status != "ok" or control >= 0:
        return found
    sign = "+" if better == "up" else "−"
    note = f"the control mean is negative; {sign} is an improvement"
    return replace(found, note=f"{found.note}; {note}" if found.note else note)


def _fieller(m1: Moments, m0: Moments, effect: Inference, critical: float | None) -> Inference:
    se1, se0, df = m1.se or 0.0, m0.se or 0.0, welch_df(m1, m0)
    welch = t_critical(effect.level, df) if df is not None else math.inf
    limits = fieller_limits(m1.mean, se1, m0.mean, se0, welch if critical is None else critical)
    if limits is None:
        note = "the control mean is not clear of 0, so a relative effect has no finite interval"
        return _unidentified("fieller", effect.level, note)
    size, ratio = abs(m0.mean), m1.mean / m0.mean
    return Inference(
        value=(m1.mean - m0.mean) / size,
        se=math.hypot(se1, ratio * se0) / size,
        low=limits[0],
        high=limits[1],
        level=effect.level,
        method="fieller",
        p_value=effect.p_value if critical is None else None,
        dual=True if critical is None else None,
    )


def _delta_log(m1: Moments, m0: Moments, level: float) -> Inference:
    se1, se0 = m1.se or 0.0, m0.se or 0.0
    clear = abs(m1.mean) > CLEAR_OF_ZERO * se1 and abs(m0.mean) > CLEAR_OF_ZERO * se0
    if not clear or m1.mean * m0.mean <= 0.0:
        note = "the log of the ratio needs both means on one side of 0 and 10 standard errors away"
        return _unidentified("delta_log", level, note)
    ratio, sign = m1.mean / m0.mean, math.copysign(1.0, m0.mean)
    se = math.hypot(se1 / m1.mean, se0 / m0.mean)
    half = normal_critical(level) * se
    ends = sorted(sign * (ratio * math.exp(end) - 1.0) for end in (-half, half))
    return Inference(
        value=sign * (ratio - 1.0),
        se=ratio * se,
        low=ends[0],
        high=ends[1],
        level=level,
        method="delta_log",
        p_value=normal_p(math.log(ratio) / se),
        dual=True,
    )


def _unidentified(method: str, level: float, note: str) -> Inference:
    return Inference(level=level, method=method, status="not_identifiable", note=note)


def lift_of_proportions(k1: int, n1: int, k0: int, n0: int, *, level: float = 0.95) -> Inference:
    """The lift of a share, p1 / p0 − 1, with the score interval of the ratio.

    At ratio 1 its statistic is that of the score test of the difference, so lift and effect always
    agree on whether the arms differ; Fieller's normal limits do not near zero events.

    Args:
        k1: Units with the event in the treatment arm.
        n1: Units in the treatment arm.
        k0: Units with the event in the control arm.
        n0: Units in the control arm.
        level: Confidence level, between 0 and 1.

    Returns:
        The lift as a share with the p-value of the difference; null with `no_data` when an arm is
        empty and with `not_identifiable` when the control has no event.

    Raises:
        ArgumentError: When a count or the level is not allowed.

    Reference:
        Koopman 1984, Confidence intervals for the ratio of two binomial proportions; Miettinen &
        Nurminen 1985, Comparative analysis of two rates.

    Example:
        >>> found = lift_of_proportions(267, 21307, 122, 21306)
        >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
        (1.188, 0.769, 1.708)
    """
    k1, n1 = checks.events(k1, n1, arm="1")
    k0, n0 = checks.events(k0, n0, arm="0")
    z = normal_critical(level)
    if not (n1 and n0):
        return Inference(level=level, method="score", status="no_data", note="no units in an arm")
    if k0 == 0:
        return _unidentified("score", level, "no event in control, so nothing to relate it to")
    rates = TwoRates(k1, n1, k0, n0)
    low, high = rates.ratio_limits(z)
    ratio = k1 * n0 / (n1 * k0)
    variance = k1 * (n1 - k1) / n1**3 + ratio**2 * k0 * (n0 - k0) / n0**3
    return Inference(
        value=ratio - 1.0,
        se=math.sqrt(variance) / (k0 / n0),
        low=min(float(low), ratio) - 1.0,
        high=max(float(high), ratio) - 1.0,
        level=level,
        method="score",
        p_value=normal_p(float(rates.pooled_z())),
        dual=True,
    )
