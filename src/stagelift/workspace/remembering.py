"""The programme of a workspace, gathered: which tests have ended, what runs, what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from stagelift.data.query import mapped_summaries
from stagelift.data.zones import to_us
from stagelift.definitions import DateSpan
from stagelift.errors import ArgumentError, DefinitionError
from stagelift.experiments.deciding.outcome import hidden
from stagelift.experiments.enrolment import enrolment, run_of
from stagelift.experiments.guardrails import guardrails_of
from stagelift.experiments.planning.conflicts import Surroundings
from stagelift.experiments.planning.history import everybody
from stagelift.experiments.programme.calendar import Overlap, Slot, overlaps, state_on
from stagelift.experiments.programme.counted import CountedProgramme, counted_programme
from stagelift.experiments.programme.holdout import HeldOut, held_out
from stagelift.experiments.programme.learning import lessons
from stagelift.experiments.programme.ledger import (
    Compared,
    Entry,
    best_effect,
    entry_of,
    unreadable_entry,
)
from stagelift.experiments.programme.record import Followed, Programme
from stagelift.experiments.programme.together import on_one_scale
from stagelift.experiments.published import published
from stagelift.experiments.verdict import DECIDABLE
from stagelift.metrics.kind import WindowedMetric
from stagelift.workspace.next_tests import PLANNED, with_next

if TYPE_CHECKING:
    from stagelift.definitions import Experiment, Variant
    from stagelift.experiments.deciding.outcome import Outcome
    from stagelift.statistics.inference import Better
    from stagelift.workspace.trial import Trial
    from stagelift.workspace.workspace import Workspace

WEEK, MOST_WEEKS = 7, 4
GRACE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Placed:
    """One experiment with its place and days.

    Args:
        trial: The experiment.
        stage: Stage whose customers its primary metric counts, or None.
        end: Local day of its final readout, None for a draft.
    """

    trial: Trial
    stage: str | None
    end: date | None

    @property
    def definition(self) -> Experiment:
        """Its definition."""
        return self.trial.definition

    @property
    def better(self) -> Better:
        """The direction of its primary metric."""
        metric = self.trial.workspace.metrics.get(self.definition.primary)
        return metric.better if isinstance(metric, WindowedMetric) else "up"


def programme(
    workspace: Workspace, *, plans: int = PLANNED, until: date | None = None
) -> Programme:
    """A workspace's experiments together.

    Args:
        workspace: The workspace.
        plans: How many candidates get their weeks from the past, ≥ 0.
        until: Last local day of a review: tests decided or ended later are not in its ledger.

    Returns:
        The programme; what cannot be told is among its notes.

    Raises:
        DataError: When a source cannot be read as defined.
    """
    asked = workspace
    placed = tuple(placed_trials(asked))
    today = asked.as_of.astimezone(ZoneInfo(asked.journey.zone)).date()
    if any(source.shape != "counts" for source in asked.journey.sources.values()):
        asked.contract.read_once()
    ended = [one for one in placed if has_ended(one, today)]
    past = [one for one in ended if until is None or closed_on(one) <= until]
    unlaunched = [one for one in placed if was_never_launched(one, today)]
    open_ones = [one for one in placed if is_open(one, today)]
    entries = tuple(sorted((entry(one) for one in past), key=_age))
    scale = on_one_scale([each for one in entries for each in one.compared])
    still_open = [
        (one.stage, variant.channel, one.definition.name)
        for one in open_ones
        if one.stage is not None
        for variant in treatments(one)
    ]
    later = [
        (one.stage, variant.channel)
        for one in ended
        if one not in past and one.stage is not None
        for variant in treatments(one)
    ]
    slots = tuple(slot(one, today) for one in open_ones)
    found = Programme(
        entries=entries,
        scale=scale,
        lessons=lessons([c for e in entries for c in e.compared], scale.rows, still_open, later),
        outcomes=(outcomes := tuple(became(past, entries))),
        followed=tuple(followed(asked, entries, placed, scored_ones(outcomes))),
        slots=slots,
        unlaunched=tuple(slot(one, today) for one in unlaunched),
        overlaps=met(asked, slots),
        counted=tuple(counted(asked)),
        as_of=asked._seen(),
        currency=asked.journey.currency,
    )
    if not asked.contract.playing("events"):
        return found
    found = replace(found, held_out=withheld(asked, entries))
    tried = [(c.stage, c.channel) for e in entries for c in e.compared]
    done = [*tried, *((stage, channel) for stage, channel, _ in still_open), *later]
    return with_next(asked, found, placed, [(s, c) for s, c in done if s is not None], plans)


def placed_trials(workspace: Workspace) -> Iterator[Placed]:
    """Every experiment with the stage it is about and the day it ends."""
    from stagelift.metrics.kpis import placements
    from stagelift.metrics.placement import stage_names

    stages = stage_names(workspace.journey)
    mapped = mapped_summaries(workspace.contract)
    for trial in workspace.experiments.values():
        experiment = trial.definition
        metric = workspace.metrics.get(experiment.primary)
        stage, end = None, None
        if metric is not None and not metric.unit_columns():
            for one in placements(workspace.journey, [metric]):
                number = getattr(one.place.population, "stage", 0)
                stage = stage or (stages[number - 1] if number else None)
        if not experiment.is_draft:
            names = (experiment.primary, *guardrails_of(experiment, workspace.journey))
            held = (workspace.metrics.get(name) for name in names)
            longest = max((m.window for m in held if isinstance(m, WindowedMetric)), default=0)
            by_table = experiment.name in mapped
            end = enrolment(experiment, workspace.journey, longest, mapped=by_table).planned_end
        yield Placed(trial, stage, end)


def surroundings(workspace: Workspace, name: str) -> Surroundings:
    """What is planned and what happens around an experiment.

    Args:
        workspace: The workspace.
        name: Id of the experiment.

    Returns:
        Undecided experiments, the stage of each, and what is changed when.
    """
    placed = {one.definition.name: one for one in placed_trials(workspace)}
    language = workspace.journey.languages[0]
    return Surroundings(
        others={
            other: one.definition
            for other, one in placed.items()
            if other != name and one.trial.decision is None
        },
        stages={other: one.stage for other, one in placed.items()},
        changes=tuple((one.on, one.what.text(language), one.stage) for one in workspace.change_log),
    )


def has_ended(one: Placed, today: date) -> bool:
    """Whether an experiment is decided, past its last window once launched, or a finished table."""
    if one.trial.decision is not None:
        return True
    if one.end is None:
        metric = one.trial.workspace.metrics.get(one.definition.primary)
        return metric is not None and bool(metric.unit_columns())
    return one.end <= today and is_launched(one)


def was_never_launched(one: Placed, today: date) -> bool:
    """Whether an experiment's days are past without a plan, a table of assignments or a decision.

    Whoever came in those days was in no variant: what the hash would have parted is no test.
    """
    if one.end is None or one.end > today or one.trial.decision is not None:
        return False
    return not is_launched(one)


def is_open(one: Placed, today: date) -> bool:
    """Whether an experiment with days is still to end."""
    known = one.end is not None
    return known and not has_ended(one, today) and not was_never_launched(one, today)


def closed_on(one: Placed) -> date:
    """The local day an ended experiment was decided, else its last window closed."""
    told = (one.trial.decision or {}).get("on")
    return date.fromisoformat(str(told)[:10]) if told else one.end or date.min


def treatments(one: Placed) -> tuple[Variant, ...]:
    """The variants of an experiment without its control."""
    return tuple(one.definition.variants.values())[1:]


def entry(one: Placed) -> Entry:
    """The ledger's line of an experiment."""
    experiment, trial = one.definition, one.trial
    try:
        readout = trial.readout()
    except (ArgumentError, DefinitionError) as error:
        return unreadable_entry(experiment, trial.decision, one.stage, str(error))
    return entry_of(
        experiment,
        readout,
        planned=trial.plan is not None,
        decision=trial.decision,
        stage=one.stage,
        better=one.better,
    )


