"""The steps of a conversion as written: one event, or several with the order they ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

from pydantic import PlainSerializer, PlainValidator

from stagelift.data.query import Term
from stagelift.definitions import EventPattern, Mistake
from stagelift.definitions.mistakes import came
from stagelift.definitions.values import Parsed
from stagelift.journey.rules import terms_of

MICROSECONDS = {"second": 1_000_000, "minute": 60_000_000, "hour": 3_600_000_000}


@dataclass(frozen=True, slots=True)
class Tolerance(Parsed):
    """How far an event may lie before the step it follows, for clocks that do not agree.

    Args:
        microseconds: The length, ≥ 0.

    Example:
        >>> Tolerance.parse("2 seconds").microseconds, str(Tolerance.parse("0"))
        (2000000, '0')
    """

    microseconds: int
    example: ClassVar[str] = "2 seconds"

    @classmethod
    def parse(cls, text: str) -> Self:
        """A tolerance from 0, or a number of seconds, minutes or hours.

        Args:
            text: Such as "2 seconds".

        Returns:
            The tolerance.

        Raises:
            Mistake: When it is not written so.
        """
        found = re.fullmatch(r"(\d+)\s*(second|minute|hour)s?", text)
        if text == "0":
            return cls(0)
        if not found:
            raise Mistake(f"{came(text)} is no tolerance; write '{cls.example}' or 0")
        return cls(int(found[1]) * MICROSECONDS[found[2]])

    def __str__(self) -> str:
        if not self.microseconds:
            return "0"
        fits = (unit for unit in ("hour", "minute") if self.microseconds % MICROSECONDS[unit] == 0)
        unit = next(fits, "second")
        number = self.microseconds // MICROSECONDS[unit]
        return f"{number} {unit}{'' if number == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Steps:
    """The events of a conversion, one pattern a step.

    Args:
        patterns: At least one.

    Example:
        >>> Steps.accept(["visited", "cart_added | wished", "ordered"]).patterns[1].events
        ('cart_added', 'wished')
        >>> str(Steps.accept("visited > ordered"))
        'visited > ordered'
    """

    patterns: tuple[EventPattern, ...]

    @classmethod
    def accept(cls, value: object) -> Steps:
        """Steps from one pattern, or a list of at least two, or a text with ">" between them.

        Args:
            value: What was written, or steps already.

        Returns:
            The steps.

        Raises:
            Mistake: When the list has fewer than two entries, or one is no pattern of events.
        """
        if isinstance(value, cls):
            return value
        if isinstance(value, str) and ">" in value:
            value = [part.strip() for part in value.split(">")]
        if not isinstance(value, list | tuple):
            return cls((EventPattern.accept(value),))
        if len(value) < 2:
            raise Mistake("a list of steps has at least two", "Write one event without brackets")
        return cls(tuple(EventPattern.accept(entry) for entry in value))

    def written(self) -> str | list[str]:
        """As in a file: a text, or a list of texts."""
        texts = [str(pattern) for pattern in self.patterns]
        return texts[0] if len(texts) == 1 else texts

    @property
    def terms(self) -> tuple[tuple[Term, ...], ...]:
        """The terms of each step."""
        return tuple(terms_of(pattern) for pattern in self.patterns)

    def __str__(self) -> str:
        return " > ".join(str(pattern) for pattern in self.patterns)


StepsField = Annotated[
    Steps, PlainValidator(Steps.accept), PlainSerializer(lambda steps: steps.written())
]
