"""What a query must measure, as frozen values without SQL."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Term = tuple[str, int]
"""An event name and the occurrence from which it counts: ("ordered", 2) is the second order on."""


@dataclass(frozen=True, slots=True)
class PeriodWindow:
    """A reporting period as instants.

    Args:
        label: Its name, such as `2026-W46`.
        start: First instant, µs UTC.
        end: First instant after it, µs UTC.
    """

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Flag:
    """1 for a unit with one of the terms within the window from its anchor, else 0.

    Args:
        terms: Events that count.
        window: Length of the window in µs.
        first: Count the customer's first such event only; a journey KPI then leaves out units
            that had one before their anchor.
    """

    terms: tuple[Term, ...]
    window: int
    first: bool = False


@dataclass(frozen=True, slots=True)
class EventTotal:
    """The sum of the events' values within the window from the anchor; a unit without any has 0.

    Args:
        event: The event whose `value` is summed.
        window: Length of the window in µs.
        cap: Largest value one unit can have, in micros, or None.
    """

    event: str
    window: int
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished outcome column of a source with one row per customer.

    Args:
        column: The source's column.
        binary: Whether it holds 0 and 1 (anything else is refused).
    """

    column: str
    binary: bool


Value = Flag | EventTotal


@dataclass(frozen=True, slots=True)
class EventWindow:
    """A count of events up to an instant: the building stone of a segment rule.

    Args:
        terms: Events that count.
        within: Length of the window that ends at the instant (inclusive) in µs, or None for ever.
        at_least: How many are needed; 0 means that none may have happened.
        since: First instant that counts, µs UTC, or None.
    """

    terms: tuple[Term, ...]
    within: int | None
    at_least: int
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A customer attribute compared with one or several values.

    Args:
        attribute: The attribute's name.
        operator: `=`, `!=`, `<`, `<=`, `>` or `>=`; the last four compare as numbers.
        values: The values as written; `=` with several means any of them.
    """

    attribute: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SegmentRule:
    """A named segment: every window must hold at the unit's anchor, every attribute must match.

    Args:
        name: The segment's id.
        windows: Counts of events that must hold.
        attributes: Comparisons of attributes with values.
    """

    name: str
    windows: tuple[EventWindow, ...] = ()
    attributes: tuple[Comparison, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column of the customers table by whose values units are split.

    Args:
        name: The attribute's name.
    """

    name: str


@dataclass(frozen=True, slots=True)
class Entrants:
    """The customers who enter a stage.

    Args:
        stage: 1-based number of the stage in its journey.
        entry: `first_in_period`, `first_ever` or `any`.
    """

    stage: int
    entry: Literal["first_in_period", "first_ever", "any"] = "first_in_period"


@dataclass(frozen=True, slots=True)
class Assigned:
    """The customers an experiment assigns by hash.

    Args:
        experiment: The experiment's id.
        audience: The segment that qualifies, or None for everyone.
        start: First instant of enrolment, µs UTC.
        end: First instant after it.
        at_once: Whether all who qualify at `start` enter then, instead of as they qualify.
        salt: Salt of the hash.
        variants: Variant ids in order with their shares.
        holdout: Share of customers kept out of every experiment.
    """

    experiment: str
    audience: SegmentRule | None
    start: int
    end: int
    at_once: bool
    salt: str
    variants: tuple[tuple[str, Fraction], ...]
    holdout: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class MappedAssignments:
    """The customers a mapped assignments table names; their first assignment governs.

    Args:
        experiment: The experiment's id in the table.
        start: First instant of enrolment, µs UTC.
        end: First instant after it.
    """

    experiment: str
    start: int
    end: int


Population = Entrants | Assigned | MappedAssignments


@dataclass(frozen=True, slots=True)
class Measurement:
    """Everything one query over the events must answer.

    Args:
        stages: The stages' enter terms in journey order.
        populations: Whose values are asked.
        values: What is asked of each unit, by name.
        periods: Reporting periods of the stage entrants, oldest first, not overlapping.
        segments: Named segments reported beside the total.
        attributes: Attributes reported beside the total.
        zone: The journey's time zone; cohort days are its local days.
        as_of: Instant of knowledge, µs UTC.
    """

    stages: tuple[tuple[Term, ...], ...]
    populations: tuple[Population, ...]
    values: tuple[tuple[str, Value], ...]
    periods: tuple[PeriodWindow, ...]
    segments: tuple[SegmentRule, ...]
    attributes: tuple[Attribute, ...]
    zone: str
    as_of: int
