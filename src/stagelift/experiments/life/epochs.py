"""Effects over several splits: read within each epoch, weighed by the epochs' sizes, never pooled.

The days of entry of an epoch are its own, as a new split begins with a local day. An epoch with a
small arm waits: by its weight, a handful of units would decide the effect of thousands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from stagelift.data.zones import day_number, from_us, zone_named
from stagelift.experiments.health.check import Check
from stagelift.journey.figures import LOW_EXPECTED, LOW_N
from stagelift.metrics.tally import Tally, tally
from stagelift.statistics.epochs import weighed
from stagelift.statistics.lift import lift
from stagelift.statistics.means import difference_of_means, mean

if TYPE_CHECKING:
    from stagelift.data.query import Cell, Epoch
    from stagelift.experiments.arms import Arms
    from stagelift.metrics.kind import WindowedMetric
    from stagelift.statistics.inference import Inference
    from stagelift.statistics.moments import Moments
    from stagelift.statistics.proportions import DifferenceMethod

WAITS = "small_split"  # the reason under which the units of an epoch that waits are left out
Cells = Mapping[str, Sequence["Cell"]]


def first_days(epochs: Sequence[Epoch], zone: str) -> tuple[int, ...]:
    """The local day on which each later split begins, days since 1970-01-01."""
    return tuple(
        day_number(from_us(one.start).astimezone(zone_named(zone)).date()) for one in epochs
    )


def epoch_of(day: int, begins: Sequence[int]) -> int:
    """The number of the epoch a day of entry belongs to, from 0.

    Args:
        day: A local day, days since 1970-01-01.
        begins: First days of the later epochs, in order.

    Returns:
        Its number.

    Example:
        >>> [epoch_of(day, (10, 20)) for day in (9, 10, 25)]
        [0, 1, 2]
    """
    return sum(day >= first for first in begins)


def tallies_in(metric: WindowedMetric, cells: Cells, begins: Sequence[int]) -> dict[str, Tally]:
    """The units of every arm, with their parts by epoch.

    Args:
        metric: The metric.
        cells: Cells of every arm; units that do not count yet stand in them as immature.
        begins: First days of the later epochs, in order.

    Returns:
        Tallies by arm; `epochs` holds the parts with the weight that each has in every arm alike.
    """
    numbers = range(len(begins) + 1)
    parts = {
        (number, arm): merged(metric, [c for c in found if epoch_of(c.day, begins) == number])
        for number in numbers
        for arm, found in cells.items()
    }
    usable = [k for k in numbers if is_ready(metric, [parts[k, arm] for arm in cells])]
    sizes = {k: sum(parts[k, arm].n for arm in cells) for k in usable}
    whole = sum(sizes.values())
    found: dict[str, Tally] = {}
    for arm, every in cells.items():
        kept = [c if epoch_of(c.day, begins) in usable else left_out(c) for c in every]
        all_of = merged(metric, kept)
        waits = sum(parts[k, arm].n for k in numbers if k not in usable)
        if waits:
            all_of = replace(all_of, excluded=(*all_of.excluded, (WAITS, waits)))
        weights = [(sizes[k] / whole, parts[k, arm]) for k in usable] if len(usable) > 1 else []
        found[arm] = replace(all_of, epochs=tuple(weights))
    return found


def is_ready(metric: WindowedMetric, parts: Sequence[Tally]) -> bool:
    """Whether the arms of an epoch can be compared, whichever of them fares better.

    Args:
        metric: The metric.
        parts: Units of every arm in the epoch.

    Returns:
        True from 5 expected events, and as many without the event, in every arm of a 0/1 metric at
        the rate that the arms share; from 30 units with a value in every arm of any other.
    """
    if not metric.binary:
        return all(metric.moments_of(part).n >= LOW_N for part in parts)
    n, k = sum(part.n for part in parts), sum(part.k or 0 for part in parts)
    return min(part.n for part in parts) * min(k, n - k) >= LOW_EXPECTED * n > 0


def waiting_check(arms: Arms, metrics: Sequence[WindowedMetric]) -> Check | None:
    """That a split with a small arm is left out of an effect.

    Args:
        arms: The units with their parts by epoch.
        metrics: The metrics that are shown.

    Returns:
        Amber with the metrics; None where no split waits.
    """
    names = [
        each.name
        for each in metrics
        if any(dict(arms.tallies[each.name, arm].excluded).get(WAITS) for arm in arms.assigned)
    ]
    if not names:
        return None
    text = (
        f"a split is left out of {', '.join(names)} until every variant of it has "
        f"{LOW_EXPECTED} expected events, or {LOW_N} units of an amount"
    )
    figures = (("events", float(LOW_EXPECTED)), ("units", float(LOW_N)))
    return Check("epochs", "amber", text, figures, (("metrics", ", ".join(names)),))


def with_epochs(arms: Arms, metrics: Sequence[WindowedMetric], begins: tuple[int, ...]) -> Arms:
    """The arms with their parts by epoch.

    Args:
        arms: The units by day of assignment.
        metrics: What was measured.
        begins: First days of the later epochs, in order.

    Returns:
        The same arms where there was one split.
    """
    if not begins:
        return arms
    found = dict(arms.tallies)
    for metric in metrics:
        cells = {arm: arms.cells[metric.name, arm] for arm in arms.assigned}
        for arm, units in tallies_in(metric, cells, begins).items():
            found[metric.name, arm] = units
    # sizes of segments are known over all days only, and fit no one split
    return replace(arms, tallies=found, epochs=begins, segments={})


def merged(metric: WindowedMetric, cells: Sequence[Cell]) -> Tally:
    """Cells as one tally of the metric."""
    return tally(cells, binary=metric.binary, ineligible=metric.ineligible)


def waiting(cell: Cell) -> Cell:
    """A cell whose units do not count yet."""
    everyone = cell.n + cell.immature + cell.ineligible
    homes = None if cell.homes is None else replace(cell.homes, sums=())
    return replace(
        cell, n=0, s1=0, s2=0, s3=0.0, pair=None, homes=homes, immature=everyone, ineligible=0
    )


def left_out(cell: Cell) -> Cell:
    """A cell without its mature units, whose epoch waits."""
    homes = None if cell.homes is None else replace(cell.homes, sums=())
    return replace(cell, n=0, s1=0, s2=0, s3=0.0, pair=None, homes=homes)


def moments_in(metric: WindowedMetric, units: Tally) -> Moments:
    """Moments of what each unit adds to the metric's mean, over epochs where there are several."""
    if not units.epochs:
        return metric.moments_of(units)
    weights, parts = zip(*units.epochs, strict=True)
    return weighed([metric.moments_of(part) for part in parts], weights)


