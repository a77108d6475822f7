"""How fresh the data are: how long rows take to arrive, and when each source last delivered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from stagelift.console import aligned
from stagelift.data.counts import GRACE_US
from stagelift.data.freshness import WATCHED_ROLES, source_freshness
from stagelift.data.query.lags import LagCount, measure_lags
from stagelift.data.zones import from_us
from stagelift.formatting import formatted, number
from stagelift.frames import Tabular

if TYPE_CHECKING:
    from stagelift.data.contract import Contract

ROLES = ("events", "surveys", "assignments", "messages")
MICROS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLag:
    """How long the rows of one source took to arrive.

    Every visible row counts: the figures describe what arrived, and need no interval.

    Args:
        source: Its name.
        role: What its rows are.
        rows: Rows with both instants.
        p50_seconds: Half of them took at most so long; None where the source does not say when
            rows arrived.
        p95_seconds: 95 % took at most so long.
        late: Share that took longer than the grace period, 0–1.
        early: Rows that were there before they happened: a clock is wrong.
        newest: Local day of the newest row of the last eight weeks as ISO text; None where nothing
            is watched.
        silent_days: Whole days without a row since then.
        stale: Whether it has been silent for longer than ever before in these weeks.
        status: `ok` or `no_data`.
        note: The reason in words.
    """

    source: str
    role: str
    rows: int
    p50_seconds: int | None
    p95_seconds: int | None
    late: float | None
    early: int
    newest: str | None
    silent_days: int | None
    stale: bool
    status: str = "ok"
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON-ready values."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Lags(Tabular):
    """How fresh every source is.

    Args:
        as_of: Instant of knowledge as text, in the journey's zone.
        grace_hours: Rows that take longer count as late.
        sources: One entry a source whose rows have a time, in the journey's order.
    """

    as_of: str
    grace_hours: float
    sources: tuple[SourceLag, ...]

    def source(self, name: str) -> SourceLag:
        """One source.

        Args:
            name: Its name.

        Returns:
            Its figures.

        Raises:
            KeyError: When it is not among them.
        """
        return {one.source: one for one in self.sources}[name]

    def to_dicts(self) -> list[dict[str, Any]]:
        """The sources as JSON-ready rows."""
        return [{"as_of": self.as_of} | one.to_dict() for one in self.sources]

    def __str__(self) -> str:
        late = f"later than {self.grace_hours:g} h"
        head = ("source", "rows", "half within", "95% within", late, "newest", "silent")
        rows = [head, *(cells(one) for one in self.sources)]
        return "\n".join(
            [f"How rows arrive, as of {self.as_of}; every visible row", *aligned(rows)]
        )


def cells(one: SourceLag) -> tuple[str, ...]:
    """A source as cells of the table."""
    silent = "" if one.silent_days is None else f"{one.silent_days} days"
    silent += ", stale" if one.stale else ""
    newest = one.newest or ""
    if one.p50_seconds is None or one.p95_seconds is None or one.late is None:
        return (one.source, number(one.rows), one.note, "", "", newest, silent)
    spans = (length(one.p50_seconds), length(one.p95_seconds))
    return (one.source, number(one.rows), *spans, formatted(one.late, ".1%"), newest, silent)


def length(seconds: int) -> str:
    """A length of time in the unit that fits it.

    Args:
        seconds: Whole seconds, ≥ 0.

    Returns:
        Such as "41 s", "12 min", "5.3 h" or "3.0 d".

    Example:
        >>> length(41), length(720), length(19_080), length(259_200)
        ('41 s', '12 min', '5.3 h', '3.0 d')
    """
    if seconds < 120:
        return f"{seconds} s"
    if seconds < 7_200:
        return f"{seconds // 60} min"
    if seconds < 172_800:
        return f"{formatted(seconds / 3600, '.1f')} h"
    return f"{formatted(seconds / 86400, '.1f')} d"


def lags(contract: Contract) -> Lags:
    """How long rows take to arrive, source by source.

    Args:
        contract: The contract tables as of an instant.

    Returns:
        Figures of every source of events, surveys, assignments and messages.

    Raises:
        DataError: When a source cannot be read.
        EngineError: When the engine refuses a query.
    """
    seen = from_us(contract.as_of_us).astimezone(ZoneInfo(contract.zone))
    found = [(role, name) for role in ROLES for name in contract.playing(role)]
    return Lags(
        as_of=f"{seen:%Y-%m-%d %H:%M} {contract.zone}",
        grace_hours=GRACE_US / 3_600_000_000,
        sources=tuple(source_lag(contract, role, name) for role, name in found),
    )


def source_lag(contract: Contract, role: str, name: str) -> SourceLag:
    """The figures of one source.

    Args:
        contract: The contract tables.
        role: What its rows are.
        name: Its name.

    Returns:
        Quantiles of its lag and how long it has been silent.
    """
    fresh = source_freshness(contract, name) if role in WATCHED_ROLES else None
    counts = measure_lags(contract, name)
    known = counts or ()
    rows = sum(one.rows for one in known)
    late = sum(one.rows for one in known if one.lag_us >= GRACE_US)
    missing = counts is None
    why = "does not say when rows arrived" if missing else "" if rows else "no rows"
    return SourceLag(
        source=name,
        role=role,
        rows=rows if not missing else contract.summary_of(name).counts.kept,
        p50_seconds=quantile(known, 0.5),
        p95_seconds=quantile(known, 0.95),
        late=late / rows if rows else None,
        early=sum(one.rows for one in known if one.lag_us < 0),
        newest=fresh.newest.isoformat() if fresh and fresh.newest else None,
        silent_days=fresh.silent if fresh and fresh.newest else None,
        stale=fresh.stale if fresh else False,
        status="ok" if rows else "no_data",
        note=why,
    )


def quantile(counts: Sequence[LagCount], share: float) -> int | None:
    """The shortest lag that at least a share of the rows did not exceed.

    Args:
        counts: Rows by lag, shortest first.
        share: Between 0 and 1.

    Returns:
        Whole seconds, 0 for rows that were there too early; None without rows.

    Example:
        >>> quantile([LagCount(1_000_000, 9), LagCount(60_000_000, 1)], 0.95)
        60
    """
    rows, passed = sum(one.rows for one in counts), 0
    for one in counts:
        passed += one.rows
        if passed >= share * rows:
            return max(one.lag_us, 0) // MICROS
    return None
