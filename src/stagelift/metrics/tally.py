"""Cells of one value merged into what statistics need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stagelift.data.query import Cell
from stagelift.statistics.moments import Moments

MICROS = 1_000_000


@dataclass(frozen=True, slots=True)
class Tally:
    """The units of one group: how many, how many with the event, and the moments of their values.

    Args:
        n: Mature units that count.
        k: Units with the event, for 0/1 values; None otherwise.
        moments: Moments of the per-unit value in the value's own unit.
        excluded: Units left out, as (reason, count) pairs; counts of zero are not listed.
    """

    n: int
    k: int | None
    moments: Moments
    excluded: tuple[tuple[str, int], ...]

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
    if binary:
        return Tally(n, s1, Moments.from_counts(n, s1), kept)
    moments = Moments.from_sums(
        n,
        s1,
        sum(cell.s2 for cell in rows),
        sum(cell.s3 for cell in rows),
        shift=rows[0].shift if rows else 0,
        scale=MICROS,
    )
    return Tally(n, None, moments, kept)
