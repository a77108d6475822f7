"""Proportional odds of better answers between two arms, by maximum likelihood from counts."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import Floats, np, special
from stagelift.statistics.ordinal.fit import fitted, saturated
from stagelift.statistics.ordinal.tables import empty_arm, two_arms
from stagelift.statistics.quantiles import normal_critical, normal_p
from stagelift.statistics.roots import root_between

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stagelift.statistics.inference import Status

OddsMethod = Literal["likelihood_ratio", "wald"]
FAR = 20.0  # log-odds ratio, e^20 to 1, from where the limit of an infinite ratio is sought
SMALL = 5.0  # expected answers in a cell below which the χ² distribution is a rough guide only


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportionality:
    """Whether one odds ratio describes all cuts of the scale.

    Args:
        statistic: Twice the log-likelihood that one odds ratio per cut adds; None when undefined.
        df: Cuts of the scale minus one.
        p_value: The p-value of proportional odds; None with fewer than two cuts.
        status: `ok`; `low_n` when a cell expects fewer than 5 answers; `not_identifiable` with
            fewer than two cuts, or when the odds ratio is infinite.
        note: The reason in words.
    """

    statistic: float | None
    df: int
    p_value: float | None
    status: Status = "ok"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProportionalOdds:
    """What the model of proportional odds says of two arms.

    Args:
        log_odds_ratio: The log of the ratio of the odds of answering above any cut, treatment over
            control: above 0 when treatment answers better.
        odds_ratio: The same ratio itself.
        thresholds: Log-odds of control to answer at or below each cut between categories seen.
        proportionality: Whether one ratio describes all cuts.
    """

    log_odds_ratio: Inference
    odds_ratio: Inference
    thresholds: tuple[float, ...]
    proportionality: Proportionality


def proportional_odds(
    counts1: Sequence[int],
    counts0: Sequence[int],
    *,
    level: float = 0.95,
    method: OddsMethod = "likelihood_ratio",
) -> ProportionalOdds:
    """The odds ratio of better answers, one for all cuts of the scale, by ordered logit.

    The log-odds to answer at or below a cut are a threshold minus the log-odds ratio for treatment;
    categories that nobody chose are left out, which changes nothing. The model of two arms in which
    every cut has a ratio of its own fits perfectly, so its likelihood tests the proportionality.

    Args:
        counts1: Answers of treatment by category, worst first, at least two categories.
        counts0: Answers of control by the same categories.
        level: Confidence level, between 0 and 1.
        method: `likelihood_ratio` (interval by profile likelihood) or `wald` (estimate ± z · se).

    Returns:
        The log-odds ratio and the ratio with interval and p-value of one statistic (dual), the
        thresholds, and the test of proportionality. When no unit of one arm answers below one of
        the other, the ratio is infinite or 0: the value is null with status `not_identifiable`, and
        the likelihood still gives one limit and a p-value. `no_data` when an arm is empty,
        `degenerate` when all answers are the same.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        McCullagh 1980, Regression models for ordinal data; Burridge 1981, A note on maximum
        likelihood estimation for regression models using grouped data (concavity); Venzon &
        Moolgavkar 1988, A method for computing profile-likelihood-based confidence intervals.

    Example:
        >>> found = proportional_odds((2, 5, 8, 15), (6, 9, 8, 7))
        >>> ratio = found.odds_ratio
        >>> round(ratio.value, 3), round(ratio.low, 3), round(ratio.high, 3)
        (3.31, 1.289, 8.842)
        >>> round(ratio.p_value, 4), round(found.proportionality.p_value, 3)
        (0.0126, 0.997)
    """
    checks.between("level", level, 0, 1)
    checks.one_of("method", method, get_args(OddsMethod))
    treatment, control = two_arms(counts1, counts0)
    reason = empty_arm(treatment, control)
    if reason:
        return _nothing(level, method, "no_data", reason)
    seen = treatment + control > 0
    arms = np.stack([control[seen], treatment[seen]])
    if seen.sum() == 1:
        return _nothing(level, method, "degenerate", "all answers are the same")
    limit = _one_sided(arms)
    if limit:
        return _infinite(arms, limit, level, method)
    thresholds, beta, log_likelihood, se = fitted(arms)
    log_ratio = _inference(arms, beta, se, log_likelihood, level, method)
    return ProportionalOdds(
        log_odds_ratio=log_ratio,
        odds_ratio=_ratio(log_ratio),
        thresholds=tuple(thresholds.tolist()),
        proportionality=_proportionality(arms, thresholds, beta, log_likelihood),
    )


def _nothing(level: float, method: str, status: Status, note: str) -> ProportionalOdds:
    nothing = Inference(level=level, method=method, status=status, note=note)
    return ProportionalOdds(
        log_odds_ratio=nothing,
        odds_ratio=nothing,
        thresholds=(),
        proportionality=Proportionality(
            statistic=None, df=0, p_value=None, status=status, note=note
        ),
    )


def _one_sided(arms: Floats) -> int:
    """1 when no treated unit answers below a control unit, −1 the other way round, else 0."""
    control, treatment = (np.flatnonzero(arm) for arm in arms)
    if treatment[0] >= control[-1]:
        return 1
    return -1 if treatment[-1] <= control[0] else 0


def _inference(
    arms: Floats, beta: float, se: float, highest: float, level: float, method: str
) -> Inference:
    """The log-odds ratio with its interval."""
    z = normal_critical(level)
    if method == "wald":
        low, high, p = beta - z * se, beta + z * se, normal_p(beta / se)
    else:

        def lost(at: float) -> float:
            return 2.0 * (highest - fitted(arms, beta=at)[2])

        low, high = (_limit(lost, z * z, beta, side * z * se) for side in (-1.0, 1.0))
        p = float(special.chdtrc(1, max(0.0, lost(0.0))))
    return Inference(
        value=beta, se=se, low=low, high=high, level=level, method=method, p_value=p, dual=True
    )


def _limit(lost: Callable[[float], float], allowed: float, start: float, step: float) -> float:
    """Where the likelihood has lost what the level allows, going from `start` by steps."""
    inner, outer = start, start + step
    while lost(outer) < allowed:
        if abs(outer - start) > 2.0 * FAR:
            return math.copysign(math.inf, step)
        inner, outer = outer, outer + step
    return root_between(lambda x: lost(x) - allowed, inner, outer, xtol=1e-11, rtol=1e-12)


def _infinite(arms: Floats, side: int, level: float, method: str) -> ProportionalOdds:
    """One arm answers at least as well as the other in every pair: one limit is all there is."""
    worse, better = ("control", "treatment") if side > 0 else ("treatment", "control")
    note = f"no answer of {better} lies below one of {worse}: the ratio has no finite estimate"
    result = Inference(level=level, method=method, status="not_identifiable", note=note)
    if method == "likelihood_ratio":
        highest, z = saturated(arms), normal_critical(level)

        def lost(at: float) -> float:
            return 2.0 * (highest - fitted(arms, beta=at)[2])

        # from a ratio so far out that next to nothing is lost, inwards; among millions of answers
        # the limit may lie further out still, and the interval is given wider than it need be
        far = side * FAR
        end = far if lost(far) > z * z else _limit(lost, z * z, far, -side * 1.0)
        result = replace(
            result,
            low=end if side > 0 else -math.inf,
            high=end if side < 0 else math.inf,
            p_value=float(special.chdtrc(1, max(0.0, lost(0.0)))),
            dual=True,
        )
    return ProportionalOdds(
        log_odds_ratio=result,
        odds_ratio=_ratio(result),
        thresholds=(),
        proportionality=Proportionality(
            statistic=None, df=arms.shape[1] - 2, p_value=None, status=result.status, note=note
        ),
    )


def _ratio(log_ratio: Inference) -> Inference:
    """The same result on the scale of the ratio."""

    def power(x: float | None) -> float | None:
        return None if x is None else math.exp(x)

    value, se = power(log_ratio.value), log_ratio.se
    return replace(
        log_ratio,
        value=value,
        se=None if value is None or se is None else value * se,
        low=power(log_ratio.low),
        high=power(log_ratio.high),
    )


def _proportionality(
    arms: Floats, thresholds: Floats, beta: float, log_likelihood: float
) -> Proportionality:
    """The likelihood-ratio test against a ratio per cut."""
    df = arms.shape[1] - 2
    if df < 1:
        note = "two categories have one cut"
        return Proportionality(
            statistic=None, df=0, p_value=None, status="not_identifiable", note=note
        )
    statistic = max(0.0, 2.0 * (saturated(arms) - log_likelihood))
    below = special.expit(np.stack([thresholds, thresholds - beta]))
    ends = np.pad(below, ((0, 0), (1, 1)), constant_values=((0, 0), (0.0, 1.0)))
    smallest = float((np.diff(ends, axis=1) * arms.sum(axis=1, keepdims=True)).min())
    few = smallest < SMALL
    return Proportionality(
        statistic=statistic,
        df=df,
        p_value=float(special.chdtrc(df, statistic)),
        status="low_n" if few else "ok",
        note=f"a cell expects {smallest:.1f} answers; {SMALL:g} are needed" if few else "",
    )