def compared_elsewhere(workspace: Workspace, name: str) -> tuple[Compared, ...]:
    """The treatments of every other test that was decided or has ended.

    Args:
        workspace: The workspace.
        name: Id of the experiment left out.

    Returns:
        Treatments, oldest test first.
    """
    today = workspace.as_of.astimezone(ZoneInfo(workspace.journey.zone)).date()
    others = (one for one in placed_trials(workspace) if one.definition.name != name)
    entries = sorted((entry(one) for one in others if has_ended(one, today)), key=_age)
    return tuple(each for one in entries for each in one.compared)


def _age(one: Entry) -> tuple[str, str]:
    return one.on or str(one.planned_end or ""), one.experiment


def is_launched(one: Placed) -> bool:
    """Whether a plan was frozen by then, or a mapped table says who was assigned."""
    if one.definition.name in mapped_summaries(one.trial.workspace.contract):
        return True
    try:
        return one.trial.plan_in_force().launched
    except ArgumentError:
        return True  # a plan that cannot be read was frozen; its own page says what is wrong


def slot(one: Placed, today: date) -> Slot:
    """The calendar's line of an experiment that has not ended."""
    experiment = one.definition
    run = run_of(experiment)
    state = state_on(today, run.first, run.last)
    found = Slot(
        experiment=experiment.name,
        first=run.first,
        last=run.last,
        end=one.end or run.last,
        state=state if state == "planned" or is_launched(one) else "planned",
        audience=experiment.audience,
        stage=one.stage,
        owner=experiment.owner or "",
        frozen=one.trial.plan is not None,
    )
    return found if found.state == "planned" else as_read(found, one)


