"""Values as definitions write them, read without a model: an instant, a rhythm, yes or no."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from stagelift.definitions.mistakes import Mistake, came
from stagelift.errors import did_you_mean

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
RHYTHMS = (*WEEKDAYS, "day", "month", "quarter")
YES_NO = {"true": True, "yes": True, "false": False, "no": False}
FORMS = ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M")


def parse_instant(value: object) -> datetime:
    """The instant a journey is read as of.

    Args:
        value: A text such as "2026-11-16 06:00", or a datetime.

    Returns:
        A naive local time; UTC where the datetime had a zone.

    Raises:
        Mistake: When it is none.

    Example:
        >>> str(parse_instant("2026-11-16 06:00"))
        '2026-11-16 06:00:00'
    """
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value
    for form in FORMS:
        try:
            return datetime.strptime(str(value), form)  # noqa: DTZ007 - the zone follows
        except ValueError:
            continue
    raise Mistake(f"{came(value)} came, a local time such as '2026-11-16 06:00' is expected")


def parse_rhythm(value: object) -> str:
    """When a report is due.

    Args:
        value: Such as "Monday 08:00", "month" or "quarter 07:30".

    Returns:
        The same text.

    Raises:
        Mistake: When it is no rhythm.

    Example:
        >>> parse_rhythm("Monday 08:00")
        'Monday 08:00'
    """
    found = re.fullmatch(r"(\w+)(?: ([01]\d|2[0-3]):[0-5]\d)?", str(value))
    if not found:
        raise Mistake(f"{came(value)} came, a rhythm such as 'Monday 08:00' is expected")
    if found[1] not in RHYTHMS:
        hint = did_you_mean(found[1], RHYTHMS)
        raise Mistake(f"unknown rhythm '{found[1]}'; a weekday, day, month or quarter", hint)
    return str(value)


def last_period(rhythm: str | None) -> str:
    """The period a report is about when none is named: the last of its rhythm's length.

    Args:
        rhythm: As `parse_rhythm` gave it; None for a report without one.

    Returns:
        "last-week", "last-month" or "last-quarter".

    Example:
        >>> last_period("month 07:30"), last_period(None)
        ('last-month', 'last-week')
    """
    word = (rhythm or "").partition(" ")[0]
    return f"last-{word}" if word in ("month", "quarter") else "last-week"
