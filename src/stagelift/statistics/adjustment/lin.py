"""Lin's regression adjustment with any number of covariates, in strata, from aggregates.

An arm is a sequence of strata, the same in both arms. Units whose covariates are missing, or of
which only some are known, are strata of their own: every stratum keeps the covariates that vary in
it, with slopes of its own in each arm, which is the missing-covariate indicator fully interacted.
Covariates that do not vary, or that others explain, are dropped in both arms alike and named.
"""

from __future__ import annotations

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
from stagelift.statistics.adjustment.covariates import CovariateMoments
from stagelift.statistics.adjustment.strata import JOINED, SMALLEST_STRATUM
from stagelift.statistics.adjustment.usable import Usable, selected, slopes_of, usable
from stagelift.statistics.inference import Better, Inference
from stagelift.statistics.lift import noted
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments

if TYPE_CHECKING:
    from collections.abc import Sequence

Cell = tuple[CovariateMoments, CovariateMoments]


def lin_means(
    arm1: Sequence[CovariateMoments], arm0: Sequence[CovariateMoments]
) -> AdjustedMeans | None:
    """The means both arms would have with the same covariates, and how well they are known.

    Per stratum and arm, the value is regressed on the covariates, centred at their means over both
    arms. The variance of the effect is the residual variance (n − p − 1 degrees of freedom) over n,
    plus (b1 − b0)′ S (b1 − b0) / N, the variance between all N units of the effect that both arms'
    slopes predict. Terms of order 1/n² are left out, which costs where one arm is small: simulated
    with normal residuals and one to six covariates, 95 % intervals cover 94.7–95 % with 20 and 20
    units, 94–95 % with 100 and 900, yet 94.5 % with 20 and 180 and one covariate and 91 % with six
    (92 % and 89 % with exponential residuals). With one covariate it is `adjusted_means`.

    Args:
        arm1: Moments of value and covariates in the treatment arm, by stratum.
        arm0: The same strata in the control arm.

    Returns:
        Adjusted means, with a note that names what was dropped; None when an arm has fewer than two
        units.

    Raises:
        ArgumentError: When the arms do not have the same number of strata, or none, or the
            covariates differ.

    Reference:
        Lin 2013, Agnostic notes on regression adjustments to experimental data; Negi & Wooldridge
        2021, Revisiting regression adjustment in experiments with heterogeneous treatment effects
        (the term of drawn units); Zhao & Ding 2024, To adjust or not to adjust? Estimating the
        average treatment effect in randomized experiments with missing covariates.

    Example:
        >>> units = {"spend": [5, 7, 9, 4, 8], "before": [1, 3, 3, 0, 4], "visits": [2, 1, 3, 2, 2]}
        >>> sent = CovariateMoments.of_units(units)
        >>> none = CovariateMoments.of_units(units | {"spend": [4, 6, 9, 3, 8]})
        >>> found = lin_means([sent], [none])
        >>> round(found.mean1 - found.mean0, 2), round(found.variance_ratio, 2), found.note
        (0.6, 0.09, '')
    """
    _check(arm1, arm0)
    cells = [(one, zero) for one, zero in zip(arm1, arm0, strict=True) if one.n + zero.n]
    if not cells or min(sum(one.n for one, _ in cells), sum(zero.n for _, zero in cells)) < 2:
        return None
    kept = joined(cells)
    found = [usable(one, zero) for one, zero in kept]
    means = combined([_fit(*cell, use.kept) for cell, use in zip(kept, found, strict=True)])
    raw = difference_of_means(_values(arm1), _values(arm0)).se
    notes = [JOINED] * (len(kept) < len(cells)) + _dropped(arm1[0].names, found)
    gained = (means.se / raw) ** 2 if raw else None
    return replace(means, variance_ratio=gained, note="; ".join(notes))


def lin_effect(
    arm1: Sequence[CovariateMoments], arm0: Sequence[CovariateMoments], *, level: float = 0.95
) -> Inference:
    """The difference of means adjusted for several covariates, treatment minus control.

    Its value and se may enter `asymptotic_sequence`, which adjusted effects obey too.

    Args:
        arm1: Moments of value and covariates in the treatment arm, by stratum.
        arm0: The same strata in the control arm.
        level: Confidence level, between 0 and 1.

    Returns:
        The effect in the value's unit with interval and p-value of the same statistic (dual), and a
        note that names dropped covariates. Without units, with one in an arm, or when nothing
        varies: as `difference_of_means`.

    Raises:
        ArgumentError: When the strata, the covariates or the level are not allowed.

    Reference:
        Lin 2013; Lindon, Ham, Tingley & Bojinov 2022, Anytime-valid linear models and regression
        adjusted causal inference in randomized experiments.

    Example:
        >>> units = {"spend": [5, 7, 9, 4, 8], "before": [1, 3, 3, 0, 4], "visits": [2, 1, 3, 2, 2]}
        >>> sent = CovariateMoments.of_units(units)
        >>> none = CovariateMoments.of_units(units | {"spend": [4, 6, 9, 3, 8]})
        >>> found = lin_effect([sent], [none])
        >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
        (0.6, -0.51, 1.71)
    """
    means = lin_means(arm1, arm0)
    if means is None:
        return difference_of_means(_values(arm1), _values(arm0), level=level)
    return effect_of(means, level=level)


