"""Reading an experiment: health first, then effects, then the verdict by the plan's rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from stagelift.data.contract import Contract
from stagelift.data.query import Assigned, MappedAssignments, MappedSummary, mapped_summaries
from stagelift.data.query.leaks import count_leaks
from stagelift.data.zones import from_us
from stagelift.definitions import Experiment, Journey
from stagelift.definitions.metric import Metric
from stagelift.experiments.adjusted import PRE_PERIOD_US, check_deciding
from stagelift.experiments.arms import Arms, arms_from_events, arms_from_units
from stagelift.experiments.calendar import LookCalendar, look_calendar
from stagelift.experiments.clusters.looking import why_once
from stagelift.experiments.course import placed, planned_units, weekly_verdict
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
    judged,
    with_figures,
)
from stagelift.experiments.life.epoch_split import epoch_split_check
from stagelift.experiments.life.epochs import first_days, waiting_check, with_epochs
from stagelift.experiments.life.told import told
from stagelift.experiments.look_costs import look_costs
from stagelift.experiments.plan import plan_of
from stagelift.experiments.question import Question
from stagelift.experiments.readout import EXPLORATORY, Readout
from stagelift.experiments.worth import worth_of


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
        edited=asked.plan.edited,
    )
