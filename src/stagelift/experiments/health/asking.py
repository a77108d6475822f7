"""What the checks ask of the data: segments decided before assignment, the primary metric alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.data.query import Assigned, MappedAssignments, Measurement, Outcome, SegmentRule
from stagelift.data.query.value_specs import value_terms
from stagelift.errors import ArgumentError
from stagelift.journey.rules import audience_rule

if TYPE_CHECKING:
    from stagelift.experiments.question import Question


def decided_before(asked: Question) -> tuple[SegmentRule, ...]:
    """The journey's segments that are decided by what was known at assignment.

    A segment of events is asked for the time up to assignment, so no message moves it. An attribute
    without validity is the one of today, which the message may have changed. Segments of events
    that no metric reads are left out: they would have all events read for a count.

    Args:
        asked: The experiment.

    Returns:
        Their rules; none where households are randomised.
    """
    if asked.experiment.of_households:
        return ()
    dated = asked.contract.playing("customers") and asked.contract.maps("customers", "valid_from")
    values = (metric.assigned_value(asked.journey) for metric in asked.every)
    read = {
        event
        for value in values
        if not isinstance(value, Outcome)
        for event, _ in value_terms(value)
    }
    found = []
    for name in asked.journey.segments:
        if name == asked.experiment.audience:
            continue
        try:
            rule = audience_rule(asked.journey, name)
        except ArgumentError:
            continue  # one that cannot be evaluated yet says nothing of this experiment
        events = {event for window in rule.windows for event, _ in window.reads}
        if rule.sql is None and (dated or not rule.attributes) and events <= read:
            found.append(rule)
    return tuple(found)


def primary_plan(asked: Question, units: Assigned | MappedAssignments) -> Measurement:
    """The primary metric of one population, without days before or segments.

    Args:
        asked: The experiment, over events.
        units: Its population.

    Returns:
        The measurement.

    Raises:
        ArgumentError: When the metric reads a finished table of units.
    """
    value = asked.primary.assigned_value(asked.journey)
    if isinstance(value, Outcome):
        raise ArgumentError(f"metric '{asked.primary.name}' has no events to read")
    return Measurement(
        populations=(units,),
        values=((asked.primary.name, value),),
        zone=asked.journey.zone,
        as_of=asked.contract.as_of_us,
    )