def lin_lift(
    arm1: Sequence[CovariateMoments],
    arm0: Sequence[CovariateMoments],
    *,
    level: float = 0.95,
    better: Better = "up",
    critical: float | None = None,
) -> Inference:
    """The effect adjusted for several covariates, relative to the adjusted control mean.

    Args:
        arm1: Moments of value and covariates in the treatment arm, by stratum.
        arm0: The same strata in the control arm.
        level: Confidence level, between 0 and 1.
        better: Direction of the metric, `up` or `down`; it only words the note of a negative
            control mean.
        critical: As in `adjusted_lift`.

    Returns:
        The lift as a share by Fieller with the covariance of both means; null with the reason where
        the effect has no interval, and with `not_identifiable` when the control mean is not clear
        of 0.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Fieller 1954, Some problems in interval estimation; Lin 2013.

    Example:
        >>> units = {"spend": [5, 7, 9, 4, 8], "before": [1, 3, 3, 0, 4], "visits": [2, 1, 3, 2, 2]}
        >>> sent = CovariateMoments.of_units(units)
        >>> none = CovariateMoments.of_units(units | {"spend": [4, 6, 9, 3, 8]})
        >>> found = lin_lift([sent], [none])
        >>> round(found.value, 3), round(found.low, 2), round(found.high, 2)
        (0.1, -0.07, 0.37)
    """
    checks.one_of("better", better, get_args(Better))
    if critical is not None:
        checks.between("critical", critical, 0, float("inf"))
    checks.between("level", level, 0, 1)
    means = lin_means(arm1, arm0)
    if means is None:
        effect = difference_of_means(_values(arm1), _values(arm0), level=level)
        return replace(effect, value=None, se=None, method="fieller")
    return noted(lift_of(means, level=level, critical=critical), means.mean0, better)


def joined(cells: Sequence[Cell], least: int = SMALLEST_STRATUM) -> list[Cell]:
    """Strata that are large enough; the units of the others enter the largest.

    There they get the same covariates in both arms, the pooled means, which adjust nothing.

    Args:
        cells: Both arms' moments by stratum, at least one.
        least: Units a stratum must have in each arm.

    Returns:
        The strata, the largest first.

    Example:
        >>> one = CovariateMoments.of_units({"spend": [1, 2, 3]})
        >>> [cell[0].n for cell in joined([(one, one), (one, one)])]
        [6]
    """
    home = max(cells, key=lambda cell: min(cell[0].n, cell[1].n))
    others = [cell for cell in cells if cell is not home]
    kept = [c for c in others if min(c[0].n, c[1].n) >= least]
    centre = (home[0] + home[1]).means[1:]
    for one, zero in others:
        if min(one.n, zero.n) < least:
            home = home[0] + _moved(one, centre), home[1] + _moved(zero, centre)
    return [home, *kept]


def _moved(cell: CovariateMoments, centre: tuple[float, ...]) -> CovariateMoments:
    flat = (0.0,) * len(cell.names)
    products = ((cell.products[0][0], *flat[1:]), *[flat] * len(centre))
    return CovariateMoments(cell.n, cell.names, (cell.means[0], *centre), products)


def _fit(one: CovariateMoments, zero: CovariateMoments, kept: tuple[int, ...]) -> Fit:
    both = one + zero
    means, slopes, variances, dfs = [], [], [], []
    for arm in (one, zero):
        own, spread = slopes_of(arm, kept), arm.products[0][0]
        residual = spread - sum(b * arm.products[0][j] for b, j in zip(own, kept, strict=True))
        residual = residual if residual > ROUNDING * spread else 0.0
        df = arm.n - len(kept) - 1
        shift = sum(b * (arm.means[j] - both.means[j]) for b, j in zip(own, kept, strict=True))
        means.append(arm.means[0] - shift)
        slopes.append(own)
        variances.append(residual / df / arm.n)
        dfs.append(float(df))
    return Fit(
        both.n,
        (means[0], means[1]),
        (slopes[0], slopes[1]),
        (variances[0], variances[1]),
        (dfs[0], dfs[1]),
        selected(both, kept),
    )


def _check(arm1: Sequence[CovariateMoments], arm0: Sequence[CovariateMoments]) -> None:
    if len(arm1) != len(arm0) or not arm1:
        allowed = f"it must have the strata of arm0 ({len(arm0)}), at least one"
        raise checks.refused("arm1", tuple(arm1), allowed)
    names = arm0[0].names
    for cell in (*arm1, *arm0):
        if cell.names != names:
            raise checks.refused("names", cell.names, f"all strata must have {names}")


def _values(arm: Sequence[CovariateMoments]) -> Moments:
    """Moments of an arm's values over its strata; their third moment is of no use here."""
    whole = reduce(add, (cell.values for cell in arm))
    return Moments(whole.n, whole.mean_x, whole.m2_x, 0.0)


def _dropped(names: tuple[str, ...], found: Sequence[Usable]) -> list[str]:
    """What no stratum could use, with the reason in the largest of them."""
    used = {j for use in found for j in use.kept}
    lost = Usable((), tuple((j, why) for j, why in found[0].dropped if j not in used))
    return [lost.words(names)] if lost.dropped else []
