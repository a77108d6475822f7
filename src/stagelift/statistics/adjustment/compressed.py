"""Adjustment for discrete covariates from one row per distinct value, with exact HC2 errors.

Units with the same covariates have the same fitted value and leverage, so count, mean and spread of
each distinct value are enough for what otherwise needs every unit's residual.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

from stagelift.statistics import checks
from stagelift.statistics.adjustment.adjusted import AdjustedMeans, Fit, combined, effect_of
from stagelift.statistics.adjustment.covariates import CovariateMoments
from stagelift.statistics.adjustment.usable import selected, slopes_of, usable
from stagelift.statistics.inference import Inference
from stagelift.statistics.means import difference_of_means
from stagelift.statistics.moments import Moments
from stagelift.statistics.numerics import Floats, np

METHOD = "lin_hc2"
FITTED = "a unit is fitted exactly by its own covariates, so its residual is not known"
LEVERAGE = 1e-9  # a leverage this near to one is one


@dataclass(frozen=True, slots=True)
class CovariateCell:
    """The units of an arm that share the values of all covariates.

    Args:
        at: The covariates' values.
        values: Moments of the units' values.

    Raises:
        ArgumentError: When a covariate is not a finite number.

    Example:
        >>> CovariateCell((1.0, 0.0), Moments(3, 2.0, 0.5, 0.0)).values.n
        3
    """

    at: tuple[float, ...]
    values: Moments

    def __post_init__(self) -> None:
        """Refuse what no unit can have."""
        object.__setattr__(
            self, "at", tuple(checks.finite(f"at[{i}]", a) for i, a in enumerate(self.at))
        )


def compressed_moments(cells: Sequence[CovariateCell], names: Sequence[str]) -> CovariateMoments:
    """The moments of all units of an arm from its distinct covariate values.

    Args:
        cells: One row per distinct value of the covariates.
        names: Name of the value, then of each covariate.

    Returns:
        Moments of value and covariates.

    Raises:
        ArgumentError: When there are no cells, or a cell has another number of covariates.

    Reference:
        Wong, Forsell, Lewis, Mao & Wardrop 2021, You only compress once: optimal data compression
        for estimating linear models.

    Example:
        >>> cells = [CovariateCell((c,), Moments(2, 5.0 + c, 1.0, 0.0)) for c in (0.0, 1.0)]
        >>> compressed_moments(cells, ("spend", "member")).products
        ((3.0, 1.0), (1.0, 1.0))
    """
    if not cells:
        raise checks.refused("cells", tuple(cells), "there must be at least one")
    width = len(names) - 1
    for i, cell in enumerate(cells):
        if len(cell.at) != width:
            raise checks.refused(f"cells[{i}].at", cell.at, f"it must have {width} covariates")
    flat = (0.0,) * width
    return reduce(
        add,
        (
            CovariateMoments(
                cell.values.n,
                tuple(names),
                (cell.values.mean, *cell.at),
                ((cell.values.m2, *flat), *[(0.0, *flat)] * width),
            )
            for cell in cells
        ),
    )


def compressed_means(
    cells1: Sequence[CovariateCell],
    cells0: Sequence[CovariateCell],
    names: Sequence[str],
    *,
    drawn: bool = True,
) -> AdjustedMeans | None:
    """Lin's adjusted means from distinct covariate values, with HC2 variances.

    Args:
        cells1: The treatment arm, one row per distinct value of the covariates.
        cells0: The control arm.
        names: Name of the value, then of each covariate.
        drawn: Whether units are drawn from more like them, so that the variance between units of
            the predicted effect counts too; without it the variance is that of the treatment's
            coefficient in the fully interacted regression.

    Returns:
        Adjusted means; None when an arm has fewer than two units, or when a unit is fitted exactly.

    Raises:
        ArgumentError: When there are no cells, or a cell has another number of covariates.

    Reference:
        Wong, Forsell, Lewis, Mao & Wardrop 2021, You only compress once; MacKinnon & White 1985,
        Some heteroskedasticity-consistent covariance matrix estimators with improved finite sample
        properties (HC2); Lin 2013.

    Example:
        >>> sent = [CovariateCell((c,), Moments(9, 6.0 + 2 * c, 8.0, 0.0)) for c in (0.0, 1.0)]
        >>> none = [CovariateCell((c,), Moments(9, 5.0 + c, 8.0, 0.0)) for c in (0.0, 1.0)]
        >>> found = compressed_means(sent, none, ("spend", "member"))
        >>> found.mean1 - found.mean0, round(found.se, 4)
        (1.5, 0.3439)
    """
    one, zero = (compressed_moments(cells, names) for cells in (cells1, cells0))
    if min(one.n, zero.n) < 2:
        return None
    found, both = usable(one, zero), one + zero
    fits = [
        _arm_fit(arm, cells, found.kept, both) for arm, cells in ((one, cells1), (zero, cells0))
    ]
    (mean1, slopes1, variance1), (mean0, slopes0, variance0) = fits
    if variance1 is None or variance0 is None:
        return None
    result = combined(
        [
            Fit(
                both.n,
                (mean1, mean0),
                (slopes1, slopes0),
                (variance1, variance0),
                (float(one.n - len(found.kept) - 1), float(zero.n - len(found.kept) - 1)),
                selected(both, found.kept),
            )
        ],
        drawn=drawn,
    )
    raw = difference_of_means(_values(one), _values(zero)).se
    gained = (result.se / raw) ** 2 if raw else None
    return replace(result, variance_ratio=gained, note=found.words(names))


def compressed_effect(
    cells1: Sequence[CovariateCell],
    cells0: Sequence[CovariateCell],
    names: Sequence[str],
    *,
    level: float = 0.95,
    drawn: bool = True,
) -> Inference:
    """The difference of means adjusted for discrete covariates, with HC2 errors.

    Args:
        cells1: The treatment arm, one row per distinct value of the covariates.
        cells0: The control arm.
        names: Name of the value, then of each covariate.
        level: Confidence level, between 0 and 1.
        drawn: As in `compressed_means`.

    Returns:
        The effect in the value's unit with interval and p-value of one t statistic (dual); without
        an interval and with `low_n` where a unit is fitted exactly; without enough units, as
        `difference_of_means`.

    Raises:
        ArgumentError: When the cells or the level are not allowed.

    Reference:
        Wong, Forsell, Lewis, Mao & Wardrop 2021; MacKinnon & White 1985.

    Example:
        >>> sent = [CovariateCell((c,), Moments(9, 6.0 + 2 * c, 8.0, 0.0)) for c in (0.0, 1.0)]
        >>> none = [CovariateCell((c,), Moments(9, 5.0 + c, 8.0, 0.0)) for c in (0.0, 1.0)]
        >>> found = compressed_effect(sent, none, ("spend", "member"))
        >>> found.value, round(found.low, 3), round(found.high, 3)
        (1.5, 0.803, 2.197)
    """
    checks.between("level", level, 0, 1)
    means = compressed_means(cells1, cells0, names, drawn=drawn)
    if means is not None:
        return effect_of(means, level=level, method=METHOD)
    one, zero = (_values(compressed_moments(cells, names)) for cells in (cells1, cells0))
    raw = difference_of_means(one, zero, level=level)
    if min(one.n, zero.n) < 2:
        return raw
    return Inference(level=level, method=METHOD, status="low_n", note=FITTED)


def _arm_fit(
    arm: CovariateMoments,
    cells: Sequence[CovariateCell],
    kept: tuple[int, ...],
    both: CovariateMoments,
) -> tuple[float, tuple[float, ...], float | None]:
    """One arm's mean at the covariates' means over both arms, its slopes and its HC2 variance."""
    here = [cell for cell in cells if cell.values.n]
    at = np.array([[cell.at[j - 1] for j in kept] for cell in here]).reshape(len(here), len(kept))
    design = np.column_stack([np.ones(len(here)), at - np.array([both.means[j] for j in kept])])
    slopes = slopes_of(arm, kept)
    gap = np.array([both.means[j] - arm.means[j] for j in kept])
    mean = arm.means[0] + float(np.dot(slopes, gap))
    values = [cell.values for cell in here]
    return mean, slopes, _hc2(design, np.array([mean, *slopes]), values)


def _hc2(design: Floats, coefficients: Floats, values: Sequence[Moments]) -> float | None:
    """The HC2 variance of the first coefficient; None when a leverage is one."""
    n = np.array([m.n for m in values], dtype=float)
    inverse = np.linalg.inv((design * n[:, None]).T @ design)
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    if (leverage >= 1.0 - LEVERAGE).any():
        return None
    off = np.array([m.mean for m in values]) - design @ coefficients
    squares = np.array([m.m2 for m in values]) + n * off**2
    return float(np.sum((design @ inverse[0]) ** 2 * squares / (1.0 - leverage)))


def _values(arm: CovariateMoments) -> Moments:
    return Moments(arm.n, arm.means[0], arm.products[0][0], 0.0)
