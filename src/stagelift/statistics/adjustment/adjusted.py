"""Both arms' adjusted means with their errors, and the effect and lift that they say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.lift import LiftMethod, TwoMeans, relative
from stagelift.statistics.means import t_inference
from stagelift.statistics.sides import Alternative, one_sided

if TYPE_CHECKING:
    from collections.abc import Sequence

METHOD = "lin"
EXPLAINED = "no value varies beyond what the covariate explains"
ROUNDING = 8.0 * 2.0**-52  # of the value's spread: less is what is left of a perfect fit


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustedMeans:
    """Both arms' adjusted means with their variances; all that effect and lift need.

    Args:
        mean1: Adjusted mean of the treatment arm.
        mean0: Adjusted mean of the control arm.
        variance1: Variance of the treatment's adjusted mean.
        variance0: Variance of the control's adjusted mean.
        covariance: Covariance of both: units are drawn, so the pooled covariate mean varies too.
        se: Standard error of mean1 − mean0.
        df: Satterthwaite's degrees of freedom of `se`; None when se is 0.
        variance_ratio: Variance of the effect over that of the raw difference: 0.7 is 30 % less,
            as if every unit counted 1.43 times; None when the raw one is 0.
        note: What was dropped or joined, empty when nothing was.

    Example:
        >>> found = AdjustedMeans(
        ...     mean1=11.7, mean0=10.3, variance1=0.08, variance0=0.07, covariance=0.01,
        ...     se=0.36, df=196.0, variance_ratio=0.65,
        ... )
        >>> round(found.mean1 - found.mean0, 2), found.gained
        (1.4, 'variance 0.65 of raw')
    """

    mean1: float
    mean0: float
    variance1: float
    variance0: float
    covariance: float
    se: float
    df: float | None
    variance_ratio: float | None
    note: str = ""

    @property
    def gained(self) -> str:
        """The variance ratio in words, empty when it is undefined."""
        return "" if self.variance_ratio is None else f"variance {self.variance_ratio:.2f} of raw"


def effect_of(
    means: AdjustedMeans,
    *,
    level: float = 0.95,
    alternative: Alternative = "two_sided",
    method: str = METHOD,
) -> Inference:
    """The effect that two adjusted means say, treatment minus control.

    Args:
        means: Both adjusted means.
        level: Confidence level, between 0 and 1.
        alternative: `two_sided`, `greater` or `less`.
        method: The method's name.

    Returns:
        The effect in the value's unit with interval and p-value of the same t statistic (dual);
        without an interval and `degenerate` when nothing varies.

    Raises:
        ArgumentError: When the level or the alternative is not allowed.

    Reference:
        Lin 2013, Agnostic notes on regression adjustments to experimental data.

    Example:
        >>> found = effect_of(AdjustedMeans(
        ...     mean1=11.7, mean0=10.3, variance1=0.08, variance0=0.07, covariance=0.01,
        ...     se=0.36, df=196.0, variance_ratio=0.65,
        ... ))
        >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
        (1.4, 0.69, 2.11)
    """
    checks.between("level", level, 0, 1)
    gap, se, df = means.mean1 - means.mean0, means.se, means.df
    if df is None:
        return Inference(
            value=gap, se=se, level=level, method=method, status="degenerate", note=EXPLAINED
        )
    found = t_inference(gap, se, df, level=level, method=method, note=means.note)
    return one_sided(found, alternative, df=df)


def lift_of(
    means: AdjustedMeans,
    *,
    level: float = 0.95,
    critical: float | None = None,
    method: LiftMethod = "fieller",
    alternative: Alternative = "two_sided",
) -> Inference:
    """The effect relative to the size of the adjusted control mean.

    Args:
        means: Both adjusted means.
        level: Confidence level, between 0 and 1; above .5 for a one-sided limit.
        critical: For `fieller`, the critical value in place of t's; then no p-value is given.
        method: As in `lift`; the covariance of both means enters all three.
        alternative: `two_sided`; `greater` or `less` for `fieller` and `delta`.

    Returns:
        The lift as a share, with its delta-method se; null with the reason where the effect has no
        interval, and with `not_identifiable` when the control mean is not clear of 0.

    Raises:
        ArgumentError: When the level or the alternative is not allowed.

    Reference:
        Fieller 1954, Some problems in interval estimation; Deng, Knoblich & Lu 2018, Applying the
        delta method in metric analytics.

    Example:
        >>> found = lift_of(AdjustedMeans(
        ...     mean1=11.7, mean0=10.3, variance1=0.08, variance0=0.07, covariance=0.01,
        ...     se=0.36, df=196.0, variance_ratio=0.65,
        ... ))
        >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
        (0.136, 0.065, 0.212)
    """
    if alternative != "two_sided":
        checks.between("level", level, 0.5, 1)
        checks.one_of("method", method, ("fieller", "delta"))
    two = TwoMeans(
        means.mean1,
        math.sqrt(means.variance1),
        means.mean0,
        math.sqrt(means.variance0),
        math.inf if means.df is None else means.df,
        means.covariance,
    )
    effect = effect_of(means, level=level, alternative=alternative)
    return relative(two, effect, method=method, critical=critical, alternative=alternative)


@dataclass(frozen=True, slots=True)
class Fit:
    """One stratum's regressions: adjusted means, slopes, own variances, degrees of freedom.

    Pairs are treatment and control.

    Args:
        n: Units of both arms.
        means: Adjusted mean per arm, at the covariates' means over both arms.
        slopes: Slopes per arm, one per covariate kept.
        variances: Residual variance over n per arm.
        dfs: Residual degrees of freedom per arm.
        products: Central cross products of the covariates kept, over both arms.

    Example:
        >>> Fit(4, (2.0, 1.0), ((), ()), (0.5, 0.5), (1.0, 1.0), ()).means
        (2.0, 1.0)
    """

    n: int
    means: tuple[float, float]
    slopes: tuple[tuple[float, ...], tuple[float, ...]]
    variances: tuple[float, float]
    dfs: tuple[float, float]
    products: tuple[tuple[float, ...], ...]


def combined(fits: Sequence[Fit], *, drawn: bool = True) -> AdjustedMeans:
    """The strata's fits weighed by their shares of all units.

    Args:
        fits: One fit per stratum, at least one.
        drawn: Whether units are drawn from more like them, as every period's customers are; then
            the mix of covariates and strata varies too. Without it the variance is that of the
            effect among exactly these units.

    Returns:
        Adjusted means, without the variance ratio, which needs the raw values.

    Reference:
        Lin 2013; Negi & Wooldridge 2021, Revisiting regression adjustment in experiments with
        heterogeneous treatment effects.

    Example:
        >>> fit = Fit(4, (2.0, 1.0), ((), ()), (0.5, 0.5), (1.0, 1.0), ())
        >>> found = combined([fit])
        >>> found.se, found.df
        (1.0, 2.0)
    """
    n = sum(fit.n for fit in fits)
    mean1, mean0 = (sum(fit.n * fit.means[a] for fit in fits) / n for a in (0, 1))
    gaps = [(fit.means[0] - mean1, fit.means[1] - mean0) for fit in fits]

    def shared(one: tuple[int, int], other: tuple[int, int]) -> float:
        """Product, over drawn units, of what two weighings of both arms' predictions vary by."""
        if not drawn:
            return 0.0
        total = 0.0
        for fit, gap in zip(fits, gaps, strict=True):
            means = [u * gap[0] + v * gap[1] for u, v in (one, other)]
            a, b = (
                [u * s1 + v * s0 for s1, s0 in zip(*fit.slopes, strict=True)]
                for u, v in (one, other)
            )
            total += fit.n * means[0] * means[1] + _form(a, fit.products, b)
        return total / (n - 1) / n

    own = [[(fit.n / n) ** 2 * fit.variances[a] for fit in fits] for a in (0, 1)]
    mixed = shared((1, -1), (1, -1))  # not from the variances of both arms, which would cancel
    variance = sum(own[0]) + sum(own[1]) + mixed
    parts = [(v, fit.dfs[a]) for a in (0, 1) for v, fit in zip(own[a], fits, strict=True)]
    parts.append((mixed, n - 1.0))
    # shares of the whole: squares of tiny variances alone would underflow
    df = 1.0 / sum((v / variance) ** 2 / df for v, df in parts) if variance > 0.0 else None
    return AdjustedMeans(
        mean1=mean1,
        mean0=mean0,
        variance1=sum(own[0]) + shared((1, 0), (1, 0)),
        variance0=sum(own[1]) + shared((0, 1), (0, 1)),
        covariance=shared((1, 0), (0, 1)),
        se=math.sqrt(variance),
        df=df,
        variance_ratio=None,
    )


def _form(a: list[float], products: tuple[tuple[float, ...], ...], b: list[float]) -> float:
    """The bilinear form a′ P b; sums of a few products."""
    return sum(
        x * y * p for x, row in zip(a, products, strict=True) for y, p in zip(b, row, strict=True)
    )
