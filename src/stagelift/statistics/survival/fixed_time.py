"""The difference of two survival curves at one time fixed in advance."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import np
from stagelift.statistics.quantiles import normal_critical, normal_p
from stagelift.statistics.roots import root_between
from stagelift.statistics.survival.curve import beyond, known_until
from stagelift.statistics.survival.product_limit import (
    all_of,
    greenwood_terms,
    product_limit,
    survival_limits,
)
from stagelift.statistics.survival.table import EventTable, instant

METHOD = "kaplan_meier_hybrid"
FARTHEST = 37.0  # critical value at which a two-sided p-value is near the smallest double

Limits = Callable[[float], tuple[float, float]]


def difference_of_survival(
    table1: EventTable, table0: EventTable, at: float, *, level: float = 0.95
) -> Inference:
    """The difference of the shares still there at one time, treatment minus control.

    With the sign turned it is the difference of the shares that have left, when some units are not
    followed to the end of the window. The limits join those of both curves as Newcombe joins
    Wilson's; the p-value is the level at which a limit meets 0.

    Args:
        table1: Grouped counts of the treatment arm, all assigned units.
        table0: The same of the control arm.
        at: The time, ≥ 0, fixed in advance.
        level: Confidence level, between 0 and 1.

    Returns:
        The effect, between −1 and 1, with interval and p-value of one construction (dual). Null
        with `no_data` or `not_identifiable` where a curve is not known at that time, the arm named.

    Raises:
        ArgumentError: When the time or the level is not allowed.

    Reference:
        Zou & Donner 2008, Construction of confidence limits about effect measures: a general
        approach (limits of a difference from those of its terms), with the log(−log) limits of
        `kaplan_meier`; Klein et al. 2007, Analyzing survival curves at a fixed point in time.

    Example:
        >>> slow = EventTable([5, 20, 30], [4, 6, 0], censored=[0, 5, 25])
        >>> fast = EventTable([5, 20, 30], [12, 4, 0], censored=[0, 5, 19])
        >>> found = difference_of_survival(fast, slow, 20)
        >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
        (-0.15, -0.349, 0.061)
    """
    time, critical = instant("at", at), normal_critical(level)
    found = Inference(level=level, method=METHOD)
    for name, table in (("treatment", table1), ("control", table0)):
        until, status, note = known_until(table)
        if time > until:
            status, note = beyond(time, until, status, note)
            return replace(found, status=status, note=f"{name}: {note}")
    share1, limits1 = _at(table1, time)
    share0, limits0 = _at(table0, time)

    def ends(z: float) -> tuple[float, float]:
        (low1, high1), (low0, high0) = limits1(z), limits0(z)
        down, up = (
            math.hypot(share1 - low1, high0 - share0),
            math.hypot(high1 - share1, share0 - low0),
        )
        return share1 - share0 - down, share1 - share0 + up

    low, high = ends(critical)
    p_value = normal_p(_touching(ends))
    return replace(found, value=share1 - share0, low=low, high=high, p_value=p_value, dual=True)


def _at(table: EventTable, time: float) -> tuple[float, Limits]:
    """The share still there at a time, and its limits as a function of the critical value."""
    kept = table.times <= time
    if not kept.any():
        return 1.0, lambda z: (float(all_of(np.array([table.started]), z)[0]), 1.0)
    risk = table.at_risk[kept]
    survival = product_limit(risk, table.exits[kept])
    error = np.sqrt(greenwood_terms(table)[kept].cumsum())

    def limits(z: float) -> tuple[float, float]:
        low, high = survival_limits(survival, risk, error, z)
        return float(low[-1]), float(high[-1])

    return float(survival[-1]), limits


def _touching(ends: Callable[[float], tuple[float, float]]) -> float:
    """The critical value at which an interval meets 0; 0 when it always holds it."""

    def outside(z: float) -> float:
        low, high = ends(z)
        return max(low, -high)

    if outside(0.0) <= 0.0:
        return 0.0
    if outside(FARTHEST) > 0.0:
        return FARTHEST
    return root_between(outside, 0.0, FARTHEST, xtol=1e-13)
