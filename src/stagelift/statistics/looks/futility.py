"""Non-binding futility: looks at which an effect worth having has become unlikely."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from stagelift.statistics import checks
from stagelift.statistics.looks.boundaries import boundaries, checked_fractions
from stagelift.statistics.looks.integration import TAIL, Grid, below, carried, start, upper_bound
from stagelift.statistics.looks.spending import OBRIEN_FLEMING, Spending
from stagelift.statistics.numerics import np, special
from stagelift.statistics.roots import root_between


@dataclass(frozen=True, slots=True)
class Futility:
    """When to advise giving up: β spent look by look under the effect planned for.

    The advice binds nobody: the critical values of the test are those without it, so ignoring it
    costs no error.

    Args:
        power: Power of the test when the advice is followed; β = 1 − power is what is spent.
        spending: The spending function of β.

    Raises:
        ArgumentError: When the power lies outside (0, 1).

    Example:
        >>> Futility().power
        0.8
    """

    power: float = 0.8
    spending: Spending = OBRIEN_FLEMING

    def __post_init__(self) -> None:
        checks.between("power", self.power, 0, 1)


def futility_bounds(
    fractions: Sequence[float],
    criticals: Sequence[float],
    drift: float,
    *,
    futility: Futility | None = None,
) -> tuple[float, ...]:
    """Bounds for z, towards the better side, below which to advise giving up.

    Args:
        fractions: Information fractions of the looks, rising.
        criticals: Critical values at the same looks.
        drift: The effect planned for over its standard error at information fraction 1, > 0, as
            `futility_drift` gives it.
        futility: Power and spending function; default 80 % and O'Brien–Fleming.

    Returns:
        One bound per look, never above its critical value; minus infinity where nothing is spent.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Pampallona, Tsiatis & Kim 2001, Interim monitoring of group sequential trials using spending
        functions for the type I and type II error probabilities.

    Example:
        >>> looks = (0.5, 1.0)
        >>> drift = futility_drift(looks, level=0.95)
        >>> [round(bound, 3) for bound in futility_bounds(looks, boundaries(looks), drift)]
        [0.559, 1.969]
    """
    times = checked_fractions(fractions)
    if len(criticals) != len(times):
        raise checks.refused("criticals", len(criticals), f"{len(times)} looks need as many")
    checks.between("drift", drift, 0, math.inf)
    return _spent(times, criticals, drift, futility or Futility())[0]


def _spent(
    times: Sequence[float], criticals: Sequence[float], drift: float, futility: Futility
) -> tuple[tuple[float, ...], float]:
    """The bounds, and the chance not to cross by the last look when the advice is followed."""
    beta = 1.0 - futility.power
    grid, used, found = start(), 0.0, list[float]()
    at, missed = np.array([drift]), 0.0
    for place, (time, critical) in enumerate(zip(times, criticals, strict=True)):
        total = futility.spending.spent(time, beta)
        bound = min(critical, _lower_bound(grid, time, total - used, drift))
        lost = float(below(grid, time, bound, at)[0])
        used = max(used, total)
        found.append(bound)
        if place + 1 == len(times):
            missed += float(below(grid, time, critical, at)[0])
        elif bound < critical:
            missed += lost
            gap, reach = times[place + 1] - time, TAIL + drift * math.sqrt(time)
            grid = carried(grid, time, (bound, critical), gap, reach)
        else:
            missed += lost
            found += list(criticals[place + 1 :])
            break
    return tuple(found), missed


def _lower_bound(grid: Grid, time: float, chance: float, drift: float) -> float:
    """The bound below which the process falls next with a given chance under a drift."""
    mirrored = Grid(grid.time, -grid.points, grid.mass)
    return -upper_bound(mirrored, time, chance, -drift)


@lru_cache(maxsize=64)
def futility_drift(
    fractions: tuple[float, ...],
    *,
    level: float = 0.95,
    spending: Spending = OBRIEN_FLEMING,
    futility: Futility | None = None,
) -> float:
    """The drift at which efficacy and futility bounds meet at the last look.

    Its square over that of a single look is what planning with futility costs in units.

    Args:
        fractions: Planned information fractions, rising to 1.
        level: Confidence level, between 0 and 1.
        spending: The spending function of α.
        futility: Power and spending function of β; default 80 % and O'Brien–Fleming.

    Returns:
        The effect over its standard error at the planned end.

    Raises:
        ArgumentError: When an argument is not allowed, or the power is not above (1 − level)/2.

    Reference:
        Pampallona, Tsiatis & Kim 2001; Jennison & Turnbull 2000, section 7.3.

    Example:
        >>> round(futility_drift((0.25, 0.5, 0.75, 1.0)), 3)
        2.984
    """
    asked = futility or Futility()
    checks.between("power", asked.power, (1.0 - checks.between("level", level, 0, 1)) / 2.0, 1)
    criticals = boundaries(fractions, level=level, spending=spending)
    highest = criticals[-1] + abs(float(special.ndtri(asked.power)))

    def missed(drift: float) -> float:
        return _spent(fractions, criticals, drift, asked)[1] - (1.0 - asked.power)

    while missed(highest) > 0.0:
        highest *= 1.5
    least = highest / 8.0
    while missed(least) < 0.0:
        least /= 8.0
    return root_between(missed, least, highest, xtol=1e-12)
