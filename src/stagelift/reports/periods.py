"""Periods a report is about: ISO weeks, months, quarters and spans, in the journey's zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from stagelift.errors import ArgumentError, PeriodNotClosedError, did_you_mean
from stagelift.journey.day_pairs import year_before

AGAINST = ("before", "last year")  # what a period can be compared with
GRACE_HOURS = 6  # late rows are expected this long after the last midnight
RELATIVE = ("last-week", "last-month", "last-quarter")
EXAMPLES = "2026-W46, 2026-11, 2026-Q4, 2026-10-01..2026-10-15, last-week, last-month"

Kind = Literal["week", "month", "quarter", "span"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)
_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-Q(\d)")
_KINDS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (_WEEK, "week"),
    (_MONTH, "month"),
    (_QUARTER, "quarter"),
)
_SPAN = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True)
class Period:
    """A span of local days that people name: both days belong to it.

    Args:
        label: Its canonical name, such as `2026-W46`.
        first: First local day.
        last: Last local day, included.
    """

    label: str
    first: date
    last: date

    def __str__(self) -> str:
        """The label, which parses back to the same period."""
        return self.label

    @property
    def kind(self) -> Kind:
        """`week`, `month`, `quarter`, or `span` for any other days.

        Example:
            >>> Period.parse("2026-Q4").kind, Period.parse("2026-11-01..2026-11-03").kind
            ('quarter', 'span')
        """
        for pattern, kind in _KINDS:
            if pattern.fullmatch(self.label):
                return kind
        return "span"

    @classmethod
    def parse(cls, text: str, *, as_of: datetime | None = None, zone: str = "UTC") -> Period:
        """The period a text names; relative names are resolved against an instant and a zone.

        Args:
            text: `2026-W46`, `2026-11`, `2026-Q4`, `2026-10-01..2026-10-15`, or `last-week`,
                `last-month`, `last-quarter`.
            as_of: The instant it is asked at (aware); needed by relative names. When given, a
                period that has not begun is refused.
            zone: IANA zone whose days count.

        Returns:
            The period.

        Raises:
            ArgumentError: The text names no period, runs backwards, or lies in the future.

        Example:
            >>> Period.parse("2026-W46").first
            datetime.date(2026, 11, 9)
            >>> sunday = datetime(2026, 11, 22, 16, tzinfo=UTC)  # Monday 01:00 in Seoul
            >>> Period.parse("last-week", as_of=sunday, zone="Asia/Seoul").label
            '2026-W47'
        """
        wanted = text.strip()
        if wanted in RELATIVE:
            return _relative(wanted, as_of, zone)
        period = _absolute(wanted)
        if as_of is not None and period.instants(zone)[0] >= _microseconds(_aware(as_of)):
            msg = (
                f"period: '{period.label}' begins on {period.first}, after {_local(as_of, zone)}. "
                f"Allowed: a period that has ended, such as {EXAMPLES}"
            )
            raise ArgumentError(msg)
        return period

    def instants(self, zone: str) -> tuple[int, int]:
        """The half-open window of the period: local midnights, also where the clock changes.

        Args:
            zone: IANA zone whose midnights count.

        Returns:
            (start, end) in microseconds since 1970-01-01 UTC; a row belongs iff start ≤ at < end.

        Raises:
            ArgumentError: The zone is unknown.

        Example:
            >>> start, end = Period.parse("2026-03-29..2026-03-29").instants("Europe/Berlin")
            >>> (end - start) / 3_600_000_000  # the day the clocks go forward
            23.0
        """
        return _midnight(self.first, zone), _midnight(self.last + _DAY, zone)

    def previous(self, n: int = 1) -> Period:
        """The n-th period before this one, of the same kind; a span steps by its own length.

        Args:
            n: How many steps back, 1 or more.

        Returns:
            The earlier period.

        Raises:
            ArgumentError: n is below 1.

        Example:
            >>> Period.parse("2026-Q1").previous().label
            '2025-Q4'
        """
        if n < 1:
            msg = f"n: {n} came; 1 or more is allowed"
            raise ArgumentError(msg)
        period = self
        for _ in range(n):
            period = _before(period)
        return period

    def history(self, n: int) -> tuple[Period, ...]:
        """The n periods before this one, oldest first, without this one.

        Args:
            n: How many, 0 or more.

        Returns:
            The earlier periods in order of time.

        Example:
            >>> [p.label for p in Period.parse("2027-W01").history(2)]
            ['2026-W52', '2026-W53']
        """
        earlier: list[Period] = []
        period = self
        for _ in range(n):
            period = _before(period)
            earlier.append(period)
        return tuple(reversed(earlier))

    def newest(self, kind: Kind) -> Period:
        """The newest week, month or quarter that ends with this period or within it or before.

        Args:
            kind: `week`, `month` or `quarter`.

        Returns:
            The period; this one itself where it is of the kind.

        Raises:
            ArgumentError: Another kind is asked for.

        Example:
            >>> Period.parse("2026-10").newest("week").label
            '2026-W43'
        """
        made = {"week": _week, "month": _month, "quarter": _quarter}
        if kind not in made:
            raise ArgumentError(f"kind: '{kind}' came; {', '.join(made)} are allowed")
        found = made[kind](self.last)
        return found if found.last <= self.last else found.previous()

    def closes(self, zone: str, *, grace_hours: float = GRACE_HOURS) -> datetime:
        """The instant from which the period's rows are taken to be complete.

        Args:
            zone: IANA zone whose midnights count.
            grace_hours: Hours after the last midnight in which late rows are expected.

        Returns:
            The instant, UTC.

        Example:
            >>> str(Period.parse("2026-W46").closes("Asia/Seoul"))
            '2026-11-15 21:00:00+00:00'
        """
        end = timedelta(microseconds=self.instants(zone)[1])
        return _EPOCH + end + timedelta(hours=grace_hours)

    def check_closed(self, as_of: datetime, zone: str, *, grace_hours: float = GRACE_HOURS) -> None:
        """Nothing, when the period and its grace are over; otherwise the error that says when.

        Args:
            as_of: The instant it is asked at (aware).
            zone: IANA zone of the journey.
            grace_hours: Hours after the last midnight in which late rows are expected.

        Raises:
            PeriodNotClosedError: The period, or its grace, is not over.

        Example:
            >>> Period.parse("2026-W46").check_closed(datetime(2026, 11, 16, 6, tzinfo=UTC), "UTC")
        """
        end = _EPOCH + timedelta(microseconds=self.instants(zone)[1])
        closes = self.closes(zone, grace_hours=grace_hours)
        if _aware(as_of) >= closes:
            return
        state = "has not ended" if as_of < end else "has ended, but late rows may still arrive"
        msg = (
            f"'{self.label}' {state}: it closes on {_local(closes, zone)} "
            f"({grace_hours:g} hours after its last day); asked at {_local(as_of, zone)}. "
            f"The period before it is '{_before(self).label}'"
        )
        raise PeriodNotClosedError(msg)


def year_ago(period: Period, country: str | None) -> tuple[Period, bool]:
    """The period of the year before that a period is compared with.

    Args:
        period: Any period; months and quarters go back a year, other days 52 weeks.
        country: Whose feasts decide the days a week is compared with.

    Returns:
        The earlier period, and whether its days go by their place because a feast decided them.

    Example:
        >>> year_ago(Period.parse("2026-W46"), "KR")[0].label
        '2025-W46'
        >>> year_ago(Period.parse("2026-W39"), "KR")[0].label  # Chuseok, aligned
        '2025-10-02..2025-10-08'
        >>> year_ago(Period.parse("2028-02"), "KR")[0].label
        '2027-02'
    """
    if period.kind in ("month", "quarter"):
        return period.previous({"month": 12, "quarter": 4}[period.kind]), False
    first, last, aligned = year_before(period.first, period.last, country)
    whole = period.kind == "week" and not first.weekday()
    return _week(first) if whole else _span(first, last), aligned


def _absolute(text: str) -> Period:
    """The period a calendar name stands for."""
    try:
        if found := _WEEK.fullmatch(text):
            return _week(date.fromisocalendar(int(found[1]), int(found[2]), 1))
        if found := _MONTH.fullmatch(text):
            return _month(date(int(found[1]), int(found[2]), 1))
        if found := _QUARTER.fullmatch(text):
            return _quarter(date(int(found[1]), 3 * int(found[2]) - 2, 1))
        if found := _SPAN.fullmatch(text):
            return _span(date.fromisoformat(found[1]), date.fromisoformat(found[2]))
    except ValueError as error:
        msg = f"period: '{text}' is not in the calendar ({error}). Examples: {EXAMPLES}"
        raise ArgumentError(msg) from error
    hint = did_you_mean(text, RELATIVE)
    msg = f"period: '{text}' is not a period. {hint + ' ' if hint else ''}Examples: {EXAMPLES}"
    raise ArgumentError(msg)


def _relative(text: str, as_of: datetime | None, zone: str) -> Period:
    """The last whole week, month or quarter before the local day of an instant."""
    if as_of is None:
        msg = f"period: '{text}' needs the instant it is asked at; examples without: 2026-W46"
        raise ArgumentError(msg)
    today = _aware(as_of).astimezone(zone_named(zone)).date()
    make = {"last-week": _week, "last-month": _month, "last-quarter": _quarter}[text]
    return _before(make(today))


def _week(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    year, week, _ = monday.isocalendar()
    return Period(f"{year:04d}-W{week:02d}", monday, monday + timedelta(days=6))


def _month(day: date) -> Period:
    first = day.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    return Period(f"{first:%Y-%m}", first, after - _DAY)


def _quarter(day: date) -> Period:
    first = day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
    after = (first + timedelta(days=95)).replace(day=1)
    return Period(f"{first.year:04d}-Q{first.month // 3 + 1}", first, after - _DAY)


def _span(first: date, last: date) -> Period:
    label = f"{first}..{last}"
    if last < first:
        msg = f"period: '{label}' runs backwards. Did you mean '{last}..{first}'?"
        raise ArgumentError(msg)
    return Period(label, first, last)


def _before(period: Period) -> Period:
    """The period of the same kind that ends the day before."""
    day = period.first - _DAY
    kinds = ((_WEEK, _week), (_MONTH, _month), (_QUARTER, _quarter))
    for pattern, make in kinds:
        if pattern.fullmatch(period.label):
            return make(day)
    return _span(day - (period.last - period.first), day)


def zone_named(name: str) -> ZoneInfo:
    """The zone of a name.

    Args:
        name: IANA name, such as `Asia/Seoul`.

    Returns:
        The zone.

    Raises:
        ArgumentError: There is none of the name; the nearest one is given.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        hint = did_you_mean(name, available_timezones())
        msg = f"zone: unknown zone '{name}'. {hint or 'Example: Asia/Seoul'}"
        raise ArgumentError(msg) from error


def _midnight(day: date, zone: str) -> int:
    # fold=0: a midnight the clock skips is the instant of the change, a repeated one the first
    return _microseconds(datetime.combine(day, time(), tzinfo=zone_named(zone)))


def _microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        msg = f"as_of: '{instant.isoformat()}' came without an offset; write 2026-11-16T06:00+09:00"
        raise ArgumentError(msg)
    return instant


def _local(instant: datetime, zone: str) -> str:
    local = instant.astimezone(zone_named(zone))
    return f"{local:%Y-%m-%d %H:%M} {zone}"
