"""Amounts written as text: margins, money and targets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal, Self, cast, get_args

from stagelift.definitions.mistakes import Mistake, came
from stagelift.definitions.values import Parsed, parse_day, parse_decimal
from stagelift.errors import did_you_mean

Grain = Literal["week", "month", "quarter"]
GRAINS: tuple[Grain, ...] = get_args(Grain)
CURRENCY_WORDS = {
    "won": "KRW",
    "₩": "KRW",
    "원": "KRW",
    "yen": "JPY",
    "yuan": "CNY",
    "dollars": "USD",
    "$": "USD",
    "euros": "EUR",
    "€": "EUR",
    "pounds": "GBP",
    "£": "GBP",
}


@dataclass(frozen=True, slots=True)
class Margin(Parsed):
    """A difference worth having, or a worsening still tolerated.

    Args:
        amount: The number as written.
        unit: "pp" (absolute points), "%" (relative to the control) or "" (the metric's own unit).
        explicit: Whether "relative" was written after the "%".

    Example:
        >>> Margin.parse("+1.0pp"), str(Margin.parse("9%"))
        (Margin(amount=Decimal('1.0'), unit='pp', explicit=False), '9%')
    """

    amount: Decimal
    unit: str
    explicit: bool = field(default=False, compare=False)
    example: ClassVar[str] = "0.3pp"

    @classmethod
    def parse(cls, text: str) -> Self:
        """A margin from a number and "pp", "%", "% relative" or nothing.

        Args:
            text: Such as "0.3pp", "9%" or "500".

        Returns:
            The margin.

        Raises:
            Mistake: When it is not written so.
        """
        found = re.fullmatch(r"([+-]?[\d.,]+)\s*(pp|%\s*relative|%|)", text)
        if not found:
            raise Mistake(f"{came(text)} is not a margin; write '0.3pp', '9%' or a number")
        return cls(parse_decimal(found[1]), found[2][:1].replace("p", "pp"), "relative" in found[2])

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}{' relative' if self.explicit else ''}"


@dataclass(frozen=True, slots=True)
class Money(Parsed):
    """An exact amount of money.

    Args:
        amount: The amount in units of the currency.
        currency: ISO 4217 code, or "" for the journey's currency.

    Example:
        >>> str(Money.parse("18000 won"))
        '18000 KRW'
    """

    amount: Decimal
    currency: str = ""
    example: ClassVar[str] = "18000 won"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Money from a number and a currency's code, sign or name on either side.

        Args:
            text: Such as "18000 won", "₩18,000" or "12.50 EUR".

        Returns:
            The amount.

        Raises:
            Mistake: When the number or the currency is not known.
        """
        found = re.fullmatch(r"(\D*?)\s*([+-]?\d[\d.,]*)\s*(\D*)", text)
        word = (found[1] or found[3]).strip() if found else ""
        if not found or (found[1] and found[3]):
            raise Mistake(f"{came(text)} is not an amount of money; write '{cls.example}'")
        code = CURRENCY_WORDS.get(word) or CURRENCY_WORDS.get(f"{word}s") or word
        if code and not re.fullmatch(r"[A-Z]{3}", code):
            hint = did_you_mean(word, [name for name in CURRENCY_WORDS if len(name) > 1])
            raise Mistake(f"unknown currency '{word}'; write its three letters, as in 'KRW'", hint)
        return cls(parse_decimal(found[2]), code)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}".strip()


@dataclass(frozen=True, slots=True)
class Target(Parsed):
    """A value a metric is meant to reach by a day.

    Args:
        value: The number as written.
        unit: "%" (of one) or "" (the metric's own unit).
        by: The last day.
        benchmark: What others reach, in the same unit, or None.
        every: The kind of period whose value is meant: `week`, `month` or `quarter`.

    Example:
        >>> str(Target.parse("12% by 2026-12-31"))
        '12% by 2026-12-31'
        >>> Target.parse("12% by 2026-12-31, benchmark 10.5%").benchmark
        Decimal('10.5')
        >>> Target.parse("4.5% a month by 2026-12-31").every
        'month'
    """

    value: Decimal
    unit: str
    by: date
    benchmark: Decimal | None = None
    every: Grain = "week"
    example: ClassVar[str] = "12% by 2026-12-31"

    @property
    def level(self) -> float:
        """The value in the metric's unit, shares 0–1."""
        return float(self.value) / (100 if self.unit == "%" else 1)

    @property
    def benchmark_level(self) -> float | None:
        """The benchmark in the metric's unit, shares 0–1."""
        if self.benchmark is None:
            return None
        return float(self.benchmark) / (100 if self.unit == "%" else 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """A target from a number, "by" and a day, and a benchmark where there is one.

        Args:
            text: Such as "12% by 2026-12-31", "4.5% a month by 2026-12-31" or "12% by 2026-12-31,
                benchmark 10%"; of a week where no kind of period is named.

        Returns:
            The target.

        Raises:
            Mistake: When it is not written so.
        """
        number = r"([+-]?[\d.,]+)\s*(%?)"
        grain = rf"(?:a\s+({'|'.join(GRAINS)})\s+)?"
        end = rf"by\s+([^\s,]+)(?:,?\s+benchmark\s+{number})?"
        found = re.fullmatch(rf"{number}\s+{grain}{end}", text)
        if not found:
            raise Mistake(f"{came(text)} is not a target; write '{cls.example}'")
        value, unit, every, by, other, other_unit = found.groups()
        if other and other_unit != unit:
            raise Mistake(f"{came(text)} has a benchmark in another unit than the target")
        benchmark = parse_decimal(other) if other else None
        grain_said = cast("Grain", every or "week")
        return cls(parse_decimal(value), unit, parse_day(by), benchmark, grain_said)

    def __str__(self) -> str:
        grain = "" if self.every == "week" else f" a {self.every}"
        beside = "" if self.benchmark is None else f", benchmark {self.benchmark}{self.unit}"
        return f"{self.value}{self.unit}{grain} by {self.by}{beside}"
