"""One customer: what happened when, and what each rule says of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from stagelift.data.assign import assign
from stagelift.data.query.assignments import mapped_summaries
from stagelift.data.query.population_specs import Assigned, MappedAssignments
from stagelift.data.query.single import attributes_of, keep_rows, rows_of, stages_entered, units_of
from stagelift.data.zones import from_us
from stagelift.errors import ArgumentError
from stagelift.experiments.arms import arms_from_events
from stagelift.experiments.enrolment import enrolment, population
from stagelift.experiments.plan import windowed
from stagelift.journey.model import numbered_stages
from stagelift.journey.rules import segment_named, stage_terms
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.tally import MICROS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stagelift.data.contract import Contract
    from stagelift.data.query.single import Unit
    from stagelift.definitions import Experiment
    from stagelift.metrics.tally import Tally
    from stagelift.workspace.workspace import Workspace

ROLES = ("events", "surveys", "assignments", "contracts")
WHOLE = (("in", Fraction(1)),)  # an audience asked as if everyone in it were assigned


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that happened to the customer.

    Args:
        at: When, UTC.
        kind: `event`, `stage`, `invited`, `answered`, `assigned`, `entered`, `contract` or
            `contract_end`; `assigned` is what a mapped table says, `entered` what the rule finds.
        name: The event, stage, experiment, instrument.
        details: What else the row says, such as the value or the variant.
    """

    at: datetime
    kind: str
    name: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The customer's part in one experiment.

    Args:
        experiment: Its id.
        variant: Its variant; None for who is not in it.
        since: When it was assigned, UTC.
        reason: Why it is not in the experiment: `audience`, `holdout`, `traffic`, `closed` (paused
            or stopped), `not_assigned` (a mapped
            table governs) or `not_read` (the experiment cannot be read on these data).
        hashed: The variant the hash gives, where stagelift splits.
        values: Metric → value so far in its own unit; None while its window is open or where the
            customer is not in the metric's base.
    """

    experiment: str
    variant: str | None = None
    since: datetime | None = None
    reason: str = ""
    hashed: str | None = None
    values: Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One customer as the workspace sees it.

    Args:
        customer: The id.
        as_of: Instant of knowledge, UTC.
        attributes: What the table of customers says.
        moments: What happened, oldest first.
        stage: The stage the customer is in, or None before the first.
        segments: Segment → whether its rule holds now; None where it cannot be asked.
        parts: The experiments that say when customers enter.
    """

    customer: str
    as_of: datetime
    attributes: Mapping[str, Any]
    moments: tuple[Moment, ...]
    stage: str | None
    segments: Mapping[str, bool | None]
    parts: tuple[Part, ...]

    def to_dict(self) -> dict[str, Any]:
        """The trace as JSON-ready values, instants as ISO text in UTC."""
        return {
            "customer": self.customer,
            "as_of": self.as_of.isoformat(),
            "attributes": {name: _plain(value) for name, value in self.attributes.items()},
            "stage": self.stage,
            "segments": dict(self.segments),
            "experiments": [_part_dict(part) for part in self.parts],
            "moments": [
                {"at": one.at.isoformat(), "kind": one.kind, "name": one.name, **one.details}
                for one in self.moments
            ],
        }


def trace(workspace: Workspace, customer: str) -> Trace:
    """One customer's timeline, with what each rule says of it.

    Args:
        workspace: The workspace; asks the engine for this one customer's rows only.
        customer: The id, letter for letter.

    Returns:
        The trace.

    Raises:
        ArgumentError: When no source knows the customer.
        DataError: When a source cannot be read as defined.
    """
    alone = workspace.contract.of(customer)
    keep_rows(alone)
    rows = {role: rows_of(alone, role) for role in ROLES}
    kept = {name for source in workspace.journey.sources.values() for name in source.keep}
    attributes = attributes_of(alone, sorted(kept))
    if not attributes and not any(rows.values()):
        raise ArgumentError(
            f"no row of customer '{customer}' is known as of {workspace.as_of:%Y-%m-%d %H:%M} UTC;"
            " ids are compared letter for letter, and rejected rows are in .stagelift/quarantine"
        )
    stages, states = stage_terms(workspace.journey), numbered_stages(workspace.journey)
    entered = stages_entered(alone, tuple(terms for _, terms in stages)) if rows["events"] else ()
    parts = tuple(_part(workspace, alone, customer, one) for one in _begun(workspace))
    moments = [
        *(moment for role in ROLES for row in rows[role] for moment in _moments(role, row)),
        *(_stage(at, states[number]) for at, number in entered),
        *(_entry(part) for part in parts if part.since is not None),
    ]
    return Trace(
        customer=customer,
        as_of=workspace.as_of,
        attributes={name: value for name, value in attributes.items() if name != "customer"},
        moments=tuple(sorted(moments, key=lambda one: (one.at, one.kind != "event", one.name))),
        stage=states[entered[-1][1]] if entered else None,
        segments=_segments(workspace, alone),
        parts=parts,
    )


