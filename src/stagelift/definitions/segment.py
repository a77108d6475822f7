"""Segments: customers told apart by what they did, did not do, and are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import PlainSerializer, PlainValidator, model_validator

from stagelift.definitions.amounts import Money
from stagelift.definitions.definition import Definition
from stagelift.definitions.events import EventPattern
from stagelift.definitions.fields import Day, Label, Text, count_of
from stagelift.definitions.mistakes import Mistake, came
from stagelift.definitions.persona import Persona
from stagelift.definitions.values import Duration

EVERYONE = "everyone"  # the audience that leaves nobody out
OPERATORS = (">=", "<=", "!=", ">", "<", "=")
IN_WORDS = {"in": "=", "not in": "!="}


@dataclass(frozen=True, slots=True, order=True)
class Condition:
    """One attribute compared with one or several values.

    Args:
        attribute: Name of a kept attribute.
        operator: One of = != < <= > >=; "=" with several values means any of them, "!=" none.
        values: The values as written, at least one.
    """

    attribute: str
    operator: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.attribute} {self.operator} {', '.join(self.values)}"


def _condition(attribute: str, value: object) -> Condition:
    if isinstance(value, list | tuple) and value and all(isinstance(item, str) for item in value):
        return Condition(attribute, "=", tuple(value))
    if not isinstance(value, str) or not value:
        raise Mistake(f"'{attribute}' is compared with {came(value)}; write a value or a list")
    operator = next((sign for sign in OPERATORS if value.startswith(sign)), "")
    rest = value.removeprefix(operator).strip()
    if not rest:
        raise Mistake(f"'{attribute} {value}' lacks a value to compare with")
    return Condition(attribute, operator or "=", _split(rest) if operator == "!=" else (rest,))


def _split(text: str) -> tuple[str, ...]:
    """The values between commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _conditions(value: object) -> tuple[Condition, ...]:
    """Conditions from `{age: ">=30", grade: [gold, vip]}`, or from `[age >= 30, grade in a, b]`."""
    if isinstance(value, dict):
        return tuple(sorted(_condition(str(key), entry) for key, entry in value.items()))
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple):
        raise Mistake(f"{came(value)} came, conditions such as '{{grade: gold}}' are expected")
    return tuple(sorted(_written_out(item) for item in items))


def _written_out(item: object) -> Condition:
    if isinstance(item, Condition):
        return item
    found = re.fullmatch(r"(\w+)(?:\s*(>=|<=|!=|>|<|=)|\s+(in|not in)\s)\s*(.+)", str(item))
    if not found:
        raise Mistake(f"{came(item)} is not a condition; write 'age >= 30'")
    operator = found[2] or IN_WORDS[found[3]]
    values = _split(found[4]) if operator in ("=", "!=") else (found[4].strip(),)
    return Condition(found[1], operator, values)


def _patterns(value: object) -> EventPattern | tuple[EventPattern, ...]:
    """One pattern, or several of which each counts for itself."""
    if not isinstance(value, list | tuple):
        return EventPattern.accept(value)
    found = tuple(EventPattern.accept(item) for item in value)
    if not found:
        raise Mistake(f"{came(value)} came, events such as 'cart_added | wished' are expected")
    return found[0] if len(found) == 1 else found


def _times_or_money(value: object) -> int | Money:
    """How often, or for how much: a bare number is a number of times."""
    if isinstance(value, Money):
        return value
    try:
        return count_of(value)
    except Mistake as mistake:
        if not isinstance(value, str):
            raise
        try:
            money = Money.parse(value.strip())
        except Mistake:
            raise mistake from None
    if money.amount <= 0 or not money.currency:
        raise Mistake(f"{came(value)} came, a whole number from 1 or money is expected")
    return money


Patterns = Annotated[
    EventPattern | tuple[EventPattern, ...], PlainValidator(_patterns), PlainSerializer(str)
]


class Segment(Definition):
    """A set of customers as of an instant.

    Args:
        name: Id of the segment.
        did: Events the customer did; of several patterns in a list, each.
        did_not: Events the customer did not do in the window.
        but_not: Events that did not follow the last of what the customer did.
        at_least: How often at least, such as "3 times"; or for how much, such as "100000 won", the
            sum of the events' values.
        within: How far back it counts; the window ends with the instant at which it is asked.
        since: First local day that counts.
        where: Conditions on attributes as they were at that instant, all of which hold; an
            attribute that is not known meets none.
        rfm: Group by recency, frequency and money, as the block `rfm` defines them.
        sql: A query over our tables that returns `customer`, and `since` where it is known from
            when; it stands instead of all the above.
        persona: Who these customers are, in words and answers; changes no number.
        label: Words shown.
    """

    shorthand: ClassVar = "did"

    name: str = ""
    did: Patterns | None = None
    did_not: Patterns | None = None
    but_not: Patterns | None = None
    at_least: Annotated[int | Money, PlainValidator(_times_or_money)] = 1
    within: Duration | None = None
    since: Day | None = None
    where: Annotated[tuple[Condition, ...], PlainValidator(_conditions), PlainSerializer(str)] = ()
    rfm: Text | None = None
    sql: Text | None = None
    persona: Persona | None = None
    label: Label | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Segment:
        said = [self.did, self.did_not, self.where or None, self.rfm]
        if self.sql is None and all(part is None for part in said):
            raise Mistake("the segment says nothing; write did, did_not, where or sql")
        if self.sql is not None and any(part is not None for part in (*said, self.but_not)):
            raise Mistake("'sql' stands alone; remove it, or did, did_not, but_not and where")
        if self.but_not is not None and self.did is None:
            raise Mistake("'but_not' needs 'did': what the customer did and what did not follow")
        return self

    @staticmethod
    def patterns(
        written: EventPattern | tuple[EventPattern, ...] | None,
    ) -> tuple[EventPattern, ...]:
        """The patterns under one key, none where it is not written.

        Args:
            written: What `did`, `did_not` or `but_not` holds.

        Returns:
            Each pattern.

        Example:
            >>> Segment.patterns(Segment(did=["visited", "ordered x2"]).did)[1].terms[0].event
            'ordered'
        """
        if written is None:
            return ()
        return written if isinstance(written, tuple) else (written,)
