"""Tests against a margin: whether an effect is shown to lie between bounds.

One one-sided test per bound, at (1 − level)/2 each: it is shown exactly when the two-sided interval
lies inside the bounds. Between two tests nothing is divided, because both must reject.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.bounds import Bounds
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import special
from stagelift.statistics.proportions import difference_of_proportions, risk_ratio
from stagelift.statistics.quantiles import normal_critical
from stagelift.statistics.score import TwoRates
from stagelift.statistics.sides import upper_tail

if TYPE_CHECKING:
    from collections.abc import Callable

ADJUSTED = ("adjusted_wald", "agresti_caffo")  # symmetric about a centre that is not the estimate
SAME = 1e-9  # of the half-width: what rounding may leave between a centre and the estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginTest:
    """Whether an effect is shown to lie between its bounds.

    Args:
        bounds: The bounds.
        effect: The effect with its two-sided interval; either end is a limit at `alpha`.
        alpha: The one-sided level of each test, (1 − level)/2.
        p_value: The larger p-value of the one-sided tests at the bounds; None when undefined.
        holds: Whether the interval lies inside the bounds; None when the effect must not be read.
        note: Why there is no answer, or no p-value; empty otherwise.

    Example:
        >>> from stagelift.statistics.bounds import equivalence
        >>> effect = Inference(value=0.0, se=0.01, low=-0.0196, high=0.0196, method="z")
        >>> margin_test(effect, equivalence(0.05)).holds
        True
    """

    bounds: Bounds
    effect: Inference
    alpha: float
    p_value: float | None
    holds: bool | None
    note: str = ""


def margin_test(effect: Inference, bounds: Bounds, *, df: float | None = None) -> MarginTest:
    """The test whether an effect with an interval of centre ± critical value × error is in bounds.

    Differences of means and of ratios, net promoter scores, adjusted effects and restricted mean
    times are such effects; `margin_test_of_proportions` is for shares.

    Args:
        effect: The effect with its two-sided interval.
        bounds: The bounds.
        df: Degrees of freedom of the statistic value / se, infinite for the normal. Default: those
            that the width of the interval implies.

    Returns:
        The test. Where the interval is not symmetric (a lift by Fieller) only the decision, with a
        note; where the effect has a status other than `ok`, neither.

    Raises:
        ArgumentError: When df is not > 0, or the effect has a one-sided interval.

    Reference:
        Schuirmann 1987, A comparison of the two one-sided tests procedure and the power approach
        for assessing the equivalence of average bioavailability; Wellek 2010, Testing statistical
        hypotheses of equivalence and noninferiority.

    Example:
        >>> from stagelift.statistics.bounds import non_inferiority
        >>> from stagelift.statistics.means import t_inference
        >>> effect = t_inference(-0.2, 0.5, 40, level=0.95, method="welch")
        >>> found = margin_test(effect, non_inferiority(1.5))
        >>> found.holds, round(found.p_value, 4)
        (True, 0.0065)
    """
    if df is not None and df != math.inf:
        checks.between("df", df, 0, math.inf)
    unread = _unread(effect, bounds)
    if unread:
        return unread
    low, high = _ends(effect)
    centre, half = (low + high) / 2.0, (high - low) / 2.0
    symmetric = effect.value is not None and abs(centre - effect.value) <= SAME * half
    if half == 0.0 or not (symmetric or effect.method in ADJUSTED):
        note = "the interval is not symmetric, so there is a decision without a p-value"
        return _decided(effect, bounds, None, note)
    z = normal_critical(effect.level)
    critical = half / effect.se if symmetric and effect.se else z
    if df is None:
        normal = critical <= z * (1.0 + SAME)
        df = math.inf if normal else float(special.stdtridf((1.0 + effect.level) / 2.0, critical))
    se = half / critical
    return _decided(
        effect, bounds, ((centre - bounds.low) / se, (centre - bounds.high) / se), "", df
    )


def margin_test_of_proportions(
    k1: int, n1: int, k0: int, n0: int, bounds: Bounds, *, level: float = 0.95
) -> MarginTest:
    """The test whether the difference of two shares is in bounds, by the score method.

    The variance at each bound is restricted to that bound (Farrington & Manning, with Miettinen and
    Nurminen's N/(N − 1)), so that p-value and score interval always agree.

    Args:
        k1: Units with the event in the treatment arm.
        n1: Units in the treatment arm.
        k0: Units with the event in the control arm.
        n0: Units in the control arm.
        bounds: The bounds; finite ones lie between −1 and 1.
        level: Confidence level of the two-sided interval, between 0 and 1.

    Returns:
        The test; without answer when an arm is empty.

    Raises:
        ArgumentError: When a count, a bound or the level is not allowed.

    Reference:
        Farrington & Manning 1990, Test statistics and sample size formulae for comparative
        binomial trials with null hypothesis of non-zero risk difference or non-unity relative risk;
        Miettinen & Nurminen 1985, Comparative analysis of two rates.

    Example:
        >>> from stagelift.statistics.bounds import non_inferiority
        >>> found = margin_test_of_proportions(83, 100, 69, 76, non_inferiority(0.2))
        >>> found.holds, round(found.p_value, 4)
        (True, 0.0089)
    """
    _check_between(bounds, -1.0, 1.0)
    effect = difference_of_proportions(k1, n1, k0, n0, level=level, method="score")
    return _by_score(effect, bounds, lambda bound: TwoRates(k1, n1, k0, n0).difference_z(bound))


def margin_test_of_risk_ratio(
    k1: int, n1: int, k0: int, n0: int, bounds: Bounds, *, level: float = 0.95
) -> MarginTest:
    """The test whether the ratio of two shares is in bounds, by the score method.

    Args:
        k1: Units with the event in the treatment arm.
        n1: Units in the treatment arm.
        k0: Units with the event in the control arm.
        n0: Units in the control arm.
        bounds: The bounds of p1 / p0, such as 0.8 and 1.25; finite ones are > 0. Those of a lift
            are one less.
        level: Confidence level of the two-sided interval, between 0 and 1.

    Returns:
        The test; without answer when an arm is empty or control has no event.

    Raises:
        ArgumentError: When a count, a bound or the level is not allowed.

    Reference:
        Farrington & Manning 1990 (relative risk); Miettinen & Nurminen 1985; Koopman 1984.

    Example:
        >>> equal = Bounds(kind="equivalence", low=0.8, high=1.25)
        >>> found = margin_test_of_risk_ratio(500, 1000, 490, 1000, equal)
        >>> found.holds, round(found.p_value, 6)
        (True, 4e-06)
    """
    _check_between(bounds, 0.0, math.inf)
    effect = risk_ratio(k1, n1, k0, n0, level=level)
    return _by_score(effect, bounds, lambda bound: TwoRates(k1, n1, k0, n0).ratio_z(bound))


def _check_between(bounds: Bounds, low: float, high: float) -> None:
    """Refuses finite bounds that do not lie between two numbers."""
    for name, bound in (("low", bounds.low), ("high", bounds.high)):
        if math.isfinite(bound):
            checks.between(f"bounds.{name}", bound, low, high)


def _by_score(effect: Inference, bounds: Bounds, statistic: Callable[[float], float]) -> MarginTest:
    """The test of an effect whose score statistic is known at every finite bound."""
    unread = _unread(effect, bounds)
    if unread:
        return unread
    low, high = (
        statistic(bound) if math.isfinite(bound) else -math.copysign(math.inf, bound)
        for bound in (bounds.low, bounds.high)
    )
    return _decided(effect, bounds, (low, high))


def _ends(effect: Inference) -> tuple[float, float]:
    low, high = effect.low, effect.high
    if low is None or high is None:  # `_unread` has answered for these
        return math.nan, math.nan
    return low, high


def _unread(effect: Inference, bounds: Bounds) -> MarginTest | None:
    """The test without an answer, when the effect has no interval that may be read."""
    alpha = (1.0 - effect.level) / 2.0
    if effect.status != "ok" or effect.low is None or effect.high is None:
        note = effect.note or f"the effect must not be read yet ({effect.status})"
        return MarginTest(
            bounds=bounds, effect=effect, alpha=alpha, p_value=None, holds=None, note=note
        )
    for name, end in (("effect.low", effect.low), ("effect.high", effect.high)):
        if math.isinf(end):
            raise checks.refused(name, end, "a test against a margin needs a two-sided interval")
    return None


def _decided(
    effect: Inference,
    bounds: Bounds,
    statistics: tuple[float, float] | None,
    note: str = "",
    df: float = math.inf,
) -> MarginTest:
    """Whether the interval is inside, and the larger p of both ends."""
    low, high = _ends(effect)
    p_value = None
    if statistics is not None:
        p_value = max(upper_tail(statistics[0], df), upper_tail(-statistics[1], df))
    return MarginTest(
        bounds=bounds,
        effect=effect,
        alpha=(1.0 - effect.level) / 2.0,
        p_value=p_value,
        holds=bounds.low < low and high < bounds.high,
        note=note,
    )
