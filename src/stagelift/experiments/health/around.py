"""The amber checks that ask the data more than the readout does: other tests, messages, homes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from stagelift.data.query import Assigned, MappedAssignments, mapped_summaries
from stagelift.data.query.crossings import CrossingQuestion, measure_crossings
from stagelift.data.query.homes import HOUSEHOLD
from stagelift.data.query.lateness import LateQuestion, measure_lateness
from stagelift.data.query.leaks import count_leaks
from stagelift.data.query.pressure import PressureQuestion, measure_pressure, messages_are_told
from stagelift.data.zones import from_us
from stagelift.definitions import Experiment
from stagelift.errors import ArgumentError
from stagelift.experiments.enrolment import Enrolment, enrolment, population
from stagelift.experiments.health.asking import primary_plan
from stagelift.experiments.health.check import Check, is_red
from stagelift.experiments.health.households import household_check
from stagelift.experiments.health.independence import (
    Shared,
    carry_over_check,
    independence_check,
    interaction_check,
)
from stagelift.experiments.health.late import late_check
from stagelift.experiments.health.pressure import allowed, pressure_check
from stagelift.experiments.health.steadiness import halves
from stagelift.experiments.health.surprise import (
    least_effect,
    novelty_check,
    novelty_untold,
    twyman_check,
)
from stagelift.experiments.later import audience_stage
from stagelift.experiments.plan import plan_of, windowed

if TYPE_CHECKING:
    from stagelift.experiments.question import Question
    from stagelift.experiments.reading import Examined
    from stagelift.experiments.readout import Readout

DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another experiment of the journey.

    Args:
        experiment: Its definition.
        record: Its frozen plan, or None.
    """

    experiment: Experiment
    record: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What lies around an experiment.

    Args:
        neighbours: The other experiments of the journey.
        salts: Salts of plans whose definition is gone, by id.
        lifts: Lifts of decided tests, of any sign.
    """

    neighbours: tuple[Neighbour, ...] = ()
    salts: Mapping[str, str] | None = None
    lifts: tuple[float, ...] = ()


def with_around(asked: Question, found: Examined, around: Around) -> Readout:
    """The readout with the amber checks that look around the experiment.

    They hide nothing, and where something does they are not asked: no figure is shown then.

    Args:
        asked: The experiment.
        found: Its readout with what it was made from.
        around: What lies around it.

    Returns:
        The readout with more checks.

    Raises:
        DataError: When a source cannot be read as defined.
        EngineError: When the engine refuses a query.
    """
    readout = found.readout
    if is_red(readout.health) or found.found.units is None or found.found.enrolled is None:
        return readout
    more = (*around_checks(asked, found, around), *surprise_checks(asked, found, around))
    return replace(readout, health=(*readout.health, *more))


def around_checks(asked: Question, found: Examined, around: Around) -> Iterator[Check]:
    """Households, other tests, messages and late events.

    Args:
        asked: The experiment, over events.
        found: Its readout with what it was made from.
        around: What lies around it.

    Yields:
        The checks that can be made.
    """
    units, enrolled = found.found.units, found.found.enrolled
    if units is None or enrolled is None:
        return
    assigned, contract = sum(found.readout.assigned.values()), asked.contract
    shares = tuple(variant.share for variant in asked.experiment.variants.values())
    alone = not asked.experiment.of_households
    if alone and contract.playing("customers") and contract.maps("customers", HOUSEHOLD):
        leaks = count_leaks(contract, primary_plan(asked, units))
        yield from kept(household_check(leaks, assigned, shares))
    together, previous = neighbours(asked, enrolled, around) if alone else ((), None)
    others = (*together, *(() if previous is None else (previous,)))
    crossed = measure_crossings(
        contract,
        CrossingQuestion(primary_plan(asked, units), tuple(each for _, each in others)),
    )
    shared = [
        Shared(name, tuple(one for one in crossed if one.other == place))
        for place, (name, _) in enumerate(others)
    ]
    beside = shared[: len(together)]
    yield from kept(independence_check(beside))
    if is_read(found.readout):
        yield from kept(interaction_check(beside, asked.treatments, asked.control))
    before = None if previous is None else shared[-1]
    salts = dict(around.salts or {})
    yield from kept(carry_over_check(before, assigned, salts, asked.experiment.salt))
    yield from kept(pressure_of(asked, units))
    yield from kept(late_of(asked, enrolled))


def kept(check: Check | None) -> tuple[Check, ...]:
    """A check that could be made."""
    return () if check is None else (check,)


def neighbours(
    asked: Question, enrolled: Enrolment, around: Around
) -> tuple[tuple[tuple[str, Assigned | MappedAssignments], ...], tuple[str, Any] | None]:
    """The tests that ran beside this one, and the last one before it of its stage or audience.

    Args:
        asked: The experiment.
        enrolled: When its units enter.
        around: What lies around it.

    Returns:
        Id and population of each.
    """
    mapped = mapped_summaries(asked.contract)
    stage = audience_stage(asked.experiment, asked.journey, asked.primary)
    together: list[tuple[str, Assigned | MappedAssignments]] = []
    earlier: list[tuple[int, str, Assigned | MappedAssignments]] = []
    for other in around.neighbours:
        try:
            theirs, units = enrolled_units(asked, other, mapped)
        except ArgumentError:
            continue  # one that cannot be read has no units to compare
        name = other.experiment.name
        if theirs.start < enrolled.final and enrolled.start < theirs.final:
            together.append((name, units))
        elif theirs.final <= enrolled.start:
            primary = windowed(asked.metrics, other.experiment.primary)
            there = audience_stage(other.experiment, asked.journey, primary)
            same = other.experiment.audience == asked.experiment.audience
            if same or (stage is not None and there == stage):
                earlier.append((theirs.final, name, units))
    last = max(earlier, default=None, key=lambda one: one[:2])
    return tuple(together), None if last is None else last[1:]


def enrolled_units(
    asked: Question, other: Neighbour, mapped: Mapping[str, Any]
) -> tuple[Enrolment, Assigned | MappedAssignments]:
    """When another experiment's units enter, and who they are.

    Raises:
        ArgumentError: A draft, one that has not begun, or one whose units are not known.
    """
    experiment, as_of = other.experiment, asked.contract.as_of_us
    window = windowed(asked.metrics, experiment.primary).window
    theirs = enrolment(experiment, asked.journey, window, mapped=experiment.name in mapped)
    if theirs.start >= as_of:
        raise ArgumentError(f"experiment '{experiment.name}' has not begun")
    plan = plan_of(experiment, asked.journey, asked.metrics, other.record, as_of=from_us(as_of))
    return theirs, population(experiment, asked.journey, theirs, mapped, plan.admission)


def pressure_of(asked: Question, units: Assigned | MappedAssignments) -> Check | None:
    """The messages the experiment's customers got, against the journey's rule."""
    rule, contract = asked.journey.rules.at_most, asked.contract
    if rule is None or not messages_are_told(contract):
        return None
    most, days = allowed(rule)
    question = PressureQuestion(units, days * DAY_US, most, contract.as_of_us)
    return pressure_check(measure_pressure(contract, question), rule)


def late_of(asked: Question, enrolled: Enrolment) -> Check | None:
    """How many of the primary metric's events came late in the time of the experiment."""
    events = tuple(sorted({event for event, _ in asked.primary.events()}))
    if not events:
        return None
    end = min(asked.contract.as_of_us, enrolled.final)
    return late_check(measure_lateness(asked.contract, LateQuestion(events, enrolled.start, end)))


