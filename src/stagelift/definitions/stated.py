"""A level of the primary metric that is stated, where the workspace's past cannot show one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Self

from stagelift.definitions.mistakes import Mistake, came
from stagelift.definitions.values import Parsed, parse_decimal
from stagelift.errors import did_you_mean


@dataclass(frozen=True, slots=True)
class Baseline(Parsed):
    """A level of the primary metric that is stated, not measured, and where it is known from.

    Args:
        low: Lower end of the range.
        high: Upper end, equal to the lower one for a single value.
        unit: "%" (of one) or "" (the metric's own unit).
        source: Who or what says it.
        sd: Standard deviation of a customer's value; needed of numbers, not of shares.
        per_week: Customers who qualify a week, None when the workspace's past says it.

    Example:
        >>> str(Baseline.parse('8%..12%, 3000 a week from "the Busan pilot, 2025"'))
        '8%..12%, 3000 a week from "the Busan pilot, 2025"'
    """

    low: Decimal
    high: Decimal
    unit: str
    source: str
    sd: Decimal | None = None
    per_week: int | None = None
    example: ClassVar[str] = '8%..12% from "pilot in Busan, May 2026"'

    @classmethod
    def parse(cls, text: str) -> Self:
        """A baseline from a value or a range, and its source.

        Args:
            text: Such as '8%..12% from "pilot"', with ", sd 12000" and ", 3000 a week" before
                "from" where they are known.

        Returns:
            The baseline.

        Raises:
            Mistake: When it is not written so, has no source, or the range runs backwards.
        """
        said, word, source = text.partition(" from ")
        source = source.strip().strip("\"'“”").strip()
        if not word or not source:
            raise Mistake(
                f"{came(text)} does not say where the level is known from",
                f"Write it as in '{cls.example}'",
            )
        level, *more = (part.strip() for part in re.split(r",\s+", said))
        number = r"([+-]?[\d.,]*?\d)\s*(%?)"
        found = re.fullmatch(rf"{number}(?:\s*\.\.\s*{number})?", level)
        if not found or (found[3] and found[4] != found[2] and found[2]):
            raise Mistake(f"'{level}' is not a level or a range; write '{cls.example}'")
        ends = [parse_decimal(found[1]), parse_decimal(found[3] or found[1])]
        if ends[1] < ends[0]:
            raise Mistake(f"the range runs backwards: '{level}'")
        sd, per_week = _known(more)
        return cls(ends[0], ends[1], found[4] or found[2], source, sd, per_week)

    @property
    def levels(self) -> tuple[float, ...]:
        """The ends in the metric's unit, shares 0–1; one where they are equal."""
        scale = 100 if self.unit == "%" else 1
        ends = (float(self.low) / scale, float(self.high) / scale)
        return ends[:1] if self.low == self.high else ends

    def __str__(self) -> str:
        ends = [f"{end}{self.unit}" for end in dict.fromkeys((self.low, self.high))]
        sd = "" if self.sd is None else f", sd {self.sd}"
        traffic = "" if self.per_week is None else f", {self.per_week} a week"
        return f'{"..".join(ends)}{sd}{traffic} from "{self.source}"'


def _known(parts: list[str]) -> tuple[Decimal | None, int | None]:
    """The standard deviation and the weekly traffic among what stands beside the level."""
    sd, per_week = None, None
    for part in parts:
        spread = re.fullmatch(r"sd\s+([\d.,]+)", part)
        traffic = re.fullmatch(r"([\d,]+)\s+a\s+week", part)
        if spread and parse_decimal(spread[1]) > 0:
            sd = parse_decimal(spread[1])
        elif traffic and parse_decimal(traffic[1]) >= 1:
            per_week = int(parse_decimal(traffic[1]))
        else:
            hint = did_you_mean(part, ["sd 12000", "3000 a week"])
            raise Mistake(f"'{part}' came; 'sd 12000' or '3000 a week' is expected", hint)
    return sd, per_week
