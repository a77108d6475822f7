"""What is asked of each unit, as frozen values without SQL."""

from __future__ import annotations

from dataclasses import dataclass

from stagelift.data.query.derived import Derived, DerivedValue
from stagelift.data.query.ledger_specs import Ledger

Term = tuple[str, int]
"""An event name and the occurrence from which it counts: ("ordered", 2) is the second order on."""


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
