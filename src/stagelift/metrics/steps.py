"""Which days of entry of two periods are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from stagelift.data.query import PeriodWindow
from stagelift.data.zones import from_us
from stagelift.definitions import Journey
from stagelift.journey.day_pairs import DayPairs, day_pairs
from stagelift.journey.holidays import holidays_unknown

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Step:
    """A period and the one it is compared with.

    Args:
        number: Index of the later period; the earlier one stands before it.
        later: Label of the later period.
        earlier: Label of the earlier one.
        days: The days of entry that are compared.
        unknown: Why holidays are not known, or empty.
    """

    number: int
    later: str
    earlier: str
    days: DayPairs
    unknown: str

    @property
    def note(self) -> str:
        """What was left out and what is not known, in words."""
        return "; ".join(part for part in (self.days.note, self.unknown) if part)


def steps_of(
    periods: Sequence[PeriodWindow], journey: Journey, *, aligned: bool = False
) -> tuple[Step, ...]:
    """Each period but the first with the one before it and the days that can be compared.

    Args:
        periods: Periods, oldest first.
        journey: For its zone and country.
        aligned: Whether days go by their place instead of their weekday.

    Returns:
        One step fewer than there are periods.
    """
    spans = [local_days(period, journey.zone) for period in periods]
    return tuple(
        Step(
            number,
            periods[number].label,
            periods[number - 1].label,
            day_pairs(spans[number], spans[number - 1], journey.country, aligned=aligned),
            holidays_unknown(journey.country, spans[number - 1][0], spans[number][1]),
        )
        for number in range(1, len(periods))
    )


def local_days(period: PeriodWindow, zone: str) -> tuple[date, date]:
    """The first and the last local day of a period.

    Args:
        period: Its instants, at local midnights.
        zone: The journey's zone.

    Returns:
        Two days, the last one included.
    """
    last = from_us(period.end) - timedelta(microseconds=1)
    local = ZoneInfo(zone)
    return from_us(period.start).astimezone(local).date(), last.astimezone(local).date()


def unpaired_days(
    step: Step, periods: Sequence[PeriodWindow], zone: str
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The local days of both periods that are not compared.

    Args:
        step: The two periods.
        periods: Every period of the request.
        zone: The journey's zone.

    Returns:
        Days since 1970-01-01, of the later period and of the earlier one.
    """
    kept = (step.days.later, step.days.earlier)
    spans = (local_days(periods[step.number - back], zone) for back in (0, 1))
    later, earlier = (
        tuple(
            number
            for number in range((first - EPOCH).days, (last - EPOCH).days + 1)
            if EPOCH + timedelta(days=number) not in days
        )
        for (first, last), days in zip(spans, kept, strict=True)
    )
    return later, earlier
