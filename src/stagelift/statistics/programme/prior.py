"""What is believed of true effects: a bell or one with heavy tails, stated or learnt from tests."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.statistics.numerics import np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.statistics.numerics import Floats

DEFAULT_SPREAD = 0.10  # two true effects in three within about ten per cent of nothing
LEAST_TESTS = 20  # fewer say too little about how true effects differ
TAIL_NODES = 24
SPREADS, CENTRES = 25, 17
FAR = 4.5  # standard errors of a centre that the grid reaches to each side
ENOUGH = 500  # tests that find the region of the spread
AT_ONCE = 100_000  # densities held in memory
NOTHING = 1e-4  # of the largest weight; such points are left out
NEGLIGIBLE = 12.0  # log likelihood below the best at which a spread no longer counts


@dataclass(frozen=True, eq=False, slots=True)
class Belief:
    """Centres and spreads of true effects with their weights, which are not known exactly.

    Args:
        centres: Centre by point of the grid.
        spreads: Scale by point, ≥ 0.
        weights: Posterior weight by point, summing to 1.
        scales: What a spread is multiplied with, one a component of the shape; 1 for a bell.
        shares: Weight of each component.
        evidence: Logarithm of the tests' likelihood, averaged over the grid; None when stated.
    """

    centres: Floats
    spreads: Floats
    weights: Floats
    scales: Floats
    shares: Floats
    evidence: float | None


def shape_of(freedom: float) -> tuple[Floats, Floats]:
    """A t distribution as a mixture of bells: what the spread is multiplied with, and how often.

    Args:
        freedom: Degrees of freedom, > 2; infinity for a single bell.

    Returns:
        Multipliers and weights.

    Reference:
        Andrews & Mallows 1974, Scale mixtures of normal distributions.

    Example:
        >>> scales, shares = shape_of(5.0)
        >>> round(float((shares * scales**2).sum()), 2)  # the variance, 5 / (5 − 2)
        1.67
    """
    if math.isinf(freedom):
        return np.ones(1), np.ones(1)
    from scipy.stats import gamma

    nodes, shares = np.polynomial.legendre.leggauss(TAIL_NODES)
    # nodes in the cube of the precision's rank, dense where the precision is small: the tails
    at = ((nodes + 1.0) / 2.0) ** 3
    shares = shares / 2.0 * 3.0 * ((nodes + 1.0) / 2.0) ** 2
    precision = gamma.ppf(at, freedom / 2.0, scale=2.0 / freedom)
    return precision**-0.5, shares / shares.sum()


def stated(spread: float = DEFAULT_SPREAD) -> Belief:
    """A bell around no effect, for programmes too small to learn from.

    Args:
        spread: Standard deviation of true effects on the log scale, > 0.

    Returns:
        The belief.
    """
    one = np.ones(1)
    return Belief(np.zeros(1), np.array([spread]), one, one, one, None)


def learnt(effects: Floats, errors: Floats, freedom: float) -> Belief:
    """The centre and spread of true effects, each with what remains unknown of it.

    The prior on both is flat. The centre's grid follows its own standard error at each spread.

    Args:
        effects: One a test.
        errors: Their standard errors, > 0.
        freedom: Degrees of freedom of the shape; infinity for a bell.

    Returns:
        The belief.

    Reference:
        Gelman 2006, Prior distributions for variance parameters in hierarchical models; Gelman et
        al. 2013, Bayesian Data Analysis, 5.4.
    """
    scales, shares = shape_of(freedom)
    typical = float(np.sqrt(np.mean(errors**2)))
    top = 4.0 * max(float(np.std(effects)), typical)
    coarse = np.concatenate([[0.0], np.geomspace(typical / 50.0, top, 40)])
    some = slice(None, None, max(effects.size // ENOUGH, 1))  # a part of them says roughly where
    heights = np.array(
        [_at(effects[some], errors[some], s, scales, shares)[2].max() for s in coarse]
    )
    kept = np.flatnonzero(heights > heights.max() - NEGLIGIBLE)
    low, high = coarse[max(kept[0] - 1, 0)], coarse[min(kept[-1] + 1, coarse.size - 1)]
    spreads = np.linspace(low, high, SPREADS)
    grid = [_at(effects, errors, s, scales, shares) for s in spreads]
    for _ in range(2):  # the region a large programme leaves is narrower than the coarse steps
        heights = np.array([one[2].max() for one in grid])
        kept = np.flatnonzero(heights > heights.max() - NEGLIGIBLE)
        if kept.size > SPREADS // 2:
            break
        low, high = spreads[max(kept[0] - 1, 0)], spreads[min(kept[-1] + 1, SPREADS - 1)]
        spreads = np.linspace(low, high, SPREADS)
        grid = [_at(effects, errors, s, scales, shares) for s in spreads]
    return _weighed(spreads, grid, (scales, shares))


Point = tuple["Floats", float, "Floats"]
"""Centres for one spread, the step between them, and the log likelihood at each."""


def _weighed(spreads: Floats, grid: Sequence[Point], shape: tuple[Floats, Floats]) -> Belief:
    """The grid's points with their posterior weights; those that weigh next to nothing left out."""
    ends = np.ones(SPREADS)
    ends[[0, -1]] = 0.5
    step = float(spreads[1] - spreads[0])
    areas = [math.log(one[1]) + math.log(end) for one, end in zip(grid, ends, strict=True)]
    logs = np.concatenate([one[2] + area for one, area in zip(grid, areas, strict=True)])
    peak = float(logs.max())
    weights = np.exp(logs - peak)
    evidence = peak + math.log(float(weights.sum()) * step)
    centres = np.concatenate([one[0] for one in grid])
    kept = weights > NOTHING
    total = weights[kept] / weights[kept].sum()
    return Belief(centres[kept], np.repeat(spreads, CENTRES)[kept], total, *shape, evidence)


def _at(effects: Floats, errors: Floats, spread: float, scales: Floats, shares: Floats) -> Point:
    """Centres that fit one spread, and how likely the tests are under each."""
    width = float((shares / scales**2).sum()) ** -0.5  # of the shape's middle, where centres lie
    precision = 1.0 / (errors**2 + (spread * width) ** 2)
    middle = float((precision * effects).sum() / precision.sum())
    for _ in range(3 if scales.size > 1 else 0):
        # far tests count less under heavy tails
        pulled = precision / (1.0 + precision * (effects - middle) ** 2 / 4.0)
        middle = float((pulled * effects).sum() / pulled.sum())
    step = float(precision.sum()) ** -0.5 * 2.0 * FAR / (CENTRES - 1)
    centres = middle + step * (np.arange(CENTRES) - (CENTRES - 1) / 2.0)
    variance = errors[:, None] ** 2 + (spread * scales) ** 2
    away = (effects[:, None] - centres) ** 2
    heights = shares / np.sqrt(2.0 * math.pi * variance)
    density = np.zeros_like(away)
    at_once = max(AT_ONCE // away.size, 1)  # all components, but for thousands of tests
    for place in range(0, scales.size, at_once):
        some = slice(place, place + at_once)
        bells = np.exp(away[:, :, None] * (-0.5 / variance[:, None, some]))
        density += np.einsum("tcs,ts->tc", bells, heights[:, some])
    return centres, step, np.log(np.maximum(density, 1e-300)).sum(axis=0)
