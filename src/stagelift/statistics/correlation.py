"""Pearson's correlation from moments of pairs, with the interval of Fisher's z."""

from __future__ import annotations

import math

from stagelift.statistics.inference import Inference
from stagelift.statistics.pairs import PairMoments
from stagelift.statistics.quantiles import normal_critical

METHOD = "fisher_z"
FEWEST = 4  # pairs, below which Fisher's z has no standard error


def correlation(pair: PairMoments, *, level: float = 0.95) -> Inference:
    """Pearson's correlation of two values per unit.

    Args:
        pair: Moments of both values.
        level: Confidence level, between 0 and 1.

    Returns:
        A number between −1 and 1 with interval; null with `low_n` below four pairs, and with
        `degenerate` when one of the values is the same for all.

    Raises:
        ArgumentError: When the level lies outside (0, 1).

    Reference:
        Fisher 1915, Frequency distribution of the values of the correlation coefficient in samples
        from an indefinitely large population.

    Example:
        >>> pairs = PairMoments(28, 0.0, 0.0, 28.0, 28.0, -14.0)
        >>> found = correlation(pairs)
        >>> round(found.value, 6), round(found.low, 4), round(found.high, 4)
        (-0.5, -0.7358, -0.156)
    """
    z = normal_critical(level)
    if pair.n < FEWEST:
        note = f"{pair.n} pairs; {FEWEST} are needed"
        return Inference(level=level, method=METHOD, status="low_n", note=note)
    value = pair.correlation
    if value is None:
        note = "one of the values is the same for all"
        return Inference(level=level, method=METHOD, status="degenerate", note=note)
    if abs(value) >= 1.0:
        return Inference(value=value, low=value, high=value, level=level, method=METHOD)
    half = z / math.sqrt(pair.n - 3)
    low, high = math.tanh(math.atanh(value) - half), math.tanh(math.atanh(value) + half)
    return Inference(value=value, low=low, high=high, level=level, method=METHOD)
