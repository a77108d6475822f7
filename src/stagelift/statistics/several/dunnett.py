"""Dunnett's comparisons of every treatment with one control, also with unequal variances."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.means import welch_df
from stagelift.statistics.several.many_to_one import any_beyond, shared_critical
from stagelift.statistics.several.simultaneous import Comparison
from stagelift.statistics.sides import Alternative
from stagelift.statistics.tails import normal_below, normal_quantile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.statistics.moments import Moments

Variances = Literal["unequal", "equal"]
WIDER = 1e-9  # what rounding may add to the control's share of a variance


def dunnett(
    treatments: Sequence[Moments],
    control: Moments,
    *,
    level: float = 0.95,
    alternative: Alternative = "two_sided",
    variances: Variances = "unequal",
) -> tuple[Inference, ...]:
    """The difference of each treatment's mean from control's, with intervals that hold together.

    With unequal variances each comparison has Welch's standard error and degrees of freedom, and
    the correlations are those the estimated variances imply: the control's share of each variance.
    A single treatment is Welch's test (or Student's, with equal variances) itself.

    Args:
        treatments: Moments of each treatment arm.
        control: Moments of the control arm.
        level: Joint confidence level, between 0 and 1.
        alternative: `two_sided`, or `greater` or `less` of the treatments.
        variances: `unequal`, or `equal` (one pooled variance, Dunnett's own table).

    Returns:
        One result per treatment in the same order: the effect with its simultaneous interval and
        adjusted p-value, dual. An arm without data or spread has no interval, says why, and does
        not count in the family.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Dunnett 1955, A multiple comparison procedure for comparing several treatments with a
        control; Dunnett 1980, Pairwise multiple comparisons in the unequal variance case; Hasler &
        Hothorn 2008, Multiple contrast tests in the presence of heteroscedasticity (the degrees of
        freedom of each comparison with the plug-in correlation).

    Example:
        >>> from stagelift.statistics.moments import Moments
        >>> control = Moments(6, 8.25, 4.4206, 0.0)
        >>> drugs = [Moments(4, 8.9, 2.4496, 0.0), Moments(5, 10.878, 9.69608, 0.0)]
        >>> [round(one.p_value, 4) for one in dunnett(drugs, control, variances="equal")]
        [0.6201, 0.0058]
        >>> [round(one.p_value, 4) for one in dunnett(drugs, control)]
        [0.497, 0.0278]
    """
    checks.between("level", level, 0, 1)
    checks.one_of("alternative", alternative, get_args(Alternative))
    checks.one_of("variances", variances, get_args(Variances))
    pooled = pooled_variance([*treatments, control]) if variances == "equal" else None
    found: list[Inference | Comparison] = [
        compared(arm, control, pooled, level=level) for arm in treatments
    ]
    done = [one for one in found if isinstance(one, Comparison)]
    spread = control.variance if pooled is None else pooled[0]
    known = (
        iter(dunnett_of(done, math.sqrt(spread / control.n), level=level, alternative=alternative))
        if done and spread is not None
        else iter(())
    )
    return tuple(one if isinstance(one, Inference) else next(known) for one in found)


def dunnett_of(
    comparisons: Sequence[Comparison],
    control_se: float,
    *,
    level: float = 0.95,
    alternative: Alternative = "two_sided",
) -> tuple[Inference, ...]:
    """Effects against one control, with intervals that hold together.

    For any effect that is the estimate of an arm minus that of control: means, ratios, adjusted
    means, shares by their unpooled standard errors.

    Args:
        comparisons: The effect of each treatment, its standard error and degrees of freedom.
        control_se: Standard error of the control's own estimate, ≥ 0 and at most each effect's.
        level: Joint confidence level, between 0 and 1.
        alternative: `two_sided`, or `greater` or `less` of the treatments.

    Returns:
        One result per comparison in the same order, p-values adjusted, dual.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Hasler & Hothorn 2008, Multiple contrast tests in the presence of heteroscedasticity.

    Example:
        >>> found = dunnett_of([Comparison(2.3, 1.0), Comparison(0.4, 1.0)], 0.5**0.5)
        >>> [round(one.p_value, 4) for one in found], round(found[0].low, 4)
        ([0.04, 0.8903], 0.0879)
    """
    checks.one_of("alternative", alternative, get_args(Alternative))
    loadings = [_loading(one, control_se) for one in comparisons]
    two_sided = alternative == "two_sided"
    sign = -1.0 if alternative == "less" else 1.0
    criticals = {
        df: shared_critical(level, loadings, df=df, two_sided=two_sided)
        for df in {one.df for one in comparisons}
    }
    results = []
    for one in comparisons:
        t = abs(one.statistic) if two_sided else sign * one.statistic
        half = criticals[one.df] * one.se
        results.append(
            Inference(
                value=one.value,
                se=one.se,
                low=-math.inf if alternative == "less" else one.value - half,
                high=math.inf if alternative == "greater" else one.value + half,
                level=level,
                method="dunnett",
                p_value=any_beyond(t, loadings, df=one.df, two_sided=two_sided),
                dual=True,
            )
        )
    return tuple(results)


def dunnett_p(
    p_values: Sequence[float | None], loadings: Sequence[float | None]
) -> tuple[float | None, ...]:
    """Two-sided p-values of comparisons with one control, adjusted for their correlation.

    For normal statistics with a p-value of their own, such as the score test of shares; the
    intervals that agree with them are computed at `dunnett_level`.

    Args:
        p_values: Two-sided p-values, 0–1; None for a test that could not be done.
        loadings: Root of the control's share of each comparison's variance, 0–1; None where p is.

    Returns:
        Adjusted p-values in the same order, None where None came; the family is the tests done.

    Raises:
        ArgumentError: When lengths differ, or an argument is outside its range.

    Reference:
        Dunnett 1955, A multiple comparison procedure for comparing several treatments with a
        control.

    Example:
        >>> [round(p, 4) for p in dunnett_p([0.03, 0.2], [0.5**0.5, 0.5**0.5])]
        [0.0555, 0.3337]
    """
    if len(p_values) != len(loadings):
        raise checks.refused("loadings", tuple(loadings), f"one per p-value, {len(p_values)}")
    for i, p in enumerate(p_values):
        if p is not None and not 0.0 <= checks.finite(f"p_values[{i}]", p) <= 1.0:
            msg = f"p_values[{i}]"
            raise checks.refused(msg, p, "it must lie between 0 and 1")
        if p is not None and loadings[i] is None:
            msg = f"loadings[{i}]"
            raise checks.refused(msg, None, "a test with a p-value needs one")
    own = [x for p, x in zip(p_values, loadings, strict=True) if p is not None and x is not None]
    return tuple(p if not p else any_beyond(-normal_quantile(p / 2.0), own) for p in p_values)


def dunnett_level(level: float, loadings: Sequence[float]) -> float:
    """The level at which ordinary intervals against one control hold together at `level`.

    Args:
        level: Joint confidence level, between 0 and 1.
        loadings: Root of the control's share of each comparison's variance, 0–1.

    Returns:
        The level of each interval; for one comparison `level` itself.

    Raises:
        ArgumentError: When an argument is outside its range, or there is no comparison.

    Example:
        >>> round(dunnett_level(0.95, [0.5**0.5] * 2), 4)
        0.973
    """
    return 1.0 - 2.0 * normal_below(-shared_critical(level, loadings))


def _loading(one: Comparison, control_se: float) -> float:
    if not 0.0 <= checks.finite("control_se", control_se) <= one.se * (1.0 + WIDER):
        raise checks.refused("control_se", control_se, f"it must be ≥ 0 and ≤ {one.se:g}")
    return min(1.0, control_se / one.se)


def pooled_variance(arms: Sequence[Moments]) -> tuple[float, int] | None:
    """The variance within arms, taken as one, and its degrees of freedom.

    Args:
        arms: Moments of each arm.

    Returns:
        Both, or None when no arm has two units or no value varies.

    Example:
        >>> from stagelift.statistics.moments import Moments
        >>> pooled_variance([Moments(3, 0.0, 2.0, 0.0), Moments(2, 5.0, 4.0, 0.0)])
        (2.0, 3)
    """
    df = sum(max(arm.n - 1, 0) for arm in arms)
    squares = math.fsum(arm.m2 for arm in arms)
    return (squares / df, df) if df and squares > 0.0 else None


def compared(
    arm: Moments,
    control: Moments,
    pooled: tuple[float, int] | None,
    *,
    level: float,
    method: str = "dunnett",
) -> Comparison | Inference:
    """One arm's difference from another, or the reason why it has no statistic.

    Args:
        arm: Moments of the arm.
        control: Moments of the arm it is compared with.
        pooled: The variance of all arms and its degrees of freedom; None for Welch's.
        level: Confidence level that the reason is printed with.
        method: Name of the method that the reason is printed with.

    Returns:
        The difference with its standard error and degrees of freedom, or a result without them.

    Example:
        >>> from stagelift.statistics.moments import Moments
        >>> compared(Moments(2, 1.0, 1.0, 0.0), Moments(2, 0.0, 1.0, 0.0), None, level=0.95)
        Comparison(value=1.0, se=1.0, df=2.0)
    """
    if arm.n == 0 or control.n == 0:
        empty = "treatment" if control.n else "control" if arm.n else "either arm"
        note = f"no units in {empty}"
        return Inference(level=level, method=method, status="no_data", note=note)
    gap = arm.mean - control.mean
    if pooled is not None:
        variance, df = pooled
        return Comparison(gap, math.sqrt(variance * (1.0 / arm.n + 1.0 / control.n)), df)
    if arm.se is None or control.se is None:
        note = "an arm with one unit has no spread"
        return Inference(value=gap, level=level, method=method, status="low_n", note=note)
    freedom = welch_df(arm, control)
    if freedom is None:
        note = "no value varies within an arm"
        return Inference(
            value=gap, se=0.0, level=level, method=method, status="degenerate", note=note
        )
    return Comparison(gap, math.hypot(arm.se, control.se), freedom)
