"""Who is in an experiment, from when, and how its windows close."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from fractions import Fraction

from stagelift.data.query import Assigned, MappedAssignments
from stagelift.data.zones import from_us, zone_named
from stagelift.definitions import EVERYONE, DateSpan, Experiment, Journey, Once
from stagelift.errors import ArgumentError
from stagelift.experiments.life.admission import Admission, admission_of
from stagelift.journey.rules import audience_rule


@dataclass(frozen=True, slots=True)
class Enrolment:
    """The span in which units enter an experiment, and the instant its last window closes.

    Args:
        start: First instant of enrolment, µs UTC.
        end: First instant after it.
        final: Instant from which every unit is mature: `end` plus the longest window.
        planned_end: Local day of `final`, on which the final readout is due.
        at_once: Whether every unit enters at the first instant.
    """

    start: int
    end: int
    final: int
    planned_end: date
    at_once: bool = False

    @property
    def last_entry(self) -> int:
        """The instant from which nobody enters any more, µs UTC."""
        return self.start if self.at_once else self.end


def enrolment(
    experiment: Experiment, journey: Journey, longest_window: int, *, mapped: bool = False
) -> Enrolment:
    """The enrolment of an experiment in the journey's local days.

    Args:
        experiment: The experiment.
        journey: Its journey.
        longest_window: Longest window of the metrics that decide, in µs.
        mapped: Whether a mapped table assigns, which may do so at any hour of a day.

    Returns:
        Instants of enrolment and of the final readout.

    Raises:
        ArgumentError: When units enter as they qualify and no run is given.
    """
    span = run_of(experiment)
    start, end = span.instants(journey.zone)
    # units that enter once all enter at the first instant, so their windows close that much sooner
    at_once = isinstance(experiment.enters, Once) and not mapped
    final = (start if at_once else end) + longest_window
    days = timedelta(microseconds=longest_window)
    first_after = span.first if at_once else span.last + timedelta(days=1)
    planned_end = first_after + timedelta(days=-(-days // timedelta(days=1)))
    return Enrolment(start, end, final, planned_end, at_once)


def run_of(experiment: Experiment) -> DateSpan:
    """The local days of enrolment.

    Args:
        experiment: The experiment.

    Returns:
        Its run; for units that enter once, that one day.

    Raises:
        ArgumentError: When units enter as they qualify and no run is given.
    """
    if isinstance(experiment.enters, Once):
        return DateSpan(experiment.enters.on, experiment.enters.on)
    if experiment.run is None:
        raise ArgumentError(
            f"experiment '{experiment.name}' takes units as they qualify, so it must say "
            "when: run: 2026-10-26..2026-11-15"
        )
    return experiment.run


def population(
    experiment: Experiment,
    journey: Journey,
    enrolled: Enrolment,
    mapped: Collection[str],
    admission: Admission | None = None,
) -> Assigned | MappedAssignments:
    """The units of an experiment: those a mapped table names, or those the hash assigns.

    Args:
        experiment: The experiment.
        journey: Its journey.
        enrolled: When units enter.
        mapped: Experiments the mapped assignments table knows; for them it governs.
        admission: Who is taken by the frozen plan and the deeds since; the definition's by default.

    Returns:
        What the query must find.

    Raises:
        ArgumentError: When the split is another tool's and no assignments are mapped, or the
            audience is unknown.
    """
    if experiment.name in mapped:
        return MappedAssignments(
            experiment.name, enrolled.start, enrolled.end, household=experiment.of_households
        )
    if experiment.split_by != "stagelift":
        raise ArgumentError(
            f"experiment '{experiment.name}' is split by {experiment.split_by}, and no mapped "
            "assignments name it; map a source `as: assignments`"
        )
    if experiment.reachable_by is not None:
        raise ArgumentError(
            f"experiment '{experiment.name}' asks for reachability before the draw, which is known "
            "at launch only; map the launched assignments as a source `as: assignments`"
        )
    return entrants(experiment, journey, enrolled, admission)


def entrants(
    experiment: Experiment,
    journey: Journey,
    enrolled: Enrolment,
    admission: Admission | None = None,
) -> Assigned:
    """The units the hash assigns, as the plan and the deeds since admit them.

    Args:
        experiment: The experiment.
        journey: Its journey.
        enrolled: When units enter.
        admission: Who is taken by the frozen plan and the deeds since; the definition's by default.

    Returns:
        What the query must find.

    Raises:
        ArgumentError: When the audience is unknown.
    """
    rule = admission or admission_of(experiment, None, from_us(enrolled.start))
    everyone = experiment.audience == EVERYONE
    return Assigned(
        experiment=experiment.name,
        audience=None if everyone else audience_rule(journey, experiment.audience),
        start=enrolled.start,
        end=enrolled.end,
        at_once=isinstance(experiment.enters, Once),
        salt=rule.salt,
        variants=rule.shares,
        holdout=journey.rules.holdout or Fraction(0),
        openings=rule.openings(enrolled.start, enrolled.end),
        draw=rule.draw,
        epochs=rule.epochs,
        household=experiment.of_households,
    )


def shortened(enrolled: Enrolment, admission: Admission, zone: str) -> Enrolment:
    """The enrolment as a stop leaves it: nobody enters after it, so its windows close sooner.

    Args:
        enrolled: The enrolment of the plan.
        admission: Who is taken.
        zone: IANA name of the journey's zone.

    Returns:
        The same without a stop, or with one after the run.
    """
    end = max(admission.closed(enrolled.end), enrolled.start)
    if end >= enrolled.last_entry:
        return enrolled
    final = end + enrolled.final - enrolled.last_entry
    last = from_us(final).astimezone(zone_named(zone))
    whole_day = last.time() == time()
    planned_end = last.date() if whole_day else last.date() + timedelta(days=1)
    return replace(enrolled, end=end, final=final, planned_end=planned_end)
