"""What was mature at each look: the days of assignment whose units had had their whole window."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from stagelift.data.query import Cell
from stagelift.experiments.arms import Arms
from stagelift.experiments.calendar import LookCalendar
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.tally import Tally, tally


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The looks taken at one metric.

    Args:
        tallies: By variant, one tally for each look taken at this metric, later ones larger.
        numbers: The number of each of these looks among those of the plan, from 1.
        ended: Whether the last of them is the metric's own last one, with every unit mature.
        looks: How many looks the metric has, those to come included.
    """

    tallies: dict[str, tuple[Tally, ...]]
    numbers: tuple[int, ...]
    ended: bool
    looks: int


def trajectory(
    arms: Arms, metric: WindowedMetric, variants: Iterable[str], calendar: LookCalendar, as_of: int
) -> Trajectory:
    """The looks taken at one metric up to an instant.

    Args:
        arms: The units by day of assignment.
        metric: The metric.
        variants: Variant ids.
        calendar: The looks of the plan.
        as_of: Instant of knowledge, µs UTC.

    Returns:
        Its looks; one that brought no new day of assignment is none.
    """
    every = calendar.last_days(metric.window)
    taken = every[: calendar.taken(as_of)]
    numbers = tuple(
        place + 1
        for place, day in enumerate(taken)
        if day is not None and (place == 0 or day != taken[place - 1])
    )
    return Trajectory(
        tallies={
            variant: tuple(until(arms, metric, variant, taken[place - 1]) for place in numbers)
            for variant in variants
        },
        numbers=numbers,
        ended=len(taken) == len(every),
        looks=len(every),
    )


def until(arms: Arms, metric: WindowedMetric, variant: str, day: int | None) -> Tally:
    """The units of one variant assigned up to a day; all later ones count as still waiting.

    Args:
        arms: The units by day of assignment.
        metric: The metric.
        variant: Id of the variant.
        day: Number of the last local day that counts, None before the first.

    Returns:
        Their tally.
    """
    cells = (
        cell if day is not None and cell.day <= day else waiting(cell)
        for cell in arms.cells[metric.name, variant]
    )
    return tally(cells, binary=metric.binary, ineligible=metric.ineligible)


def waiting(cell: Cell) -> Cell:
    """A cell whose units do not count yet."""
    everyone = cell.n + cell.immature + cell.ineligible
    return replace(cell, n=0, s1=0, s2=0, s3=0.0, pair=None, immature=everyone, ineligible=0)
