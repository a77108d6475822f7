"""Rejected rows, written out with their reason: nothing is dropped in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.reading import REASON

if TYPE_CHECKING:
    from pathlib import Path

    from stagelift.data.reading import Reading


def rejected_rows(reading: Reading) -> exp.Select:
    """The rows of a source that the contract rejects, as the source has them, with the reason.

    Args:
        reading: The source.

    Returns:
        A SELECT with the source's own columns and `rejected_because`.
    """
    names = tuple(name for name in reading.resolved.columns if name != REASON)
    typed = exp.select(*map(sql.column, names), exp.alias_(reading.reason, REASON, quoted=True))
    rows = typed.from_(reading.relation()).subquery(f"{reading.name} typed", copy=False)
    chosen = [*map(sql.column, names), sql.column(REASON)]
    return exp.select(*chosen).from_(rows).where(sql.not_null(sql.column(REASON)))


def write_rejected(reading: Reading, path: Path) -> None:
    """Writes the rejected rows of a source as one Parquet file that appears whole or not at all.

    Args:
        reading: The source.
        path: The file, ending in `.parquet`.

    Raises:
        EngineError: The engine refused.
        OSError: The folder cannot be written.
    """
    reading.engine.export(rejected_rows(reading), path)
