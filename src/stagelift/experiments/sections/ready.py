"""What cannot be read yet, and the day on which it can."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from stagelift.experiments.sections.after import calendar_with
from stagelift.experiments.sections.scene import Scene
from stagelift.metrics.kind import WindowedMetric


@dataclass(frozen=True, slots=True)
class NotReady:
    """A metric none of whose customers has had the whole window, or which the plan reads later.

    Args:
        metric: Id of the metric.
        first: Local day on which the first customers have had their whole window.
        repeats: Local day on which the plan reads it for the first time.
    """

    metric: str
    first: date
    repeats: date

    def to_dict(self) -> dict[str, Any]:
        """The line as JSON-ready values."""
        days = {"first_ready": self.first.isoformat(), "repeats": self.repeats.isoformat()}
        return {"metric": self.metric, **days}


def not_ready(scene: Scene, metrics: Iterable[WindowedMetric]) -> tuple[NotReady, ...]:
    """The metrics that cannot be read yet, with their days.

    Args:
        scene: The experiment at its look.
        metrics: Metrics read beside the primary.

    Returns:
        Those whose first reading lies ahead, in their order.
    """
    found = []
    for metric in metrics:
        first, repeats = days_of(scene, metric)
        if repeats > scene.local_day(scene.asked.contract.as_of_us):
            found.append(NotReady(metric.name, first, repeats))
    return tuple(found)


def days_of(scene: Scene, metric: WindowedMetric) -> tuple[date, date]:
    """When the first customers of a metric are ready, and when the plan reads it first."""
    first, last = scene.closes(metric.window)
    if scene.readout.looks == "once":
        return first, max(last, scene.readout.planned_end or last)
    calendar = calendar_with(scene, [metric])
    if scene.readout.looks != "weekly" or calendar is None:
        return first, first
    days = calendar.last_days(metric.window)
    place = next((place for place, day in enumerate(days) if day is not None), len(days) - 1)
    return first, scene.local_day(calendar.instants[place])
