"""What is told of a test beside its readout: explored, believed, resampled. Nothing is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from stagelift.errors import ArgumentError, did_you_mean
from stagelift.experiments.estimates import blank_arm
from stagelift.experiments.health import is_red
from stagelift.journey.figures import round_significant

if TYPE_CHECKING:
    from stagelift.definitions.fields import Label
    from stagelift.experiments.question import Question
    from stagelift.experiments.reading import Examined
    from stagelift.metrics.kind import WindowedMetric


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """What every view beside a readout says of itself.

    Args:
        experiment: Id of the experiment.
        metric: Id of the metric.
        label: Words shown for it, None where it has none.
        unit: Its unit.
        control: Id of the control.
        as_of: Instant of knowledge, UTC.
        looks: The rule for looking.
        look: Number of the look that is read.
        shut: Why nothing is shown: broken data, units of several splits, or no valid look yet;
            empty when there is.
    """

    experiment: str
    metric: str
    label: Label | None
    unit: str
    control: str
    as_of: datetime
    looks: str
    look: int
    shut: str = ""


def told_of(asked: Question, seen: Examined, metric: WindowedMetric) -> dict[str, Any]:
    """The fields of a view before it shows anything.

    Args:
        asked: The experiment.
        seen: Its readout with what it was made from.
        metric: What the view is about.

    Returns:
        The fields of `Aside` by name, without `shut`.
    """
    return {
        "experiment": asked.experiment.name,
        "metric": metric.name,
        "label": metric.label,
        "unit": blank_arm(asked, metric, asked.control, seen.readout).unit,
        "control": asked.control,
        "as_of": seen.readout.as_of,
        "looks": seen.readout.looks,
        "look": seen.readout.look,
    }


def why_shut(seen: Examined, splits: str) -> str:
    """Why a readout has nothing that could be told beside it.

    Args:
        seen: The readout with what it was made from.
        splits: What is said where its units were split in several ways.

    Returns:
        The reason; empty where the view may go on.
    """
    if is_red(seen.readout.health) or seen.view is None:
        return seen.readout.sentence
    return splits if seen.readout.epochs > 1 else ""


def planned(asked: Question, name: str | None) -> WindowedMetric:
    """A metric that the plan names, the primary one by default.

    Args:
        asked: The experiment.
        name: Id of the metric; None for the primary one.

    Returns:
        The metric.

    Raises:
        ArgumentError: The plan names no such metric.
    """
    known = {each.name: each for each in (*asked.measured, *asked.later)}
    if name is not None and name not in known:
        hint = did_you_mean(name, known) or f"The plan names {', '.join(known)}"
        raise ArgumentError(f"the plan names no metric '{name}'. {hint}")
    return asked.primary if name is None else known[name]


def rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values with floats to 12 significant digits.

    Args:
        values: By name.

    Returns:
        The same names.

    Example:
        >>> rounded({"n": 3, "share": 2 / 3})
        {'n': 3, 'share': 0.666666666667}
    """
    return {
        name: round_significant(value) if isinstance(value, float) else value
        for name, value in values.items()
    }
