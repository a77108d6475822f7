"""Marks of days: how many visible rows each day has of each event, and a hash of them in any order.

Equal marks mean equal rows, so that sums kept from an earlier week hold for as long as the days
they rest on have the marks they had. Marked are the rows that questions see: a copy that changes
nothing leaves its day's mark as it is, and one that takes the place of a row changes both days'.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import defaultdict
from datetime import datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.answers import Answer
from stagelift.data.steps import known_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from stagelift.data.reading import Reading

DAY_US = 86_400_000_000
MARK_NAMES = ("event", "block", "rows", "mark")


class DayMarks:
    """The marks of all visible events as of an instant.

    A block is a day of the journey's zone at its ordinary distance from UTC, whatever the season.

    Args:
        rows: Event, block, rows and mark; of one event and block there may be several.
        offset_us: The zone's ordinary distance from UTC, µs.

    Example:
        >>> marks = DayMarks([("ordered", 0, 2, 7), ("ordered", 3, 1, 9)], 0)
        >>> marks.of(("ordered",), None, 2 * DAY_US) == marks.of(("ordered",), None, 3 * DAY_US)
        True
        >>> marks.of(("ordered",), None, 2 * DAY_US) == marks.of(("ordered",), None, 4 * DAY_US)
        False
    """

    def __init__(self, rows: Iterable[Sequence[object]], offset_us: int) -> None:
        """Sorts the marks."""
        self._offset = offset_us
        self._events: dict[str, dict[int, tuple[int, int]]] = defaultdict(dict)
        for event, block, count, mark in rows:
            known = self._events[str(event)].get(int(str(block)), (0, 0))
            added = known[0] + int(str(count)), known[1] + int(str(mark))
            self._events[str(event)][int(str(block))] = added
        self._sums: dict[tuple[str, ...], _Sums] = {}

    def of(self, events: Collection[str] | None, first: int | None, until: int) -> str:
        """The mark of all rows of some events in a stretch of time, whole blocks.

        Args:
            events: Their names; None for all events.
            first: First instant, µs; None from the beginning.
            until: First instant after them, µs.

        Returns:
            Hexadecimal digits, the same as long as the rows are.
        """
        names = tuple(sorted(self._events if events is None else set(events)))
        if names not in self._sums:
            self._sums[names] = _Sums(self._events[name] for name in names if name in self._events)
        low = None if first is None else (first + self._offset) // DAY_US
        found = self._sums[names].between(low, self.block_after(until))
        return hashlib.sha256(repr((names, *found)).encode()).hexdigest()[:32]

    def has(self, event: str, first: int, until: int) -> bool:
        """Whether there are rows of an event in a stretch of time, whole blocks.

        Args:
            event: Its name.
            first: First instant, µs.
            until: First instant after them, µs.

        Returns:
            True when at least one block has some.
        """
        low, high = (first + self._offset) // DAY_US, self.block_after(until)
        return any(low <= block < high for block in self._events.get(event, {}))

    def block_after(self, until: int) -> int:
        """The first block that begins at an instant or later."""
        return -((-until - self._offset) // DAY_US)

    def closed(self, until: int, as_of: int) -> bool:
        """Whether all blocks before an instant are over, so that only late rows can come."""
        return self.block_after(until) * DAY_US - self._offset <= as_of


class _Sums:
    """The marks of some events, added up from the first block on."""

    def __init__(self, parts: Iterable[dict[int, tuple[int, int]]]) -> None:
        blocks: dict[int, tuple[int, int]] = {}
        for part in parts:
            for block, (rows, mark) in part.items():
                known = blocks.get(block, (0, 0))
                blocks[block] = (known[0] + rows, known[1] + mark)
        self._blocks = sorted(blocks)
        self._rows = [0, *accumulate(blocks[one][0] for one in self._blocks)]
        self._marks = [0, *accumulate(blocks[one][1] for one in self._blocks)]

    def between(self, low: int | None, high: int) -> tuple[int, int]:
        """Rows and marks from one block on, before another."""
        start = 0 if low is None else bisect_left(self._blocks, low)
        end = max(start, bisect_left(self._blocks, high))
        return self._rows[end] - self._rows[start], self._marks[end] - self._marks[start]


def ordinary_offset(zone: str) -> int:
    """A zone's distance from UTC in January 2020, µs.

    Args:
        zone: Its name.

    Returns:
        µs; where clocks change, part of the year differs by the change.

    Example:
        >>> ordinary_offset("Asia/Seoul") // 3_600_000_000
        9
    """
    found = datetime(2020, 1, 1, tzinfo=ZoneInfo(zone)).utcoffset() or timedelta()
    return found // timedelta(microseconds=1)


def mark_query(events: exp.Select, columns: Sequence[str], offset_us: int) -> exp.Select:
    """The marks of events as questions see them: without copies, an order's lines as one.

    Args:
        events: The events, with `at` and `event`.
        columns: What questions read of them.
        offset_us: The zone's ordinary distance from UTC, µs.

    Returns:
        A SELECT of event, block, rows and mark.
    """
    at = sql.plus(sql.column("at"), offset_us)
    block = exp.alias_(sql.divide_whole(at, DAY_US), "block", copy=False)
    found = exp.select("event", block, _counted(), _added(columns), copy=False)
    found = found.from_(events.subquery("seen", copy=False), copy=False)
    return found.group_by("event", "block", copy=False)


def table_mark(reading: Reading, as_of_us: int) -> exp.Select:
    """The mark of a whole table, such as that of customers.

    Args:
        reading: The source.
        as_of_us: Only rows known before it count, µs.

    Returns:
        A SELECT of one row: rows and mark.
    """
    rows = known_rows(reading, as_of_us)
    found = exp.select(_counted(), _added(rows.named_selects), copy=False)
    return found.from_(rows.subquery("known", copy=False), copy=False)


def marks_answer(rows: Iterable[Sequence[object]]) -> Answer:
    """The rows of mark queries as an answer that can be kept."""
    found = ((str(event), *(int(str(one)) for one in numbers)) for event, *numbers in rows)
    return Answer(MARK_NAMES, tuple(found))


def _counted() -> exp.Expr:
    return exp.alias_(exp.Count(this=exp.Star()), "rows", quoted=True, copy=False)


def _added(columns: Sequence[str]) -> exp.Expr:
    """The sum of the engine's hashes of rows, which are equal in one version of the engine."""
    row = exp.Anonymous(this="HASH", expressions=[sql.column(name) for name in columns])
    whole = exp.Cast(this=row, to=exp.DataType.build("INT128"))
    return exp.alias_(exp.Sum(this=whole), "mark", copy=False)
