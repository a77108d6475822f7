"""The numbers of one cell of stays: quartiles, mean, and where customers are at a horizon."""

from __future__ import annotations

from dataclasses import replace

from stagelift.journey.quantity import Quantity
from stagelift.journey.stays.tables import Stays
from stagelift.statistics.inference import Inference
from stagelift.statistics.survival import (
    cumulative_incidence,
    difference_of_restricted_means,
    kaplan_meier,
    restricted_mean,
)
from stagelift.statistics.survival.product_limit import quantile_of

SHARES = (0.25, 0.5, 0.75)
QUARTILES = ("first_quartile", "median", "third_quartile")
MEAN, STAYING = "mean_within", "staying"
GAP = "mean_within_difference"


def stay_quantities(stays: Stays, blank: Quantity, horizon: float) -> tuple[Quantity, ...]:
    """All numbers of a cell.

    Args:
        stays: Its stays.
        blank: What they are about.
        horizon: τ in days, > 0.

    Returns:
        The quartiles and the mean time up to the horizon in days; the share still there at the
        horizon and the shares that have left for each cause.
    """
    measures = (*QUARTILES, MEAN, STAYING, *stays.causes)
    found = numbers_of(stays, horizon, blank.level)
    quantities = []
    for measure, one in zip(measures, found, strict=True):
        time = measure in (*QUARTILES, MEAN)
        named = replace(blank, measure=measure, unit="days" if time else "share", n=stays.table.n)
        quantities.append(named.found(one, k=None if time else _reached(stays, measure, horizon)))
    return tuple(quantities)


def _reached(stays: Stays, measure: str, horizon: float) -> int:
    """Stays seen to be in a state at the horizon; fewer than the share says where some are open."""
    table, kept = stays.table, stays.table.times <= horizon
    if measure == STAYING:
        return int((table.exits + table.censored)[~kept].sum())
    return int(table.events[table.causes.index(measure)][kept].sum())


def numbers_of(stays: Stays, horizon: float, level: float) -> tuple[Inference, ...]:
    """Kaplan–Meier and Aalen–Johansen of a cell.

    Args:
        stays: Its stays; with groups of customers, a customer may have several.
        horizon: τ in days.
        level: Confidence level, 0–1.

    Returns:
        The times of the quartiles, the mean time, the share still there and those of each way out.
    """
    table, spells = stays.table, stays.spells
    staying = kaplan_meier(table, level=level)
    ways = {cause: cumulative_incidence(table, cause, level=level) for cause in stays.causes}
    mean = restricted_mean(table, horizon, level=level)
    if spells is not None:
        staying = spells.widened(staying)
        ways = {cause: spells.widened(curve, cause) for cause, curve in ways.items()}
        mean = spells.mean(mean, horizon)
    return (
        *(quantile_of(staying, share) for share in SHARES),
        mean,
        staying.at(horizon),
        *(curve.at(horizon) for curve in ways.values()),
    )


def mean_gap(one: Stays, other: Stays, horizon: float, level: float) -> Inference:
    """The difference of two mean times up to a horizon.

    Args:
        one: Stays.
        other: Those they are compared with; of other customers, or grouped as the first ones are.
        horizon: τ in days, > 0.
        level: Confidence level, 0–1.

    Returns:
        The first mean less the second with interval and p-value, in days.
    """
    gap = difference_of_restricted_means(one.table, other.table, horizon, level=level)
    if one.spells is None or other.spells is None:
        return gap
    return one.spells.mean_gap(other.spells, gap, horizon)
