"""Local time as integers: no engine's time-zone table and no session zone takes part.

Python reads the zone's offsets from the IANA database for the range of the data and writes them
into the query as constants. An instant is µs since 1970-01-01 UTC; a wall time is µs, and a local
day the number of days, since 1970-01-01 of the wall clock.
"""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from sqlglot import exp

from stagelift.data import sql
from stagelift.errors import ArgumentError, did_you_mean

SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US
HOUR_US = 3_600 * SECOND_US
END_OF_TIME = 2**63 - 1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# offsets before and after are taken as constant: the tables of 1900 to 2100 keep queries short
FIRST_READ_US = -2_208_988_800 * SECOND_US
LAST_READ_US = 4_102_444_800 * SECOND_US
# whole division rounds negative dividends differently on engines: days are counted from year 0
SHIFT_DAYS = 719_528

Pieces = tuple[tuple[int, int], ...]


def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name.

    Args:
        name: Such as `Asia/Seoul`.

    Returns:
        The zone.

    Raises:
        ArgumentError: No zone has this name.

    Example:
        >>> zone_named("Asia/Seoul").key
        'Asia/Seoul'
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        hint = did_you_mean(name, available_timezones())
        message = f"unknown time zone '{name}'. {hint or 'Names look like Asia/Seoul.'}"
        raise ArgumentError(message) from error


@lru_cache(maxsize=64)
def offsets(zone: str, first_us: int, last_us: int) -> Pieces:
    """The zone's offsets from UTC over a range of instants, piece by piece.

    Args:
        zone: IANA name.
        first_us: First instant of the range, µs.
        last_us: Last instant of the range, µs, ≥ first_us.

    Returns:
        (until_us, offset_us) pairs in order: the offset holds for instants before `until_us` that
        no earlier pair covers. The last pair is open (2⁶³ − 1). Outside 1900–2100 the nearest
        offset is taken.

    Raises:
        ArgumentError: Unknown zone.

    Example:
        >>> offsets("Asia/Seoul", 1_700_000_000_000_000, 1_800_000_000_000_000)
        ((9223372036854775807, 32400000000),)
    """
    info = zone_named(zone)
    low = min(max(first_us, FIRST_READ_US), LAST_READ_US) // SECOND_US
    high = max(min(last_us, LAST_READ_US), low * SECOND_US) // SECOND_US + 1
    found: list[tuple[int, int]] = []
    at, offset = low, _offset(info, low)
    while at < high:
        step = min(at + 86_400, high)  # no zone changed twice within a day after 1900
        changed = _offset(info, step)
        if changed != offset:
            found.append((_change(info, at, step) * SECOND_US, offset * SECOND_US))
            offset = changed
        at = step
    return (*found, (END_OF_TIME, offset * SECOND_US))


def _offset(info: ZoneInfo, second: int) -> int:
    delta = (EPOCH + timedelta(seconds=second)).astimezone(info).utcoffset()
    return int(delta.total_seconds()) if delta is not None else 0


