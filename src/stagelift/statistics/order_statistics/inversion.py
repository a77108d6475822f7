"""Which differences of two quantiles the ranks of both arms allow, by inversion of one test.

Each arm has a cost for every value x: how badly its ranks agree with x being its quantile. A
difference δ costs the least sum over all pairs (x + δ, x). The interval holds the differences whose
cost stays within a budget, and the p-value is that of the cost at no difference, so both always
agree. No density is estimated, and ties need no treatment of their own.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from stagelift.statistics.numerics import Floats, np
from stagelift.statistics.order_statistics.values import ValueCounts

Cost = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Arm:
    """One arm's values and the cost of each being its quantile.

    Args:
        table: The arm's values.
        p: Share below the quantile.
        cost: Cost of a number of units below the quantile, falling up to n·p and rising from it.

    Example:
        >>> arm = Arm(ValueCounts([1, 2, 3], [1, 1, 1]), 0.5, lambda k: (k - 1.5) ** 2)
        >>> arm.at(np.array([0.0, 1.0, 2.0, 2.5])).tolist()
        [2.25, 0.25, 0.0, 0.25]
    """

    table: ValueCounts
    p: float
    cost: Cost

    def at(self, values: Floats) -> Floats:
        """The cost of each of some values.

        With ties the number of units below a quantile is any from those strictly below to those
        at or below; the one nearest to n·p is taken.

        Args:
            values: Values, shape (any,); they may be infinite.

        Returns:
            Costs, same shape.
        """
        upto = np.concatenate([[0], self.table.upto])
        below = upto[np.searchsorted(self.table.values, values, side="left")]
        most = upto[np.searchsorted(self.table.values, values, side="right")]
        return self.cost(np.clip(self.table.n * self.p, below, most))

    def turned(self) -> Arm:
        """The arm of the values with their signs turned."""
        mirrored = ValueCounts(-self.table.values[::-1], self.table.counts[::-1])
        return Arm(mirrored, 1.0 - self.p, lambda k: self.cost(self.table.n - k))


def least_cost(arm1: Arm, arm0: Arm) -> float:
    """The cost of no difference.

    Args:
        arm1: The treatment arm.
        arm0: The control arm.

    Returns:
        The least sum of both costs over all values.

    Example:
        >>> arm = Arm(ValueCounts([1, 2, 3], [1, 1, 1]), 0.5, lambda k: (k - 1.5) ** 2)
        >>> least_cost(arm, arm)
        0.0
    """
    values = np.union1d(arm1.table.values, arm0.table.values)
    # beyond all values and between neighbours the costs are those of an end or of a neighbour
    return float((arm1.at(values) + arm0.at(values)).min())


def limits(arm1: Arm, arm0: Arm, budget: float) -> tuple[float, float]:
    """The smallest and the largest difference whose cost is within a budget.

    Args:
        arm1: The treatment arm.
        arm0: The control arm.
        budget: The largest cost allowed, at least the sum of both arms' smallest ones.

    Returns:
        Limits of quantile 1 − quantile 0; infinite where the ranks do not bound it.

    Example:
        >>> arm = Arm(ValueCounts([1, 2, 3], [1, 1, 1]), 0.5, lambda k: (k - 1.5) ** 2)
        >>> limits(arm, arm, 0.3), limits(arm, arm, 1.0)
        ((-1.0, 1.0), (-2.0, 2.0))
    """
    return -_largest(arm1.turned(), arm0.turned(), budget), _largest(arm1, arm0, budget)


def _largest(arm1: Arm, arm0: Arm, budget: float) -> float:
    """The largest difference within the budget: arm 1 far to the right, arm 0 far to the left."""
    starts = np.concatenate([[-math.inf], arm0.table.values])
    right = np.concatenate([arm1.table.values, [math.inf]])
    paid, price = arm0.at(starts), arm1.at(right)
    centre = int(np.argmin(price))
    # from the centre on prices do not fall, so what the rest of the budget buys is a prefix
    bought = np.searchsorted(price[centre:], budget - paid, side="right") - 1
    able = bought >= 0
    ends = right[centre + bought[able]]
    if np.isinf(ends).any() or (able[0] and np.isinf(starts[0])):
        return math.inf
    return float((ends - starts[able]).max())
