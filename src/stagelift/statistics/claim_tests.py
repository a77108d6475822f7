"""Tests of claims: whether an effect is shown to lie between the bounds of a claim.

One one-sided test per bound, at (1 − level)/2 each: a claim holds exactly when the two-sided
interval lies inside the bounds. Between two tests nothing is divided, because both must reject.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from stagelift.statistics import checks
from stagelift.statistics.claims import Claim
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import special
from stagelift.statistics.proportions import difference_of_proportions, risk_ratio
from stagelift.statistics.quantiles import normal_critical
from stagelift.statistics.score import TwoRates
from stagelift.statistics.sides import upper_tail

ADJUSTED = ("adjusted_wald", "agresti_caffo")  # symmetric about a centre that is not the estimate
SAME = 1e-9  # of the half-width: what rounding may leave between a centre and the estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTest:
    """Whether a claim holds.

    Args:
        claim: The claim.
        effect: The effect with its two-sided interval; either end is a limit at `alpha`.
        alpha: The one-sided level of each test, (1 − level)/2.
        p_value: The larger p-value of the one-sided tests at the bounds; None when undefined.
        holds: Whether the interval lies inside the bounds; None when the effect must not be read.
        note: Why there is no answer, or no p-value; empty otherwise.

    Example:
        >>> from stagelift.statistics.claims import equivalence
        >>> effect = Inference(value=0.0, se=0.01, low=-0.0196, high=0.0196, method="z")
        >>> claim_test(effect, equivalence(0.05)).holds
        True
    """

    claim: Claim
    effect: Inference
    alpha: float
    p_value: float | None
    holds: bool | None
    note: str = ""


def claim_test(effect: Inference, claim: Claim, *, df: float | None = None) -> ClaimTest:
    """The test of a claim about any effect whose interval is centre ± critical value × error.

    Differences of means and of ratios, net promoter scores, adjusted effects and restricted mean
    times are such effects; `claim_test_of_proportions` is for shares.

    Args:
        effect: The effect with its two-sided interval.
        claim: The claim.
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
        >>> from stagelift.statistics.claims import non_inferiority
        >>> from stagelift.statistics.means import t_inference
        >>> effect = t_inference(-0.2, 0.5, 40, level=0.95, method="welch")
        >>> found = claim_test(effect, non_inferiority(1.5))
        >>> found.holds, round(found.p_value, 4)
        (True, 0.0065)
    """
    if df is not None and df != math.inf:
        checks.between("df", df, 0, math.inf)
    unread = _unread(effect, claim)
    if unread:
        return unread
    low, high = _ends(effect)
    centre, half = (low + high) / 2.0, (high - low) / 2.0
    symmetric = effect.value is not None and abs(centre - effect.value) <= SAME * half
    if half == 0.0 or not (symmetric or effect.method in ADJUSTED):
        note = "the interval is not symmetric, so there is a decision without a p-value"
        return _decided(effect, claim, None, note)
    z = normal_critical(effect.level)
    critical = half / effect.se if symmetric and effect.se else z
    if df is None:
        normal = critical <= z * (1.0 + SAME)
        df = math.inf if normal else float(special.stdtridf((1.0 + effect.level) / 2.0, critical))
    se = half / critical
    return _decided(effect, claim, ((centre - claim.low) / se, (centre - claim.high) / se), "", df)


def claim_test_of_proportions(
    k1: int, n1: int, k0: int, n0: int, claim: Claim, *, level: float = 0.95
) -> ClaimTest:
    """The test of a claim about the difference of two shares, by the score method.

    The variance at each bound is restricted to that bound (Farrington & Manning, with Miettinen and
    Nurminen's N/(N − 1)), so that p-value and score interval always agree.

    Args:
        k1: Units with the event in the treatment arm.
        n1: Units in the treatment arm.
        k0: Units with the event in the control arm.
        n0: Units in the control arm.
        claim: The claim; finite bounds lie between −1 and 1.
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
        >>> from stagelift.statistics.claims import non_inferiority
        >>> found = claim_test_of_proportions(83, 100, 69, 76, non_inferiority(0.2))
        >>> found.holds, round(found.p_value, 4)
        (True, 0.0089)
    """
    for name, bound in (("low", claim.low), ("high", claim.high)):
        if math.isfinite(bound):
            checks.between(f"claim.{name}", bound, -1, 1)
    effect = difference_of_proportions(k1, n1, k0, n0, level=level, method="score")
    unread = _unread(effect, claim)
    if unread:
        return unread
    rates = TwoRates(k1, n1, k0, n0)
    low, high = (
        rates.difference_z(bound) if math.isfinite(bound) else -math.copysign(math.inf, bound)
        for bound in (claim.low, claim.high)
    )
    return _decided(effect, claim, (low, high))


def claim_test_of_risk_ratio(
    k1: int, n1: int, k0: int, n0: int, claim: Claim, *, level: float = 0.95
) -> ClaimTest:
    """The test of a claim about the ratio of two shares, by the score method.

    Args:
        k1: Units with the event in the treatment arm.
        n1: Units in the treatment arm.
        k0: Units with the event in the control arm.
        n0: Units in the control arm.
        claim: The claim about p1 / p0, such as bounds of 0.8 and 1.25; finite bounds are > 0. A
            margin of a lift is one less.
        level: Confidence level of the two-sided interval, between 0 and 1.

    Returns:
        The test; without answer when an arm is empty or control has no event.

    Raises:
        ArgumentError: When a count, a bound or the level is not allowed.

    Reference:
        Farrington & Manning 1990 (relative risk); Miettinen & Nurminen 1985; Koopman 1984.

    Example:
        >>> equal = Claim(kind="equivalence", low=0.8, high=1.25)
        >>> found = claim_test_of_risk_ratio(500, 1000, 490, 1000, equal)
        >>> found.holds, round(found.p_value, 6)
        (True, 4e-06)
    """
    for name, bound in (("low", claim.low), ("high", claim.high)):
        if math.isfinite(bound):
            checks.between(f"claim.{name}", bound, 0, math.inf)
    effect = risk_ratio(k1, n1, k0, n0, level=level)
    unread = _unread(effect, claim)
    if unread:
        return unread
    rates = TwoRates(k1, n1, k0, n0)
    low, high = (
        rates.ratio_z(bound) if math.isfinite(bound) else -math.copysign(math.inf, bound)
        for bound in (claim.low, claim.high)
    )
    return _decided(effect, claim, (low, high))


def _ends(effect: Inference) -> tuple[float, float]:
    low, high = effect.low, effect.high
    if low is None or high is None:  # `_unread` has answered for these
        return math.nan, math.nan
    return low, high


def _unread(effect: Inference, claim: Claim) -> ClaimTest | None:
    """The test without an answer, when the effect has no interval that may be read."""
    alpha = (1.0 - effect.level) / 2.0
    if effect.status != "ok" or effect.low is None or effect.high is None:
        note = effect.note or f"the effect must not be read yet ({effect.status})"
        return ClaimTest(
            claim=claim, effect=effect, alpha=alpha, p_value=None, holds=None, note=note
        )
    for name, end in (("effect.low", effect.low), ("effect.high", effect.high)):
        if math.isinf(end):
            raise checks.refused(name, end, "a claim needs a two-sided interval")
    return None


def _decided(
    effect: Inference,
    claim: Claim,
    statistics: tuple[float, float] | None,
    note: str = "",
    df: float = math.inf,
) -> ClaimTest:
    """Whether the interval is inside, and the larger p of both ends."""
    low, high = _ends(effect)
    p_value = None
    if statistics is not None:
        p_value = max(upper_tail(statistics[0], df), upper_tail(-statistics[1], df))
    return ClaimTest(
        claim=claim,
        effect=effect,
        alpha=(1.0 - effect.level) / 2.0,
        p_value=p_value,
        holds=claim.low < low and high < claim.high,
        note=note,
    )
