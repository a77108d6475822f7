"""The numbers of one cell of stays: quartiles, mean, and where customers are at a horizon."""

from __future__ import annotations

from dataclasses import replace

from stagelift.journey.quantity import Quantity
from stagelift.journey.stays.tables import Stays
from stagelift.statistics.group_bootstrap import GroupBootstrap, GroupSums
from stagelift.statistics.inference import Inference
from stagelift.statistics.numerics import Floats, np
from stagelift.statistics.survival import (
    EventTable,
    cumulative_incidence,
    difference_of_restricted_means,
    kaplan_meier,
    quantile_time,
    restricted_mean,
)
from stagelift.statistics.survival.drawn import SurvivalNumbers

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
    found = (
        _bootstrapped(stays, stays.groups, horizon, blank.level)
        if stays.groups is not None
        else _estimated(stays.table, stays.causes, horizon, blank.level)
    )
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


def _estimated(
    table: EventTable, causes: tuple[str, ...], horizon: float, level: float
) -> tuple[Inference, ...]:
    """Kaplan–Meier and Aalen–Johansen: each stay is of another customer."""
    return (
        *(quantile_time(table, share, level=level) for share in SHARES),
        restricted_mean(table, horizon, level=level),
        kaplan_meier(table, level=level).at(horizon),
        *(cumulative_incidence(table, cause, level=level).at(horizon) for cause in causes),
    )


def _bootstrapped(
    stays: Stays, groups: GroupSums, horizon: float, level: float
) -> tuple[Inference, ...]:
    """The same values with intervals that know that a customer's stays are alike."""
    whole = _estimated(stays.table, stays.causes, horizon, level)
    numbers = SurvivalNumbers(tuple(stays.table.times.tolist()), SHARES, horizon)
    draws = GroupBootstrap(groups, numbers)
    found = []
    for place, one in enumerate(whole):
        if one.value is None:
            found.append(replace(one, low=None, high=None, se=None, method="group_bootstrap"))
        else:
            # what the draws are about is the value of the same counts, to the last bits
            found.append(replace(draws.inference(place, level=level), value=one.value))
    return tuple(found)


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
    if one.groups is None or other.groups is None:
        return difference_of_restricted_means(one.table, other.table, horizon, level=level)
    first, second = one.table.times.tolist(), other.table.times.tolist()
    wide = GroupSums(("one", "other"), _side_by_side(one.groups.sums, other.groups.sums))
    numbers = (
        SurvivalNumbers(tuple(first), (), horizon),
        SurvivalNumbers(tuple(second), (), horizon),
    )

    def gap(totals: Floats) -> Floats:
        means = (
            numbers[place](totals[:, place, : size * width].reshape(-1, size, width))[:, 0]
            for place, (size, width) in enumerate(
                groups.sums.shape[1:] for groups in (one.groups, other.groups) if groups
            )
        )
        return np.stack([next(means) - next(means)], axis=1)

    return GroupBootstrap(wide, gap).inference(0, level=level, null=0.0)


def _side_by_side(one: Floats, other: Floats) -> Floats:
    """The sums of two tables as two cells of one width, so that a draw takes the same customers."""
    groups = one.shape[0]
    flat = [each.reshape(groups, -1) for each in (one, other)]
    width = max(each.shape[1] for each in flat)
    padded = [np.pad(each, ((0, 0), (0, width - each.shape[1]))) for each in flat]
    found: Floats = np.stack(padded, axis=1)
    return found
