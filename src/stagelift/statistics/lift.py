"""Lift: the effect relative to the size of the control, with intervals that agree with the test.

Lift is (treatment − control) / |control|. With a negative control mean the sign stays that of the
effect: from −10 to −5 is a lift of +50 %, an improvement when higher is better.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.fieller import fieller_set
from stagelift.statistics.inference import Better, Inference
from stagelift.statistics.means import difference_of_means, welch_df
from stagelift.statistics.proportions.lifts import NO_CONTROL_EVENT, lift_p, lift_parts
from stagelift.statistics.quantiles import normal_critical, normal_p
from stagelift.statistics.sides import Alternative, critical_value

if TYPE_CHECKING:
    from stagelift.statistics.moments import Moments

LiftMethod = Literal["fieller", "delta_log", "delta"]
CLEAR_OF_ZERO = 10.0  # standard errors a mean must be away from 0 for its log to be near normal


@dataclass(frozen=True, slots=True)
class TwoMeans:
    """Two means with their errors: all that a relative effect needs, adjusted or not.

    Args:
        mean1: Mean of the treatment arm.
        se1: Its standard error.
        mean0: Mean of the control arm.
        se0: Its standard error.
        df: Degrees of freedom of the difference; infinite is the normal distribution.
        covariance: Covariance of both means; 0 for independent arms.

    Example:
        >>> round(TwoMeans(12.0, 0.3, 10.0, 0.4, math.inf).relative_se, 4)
        0.0566
    """

    mean1: float
    se1: float
    mean0: float
    se0: float
    df: float
    covariance: float = 0.0

    @property
    def relative_se(self) -> float:
        """The delta-method standard error of (mean1 − mean0) / |mean0|."""
        ratio, size = self.mean1 / self.mean0, abs(self.mean0)
        if not self.covariance:
            return math.hypot(self.se1, ratio * self.se0) / size
        own = self.se1**2 - 2.0 * ratio * self.covariance + (ratio * self.se0) ** 2
        return math.sqrt(max(own, 0.0)) / size


def relative(
    means: TwoMeans,
    effect: Inference,
    *,
    method: LiftMethod = "fieller",
    critical: float | None = None,
    alternative: Alternative = "two_sided",
) -> Inference:
    """The relative form of an effect whose two means are known with their errors.

    Args:
        means: Both means with standard errors and covariance.
        effect: The absolute effect with its p-value and level; its status decides.
        method: As in `lift`.
        critical: For `fieller`, the critical value in place of t's; then no p-value is given.
        alternative: `two_sided`, or for `fieller` and `delta` one of `greater` and `less`; then
            `effect` must be of the same form.

    Returns:
        As `lift`, without words about a negative control.

    Raises:
        ArgumentError: When the method or the alternative is another word, or `critical` is not > 0.

    Example:
        >>> gap = Inference(value=2.0, se=0.5, low=1.0, high=3.0, method="z", p_value=6e-5)
        >>> found = relative(TwoMeans(12.0, 0.3, 10.0, 0.4, math.inf), gap)
        >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
        (0.2, 0.096, 0.319)
    """
    checks.one_of("method", method, get_args(LiftMethod))
    checks.one_of("alternative", alternative, get_args(Alternative))
    blank = Inference(level=effect.level, method=method, status=effect.status, note=effect.note)
    if effect.status != "ok":
        return blank
    if method == "delta_log":
        return _delta_log(means, blank)
    width = critical_value(effect.level, means.df, alternative) if critical is None else critical
    found = fieller_set(means.mean1, means.se1, means.mean0, means.se0, width, means.covariance)
    if found.kind != "interval" or found.low is None or found.high is None:
        return replace(blank, status="not_identifiable", note=found.words)
    value, se = (means.mean1 - means.mean0) / abs(means.mean0), means.relative_se
    low, high = found.low, found.high
    if method == "delta":
        low, high = value - width * se, value + width * se
    return replace(
        blank,
        value=value,
        se=se,
        low=-math.inf if alternative == "less" else low,
        high=math.inf if alternative == "greater" else high,
        p_value=effect.p_value if critical is None else None,
        dual=method == "fieller" if critical is None else None,
    )


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
        method: `fieller` (excludes 0 exactly when Welch's test rejects, and carries its p-value),
            `delta_log` (normal on the log of the ratio; needs both means 10 se away from 0) or
            `delta` (symmetric, with the p-value of the difference but not dual to it: it covers
            less than it says where the control mean is known poorly).
        better: Direction of the metric, `up` or `down`; it only words the note of a negative
            control mean.
        critical: For `fieller`, the half-width in standard errors of the absolute interval the
            lift must agree with (an asymptotic sequence, for instance); then no p-value is given.
            Default: Welch's t.

    Returns:
        The lift as a share (0.1 is +10 %); null with status `not_identifiable` when the control
        mean cannot be told from 0, and the note then says which lifts the data allow: all but a
        gap, or any; otherwise as the difference of means when that is undefined.

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
    found = relative(_of(m1, m0), effect, method=method, critical=critical)
    return noted(found, m0.mean, better)


def one_sided_lift(
    m1: Moments,
    m0: Moments,
    alternative: Alternative,
    *,
    level: float = 0.95,
    method: LiftMethod = "fieller",
    better: Better = "up",
) -> Inference:
    """The lift of a mean with one finite limit, for a question with one side.

    Args:
        m1: Moments of the treatment arm.
        m0: Moments of the control arm.
        alternative: `greater` (is the treatment mean above the control's?) or `less`.
        level: Confidence level of the limit, above .5 and below 1.
        method: `fieller`, whose limit excludes 0 exactly when Welch's one-sided test rejects, or
            `delta`.
        better: Direction of the metric, `up` or `down`; as in `lift`.

    Returns:
        As `lift`, with the one-sided p-value of the difference and one infinite end.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Fieller 1954, Some problems in interval estimation.

    Example:
        >>> from stagelift.statistics.moments import Moments
        >>> none, sent = Moments(400, 10.0, 1600.0, 0.0), Moments(400, 11.0, 1600.0, 0.0)
        >>> found = one_sided_lift(sent, none, "greater")
        >>> round(found.value, 3), round(found.low, 4), found.high
        (0.1, 0.0758, inf)
    """
    checks.one_of("alternative", alternative, ("greater", "less"))
    checks.one_of("method", method, ("fieller", "delta"))
    checks.one_of("better", better, get_args(Better))
    checks.between("level", level, 0.5, 1)
    effect = difference_of_means(m1, m0, level=level, alternative=alternative)
    found = relative(_of(m1, m0), effect, method=method, alternative=alternative)
    return noted(found, m0.mean, better)


def _of(m1: Moments, m0: Moments) -> TwoMeans:
    df = welch_df(m1, m0)
    return TwoMeans(m1.mean, m1.se or 0.0, m0.mean, m0.se or 0.0, math.inf if df is None else df)


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


def _delta_log(means: TwoMeans, blank: Inference) -> Inference:
    mean1, se1, mean0, se0 = means.mean1, means.se1, means.mean0, means.se0
    clear = abs(mean1) > CLEAR_OF_ZERO * se1 and abs(mean0) > CLEAR_OF_ZERO * se0
    if not clear or mean1 * mean0 <= 0.0:
        note = "the log of the ratio needs both means on one side of 0 and 10 standard errors away"
        return replace(blank, status="not_identifiable", note=note)
    ratio, sign = mean1 / mean0, math.copysign(1.0, mean0)
    se = means.relative_se / ratio
    half = normal_critical(blank.level) * se
    ends = sorted(sign * (ratio * math.exp(end) - 1.0) for end in (-half, half))
    return replace(
        blank,
        value=sign * (ratio - 1.0),
        se=ratio * se,
        low=ends[0],
        high=ends[1],
        p_value=normal_p(math.log(ratio) / se),
        dual=True,
    )


def _unidentified(method: str, level: float, note: str) -> Inference:
    return Inference(level=level, method=method, status="not_identifiable", note=note)


def lift_of_proportions(k1: int, n1: int, k0: int, n0: int, *, level: float = 0.95) -> Inference:
    """The lift of a share, p1 / p0 − 1, with the score interval of the ratio.

    At ratio 1 its statistic is that of the score test of the difference, so the intervals of lift
    and effect always agree on whether the arms differ; Fieller's normal limits do not where events
    are few.

    Args:
        k1: Units with the event in the treatment arm.
        n1: Units in the treatment arm.
        k0: Units with the event in the control arm.
        n0: Units in the control arm.
        level: Confidence level, between 0 and 1.

    Returns:
        The lift as a share with the p-value of the difference, exact in small tables and dual
        elsewhere; null with `no_data` when an arm is empty and with `not_identifiable` when the
        control has no event.

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
        return _unidentified("score", level, NO_CONTROL_EVENT)
    value, se, (low, high), z0 = lift_parts(float(k1), float(n1), float(k0), float(n0), z)
    p_value, dual = lift_p(k1, n1, k0, n0, statistic=z0)
    return Inference(
        value=value,
        se=se,
        low=low,
        high=high,
        level=level,
        method="score",
        p_value=p_value,
        dual=dual,
    )
