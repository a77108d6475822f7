"""The rhythm of a report: the instants it is due at, and the periods those pages are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from stagelift.definitions.plain_values import WEEKDAYS
from stagelift.reports.periods import Period

LONG = {"month": "last-month", "quarter": "last-quarter"}  # any other rhythm is about a week


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a report is made, in the local time of its journey.

    Args:
        word: A weekday, `day`, `month` or `quarter`.
        at: Local time of day.
    """

    word: str
    at: time

    @classmethod
    def parse(cls, every: str) -> Self:
        """The rhythm a definition gives; its form was checked when it was read.

        Args:
            every: Such as `Monday 08:00`, `month 07:30` or `Friday`.

        Returns:
            The rhythm; without a time of day, local midnight.

        Example:
            >>> Rhythm.parse("Monday 08:00")
            Rhythm(word='Monday', at=datetime.time(8, 0))
        """
        word, _, clock = every.partition(" ")
        return cls(word, time.fromisoformat(clock or "00:00"))

    def last(self, as_of: datetime, zone: str) -> datetime:
        """The last instant at or before another at which the rhythm beats.

        Args:
            as_of: An instant, with its zone.
            zone: IANA zone whose clock counts.

        Returns:
            The instant, UTC; a time the clock skips is the first after the change.

        Example:
            >>> asked = datetime(2026, 11, 18, 3, tzinfo=UTC)
            >>> str(Rhythm.parse("Monday 08:00").last(asked, "Asia/Seoul"))
            '2026-11-15 23:00:00+00:00'
        """
        day = as_of.astimezone(ZoneInfo(zone)).date()
        while True:
            if self._falls_on(day) and (found := self._instant(day, zone)) <= as_of:
                return found
            day -= timedelta(days=1)

    def newest(self, as_of: datetime, zone: str) -> Period:
        """The newest period of the rhythm that is closed, its grace for late rows over.

        Args:
            as_of: The instant it is asked at, with its zone.
            zone: IANA zone whose days count.

        Returns:
            A week, or a month or quarter when the rhythm is one.

        Example:
            >>> monday = datetime(2026, 11, 16, 5, tzinfo=ZoneInfo("Asia/Seoul"))
            >>> Rhythm.parse("Monday 08:00").newest(monday, "Asia/Seoul").label  # late rows until 6
            '2026-W45'
        """
        period = Period.parse(LONG.get(self.word, "last-week"), as_of=as_of, zone=zone)
        return period if period.closes(zone) <= as_of else period.previous()

    def _falls_on(self, day: date) -> bool:
        """Whether the rhythm beats on a local day."""
        if self.word in WEEKDAYS:
            return WEEKDAYS[day.weekday()] == self.word
        if self.word == "day":
            return True
        return day.day == 1 and (self.word == "month" or day.month % 3 == 1)

    def _instant(self, day: date, zone: str) -> datetime:
        return datetime.combine(day, self.at, tzinfo=ZoneInfo(zone)).astimezone(UTC)
