"""Values written as text: how they are read, and durations, days, shares and numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
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
FIRST_YEAR, LAST_YEAR = 1970, 2199  # days beyond these are placeholders, not dates of a journey
LONGEST = 100 * 366 * MICROSECONDS["days"]
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
        day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise Mistake(f"{came(text)} is not a day; write it as '2026-10-26'") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Mistake(f"{came(text)} is not a day of the years {FIRST_YEAR} to {LAST_YEAR}")
    return day


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
        bare = not text.endswith("%") and 1 < share <= 100
        hint = f"Did you mean '{text}%'?" if bare else ""
        raise Mistake(f"{came(text)} is not between 0% and 100%", hint)
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
        duration = cls(int(found[1]) * MICROSECONDS[plural])
        if duration.microseconds > LONGEST:
            raise Mistake(f"{came(text)} is longer than 100 years")
        return duration

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
