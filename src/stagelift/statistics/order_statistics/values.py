"""The aggregate behind quantiles: distinct values and how many units have each; it merges."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.numerics import Floats, np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Counts = NDArray[np.int64]
else:
    Counts = Floats

MOST_VALUES = 50_000  # distinct values; above it ranks are computed where the rows are
LARGEST = 2.0**53  # above it a float no longer holds every whole number
ROUNDING = 1e-9  # n·p may miss a whole number by what p holds of it in double


@dataclass(frozen=True, slots=True, init=False, eq=False)
class ValueCounts:
    """Distinct values of units, in increasing order, and the number of units with each.

    Args:
        values: Values in their own unit, finite, increasing, at most 50,000.
        counts: Units with each value, whole numbers ≥ 0; values that nobody has are dropped.
        upto: Units with that value or a smaller one, from the others.

    Raises:
        ArgumentError: When lengths differ, values are out of order, not finite or too many, or a
            count is not allowed.

    Example:
        >>> spent = ValueCounts([0, 5, 20], [6, 3, 1])
        >>> spent.n, spent.quantile(0.5), spent.quantile(0.9)
        (10, 0.0, 12.5)
    """

    values: Floats
    counts: Counts
    upto: Counts = field(repr=False)

    def __init__(self, values: ArrayLike, counts: ArrayLike) -> None:
        given, many = _numbers("values", values), _numbers("counts", counts)
        if given.shape != many.shape:
            allowed = f"it must be that of values, {given.shape}"
            raise checks.refused("the shape of counts", many.shape, allowed)
        if not np.isfinite(given).all():
            wrong = float(given[~np.isfinite(given)][0])
            raise checks.refused("values", wrong, "each must be finite")
        if (np.diff(given) <= 0.0).any():
            place = int(np.argmax(np.diff(given) <= 0.0)) + 1
            allowed = f"it must be > the value before it, {given[place - 1]:g}"
            raise checks.refused(f"values[{place}]", float(given[place]), allowed)
        odd = many[~((many >= 0.0) & (many < LARGEST) & (many == np.floor(many)))]
        if odd.size:
            raise checks.refused("counts", float(odd[0]), "each must be a whole number ≥ 0")
        kept = many > 0.0
        if kept.sum() > MOST_VALUES:
            allowed = f"at most {MOST_VALUES:,}; above that ranks come from the rows"
            raise checks.refused("distinct values", int(kept.sum()), allowed)
        columns = given[kept], many[kept].astype(np.int64)
        for name, column in zip(self.__slots__, (*columns, columns[1].cumsum()), strict=True):
            column.setflags(write=False)
            object.__setattr__(self, name, column)

    @classmethod
    def of(cls, values: Iterable[float]) -> ValueCounts:
        """The table of values given unit by unit.

        Args:
            values: One finite value per unit, in any order.

        Returns:
            The distinct values with their counts.

        Raises:
            ArgumentError: When a value is not finite, or there are too many distinct ones.

        Example:
            >>> ValueCounts.of([3, 1, 3]).counts.tolist()
            [1, 2]
        """
        return cls(*np.unique(_numbers("values", list(values)), return_counts=True))

    @property
    def n(self) -> int:
        """Units."""
        return int(self.upto[-1]) if self.upto.size else 0

    @property
    def below(self) -> Counts:
        """Units with a smaller value, for each value."""
        found: Counts = self.upto - self.counts
        return found

    def ranked(self, rank: int) -> float:
        """The value of one rank, the smallest having rank 1.

        Args:
            rank: 1 to n.

        Returns:
            The order statistic.

        Raises:
            ArgumentError: When there is no such rank.

        Example:
            >>> ValueCounts([0, 5], [6, 3]).ranked(7)
            5.0
        """
        rank = checks.whole("rank", rank)
        if not 1 <= rank <= self.n:
            raise checks.refused("rank", rank, f"it must be from 1 to n, which is {self.n}")
        return float(self.values[int(np.searchsorted(self.upto, rank))])

    def quantile(self, p: float) -> float | None:
        """The value below which a share p of the units lies.

        Where n·p is whole it is the middle between that rank and the next, so that the median of an
        even number is the usual one and turning all signs turns the quantile.

        Args:
            p: Share, between 0 and 1.

        Returns:
            The quantile in the values' unit; None without units.

        Raises:
            ArgumentError: When p lies outside (0, 1).

        Reference:
            Hyndman & Fan 1996, Sample quantiles in statistical packages (definition 2).

        Example:
            >>> ValueCounts.of([1, 2, 3, 10]).quantile(0.5)
            2.5
        """
        p = checks.between("p", p, 0, 1)
        if not self.n:
            return None
        rank = self.n * p
        near = round(rank)
        if abs(rank - near) <= ROUNDING * max(rank, 1.0) and 1 <= near < self.n:
            return (self.ranked(near) + self.ranked(near + 1)) / 2.0
        return self.ranked(min(max(math.ceil(rank - ROUNDING), 1), self.n))

    def __add__(self, other: ValueCounts) -> ValueCounts:
        """The table of both sets of units together."""
        values = np.union1d(self.values, other.values)
        counts = np.zeros(values.size, dtype=np.int64)
        for table in (self, other):
            counts[np.searchsorted(values, table.values)] += table.counts
        return ValueCounts(values, counts)

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same values as often."""
        if not isinstance(other, ValueCounts):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        """Equal tables have equal hashes."""
        return hash(self._key())

    def _key(self) -> tuple[bytes, bytes]:
        return self.values.tobytes(), self.counts.tobytes()


def _numbers(name: str, given: ArrayLike) -> Floats:
    """One row of numbers; −0 becomes 0, so that equal tables have equal bytes."""
    try:
        found: Floats = np.array(given, dtype=float) + 0.0
    except (TypeError, ValueError):
        raise checks.refused(name, given, "it must be one row of numbers") from None
    if found.ndim != 1:
        raise checks.refused(f"the shape of {name}", found.shape, "it must be one row of numbers")
    return found
