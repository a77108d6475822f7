"""The rule an experiment is judged by: its frozen plan, or its definition while there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from stagelift.definitions import Experiment, Journey, fingerprint
from stagelift.definitions.metric import Metric
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.experiments.deviation import as_planned, changed_keys, decides
from stagelift.experiments.frozen import (
    RECONCILED,
    check_readable,
    frozen_by,
    frozen_in_time,
    hand_edits,
)
from stagelift.experiments.guardrails import guardrails_of
from stagelift.experiments.life.admission import Admission, admission_of
from stagelift.metrics.kind import WindowedMetric

if TYPE_CHECKING:
    from stagelift.experiments.health.manifest import Reconciled


@dataclass(frozen=True, slots=True)
class Plan:
    """What the readout follows.

    Args:
        looks: `once`, `weekly` or `always`.
        planned_units: Mature units planned over all arms, or None when no plan says it.
        frozen: Whether a frozen plan exists.
        deviation: What differs from the frozen plan, or empty.
        fingerprint: Of the experiment's definition.
        admission: Who is taken, when and by which split.
        reconciled: The sender's report against what was handed out; None where there is none.
        launched: Whether a plan was frozen at all by then, in time or not.
        broken: The keys whose change lets the frozen plan decide nothing any more, or empty.
        edited: The keys that the file of a decided experiment says otherwise since the decision;
            they are read as they were frozen.
    """

    looks: str
    planned_units: int | None
    frozen: bool
    deviation: str
    fingerprint: str
    admission: Admission
    reconciled: Reconciled | None = None
    launched: bool = True
    broken: str = ""
    edited: tuple[str, ...] = ()


def plan_of(
    experiment: Experiment,
    journey: Journey,
    metrics: Mapping[str, Metric],
    record: Mapping[str, Any] | None,
    *,
    as_of: datetime,
) -> Plan:
    """The plan in force at an instant.

    Args:
        experiment: The experiment as it is written now.
        journey: Its journey.
        metrics: The metrics by id.
        record: The frozen plan, or None.
        as_of: The instant; a plan frozen later does not exist yet.

    Returns:
        The frozen rule; the definition's, to be shown as exploratory, without one or when it was
        frozen only after the first unit could enter.
    """
    if record is not None:
        check_readable(experiment.name, record)
    known = record if record is not None and frozen_by(record, as_of) else None
    admission = admission_of(experiment, known, as_of)
    planned = as_planned(experiment, admission)
    mark = plan_fingerprint(planned, journey, metrics)
    if record is None or not frozen_in_time(experiment, journey, record, as_of):
        return Plan(
            looks=looks_of(experiment, metrics),
            planned_units=None,
            frozen=False,
            deviation="",
            fingerprint=mark,
            admission=admission,
            reconciled=None if record is None else record.get(RECONCILED),
            launched=known is not None,
        )
    keys = changed_keys(planned, journey, metrics, record)
    edits = hand_edits(experiment.name, record)
    broken = (*(key for key in keys if decides(key, experiment, journey, record)), *edits)
    changed = ", ".join((*keys, *edits))
    differs = changed or record.get("fingerprint") != mark
    return Plan(
        looks=str(record["looks"]),
        planned_units=int(record["planned_units"]),
        frozen=True,
        deviation=f"departs from the frozen plan: {changed or 'the journey'}" if differs else "",
        fingerprint=str(record["fingerprint"]),
        admission=admission,
        reconciled=record.get(RECONCILED),
        broken=", ".join(broken),
    )


def plan_fingerprint(
    experiment: Experiment, journey: Journey, metrics: Mapping[str, Metric]
) -> str:
    """A hash of everything that decides the numbers: metrics, audience, guardrails, holdout, zone.

    Args:
        experiment: The experiment.
        journey: Its journey.
        metrics: The metrics by id.

    Returns:
        12 hex digits.
    """
    import hashlib

    margins = guardrails_of(experiment, journey)
    names = (experiment.primary, *experiment.secondary, *sorted(margins))
    parts = [fingerprint(experiment)]
    parts.extend(fingerprint(metrics[name]) if name in metrics else name for name in names)
    if experiment.audience in journey.segments:
        parts.append(fingerprint(journey.segments[experiment.audience]))
    parts.extend(f"{name} {margins[name]}" for name in sorted(margins))
    parts.extend((str(journey.rules.holdout), journey.zone))
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:12]


def looks_of(experiment: Experiment, metrics: Mapping[str, Metric]) -> str:
    """The definition's rule for looking; a finished table of units has no weeks to look at.

    Args:
        experiment: The experiment.
        metrics: The metrics by id.

    Returns:
        `once`, `weekly` or `always`.
    """
    primary = metrics.get(experiment.primary)
    finished = primary is not None and bool(primary.unit_columns())
    looks = experiment.chosen_looks
    return "once" if finished and looks == "weekly" else looks


def windowed(metrics: Mapping[str, Metric], name: str) -> WindowedMetric:
    """A metric that has one value per assigned unit.

    Args:
        metrics: The metrics by id.
        name: The metric's id.

    Returns:
        The metric.

    Raises:
        ArgumentError: When there is none of that name, or it is not measured per assigned unit.
    """
    if name not in metrics:
        raise ArgumentError(f"unknown metric '{name}'. {did_you_mean(name, metrics)}".rstrip())
    metric = metrics[name]
    why = metric.barred()
    if why is not None:
        raise ArgumentError(f"no experiment can read the metric: {why[0]}. {why[1]}")
    if not isinstance(metric, WindowedMetric):
        raise ArgumentError(f"metric '{name}' ({metric.kind}) has no value per assigned customer")
    return metric


def planned_pair(planned: int, shares: tuple[Fraction, Fraction]) -> int:
    """The planned units of two arms.

    Args:
        planned: Units planned over all arms.
        shares: The two arms' shares.

    Returns:
        At least one unit.

    Example:
        >>> planned_pair(900, (Fraction(1, 3), Fraction(1, 3)))
        600
    """
    return max(round(planned * sum(shares)), 1)