def is_read(readout: Readout) -> bool:
    """Whether the effect on the primary metric is shown with its interval."""
    return any(
        each.low is not None
        for each in readout.estimates
        if (each.metric, each.measure) == (readout.primary, "effect")
    )


def surprise_checks(asked: Question, found: Examined, around: Around) -> Iterable[Check]:
    """Twyman's law and novelty, where the effect on the primary metric is shown.

    Args:
        asked: The experiment.
        found: Its readout with what it was made from.
        around: What lies around it.

    Yields:
        The checks that can be made.
    """
    readout, view = found.readout, found.view
    if view is None or readout.winner is None or not is_read(readout):
        return
    variant = readout.winner
    effect = readout.estimate(readout.primary, "effect", variant)
    relative = readout.estimate(readout.primary, "lift", variant)
    rule = view.rule(asked.primary, variant, asked.experiment.confidence)
    sizes = [view.arms.tallies[asked.primary.name, name].n for name in (variant, asked.control)]
    if effect.se:
        mde = least_effect(effect.se, sum(sizes), rule.planned, asked.experiment.confidence)
        yield from kept(twyman_check(effect, mde, relative.value, around.lifts))
    if view.arms.epochs:
        yield novelty_untold()
        return
    parts = halves(asked.primary, view.arms, variant, asked.control)
    if parts is not None:
        yield from kept(novelty_check(*parts))
