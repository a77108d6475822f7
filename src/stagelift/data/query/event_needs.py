"""What a measurement must know of the events: their kinds, numbers, stages and own columns."""

from __future__ import annotations

from dataclasses import dataclass

from stagelift.data.contract import Contract
from stagelift.data.query.derived import Derived, StepReached
from stagelift.data.query.left import rule_of
from stagelift.data.query.populations import events_needed, last_entry, rules_of
from stagelift.data.query.specs import Measurement, kept_columns, later_terms
from stagelift.data.query.value_specs import Flag, Term, sums_values, value_terms


@dataclass(frozen=True, slots=True)
class EventNeeds:
    """What a measurement must know of the events.

    Args:
        kinds: Names of the events it reads, or None for all of them.
        numbered: Those that some term counts from an occurrence.
        stages: The stages' enter terms; empty where no event's stage is asked.
        summed: Whether the events' values are asked for.
        patterns: Those whose first event ever decides on which day a value begins to count.
        kept: The events' own columns that are asked for.
    """

    kinds: frozenset[str] | None
    numbered: frozenset[str]
    stages: tuple[tuple[Term, ...], ...]
    summed: bool
    patterns: tuple[tuple[Term, ...], ...]
    kept: frozenset[str] = frozenset()

    def covers(self, other: object) -> bool:
        """Whether the table of these needs serves others: who reads it names the events it means.

        Args:
            other: Other needs.

        Returns:
            True when nothing is missing.
        """
        if not isinstance(other, EventNeeds) or self.kinds is None or other.kinds is None:
            return False
        return (
            other.kinds <= self.kinds
            and other.numbered <= self.numbered
            and other.stages in ((), self.stages)
            and other.summed <= self.summed
            and other.patterns in ((), self.patterns)
            and other.kept <= self.kept
        )


@dataclass(frozen=True, slots=True)
class EntryNeeds:
    """The instants at which customers enter stages.

    Args:
        stages: The stages' enter terms.
    """

    stages: tuple[tuple[Term, ...], ...]

    def covers(self, other: object) -> bool:
        """Whether the other asks for entries to the same stages."""
        return self == other


def numbered_events(plan: Measurement) -> frozenset[str]:
    """The events that must be numbered, because a term counts them from an occurrence.

    Args:
        plan: What is measured.

    Returns:
        Names that a stage, value or segment uses with `x2` or as the customer's `first`.
    """
    flags = (value for _, value in plan.values if isinstance(value, Flag) and value.first)
    found = {event for flag in flags for event, _ in flag.terms}
    paths = (value for _, value in plan.values if isinstance(value, StepReached))
    found |= {event for value in paths if value.path.first for event, _ in value.terms}
    terms = [term for stage in plan.stages for term in stage]
    terms.extend(term for _, value in plan.values for term in value_terms(value))
    terms.extend(
        term for rule in rules_of(plan) for window in rule.windows for term in window.reads
    )
    return frozenset(found | {event for event, occurrence in terms if occurrence > 1})


def needs_of(contract: Contract, plan: Measurement) -> EventNeeds:
    """What a measurement must know of the events.

    Args:
        contract: The contract tables.
        plan: What is measured.

    Returns:
        Its needs.
    """
    kinds, patterns = events_needed(plan), later_terms(plan)
    shown = activity_terms(contract, plan)
    priced = bool(patterns) and contract.maps("events", "value")
    return EventNeeds(
        kinds=None if kinds is None else frozenset(kinds).union(event for event, _ in shown),
        numbered=numbered_events(plan).union(event for event, nth in shown if nth > 1),
        stages=plan.stages,
        summed=priced or adds_up_values(plan),
        patterns=patterns,
        kept=frozenset((*kept_columns(plan), *columns_wished(contract, plan))),
    )


def columns_wished(contract: Contract, plan: Measurement) -> tuple[str, ...]:
    """The events' own columns that values read where a source has them, such as a session's name.

    Args:
        contract: The contract tables.
        plan: What is measured.

    Returns:
        Column names.
    """
    derived = (value for _, value in plan.values if isinstance(value, Derived))
    wished = {name for value in derived for name in value.wished}
    return tuple(sorted(name for name in wished if contract.maps("events", name)))


def adds_up_values(plan: Measurement) -> bool:
    """Whether a value or a segment adds up the events' `value` column.

    Args:
        plan: What is measured.

    Returns:
        True where the column must be read.
    """
    return any(sums_values(value) for _, value in plan.values) or any(
        window.summed for rule in rules_of(plan) for window in rule.windows
    )


def activity_terms(contract: Contract, plan: Measurement) -> tuple[Term, ...]:
    """The events whose absence means having left, where a measurement asks who enters stages.

    Args:
        contract: The contract tables; they know the journey's state of having left.
        plan: What is measured.

    Returns:
        Terms; none for the units of experiments, who are in no stage's entries.
    """
    rule = rule_of(contract.left)
    return rule.terms if rule and plan.stages and last_entry(plan) is None else ()
