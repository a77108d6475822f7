"""Whether each source still delivers: its newest row against its own usual silences."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from stagelift.data.counts import GRACE_US
from stagelift.data.zones import day_number, from_us

if TYPE_CHECKING:
    from stagelift.data.contract import Contract

FEWEST_DAYS = 14  # days with rows before a source has habits
DAILY = 0.75  # of its days have rows: then it delivers daily, weekends and holidays aside
WATCHED_ROLES = ("events", "surveys")  # rows that keep coming; others come as they happen


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
    sources = (one for role in WATCHED_ROLES for one in contract.playing(role))
    return tuple(source_freshness(contract, source) for source in sources)


def source_freshness(contract: Contract, source: str) -> Freshness:
    """How long one source has been silent.

    Args:
        contract: The contract tables.
        source: Name of one of their sources.

    Returns:
        Its freshness.
    """
    local = from_us(contract.as_of_us - GRACE_US).astimezone(ZoneInfo(contract.zone))
    return judged(source, contract.summary_of(source).days, day_number(local.date()))


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
