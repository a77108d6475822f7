"""What was mature at each look: the days of assignment whose units had had their whole window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stagelift.data.query import Cell
from stagelift.experiments.arms import Arms
from stagelift.experiments.calendar import LookCalendar
from stagelift.experiments.life.epochs import tallies_in, waiting
from stagelift.experiments.look_path import Trajectory
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.privacy import MINIMUM
from stagelift.metrics.tally import Tally, tally


def at_looks(
    arms: Arms, numbers: Sequence[tuple[WindowedMetric, int]], calendar: LookCalendar
) -> Arms:
    """The arms as looks of the plan see them: what was mature then, and the looks before.

    Args:
        arms: The units by day of assignment.
        numbers: Metrics, the primary first, each with the number of its look, 0 before the first.
        calendar: The looks of the plan.

    Returns:
        The same arms with these metrics, whose tallies hold the days of assignment that were final
        at the look; the days of entry are those of the primary's look.
    """
    paths = {metric.name: trajectory(arms, metric, calendar, at) for metric, at in numbers}
    tallies = {
        (metric.name, variant): found[-1] if found else until(arms, metric, variant, None)
        for metric, _ in numbers
        for variant in arms.assigned
        for found in (paths[metric.name].tallies[variant],)
    }
    return replace(arms, tallies=tallies, paths=paths, days=entry_days(arms, *numbers[0], calendar))


def entry_days(
    arms: Arms, metric: WindowedMetric, number: int, calendar: LookCalendar
) -> tuple[int, int] | None:
    """First and last local day of assignment with units that counted at a look, None without any.

    Args:
        arms: The units by day of assignment.
        metric: The metric.
        number: Number of the look, 0 before the first.
        calendar: The looks of the plan.

    Returns:
        Two day numbers.
    """
    final = [day for day in calendar.last_days(metric.window)[:number] if day is not None]
    days = {
        cell.day
        for variant in arms.assigned
        for cell in arms.cells[metric.name, variant]
        if final and cell.n and cell.day <= final[-1]
    }
    return (min(days), max(days)) if days else None


def trajectory(
    arms: Arms, metric: WindowedMetric, calendar: LookCalendar, number: int
) -> Trajectory:
    """The looks taken at one metric up to a look of the plan.

    Args:
        arms: The units by day of assignment.
        metric: The metric.
        calendar: The looks of the plan.
        number: Number of the last look taken, 0 before the first.

    Returns:
        Its looks; one that brought no new day of assignment is none.
    """
    every = calendar.last_days(metric.window)
    new = {
        day: place + 1
        for place, day in reversed(tuple(enumerate(every[:number])))
        if day is not None
    }  # a look that brings no new day is none: each day keeps its first
    days = sorted(new)
    return Trajectory(
        tallies={
            variant: tuple(until(arms, metric, variant, day) for day in days)
            for variant in arms.assigned
        },
        numbers=tuple(new[day] for day in days),
        looks=len(every),
    )


def with_overrun(
    arms: Arms, metric: WindowedMetric, calendar: LookCalendar, number: int, latest: int
) -> Arms | None:
    """The arms with those who had entered when a look decided and were mature only later.

    Args:
        arms: The arms as the look saw them.
        metric: The metric that decided.
        calendar: The looks of the plan.
        number: Number of the look that decided.
        latest: Number of the latest look that is over.

    Returns:
        The arms with one more step in the metric's path; None when nobody matured since, or too
        few in a variant to be shown.
    """
    entered = [day for day, end in calendar.day_ends if end <= calendar.instants[number - 1]]
    days = calendar.last_days(metric.window)
    then, now = days[min(number, len(days)) - 1], days[min(latest, len(days)) - 1]
    if not entered or then is None or now is None or min(entered[-1], now) <= then:
        return None
    path = arms.paths[metric.name]
    day = min(entered[-1], now)
    tallies = {
        variant: (*found, until(arms, metric, variant, day))
        for variant, found in path.tallies.items()
    }
    more = [steps[-1].n - steps[-2].n for steps in tallies.values()]
    if not any(more) or any(0 < each < MINIMUM for each in more):
        return None
    after = path.numbers[-1] + 1
    longer = Trajectory(tallies, (*path.numbers, after), max(path.looks, after))
    found = {(metric.name, variant): steps[-1] for variant, steps in tallies.items()}
    return replace(
        arms, tallies={**arms.tallies, **found}, paths={**arms.paths, metric.name: longer}
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

    def known(name: str) -> list[Cell]:
        return [
            cell if day is not None and cell.day <= day else waiting(cell)
            for cell in arms.cells[metric.name, name]
        ]

    if not arms.epochs:
        return tally(known(variant), binary=metric.binary, ineligible=metric.ineligible)
    return tallies_in(metric, {name: known(name) for name in arms.assigned}, arms.epochs)[variant]
