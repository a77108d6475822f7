"""What a query must measure, as frozen values without SQL."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from stagelift.data.query.derived import Derived, DerivedValue
from stagelift.data.query.ledger_specs import Ledger
from stagelift.data.query.openings import Epoch, Opening

DAY_US = 86_400_000_000

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
        window: Length of the window in µs, from the anchor.
        first: Count the customer's first such event only; a journey KPI then leaves out units
            that had one before their anchor.
        opens: µs after the anchor at which the window opens.
        days: First and last local day that count, as differences from the anchor's local day;
            `window` then only bounds them.
        absent: 1 when none of the events happened, for units with one in the window before. Both
            windows are open at the start and closed at the end: an event at t shows activity in
            [t, t + window).
        later_day: Count only events on a later local day than the customer's first event of the
            terms.
    """

    terms: tuple[Term, ...]
    window: int
    first: bool = False
    opens: int = 0
    days: tuple[int, int] | None = None
    absent: bool = False
    later_day: bool = False


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
    """A finished outcome column of a source with one row per customer, or a ratio of two.

    Args:
        column: The source's column.
        binary: Whether it holds 0 and 1 (anything else is refused).
        per: The column whose sum divides that of the first, or None.
        before: The column of the time before assignment that adjusts the first, or None.
    """

    column: str
    binary: bool
    per: str | None = None
    before: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it reads: the outcome, then what divides or adjusts it."""
        second = self.per or self.before
        return (self.column,) if second is None else (self.column, second)


@dataclass(frozen=True, slots=True)
class EventCount:
    """How many events a unit has within the window from its anchor.

    Args:
        terms: Events that count.
        window: Length of the window in µs.
    """

    terms: tuple[Term, ...]
    window: int


@dataclass(frozen=True, slots=True)
class EventRatio:
    """Two amounts of a unit within the window, to be summed apart and then divided.

    Args:
        top: The numerator.
        bottom: The denominator.
    """

    top: EventTotal | EventCount
    bottom: EventTotal | EventCount

    @property
    def window(self) -> int:
        """The longer of the two windows, in µs."""
        return max(self.top.window, self.bottom.window)


@dataclass(frozen=True, slots=True)
class LatestScore:
    """What a unit's latest scored answer within the window from its anchor says, in points.

    A promoter (9 or 10) has 100, a detractor (0 to 6) −100; a passive (7 or 8) and a unit that
    gave no score have 0. An answer counts from its own instant, or from its invitation where the
    source does not know it; of several at one instant the highest score counts.

    Args:
        source: Name of the surveys source, or None for all of them.
        window: Length of the window in µs.
        given: 1 for a unit with such an answer and 0 for others, instead of points.
        instrument: The question whose answers count, or None for every row of the source.
        scale: The first and the last score that can be given; others are no answer.
        good: 1 for a unit whose latest answer lies between these scores and 0 for others, instead
            of points.
    """

    source: str | None
    window: int
    given: bool = False
    instrument: str | None = None
    scale: tuple[int, int] = (0, 10)
    good: tuple[int, int] | None = None

    @property
    def binary(self) -> bool:
        """Whether it is 0 or 1 for every unit, instead of points."""
        return self.given or self.good is not None


@dataclass(frozen=True, slots=True)
class ContractEnd:
    """1 for a unit under contract at its anchor and not at the end of its window, else 0.

    A contract is in force at t when start ≤ t < end. Units without one at their anchor are not in
    the base.

    Args:
        window: Length of the window in µs.
    """

    window: int


@dataclass(frozen=True, slots=True)
class StageAdvance:
    """1 for a unit that reaches the stage after the one it stood in at its anchor, else 0.

    A unit stands in the stage whose event came last, its anchor included. Units that stood in no
    stage, or in the last one, are not in the base.

    Args:
        stages: The stages' enter terms in journey order.
        window: Length of the window in µs.
    """

    stages: tuple[tuple[Term, ...], ...]
    window: int


EventValue = Flag | EventTotal | EventCount | EventRatio
SideValue = LatestScore | ContractEnd | StageAdvance
"""Values of units that a table of their own gives, one row a unit."""

Value = EventValue | SideValue | DerivedValue | Ledger


def is_share(value: Value | Outcome) -> bool:
    """Whether a value is 0 or 1 for every unit.

    Args:
        value: Any value.

    Returns:
        True for flags of every kind.
    """
    if isinstance(value, LatestScore):
        return value.binary
    if isinstance(value, Derived):
        return value.share
    return isinstance(value, Flag | ContractEnd | StageAdvance)


def has_covariate(value: Value) -> bool:
    """Whether the same value over the time before the anchor is its covariate.

    Args:
        value: Any value.

    Returns:
        False for ratios, and for what is the same for everybody before the anchor.
    """
    if isinstance(value, LatestScore):
        return not value.binary
    return not isinstance(value, EventRatio | ContractEnd | StageAdvance | Derived)


def is_ratio(value: Value) -> bool:
    """Whether a value is two numbers per unit, each summed over the units before dividing.

    Args:
        value: Any value over events.

    Returns:
        True for ratios of events, and for what follows several things of one unit.
    """
    return isinstance(value, EventRatio) or (isinstance(value, Derived) and not value.share)


def value_terms(value: Value) -> tuple[Term, ...]:
    """The event terms a value reads.

    Args:
        value: Any value.

    Returns:
        Its terms, each once; none for what other tables say.
    """
    if isinstance(value, EventRatio):
        return tuple(dict.fromkeys((*value_terms(value.top), *value_terms(value.bottom))))
    if isinstance(value, Derived):
        return value.terms
    if isinstance(value, StageAdvance):
        return tuple(dict.fromkeys(term for terms in value.stages for term in terms))
    if isinstance(value, LatestScore | ContractEnd):
        return ()
    return ((value.event, 1),) if isinstance(value, EventTotal) else value.terms


def sums_values(value: Value) -> bool:
    """Whether a value adds up the events' `value` column.

    Args:
        value: Any value over events.

    Returns:
        True for totals, and ratios of them.
    """
    if isinstance(value, EventRatio):
        return sums_values(value.top) or sums_values(value.bottom)
    return isinstance(value, EventTotal)


@dataclass(frozen=True, slots=True)
class EventWindow:
    """A count of events up to an instant: the building stone of a segment rule.

    Args:
        terms: Events that count.
        within: Length of the window that ends at the instant (inclusive) in µs, or None for ever.
        at_least: How many are needed; 0 means that none may have happened, or no lower limit
            where there is an upper one.
        since: First instant that counts, µs UTC, or None.
        unless: Events of which none may have come since the last one that counts, nor with it.
        below: The number that must not be reached, or None.
        summed: Whether the events' values are added up, in micros, instead of their number.
    """

    terms: tuple[Term, ...]
    within: int | None
    at_least: int
    since: int | None = None
    unless: tuple[Term, ...] = ()
    below: int | None = None
    summed: bool = False

    @property
    def reads(self) -> tuple[Term, ...]:
        """Every event it looks at, each once."""
        return tuple(dict.fromkeys((*self.terms, *self.unless)))


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
        sql: A query over our tables that returns the members, instead of both; or None.
    """

    name: str
    windows: tuple[EventWindow, ...] = ()
    attributes: tuple[Comparison, ...] = ()
    sql: str | None = None


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
        entry: Which of a customer's entries is the anchor: the first in the period, or the first
            ever when it lies in one.
    """

    stage: int
    entry: Literal["first_in_period", "first_ever"] = "first_in_period"


@dataclass(frozen=True, slots=True)
class Actors:
    """The customers who do something, whatever stage they are in.

    Args:
        terms: The events.
        entry: Which of a customer's events is the anchor: the first in the period, or the first
            ever when it lies in one.
    """

    terms: tuple[Term, ...]
    entry: Literal["first_in_period", "first_ever"] = "first_in_period"


@dataclass(frozen=True, slots=True)
class Alive:
    """The customers active at the start of each period, followed to its end.

    An event at t shows activity in [t, t + window), so a customer is active at an instant with one
    in the window that ends with it. The unit's anchor lies one window before the end of the period,
    so that an `absent` flag says who is active no more.

    Args:
        terms: Events that show activity.
        within: Length of the window in µs.
    """

    terms: tuple[Term, ...]
    within: int


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
        openings: When units are taken and which part of them, in order of time; None takes
            everyone from `start` to `end`.
        draw: Salt of the draw that says which part.
        epochs: Later splits in order of time; `variants` is the first.
        household: Whether whole households are randomised, by the hash of their id.
    """

    experiment: str
    audience: SegmentRule | None
    start: int
    end: int
    at_once: bool
    salt: str
    variants: tuple[tuple[str, Fraction], ...]
    holdout: Fraction = Fraction(0)
    openings: tuple[Opening, ...] | None = None
    draw: str = ""
    epochs: tuple[Epoch, ...] = ()
    household: bool = False


@dataclass(frozen=True, slots=True)
class MappedAssignments:
    """The customers a mapped assignments table names; their first assignment governs.

    Args:
        experiment: The experiment's id in the table.
        start: First instant of enrolment, µs UTC.
        end: First instant after it.
        household: Whether whole households were randomised.
    """

    experiment: str
    start: int
    end: int
    household: bool = False


Population = Entrants | Actors | Alive | Assigned | MappedAssignments


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
        lookback: Length in µs of the time before the anchor over which each value is also taken
            as its own covariate; 0 for none.
        unpaired: Days of entry that do not count when a period is compared with the one before it:
            the later period's index, its days and the earlier one's, days since 1970-01-01.
        since: Only events from this instant on are read, µs UTC, beside those that are counted
            from a customer's first one; None reads all.
    """

    stages: tuple[tuple[Term, ...], ...]
    populations: tuple[Population, ...]
    values: tuple[tuple[str, Value], ...]
    periods: tuple[PeriodWindow, ...]
    segments: tuple[SegmentRule, ...]
    attributes: tuple[Attribute, ...]
    zone: str
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