def level_in(metric: WindowedMetric, units: Tally, *, confidence: float) -> Inference:
    """The metric's value in one arm; over epochs the mean that its effects are made of."""
    if not units.epochs:
        return metric.level_of(units, confidence=confidence)
    return mean(moments_in(metric, units), level=confidence)


def effect_in(
    metric: WindowedMetric,
    treatment: Tally,
    control: Tally,
    *,
    confidence: float,
    method: DifferenceMethod,
) -> Inference:
    """The difference of two arms; over epochs that of their weighed means."""
    if not treatment.epochs:
        return metric.effect_of(treatment, control, confidence=confidence, method=method)
    one, zero = moments_in(metric, treatment), moments_in(metric, control)
    return replace(difference_of_means(one, zero, level=confidence), note=EPOCHS)


def lift_in(
    metric: WindowedMetric, treatment: Tally, control: Tally, *, confidence: float
) -> Inference:
    """The relative difference of two arms; over epochs that of their weighed means."""
    if not treatment.epochs or metric.no_lift:
        return metric.lift_of(treatment, control, confidence=confidence)
    one, zero = moments_in(metric, treatment), moments_in(metric, control)
    return lift(one, zero, level=confidence, better=metric.better)


EPOCHS = "read within each split, weighed by its units"


def planned_in(
    shares: Mapping[str, Fraction], epochs: Sequence[Epoch], number: int
) -> dict[str, Fraction]:
    """The planned shares of an epoch, by variant.

    Args:
        shares: The first split.
        epochs: Later splits, in order.
        number: Number of the epoch, from 0.

    Returns:
        Shares by variant in their order.
    """
    return dict(shares) if not number else dict(epochs[number - 1].shares)
