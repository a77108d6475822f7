"""Aggregates of two values per unit that merge: means, spreads and how both move together."""

from __future__ import annotations

import math
from dataclasses import dataclass

from stagelift.statistics import checks
from stagelift.statistics.moments import Moments

ROUNDING = 1e-9  # a cross product may exceed its bound by what merging in double rounds


@dataclass(frozen=True, slots=True)
class PairMoments:
    """Count, means, central squares and the central cross product of two values per unit.

    The pair is numerator and denominator of a ratio, a value and its covariate, or the value of one
    unit in a later and in an earlier period.

    Args:
        n: Units, ≥ 0.
        mean_x: Mean of the first value in its own unit; 0.0 when n is 0, and never shown then.
        mean_y: Mean of the second value.
        m2_x: Σ(x − mean_x)², ≥ 0.
        m2_y: Σ(y − mean_y)², ≥ 0.
        m_xy: Σ(x − mean_x)(y − mean_y), at most sqrt(m2_x · m2_y) in size.

    Raises:
        ArgumentError: When n is no whole number ≥ 0, a moment is not finite, or no pairs of values
            can have these moments.

    Reference:
        Chan, Golub & LeVeque 1983, Algorithms for computing the sample variance; the cross product
        as in Pébay 2008, Formulas for robust, one-pass parallel computation of covariances and
        arbitrary-order statistical moments.

    Example:
        >>> PairMoments(2, 1.0, 3.0, 2.0, 2.0, 2.0) + PairMoments(1, 4.0, 0.0, 0.0, 0.0, 0.0)
        PairMoments(n=3, mean_x=2.0, mean_y=2.0, m2_x=8.0, m2_y=8.0, m_xy=-4.0)
    """

    n: int
    mean_x: float
    mean_y: float
    m2_x: float
    m2_y: float
    m_xy: float

    def __post_init__(self) -> None:
        """Refuse what no set of pairs can have."""
        checks.whole("n", self.n)
        for name in ("mean_x", "mean_y", "m2_x", "m2_y", "m_xy"):
            checks.finite(name, getattr(self, name))
        for name in ("m2_x", "m2_y"):
            if getattr(self, name) < 0:
                raise checks.refused(name, getattr(self, name), "a sum of squares must be ≥ 0")
        bound = math.sqrt(self.m2_x) * math.sqrt(self.m2_y)
        if abs(self.m_xy) > bound * (1.0 + ROUNDING):
            allowed = f"its size must be ≤ sqrt(m2_x · m2_y), which is {bound:g}"
            raise checks.refused("m_xy", self.m_xy, allowed)

    @classmethod
    def from_sums(  # noqa: PLR0913 - six sums are one row of a query; naming them is the contract
        cls,
        n: int,
        sx: int,
        sy: int,
        sxx: int,
        syy: int,
        sxy: int,
        *,
        shift_x: int = 0,
        shift_y: int = 0,
        scale: int = 1_000_000,
    ) -> PairMoments:
        """Moments from sums of fixed-point values, exact until the last division.

        A value x is held as the integer X = x · scale, and y as Y = y · scale. A plain count c that
        goes with scaled values enters as c · scale (its sum × scale, its squares × scale²).

        Args:
            n: Units.
            sx: Σ(X − shift_x), a whole number.
            sy: Σ(Y − shift_y), a whole number.
            sxx: Σ(X − shift_x)², a whole number.
            syy: Σ(Y − shift_y)², a whole number.
            sxy: Σ(X − shift_x)(Y − shift_y), a whole number.
            shift_x: What was taken off every X, in fixed-point units.
            shift_y: What was taken off every Y, in fixed-point units.
            scale: Fixed-point units per unit of either value, > 0.

        Returns:
            The moments in the values' own units.

        Raises:
            ArgumentError: When the sums cannot come from n pairs.

        Example:
            >>> PairMoments.from_sums(2, 4, 6, 10, 20, 14, scale=1)
            PairMoments(n=2, mean_x=2.0, mean_y=3.0, m2_x=2.0, m2_y=2.0, m_xy=2.0)
        """
        n, scale = checks.whole("n", n), checks.whole("scale", scale)
        if scale == 0:
            raise checks.refused("scale", scale, "it must be ≥ 1")
        sx, sy, sxy = (checks.integer(*p) for p in (("sx", sx), ("sy", sy), ("sxy", sxy)))
        sxx, syy = checks.whole("sxx", sxx), checks.whole("syy", syy)
        shift_x, shift_y = checks.integer("shift_x", shift_x), checks.integer("shift_y", shift_y)
        if n == 0:
            if sx or sy or sxx or syy or sxy:
                raise checks.refused("sums", (sx, sy, sxx, syy, sxy), "without units all must be 0")
            return cls(0, 0.0, 0.0, 0.0, 0.0, 0.0)
        squares_x = _central("sxx", n, sx, sxx)
        squares_y = _central("syy", n, sy, syy)
        cross = n * sxy - sx * sy
        if cross * cross > squares_x * squares_y:
            allowed = "no pairs with these sums and squares have this sum of products"
            raise checks.refused("sxy", sxy, allowed)
        unit = n * scale**2
        mean_x, mean_y = (n * shift_x + sx) / (n * scale), (n * shift_y + sy) / (n * scale)
        return cls(n, mean_x, mean_y, squares_x / unit, squares_y / unit, cross / unit)

    def __add__(self, other: PairMoments) -> PairMoments:
        """Moments of both sets of units together; the empty moments change nothing."""
        if self.n == 0:
            return other
        if other.n == 0:
            return self
        a, b, n = self.n, other.n, self.n + other.n
        gap_x, gap_y = other.mean_x - self.mean_x, other.mean_y - self.mean_y
        weight = a * b / n
        return PairMoments(
            n,
            (a * self.mean_x + b * other.mean_x) / n,
            (a * self.mean_y + b * other.mean_y) / n,
            self.m2_x + other.m2_x + gap_x * gap_x * weight,
            self.m2_y + other.m2_y + gap_y * gap_y * weight,
            self.m_xy + other.m_xy + gap_x * gap_y * weight,
        )

    @property
    def slope(self) -> float | None:
        """Change of x per unit of y, m_xy / m2_y; None when y is constant."""
        return self.m_xy / self.m2_y if self.m2_y > 0.0 else None

    @property
    def correlation(self) -> float | None:
        """Correlation of both values, −1 to 1; None when one of them is constant."""
        if self.m2_x == 0.0 or self.m2_y == 0.0:
            return None
        found = self.m_xy / math.sqrt(self.m2_x) / math.sqrt(self.m2_y)
        return max(-1.0, min(1.0, found))


def _central(name: str, n: int, total: int, squares: int) -> int:
    """The central sum of squares times n, exact."""
    found = n * squares - total * total
    if found < 0:
        raise checks.refused(
            name, squares, f"it must be ≥ {total * total / n:g}, the sum squared / n"
        )
    return found


def of_values(m: Moments) -> PairMoments:
    """Pairs whose second value is missing, as the constant 0: values without a covariate.

    Args:
        m: Moments of the values.

    Returns:
        Their pair moments, without spread in the second value.

    Example:
        >>> of_values(Moments.from_counts(4, 1))
        PairMoments(n=4, mean_x=0.25, mean_y=0.0, m2_x=0.75, m2_y=0.0, m_xy=0.0)
    """
    return PairMoments(m.n, m.mean, 0.0, m.m2, 0.0, 0.0)
