"""One set of slopes for both arms: ANCOVA, and the variants of CUPED.

Simpler than slopes per arm and as sharp where the arms are equally large, or covariates work alike
in both. With unequal arms and different slopes, Lin's adjustment never loses precision; these may.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.adjustment.adjusted import (
    EXPLAINED,
    ROUNDING,
    AdjustedMeans,
    effect_of,
)
from stagelift.statistics.adjustment.covariates import CovariateMoments
from stagelift.statistics.adjustment.usable import selected, slopes_of, usable
from stagelift.statistics.inference import Inference
from stagelift.statistics.means import difference_of_means, t_inference
from stagelift.statistics.moments import Moments
from stagelift.statistics.numerics import np

Slopes = Literal["within", "pooled", "control"]


def common_slope_means(
    one: CovariateMoments,
    zero: CovariateMoments,
    *,
    slopes: Slopes | Sequence[float] = "within",
) -> AdjustedMeans | None:
    """Both arms' means with the same multiple of each covariate taken out of every value.

    The variance is Welch's of the adjusted values z = x − θ′c, arm by arm. Slopes estimated from
    the experiment cost each arm its share of p degrees of freedom.

    Args:
        one: Moments of value and covariates in the treatment arm.
        zero: The same in the control arm.
        slopes: `within` (ANCOVA: from the products around each arm's own means), `pooled` (CUPED as
            first published: from both arms together), `control`, or one number per covariate from
            before the experiment, such as 1 for the change since then.

    Returns:
        Adjusted means at the covariates' means over both arms, with a note that names what was
        dropped; None when an arm has fewer than two units, or no more than covariates.

    Raises:
        ArgumentError: When the covariates differ, or the slopes are not allowed.

    Reference:
        Deng, Xu, Kohavi & Walker 2013, Improving the sensitivity of online controlled experiments
        by utilizing pre-experiment data; Fisher 1932, Statistical methods for research workers
        (analysis of covariance); Freedman 2008, On regression adjustments to experimental data.

    Example:
        >>> units = {"spend": [5, 7, 9, 4, 8], "before": [1, 3, 3, 0, 4]}
        >>> sent = CovariateMoments.of_units(units)
        >>> none = CovariateMoments.of_units(units | {"spend": [4, 6, 9, 3, 8]})
        >>> found = common_slope_means(sent, none)
        >>> round(found.mean1 - found.mean0, 2), round(found.variance_ratio, 2)
        (0.6, 0.22)
    """
    _check(one, zero, slopes)
    kept, theta, note = _theta(one, zero, slopes)
    if min(one.n, zero.n) < max(2, len(kept) + 1):
        return None
    lost = len(kept) if isinstance(slopes, str) else 0
    both, n = one + zero, one.n + zero.n
    drawn = _form(theta, selected(both, kept)) / (n - 1)
    means, own, shared, dfs = [], [], [], []
    for arm in (one, zero):
        cross = [arm.products[0][j] for j in kept]
        explained = _form(theta, selected(arm, kept))
        spread = arm.products[0][0] - 2.0 * float(np.dot(theta, cross)) + explained
        df = arm.n - 1 - lost * arm.n / n
        noise = ROUNDING * (arm.products[0][0] + explained)
        gap = [arm.means[j] - both.means[j] for j in kept]
        means.append(arm.means[0] - float(np.dot(theta, gap)))
        own.append((spread if spread > noise else 0.0) / df / arm.n)
        # the adjusted values still move with the covariates: Σ θ′(c − mean) z / (n − 1)
        shared.append((float(np.dot(theta, cross)) - explained) / (arm.n - 1))
        dfs.append(df)
    variance = own[0] + own[1]
    parts = [(v / variance) ** 2 / df for v, df in zip(own, dfs, strict=True)] if variance else []
    raw = difference_of_means(_values(one), _values(zero)).se
    return AdjustedMeans(
        mean1=means[0],
        mean0=means[1],
        variance1=max(own[0] + (drawn + 2.0 * shared[0]) / n, 0.0),
        variance0=max(own[1] + (drawn + 2.0 * shared[1]) / n, 0.0),
        covariance=(drawn + shared[0] + shared[1]) / n,
        se=math.sqrt(variance),
        df=1.0 / sum(parts) if parts else None,
        variance_ratio=variance / raw**2 if raw else None,
        note=note,
    )


def cuped_effect(
    one: CovariateMoments,
    zero: CovariateMoments,
    *,
    slopes: Slopes | Sequence[float] = "pooled",
    level: float = 0.95,
) -> Inference:
    """The difference of means with the same multiple of each covariate taken out of every value.

    Args:
        one: Moments of value and covariates in the treatment arm.
        zero: The same in the control arm.
        slopes: As in `common_slope_means`.
        level: Confidence level, between 0 and 1.

    Returns:
        The effect in the value's unit with interval and p-value of one t statistic (dual); without
        enough units, as `difference_of_means`.

    Raises:
        ArgumentError: When the covariates, the slopes or the level are not allowed.

    Reference:
        Deng, Xu, Kohavi & Walker 2013.

    Example:
        >>> units = {"spend": [5, 7, 9, 4, 8], "before": [1, 3, 3, 0, 4]}
        >>> sent = CovariateMoments.of_units(units)
        >>> none = CovariateMoments.of_units(units | {"spend": [4, 6, 9, 3, 8]})
        >>> change = cuped_effect(sent, none, slopes=(1.0,))
        >>> round(change.value, 2), round(change.se, 3)
        (0.6, 0.707)
    """
    means = common_slope_means(one, zero, slopes=slopes)
    if means is None:
        return difference_of_means(_values(one), _values(zero), level=level)
    return effect_of(means, level=level, method="cuped")


def ancova_effect(
    one: CovariateMoments, zero: CovariateMoments, *, level: float = 0.95
) -> Inference:
    """The textbook analysis of covariance: common slopes, one residual variance for both arms.

    Its standard error is right where both hold, and may be off either way where arms are of
    different size (Freedman 2008); `lin_effect` needs neither.

    Args:
        one: Moments of value and covariates in the treatment arm.
        zero: The same in the control arm.
        level: Confidence level, between 0 and 1.

    Returns:
        The effect with interval and p-value of t with N − p − 2 degrees of freedom (dual); without
        enough units, as `difference_of_means`; `degenerate` when the fit is perfect.

    Raises:
        ArgumentError: When the covariates or the level are not allowed.

    Reference:
        Fisher 1932; Freedman 2008, On regression adjustments to experimental data.

    Example:
        >>> units = {"spend": [5, 7, 9, 4, 8], "before": [1, 3, 3, 0, 4]}
        >>> sent = CovariateMoments.of_units(units)
        >>> none = CovariateMoments.of_units(units | {"spend": [4, 6, 9, 3, 8]})
        >>> found = ancova_effect(sent, none)
        >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
        (0.6, -1.04, 2.24)
    """
    checks.between("level", level, 0, 1)
    _check(one, zero, "within")
    kept, theta, note = _theta(one, zero, "within")
    df = one.n + zero.n - 2 - len(kept)
    if min(one.n, zero.n) < 2 or df < 1:
        return difference_of_means(_values(one), _values(zero), level=level)
    gaps = np.array([one.means[j] - zero.means[j] for j in kept])
    value = one.means[0] - zero.means[0] - float(gaps @ np.array(theta))
    spread = one.products[0][0] + zero.products[0][0]
    cross = [one.products[0][j] + zero.products[0][j] for j in kept]
    residual = spread - float(np.dot(theta, cross))
    if residual <= ROUNDING * spread:
        return Inference(
            value=value, se=0.0, level=level, method="ancova", status="degenerate", note=EXPLAINED
        )
    within = np.array(selected(one, kept)) + np.array(selected(zero, kept))
    reach = float(gaps @ np.linalg.solve(within, gaps)) if kept else 0.0
    se = math.sqrt(residual / df * (1.0 / one.n + 1.0 / zero.n + reach))
    return t_inference(value, se, df, level=level, method="ancova", note=note)


def _theta(
    one: CovariateMoments, zero: CovariateMoments, slopes: Slopes | Sequence[float]
) -> tuple[tuple[int, ...], tuple[float, ...], str]:
    """Places of the covariates to use, their slopes, and a note of those dropped."""
    if not isinstance(slopes, str):
        return tuple(range(1, len(one.names))), tuple(slopes), ""
    found = usable(one, zero)
    if slopes == "within":
        # one arm moved onto the other: what is left is the spread around each arm's own means
        source = one + replace(zero, means=one.means)
    else:
        source = one + zero if slopes == "pooled" else zero
    return found.kept, slopes_of(source, found.kept), found.words(one.names)


def _check(one: CovariateMoments, zero: CovariateMoments, slopes: Slopes | Sequence[float]) -> None:
    if one.names != zero.names:
        raise checks.refused("names", one.names, f"both arms must have {zero.names}")
    if isinstance(slopes, str):
        checks.one_of("slopes", slopes, get_args(Slopes))
        return
    for i, slope in enumerate(slopes):
        checks.finite(f"slopes[{i}]", slope)
    if len(slopes) != len(one.names) - 1:
        allowed = f"there must be one per covariate: {', '.join(one.names[1:])}"
        raise checks.refused("slopes", tuple(slopes), allowed)


def _form(theta: tuple[float, ...], products: tuple[tuple[float, ...], ...]) -> float:
    a = np.array(theta)
    return float(a @ np.array(products) @ a) if theta else 0.0


def _values(arm: CovariateMoments) -> Moments:
    return Moments(arm.n, arm.means[0], arm.products[0][0], 0.0)
