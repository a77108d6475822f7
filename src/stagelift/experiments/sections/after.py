"""Metrics that are read though the plan does not name them: net promoters and churn afterwards.

What is not in the plan is exploratory: it decides nothing and is in no family.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from stagelift.experiments.arms import arms_from_events
from stagelift.experiments.calendar import LookCalendar, look_calendar
from stagelift.experiments.judging import View
from stagelift.experiments.sections.scene import Scene
from stagelift.experiments.trajectory import at_looks
from stagelift.metrics.churn import Churn
from stagelift.metrics.contract_churn import ContractChurn
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.nps import Nps
from stagelift.metrics.scored import ScoreMetric
from stagelift.metrics.standard import standard_metrics

M = TypeVar("M", bound=WindowedMetric)


def voices(scene: Scene) -> tuple[Nps, ...]:
    """The net promoter scores of the plan, else the workspace's own, which is exploratory.

    Args:
        scene: The experiment at its look.

    Returns:
        Metrics; none where nobody asks.
    """
    planned = tuple(each for each in scene.asked.measured if isinstance(each, Nps))
    every = [each for each in scene.asked.metrics.values() if isinstance(each, Nps) and each.survey]
    return planned or the_one(every, "nps")


def churns(scene: Scene) -> tuple[WindowedMetric, ...]:
    """The churn metrics of the plan, else the workspace's own, which is exploratory.

    Args:
        scene: The experiment at its look.

    Returns:
        Metrics of those active, or under contract, at assignment.
    """
    kinds = (Churn, ContractChurn)
    planned = tuple(each for each in scene.asked.measured if isinstance(each, kinds))
    every = [each for each in scene.asked.metrics.values() if isinstance(each, kinds)]
    if not every and (make := standard_metrics(scene.asked.journey).get("churn")):
        every = [each for each in (make(),) if isinstance(each, kinds)]
    return planned or the_one(every, "churn")


def the_one(metrics: Sequence[M], name: str) -> tuple[M, ...]:
    """The one metric there is, or of several the one with the standard name; else none."""
    return tuple(each for each in metrics if len(metrics) == 1 or each.name == name)


def is_planned(scene: Scene, metric: WindowedMetric) -> bool:
    """Whether the plan names a metric."""
    return any(each.name == metric.name for each in scene.asked.measured)


def is_due(scene: Scene, metric: WindowedMetric) -> bool:
    """Whether some figure of a metric could be read now, from the calendar alone."""
    as_of, looks = scene.asked.contract.as_of_us, scene.readout.looks
    if looks == "once":
        return scene.readout.final and as_of >= scene.enrolled.last_entry + metric.window
    calendar = calendar_with(scene, [metric])
    if looks == "weekly" and calendar is not None:
        days = calendar.last_days(metric.window)[: calendar.taken(as_of)]
        return any(day is not None for day in days)
    return as_of >= scene.enrolled.start + metric.window


def calendar_with(scene: Scene, metrics: Iterable[WindowedMetric]) -> LookCalendar | None:
    """The weekly looks of the plan, going on until the windows of further metrics have closed.

    Args:
        scene: The experiment at its look.
        metrics: Metrics whose windows may be longer than the plan's.

    Returns:
        The same looks with more of them after the last; None for a finished table of units.
    """
    if scene.found.calendar is None:
        return None
    asked = scene.asked
    windows = [each.window for each in (*asked.measured, *metrics)]
    return look_calendar(scene.enrolled, asked.journey.zone, tuple(windows))


def view_with(scene: Scene, metrics: Sequence[WindowedMetric]) -> View:
    """The experiment as the latest look sees it, with metrics the plan does not name.

    Args:
        scene: The experiment at its look.
        metrics: Metrics that are due; those the plan does not name take one query of their own.

    Returns:
        A view that holds them beside the plan's.
    """
    extra = [each for each in metrics if not is_planned(scene, each)]
    wanted = [
        *extra,
        *(b for each in extra if isinstance(each, ScoreMetric) for b in each.beside()),
    ]
    if not wanted:
        return scene.view
    asked, calendar = scene.asked, calendar_with(scene, wanted)
    arms = arms_from_events(
        asked.contract, asked.journey, scene.units, wanted, tuple(asked.experiment.variants)
    )
    if scene.readout.looks == "weekly" and calendar is not None:
        latest = calendar.taken(asked.contract.as_of_us)
        arms = at_looks(arms, [(each, latest) for each in wanted], calendar)
    own = scene.view.arms
    both = replace(
        own,
        tallies={**own.tallies, **arms.tallies},
        cells={**own.cells, **arms.cells},
        paths={**own.paths, **arms.paths},
    )
    return replace(scene.view, arms=both)
