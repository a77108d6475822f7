"""Aggregates of a value with several covariates per unit that merge, and those of ratios."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from stagelift.errors import UnknownNameError, did_you_mean
from stagelift.statistics import checks
from stagelift.statistics.adjustment.adjusted import ROUNDING
from stagelift.statistics.numerics import np
from stagelift.statistics.pairs import PairMoments

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MERGING = 1e-9  # a cross product may exceed its bound by what merging in double rounds

Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class CovariateMoments:
    """Count, means and central cross products of a value and any number of covariates per unit.

    Args:
        n: Units, ≥ 0.
        names: Name of the value, then of each covariate; all different.
        means: Their means, in the same order; 0.0 when n is 0, and never shown then.
        products: Σ(a − mean of a)(b − mean of b) for every two of them: a symmetric square with the
            sums of squares on its diagonal.

    Raises:
        ArgumentError: When n is no whole number ≥ 0, a name comes twice, a shape does not fit, a
            moment is not finite, or no values can have these products.

    Reference:
        Chan, Golub & LeVeque 1983, Algorithms for computing the sample variance; Pébay 2008,
        Formulas for robust, one-pass parallel computation of covariances and arbitrary-order
        statistical moments.

    Example:
        >>> one = CovariateMoments(2, ("spend", "visits"), (1.0, 3.0), ((2.0, 2.0), (2.0, 2.0)))
        >>> (one + CovariateMoments(1, ("spend", "visits"), (4.0, 0.0), ((0.0,) * 2,) * 2)).means
        (2.0, 2.0)
    """

    n: int
    names: tuple[str, ...]
    means: Row
    products: tuple[Row, ...]

    def __post_init__(self) -> None:
        """Refuse what no set of units can have."""
        checks.whole("n", self.n)
        for name in ("names", "means"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        object.__setattr__(self, "products", tuple(tuple(row) for row in self.products))
        width = len(self.names)
        if not width or len(set(self.names)) < width:
            raise checks.refused("names", self.names, "a value and covariates need their own names")
        rows = (self.means, self.products, *self.products)
        if any(len(row) != width for row in rows):
            shape = f"{len(self.means)} and {[len(row) for row in self.products]}"
            allowed = f"{width} names need {width} means and {width} × {width} products"
            raise checks.refused("means, products", shape, allowed)
        self._check_products()

    def _check_products(self) -> None:
        for i, name in enumerate(self.names):
            checks.finite(f"means[{i}]", self.means[i])
            row = self.products[i]
            for j, product in enumerate(row):
                checks.finite(f"products[{i}][{j}]", product)
            if row[i] < 0.0:
                raise checks.refused(f"products[{i}][{i}]", row[i], f"squares of '{name}' are ≥ 0")
            for j in range(i):
                bound = math.sqrt(row[i]) * math.sqrt(self.products[j][j])
                if row[j] != self.products[j][i] or abs(row[j]) > bound * (1.0 + MERGING):
                    allowed = f"it must equal products[{j}][{i}], of size ≤ {bound:g}"
                    raise checks.refused(f"products[{i}][{j}]", row[j], allowed)

    @classmethod
    def of_units(cls, columns: Mapping[str, Sequence[float]]) -> CovariateMoments:
        """Moments of values that come one by one.

        Args:
            columns: Values by name, the value first, then the covariates; one entry per unit.

        Returns:
            Their moments.

        Raises:
            ArgumentError: When the columns differ in length, or an entry is missing or not finite:
                a unit without a covariate belongs to a stratum of its own.

        Example:
            >>> CovariateMoments.of_units({"spend": [1, 3], "visits": [2, 6]}).products
            ((2.0, 4.0), (4.0, 8.0))
        """
        lengths = {name: len(values) for name, values in columns.items()}
        if len(set(lengths.values())) != 1:
            raise checks.refused("columns", lengths, "all must have one entry per unit")
        table = np.array([np.asarray(values, dtype=float) for values in columns.values()])
        for name, row in zip(columns, table, strict=True):
            if not np.isfinite(row).all():
                allowed = "every entry must be a finite number; give units without it a stratum"
                raise checks.refused(
                    f"columns['{name}']", float(row[~np.isfinite(row)][0]), allowed
                )
        n = table.shape[1]
        if n == 0:
            return cls(0, tuple(columns), (0.0,) * len(table), ((0.0,) * len(table),) * len(table))
        with np.errstate(over="ignore", invalid="ignore"):  # refused below, by name
            means = table.mean(axis=1)
            apart = table - means[:, None]
            # a second time: what rounding left of the mean, which matters far from zero
            apart -= apart.mean(axis=1)[:, None]
            products = apart @ apart.T
        products = (products + products.T) / 2.0
        return cls(n, tuple(columns), tuple(means.tolist()), tuple(map(tuple, products.tolist())))

    @classmethod
    def from_sums(
        cls,
        n: int,
        names: Sequence[str],
        sums: Sequence[int],
        products: Sequence[Sequence[int]],
        *,
        scale: int = 1_000_000,
    ) -> CovariateMoments:
        """Moments from sums of fixed-point values, exact until the last division.

        Args:
            n: Units.
            names: Name of the value, then of each covariate.
            sums: ΣX for each of them, whole numbers in fixed-point units.
            products: ΣXY for every two, whole numbers; the square is symmetric.
            scale: Fixed-point units per unit of the values, ≥ 1.

        Returns:
            The moments in the values' own units.

        Raises:
            ArgumentError: When the sums cannot come from n units.

        Example:
            >>> sums, products = (4, 6), ((10, 14), (14, 20))
            >>> found = CovariateMoments.from_sums(2, ("a", "b"), sums, products, scale=1)
            >>> found.means, found.products
            ((2.0, 3.0), ((2.0, 2.0), (2.0, 2.0)))
        """
        n, scale = checks.whole("n", n), checks.whole("scale", scale)
        if scale == 0:
            raise checks.refused("scale", scale, "it must be ≥ 1")
        total = [checks.integer(f"sums[{i}]", s) for i, s in enumerate(sums)]
        if any(len(row) != len(total) for row in (names, products, *products)):
            allowed = f"{len(total)} sums need as many names and a square of products"
            raise checks.refused("products", products, allowed)
        square = [
            [checks.integer(f"products[{i}][{j}]", p) for j, p in enumerate(row)]
            for i, row in enumerate(products)
        ]
        if n == 0:
            if any(total) or any(map(any, square)):
                raise checks.refused("sums", tuple(sums), "without units all must be 0")
            return cls(0, tuple(names), (0.0,) * len(total), ((0.0,) * len(total),) * len(total))
        unit, every = n * scale**2, range(len(total))
        central = [[(n * square[i][j] - total[i] * total[j]) / unit for j in every] for i in every]
        means = tuple(s / (n * scale) for s in total)
        return cls(n, tuple(names), means, tuple(map(tuple, central)))

    @classmethod
    def of_pairs(
        cls, pair: PairMoments, names: tuple[str, str] = ("value", "covariate")
    ) -> CovariateMoments:
        """The same moments of a value and one covariate in this form.

        Args:
            pair: Moments of value x and covariate y.
            names: Their names.

        Returns:
            The moments.

        Example:
            >>> CovariateMoments.of_pairs(PairMoments(2, 1.0, 3.0, 2.0, 2.0, 2.0)).means
            (1.0, 3.0)
        """
        rows = ((pair.m2_x, pair.m_xy), (pair.m_xy, pair.m2_y))
        return cls(pair.n, names, (pair.mean_x, pair.mean_y), rows)

    def __add__(self, other: CovariateMoments) -> CovariateMoments:
        """Moments of both sets of units together; the empty moments change nothing."""
        if self.names != other.names:
            raise checks.refused("names", other.names, f"both must have {self.names}")
        if self.n == 0 or other.n == 0:
            return other if self.n == 0 else self
        a, b, n = self.n, other.n, self.n + other.n
        gaps = [two - one for one, two in zip(self.means, other.means, strict=True)]
        means = tuple(
            (a * one + b * two) / n for one, two in zip(self.means, other.means, strict=True)
        )
        products = tuple(
            tuple(p + q + g * h * (a * b / n) for p, q, h in zip(one, two, gaps, strict=True))
            for one, two, g in zip(self.products, other.products, gaps, strict=True)
        )
        return CovariateMoments(n, self.names, means, products)

    @property
    def values(self) -> PairMoments:
        """Moments of the value alone, as a pair whose second value is the constant 0."""
        return PairMoments(self.n, self.means[0], 0.0, self.products[0][0], 0.0, 0.0)


def linearised(arm: Sequence[CovariateMoments], denominator: str) -> tuple[CovariateMoments, ...]:
    """The units' contributions to a ratio of sums, with the other covariates.

    A unit contributes R + (x − R·y) / mean of y, where x is its value, y its denominator and R the
    ratio of the whole arm; the mean of the contributions is R. Adjusting them adjusts the ratio. A
    ratio of the time before enters as two covariates, its numerator and its denominator.

    Args:
        arm: Moments of one arm by stratum: the numerator first, the denominator among the others.
        denominator: The denominator's name.

    Returns:
        Moments of contributions and remaining covariates, by stratum.

    Raises:
        ArgumentError: When there is no stratum, or the denominator sums to 0.
        UnknownNameError: When no covariate has the denominator's name.

    Reference:
        Deng, Knoblich & Lu 2018, Applying the delta method in metric analytics; Jin & Ba 2023,
        Toward optimal variance reduction in online controlled experiments (ratio metrics).

    Example:
        >>> units = {"revenue": [2, 4, 9], "orders": [1, 2, 3], "visits": [5, 6, 9]}
        >>> (found,) = linearised([CovariateMoments.of_units(units)], "orders")
        >>> found.means[0], found.names
        (2.5, ('revenue', 'visits'))
    """
    if not arm:
        raise checks.refused("arm", tuple(arm), "it must have at least one stratum")
    whole, at = reduce(add, arm), place_of(denominator, arm[0].names)
    size = whole.means[at]
    if size == 0.0:
        raise checks.refused("denominator", denominator, "it must not sum to 0")
    r = whole.means[0] / size
    keep = [j for j in range(1, len(whole.names)) if j != at]
    return tuple(_contributions(cell, r, size, at, keep) for cell in arm)


def place_of(denominator: str, names: Sequence[str]) -> int:
    """The place of a ratio's denominator among the names.

    Args:
        denominator: Its name.
        names: Name of the numerator, then of the others.

    Returns:
        The place, from 1 on.

    Raises:
        UnknownNameError: When no other has the name; the nearest one is named.

    Example:
        >>> place_of("orders", ("revenue", "visits", "orders"))
        2
    """
    if denominator not in names[1:]:
        hint = did_you_mean(denominator, names[1:])
        unknown = f"unknown denominator '{denominator}'"
        raise UnknownNameError(f"{unknown}. {hint}" if hint else unknown)
    return list(names).index(denominator)


def _contributions(
    cell: CovariateMoments, r: float, size: float, at: int, keep: list[int]
) -> CovariateMoments:
    p = cell.products
    terms = p[0][0] + r * r * p[at][at]
    own = terms - 2.0 * r * p[0][at]
    own = (own if own > ROUNDING * terms else 0.0) / size / size
    cross = []
    for j in keep:
        bound = math.sqrt(own) * math.sqrt(p[j][j])  # differences may exceed it by rounding
        cross.append(max(-bound, min(bound, (p[0][j] - r * p[at][j]) / size)))
    mean = r + (cell.means[0] - r * cell.means[at]) / size if cell.n else 0.0
    products = [(own, *cross)]
    products += [(c, *(p[j][k] for k in keep)) for c, j in zip(cross, keep, strict=True)]
    return CovariateMoments(
        cell.n,
        tuple(cell.names[j] for j in (0, *keep)),
        (mean, *(cell.means[j] for j in keep)),
        tuple(products),
    )
