"""The rule an experiment is judged by: its frozen plan, or its definition while there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from stagelift.data.zones import to_us
from stagelift.definitions import (
    Experiment,
    Journey,
    Margin,
    defaults_of,
    fingerprint,
    resolved,
)
from stagelift.definitions.definition import NOT_IN_NUMBERS, Definition
from stagelift.definitions.metric import Metric
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.experiments.enrolment import run_of
from stagelift.experiments.life.admission import CHANGED, Admission, admission_of
from stagelift.experiments.life.seal import edited
from stagelift.metrics.kind import WindowedMetric

if TYPE_CHECKING:
    from stagelift.experiments.health.manifest import Reconciled

RECONCILED = "reconciled"  # the key of a record under which the sender's report stands


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


def decides(key: str, experiment: Experiment, journey: Journey, record: Mapping[str, Any]) -> bool:
    """Whether a verdict rests on a key of the plan.

    Args:
        key: A key that changed, as `changed_keys` gives it.
        experiment: The experiment as it is written now.
        journey: Its journey.
        record: The frozen plan.

    Returns:
        False for the list of secondary metrics and the definitions of those: they decide nothing.
    """
    if not key.startswith("metrics."):
        return key != "secondary"
    frozen = record.get("definition") or {}
    margins = {*guardrails_of(experiment, journey), *(record.get("guardrails") or {})}
    name = key.removeprefix("metrics.").partition(".")[0]
    return name in {experiment.primary, frozen.get("primary"), *margins}


def check_readable(experiment: str, record: Mapping[str, Any]) -> None:
    """Refuses a plan whose file was edited into something no plan says.

    Args:
        experiment: Id of the experiment.
        record: Its plan as the file is read.

    Raises:
        ArgumentError: With file, key, what came and what is expected.
    """
    asked: tuple[tuple[str, str, Callable[[str], object]], ...] = (
        ("frozen_at", "an instant with its offset", instant_of),
        ("planned_units", "a whole number from 1", units_of),
        ("looks", "once, weekly or always", ("once", "weekly", "always").index),
        ("fingerprint", "12 hex digits", lambda text: int(text, 16)),
    )
    for key, expected, read in asked:
        value = record.get(key)
        try:
            read(str(value))
        except ValueError:
            came = "nothing" if value is None else f"'{value}'"
            raise ArgumentError(
                f"experiments/{experiment}.plan.yaml: {key}: {came} came, {expected} is expected; "
                "the plan was edited by hand: put back what was frozen"
            ) from None


def instant_of(text: str) -> datetime:
    """An instant with its offset.

    Raises:
        ValueError: When the text is none.
    """
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


def units_of(text: str) -> int:
    """A number of units, at least one.

    Raises:
        ValueError: When the text is none.
    """
    if int(text) < 1:
        raise ValueError(text)
    return int(text)


def as_planned(experiment: Experiment, admission: Admission) -> Experiment:
    """The definition without what deeds changed since: a file that follows them is no deviation.

    Args:
        experiment: The experiment as it is written now.
        admission: Who is taken by the frozen plan and the deeds since.

    Returns:
        The same with the share of the traffic and the split that were frozen, where the file says
        those of now.
    """
    if not admission.deeds:
        return experiment
    change: dict[str, Any] = {}
    if experiment.traffic == admission.traffic_now:
        change["traffic"] = admission.traffic
    written = tuple((name, each.share) for name, each in experiment.variants.items())
    if written == admission.shares_now:
        change["variants"] = {
            name: experiment.variants[name].model_copy(update={"share": share})
            for name, share in admission.shares
        }
    return experiment.model_copy(update=change)


def hand_edits(experiment: str, record: Mapping[str, Any]) -> tuple[str, ...]:
    """What was changed by hand in the record of an experiment.

    Args:
        experiment: Its id.
        record: The frozen plan with the deeds since.

    Returns:
        Sections of the plan's file, and the line of the file of deeds, such as
        `trial.plan.yaml:planned_units` and `trial.life.yaml:9`.
    """
    # what the sender reported is put beside the plan when it is read, and is no edit of its file
    frozen = {key: value for key, value in record.items() if key != RECONCILED}
    sections = tuple(f"{experiment}.plan.yaml:{key}" for key in edited(frozen))
    changed = str(record.get(CHANGED) or "").rpartition("/")[2]
    return (*sections, changed) if changed else sections


def frozen_by(record: Mapping[str, Any], as_of: datetime) -> bool:
    """Whether a plan was frozen at an instant already."""
    return datetime.fromisoformat(str(record["frozen_at"])) <= as_of


def frozen_in_time(
    experiment: Experiment, journey: Journey, record: Mapping[str, Any], as_of: datetime
) -> bool:
    """Whether a plan binds: it was frozen before the first unit could enter, and before `as_of`.

    Args:
        experiment: The experiment.
        journey: Its journey.
        record: The frozen plan.
        as_of: The instant of the readout.

    Returns:
        False for a plan written when results could be known already.
    """
    frozen = datetime.fromisoformat(str(record["frozen_at"]))
    first_entry = run_of(experiment).instants(journey.zone)[0]
    return frozen <= as_of and to_us(frozen) <= first_entry


def changed_keys(
    experiment: Experiment,
    journey: Journey,
    metrics: Mapping[str, Metric],
    record: Mapping[str, Any],
) -> list[str]:
    """The keys whose value is no longer the one the plan froze.

    Args:
        experiment: The experiment as it is written now.
        journey: Its journey.
        metrics: The metrics by id.
        record: The frozen plan.

    Returns:
        Dotted keys such as `run` and `metrics.first_order.within`, sorted.
    """
    margins = {name: str(margin) for name, margin in guardrails_of(experiment, journey).items()}
    now, then = {"guardrails.": margins}, {"guardrails.": dict(record.get("guardrails") or {})}
    if record.get("journey"):
        now["journey."], then["journey."] = journey_values(journey), dict(record["journey"])

    def compare(prefix: str, written: Definition | None, frozen: Mapping[str, Any] | None) -> None:
        # what a plan leaves out had its default, as plans did that named no defaults
        unsaid = defaults_of(type(written)) if written and frozen else {}
        now[prefix] = resolved(written, defaults=True) if written else {}
        then[prefix] = {**unsaid, **(frozen or {})}

    compare("", experiment, record.get("definition"))
    compare("audience.", journey.segments.get(experiment.audience), record.get("audience"))
    gone = [f"metrics.{name}" for name in record.get("metrics", {}) if name not in metrics]
    for name, frozen in record.get("metrics", {}).items():
        if name in metrics:
            compare(f"metrics.{name}.", metrics[name], frozen)
    return sorted(gone) + sorted(
        f"{prefix}{key}"
        for prefix, written in now.items()
        for key in {*written, *then[prefix]} - NOT_IN_NUMBERS
        if as_read(written.get(key)) != as_read(then[prefix].get(key))
    )


def journey_values(journey: Journey) -> dict[str, str]:
    """What of the journey decides an experiment's numbers beside its metrics and segments.

    Args:
        journey: The journey.

    Returns:
        Zone and holdout as text.
    """
    return {"zone": journey.zone, "holdout": str(journey.rules.holdout or 0)}


def as_read(value: object) -> str:
    """A plain value as a record gives it back, whose words are texts; without labels inside.

    Args:
        value: Texts, numbers, lists and mappings.

    Returns:
        One text; equal for equal values.

    Example:
        >>> as_read(True) == as_read("true"), as_read(["a"]) == as_read(("a",))
        (True, True)
    """
    if isinstance(value, Mapping):
        told = ((key, entry) for key, entry in value.items() if key not in NOT_IN_NUMBERS)
        return str({str(key): as_read(entry) for key, entry in told})
    if isinstance(value, list | tuple):
        return str([as_read(entry) for entry in value])
    return str(value).lower() if isinstance(value, bool) else str(value)


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


def guardrails_of(experiment: Experiment, journey: Journey) -> dict[str, Margin]:
    """The guardrails of an experiment: the journey's, overridden by its own.

    Args:
        experiment: The experiment.
        journey: Its journey.

    Returns:
        Margin by metric id; the primary metric is never its own guardrail.
    """
    margins = {**journey.rules.guardrails, **experiment.guardrails}
    return {name: margin for name, margin in margins.items() if name != experiment.primary}


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
