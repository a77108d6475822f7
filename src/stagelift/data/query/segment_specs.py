"""Who is in a segment at an instant, as frozen values without SQL."""

from __future__ import annotations

from dataclasses import dataclass

from stagelift.data.query.value_specs import Term


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
