"""The estimated standard deviation of a t test, integrated out."""

from __future__ import annotations

import math
from functools import lru_cache

from stagelift.statistics.numerics import Floats, np, special

EPSILON, TAIL = 1e-16, 1e-17  # chance of an estimate below and above the range integrated over
NODES = 200  # Gauss–Legendre points in a panel
TURN = 10.0  # standard errors within which a normal tail goes from 0 to 1


def noncentral_tail(df: float, distance: float, bar: float) -> float:
    """The chance that a noncentral t exceeds a value, integrated over the estimated variance.

    Args:
        df: Degrees of freedom, ≥ 1.
        distance: Noncentrality.
        bar: The value, > 0.

    Returns:
        The chance, 0–1.

    Reference:
        Johnson, Kotz & Balakrishnan 1995, Continuous univariate distributions 2, chapter 31 (a
        normal over an independent χ/√df).

    Example:
        >>> round(noncentral_tail(38.0, 3.16227766, 2.02439416), 5)
        0.86895
    """
    sd, weights = scale_points(df, turning(distance, bar))
    return min(float(np.sum(weights * special.ndtr(distance - bar * sd))), 1.0)


def scale_points(df: float, cuts: tuple[float, ...]) -> tuple[Floats, Floats]:
    """Points of an estimated standard deviation over the true one, and their probabilities.

    Args:
        df: Degrees of freedom, ≥ 1.
        cuts: Where panels end, as what is integrated turns there; those out of range are ignored.

    Returns:
        Points and weights; the weights add up to 1.

    Example:
        >>> sd, weights = scale_points(10.0, ())
        >>> round(float((weights * sd * sd).sum()), 10)
        1.0
    """
    low, high = (math.sqrt(float(special.chdtri(df, tail)) / df) for tail in (1.0 - EPSILON, TAIL))
    edges = np.unique([low, *(cut for cut in cuts if low < cut < high), high])
    points, weights = _nodes()
    half = np.diff(edges)[:, None] / 2.0
    sd = (edges[:-1, None] + half * (1.0 + points)).ravel()
    # scaled by its sum: a normalising constant would lose digits at many degrees of freedom
    density = np.exp((df - 1.0) * np.log(sd) - df * (sd - 1.0) * (sd + 1.0) / 2.0)
    mass = (half * weights).ravel() * density
    return sd, mass / mass.sum()


def turning(distance: float, slope: float) -> tuple[float, ...]:
    """The standard deviations around which a statistic meets its bar.

    Args:
        distance: The statistic's mean in true standard errors.
        slope: The bar in estimated standard errors, > 0.

    Returns:
        Where it is met, and the two ends of the range in which that is not yet decided.

    Example:
        >>> turning(12.0, 2.0)
        (1.0, 6.0, 11.0)
    """
    return tuple((distance + move) / slope for move in (-TURN, 0.0, TURN))


@lru_cache(maxsize=1)
def _nodes() -> tuple[Floats, Floats]:
    points, weights = np.polynomial.legendre.leggauss(NODES)
    return points, weights
