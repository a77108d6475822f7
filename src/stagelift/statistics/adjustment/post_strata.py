"""Post-stratification: arms compared within strata known before assignment, then weighed."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.adjustment.adjusted import AdjustedMeans, Fit, combined, effect_of
from stagelift.statistics.adjustment.covariates import CovariateMoments
from stagelift.statistics.adjustment.lin import joined
from stagelift.statistics.inference import Inference
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments

if TYPE_CHECKING:
    from collections.abc import Sequence

METHOD = "post_stratified"
LEAST = 2  # units of a stratum in each arm, for a spread; joining more would bring imbalance back
JOINED = "strata with fewer than two units in an arm were joined with the largest"
FEW = "a stratum with a share has fewer than two units in an arm; join it with another one"


def post_stratified_means(
    arm1: Sequence[Moments], arm0: Sequence[Moments], *, shares: Sequence[float] | None = None
) -> AdjustedMeans | None:
    """Both arms' means with the strata weighed alike.

    Args:
        arm1: Moments of the treatment arm by stratum.
        arm0: The same strata in the control arm.
        shares: Share of each stratum in the population the effect is for, summing to 1. Default:
            their shares of both arms together; strata with fewer than two units in an arm then join
            the largest, and the shares' own variation counts.

    Returns:
        Adjusted means; None when an arm has fewer than two units, or, under given shares, fewer
        than two in a stratum that has a share.

    Raises:
        ArgumentError: When the arms do not have the same number of strata, or none, or the shares
            are not one per stratum, are negative, or do not sum to 1.

    Reference:
        Miratrix, Sekhon & Yu 2013, Adjusting treatment effect estimates by post-stratification in
        randomized experiments; Holt & Smith 1979, Post stratification (given shares).

    Example:
        >>> sent = Moments(40, 3.0, 80.0, 0.0), Moments(60, 9.0, 240.0, 0.0)
        >>> none = Moments(50, 2.0, 100.0, 0.0), Moments(50, 7.0, 200.0, 0.0)
        >>> found = post_stratified_means(sent, none)
        >>> round(found.mean1 - found.mean0, 2), round(found.variance_ratio, 2)
        (1.55, 0.31)
    """
    _check(arm1, arm0, shares)
    one, zero = reduce(add, arm1), reduce(add, arm0)
    if min(one.n, zero.n) < 2:
        return None
    means = _weighed(arm1, arm0) if shares is None else _given(arm1, arm0, shares)
    raw = difference_of_means(one, zero).se
    if means is None or not raw:
        return means
    return replace(means, variance_ratio=(means.se / raw) ** 2)


def post_stratified_effect(
    arm1: Sequence[Moments],
    arm0: Sequence[Moments],
    *,
    shares: Sequence[float] | None = None,
    level: float = 0.95,
) -> Inference:
    """The difference of means within strata, weighed by the strata's shares.

    Args:
        arm1: Moments of the treatment arm by stratum.
        arm0: The same strata in the control arm.
        shares: As in `post_stratified_means`.
        level: Confidence level, between 0 and 1.

    Returns:
        The effect in the value's unit with interval and p-value of one t statistic (dual); null
        with `low_n` when a given share meets an empty stratum; without enough units, as
        `difference_of_means`.

    Raises:
        ArgumentError: When the strata, the shares or the level are not allowed.

    Reference:
        Miratrix, Sekhon & Yu 2013.

    Example:
        >>> sent = Moments(40, 3.0, 80.0, 0.0), Moments(60, 9.0, 240.0, 0.0)
        >>> none = Moments(50, 2.0, 100.0, 0.0), Moments(50, 7.0, 200.0, 0.0)
        >>> found = post_stratified_effect(sent, none, shares=(0.5, 0.5))
        >>> found.value, round(found.low, 3), round(found.high, 3)
        (1.5, 1.015, 1.985)
    """
    checks.between("level", level, 0, 1)
    means = post_stratified_means(arm1, arm0, shares=shares)
    if means is not None:
        return effect_of(means, level=level, method=METHOD)
    one, zero = reduce(add, arm1), reduce(add, arm0)
    if min(one.n, zero.n) < 2:
        return difference_of_means(one, zero, level=level)
    return Inference(level=level, method=METHOD, status="low_n", note=FEW)


def _weighed(arm1: Sequence[Moments], arm0: Sequence[Moments]) -> AdjustedMeans:
    """Strata weighed by their shares of all units, small ones joined."""
    cells = [
        (_bare(one), _bare(zero)) for one, zero in zip(arm1, arm0, strict=True) if one.n + zero.n
    ]
    kept = joined(cells, LEAST)
    fits = [_fit(one.n + zero.n, _moments(one), _moments(zero)) for one, zero in kept]
    return replace(combined(fits), note=JOINED if len(kept) < len(cells) else "")


def _given(
    arm1: Sequence[Moments], arm0: Sequence[Moments], shares: Sequence[float]
) -> AdjustedMeans | None:
    """Strata weighed by shares known from elsewhere: nothing is drawn but the units within."""
    used = [(s, one, zero) for s, one, zero in zip(shares, arm1, arm0, strict=True) if s > 0.0]
    if any(min(one.n, zero.n) < LEAST for _, one, zero in used):
        return None
    mean1, mean0, own = 0.0, 0.0, [0.0, 0.0]
    parts = []
    for share, *cells in used:
        mean1, mean0 = mean1 + share * cells[0].mean, mean0 + share * cells[1].mean
        for a, cell in enumerate(cells):
            part = share * share * cell.m2 / (cell.n - 1) / cell.n
            own[a] += part
            parts.append((part, cell.n - 1))
    variance = own[0] + own[1]
    df = 1.0 / sum((v / variance) ** 2 / d for v, d in parts) if variance > 0.0 else None
    return AdjustedMeans(
        mean1=mean1,
        mean0=mean0,
        variance1=own[0],
        variance0=own[1],
        covariance=0.0,
        se=math.sqrt(variance),
        df=df,
        variance_ratio=None,
    )


def _fit(n: int, one: Moments, zero: Moments) -> Fit:
    variances = one.m2 / (one.n - 1) / one.n, zero.m2 / (zero.n - 1) / zero.n
    dfs = float(one.n - 1), float(zero.n - 1)
    return Fit(n, (one.mean, zero.mean), ((), ()), variances, dfs, ())


def _bare(m: Moments) -> CovariateMoments:
    return CovariateMoments(m.n, ("value",), (m.mean,), ((m.m2,),))


def _moments(cell: CovariateMoments) -> Moments:
    return Moments(cell.n, cell.means[0], cell.products[0][0], 0.0)


def _check(
    arm1: Sequence[Moments], arm0: Sequence[Moments], shares: Sequence[float] | None
) -> None:
    if len(arm1) != len(arm0) or not arm1:
        allowed = f"it must have the strata of arm0 ({len(arm0)}), at least one"
        raise checks.refused("arm1", tuple(arm1), allowed)
    if shares is None:
        return
    if len(shares) != len(arm1):
        raise checks.refused("shares", tuple(shares), f"there must be one per stratum, {len(arm1)}")
    for i, share in enumerate(shares):
        if checks.finite(f"shares[{i}]", share) < 0.0:
            raise checks.refused(f"shares[{i}]", share, "it must be ≥ 0")
    if not math.isclose(sum(shares), 1.0, abs_tol=1e-9):
        raise checks.refused("shares", tuple(shares), f"they sum to {sum(shares):g}, not to 1")
