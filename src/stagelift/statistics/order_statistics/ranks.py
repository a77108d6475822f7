"""The test of a difference of two quantiles, and its inversion, from interpolated ranks.

Each arm's number of units below x is read as a line between neighbouring values: at a value that
one unit has, half of that unit is below. At a value that several units share it may be any number
from those strictly below to those at or below, so that discrete values stay on the safe side.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from stagelift.statistics.numerics import Floats, np
from stagelift.statistics.order_statistics.values import ValueCounts
from stagelift.statistics.roots import root_between

FINE = 1e-14  # absolute; the relative precision of a limit is that of a double
MANY = 4_000_000  # differences of two values to sort; so many values are hardly tied
SNAP = 1e-9  # of the distance to the next difference of two values: right after the first one


@dataclass(frozen=True, slots=True, eq=False)
class Deviations:
    """How many standard errors the share of an arm below x is from p, as lines between values.

    Args:
        values: Distinct values, increasing, shape (values,).
        least: Deviation at each value with as few units below as its ties allow.
        most: Deviation at each value with as many below.
        ends: Deviations beyond the smallest and beyond the largest value.

    Example:
        >>> found = Deviations.of(ValueCounts([1, 2, 3], [1, 2, 1]), 0.5, 0.25)
        >>> found.least.tolist(), found.most.tolist(), found.ends
        ([-1.5, -1.0, 1.5], [-1.5, 1.0, 1.5], (-2.0, 2.0))
    """

    values: Floats
    least: Floats
    most: Floats
    ends: tuple[float, float]

    @classmethod
    def of(cls, table: ValueCounts, p: float, error: float) -> Deviations:
        """The deviations of an arm.

        Args:
            table: The arm's values, at least one.
            p: Share below the quantile.
            error: Standard error of the share below it, > 0.

        Returns:
            Its deviations.
        """
        half = np.where(table.counts == 1, 0.5, 0.0)
        shares = (table.below + half) / table.n, (table.upto - half) / table.n
        least, most = ((share - p) / error for share in shares)
        return cls(table.values, least, most, (-p / error, (1.0 - p) / error))

    def within(self, budget: float) -> Deviations:
        """The part that can matter while a sum of squares stays within a budget.

        Args:
            budget: The largest deviance allowed.

        Returns:
            The values whose own square is within it, and a neighbour on either side.
        """
        reach = math.sqrt(budget)
        first = max(int(np.searchsorted(self.most, -reach)) - 1, 0)
        last = int(np.searchsorted(self.least, reach, side="right")) + 1
        kept = slice(first, last)
        return Deviations(self.values[kept], self.least[kept], self.most[kept], self.ends)

    def at(self, points: Floats) -> Floats:
        """The smallest deviations in size at some points, shape (points,)."""
        before, after = self._sides(points)
        found: Floats = np.clip(0.0, before, after)
        return found

    def between(self, points: Floats) -> tuple[Floats, Floats]:
        """Deviations right after each point but the last, and right before the next one."""
        before, after = self._sides(points)
        return after[:-1], before[1:]

    def _sides(self, points: Floats) -> tuple[Floats, Floats]:
        """Deviations coming from the left and going on to the right of each point."""
        at = np.searchsorted(self.values, points)
        own = np.append(self.values, math.nan)[at] == points
        left = np.concatenate([[self.ends[0]], self.most])[at]
        right = np.append(self.least, self.ends[1])[at]
        edges = np.concatenate([self.values[:1], self.values, self.values[-1:]])
        width = edges[at + 1] - edges[at]
        part = np.where(width > 0.0, (points - edges[at]) / np.where(width > 0.0, width, 1.0), 0.0)
        outer = np.where(at == 0, self.ends[0], self.ends[1])
        inside = (at > 0) & (at < self.values.size)
        line = np.where(inside, left + part * (right - left), outer)
        most = np.append(self.most, self.ends[1])[at]
        return np.where(own, right, line), np.where(own, most, line)


def deviance(arm1: Deviations, arm0: Deviations, gap: float) -> float:
    """How badly both arms' ranks agree with quantiles a stated gap apart.

    Args:
        arm1: The treatment arm.
        arm0: The control arm.
        gap: Quantile 1 less quantile 0.

    Returns:
        The least sum of the two squared deviations at x + gap and x, over all x.

    Example:
        >>> arm = Deviations.of(ValueCounts([1, 2, 3], [1, 1, 1]), 0.5, 0.25)
        >>> round(deviance(arm, arm, 0.0), 4), round(deviance(arm, arm, 1.0), 4)
        (0.0, 0.8889)
    """
    moved = Deviations(arm1.values - gap, arm1.least, arm1.most, arm1.ends)
    points = np.union1d(moved.values, arm0.values)
    found = (moved.at(points) ** 2 + arm0.at(points) ** 2).min()
    starts, slopes = [], []
    for arm in (moved, arm0):
        after, before = arm.between(points)
        starts.append(after)
        slopes.append(before - after)
    # between two points both deviations are lines, so their sum of squares is a parabola
    turn = -(starts[0] * slopes[0] + starts[1] * slopes[1])
    bend = slopes[0] ** 2 + slopes[1] ** 2
    part = np.clip(turn / np.where(bend > 0.0, bend, 1.0), 0.0, 1.0)
    inside = sum((start + part * slope) ** 2 for start, slope in zip(starts, slopes, strict=True))
    return float(min(found, np.min(inside, initial=math.inf)))


def limits(arm1: Deviations, arm0: Deviations, value: float, budget: float) -> tuple[float, float]:
    """The smallest and the largest gap whose deviance is within a budget.

    Args:
        arm1: The treatment arm.
        arm0: The control arm.
        value: A gap that is within the budget.
        budget: The largest deviance allowed.

    Returns:
        Both limits; infinite where a quantile beyond all values of an arm is within the budget.

    Example:
        >>> arm = Deviations.of(ValueCounts(range(40), [1] * 40), 0.5, 0.08)
        >>> [round(end, 3) for end in limits(arm, arm, 0.0, 3.84)]
        [-8.868, 8.868]
    """
    arm1, arm0 = arm1.within(budget), arm0.within(budget)
    low = arm1.ends[0] ** 2 <= budget or arm0.ends[1] ** 2 <= budget
    high = arm1.ends[1] ** 2 <= budget or arm0.ends[0] ** 2 <= budget
    first = float(arm1.values[0] - arm0.values[-1])
    last = float(arm1.values[-1] - arm0.values[0])
    return (
        -math.inf if low else _crossing(arm1, arm0, value, first, budget),
        math.inf if high else _crossing(arm1, arm0, value, last, budget),
    )


def _crossing(arm1: Deviations, arm0: Deviations, near: float, far: float, budget: float) -> float:
    """The gap farthest from one within the budget, as deviance only grows outwards."""
    if near == far or deviance(arm1, arm0, far) <= budget:
        return far
    near, far = _bracket(arm1, arm0, near, far, budget)
    # with ties the deviance jumps right after a difference of two values
    after = near + SNAP * (far - near)
    if deviance(arm1, arm0, after) > budget:
        return near
    return root_between(lambda gap: deviance(arm1, arm0, gap) - budget, after, far, xtol=FINE)


def _bracket(
    arm1: Deviations, arm0: Deviations, near: float, far: float, budget: float
) -> tuple[float, float]:
    """The neighbouring differences of two values between which the budget runs out."""
    if arm1.values.size * arm0.values.size > MANY:
        return near, far
    inner, outer = sorted((near, far))
    found: list[Floats] = []
    for value in arm0.values:
        first, last = np.searchsorted(arm1.values, (inner + value, outer + value))
        found.append(arm1.values[first:last] - value)
    gaps = np.unique(np.concatenate([[near, far], *found]))
    gaps = gaps[(gaps >= inner) & (gaps <= outer)]
    steps = gaps if near < far else gaps[::-1]
    low, high = 0, steps.size - 1
    while high - low > 1:
        middle = (low + high) // 2
        if deviance(arm1, arm0, float(steps[middle])) <= budget:
            low = middle
        else:
            high = middle
    return float(steps[low]), float(steps[high])
