"""A span of time as a condition over a source's own column, so that an engine skips whole files.

An instant is computed from what a source holds, and an engine cannot tell from the smallest and the
largest value of a column what the computed one will be. The condition here is over the column
itself and one day wider than what is asked, so that no zone and no change of the clocks matters.
Files, row groups and partitions that lie outside are then not read, nor parts of an index.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.instants import EARLIEST_US, LATEST_US
from stagelift.data.zones import DAY_US, from_us

if TYPE_CHECKING:
    from stagelift.data.engine import ColumnType
    from stagelift.data.reading import Reading

Span = tuple[int | None, int | None]
"""First and last instant, µs UTC, both included; None where there is no end."""

DAY = timedelta(days=1)
# how a day is written for each type; texts and Unix times tell no order before they are read
TYPES: dict[ColumnType, str] = {
    "timestamptz": "TIMESTAMPTZ",
    "timestamp": "TIMESTAMP",
    "date": "DATE",
}


def near(reading: Reading, span: Span | None) -> exp.Expr | None:
    """A test that every row of a span passes, and few others.

    Args:
        reading: A source.
        span: The instants asked for, or None for all.

    Returns:
        A condition over the source's own columns; None where nothing can be left out.
    """
    field = reading.resolved.fields.get("time")
    if span is None or field is None or field.kind not in TYPES:
        return None
    first, last = span
    tests: list[exp.Expr] = []
    if first is not None and first - DAY_US > EARLIEST_US:
        low = day_before(first, field.kind)
        tests.append(exp.GTE(this=field.value.copy(), expression=low))
    if last is not None and last + 3 * DAY_US < LATEST_US:
        high = day_before(last + 3 * DAY_US, field.kind)
        tests.append(exp.LT(this=field.value.copy(), expression=high))
    return sql.all_of(tests) if tests else None


def day_before(instant: int, kind: ColumnType) -> exp.Expr:
    """The start of the UTC day before an instant's.

    Args:
        instant: µs UTC.
        kind: Type of the column it is compared with.

    Returns:
        A literal of that type.

    Example:
        >>> day_before(0, "date").sql()
        "CAST('1969-12-31' AS DATE)"
    """
    day = (from_us(instant) - DAY).date().isoformat()
    ending = {"date": "", "timestamp": " 00:00:00", "timestamptz": " 00:00:00+00:00"}[kind]
    return exp.cast(sql.text(f"{day}{ending}"), TYPES[kind])
