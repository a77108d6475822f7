"""Recency, frequency and money: fixed cut points that score customers, and groups of scores."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise, product
from typing import Annotated, ClassVar, Self

from pydantic import Field, PlainSerializer, PlainValidator, model_validator

from stagelift.definitions.definition import Definition
from stagelift.definitions.events import EventPattern
from stagelift.definitions.fields import Label, named
from stagelift.definitions.mistakes import Mistake, came
from stagelift.definitions.values import Duration, Parsed, parse_decimal

BEST = 5  # scores run from 1 to 5
DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Scores(Parsed):
    """Neighbouring scores, both ends included.

    Args:
        low: The lowest, 1–5.
        high: The highest.

    Example:
        >>> Scores.parse("4..5"), str(Scores.parse("3"))
        (Scores(low=4, high=5), '3')
    """

    low: int
    high: int
    example: ClassVar[str] = "4..5"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Scores from one number, or from two with two dots between them.

        Args:
            text: Such as "4..5" or "3".

        Returns:
            The scores.

        Raises:
            Mistake: When they are none of 1 to 5, or run backwards.
        """
        found = re.fullmatch(r"([1-5])(?:\.\.([1-5]))?", text)
        if not found:
            raise Mistake(f"{came(text)} is no score; write '{cls.example}' or one of 1 to 5")
        low, high = int(found[1]), int(found[2] or found[1])
        if high < low:
            raise Mistake(f"the scores run backwards in '{text}'", f"Write '{high}..{low}'")
        return cls(low, high)

    def __contains__(self, score: int) -> bool:
        return self.low <= score <= self.high

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low}..{self.high}"


ANY_SCORE = Scores(1, BEST)


class RfmGroup(Definition):
    """Customers of some scores.

    Args:
        name: Id of the group.
        r: Scores of recency.
        f: Scores of frequency.
        m: Scores of money.
        label: Words shown.
    """

    shorthand: ClassVar = "r"

    name: str = ""
    r: Scores = ANY_SCORE
    f: Scores = ANY_SCORE
    m: Scores = ANY_SCORE
    label: Label | None = None

    def holds(self, r: int, f: int, m: int) -> bool:
        """Whether a customer of these scores is in the group.

        Args:
            r: Score of recency, 1–5.
            f: Score of frequency.
            m: Score of money.

        Returns:
            True for a member.
        """
        return r in self.r and f in self.f and m in self.m


def _group(name: str, r: str, f: str, ko: str, en: str) -> tuple[str, RfmGroup]:
    label = Label.accept({"ko": ko, "en": en})
    return name, RfmGroup(name=name, r=Scores.parse(r), f=Scores.parse(f), label=label)


def standard_groups() -> dict[str, RfmGroup]:
    """The groups of a journey that names none: every pair of recency and frequency is in one.

    Returns:
        Groups by id, made when they are asked for: most journeys score nobody.
    """
    return dict(
        (
            _group("champions", "4..5", "4..5", "최우수", "Champions"),
            _group("promising", "4..5", "2..3", "유망", "Promising"),
            _group("new", "4..5", "1", "신규", "New"),
            _group("loyal", "3", "3..5", "충성", "Loyal"),
            _group("needs_attention", "3", "1..2", "관심 필요", "Needs attention"),
            _group("at_risk", "1..2", "4..5", "이탈 위험", "At risk"),
            _group("cooling", "2", "1..3", "식어 감", "Cooling"),
            _group("lost", "1", "1..3", "멀어짐", "Lost"),
        )
    )


def _cuts(value: object) -> tuple[Decimal, ...]:
    """Four cut points that do not fall."""
    items = value if isinstance(value, list | tuple) else [value]
    found = tuple(parse_decimal(str(item).strip()) for item in items)
    if len(found) != BEST - 1:
        raise Mistake(f"{len(found)} cut points came; four part five scores")
    if any(later < earlier for earlier, later in pairwise(found)):
        raise Mistake(f"the cut points fall: {', '.join(map(str, found))}; write them rising")
    return found


def _whole_cuts(value: object) -> tuple[int, ...]:
    found = _cuts(value)
    odd = next((cut for cut in found if cut != int(cut) or cut < 0), None)
    if odd is not None:
        raise Mistake(f"'{odd}' came; whole numbers from 0 are expected")
    return tuple(int(cut) for cut in found)


def _counts(value: object) -> tuple[int, ...]:
    found = _whole_cuts(value)
    if found[0] < 1:
        raise Mistake(f"'{found[0]}' came; who did it never is not scored, so write 1 or more")
    return found


def _amounts(value: object) -> tuple[Decimal, ...]:
    found = _cuts(value)
    if found[0] <= 0:
        raise Mistake(f"'{found[0]}' came; amounts above 0 are expected")
    return found


WholeCuts = Annotated[tuple[int, ...], PlainValidator(_whole_cuts)]
CountCuts = Annotated[tuple[int, ...], PlainValidator(_counts)]
MoneyCuts = Annotated[tuple[Decimal, ...], PlainValidator(_amounts), PlainSerializer(str)]


class Rfm(Definition):
    """How recently, how often and for how much customers did something.

    Args:
        did: The events that count, such as ordered.
        within: How far they are looked back at.
        recency: Most days since the last one, for the scores 5, 4, 3 and 2.
        frequency: Fewest of them, for the scores 2, 3, 4 and 5.
        money: Least sum of their values, for the scores 2, 3, 4 and 5; without it money is not
            scored.
        groups: Names for groups of scores; a customer may be in one of them only.
    """

    did: EventPattern
    within: Duration = Duration(365 * DAY_US)
    recency: WholeCuts = ()
    frequency: CountCuts = ()
    money: MoneyCuts = ()
    groups: Annotated[dict[str, RfmGroup], named(RfmGroup.shorthand)] = Field(
        default_factory=standard_groups
    )

    @property
    def has_cuts(self) -> bool:
        """Whether customers can be scored."""
        return bool(self.recency and self.frequency)

    @model_validator(mode="after")
    def _fits_together(self) -> Rfm:
        if bool(self.recency) != bool(self.frequency):
            lacking = "frequency" if self.recency else "recency"
            raise Mistake(f"'{lacking}' is missing beside the other cut points")
        if self.recency and (self.recency[-1] + 1) * DAY_US > self.within.microseconds:
            raise Mistake(f"recency reaches {self.recency[-1]} days, beyond within: {self.within}")
        for one, other in self._overlapping():
            raise Mistake(f"'{one}' and '{other}' share scores; a customer is in one group only")
        return self

    def _overlapping(self) -> Iterator[tuple[str, str]]:
        scores = range(1, BEST + 1)
        for one, other in combinations(self.groups.values(), 2):
            if any(one.holds(*s) and other.holds(*s) for s in product(scores, repeat=3)):
                yield one.name, other.name
