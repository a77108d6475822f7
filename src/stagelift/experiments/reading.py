"""Reading an experiment: health first, then effects, then the verdict by the plan's rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from stagelift.data.contract import Contract
from stagelift.data.query import Assigned, MappedAssignments, MappedSummary, mapped_summaries
from stagelift.data.query.leaks import count_leaks
from stagelift.data.zones import day_number, from_us
from stagelift.definitions import Experiment, Journey
from stagelift.definitions.metric import Metric
from stagelift.experiments.adjusted import PRE_PERIOD_US, check_deciding
from stagelift.experiments.arms import Arms, arms_from_events, arms_from_units, units_in
from stagelift.experiments.calendar import LookCalendar, look_calendar
from stagelift.experiments.clusters.looking import why_once
from stagelift.experiments.enrolment import Enrolment, enrolment, population, shortened
from stagelift.experiments.health import (
    Check,
    crossover_check,
    freshness_check,
    is_red,
    segment_check,
    split_check,
    stranger_check,
)
from stagelift.experiments.health.asking import decided_before, primary_plan
from stagelift.experiments.health.before import before_check
from stagelift.experiments.health.households import one_variant_check
from stagelift.experiments.health.looks import looks_check
from stagelift.experiments.health.manifest import manifest_check
from stagelift.experiments.health.registered import registered_check
from stagelift.experiments.judging import (
    Judgement,
    View,
    deciding_effect,
    judged,
    with_figures,
)
from stagelift.experiments.life.epoch_split import epoch_split_check
from stagelift.experiments.life.epochs import first_days, waiting_check, with_epochs
from stagelift.experiments.life.told import told
from stagelift.experiments.look_costs import look_costs
from stagelift.experiments.plan import plan_of
from stagelift.experiments.question import Question
from stagelift.experiments.readout import EXPLORATORY, LookLine, Readout
from stagelift.experiments.trajectory import at_looks, with_overrun
from stagelift.experiments.verdict import Evidence
from stagelift.experiments.worth import worth_of
from stagelift.metrics.privacy import MINIMUM

DECISIVE = {"ship", "stop"}  # verdicts that later looks do not change


def read_out(
    experiment: Experiment,
    journey: Journey,
    metrics: Mapping[str, Metric],
    contract: Contract,
    record: Mapping[str, Any] | None,
    *,
    look: int = 1,
) -> Readout:
    """The readout of an experiment as of the contract's instant.

    Args:
        experiment: The experiment.
        journey: Its journey.
        metrics: The metrics by id.
        contract: The contract tables.
        record: The frozen plan, or None.
        look: Number of this look.

    Returns:
        The readout; without verdict and figures while its health is red.

    Raises:
        ArgumentError: When the definition cannot be read as an experiment on these data.
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses a query.
    """
    asked = Question(
        experiment,
        journey,
        metrics,
        plan_of(experiment, journey, metrics, record, as_of=from_us(contract.as_of_us)),
        contract,
    )
    return examined(asked, look=look).readout


def examined(asked: Question, *, look: int = 1) -> Examined:
    """An experiment read out, with the units and the looks the readout was made from.

    Args:
        asked: The experiment.
        look: Number of this look.

    Returns:
        The readout and what it rests on, from which its sections are read.

    Raises:
        ArgumentError: When the definition cannot be read as an experiment on these data.
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses a query.
    """
    experiment, journey, contract = asked.experiment, asked.journey, asked.contract
    check_deciding(asked)
    if asked.of_units:
        arms = arms_from_units(contract, asked.measured, tuple(experiment.variants))
        return assembled(asked, Found(arms, None, None), (), look)
    mapped = mapped_summaries(contract)
    longest = max(metric.window for metric in asked.decisive)
    enrolled = enrolment(experiment, journey, longest, mapped=experiment.name in mapped)
    admission = asked.plan.admission
    units = population(experiment, journey, enrolled, mapped, admission)
    closed = shortened(enrolled, admission, journey.zone)
    arms = arms_from_events(
        contract,
        journey,
        units,
        asked.every,
        tuple(experiment.variants),
        lookback=PRE_PERIOD_US,
        segments=decided_before(asked),
    )
    arms = with_epochs(arms, asked.every, first_days(admission.epochs, journey.zone))
    planned = asked.plan.looks
    if why_once(arms):
        asked = replace(asked, plan=replace(asked.plan, looks="once"))
    windows = tuple(metric.window for metric in asked.measured)
    # the looks stay those of the plan, so that a stop cannot choose one
    found = Found(arms, closed, look_calendar(enrolled, journey.zone, windows), units)
    extra = data_checks(asked, closed, mapped.get(experiment.name), units)
    limited = looks_check(arms, planned)
    extra = extra if limited is None else (*extra, limited)
    return assembled(asked, found, extra, look)


@dataclass(frozen=True, slots=True)
class Found:
    """What the data say of an experiment before any look is chosen.

    Args:
        arms: Its units.
        enrolled: When they enter, None for a finished table of units.
        calendar: When a weekly plan looks, None for a finished table of units.
        units: Who the units are, None for a finished table of units.
    """

    arms: Arms
    enrolled: Enrolment | None
    calendar: LookCalendar | None
    units: Assigned | MappedAssignments | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """A readout with what it was made from.

    Args:
        readout: The readout.
        found: What the data say before any look is chosen.
        view: The experiment as the look sees it; None while its health is red.
        judgement: The verdict and its evidence; None while its health is red.
    """

    readout: Readout
    found: Found
    view: View | None = None
    judgement: Judgement | None = None

    @property
    def over_events(self) -> bool:
        """Whether its units were found in events; a finished table knows no more of them."""
        return self.found.units is not None


def data_checks(
    asked: Question,
    enrolled: Enrolment,
    mapped: MappedSummary | None,
    units: Assigned | MappedAssignments,
) -> tuple[Check, ...]:
    """The checks that need more than the arms: freshness, the sender, and who keeps a variant."""
    as_of, last = asked.contract.as_of_us, asked.contract.span("events")[1]
    # without a visible event the span is the contract's own instant, which no event can have
    found = [freshness_check(last if last < as_of else None, min(as_of, enrolled.final))]
    if mapped is not None:
        found.append(crossover_check(mapped))
    if isinstance(units, MappedAssignments) and units.household:
        whole = one_variant_check(count_leaks(asked.contract, primary_plan(asked, units)))
        found += [] if whole is None else [whole]
    if asked.reconciled is not None:
        found.append(manifest_check(asked.reconciled))
    return tuple(found)


def assembled(asked: Question, found: Found, extra: tuple[Check, ...], look: int) -> Examined:
    """The readout from the arms: health, effects, guardrails, verdict."""
    shares = {name: variant.share for name, variant in asked.experiment.variants.items()}
    parts = segment_check(found.arms, shares)
    before = before_check(found.arms, asked.measured, asked.treatments, asked.control)
    waits = waiting_check(found.arms, asked.every) if found.arms.epochs else None
    kept = registered_check(asked.plan.broken)
    more = tuple(check for check in (kept, parts, before, waits) if check is not None)
    split = epoch_split_check(found.arms, shares, asked.plan.admission, asked.primary.name)
    health = (split or split_check(found.arms, shares), stranger_check(found.arms), *extra, *more)
    enrolled, blank = found.enrolled, blank_readout(asked, found, health, look)
    weekly = found.calendar if asked.plan.looks == "weekly" else None
    if weekly is not None:
        taken = min(weekly.taken(asked.contract.as_of_us), weekly.planned)
        blank = placed(asked, weekly, taken, blank)
    if is_red(health):
        red = next(check.text for check in health if check.status == "red")
        said = f"No result: {red}. Figures are hidden until explained."
        return Examined(replace(blank, sentence=said), found)
    if weekly is not None:
        view, judgement, blank = weekly_verdict(asked, found.arms, weekly, enrolled, blank)
    else:
        planned = planned_units(asked, found.arms, enrolled, asked.contract.as_of_us)
        view = View(asked, found.arms, planned, blank.final)
        judgement = judged(view)
    evidence = judgement.evidence
    readout = replace(
        with_figures(view, judgement, blank),
        worth=worth_of(asked, found.arms, enrolled, evidence.effect, evidence.variant),
        costs=look_costs(asked, view.arms, evidence.effect, evidence.variant, found.calendar),
    )
    return Examined(readout, found, view, judgement)


def blank_readout(asked: Question, found: Found, health: tuple[Check, ...], look: int) -> Readout:
    """The readout with all that is known without figures."""
    enrolled = found.enrolled
    return Readout(
        experiment=asked.experiment.name,
        question=str(asked.experiment.question or ""),
        primary=asked.primary.name,
        verdict=None,
        winner=None,
        sentence="",
        banner=EXPLORATORY if not asked.plan.frozen else asked.plan.deviation,
        health=health,
        estimates=(),
        guardrails={},
        looks=asked.plan.looks,
        look=look,
        assigned=found.arms.assigned,
        planned_end=None if enrolled is None else enrolled.planned_end,
        final=enrolled is None or asked.contract.as_of_us >= enrolled.final,
        as_of=from_us(asked.contract.as_of_us),
        fingerprint=asked.plan.fingerprint,
        planned_units=asked.plan.planned_units,
        deciding=asked.experiment.deciding,
        is_launched=asked.plan.launched or not isinstance(found.units, Assigned),
        life=tuple(told(one, asked.journey.zone) for one in asked.plan.admission.deeds),
        epochs=1 + len(asked.plan.admission.epochs),
        falling=frozenset(each.name for each in asked.every if each.better == "down"),
        limits={name: str(margin) for name, margin in asked.margins.items()},
    )


def weekly_verdict(
    asked: Question,
    arms: Arms,
    calendar: LookCalendar,
    enrolled: Enrolment | None,
    blank: Readout,
) -> tuple[View, Judgement, Readout]:
    """The first look at which the plan ships or stops, else the latest.

    What decides is shown as of that look, which later ones do not change; metrics that decide
    nothing go on to the latest, each by a spending of its own.

    Args:
        asked: The experiment.
        arms: Its units.
        calendar: The looks of the plan.
        enrolled: When units enter.
        blank: The readout without figures.

    Returns:
        What the look sees, its verdict, and the readout that names the look.
    """
    latest = calendar.taken(asked.contract.as_of_us)
    found, course, planned = looked_at(asked, arms, calendar, enrolled)
    number = course[-1].number if course else 0
    deciding = {metric.name for metric in asked.decisive}
    numbers = [(each, number if each.name in deciding else latest) for each in asked.every]
    last = is_last(asked, calendar, enrolled, number)
    view = View(asked, at_looks(arms, numbers, calendar), planned, last)
    blank = replace(placed(asked, calendar, number, blank), final=view.final, course=course)
    if found.verdict == "continue":
        blank = replace(blank, next_look=next_day(asked, calendar, latest, blank))
    elif found.verdict in DECISIVE:
        line = overrun_line(view, found, calendar, number, latest)
        blank = replace(blank, overrun=line)
    return view, found, blank


def looked_at(
    asked: Question, arms: Arms, calendar: LookCalendar, enrolled: Enrolment | None
) -> tuple[Judgement, tuple[LookLine, ...], int]:
    """The verdict of the first decisive look, else of the latest; what each said; units planned."""
    last = min(calendar.taken(asked.contract.as_of_us), calendar.planned)
    course: list[LookLine] = []
    for number in range(min(1, last), last + 1):
        at = calendar.instants[number - 1] if number else asked.contract.as_of_us
        planned = planned_units(asked, arms, enrolled, at)
        seen = at_looks(arms, [(metric, number) for metric in asked.decisive], calendar)
        view = View(asked, seen, planned, is_last(asked, calendar, enrolled, number))
        found = judged(view)
        if number:
            course.append(look_line(view, found.evidence, number, from_us(at)))
        if found.verdict in DECISIVE:
            break
    return found, tuple(course), planned


def is_last(
    asked: Question, calendar: LookCalendar, enrolled: Enrolment | None, number: int
) -> bool:
    """Whether no later look can bring anything: the planned end, or every window after a stop.

    A stop spends nothing: what is left of the error at such a look stays unspent.

    Args:
        asked: The experiment.
        calendar: The looks of the plan.
        enrolled: When units enter, a stop taken into account.
        number: Number of the look, 0 before the first.

    Returns:
        True at the last look.
    """
    if number == calendar.planned:
        return True
    stopped = asked.plan.admission.stopped is not None and enrolled is not None and number > 0
    return stopped and calendar.instants[number - 1] >= (enrolled.final if enrolled else 0)


def placed(asked: Question, calendar: LookCalendar, number: int, blank: Readout) -> Readout:
    """The readout with the place of its weekly look, 0 before the first, and its day."""
    on = asked.local_day(calendar.instants[number - 1]) if number else None
    return replace(blank, look=number, planned_looks=calendar.planned, looked_on=on)


def next_day(asked: Question, calendar: LookCalendar, latest: int, blank: Readout) -> date | None:
    """The local day of the look after the latest; the last one is due on the planned end."""
    if latest + 1 == calendar.planned:
        return blank.planned_end
    return asked.local_day(calendar.instants[latest])


def overrun_line(
    view: View, found: Judgement, calendar: LookCalendar, number: int, latest: int
) -> LookLine | None:
    """The deciding effect with those who had entered when the look decided and matured since."""
    later = with_overrun(view.arms, view.asked.primary, calendar, number, latest)
    if later is None:
        return None
    after = replace(view, arms=later)
    effect = deciding_effect(after, found.evidence.variant).absolute
    at = from_us(calendar.instants[latest - 1])
    return look_line(after, replace(found.evidence, effect=effect), number, at)


def look_line(view: View, evidence: Evidence, number: int, at: datetime) -> LookLine:
    """What a look said of the variant that fared best then."""
    tallies, name = view.arms.tallies, view.asked.primary.name
    sizes = [tallies[name, each].n for each in (view.asked.control, evidence.variant)]
    small = any(0 < size < MINIMUM for size in sizes)
    return LookLine(
        number=number,
        at=at,
        variant=evidence.variant,
        n=None if small else sum(sizes),
        effect=evidence.effect,
    )


def planned_units(asked: Question, arms: Arms, enrolled: Enrolment | None, at: int) -> int:
    """Mature units planned: the plan's, else those that the entries up to an instant promise.

    What came after a look does not enter, so that later reports leave its bounds as they were.
    """
    if asked.plan.planned_units is not None:
        return asked.plan.planned_units
    if enrolled is None or at >= enrolled.last_entry:
        return max(sum(arms.assigned.values()), 1)
    last = day_number(asked.local_day(at - 1))
    entered = sum(
        units_in(cell)
        for variant in arms.assigned
        for cell in arms.cells[asked.primary.name, variant]
        if cell.day <= last
    )
    if at <= enrolled.start:
        return max(entered, 1)
    done = (at - enrolled.start) / (enrolled.last_entry - enrolled.start)
    return max(round(entered / done), 1)
