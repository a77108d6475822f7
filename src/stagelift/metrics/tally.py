"""Cells of one value merged into what statistics need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.statistics.clusters import ClusterSums, SizeSums
from stagelift.statistics.moments import Moments
from stagelift.statistics.pairs import PairMoments

if TYPE_CHECKING:
    from stagelift.data.query import Cell

MICROS = 1_000_000
NO_PAIRS = PairMoments(0, 0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Tally:
    """The units of one group: how many, how many with the event, and the moments of their values.

    Args:
        n: Mature units that count.
        k: Units with the event, for 0/1 values; None otherwise.
        moments: Moments of the per-unit value in the value's own unit.
        excluded: Units left out, as (reason, count) pairs; counts of zero are not listed.
        pair: Moments of a ratio's two amounts, or of the value and its covariate among the units
            that have one; of no units for other values.
        cubes: Sums of the third powers of a ratio's two amounts; None for other values.
        rest: Moments of the values of units without a covariate, which is 0 for all of them.
        clusters: Sums of the households that were randomised, by size; None where each unit was.
        epochs: Parts that entered under different splits, each with the weight it has in every arm;
            empty where there was one split.
    """

    n: int
    k: int | None
    moments: Moments
    excluded: tuple[tuple[str, int], ...]
    pair: PairMoments = NO_PAIRS
    cubes: tuple[float, float, float, float] | None = None
    rest: PairMoments = NO_PAIRS
    clusters: ClusterSums | None = None
    epochs: tuple[tuple[float, Tally], ...] = ()

    @property
    def strata(self) -> tuple[PairMoments, ...]:
        """The units with a covariate and those without, by epoch; empty when none was asked."""
        if self.epochs:
            return tuple(pair for _, part in self.epochs for pair in part.strata)
        if self.cubes is not None or not self.pair.n + self.rest.n:
            return ()
        return (self.pair, self.rest)

    @property
    def immature(self) -> int:
        """Units left out because their window is still open."""
        return dict(self.excluded).get("immature", 0)


def tally(
    cells: Iterable[Cell], *, binary: bool, missing: str = "immature", ineligible: str = "before"
) -> Tally:
    """The exact merge of cells that share a value (and so its shift).

    Args:
        cells: Cells of one value, of disjoint sets of units.
        binary: Whether the value is 0/1.
        missing: The reason under which the cells' `immature` units are reported.
        ineligible: The reason under which their `ineligible` units are reported.

    Returns:
        One tally; without cells, an empty one.

    Example:
        >>> tally([], binary=True).n
        0
    """
    rows = tuple(cells)
    n = sum(cell.n for cell in rows)
    s1 = sum(cell.s1 for cell in rows)
    excluded = {
        missing: sum(cell.immature for cell in rows),
        ineligible: sum(cell.ineligible for cell in rows),
    }
    kept = tuple((reason, count) for reason, count in excluded.items() if count)
    cubes = cubes_of(rows)
    both = pair_of(rows), cubes, NO_PAIRS if cubes else rest_of(rows, binary=binary)
    clusters = clusters_in(rows)
    if clusters is not None:
        return household_tally(rows, clusters, kept, k=s1 if binary else None)
    if binary:
        return Tally(n, s1, Moments.from_counts(n, s1), kept, *both)
    moments = Moments.from_sums(
        n,
        s1,
        sum(cell.s2 for cell in rows),
        sum(cell.s3 for cell in rows),
        shift=rows[0].shift if rows else 0,
        scale=MICROS,
    )
    return Tally(n, None, moments, kept, *both)


def clusters_in(cells: Iterable[Cell]) -> ClusterSums | None:
    """The households of cells, where whole households were randomised.

    Args:
        cells: Cells of one value, of disjoint sets of households.

    Returns:
        Their sums by size; None where units were randomised one by one.
    """
    homes = [cell.homes for cell in cells if cell.homes is not None]
    if not homes:
        return None
    return ClusterSums.of(
        SizeSums(
            size=one.size,
            clusters=one.homes,
            x=one.x,
            xx=one.xx,
            y=one.y,
            yy=one.yy,
            xy=one.xy,
            cubes=one.cubes,
            squares=one.squares,
        )
        for each in homes
        for one in each.sums
    )


def household_tally(
    cells: tuple[Cell, ...],
    clusters: ClusterSums,
    excluded: tuple[tuple[str, int], ...],
    *,
    k: int | None,
) -> Tally:
    """The members of households, with the sums of the households themselves.

    Args:
        cells: Cells of one value.
        clusters: Their households.
        excluded: Units left out, by reason.
        k: Members with the event, for 0/1 values.

    Returns:
        One tally; its moments are those of the members.
    """
    sums = [one for cell in cells if cell.homes is not None for one in cell.homes.sums]
    n, squares = sum(cell.n for cell in cells), sum(one.squares for one in sums)
    thirds = sum(one.thirds for one in sums)
    moments = Moments.from_sums(n, sum(one.x for one in sums), squares, thirds, scale=MICROS)
    return Tally(n, k, moments, excluded, clusters=clusters)


def pair_of(cells: Iterable[Cell]) -> PairMoments:
    """The exact merge of the cells' pairs.

    Args:
        cells: Cells of one value, of disjoint sets of units.

    Returns:
        Moments of both numbers; of no units when the cells have no pairs.
    """
    pairs = [cell.pair for cell in cells if cell.pair is not None and cell.pair.n]
    if not pairs:
        return NO_PAIRS
    names = ("n", "x", "y", "xx", "yy", "xy")
    return PairMoments.from_sums(
        *(sum(getattr(pair, name) for pair in pairs) for name in names),
        shift_x=pairs[0].shift_x,
        shift_y=pairs[0].shift_y,
        scale=MICROS,
    )


def rest_of(cells: Iterable[Cell], *, binary: bool) -> PairMoments:
    """The values of the units that have no covariate, by exact differences of sums.

    Args:
        cells: Cells of one value that was taken with its covariate.
        binary: Whether the value is 0/1, whose sums are counts.

    Returns:
        Moments whose second number is 0; of no units when the cells have no pairs.
    """
    rows = [cell for cell in cells if cell.pair is not None]
    scale = MICROS if binary else 1
    sums = [
        (cell.n - pair.n, cell.s1 * scale - pair.x, cell.s2 * scale**2 - pair.xx)
        for cell in rows
        if (pair := cell.pair) is not None
    ]
    n, x, xx = (sum(column) for column in zip(*sums, strict=True)) if sums else (0, 0, 0)
    if not n:
        return NO_PAIRS
    shift = 0 if binary else rows[0].shift
    return PairMoments.from_sums(n, x, 0, xx, 0, 0, shift_x=shift, scale=MICROS)


def cubes_of(cells: Iterable[Cell]) -> tuple[float, float, float, float] | None:
    """The sums of the third powers of a ratio's two amounts, in the amounts' own units.

    Args:
        cells: Cells of one value.

    Returns:
        Four sums, or None when the value is no ratio.
    """
    found = [cell.pair.cubes for cell in cells if cell.pair is not None and cell.pair.cubes]
    if not found:
        return None
    xxx, xxy, xyy, yyy = (sum(one) / MICROS**3 for one in zip(*found, strict=True))
    return xxx, xxy, xyy, yyy
