"""Values written as text: durations, date spans, margins, money, targets and labels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from pydantic_core import core_schema

from stagelift.definitions.mistakes import Mistake, came
from stagelift.errors import did_you_mean

MICROSECONDS = {
    "minutes": 60 * 1_000_000,
    "hours": 3_600 * 1_000_000,
    "days": 86_400 * 1_000_000,
    "weeks": 7 * 86_400 * 1_000_000,
}
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
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Parsed:
    """A frozen value that is read from one text and prints as a text that reads back equal."""

    example: ClassVar[str] = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """The value a text stands for; each value says its own grammar."""
        raise NotImplementedError(text)

    @classmethod
    def accept(cls, value: object) -> Self:
        """The value from a text, a number, or itself (in Python twins).

        Args:
            value: What was written.

        Returns:
            The parsed value.

        Raises:
            Mistake: When it is neither.
        """
        if isinstance(value, cls):
            return value
        if isinstance(value, str | int | float | Decimal) and not isinstance(value, bool):
            return cls.parse(str(value).strip())
        raise Mistake(f"{came(value)} came, a text such as '{cls.example}' is expected")

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: object, _handler: object
    ) -> core_schema.CoreSchema:
        """Reading by `accept`, writing by `str`."""
        return core_schema.no_info_plain_validator_function(
            cls.accept, serialization=core_schema.to_string_ser_schema()
        )


def parse_decimal(text: str) -> Decimal:
    """A finite decimal number; commas may group thousands.

    Args:
        text: Such as "18,000" or "-0.3".

    Returns:
        The exact number.

    Raises:
        Mistake: When the text is not a number.

    Example:
        >>> parse_decimal("18,000")
        Decimal('18000')
    """
    grouped = re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", text)
    plain = text.replace(",", "") if grouped else text
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Mistake(f"{came(text)} is not a number")
    return number


def parse_day(text: str) -> date:
    """A calendar day written year-month-day.

    Args:
        text: Such as "2026-10-26".

    Returns:
        The day.

    Raises:
        Mistake: When there is no such day.

    Example:
        >>> parse_day("2026-10-26")
        datetime.date(2026, 10, 26)
    """
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise Mistake(f"{came(text)} is not a day; write it as '2026-10-26'") from None


def parse_share(text: str) -> Fraction:
    """An exact share of one.

    Args:
        text: "50%", "1/3", "0.5", or "1".

    Returns:
        A fraction from 0 to 1.

    Raises:
        Mistake: When it is no share, or lies outside 0 to 1.

    Example:
        >>> parse_share("12.5%")
        Fraction(1, 8)
    """
    try:
        share = Fraction(text[:-1].strip()) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise Mistake(f"{came(text)} is not a share; write '50%' or '1/3'") from None
    if not 0 <= share <= 1:
        raise Mistake(f"{came(text)} is not between 0% and 100%")
    return share


@dataclass(frozen=True, slots=True, order=True)
class Duration(Parsed):
    """A length of time in whole microseconds, the same on every day of the year.

    Args:
        microseconds: The length, greater than zero.

    Example:
        >>> str(Duration.parse("2 weeks")), Duration.parse("7 days").microseconds
        ('14 days', 604800000000)
    """

    microseconds: int
    example: ClassVar[str] = "7 days"

    @classmethod
    def parse(cls, text: str) -> Self:
        """A duration from a whole number and a unit: minutes, hours, days or weeks.

        Args:
            text: Such as "7 days" or "1 hour".

        Returns:
            The duration.

        Raises:
            Mistake: When the number or the unit is not one of these.
        """
        found = re.fullmatch(r"(\d+)\s*([A-Za-z]+)", text)
        if not found:
            raise Mistake(f"{came(text)} is not a duration; write a number and a unit: '7 days'")
        unit = found[2].lower()
        plural = unit if unit.endswith("s") else f"{unit}s"
        if plural in {"months", "years", "quarters"}:
            raise Mistake(
                f"{came(text)} has no fixed length",
                "Write days or weeks; months exist only as calendar months",
            )
        if plural not in MICROSECONDS:
            hint = did_you_mean(plural, MICROSECONDS)
            raise Mistake(f"unknown unit '{found[2]}'; minutes, hours, days or weeks", hint)
        if int(found[1]) == 0:
            raise Mistake(f"{came(text)} is no time at all; write a number above 0")
        return cls(int(found[1]) * MICROSECONDS[plural])

    @property
    def days(self) -> float:
        """The length in days of 24 hours."""
        return self.microseconds / MICROSECONDS["days"]

    def __str__(self) -> str:
        unit = next(
            unit
            for unit in ("days", "hours", "minutes")
            if self.microseconds % MICROSECONDS[unit] == 0
        )
        number = self.microseconds // MICROSECONDS[unit]
        return f"{number} {unit if number != 1 else unit[:-1]}"


@dataclass(frozen=True, slots=True)
class DateSpan(Parsed):
    """Calendar days from the first to the last, the last one included.

    Args:
        first: First local day.
        last: Last local day.

    Example:
        >>> DateSpan.parse("2026-10-26..2026-10-26").instants("Asia/Seoul")
        (1792940400000000, 1793026800000000)
    """

    first: date
    last: date
    example: ClassVar[str] = "2026-10-26..2026-11-15"

    @classmethod
    def parse(cls, text: str) -> Self:
        """A span from two days with two dots between them.

        Args:
            text: Such as "2026-10-26..2026-11-15".

        Returns:
            The span.

        Raises:
            Mistake: When a day does not exist or the days run backwards.
        """
        first, dots, last = text.partition("..")
        if not dots:
            raise Mistake(f"{came(text)} is not a span of days; write '{cls.example}'")
        span = cls(parse_day(first.strip()), parse_day(last.strip()))
        if span.last < span.first:
            raise Mistake(
                f"the days run backwards: {span.last} is before {span.first}",
                f"Did you mean '{span.last}..{span.first}'?",
            )
        return span

    def instants(self, zone: str) -> tuple[int, int]:
        """The half-open span of instants that the local days cover.

        Args:
            zone: IANA name of the zone whose days they are.

        Returns:
            Start of the first day and start of the day after the last, microseconds since 1970 UTC.
        """
        local = ZoneInfo(zone)
        days = (self.first, self.last + timedelta(days=1))
        starts = [datetime.combine(day, time(), local).astimezone(UTC) - EPOCH for day in days]
        return starts[0] // timedelta(microseconds=1), starts[1] // timedelta(microseconds=1)

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"


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

    Example:
        >>> str(Target.parse("12% by 2026-12-31"))
        '12% by 2026-12-31'
    """

    value: Decimal
    unit: str
    by: date
    example: ClassVar[str] = "12% by 2026-12-31"

    @classmethod
    def parse(cls, text: str) -> Self:
        """A target from a number, "by" and a day.

        Args:
            text: Such as "12% by 2026-12-31".

        Returns:
            The target.

        Raises:
            Mistake: When it is not written so.
        """
        found = re.fullmatch(r"([+-]?[\d.,]+)\s*(%?)\s+by\s+(\S+)", text)
        if not found:
            raise Mistake(f"{came(text)} is not a target; write '{cls.example}'")
        return cls(parse_decimal(found[1]), found[2], parse_day(found[3]))

    def __str__(self) -> str:
        return f"{self.value}{self.unit} by {self.by}"
