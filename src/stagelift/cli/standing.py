"""What the experiments of a workspace are doing, and whom or what day they wait for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from stagelift.cli.cures import RUN, reads_finished_rows
from stagelift.cli.wording import EN, said
from stagelift.errors import ArgumentError

if TYPE_CHECKING:
    from pathlib import Path

    from stagelift.definitions import Definitions, Experiment
    from stagelift.experiments.plan import Plan

State = Literal[
    "not yet begun",
    "running",
    "paused",
    "maturing",
    "stopped",
    "ready for its readout",
    "waiting for a decision",
    "hidden by a health check",
    "decided",
    "draft",
    "planned",
]


BEGUN = ("running", "paused", "maturing", "stopped", "ready for its readout")
TOLD: Mapping[str, State] = {  # what a page says → what the days do not know
    "waiting": "waiting for a decision",
    "hidden": "hidden by a health check",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing on the home screen.

    Args:
        name: Its id.
        state: What it is doing, or waits for.
        detail: Day, owner or command.
    """

    name: str
    state: str
    detail: str = ""


def mapped_experiments(definitions: Definitions, now: datetime) -> Collection[str]:
    """The experiments that a mapped table assigns, at any hour of their day.

    The table is read only when it makes a difference: for customers who enter once, and where no
    plan is frozen, both undecided.

    Args:
        definitions: The workspace's definitions.
        now: The instant it is asked at.

    Returns:
        Ids; all of them when a table is mapped that cannot be read.
    """
    from stagelift.data.query import mapped_summaries
    from stagelift.definitions import Once
    from stagelift.errors import StageliftError
    from stagelift.workspace import Workspace

    found = definitions.experiments
    open_ones = [
        name
        for name, each in found.items()
        if (isinstance(each.enters, Once) or name not in definitions.plans)
        and name not in definitions.decisions
        and not each.is_draft
    ]
    roles = {source.role for source in definitions.journey.sources.values()}
    if not open_ones or "assignments" not in roles:
        return ()
    try:
        with Workspace(definitions, as_of=now) as workspace:
            return set(mapped_summaries(workspace.contract))
    except StageliftError:
        return set(found)  # the screen still says when; `check` says what keeps it from being read


def known_by(definitions: Definitions, now: datetime) -> Definitions:
    """The definitions with the decisions that were taken by the local day of an instant.

    Args:
        definitions: The workspace's definitions.
        now: The instant it is asked at.

    Returns:
        The same with fewer decisions; one without a day stays.
    """
    today = now.astimezone(ZoneInfo(definitions.journey.zone)).date()
    kept = {
        name: one
        for name, one in definitions.decisions.items()
        if str(one.get("on") or "")[:10] <= today.isoformat()
    }
    return replace(definitions, decisions=kept)


def told_states(root: Path, now: datetime) -> Mapping[str, str]:
    """How each experiment stood, as the newest published page says.

    Args:
        root: The workspace.
        now: The instant it is asked at; pages that know of a later one are left out.

    Returns:
        Experiment → `waiting`, `hidden`, `running`, `planned` or `decided`; those that a page tells
        of. One that was decided is `hidden` too once its data broke.
    """
    from stagelift.reports.front.told import is_broken
    from stagelift.reports.front.topics import telling, topics, trials_of
    from stagelift.reports.index import entries, read_manifests

    runs = [
        run
        for run in read_manifests(root / ".stagelift" / "runs")
        if run.page.get("trials") and datetime.fromisoformat(str(run.page["as_of"])) <= now
    ]
    found = trials_of(telling(topics(entries(runs)), "en"))
    return {
        str(each["name"]): "hidden" if is_broken(each) else str(each["state"]) for each in found
    }


def experiment_lines(
    definitions: Definitions, now: datetime, mapped: Collection[str], told: Mapping[str, str]
) -> Iterator[Line]:
    """Every experiment with its state, those that wait for somebody first.

    Args:
        definitions: The workspace's definitions.
        now: The instant it is asked at.
        mapped: The experiments that a mapped table assigns.
        told: What the newest page says of each.

    Yields:
        One line per experiment.
    """
    today = now.astimezone(ZoneInfo(definitions.journey.zone)).date()
    order = (
        *("hidden by a health check", "waiting for a decision"),
        *("ready for its readout", "running", "paused", "maturing", "stopped"),
        *("draft", "planned", "not yet begun", "decided"),
    )
    lines = []
    for name, experiment in definitions.experiments.items():
        plan = registered_plan(definitions, experiment, now)
        ready = readout_day(experiment, definitions, mapped=name in mapped, plan=plan)
        decided = name in definitions.decisions
        state = "decided" if decided else state_now(state_of(experiment, today, ready), plan)
        if state in BEGUN and name not in mapped and not is_launched(definitions, name, now):
            state = "planned"
        if state == "draft" and reads_finished_rows(definitions, experiment):
            state = "ready for its readout"
        if state in BEGUN:
            state = TOLD.get(told.get(name, ""), state)
        elif decided and told.get(name) == "hidden":
            state = TOLD["hidden"]
        lines.append(Line(name, state, detail_of(experiment, definitions, state, ready)))
    yield from sorted(lines, key=lambda line: (order.index(line.state), line.name))


def enrolment(experiment: Experiment) -> tuple[date, date] | None:
    """The first and last local day on which customers enter.

    Args:
        experiment: The experiment.

    Returns:
        Both days, or None when the definition names none.
    """
    from stagelift.definitions import Once

    if isinstance(experiment.enters, Once):
        return experiment.enters.on, experiment.enters.on
    return (experiment.run.first, experiment.run.last) if experiment.run else None


