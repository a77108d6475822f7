"""Pre-period adjustment: effects with what a covariate from before assignment explains taken out.

An arm is a sequence of strata, the same in both arms, each with the moments of value and covariate;
usually two: units with a pre-period, and units that did not exist then (`of_values`, the indicator
of a missing covariate). Both arms have slopes of their own in every stratum, and strata are weighed
by their share of both arms together. With one stratum this is CUPED with the slope
(n₀·slope₁ + n₁·slope₀) / N. The covariate's window must end at each unit's own assignment.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, get_args

from stagelift.statistics import checks
from stagelift.statistics.adjustment.adjusted import (
    ROUNDING,
    AdjustedMeans,
    Fit,
    combined,
    effect_of,
    lift_of,
)
from stagelift.statistics.inference import Better, Inference
from stagelift.statistics.lift import noted
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments
from stagelift.statistics.pairs import PairMoments

if TYPE_CHECKING:
    from collections.abc import Sequence

SMALLEST_STRATUM = 10  # units in each arm; a smaller stratum is joined with the largest one
CONSTANT = "the covariate does not vary, so it adjusts nothing"
JOINED = f"strata with fewer than {SMALLEST_STRATUM} units in an arm were joined with the largest"


def adjusted_means(
    arm1: Sequence[PairMoments], arm0: Sequence[PairMoments]
) -> AdjustedMeans | None:
    """The means both arms would have with the same covariates, and how well they are known.

    The variance of the effect is, per stratum and arm, the residual variance (n − 2 degrees of
    freedom, n − 1 without a slope) over n, weighed by the squared share of the stratum, plus
    the variance between all N units of the effect that slopes and strata predict, over N: the arms'
    slopes and the strata's effects differ, and their mix was drawn. Terms of order 1/n² (the
    leverage of the pooled mean) are left out.

    Args:
        arm1: Moments of value x and covariate y in the treatment arm, by stratum.
        arm0: The same strata in the control arm.

    Returns:
        Adjusted means; None when an arm has fewer than two units. A covariate that is constant in
        an arm of a stratum, or has fewer than three units there, is dropped in both arms alike.

    Raises:
        ArgumentError: When the arms do not have the same number of strata, or none.

    Reference:
        Lin 2013, Agnostic notes on regression adjustments to experimental data; Deng, Xu, Kohavi &
        Walker 2013, Improving the sensitivity of online controlled experiments by utilizing
        pre-experiment data (CUPED); Miratrix, Sekhon & Yu 2013, Adjusting treatment effect
        estimates by post-stratification; Negi & Wooldridge 2021, Revisiting regression adjustment
        in experiments with heterogeneous treatment effects (the term of drawn units).

    Example:
        >>> arm1 = PairMoments(100, 12.0, 5.0, 990.0, 990.0, 594.0)
        >>> arm0 = PairMoments(100, 10.0, 4.0, 990.0, 990.0, 594.0)
        >>> found = adjusted_means((arm1,), (arm0,))
        >>> round(found.mean1 - found.mean0, 2), round(found.se, 4)
        (1.4, 0.3596)
    """
    if len(arm1) != len(arm0) or not arm1:
        allowed = f"it must have the strata of arm0 ({len(arm0)}), at least one"
        raise checks.refused("arm1", tuple(arm1), allowed)
    cells = [(one, zero) for one, zero in zip(arm1, arm0, strict=True) if one.n + zero.n]
    if not cells or min(sum(one.n for one, _ in cells), sum(zero.n for _, zero in cells)) < 2:
        return None
    joined = _joined(cells)
    fits = [_fit(one, zero) for one, zero in joined]
    notes = [JOINED] * (len(joined) < len(cells)) + [CONSTANT] * (not any(f.products for f in fits))
    raw = difference_of_means(_values(arm1), _values(arm0)).se
    found = combined(fits)
    gained = (found.se / raw) ** 2 if raw else None
    return replace(found, variance_ratio=gained, note="; ".join(notes))


def adjusted_effect(
    arm1: Sequence[PairMoments], arm0: Sequence[PairMoments], *, level: float = 0.95
) -> Inference:
    """The adjusted difference of means, treatment minus control.

    Its value and se may enter `asymptotic_sequence`, which adjusted effects obey too.

    Args:
        arm1: Moments of value x and covariate y in the treatment arm, by stratum.
        arm0: The same strata in the control arm.
        level: Confidence level, between 0 and 1.

    Returns:
        The effect in the value's unit with interval and p-value of the same statistic (dual), and a
        note when the covariate or a stratum was dropped. Without units, with one in an arm, or
        when nothing varies: as `difference_of_means`.

    Raises:
        ArgumentError: When the strata or the level are not allowed.

    Reference:
        Lin 2013; Lindon, Ham, Tingley & Bojinov 2022, Anytime-valid linear models and regression
        adjusted causal inference in randomized experiments.

    Example:
        >>> arm1 = PairMoments(100, 12.0, 5.0, 990.0, 990.0, 594.0)
        >>> arm0 = PairMoments(100, 10.0, 4.0, 990.0, 990.0, 594.0)
        >>> found = adjusted_effect((arm1,), (arm0,))
        >>> round(found.value, 2), round(found.low, 4), round(found.high, 4)
        (1.4, 0.6908, 2.1092)
    """
    means = adjusted_means(arm1, arm0)
    if means is None:
        return difference_of_means(_values(arm1), _values(arm0), level=level)
    return effect_of(means, level=level)


def adjusted_lift(
    arm1: Sequence[PairMoments],
    arm0: Sequence[PairMoments],
    *,
    level: float = 0.95,
    better: Better = "up",
    critical: float | None = None,
) -> Inference:
    """The adjusted effect relative to the size of the adjusted control mean, by Fieller.

    Args:
        arm1: Moments of value x and covariate y in the treatment arm, by stratum.
        arm0: The same strata in the control arm.
        level: Confidence level, between 0 and 1.
        better: Direction of the metric, `up` or `down`; it only words the note of a negative
            control mean.
        critical: The half-width in standard errors of the absolute interval it must agree with (an
            asymptotic sequence, for instance); then no p-value is given. Default: that of
            `adjusted_effect`.

    Returns:
        The lift as a share, its delta-method se with the covariance of both means, and an interval
        that excludes 0 exactly when that of the effect does; null with the reason where the effect
        has no interval, and with `not_identifiable` when the control mean is not clear of 0.

    Raises:
        ArgumentError: When the strata, the level, `better` or `critical` are not allowed.

    Reference:
        Fieller 1954, Some problems in interval estimation; Lin 2013.

    Example:
        >>> arm1 = PairMoments(100, 12.0, 5.0, 990.0, 990.0, 594.0)
        >>> arm0 = PairMoments(100, 10.0, 4.0, 990.0, 990.0, 594.0)
        >>> found = adjusted_lift((arm1,), (arm0,))
        >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
        (0.1359, 0.0648, 0.2126)
    """
    checks.one_of("better", better, get_args(Better))
    if critical is not None:
        checks.between("critical", critical, 0, math.inf)
    means = adjusted_means(arm1, arm0)
    if means is None:
        effect = difference_of_means(_values(arm1), _values(arm0), level=level)
        return replace(effect, value=None, se=None, method="fieller")
    checks.between("level", level, 0, 1)
    return noted(lift_of(means, level=level, critical=critical), means.mean0, better)


def _values(arm: Sequence[PairMoments]) -> Moments:
    """Moments of an arm's values over its strata; their third moment is of no use here."""
    whole = reduce(add, arm)
    return Moments(whole.n, whole.mean_x, whole.m2_x, 0.0)


