"""The demo world as files: late rows, repeated rows and broken rows, as real sources have them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stagelift.data.quoting import literal
from stagelift.demo.curve import DAY, HOUR, MINUTE, SEOUL, Ints

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import duckdb
    from numpy.typing import NDArray

    Columns = Mapping[str, NDArray[np.generic]]

_LATE, _REPEATED, _CONFLICTING, _BROKEN = 0.03, 0.004, 0.05, 0.00004
CUSTOMER = "printf('C%06d', customer + 1)"  # the id of a position in the world, in SQL
_LEAST = 3  # of each defect, so that a small world has them too


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """Rows of a source in the order they arrived.

    Args:
        source: Position of the true row each one reports.
        id: Number of the event; a repeated row has the id of the first.
        at: In µs, or -1 when the time is missing.
        ingested: When the row arrived, in µs.
    """

    source: Ints
    id: Ints
    at: Ints
    ingested: Ints


def rows(at: Ints, rng: np.random.Generator) -> Rows:
    """True events as rows: some late, some twice (a few of these differ), some without a time.

    Args:
        at: Instants of the true events, in µs.
        rng: Source of chance.

    Returns:
        Rows sorted by arrival. Every true event is there once, first; a repeat arrives later.
    """
    size = at.size
    soon = (rng.exponential(40.0, size) * 1_000_000).astype(np.int64) + 1_000_000
    late = rng.random(size) < _LATE
    ingested = at + np.where(late, rng.integers(HOUR, 2 * DAY, size), soon)
    again = _some(size, _REPEATED, rng)
    differs = np.arange(again.size) < max(1, round(_CONFLICTING * again.size))
    broken = _some(size, _BROKEN, rng)
    source = np.concatenate([np.arange(size), again, broken])
    ids = np.concatenate([np.arange(size), again, size + np.arange(broken.size)])
    times = np.concatenate([at, at[again] + differs * MINUTE, np.full(broken.size, -1)])
    later = ingested[again] + rng.integers(2 * MINUTE, 6 * HOUR, again.size)
    arrived = np.concatenate([ingested, later, ingested[broken]])
    order = np.lexsort((np.arange(source.size), arrived))
    return Rows(source[order], ids[order], times[order], arrived[order])


def _some(size: int, share: float, rng: np.random.Generator) -> Ints:
    count = min(size, max(_LEAST, round(size * share)))
    return rng.choice(size, count, replace=False).astype(np.int64)


def named(names: tuple[str, ...], column: str) -> str:
    """SQL that writes a code as its name.

    Args:
        names: The names, by code.
        column: The column of codes, from 0.

    Returns:
        An expression.
    """
    listed = ", ".join(f"'{name}'" for name in names)
    return f"list_extract([{listed}], {column} + 1)"


def instant(column: str) -> str:
    """SQL for an instant from µs, NULL for -1.

    Args:
        column: The column of µs.

    Returns:
        An expression.
    """
    return f"CASE WHEN {column} >= 0 THEN make_timestamptz({column}) END"


def wall(column: str) -> str:
    """SQL for the time on a wall in Seoul, without an offset.

    Args:
        column: The column of µs, -1 for none.

    Returns:
        An expression.
    """
    return f"CASE WHEN {column} >= 0 THEN make_timestamp({column} + {SEOUL}) END"


def write_file(
    connection: duckdb.DuckDBPyConnection, path: Path, columns: Columns, select: str
) -> None:
    """Write arrays as one Parquet or CSV file, whole or not at all.

    Args:
        connection: Any DuckDB connection.
        path: Where; the suffix says the format.
        columns: Arrays of one length.
        select: What to write, in SQL over the columns' names.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_name(f".{path.name}.{os.getpid()}")
    written = "FORMAT csv, HEADER" if path.suffix == ".csv" else "FORMAT parquet, COMPRESSION zstd"
    target = literal(str(staged))
    arrays = dict(columns)  # found by its name in the query
    try:
        query = f"COPY (SELECT {select} FROM arrays) TO {target} ({written})"  # noqa: S608 - our own text
        connection.execute(query)
        staged.replace(path)
    finally:
        arrays.clear()
        staged.unlink(missing_ok=True)
