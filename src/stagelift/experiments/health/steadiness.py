"""The units of an experiment in two halves, by their day of entry."""

from __future__ import annotations

from collections.abc import Iterable

from stagelift.data.query import Cell
from stagelift.experiments.arms import Arms
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.tally import tally
from stagelift.statistics.moments import Moments

Pair = tuple[Moments, Moments]


def halves(
    metric: WindowedMetric, arms: Arms, variant: str, control: str
) -> tuple[Pair, Pair] | None:
    """Treatment and control of the first half of the days of entry that are read, and the second.

    Args:
        metric: The metric.
        arms: The units as the look sees them.
        variant: The treatment.
        control: The control.

    Returns:
        Moments of both arms, earlier and later; None where all entered on one day.
    """
    if arms.days is None or arms.days[0] == arms.days[1]:
        return None
    first, last = arms.days
    middle = (first + last) // 2

    def part(name: str, low: int, high: int) -> Moments:
        cells = (c for c in arms.cells[metric.name, name] if low <= c.day <= high)
        return moments(metric, cells)

    earlier = part(variant, first, middle), part(control, first, middle)
    later = part(variant, middle + 1, last), part(control, middle + 1, last)
    return earlier, later


def moments(metric: WindowedMetric, cells: Iterable[Cell]) -> Moments:
    """The moments of what each unit of some cells adds to the metric."""
    return metric.moments_of(tally(cells, binary=metric.binary, ineligible=metric.ineligible))
