"""Caps: the largest value one unit may count with, frozen as a number before launch.

A few units with huge values drown what a message does to all others; capped values are steadier. A
cap taken from the experiment's own data would move with every look and with the arms, so its value
is found once, in data from before launch, and stays.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.moments import Moments

Values = Sequence[tuple[float, int]]
CapBase = Literal["all", "positive"]


@dataclass(frozen=True, slots=True)
class CapTouch:
    """What a cap changes in one set of units.

    Args:
        n: Units.
        units_share: Share of units above the cap, 0–1; None without units.
        sum_share: Share of the values' sum that the cap takes away, 0–1; None when the sum is not
            above 0.

    Example:
        >>> CapTouch(200, 0.01, 0.08).words
        'touches 1.0% of 200 units and takes 8.0% of the sum'
    """

    n: int
    units_share: float | None
    sum_share: float | None

    @property
    def words(self) -> str:
        """The same as a sentence part."""
        if self.units_share is None:
            return "touches nothing: there are no units"
        taken = "" if self.sum_share is None else f" and takes {self.sum_share:.1%} of the sum"
        return f"touches {self.units_share:.1%} of {self.n:,} units{taken}"


@dataclass(frozen=True, slots=True)
class Cap:
    """A frozen cap: its value, where it comes from, and what it changes there.

    Args:
        value: The largest value one unit counts with, in the value's own unit.
        quantile: The quantile of the pre-launch data that it is.
        base: Whether of all units, or of those with a value above 0.
        touch: What it changes in the pre-launch data.

    Example:
        >>> Cap(90.0, 0.99, "all", CapTouch(200, 0.01, 0.08)).words
        'capped at 90, the 99% quantile of all units before launch; touches 1.0% of 200 units and \
takes 8.0% of the sum'
    """

    value: float
    quantile: float
    base: CapBase
    touch: CapTouch

    @property
    def words(self) -> str:
        """What to print beside every capped number."""
        whose = "all units" if self.base == "all" else "units above 0"
        of = f"the {self.quantile:.6g} quantile" if self.quantile < 0.01 else ""
        of = of or f"the {self.quantile * 100:.6g}% quantile"
        return f"capped at {self.value:.6g}, {of} of {whose} before launch; {self.touch.words}"


def frozen_cap(values: Values, quantile: float = 0.99, *, base: CapBase = "all") -> Cap:
    """The cap that a quantile of pre-launch data gives, as a value that no longer moves.

    Args:
        values: Value per unit and number of units with it, from before launch; any order, a value
            may come more than once.
        quantile: Share of units at or below the cap, between 0 and 1.
        base: `all` units, or those with a value above 0 (`positive`), for values that few have.

    Returns:
        The smallest value that at least this share of units does not exceed (a value that occurred,
        never one in between), with what it touches there.

    Raises:
        ArgumentError: When a value is not finite, a number is not a whole number ≥ 0, there are no
            units to take a quantile of, or the cap would be ≤ 0 and take everything away.

    Reference:
        Hyndman & Fan 1996, Sample quantiles in statistical packages (definition 1); Wilcox 2012,
        Introduction to robust estimation and hypothesis testing, section 2.2.2 (winsorizing).

    Example:
        >>> cap = frozen_cap([(0.0, 90), (20.0, 8), (50.0, 1), (800.0, 1)], 0.99)
        >>> cap.value, cap.touch.units_share, round(cap.touch.sum_share, 3)
        (50.0, 0.01, 0.743)
    """
    table = _checked(values)
    checks.between("quantile", quantile, 0, 1)
    checks.one_of("base", base, get_args(CapBase))
    counted = sorted(row for row in table if base == "all" or row[0] > 0.0)
    n = sum(count for _, count in counted)
    if n == 0:
        raise checks.refused("values", tuple(values), "there must be units to take a quantile of")
    # the rounding of quantile · n must not push the rank past a whole number
    rank, seen = math.ceil(quantile * n * (1.0 - 2.0**-50)), 0
    value = next(value for value, count in counted if (seen := seen + count) >= rank)
    if value <= 0.0:
        allowed = f"the cap would be {value:g} and leave nothing; take base='positive'"
        raise checks.refused("quantile", quantile, allowed)
    return Cap(value, quantile, base, cap_touch(table, value))


def cap_touch(values: Values, cap: float) -> CapTouch:
    """What a cap changes in a set of units, such as an arm of the experiment.

    Args:
        values: Value per unit and number of units with it.
        cap: The frozen cap.

    Returns:
        The shares of units and of the sum that it touches.

    Raises:
        ArgumentError: When a value or the cap is not finite, or a number is not a whole number ≥ 0.

    Example:
        >>> cap_touch([(10.0, 3), (90.0, 1)], 50.0)
        CapTouch(n=4, units_share=0.25, sum_share=0.3333333333333333)
    """
    table, cap = _checked(values), checks.finite("cap", cap)
    n = sum(count for _, count in table)
    if n == 0:
        return CapTouch(0, None, None)
    total = math.fsum(value * count for value, count in table)
    taken = math.fsum((value - cap) * count for value, count in table if value > cap)
    above = sum(count for value, count in table if value > cap)
    return CapTouch(n, above / n, taken / total if total > 0.0 else None)


def capped_moments(values: Values, cap: float) -> Moments:
    """Moments of values that count at most with the cap.

    Args:
        values: Value per unit and number of units with it.
        cap: The frozen cap.

    Returns:
        Moments of min(value, cap).

    Raises:
        ArgumentError: When a value or the cap is not finite, or a number is not a whole number ≥ 0.

    Reference:
        Wilcox 2012, Introduction to robust estimation and hypothesis testing, section 2.2.2.

    Example:
        >>> capped_moments([(10.0, 3), (90.0, 1)], 50.0)
        Moments(n=4, mean=20.0, m2=1200.0, m3=24000.0)
    """
    cap = checks.finite("cap", cap)
    table = [(min(value, cap), count) for value, count in _checked(values)]
    n = sum(count for _, count in table)
    if n == 0:
        return Moments(0, 0.0, 0.0, 0.0)
    mean = math.fsum(value * count for value, count in table) / n
    m2, m3 = (math.fsum((value - mean) ** k * count for value, count in table) for k in (2, 3))
    return Moments(n, mean, m2, m3)


def _checked(values: Values) -> list[tuple[float, int]]:
    return [
        (checks.finite(f"values[{i}][0]", value), checks.whole(f"values[{i}][1]", count))
        for i, (value, count) in enumerate(values)
    ]
