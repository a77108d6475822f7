"""Boundaries of Pocock, of O'Brien & Fleming, and between them: equal steps, one constant."""

from __future__ import annotations

from functools import lru_cache

from stagelift.statistics import checks
from stagelift.statistics.looks.boundaries import equal_looks, exit_probabilities
from stagelift.statistics.quantiles import normal_critical
from stagelift.statistics.roots import root_between

LARGEST = 20.0  # a constant no table comes near


@lru_cache(maxsize=64)
def classic_constant(looks: int, *, shape: float = 0.0, level: float = 0.95) -> float:
    """The constant of a two-sided test with K looks at equal steps.

    Args:
        looks: Number of looks K, ≥ 1.
        shape: Δ of Wang and Tsiatis: 0 for O'Brien & Fleming, 0.5 for Pocock.
        level: Confidence level over all looks, between 0 and 1.

    Returns:
        C such that crossing C·(k/K)^(Δ − ½) at any look k has the chance 1 − level without effect.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Wang & Tsiatis 1987, Approximately optimal one-parameter boundaries for group sequential
        trials; Pocock 1977; O'Brien & Fleming 1979; Jennison & Turnbull 2000, tables 2.1 and 2.3.

    Example:
        >>> round(classic_constant(4), 3), round(classic_constant(4, shape=0.5), 3)
        (2.024, 2.361)
    """
    times = equal_looks(looks)
    alpha = 1.0 - checks.between("level", level, 0, 1)
    checks.finite("shape", shape)

    def excess(constant: float) -> float:
        bounds = [constant * time ** (shape - 0.5) for time in times]
        return 2.0 * exit_probabilities(times, bounds).crossing_up - alpha

    least = normal_critical(level) * 0.999
    return root_between(excess, least, LARGEST, xtol=1e-13)


def classic_boundaries(looks: int, *, shape: float = 0.0, level: float = 0.95) -> tuple[float, ...]:
    """Critical values of z at K looks at equal steps, by Wang and Tsiatis.

    Args:
        looks: Number of looks K, ≥ 1.
        shape: 0 for O'Brien & Fleming, 0.5 for Pocock, between for a compromise.
        level: Confidence level over all looks, between 0 and 1.

    Returns:
        One critical value per look.

    Raises:
        ArgumentError: When an argument is not allowed.

    Reference:
        Wang & Tsiatis 1987; Jennison & Turnbull 2000, section 2.7.

    Example:
        >>> [round(critical, 3) for critical in classic_boundaries(4)]
        [4.049, 2.863, 2.337, 2.024]
    """
    constant = classic_constant(looks, shape=shape, level=level)
    return tuple(constant * time ** (shape - 0.5) for time in equal_looks(looks))
