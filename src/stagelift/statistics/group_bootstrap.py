"""The bootstrap of customers from sums per hashed group: groups are drawn with replacement.

A group holds every row of its customers, so whatever moves together within a customer — two
periods, several orders, several stages — moves together in a draw. With 1,000 groups the standard
error is itself known to about 2 %.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal, get_args

from stagelift.errors import ArgumentError
from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import np, special

if TYPE_CHECKING:
    from stagelift.statistics.numerics import Floats

Interval = Literal["percentile", "bca"]
Statistic = Callable[["Floats"], "Floats"]
"""Totals of shape (rows, cells, measures) to numbers of shape (rows, numbers)."""

GROUPS = 1_000
DRAWS = 2_000
SEED = 20_261_116  # any fixed number: the same data give the same interval
FEW_GROUPS = 30  # groups with a row below which an interval means little
UNDEFINED = 0.05  # share of draws without a value above which there is no interval


@dataclass(frozen=True, eq=False)
class GroupSums:
    """Sums per group of customers and cell.

    Args:
        cells: What each place of the second axis holds, in order.
        sums: Shape (groups, cells, measures); a group without rows has zeros.
    """

    cells: tuple[Hashable, ...]
    sums: Floats

    @classmethod
    def of(
        cls,
        rows: Iterable[tuple[int, Hashable, tuple[float, ...]]],
        cells: Iterable[Hashable],
        *,
        groups: int = GROUPS,
    ) -> GroupSums:
        """The sums from rows of group, cell and measures.

        Args:
            rows: Rows; several of one group and cell add up, those of other cells are passed over.
            cells: The cells wanted, in order.
            groups: How many groups there are.

        Returns:
            The sums.

        Raises:
            ArgumentError: When a group lies outside 0 to groups − 1.

        Example:
            >>> GroupSums.of([(0, "a", (1, 4)), (2, "a", (0, 3))], ["a"], groups=3).totals.tolist()
            [[1.0, 7.0]]
        """
        wanted = tuple(cells)
        place = {cell: number for number, cell in enumerate(wanted)}
        kept = [(group, place[cell], sums) for group, cell, sums in rows if cell in place]
        for group, _, _ in kept:
            if not 0 <= group < groups:
                raise ArgumentError(f"group == {group}, must be 0 to {groups - 1}")
        width = len(kept[0][2]) if kept else 1
        found = np.zeros((groups, len(wanted), width))
        if kept:
            first, second = (np.array([row[axis] for row in kept]) for axis in (0, 1))
            np.add.at(found, (first, second), np.array([row[2] for row in kept], dtype=float))
        return cls(wanted, found)

    @property
    def totals(self) -> Floats:
        """The sums over all groups, shape (cells, measures)."""
        found: Floats = self.sums.sum(axis=0)
        return found

    @property
    def filled(self) -> int:
        """Groups with a row in any cell."""
        return int(np.any(self.sums != 0, axis=(1, 2)).sum())


@lru_cache(maxsize=4)
def group_weights(groups: int = GROUPS, draws: int = DRAWS, seed: int = SEED) -> Floats:
    """How often each group is drawn, in each draw of as many groups as there are.

    Args:
        groups: How many groups, ≥ 2.
        draws: How many draws, ≥ 1.
        seed: Seed of the draws.

    Returns:
        Shape (draws, groups), each row summing to `groups`; not to be written to.

    Raises:
        ArgumentError: When a number is too small.

    Reference:
        Efron & Tibshirani 1993, An introduction to the bootstrap, section 20.2 (the bootstrap as
        multinomial weights).

    Example:
        >>> group_weights(5, 3).sum(axis=1).tolist()
        [5.0, 5.0, 5.0]
    """
    for name, value, least in (("groups", groups, 2), ("draws", draws, 1)):
        if value < least:
            raise checks.refused(name, value, f"it must be ≥ {least}")
    found = np.random.default_rng(seed).multinomial(groups, [1 / groups] * groups, size=draws)
    weights: Floats = found.astype(float)
    weights.setflags(write=False)
    return weights


@dataclass(frozen=True, eq=False)
class GroupBootstrap:
    """A statistic of the data, of each draw and of the data without each group.

    Args:
        sums: The sums it rests on.
        statistic: What is computed from totals.
        draws: How many draws.
        seed: Their seed.

    Example:
        >>> rows = [(group, "all", (group % 2, 2)) for group in range(1000)]
        >>> shares = GroupBootstrap(GroupSums.of(rows, ["all"]), lambda t: t[:, :, 0] / t[:, :, 1])
        >>> found = shares.inference(0)
        >>> round(found.value, 3), round(found.se, 3), found.method
        (0.25, 0.008, 'group_bootstrap')
    """

    sums: GroupSums
    statistic: Statistic
    draws: int = DRAWS
    seed: int = SEED

    @cached_property
    def values(self) -> Floats:
        """The statistic of the data, one number each."""
        found: Floats = self._of(self.sums.totals[None])[0]
        return found

    @cached_property
    def drawn(self) -> Floats:
        """The statistic of each draw, shape (draws, numbers); NaN where it is not defined."""
        groups, cells, width = self.sums.sums.shape
        weights = group_weights(groups, self.draws, self.seed)
        totals = weights @ self.sums.sums.reshape(groups, cells * width)
        return self._of(totals.reshape(self.draws, cells, width))

    @cached_property
    def left_out(self) -> Floats:
        """The statistic without each group in turn, shape (groups, numbers)."""
        return self._of(self.sums.totals[None] - self.sums.sums)

    def _of(self, totals: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Floats = np.asarray(self.statistic(totals), dtype=float)
        known: Floats = np.where(np.isfinite(found), found, np.nan)
        return known

    def inference(
        self,
        number: int,
        *,
        level: float = 0.95,
        interval: Interval = "percentile",
        null: float | None = None,
    ) -> Inference:
        """One number with its interval.

        Args:
            number: Its place among the statistic's numbers.
            level: Level of the interval, 0–1.
            interval: `percentile`, or `bca`, which corrects for bias and skewness.
            null: The value a p-value is asked against; None for none.

        Returns:
            The inference. Its p-value is that of a normal statistic with the bootstrap's standard
            error, so that it is not bounded by the number of draws.

        Raises:
            ArgumentError: When the level lies outside (0, 1) or the interval is unknown.

        Reference:
            Efron 1987, Better bootstrap confidence intervals; Davison & Hinkley 1997, Bootstrap
            methods and their application, section 3.8 (clustered data).
        """
        checks.between("level", level, 0, 1)
        checks.one_of("interval", interval, get_args(Interval))
        method = "group_bootstrap" if interval == "percentile" else "group_bootstrap_bca"
        blank = Inference(level=level, method=method)
        value, drawn = float(self.values[number]), self.drawn[:, number]
        if math.isnan(value):
            return replace(blank, status="no_data", note="nothing to divide by")
        known = drawn[~np.isnan(drawn)]
        lost = 1 - known.size / drawn.size
        if lost > UNDEFINED:
            note = f"not defined in {lost:.0%} of the draws"
            return replace(blank, value=value, status="not_identifiable", note=note)
        se = float(known.std(ddof=1))
        if se <= 1e-12 * max(1.0, abs(value)):
            note = "no draw differs"
            return replace(blank, value=value, se=0.0, status="degenerate", note=note)
        places = np.array([(1 - level) / 2, (1 + level) / 2])
        if interval == "bca":
            places = self._corrected(number, places, known)
        low, high = (float(end) for end in np.quantile(known, places))
        found = replace(blank, value=value, se=se, low=low, high=high)
        if null is not None:
            found = replace(found, p_value=float(2 * special.ndtr(-abs(value - null) / se)))
        if self.sums.filled < FEW_GROUPS:
            note = f"customers in {self.sums.filled} groups; {FEW_GROUPS} make an interval"
            return replace(found, status="low_n", note=note)
        return found

    def _corrected(self, number: int, places: Floats, known: Floats) -> Floats:
        """The quantiles of the BCa interval: z0 from the draws, acceleration from the jackknife."""
        value = self.values[number]
        below = (np.sum(known < value) + 0.5 * np.sum(known == value)) / known.size
        least = 0.5 / known.size
        bias = special.ndtri(min(max(float(below), least), 1 - least))
        without = self.left_out[:, number]
        off = np.nanmean(without) - without[~np.isnan(without)]
        spread = float(np.sum(off**2))
        speed = float(np.sum(off**3)) / (6 * spread**1.5) if spread else 0.0
        reach = bias + special.ndtri(places)
        found: Floats = special.ndtr(bias + reach / (1 - speed * reach))
        return found

    def first(self, numbers: Iterable[int]) -> tuple[float, ...]:
        """The share of draws in which each of some numbers is the largest; ties are shared.

        Args:
            numbers: Their places.

        Returns:
            Shares in the same order, summing to 1 where any draw has a value.
        """
        places = list(numbers)
        if not places:
            return ()
        drawn = np.where(np.isnan(self.drawn[:, places]), -np.inf, self.drawn[:, places])
        top = drawn.max(axis=1, keepdims=True)
        best = (drawn == top) & np.isfinite(top)
        split = np.maximum(best.sum(axis=1, keepdims=True), 1)
        return tuple(float(share) for share in (best / split).mean(axis=0))
