"""What is known of one arm's clusters: their sums, added up for each size of cluster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from stagelift.statistics import checks
from stagelift.statistics.pairs import PairMoments

MICROS = 1_000_000
Cubes = tuple[float, float, float, float]
NO_CUBES: Cubes = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeSums:
    """The clusters of one size: each has X, the sum of its members' values, and Y, a second one.

    Args:
        size: Members counted in each cluster, ≥ 1.
        clusters: Clusters of this size, ≥ 1.
        x: ΣX over the clusters, in fixed-point units.
        y: ΣY: of a ratio's denominator or of a covariate; 0 without one.
        xx: ΣX².
        yy: ΣY².
        xy: ΣXY.
        cubes: ΣX³, ΣX²Y, ΣXY² and ΣY³ as floats; they only feed the skewness gate.
        squares: Σ of the members' own squared values, for how alike they are; 0 when not asked.

    Raises:
        ArgumentError: When a size or a count is below 1.
    """

    size: int
    clusters: int
    x: int
    xx: int
    y: int = 0
    yy: int = 0
    xy: int = 0
    cubes: Cubes = NO_CUBES
    squares: int = 0

    def __post_init__(self) -> None:
        """Refuse a class without clusters."""
        for name in ("size", "clusters"):
            if checks.whole(name, getattr(self, name)) < 1:
                raise checks.refused(name, getattr(self, name), "it must be ≥ 1")

    def __add__(self, other: SizeSums) -> SizeSums:
        """The clusters of both; they must be of one size."""
        names = ("clusters", "x", "xx", "y", "yy", "xy", "squares")
        sums = {name: getattr(self, name) + getattr(other, name) for name in names}
        one, two, three, four = (a + b for a, b in zip(self.cubes, other.cubes, strict=True))
        cubes = (one, two, three, four)
        return SizeSums(size=self.size, cubes=cubes, **sums)


@dataclass(frozen=True)
class ClusterSums:
    """One arm's clusters by size; sums of disjoint sets of clusters add up.

    Args:
        sizes: One entry for each size, increasing.
        scale: Fixed-point units per unit of the values.

    Example:
        >>> one = SizeSums(size=1, clusters=2, x=1, xx=1)
        >>> arm = ClusterSums.of([one, SizeSums(size=2, clusters=1, x=2, xx=4), one], scale=1)
        >>> arm.clusters, arm.members, arm.mean
        (5, 6, 0.6666666666666666)
    """

    sizes: tuple[SizeSums, ...]
    scale: int = MICROS

    @classmethod
    def of(cls, sums: Iterable[SizeSums], *, scale: int = MICROS) -> ClusterSums:
        """Sums of disjoint sets of clusters as one table.

        Args:
            sums: Sums by size, in any order; a size may come several times.
            scale: Fixed-point units per unit of the values, ≥ 1.

        Returns:
            The table, one row a size.
        """
        found: dict[int, SizeSums] = {}
        for one in sums:
            found[one.size] = found[one.size] + one if one.size in found else one
        return cls(tuple(found[size] for size in sorted(found)), scale)

    @cached_property
    def clusters(self) -> int:
        """Clusters with at least one member that counts."""
        return sum(one.clusters for one in self.sizes)

    @cached_property
    def members(self) -> int:
        """Members that count: the inner number of units."""
        return sum(one.size * one.clusters for one in self.sizes)

    @cached_property
    def mean(self) -> float:
        """Mean per member, Σx / members; 0.0 without any, and never shown then."""
        return float(self.exact_mean / self.scale)

    @cached_property
    def exact_mean(self) -> Fraction:
        """The mean per member in fixed-point units."""
        members = self.members
        return Fraction(sum(one.x for one in self.sizes), members) if members else Fraction(0)

    def squared_residuals(self) -> dict[int, float]:
        """By size, Σ over its clusters of (X − mean · size)², exact until the last division.

        Returns:
            Size to the sum, in the value's unit squared.
        """
        mean, unit = self.exact_mean, self.scale**2
        found: dict[int, float] = defaultdict(float)
        for one in self.sizes:
            step = mean * one.size
            exact = one.xx - 2 * step * one.x + step * step * one.clusters
            found[one.size] = float(exact / unit)
        return dict(found)

    def cubed_residuals(self) -> float:
        """Σ over clusters of (X − mean · size)³, in floats."""
        mean, total = float(self.exact_mean), 0.0
        for one in self.sizes:
            step = mean * one.size
            own = one.cubes[0] - 3.0 * step * one.xx + 3.0 * step * step * one.x
            total += own - step**3 * one.clusters
        return total / float(self.scale) ** 3

    def pair(self) -> PairMoments:
        """Moments over clusters of X and Y: a ratio's two sums."""
        return self._pair(*(sum(getattr(s, name) for s in self.sizes) for name in PAIR))

    def inner_pair(self) -> PairMoments:
        """Moments over clusters of X and the number of members: a mean per member as a ratio."""
        scale, rows = self.scale, self.sizes
        counts = sum(s.size * s.clusters for s in rows) * scale
        squares = sum(s.size**2 * s.clusters for s in rows) * scale**2
        cross = sum(s.size * s.x for s in rows) * scale
        x, xx = sum(s.x for s in rows), sum(s.xx for s in rows)
        return self._pair(x, counts, xx, squares, cross)

    def second(self) -> ClusterSums:
        """The same clusters with Y in the place of X, such as a covariate."""
        sizes = (
            SizeSums(size=s.size, clusters=s.clusters, x=s.y, xx=s.yy, cubes=(s.cubes[3], 0, 0, 0))
            for s in self.sizes
        )
        return ClusterSums(tuple(sizes), self.scale)

    def cubes(self) -> Cubes:
        """ΣX³, ΣX²Y, ΣXY² and ΣY³ in the values' own units."""
        unit = float(self.scale) ** 3
        a, b, c, d = (sum(s.cubes[place] for s in self.sizes) / unit for place in range(4))
        return a, b, c, d

    def _pair(self, x: int, y: int, xx: int, yy: int, xy: int) -> PairMoments:
        return PairMoments.from_sums(self.clusters, x, y, xx, yy, xy, scale=self.scale)


PAIR = ("x", "y", "xx", "yy", "xy")
