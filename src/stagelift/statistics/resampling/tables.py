"""How many units of an arm have each value: all that resampling needs of its rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.numerics import np

if TYPE_CHECKING:
    from stagelift.statistics.numerics import Floats

MOST = 50_000  # distinct values up to which a table is drawn from value by value


@dataclass(frozen=True, eq=False)
class ValueTable:
    """Distinct values of one arm and how many units have each.

    Every unit has two numbers, whose sums are divided: those of a ratio, or a value and 1.

    Args:
        rows: The two numbers by distinct pair, shape (distinct, 2).
        counts: Units with each, whole numbers ≥ 1, shape (distinct,).
    """

    rows: Floats
    counts: Floats

    @classmethod
    def of(
        cls,
        values: Iterable[float],
        counts: Iterable[int],
        per: Iterable[float] | None = None,
    ) -> ValueTable:
        """A table from columns, as a `GROUP BY` gives them.

        Args:
            values: The distinct values, or a ratio's first numbers.
            counts: Units with each, whole numbers ≥ 0; rows of 0 are passed over.
            per: A ratio's second numbers; None for a mean.

        Returns:
            The table.

        Raises:
            ArgumentError: A count is no whole number ≥ 0, a number is not finite, columns differ in
                length, or there are more rows than a table may have.

        Example:
            >>> table = ValueTable.of([0, 1, 5], [90, 8, 2])
            >>> table.n, table.value
            (100, 0.18)
        """
        first = np.asarray(list(values), dtype=float)
        held = np.asarray([checks.whole("counts", count) for count in counts], dtype=float)
        second = np.ones_like(first) if per is None else np.asarray(list(per), dtype=float)
        if not first.shape == held.shape == second.shape:
            sizes = (first.size, held.size, second.size)
            raise checks.refused("columns", sizes, "they must have one length")
        if first.size > MOST:
            raise checks.refused("distinct", first.size, f"it must be ≤ {MOST}; take groups")
        if not (np.isfinite(first).all() and np.isfinite(second).all()):
            raise checks.refused("values", "not finite", "every number must be finite")
        kept = held > 0
        return cls(np.column_stack([first, second])[kept], held[kept])

    @cached_property
    def n(self) -> int:
        """Units of the arm."""
        return int(self.counts.sum())

    @cached_property
    def totals(self) -> Floats:
        """The sums of both numbers over the units, shape (2,)."""
        found: Floats = self.counts @ self.rows
        return found

    @property
    def value(self) -> float | None:
        """The mean, or the ratio of the sums; None where there is nothing to divide by."""
        top, bottom = (float(one) for one in self.totals)
        return top / bottom if bottom else None
