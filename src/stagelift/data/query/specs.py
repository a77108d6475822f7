"""What one query over the events must answer, as a frozen value without SQL."""

from __future__ import annotations

from dataclasses import dataclass

from stagelift.data.query.derived import Derived
from stagelift.data.query.population_specs import Population
from stagelift.data.query.segment_specs import Attribute, SegmentRule
from stagelift.data.query.value_specs import Flag, Term, Value

DAY_US = 86_400_000_000


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """Everything one query over the events must answer; what is left out is not asked.

    Args:
        stages: The stages' enter terms in journey order.
        populations: Whose values are asked.
        values: What is asked of each unit, by name.
        periods: Reporting periods of the stage entrants, oldest first, not overlapping.
        segments: Named segments reported beside the total.
        attributes: Attributes reported beside the total.
        zone: The journey's time zone; cohort days are its local days.
        as_of: Instant of knowledge, µs UTC.
        lookback: Length in µs of the time before the anchor over which each value is also taken
            as its own covariate; 0 for none.
        unpaired: Days of entry that do not count when a period is compared with the one before it:
            the later period's index, its days and the earlier one's, days since 1970-01-01.
        since: Only events from this instant on are read, µs UTC, beside those that are counted
            from a customer's first one; None reads all.
    """

    stages: tuple[tuple[Term, ...], ...] = ()
    populations: tuple[Population, ...] = ()
    values: tuple[tuple[str, Value], ...] = ()
    periods: tuple[PeriodWindow, ...] = ()
    segments: tuple[SegmentRule, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    zone: str = "UTC"
    as_of: int
    lookback: int = 0
    unpaired: tuple[tuple[int, tuple[int, ...], tuple[int, ...]], ...] = ()
    since: int | None = None


def later_terms(plan: Measurement) -> tuple[tuple[Term, ...], ...]:
    """The patterns whose first event ever decides on which day a value begins to count.

    Args:
        plan: What is measured.

    Returns:
        The terms of every `later_day` flag, each once.
    """
    flags = (value for _, value in plan.values if isinstance(value, Flag) and value.later_day)
    return tuple(dict.fromkeys(flag.terms for flag in flags))


def kept_columns(plan: Measurement) -> tuple[str, ...]:
    """The events' own columns that values read beside instant, name and value.

    Args:
        plan: What is measured.

    Returns:
        Column names, sorted.
    """
    derived = (value for _, value in plan.values if isinstance(value, Derived))
    return tuple(sorted({name for value in derived for name in value.attributes}))


def calendar_window(last_day: int) -> int:
    """A length in µs that holds every instant of the local days 0 to `last_day` after an anchor.

    Args:
        last_day: Index of the last local day, ≥ 0.

    Returns:
        Two days more than needed, which covers any change of the clocks.

    Example:
        >>> calendar_window(0) // DAY_US
        2
    """
    return (last_day + 2) * DAY_US
