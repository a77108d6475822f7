"""Rank tests of two tables of values: the Mann–Whitney test and the chance of a better unit."""

from __future__ import annotations

from stagelift.statistics import checks
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import np
from stagelift.statistics.ordinal import RankTest, mann_whitney, probability_of_better
from stagelift.statistics.resampling.tables import ValueTable
from stagelift.statistics.sides import Alternative

Counts = tuple[list[int], list[int]]


def by_value(one: ValueTable, zero: ValueTable) -> Counts:
    """The units of both arms by value, lowest first.

    Args:
        one: Treatment; each unit's second number must be 1.
        zero: Control.

    Returns:
        Counts of treatment and of control over the same values, at least two of them.

    Raises:
        ArgumentError: When the tables are those of a ratio, whose sums have no ranks.

    Example:
        >>> by_value(ValueTable.of([0, 2], [3, 1]), ValueTable.of([1], [4]))
        ([3, 0, 1], [0, 4, 0])
    """
    for table in (one, zero):
        if not bool(np.all(table.rows[:, 1] == 1)):
            raise checks.refused("table", "a ratio's", "ranks need one value a unit")
    values = np.unique(np.concatenate([one.rows[:, 0], zero.rows[:, 0]]))
    found = []
    for table in (one, zero):
        counts = np.zeros(max(len(values), 2))
        np.add.at(counts, np.searchsorted(values, table.rows[:, 0]), table.counts)
        found.append([int(count) for count in counts])
    return found[0], found[1]


def ranks_compared(
    one: ValueTable, zero: ValueTable, *, alternative: Alternative = "two_sided"
) -> RankTest:
    """The Mann–Whitney test that both arms' values are alike, from counts by value.

    Args:
        one: Treatment.
        zero: Control.
        alternative: `two_sided`, `greater` (treatment is higher) or `less`.

    Returns:
        U with its p-value; null with status `no_data` when an arm is empty.

    Raises:
        ArgumentError: When an argument is not allowed, or the tables are those of a ratio.

    Reference:
        Mann & Whitney 1947; Lehmann 1975, Nonparametrics, section 1.4 (ties).

    Example:
        >>> push, mail = ValueTable.of([0, 1, 5], [5, 8, 15]), ValueTable.of([0, 1, 5], [9, 8, 7])
        >>> found = ranks_compared(push, mail)
        >>> found.u, round(found.p_value, 4)
        (434.0, 0.0655)
    """
    first, second = by_value(one, zero)
    return mann_whitney(first, second, alternative=alternative)


def better_in(one: ValueTable, zero: ValueTable, *, level: float = 0.95) -> Inference:
    """The probability that a treated unit's value is higher than a control unit's; ties half.

    Args:
        one: Treatment.
        zero: Control.
        level: Confidence level, between 0 and 1.

    Returns:
        The probability with interval and the p-value of ½ by one statistic.

    Raises:
        ArgumentError: When an argument is not allowed, or the tables are those of a ratio.

    Reference:
        Brunner & Munzel 2000, The nonparametric Behrens–Fisher problem.

    Example:
        >>> push, mail = ValueTable.of([0, 1, 5], [5, 8, 15]), ValueTable.of([0, 1, 5], [9, 8, 7])
        >>> round(better_in(push, mail).value, 4)
        0.6458
    """
    first, second = by_value(one, zero)
    return probability_of_better(first, second, level=level)
