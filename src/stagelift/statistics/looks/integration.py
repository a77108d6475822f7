"""Where a process is after each look at which it went on: recursive numerical integration.

The process is B(t) at information fractions t: the z statistic times √t, normal with mean θt and
variance t, with independent increments. Its density after a look is kept at θ = 0 only; at another
drift it is the same density times exp(θb − θ²t/2), so one recursion serves every drift.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from stagelift.statistics.numerics import Floats, np, special

ORDER = 16  # Gauss–Legendre points in a panel
PANEL = 4.0  # standard deviations a panel spans; ORDER points then carry 1e-12
FAR = 37.0  # |z| beyond which a normal density is no double any more
TAIL = 9.0  # |z| beyond which a normal tail is below 1e-18
NEWTON_STEPS = 100
KEPT = 512  # steps that are not taken again: metrics of one plan have their looks in common


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """The process after a look at which it went on, without drift; not to be changed.

    Args:
        time: The look's information fraction, > 0; 0 before the first look.
        points: Values of the process, inside the bounds of all looks so far.
        mass: Density times quadrature weight at each point; they add up to the chance to go on.

    Example:
        >>> start().time, float(start().mass.sum())
        (0.0, 1.0)
    """

    time: float
    points: Floats
    mass: Floats


@lru_cache(maxsize=1)
def _panel() -> tuple[Floats, Floats]:
    points, weights = np.polynomial.legendre.leggauss(ORDER)
    return points, weights


def _nodes(low: float, high: float, scale: float) -> tuple[Floats, Floats]:
    """Points and weights of panels no wider than `PANEL` standard deviations."""
    panels = max(1, math.ceil((high - low) / (PANEL * scale)))
    edges = np.linspace(low, high, panels + 1)
    half = (high - low) / panels / 2.0
    points, weights = _panel()
    centres = (edges[:-1] + edges[1:]) / 2.0
    return (centres[:, None] + half * points).ravel(), np.tile(half * weights, panels)


@lru_cache(maxsize=1)
def start() -> Grid:
    """The process before its first look: at zero.

    Returns:
        A single point with all the mass.

    Example:
        >>> start().time
        0.0
    """
    return Grid(0.0, np.zeros(1), np.ones(1))


@lru_cache(maxsize=KEPT)
def carried(
    grid: Grid, time: float, bounds: tuple[float, float], gap: float, reach: float = TAIL
) -> Grid:
    """The process one look later, where it stayed between two bounds.

    Args:
        grid: The process after the look before.
        time: Information fraction of this look, above that of the grid.
        bounds: Lower and upper bound for z at this look; may be infinite.
        gap: Information from this look to the next, > 0: the finer of both steps sets the points.
        reach: |z| at which an infinite bound is cut, larger by |θ|√t for use at a drift θ.

    Returns:
        The grid after this look.

    Reference:
        Armitage, McPherson & Rowe 1969, Repeated significance tests on accumulating data; Jennison
        & Turnbull 2000, Group sequential methods with applications to clinical trials, chapter 19.

    Example:
        >>> round(float(carried(start(), 0.5, (-1.959964, 1.959964), 0.5).mass.sum()), 6)
        0.95
    """
    root, sd = math.sqrt(time), math.sqrt(time - grid.time)
    low, high = (
        root * (math.copysign(reach, bound) if math.isinf(bound) else min(max(bound, -FAR), FAR))
        for bound in bounds
    )
    points, weights = _nodes(low, high, min(sd, math.sqrt(gap)))
    apart = (points[:, None] - grid.points) / sd
    density = np.exp(-0.5 * apart * apart) @ grid.mass / (sd * math.sqrt(2.0 * math.pi))
    return Grid(time, points, weights * density)


def above(grid: Grid, time: float, bound: float, drifts: Floats) -> Floats:
    """The chance to have gone on so far and to be above a bound at the next look.

    Args:
        grid: The process after the look before.
        time: Information fraction of the next look.
        bound: Bound for z.
        drifts: Drifts θ, the mean of z at information fraction 1; one or more.

    Returns:
        One probability per drift.

    Example:
        >>> round(float(above(start(), 0.5, 1.959964, np.zeros(1))[0]), 6)
        0.025
    """
    return _tail(grid, time, bound, drifts, 1.0)


def below(grid: Grid, time: float, bound: float, drifts: Floats) -> Floats:
    """The chance to have gone on so far and to be below a bound at the next look.

    Args:
        grid: The process after the look before.
        time: Information fraction of the next look.
        bound: Bound for z.
        drifts: Drifts θ; one or more.

    Returns:
        One probability per drift.

    Example:
        >>> round(float(below(start(), 0.5, -1.959964, np.zeros(1))[0]), 6)
        0.025
    """
    return _tail(grid, time, bound, drifts, -1.0)


def _tail(grid: Grid, time: float, bound: float, drifts: Floats, side: float) -> Floats:
    gap = time - grid.time
    theta = np.atleast_1d(np.asarray(drifts, dtype=float))[:, None]
    tilted = grid.mass * np.exp(theta * grid.points - theta * theta * (grid.time / 2.0))
    ahead = (grid.points + theta * gap - bound * math.sqrt(time)) / math.sqrt(gap)
    return np.asarray((tilted * special.ndtr(side * ahead)).sum(axis=1))


def crossing_up(
    before: Sequence[Grid], times: Sequence[float], bounds: Sequence[float]
) -> Callable[[float], float]:
    """The chance to be above a bound at any look, having gone on so far, for every drift.

    Args:
        before: The process before each look.
        times: Information fractions of the looks.
        bounds: Bound for z at each.

    Returns:
        A function of the drift θ that adds up `above` over the looks, all points at once.

    Example:
        >>> chance = crossing_up([start()], [1.0], [1.959964])
        >>> round(chance(0.0), 3), round(chance(1.959964), 3)
        (0.025, 0.5)
    """
    points = np.concatenate([grid.points for grid in before])
    mass = np.concatenate([grid.mass for grid in before])
    sizes = [grid.points.size for grid in before]
    gaps = [time - grid.time for grid, time in zip(before, times, strict=True)]
    then = np.repeat([grid.time / 2.0 for grid in before], sizes)
    root = np.sqrt(np.repeat(gaps, sizes))
    needed = np.repeat([b * math.sqrt(t) for b, t in zip(bounds, times, strict=True)], sizes)
    missing = (points - needed) / root

    def chance(drift: float) -> float:
        tilt = np.exp(drift * points - drift * drift * then)
        return float((mass * tilt) @ special.ndtr(missing + drift * root))

    return chance


@lru_cache(maxsize=KEPT)
def upper_bound(grid: Grid, time: float, chance: float, drift: float = 0.0) -> float:
    """The bound for z that the process exceeds next with a given chance, having gone on so far.

    Newton's method on the logarithm of the chance, which is concave in the bound: from the right
    of the root it only comes nearer, and the bound of a single look lies to the right.

    Args:
        grid: The process after the look before.
        time: Information fraction of the next look.
        chance: Probability ≥ 0.
        drift: The drift θ.

    Returns:
        The bound; infinite when the chance is 0, minus infinity when it is more than that of
        having gone on.

    Example:
        >>> round(upper_bound(start(), 0.5, 0.025), 6)
        1.959964
    """
    if chance <= 0.0:
        return math.inf
    sd, root = math.sqrt(time - grid.time), math.sqrt(time)
    with np.errstate(divide="ignore"):  # a mass of 0 is a logarithm of −∞, and no more than that
        logs = np.log(grid.mass) + drift * grid.points - drift * drift * grid.time / 2.0
    if math.log(chance) >= _log_sum(logs):
        return -math.inf
    mean = grid.points + drift * (time - grid.time)
    at, wanted = drift * time - float(special.ndtri(chance)) * root, math.log(chance)
    for _ in range(NEWTON_STEPS):
        ahead = (mean - at) / sd
        terms = logs + special.log_ndtr(ahead)
        found = _log_sum(terms)
        # density over chance: the slope of the logarithm
        slope = _log_sum(logs - 0.5 * ahead * ahead) - math.log(sd * math.sqrt(2.0 * math.pi))
        move = (found - wanted) / math.exp(slope - found)
        at += move
        if abs(move) <= 1e-13 * max(1.0, abs(at)):
            break
    return at / root


def _log_sum(logs: Floats) -> float:
    largest = float(logs.max())
    return largest + math.log(float(np.exp(logs - largest).sum()))
