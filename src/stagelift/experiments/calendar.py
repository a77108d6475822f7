"""The looks of a weekly plan: Mondays, from the first mature week of entries to the planned end.

The instants follow from the definition alone and never from what is found, which keeps the error
of many looks at its level. They are the days on which a weekly report is due.
"""

from __future__ import annotations

from dataclasses import dataclass

from stagelift.data.zones import DAY_US, day_number, day_start_us, from_us, zone_named
from stagelift.experiments.enrolment import Enrolment

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class LookCalendar:
    """The instants at which a weekly plan is read.

    Args:
        instants: Every look in order, µs UTC.
        planned: How many of them lead to the planned end; those after it are for metrics whose
            windows are longer than the ones that decide.
        last_entry: Instant from which nobody enters any more, µs UTC.
        day_ends: Local days of enrolment as (day number, first instant after it in µs UTC).
    """

    instants: tuple[int, ...]
    planned: int
    last_entry: int
    day_ends: tuple[tuple[int, int], ...]

    def taken(self, as_of: int) -> int:
        """How many looks are over at an instant.

        Args:
            as_of: Instant of knowledge, µs UTC.

        Returns:
            From 0 to the number of looks.
        """
        return sum(at <= as_of for at in self.instants)

    def last_days(self, window: int) -> tuple[int | None, ...]:
        """The last day of assignment that counts at each look of a metric.

        A day counts when the window of a unit that entered at its very end has closed, so that all
        units of a day count from the same look on.

        Args:
            window: Length of the metric's window, µs.

        Returns:
            One day number for each look up to the metric's own last one, at which its last unit is
            mature; None where no day is final yet.
        """
        found: list[int | None] = []
        for at in self.instants:
            if at >= self.last_entry + window:
                return (*found, self.day_ends[-1][0])
            final = [day for day, end in self.day_ends if end + window <= at]
            found.append(final[-1] if final else None)
        return tuple(found)


def look_calendar(enrolled: Enrolment, zone: str, windows: tuple[int, ...]) -> LookCalendar:
    """The looks of an experiment.

    Args:
        enrolled: When its units enter, and when the last window that decides closes.
        zone: IANA name of the journey's zone.
        windows: Windows of the metrics measured, the primary's first, µs.

    Returns:
        The first Monday at which the entries of a whole week are mature in the primary metric, and
        every Monday after it; the planned end is a look of its own, and Mondays go on after it
        until the last metric's windows have closed.

    Example:
        >>> from datetime import date
        >>> start, week = day_start_us(date(2026, 10, 26), "UTC"), 7 * DAY_US
        >>> enrolled = Enrolment(start, start + 3 * week, start + 4 * week, date(2026, 11, 23))
        >>> [f"{from_us(at):%d %b}" for at in look_calendar(enrolled, "UTC", (week,)).instants]
        ['09 Nov', '16 Nov', '23 Nov']
    """
    first, last = (
        day_number(from_us(at).astimezone(zone_named(zone)).date())
        for at in (enrolled.start, enrolled.end - 1)
    )
    longest = max(enrolled.final, enrolled.last_entry + max(windows))
    monday = first + -(first + 3) % WEEK_DAYS  # day 0, 1 January 1970, was a Thursday
    instants = []
    while (at := day_start_us(monday, zone)) < longest:
        if at >= enrolled.start + WEEK_DAYS * DAY_US + windows[0]:
            instants.append(at)
        monday += WEEK_DAYS
    every = sorted({*instants, enrolled.final, longest})
    return LookCalendar(
        instants=tuple(every),
        planned=every.index(enrolled.final) + 1,
        last_entry=enrolled.last_entry,
        day_ends=tuple((day, day_start_us(day + 1, zone)) for day in range(first, last + 1)),
    )
