"""Segments: customers told apart by what they did, did not do, and are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import PlainSerializer, PlainValidator, model_validator

from stagelift.definitions.definition import Definition
from stagelift.definitions.events import EventPattern
from stagelift.definitions.fields import Count, Day, Label, Text
from stagelift.definitions.mistakes import Mistake, came
from stagelift.definitions.values import Duration

EVERYONE = "everyone"  # the audience that leaves nobody out
OPERATORS = (">=", "<=", "!=", ">", "<", "=")


@dataclass(frozen=True, slots=True, order=True)
class Condition:
    """One attribute compared with one or several values.

    Args:
        attribute: Name of a kept attribute.
        operator: One of = != < <= > >=; "=" with several values means any of them.
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
    return Condition(attribute, operator or "=", (rest,))


def _conditions(value: object) -> tuple[Condition, ...]:
    """Conditions from `{age: ">=30", grade: [gold, vip]}` or from `[age >= 30, grade = gold]`."""
    if isinstance(value, dict):
        return tuple(sorted(_condition(str(key), entry) for key, entry in value.items()))
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple):
        raise Mistake(f"{came(value)} came, conditions such as '{{grade: gold}}' are expected")
    return tuple(sorted(_written_out(item) for item in items))


def _written_out(item: object) -> Condition:
    if isinstance(item, Condition):
        return item
    found = re.fullmatch(r"(\w+)\s*(>=|<=|!=|>|<|=)\s*(.+)", str(item))
    if not found:
        raise Mistake(f"{came(item)} is not a condition; write 'age >= 30'")
    return Condition(found[1], found[2], (found[3].strip(),))


class Segment(Definition):
    """A set of customers as of an instant.

    Args:
        name: Id of the segment.
        did: Events the customer did.
        did_not: Events the customer never did in the window.
        but_not: Events that did not follow what the customer did.
        at_least: How often at least.
        within: How far back it counts.
        since: First local day that counts.
        where: Conditions on attributes, all of which hold.
        sql: A query that returns the customers, instead of all the above.
        label: Words shown.
    """

    shorthand: ClassVar = "did"

    name: str = ""
    did: EventPattern | None = None
    did_not: EventPattern | None = None
    but_not: EventPattern | None = None
    at_least: Count = 1
    within: Duration | None = None
    since: Day | None = None
    where: Annotated[tuple[Condition, ...], PlainValidator(_conditions), PlainSerializer(str)] = ()
    sql: Text | None = None
    label: Label | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Segment:
        said = [self.did, self.did_not, self.where or None]
        if self.sql is None and all(part is None for part in said):
            raise Mistake("the segment says nothing; write did, did_not, where or sql")
        if self.sql is not None and any(part is not None for part in (*said, self.but_not)):
            raise Mistake("'sql' stands alone; remove it, or did, did_not, but_not and where")
        if self.but_not is not None and self.did is None:
            raise Mistake("'but_not' needs 'did': what the customer did and what did not follow")
        return self