def registered_plan(definitions: Definitions, experiment: Experiment, now: datetime) -> Plan | None:
    """The frozen plan of an experiment with what was done since, None without one."""
    from stagelift.experiments.as_decided import as_decided
    from stagelift.experiments.life.admission import registered
    from stagelift.experiments.plan import plan_of

    record, decision = (
        kept.get(experiment.name) for kept in (definitions.plans, definitions.decisions)
    )
    if record is None:
        return None
    found = registered(record, definitions.lives.get(experiment.name))
    journey, metrics = definitions.journey, definitions.metrics
    told, edited = as_decided(experiment, journey, metrics, found, decision, as_of=now)
    if told.is_draft:
        return None
    try:
        return replace(plan_of(told, journey, metrics, found, as_of=now), edited=edited)
    except ArgumentError:
        return None  # `departures` says what is wrong with its file


def is_launched(definitions: Definitions, name: str, now: datetime) -> bool:
    """Whether the plan of an experiment was frozen by an instant.

    Args:
        definitions: The workspace's definitions.
        name: Id of the experiment.
        now: The instant it is asked at.

    Returns:
        True too for a plan that cannot be read, which `departures` names.
    """
    from stagelift.experiments.frozen import check_readable, frozen_by

    record = definitions.plans.get(name)
    if record is None:
        return False
    try:
        check_readable(name, record)
    except ArgumentError:
        return True
    return frozen_by(record, now)


def state_now(state: State, plan: Plan | None) -> State:
    """The state by the days, as a pause or a stop leaves it.

    Args:
        state: What the days say.
        plan: The frozen plan with what was done since, None without one.

    Returns:
        `stopped` while windows are open after a stop, `paused` while nobody enters.
    """
    if plan is None or state not in {"not yet begun", "running", "maturing"}:
        return state
    if plan.admission.stopped is not None:
        return "stopped"
    return "paused" if plan.admission.paused is not None and state != "maturing" else state


def departures(definitions: Definitions, now: datetime) -> Iterator[tuple[str, str]]:
    """The experiments that depart from their frozen plan, or whose plan cannot be read.

    Args:
        definitions: The workspace's definitions.
        now: The instant it is asked at.

    Yields:
        Id and what departs, in words.
    """
    from stagelift.experiments.as_decided import edited_words
    from stagelift.experiments.frozen import check_readable

    for name, experiment in definitions.experiments.items():
        plan = registered_plan(definitions, experiment, now)
        if plan is not None and (plan.deviation or plan.edited):
            yield name, plan.deviation or edited_words(plan.edited)
        elif plan is None and name in definitions.plans and not experiment.is_draft:
            try:
                check_readable(name, definitions.plans[name])
            except ArgumentError as error:
                yield name, str(error)


def readout_day(
    experiment: Experiment, definitions: Definitions, *, mapped: bool, plan: Plan | None = None
) -> date | None:
    """The local day on which the final readout is due, as the readout itself says it.

    Args:
        experiment: The experiment.
        definitions: For the windows of the metrics that decide.
        mapped: Whether a mapped table assigns.
        plan: The frozen plan with what was done since, None without one.

    Returns:
        A local day, or None for a draft.
    """
    from stagelift.experiments.enrolment import enrolment as enrolled
    from stagelift.experiments.enrolment import shortened
    from stagelift.experiments.guardrails import guardrails_of
    from stagelift.metrics.kind import WindowedMetric

    if experiment.is_draft:
        return None
    journey = definitions.journey
    deciding = (experiment.primary, *guardrails_of(experiment, journey))
    metrics = (definitions.metrics.get(name) for name in deciding)
    longest = max((m.window for m in metrics if isinstance(m, WindowedMetric)), default=0)
    found = enrolled(experiment, journey, longest, mapped=mapped)
    return (shortened(found, plan.admission, journey.zone) if plan else found).planned_end


def state_of(experiment: Experiment, today: date, ready: date | None) -> State:
    """What an undecided experiment is doing on a local day.

    Args:
        experiment: The experiment.
        today: The local day.
        ready: The day of its final readout.

    Returns:
        Its state; `draft` when its definition names no days.
    """
    days = enrolment(experiment)
    if days is None or ready is None:
        return "draft"
    if today < days[0]:
        return "not yet begun"
    if today <= days[1]:
        return "running"
    return "maturing" if today < ready else "ready for its readout"


def detail_of(
    experiment: Experiment, definitions: Definitions, state: str, ready: date | None
) -> str:
    """The day or the person an experiment waits for.

    Args:
        experiment: The experiment.
        definitions: For its decision.
        state: Its state.
        ready: The day of its final readout.

    Returns:
        A few words, possibly empty.
    """
    days = enrolment(experiment)
    record = definitions.decisions.get(experiment.name)
    if record is not None:  # whatever became of its data since
        return decision_words(record)
    if state in ("ready for its readout", *TOLD.values()):
        decide = experiment.decide
        key = "home.owner" if decide and decide.owner else "home.by"
        return said(key, owner=decide.owner, day=decide.by) if decide and decide.by else ""
    first, last = days or (None, None)
    return said(f"home.detail.{state}", first=first, last=last, ready=ready, line=RUN)


def decision_words(record: Mapping[str, object]) -> str:
    """What was decided, in a few words.

    Args:
        record: The decision as it is kept.

    Returns:
        Such as "ship kakao_ask".
    """
    key, variant = f"decision.{record.get('decision')}", record.get("variant")
    if key in EN:
        return said(key, variant=variant or "").removesuffix("()").strip()
    return " ".join(str(each) for each in (record.get("decision"), variant) if each)
