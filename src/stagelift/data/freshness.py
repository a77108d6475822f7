"""Whether each source still delivers: its newest row against its own usual silences."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.counts import GRACE_US
from stagelift.data.reading import REASON
from stagelift.data.zones import day_number, from_us, local_day

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.reading import Reading

WATCHED_DAYS = 56  # eight weeks: a source's habits, without its long past
FEWEST_DAYS = 14  # days with rows before a source has habits
DAILY = 0.75  # of its days have rows: then it delivers daily, weekends and holidays aside
WATCHED_ROLES = ("events", "surveys")  # rows that keep coming; others come as they happen
DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """How long a source has been silent.

    Args:
        source: Its name.
        newest: Local day of its newest visible row in the last eight weeks; None without one.
        silent: Whole local days since then that have no row, up to the last day that is over.
        usual: The most such days in a row before, of a source that delivers daily; None for
            others, which have no habit to break.
    """

    source: str
    newest: date | None
    silent: int
    usual: int | None

    @property
    def stale(self) -> bool:
        """Whether it has been silent for longer than ever before in these weeks."""
        return self.usual is not None and self.silent > self.usual


def freshness_of(contract: Contract) -> tuple[Freshness, ...]:
    """How long each source of events and surveys has been silent.

    A day counts as over once six hours have passed since its end, as late rows arrive.

    Args:
        contract: The contract tables as of an instant.

    Returns:
        One per source in the journey's order.

    Raises:
        DataError: A source that cannot be read.
        EngineError: The engine refused a query.
    """
    readings = (one for role in WATCHED_ROLES for one in contract.readings(role))
    return tuple(source_freshness(contract, reading) for reading in readings)


def source_freshness(contract: Contract, reading: Reading) -> Freshness:
    """How long one source has been silent.

    Args:
        contract: The contract tables.
        reading: One of their sources.

    Returns:
        Its freshness; one query, kept.
    """
    zone, as_of = contract.zone, contract.as_of_us
    given = contract.answer(("days", reading.name, zone), lambda: days_query(reading, zone, as_of))
    local = from_us(as_of - GRACE_US).astimezone(ZoneInfo(zone))
    days = [int(row["day"]) for row in given.dicts() if row["day"] is not None]
    return judged(reading.name, days, day_number(local.date()))


def judged(source: str, days: Collection[int], today: int) -> Freshness:
    """The freshness of a source that had rows on some days.

    Args:
        source: Its name.
        days: Local days with rows, since 1970-01-01.
        today: The day that is not over.

    Returns:
        Its freshness.

    Example:
        >>> daily = range(100, 130)
        >>> judged("orders", daily, today=130).stale, judged("orders", daily, today=131).silent
        (False, 1)
    """
    known = sorted(set(days))
    if not known:
        return Freshness(source=source, newest=None, silent=0, usual=None)
    silent = max(today - 1 - known[-1], 0)
    habit = len(known) >= FEWEST_DAYS and len(known) >= DAILY * (known[-1] - known[0] + 1)
    usual = max(after - before - 1 for before, after in pairwise(known)) if habit else None
    newest = date(1970, 1, 1) + timedelta(days=known[-1])
    return Freshness(source=source, newest=newest, silent=silent, usual=usual)


def days_query(reading: Reading, zone: str, as_of_us: int) -> exp.Select:
    """The query for the local days of the last eight weeks that have visible rows.

    Args:
        reading: The source.
        zone: The journey's zone.
        as_of_us: The instant of knowledge, µs.

    Returns:
        One row a day.
    """
    time = reading.row_time()
    start = as_of_us - WATCHED_DAYS * DAY_US
    rows = reading.typed().subquery("rows", copy=False)
    if time is None:
        return exp.select("CAST(NULL AS BIGINT) AS day").from_(rows).limit(0)
    recent = exp.GTE(this=time.copy(), expression=sql.number(start))
    seen = exp.and_(sql.is_null(sql.column(REASON)), reading.visible(as_of_us), recent)
    day = local_day(time, zone, (start, as_of_us))
    return exp.select(exp.alias_(day, "day")).distinct().from_(rows).where(seen)
