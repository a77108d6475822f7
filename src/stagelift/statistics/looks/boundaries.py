"""Boundaries of group sequential tests, and the chances to cross them at any drift."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from stagelift.statistics import checks
from stagelift.statistics.looks.integration import (
    FAR,
    TAIL,
    Grid,
    above,
    below,
    carried,
    start,
    upper_bound,
)
from stagelift.statistics.looks.spending import OBRIEN_FLEMING, Spending
from stagelift.statistics.numerics import np

LEAST_STEP = 1e-4  # of the planned information: below, two looks see the same data
MOST_LOOKS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Exits:
    """The chances of each way to end.

    Args:
        up: Per look, the chance to cross the upper bound there and none before.
        down: Per look, the same for the lower bound.
        none: The chance to cross neither at any look.

    Example:
        >>> Exits(up=(0.25, 0.5), down=(0.0, 0.0), none=0.25).crossing_up
        0.75
    """

    up: tuple[float, ...]
    down: tuple[float, ...]
    none: float

    @property
    def crossing_up(self) -> float:
        """The chance to cross the upper bound at any look."""
        return math.fsum(self.up)

    @property
    def crossing_down(self) -> float:
        """The chance to cross the lower bound at any look."""
        return math.fsum(self.down)

    def expected(self, fractions: Sequence[float]) -> float:
        """The mean information fraction at which the test ends.

        Args:
            fractions: The looks' information fractions, as they were given.

        Returns:
            The mean over all ways to end; without a crossing it is the last look's.

        Example:
            >>> Exits(up=(0.5, 0.0), down=(0.0, 0.0), none=0.5).expected((0.5, 1.0))
            0.75
        """
        stopped = [up + down for up, down in zip(self.up, self.down, strict=True)]
        at = zip(stopped, fractions, strict=True)
        return math.fsum(chance * time for chance, time in at) + self.none * fractions[-1]


def checked_fractions(fractions: Sequence[float]) -> tuple[float, ...]:
    """Information fractions that rise from look to look.

    Args:
        fractions: One per look, > 0, each above the one before by at least 0.0001.

    Returns:
        The fractions as floats.

    Raises:
        ArgumentError: When there are none, more than 400, or one does not rise.

    Example:
        >>> checked_fractions([0.5, 1])
        (0.5, 1.0)
    """
    if not 1 <= len(fractions) <= MOST_LOOKS:
        raise checks.refused("fractions", len(fractions), f"1 to {MOST_LOOKS} looks are allowed")
    before, found = 0.0, []
    for number, fraction in enumerate(fractions, start=1):
        time = checks.between(f"fraction {number}", fraction, 0, math.inf)
        if time < before + LEAST_STEP:
            bound = f"it must be ≥ {before + LEAST_STEP:g}, above the look before"
            raise checks.refused(f"fraction {number}", fraction, bound)
        found.append(time)
        before = time
    return tuple(found)


def equal_looks(looks: int) -> tuple[float, ...]:
    """Information fractions of looks at equal steps.

    Args:
        looks: Number of looks, ≥ 1.

    Returns:
        1/K, 2/K, …, 1.

    Raises:
        ArgumentError: When the number is not allowed.

    Example:
        >>> equal_looks(4)
        (0.25, 0.5, 0.75, 1.0)
    """
    if checks.whole("looks", looks) < 1:
        raise checks.refused("looks", looks, "it must be ≥ 1")
    return tuple(number / looks for number in range(1, looks + 1))


def boundaries(
    fractions: Sequence[float],
    *,
    level: float = 0.95,
    spending: Spending = OBRIEN_FLEMING,
    last: bool = True,
) -> tuple[float, ...]:
    """Critical values of z at planned looks, so that all together err with 1 − level.

    α is spent as two one-sided α/2: crossing +c at a look, before either bound was crossed, has
    the chance the spending function allows; −c is its mirror.

    Args:
        fractions: Information fractions of the looks, rising; above 1 when more came than planned.
        level: Confidence level over all looks together, between 0 and 1.
        spending: The spending function.
        last: Whether the last fraction is the final look, which spends all that is left.

    Returns:
        One critical value per look; infinite where nothing may be spent.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Lan & DeMets 1983, Discrete sequential boundaries for clinical trials; Armitage, McPherson &
        Rowe 1969; Jennison & Turnbull 2000, chapters 7 and 19.

    Example:
        >>> [round(c, 4) for c in boundaries([0.25, 0.5, 0.75, 1.0])]
        [4.3326, 2.9631, 2.359, 2.0141]
    """
    times = checked_fractions(fractions)
    alpha = (1.0 - checks.between("level", level, 0, 1)) / 2.0
    spent = [spending.spent(time, alpha) for time in times]
    if last:
        spent[-1] = alpha
    return solved(times, spent)


def solved(times: Sequence[float], spent: Sequence[float]) -> tuple[float, ...]:
    """Symmetric critical values whose one-sided crossings add up to what is spent.

    Args:
        times: Rising information fractions.
        spent: One-sided error used up at each, not falling, below ½.

    Returns:
        One critical value per look.

    Example:
        >>> [round(c, 3) for c in solved((0.5, 1.0), (0.0125, 0.025))]
        [2.241, 2.125]
    """
    grid, used, found = start(), 0.0, list[float]()
    for place, (time, total) in enumerate(zip(times, spent, strict=True)):
        critical = upper_bound(grid, time, total - used)
        found.append(critical)
        used = max(used, total)
        if place + 1 < len(times):
            grid = carried(grid, time, (-critical, critical), times[place + 1] - time)
    return tuple(found)


def exit_probabilities(
    fractions: Sequence[float],
    upper: Sequence[float],
    lower: Sequence[float] | None = None,
    *,
    drift: float = 0.0,
) -> Exits:
    """The chances to cross each bound first, look by look.

    Args:
        fractions: Information fractions of the looks, rising.
        upper: Upper bound for z at each look; may be infinite.
        lower: Lower bounds, not above the upper; default their mirror, −upper.
        drift: The mean of z at information fraction 1: the effect over its standard error there.

    Returns:
        The chances of all ways to end, which add up to 1.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Armitage, McPherson & Rowe 1969; Jennison & Turnbull 2000, chapter 19.

    Example:
        >>> looks = (0.25, 0.5, 0.75, 1.0)
        >>> round(exit_probabilities(looks, boundaries(looks), drift=2.8016).crossing_up, 3)
        0.792
    """
    times = checked_fractions(fractions)
    lower = [-bound for bound in upper] if lower is None else lower
    pairs = _checked_bounds(len(times), lower, upper)
    at, reach = np.array([checks.finite("drift", drift)]), TAIL + abs(drift)
    steps = list(zip(grids(times, pairs, reach), times, pairs, strict=False))
    up = [float(above(grid, time, high, at)[0]) for grid, time, (_, high) in steps]
    down = [float(below(grid, time, low, at)[0]) for grid, time, (low, _) in steps]
    low, high = steps[-1][2]
    none = 0.0 if low == high else max(0.0, 1.0 - math.fsum(up) - math.fsum(down))
    return Exits(up=_filled(up, len(times)), down=_filled(down, len(times)), none=none)


def grids(
    times: Sequence[float], bounds: Sequence[tuple[float, float]], reach: float = TAIL
) -> tuple[Grid, ...]:
    """The process before each look, having gone on so far; they serve every drift.

    Args:
        times: Rising information fractions.
        bounds: Lower and upper bound for z at each.
        reach: |z| at which infinite bounds are cut, 9 and the largest |θ| of interest.

    Returns:
        One grid per look; none after a look whose bounds meet.

    Example:
        >>> [round(float(grid.mass.sum()), 3) for grid in grids((0.5, 1.0), [(-2.0, 2.0)] * 2)]
        [1.0, 0.954]
    """
    found = [start()]
    for time, (low, high), after in zip(times, bounds, times[1:], strict=False):
        if low == high:
            break
        scaled = min(FAR, TAIL + (reach - TAIL) * math.sqrt(time))
        found.append(carried(found[-1], time, (low, high), after - time, scaled))
    return tuple(found)


def _filled(chances: list[float], looks: int) -> tuple[float, ...]:
    """After a look whose bounds meet, nothing is left to cross."""
    return (*chances, *(0.0 for _ in range(looks - len(chances))))


def _checked_bounds(
    looks: int, lower: Sequence[float], upper: Sequence[float]
) -> list[tuple[float, float]]:
    """Bounds of every look, lower ≤ upper."""
    for name, bounds in (("lower", lower), ("upper", upper)):
        if len(bounds) != looks:
            raise checks.refused(name, len(bounds), f"one bound per look is needed, {looks} looks")
    for number, (low, high) in enumerate(zip(lower, upper, strict=True), start=1):
        if not low <= high:
            raise checks.refused(f"lower {number}", low, f"it must be ≤ the upper bound, {high!r}")
    return list(zip(lower, upper, strict=True))
