"""Which part of time a question can need: the rest is left out before anything is joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data.query.derived import Derived
from stagelift.data.query.event_needs import numbered_events
from stagelift.data.query.population_specs import Assigned, MappedAssignments
from stagelift.data.query.populations import last_entry, reads_every_event, rules_of
from stagelift.data.query.specs import Measurement
from stagelift.data.query.value_specs import Flag, StageAdvance

if TYPE_CHECKING:
    from stagelift.data.spans import Span


def span_needed(plan: Measurement) -> Span | None:
    """The first and the last instant of an event that a unit of an experiment can need.

    Args:
        plan: What is measured.

    Returns:
        µs UTC, both included; None when stages or periods are asked, whose units may enter at any
        time.
    """
    end = last_entry(plan)
    if end is None:
        return None
    if any(isinstance(value, Derived) for _, value in plan.values):
        return None  # it follows events before and after what a window of its own says
    ahead = max((value.window for _, value in plan.values), default=0)
    back = looked_back_at_most(plan)
    start = min(p.start for p in plan.populations if isinstance(p, Assigned | MappedAssignments))
    # the end of an `absent` window belongs to it
    return (None if back is None else start - back, end + ahead)


def inside_span(span: Span | None) -> tuple[exp.Expr, ...]:
    """A span as conditions on an event's instant.

    Args:
        span: First and last instant.

    Returns:
        At most two conditions.

    Example:
        >>> [one.sql() for one in inside_span((None, 7))]
        ['at <= 7']
    """
    first, last = (None, None) if span is None else span
    found = [] if first is None else [exp.column("at") >= first]
    return (*found, *([] if last is None else [exp.column("at") <= last]))


def looked_back_at_most(plan: Measurement) -> int | None:
    """How far before the first entry events are read.

    Args:
        plan: What is measured; its units are those of experiments.

    Returns:
        A length in µs; None when something asks for all that ever happened.
    """
    flags = [value for _, value in plan.values if isinstance(value, Flag)]
    ever = any(value.first or value.later_day for value in flags)
    ever = ever or any(isinstance(value, StageAdvance) for _, value in plan.values)
    if ever or numbered_events(plan) or any(map(reads_every_event, plan.populations)):
        return None
    spans = [window.within for rule in rules_of(plan) for window in rule.windows]
    lengths = [span for span in spans if span is not None]
    if len(lengths) < len(spans):
        return None
    return max((plan.lookback, *lengths, *(value.window for value in flags if value.absent)))
