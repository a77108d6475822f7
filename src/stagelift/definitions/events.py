"""Events as written in definitions: patterns, columns of events, and silence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

from pydantic import PlainSerializer, PlainValidator

from stagelift.definitions.mistakes import Mistake, came, listed
from stagelift.definitions.values import Duration, Parsed


@dataclass(frozen=True, slots=True, order=True)
class EventTerm:
    """One event, at its first or a later occurrence.

    Args:
        event: Name of the event.
        occurrence: 1 for every first time, 2 for the second, and so on.
    """

    event: str
    occurrence: int = 1

    def __str__(self) -> str:
        return self.event if self.occurrence == 1 else f"{self.event} x{self.occurrence}"


@dataclass(frozen=True, slots=True)
class EventPattern(Parsed):
    """Any one of some events.

    Args:
        terms: The events, at least one, in the order written.

    Example:
        >>> EventPattern.parse("review_written | ordered x2").terms[1]
        EventTerm(event='ordered', occurrence=2)
    """

    terms: tuple[EventTerm, ...]
    example: ClassVar[str] = "cart_added | wished"

    @classmethod
    def parse(cls, text: str) -> Self:
        """A pattern from event names with a bar between them; "x2" asks for the second time.

        Args:
            text: Such as "visited", "a | b" or "ordered x2".

        Returns:
            The pattern.

        Raises:
            Mistake: When a name is missing or is written twice.
        """
        terms = tuple(_term(part.strip(), text) for part in text.split("|"))
        twice = [str(term) for term in terms if terms.count(term) > 1]
        if twice:
            raise Mistake(f"'{twice[0]}' is written twice in '{text}'")
        return cls(terms)

    @property
    def events(self) -> tuple[str, ...]:
        """Names of the events, each once, in the order written."""
        return tuple(dict.fromkeys(term.event for term in self.terms))

    def __str__(self) -> str:
        return " | ".join(str(term) for term in self.terms)


def _term(part: str, text: str) -> EventTerm:
    if not part:
        raise Mistake(f"{came(text)} lacks the name of an event; write 'cart_added | wished'")
    found = re.fullmatch(r"(.+?)\s+x(\d+)", part)
    if not found:
        return EventTerm(part)
    if int(found[2]) < 1:
        raise Mistake(f"'{part}' asks for a time before the first; write x2 or more")
    return EventTerm(found[1], int(found[2]))


@dataclass(frozen=True, slots=True)
class EventColumn(Parsed):
    """A column of one event, such as the value of an order.

    Args:
        event: Name of the event.
        column: Column of the events table.

    Example:
        >>> EventColumn.parse("ordered.value")
        EventColumn(event='ordered', column='value')
    """

    event: str
    column: str
    example: ClassVar[str] = "ordered.value"

    @classmethod
    def parse(cls, text: str) -> Self:
        """An event's column, written EVENT.COLUMN.

        Args:
            text: Such as "ordered.value".

        Returns:
            The event and the column.

        Raises:
            Mistake: When there is no dot with a name on both sides.
        """
        event, _, column = text.rpartition(".")
        if not event or not column:
            raise Mistake(f"{came(text)} is not a column of an event; write '{cls.example}'")
        return cls(event, column)

    def __str__(self) -> str:
        return f"{self.event}.{self.column}"


@dataclass(frozen=True, slots=True)
class Silence(Parsed):
    """A time without any of some events.

    Args:
        lasts: How long.
        pattern: The events that do not come.

    Example:
        >>> str(Silence.parse("90 days without visited | ordered"))
        '90 days without visited | ordered'
    """

    lasts: Duration
    pattern: EventPattern
    example: ClassVar[str] = "90 days without visited | ordered"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Silence from a duration, "without" and events.

        Args:
            text: Such as "90 days without visited".

        Returns:
            The silence.

        Raises:
            Mistake: When it is not written so.
        """
        lasts, word, events = text.partition(" without ")
        if not word:
            raise Mistake(f"{came(text)} does not say what is missing; write '{cls.example}'")
        return cls(Duration.parse(lasts.strip()), EventPattern.parse(events.strip()))

    def __str__(self) -> str:
        return f"{self.lasts} without {self.pattern}"


@dataclass(frozen=True, slots=True)
class UnitColumn(Parsed):
    """A column of a source with one row per unit (`shape: unit`), written `{column: NAME}`.

    Args:
        column: Name of the column in the source.
        before: Column with the same of the time before assignment, which adjusts the effect;
            written `{column: NAME, before: NAME}`, None without one.

    Example:
        >>> UnitColumn.accept({"column": "spent", "before": "spent_before"}).before
        'spent_before'
    """

    column: str
    before: str | None = None

    def __str__(self) -> str:
        return f"column {self.column}" + (f" before {self.before}" if self.before else "")

    @classmethod
    def accept(cls, value: object) -> Self:
        """A unit column from itself or from a mapping with `column`, and `before` if there is one.

        Args:
            value: What was written.

        Returns:
            The column.

        Raises:
            Mistake: When the mapping has other keys or no name.
        """
        if isinstance(value, cls):
            return value
        names = value if isinstance(value, dict) else {}
        if set(names) in ({"column"}, {"column", "before"}) and all(
            isinstance(name, str) and name for name in names.values()
        ):
            return cls(**names)
        keys = listed(value, "and") if isinstance(value, dict) else came(value)
        raise Mistake(f"{keys} came, a mapping '{{column: NAME}}' is expected")


def _is_column(value: object) -> bool:
    return isinstance(value, UnitColumn | dict)


def _events_or_column(value: object) -> EventPattern | UnitColumn:
    return UnitColumn.accept(value) if _is_column(value) else EventPattern.accept(value)


def _value_or_column(value: object) -> EventColumn | UnitColumn:
    return UnitColumn.accept(value) if _is_column(value) else EventColumn.accept(value)


def _source_or_column(value: object) -> str | UnitColumn:
    if _is_column(value):
        return UnitColumn.accept(value)
    if not isinstance(value, str) or not value:
        raise Mistake(f"{came(value)} came, the name of a source is expected")
    return value


# What stands under a metric's kind: events, a column of an event or a source; or a unit's column.
EventsOrColumn = Annotated[
    EventPattern | UnitColumn, PlainValidator(_events_or_column), PlainSerializer(str)
]
ValueOrColumn = Annotated[
    EventColumn | UnitColumn, PlainValidator(_value_or_column), PlainSerializer(str)
]
SourceOrColumn = Annotated[
    str | UnitColumn, PlainValidator(_source_or_column), PlainSerializer(str)
]