def _moments(role: str, row: Mapping[str, Any]) -> Iterator[Moment]:
    """What a row of a contract table says happened."""
    if role == "events":
        more = {name: row[name] for name in ("channel", "message", "stage") if row.get(name)}
        if row.get("value") is not None:
            more["value"] = row["value"] / MICROS
        yield Moment(at=from_us(row["at"]), kind="event", name=row["event"], details=more)
    elif role == "surveys":
        named = row.get("instrument") or "survey"
        if row.get("invited") is not None:
            yield Moment(at=from_us(row["invited"]), kind="invited", name=named, details={})
        if row.get("answered") is not None:
            score = {"score": row["score"]}
            yield Moment(at=from_us(row["answered"]), kind="answered", name=named, details=score)
    elif role == "assignments":
        variant = {"variant": row["variant"]}
        named = row.get("experiment") or ""
        yield Moment(at=from_us(row["at"]), kind="assigned", name=named, details=variant)
    else:
        mrr = {} if row.get("mrr") is None else {"mrr": row["mrr"] / MICROS}
        yield Moment(at=from_us(row["start"]), kind="contract", name="contract", details=mrr)
        if row.get("end") is not None:
            ended = from_us(row["end"])
            yield Moment(at=ended, kind="contract_end", name="contract", details={})


def _stage(at: int, name: str) -> Moment:
    return Moment(at=from_us(at), kind="stage", name=name, details={})


def _entry(part: Part) -> Moment:
    """The instant from which an experiment counts the customer."""
    since = part.since
    if since is None:
        raise ValueError("only who is in an experiment has entered it")
    variant = {"variant": part.variant}
    return Moment(at=since, kind="entered", name=part.experiment, details=variant)


def _begun(workspace: Workspace) -> Iterator[Experiment]:
    """The experiments that say when customers enter, in the order of their ids."""
    for _, experiment in sorted(workspace.definitions.experiments.items()):
        if experiment.run is not None or not isinstance(experiment.enters, str):
            yield experiment


def _part(workspace: Workspace, alone: Contract, customer: str, experiment: Experiment) -> Part:
    """The customer's part in an experiment, with every metric's value so far."""
    journey, metrics = workspace.journey, workspace.metrics
    names = (experiment.primary, *experiment.secondary)
    wanted = tuple(windowed(metrics, name) for name in names if name in metrics)
    longest = max((metric.window for metric in wanted), default=0)
    mapped = mapped_summaries(workspace.contract)
    try:
        enrolled = enrolment(experiment, journey, longest, mapped=experiment.name in mapped)
        admission = workspace.experiments[experiment.name].plan_in_force().admission
        asked = population(experiment, journey, enrolled, mapped, admission)
    except ArgumentError:
        return Part(experiment=experiment.name, reason="not_read", values={})
    hashed = None
    if experiment.split_by == "stagelift":
        names, shares = zip(*admission.shares_now, strict=True)
        hashed = assign(customer, admission.salt, names, shares)
    units = units_of(alone, (asked,))
    if not units:
        reason = _absence(alone, asked)
        return Part(experiment=experiment.name, reason=reason, hashed=hashed, values={})
    return Part(
        experiment=experiment.name,
        variant=units[0].variant,
        since=from_us(units[0].anchor),
        hashed=hashed,
        values=_values(workspace, alone, experiment, asked, units[0], wanted),
    )


def _absence(alone: Contract, asked: Assigned | MappedAssignments) -> str:
    """Why the customer is not in an experiment."""
    if isinstance(asked, MappedAssignments):
        return "not_assigned"
    without = replace(asked, holdout=Fraction(0))
    if asked.holdout and units_of(alone, (without,)):
        return "holdout"
    if asked.openings is None or not units_of(alone, (replace(without, openings=None),)):
        return "audience"
    whole = tuple(replace(one, low=Fraction(0), high=Fraction(1)) for one in asked.openings)
    return "traffic" if units_of(alone, (replace(without, openings=whole),)) else "closed"


def _values(
    workspace: Workspace,
    alone: Contract,
    experiment: Experiment,
    asked: Assigned | MappedAssignments,
    unit: Unit,
    wanted: tuple[WindowedMetric, ...],
) -> dict[str, float | None]:
    """Each metric's value of the customer, by the query that reads the experiment."""
    if not wanted:
        return {}
    arms = arms_from_events(alone, workspace.journey, asked, wanted, tuple(experiment.variants))
    found = ((metric.name, arms.tallies.get((metric.name, str(unit.variant)))) for metric in wanted)
    return {name: _value(tally) for name, tally in found}


def _value(tally: Tally | None) -> float | None:
    """The one unit's value; None where it does not count yet or at all."""
    return tally.moments.mean if tally is not None and tally.n == 1 else None


def _segments(workspace: Workspace, alone: Contract) -> dict[str, bool | None]:
    """Whether each segment's rule holds as of the contract's instant."""
    held: dict[str, bool | None] = {}
    for name, segment in workspace.journey.segments.items():
        if segment.sql is not None:
            held[name] = None
            continue
        now = alone.as_of_us - 1  # an instant before the first that is not known
        rule = segment_named(workspace.journey, name)
        everyone = Assigned(
            experiment=name,
            audience=rule,
            start=now,
            end=alone.as_of_us,
            at_once=True,
            salt=name,
            variants=WHOLE,
            holdout=Fraction(0),
        )
        held[name] = bool(units_of(alone, (everyone,)))
    return held


def _part_dict(part: Part) -> dict[str, Any]:
    since = None if part.since is None else part.since.isoformat()
    return {
        "experiment": part.experiment,
        "variant": part.variant,
        "since": since,
        "reason": part.reason,
        "hashed": part.hashed,
        "values": dict(part.values),
    }


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float | str | None) else str(value)