def _joined(cells: list[tuple[PairMoments, PairMoments]]) -> list[tuple[PairMoments, PairMoments]]:
    """Strata that are large enough; the units of the others enter the largest.

    There they get the same covariate in both arms, its pooled mean, which adjusts nothing.
    """
    home = max(cells, key=lambda cell: min(cell[0].n, cell[1].n))
    kept = [c for c in cells if c is not home and min(c[0].n, c[1].n) >= SMALLEST_STRATUM]
    small = [c for c in cells if c is not home and min(c[0].n, c[1].n) < SMALLEST_STRATUM]
    centre = (home[0] + home[1]).mean_y

    def moved(pair: PairMoments) -> PairMoments:
        return PairMoments(pair.n, pair.mean_x, centre if pair.n else 0.0, pair.m2_x, 0.0, 0.0)

    for one, zero in small:
        home = home[0] + moved(one), home[1] + moved(zero)
    return [home, *kept]


def _fit(one: PairMoments, zero: PairMoments) -> Fit:
    both = one + zero
    sloped = min(one.n, zero.n) > 2 and one.m2_y > 0.0 and zero.m2_y > 0.0
    means, slopes, variances, dfs = [], [], [], []
    for arm in (one, zero):
        slope = arm.m_xy / arm.m2_y if sloped else 0.0
        residual = arm.m2_x - slope * arm.m_xy
        residual = residual if residual > ROUNDING * arm.m2_x else 0.0
        df = arm.n - 2 if sloped else arm.n - 1
        means.append(arm.mean_x - slope * (arm.mean_y - both.mean_y))
        slopes.append(slope)
        variances.append(residual / df / arm.n)
        dfs.append(df)
    return Fit(
        both.n,
        (means[0], means[1]),
        ((slopes[0],), (slopes[1],)) if sloped else ((), ()),
        (variances[0], variances[1]),
        (dfs[0], dfs[1]),
        ((both.m2_y,),) if sloped else (),
    )