def _change(info: ZoneInfo, low: int, high: int) -> int:
    """The first second after `low` with another offset, by bisection."""
    before = _offset(info, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(info, middle) == before else (low, middle)
    return high


def _piecewise(value: exp.Expr, pieces: Pieces, sign: int) -> exp.Expr:
    """`value` moved by the offset of its piece."""
    *bounded, (_, last) = pieces
    branches = [
        (exp.LT(this=value.copy(), expression=sql.number(until)), sql.plus(value, sign * offset))
        for until, offset in bounded
    ]
    return sql.case(branches, sql.plus(value, sign * last))


def _wall_pieces(zone: str, span: tuple[int, int]) -> Pieces:
    """The pieces in wall time: a gap or a repeat belongs to the offset before the change."""
    pieces = offsets(zone, span[0] - 2 * DAY_US, span[1] + 2 * DAY_US)
    following = [offset for _, offset in pieces[1:]]
    bounded = [
        (until + max(offset, after), offset)
        for (until, offset), after in zip(pieces[:-1], following, strict=True)
    ]
    return (*bounded, pieces[-1])


def local_day(at: exp.Expr, zone: str, span: tuple[int, int]) -> exp.Expr:
    """The local day of an instant: days since 1970-01-01 on the zone's wall clock.

    Args:
        at: BIGINT expression, µs since 1970-01-01 UTC.
        zone: IANA name.
        span: First and last instant that occur, µs.

    Returns:
        A BIGINT expression, exact over changes of the clock.

    Raises:
        ArgumentError: Unknown zone.

    Example:
        >>> from sqlglot import exp
        >>> local_day(exp.column("at"), "UTC", (0, 0)).sql("duckdb")
        'CAST(("at" + 62167219200000000) // 86400000000 AS BIGINT) - 719528'
    """
    wall = _piecewise(at, offsets(zone, *span), 1)
    days = sql.divide_whole(sql.plus(_operand(wall), SHIFT_DAYS * DAY_US), DAY_US)
    return sql.plus(days, -SHIFT_DAYS)


def local_hour(at: exp.Expr, zone: str, span: tuple[int, int]) -> exp.Expr:
    """The hour of an instant on the zone's wall clock.

    Args:
        at: BIGINT expression, µs since 1970-01-01 UTC.
        zone: IANA name.
        span: First and last instant that occur, µs.

    Returns:
        A BIGINT expression, 0–23; an hour that the clocks repeat counts twice.

    Raises:
        ArgumentError: Unknown zone.

    Example:
        >>> from sqlglot import exp
        >>> local_hour(exp.column("at"), "UTC", (0, 0)).sql("duckdb")
        '(CAST(("at" + 62167219200000000) // 3600000000 AS BIGINT)) % 24'
    """
    wall = _piecewise(at, offsets(zone, *span), 1)
    hours = sql.divide_whole(sql.plus(_operand(wall), SHIFT_DAYS * DAY_US), HOUR_US)
    return exp.Mod(this=sql.paren(hours), expression=sql.number(24))


def weekday(day: exp.Expr) -> exp.Expr:
    """The weekday of a local day.

    Args:
        day: BIGINT expression, days since 1970-01-01, of the year 0 or later.

    Returns:
        A BIGINT expression, 0 (Monday) to 6.

    Example:
        >>> from sqlglot import exp
        >>> weekday(exp.column("day")).sql("duckdb")
        '(day + 719533) % 7'
    """
    # 1970-01-01 was a Thursday; counted from a Monday before the year 0 nothing is negative
    return exp.Mod(this=sql.paren(sql.plus(day, SHIFT_DAYS + 5)), expression=sql.number(7))


def _operand(value: exp.Expr) -> exp.Expr:
    return sql.paren(value) if isinstance(value, exp.Binary) else value


def instant_from_naive(wall: exp.Expr, zone: str, span: tuple[int, int]) -> exp.Expr:
    """The instant of a wall time; times that a clock change skips or repeats take the first offset.

    Args:
        wall: BIGINT expression, µs since 1970-01-01 on the wall clock.
        zone: IANA name of the wall clock's zone.
        span: First and last wall time that occur, µs.

    Returns:
        A BIGINT expression, µs since 1970-01-01 UTC.

    Raises:
        ArgumentError: Unknown zone.

    Example:
        >>> from sqlglot import exp
        >>> instant_from_naive(exp.column("w"), "Asia/Seoul", (0, 0)).sql("duckdb")
        'w - 32400000000'
    """
    return _piecewise(wall, _wall_pieces(zone, span), -1)


def in_clock_change(wall: exp.Expr, zone: str, span: tuple[int, int]) -> exp.Expr:
    """A test whether a wall time is skipped or repeated by a change of the clock.

    Args:
        wall: BIGINT expression, µs since 1970-01-01 on the wall clock.
        zone: IANA name.
        span: First and last wall time that occur, µs.

    Returns:
        A condition, false where the zone has no change in the span.

    Raises:
        ArgumentError: Unknown zone.

    Example:
        >>> from sqlglot import exp
        >>> in_clock_change(exp.column("w"), "Asia/Tokyo", (0, 0)).sql()
        'FALSE'
    """
    pieces = offsets(zone, span[0] - 2 * DAY_US, span[1] + 2 * DAY_US)
    tests = [
        sql.and_(
            exp.GTE(this=wall.copy(), expression=sql.number(until + min(offset, after))),
            exp.LT(this=wall.copy(), expression=sql.number(until + max(offset, after))),
        )
        for (until, offset), (_, after) in itertools.pairwise(pieces)
    ]
    return sql.any_of(tests)


def day_number(day: date) -> int:
    """The number of a day: days since 1970-01-01.

    Args:
        day: A calendar day.

    Returns:
        The number, negative before 1970.

    Example:
        >>> day_number(date(1970, 1, 2))
        1
    """
    return day.toordinal() - date(1970, 1, 1).toordinal()


def day_start_us(day: date | int, zone: str) -> int:
    """The instant at which a local day begins.

    Args:
        day: A calendar day, or its number.
        zone: IANA name.

    Returns:
        µs since 1970-01-01 UTC; where midnight is skipped, the first instant after the gap.

    Raises:
        ArgumentError: Unknown zone.

    Example:
        >>> day_start_us(date(2026, 11, 9), "Asia/Seoul")
        1794150000000000
    """
    days = day_number(day) if isinstance(day, date) else day
    midnight = datetime(1970, 1, 1, tzinfo=zone_named(zone)) + timedelta(days=days)  # wall time
    return to_us(midnight)


def to_us(moment: datetime) -> int:
    """An aware moment as an instant.

    Args:
        moment: With an offset or zone; wall times that occur twice mean the first.

    Returns:
        µs since 1970-01-01 UTC.

    Raises:
        ArgumentError: The moment has no offset.

    Example:
        >>> to_us(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
        1000000
    """
    if moment.utcoffset() is None:
        message = f"'{moment.isoformat()}' has no offset; add one, such as +09:00"
        raise ArgumentError(message)
    return (moment.astimezone(UTC) - EPOCH) // timedelta(microseconds=1)


def from_us(at_us: int) -> datetime:
    """An instant as a moment in UTC.

    Args:
        at_us: µs since 1970-01-01 UTC.

    Returns:
        The aware moment.

    Example:
        >>> from_us(1_000_000).isoformat()
        '1970-01-01T00:00:01+00:00'
    """
    return EPOCH + timedelta(microseconds=at_us)
