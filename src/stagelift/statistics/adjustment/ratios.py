"""Ratios of sums adjusted for covariates: effect and lift from linearised contributions."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING, get_args

from stagelift.statistics import checks
from stagelift.statistics.adjustment.adjusted import AdjustedMeans, effect_of, lift_of
from stagelift.statistics.adjustment.covariates import CovariateMoments, linearised, place_of
from stagelift.statistics.adjustment.lin import lin_means
from stagelift.statistics.inference import Better, Inference
from stagelift.statistics.lift import noted
from stagelift.statistics.pairs import PairMoments
from stagelift.statistics.ratio import difference_of_ratios, lift_of_ratios

if TYPE_CHECKING:
    from collections.abc import Sequence

METHOD = "lin_delta"


def adjusted_ratio_effect(
    arm1: Sequence[CovariateMoments],
    arm0: Sequence[CovariateMoments],
    denominator: str,
    *,
    level: float = 0.95,
) -> Inference:
    """The difference of two ratios of sums adjusted for covariates, treatment minus control.

    Args:
        arm1: Moments of the treatment arm by stratum: the numerator, then covariates with the
            denominator among them.
        arm0: The same in the control arm.
        denominator: The denominator's name.
        level: Confidence level, between 0 and 1.

    Returns:
        The effect in the ratio's unit with interval and p-value of one t statistic (dual); where
        the raw ratios have no interval (few units, a denominator near 0), as
        `difference_of_ratios`.

    Raises:
        ArgumentError: When the strata, the covariates or the level are not allowed.
        UnknownNameError: When no covariate has the denominator's name.

    Reference:
        Deng, Knoblich & Lu 2018, Applying the delta method in metric analytics; Lin 2013; Jin & Ba
        2023, Toward optimal variance reduction in online controlled experiments.

    Example:
        >>> units = {"revenue": [9, 4, 7, 2, 8, 6] * 9, "orders": [2, 1, 2, 1, 3, 2] * 9}
        >>> units["before"] = [8, 3, 6, 2, 8, 5] * 9
        >>> none = CovariateMoments.of_units(units)
        >>> units["revenue"] = [10, 4, 8, 2, 8, 7] * 9
        >>> found = adjusted_ratio_effect([CovariateMoments.of_units(units)], [none], "orders")
        >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
        (0.273, -0.058, 0.604)
    """
    raw = difference_of_ratios(
        _ratio_pair(arm1, denominator), _ratio_pair(arm0, denominator), level=level
    )
    means = _means(arm1, arm0, denominator) if raw.status == "ok" else None
    return raw if means is None else effect_of(means, level=level, method=METHOD)


def adjusted_ratio_lift(
    arm1: Sequence[CovariateMoments],
    arm0: Sequence[CovariateMoments],
    denominator: str,
    *,
    level: float = 0.95,
    better: Better = "up",
    critical: float | None = None,
) -> Inference:
    """The adjusted difference of two ratios of sums, relative to the adjusted control ratio.

    Args:
        arm1: Moments of the treatment arm by stratum, as in `adjusted_ratio_effect`.
        arm0: The same in the control arm.
        denominator: The denominator's name.
        level: Confidence level, between 0 and 1.
        better: Direction of the metric, `up` or `down`; it only words the note of a negative
            control ratio.
        critical: As in `adjusted_lift`.

    Returns:
        The lift as a share by Fieller with the covariance of both ratios; null with the reason as
        `lift_of_ratios`.

    Raises:
        ArgumentError: When an argument is not allowed.
        UnknownNameError: When no covariate has the denominator's name.

    Reference:
        Fieller 1954, Some problems in interval estimation; Deng, Knoblich & Lu 2018; Lin 2013.

    Example:
        >>> units = {"revenue": [9, 4, 7, 2, 8, 6] * 9, "orders": [2, 1, 2, 1, 3, 2] * 9}
        >>> units["before"] = [8, 3, 6, 2, 8, 5] * 9
        >>> none = CovariateMoments.of_units(units)
        >>> units["revenue"] = [10, 4, 8, 2, 8, 7] * 9
        >>> found = adjusted_ratio_lift([CovariateMoments.of_units(units)], [none], "orders")
        >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
        (0.083, -0.017, 0.192)
    """
    checks.one_of("better", better, get_args(Better))
    pairs = _ratio_pair(arm1, denominator), _ratio_pair(arm0, denominator)
    raw = lift_of_ratios(*pairs, level=level, better=better, critical=critical)
    defined = difference_of_ratios(*pairs, level=level).status == "ok"
    means = _means(arm1, arm0, denominator) if defined else None
    if means is None:
        return raw
    return noted(lift_of(means, level=level, critical=critical), means.mean0, better)


def _means(
    arm1: Sequence[CovariateMoments], arm0: Sequence[CovariateMoments], denominator: str
) -> AdjustedMeans | None:
    return lin_means(linearised(arm1, denominator), linearised(arm0, denominator))


def _ratio_pair(arm: Sequence[CovariateMoments], denominator: str) -> PairMoments:
    """Numerator and denominator of an arm, over its strata."""
    if not arm:
        raise checks.refused("arm", tuple(arm), "it must have at least one stratum")
    whole = reduce(add, arm)
    at = place_of(denominator, whole.names)
    p = whole.products
    return PairMoments(whole.n, whole.means[0], whole.means[at], p[0][0], p[at][at], p[0][at])