def as_read(found: Slot, one: Placed) -> Slot:
    """The calendar's line as the readout of today says it: its day, a verdict, broken data."""
    try:
        readout = one.trial.readout(around=False)
    except (ArgumentError, DefinitionError):
        return found  # by the days alone; its own page says why it cannot be read
    if any(check.status == "red" for check in readout.health):
        return replace(found, state="hidden")
    end = readout.planned_end or found.end
    if readout.verdict in DECIDABLE:
        effect = best_effect(published(readout), readout.winner, one.better)
        return replace(found, end=end, state="waiting", verdict=readout.verdict, effect=effect)
    return replace(found, end=end)


def met(workspace: Workspace, slots: tuple[Slot, ...]) -> tuple[Overlap, ...]:
    """The pairs of open tests whose days meet, with the customers they share so far."""
    from stagelift.data.query import count_common

    journey, contract = workspace.journey, workspace.contract
    now = to_us(workspace.as_of)

    def population(name: str) -> Any:
        experiment = workspace.experiments[name].definition
        start, end = run_of(experiment).instants(journey.zone)
        return None if start >= now else everybody(experiment, journey, start, min(end, now))

    def common(one: str, other: str) -> float | None:
        both = [population(name) for name in (one, other)]
        if None in both:
            return None
        entered = count_common(contract, both[0], replace(both[0], experiment=f"{one} again"))
        return count_common(contract, *both) / entered if entered else None

    return overlaps(slots, common)


def counted(workspace: Workspace) -> Iterator[CountedProgramme]:
    """Every source of counts as a programme."""
    for name, source in workspace.journey.sources.items():
        if source.shape == "counts":
            yield counted_programme(workspace.counted(name))


def became(past: list[Placed], entries: tuple[Entry, ...]) -> Iterator[Outcome]:
    """What became of each decision, in the ledger's order."""
    trials = {one.definition.name: one.trial for one in past}
    for one in entries:
        found = trials[one.experiment].outcome() if one.decision is not None else None
        if found is not None:
            yield hidden(found, one.note) if one.status == "red" else found


def scored_ones(outcomes: tuple[Outcome, ...]) -> frozenset[str]:
    """The experiments whose forecast is scored, or is going to be."""
    waiting = ("open", "red", "unread")
    return frozenset(one.experiment for one in outcomes if one.scored or one.standing in waiting)


def followed(
    workspace: Workspace,
    entries: tuple[Entry, ...],
    placed: tuple[Placed, ...],
    scored: frozenset[str],
) -> Iterator[Followed]:
    """What the KPI of each decision with a forecast nobody scores did before the test and since."""
    began = {
        one.definition.name: run_of(one.definition).first
        for one in placed
        if not one.definition.is_draft
    }
    zone = ZoneInfo(workspace.journey.zone)
    for one in entries:
        metric = workspace.metrics.get(one.metric)
        if not one.forecast or one.on is None or one.decision is None or one.experiment in scored:
            continue
        if one.status == "red":  # its words rest on figures that are hidden
            continue
        blank = Followed(
            experiment=one.experiment,
            metric=one.metric,
            decision=one.decision,
            on=one.on,
            owner=one.owner,
            forecast=one.forecast,
            effect=one.value,
            unit=one.unit,
        )
        first = began.get(one.experiment)
        if first is None or not isinstance(metric, WindowedMetric) or metric.unit_columns():
            yield replace(blank, note="no_kpi")
            continue
        known = workspace.as_of - timedelta(microseconds=metric.window) - GRACE
        since = date.fromisoformat(one.on) + timedelta(days=1)
        weeks = min((known.astimezone(zone).date() - since).days // WEEK, MOST_WEEKS)
        if weeks < 1:
            yield replace(blank, note="too_soon")
            continue
        days = timedelta(days=weeks * WEEK)
        before = _kpi(workspace, one, DateSpan(first - days, first - timedelta(days=1)))
        after = _kpi(workspace, one, DateSpan(since, since + days - timedelta(days=1)))
        yield replace(blank, before=before, after=after, note="" if before and after else "unknown")


def _kpi(workspace: Workspace, one: Entry, days: DateSpan) -> dict[str, Any] | None:
    """The primary metric's KPI in a span of entry, as published."""
    name = one.metric
    found = workspace.kpis(
        f"{days.first}..{days.last}", metrics={name: workspace.metrics[name]}
    ).to_dicts()
    row = next((each for each in found if each["metric"] == name), None)
    return row if row is not None and row["value"] is not None else None


def withheld(workspace: Workspace, entries: tuple[Entry, ...]) -> tuple[HeldOut, ...]:
    """The primary metrics of the ledger among customers held out of every experiment."""
    names = dict.fromkeys(one.metric for one in entries)
    known = [workspace.metrics.get(name) for name in names]
    read = [one for one in known if isinstance(one, WindowedMetric) and not one.unit_columns()]
    return held_out(workspace.contract, workspace.journey, read)
