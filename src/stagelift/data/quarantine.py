"""Rejected rows with their reason, or where they are: nothing is dropped in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.dialects import text_of
from stagelift.data.duckdb_engine import DuckDBEngine
from stagelift.data.reading import REASON
from stagelift.data.whole_files import whole_file

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


def keep_rejected(reading: Reading, folder: Path) -> Path:
    """Keeps the rejected rows of a source, or on a server the query that shows them there.

    Files of this machine that DuckDB reads are here already, and their rejected rows are written
    whole. What another engine holds stays with it: no column of a rejected row is sure to hold what
    its name says, so none is sure to hold no customer's id.

    Args:
        reading: The source.
        folder: Where it is kept.

    Returns:
        One file that appears whole or not at all: rows as `.parquet`, a query as `.sql`.

    Raises:
        EngineError: The engine refused.
        OSError: The folder cannot be written.
    """
    found = rejected_rows(reading)
    if isinstance(reading.engine, DuckDBEngine):
        path = folder / f"{reading.name}.parquet"
        reading.engine.export(found, path)
        return path
    path = folder / f"{reading.name}.sql"
    text = text_of(found, reading.engine.dialect, pretty=True)
    with whole_file(path) as staged:
        staged.write_text(f"{head(reading)}{text}\n", encoding="utf-8")
    return path


def head(reading: Reading) -> str:
    """What stands above the query: what it shows, and what the source reads, in one line each."""
    read = " ".join(str(reading.resolved.source.read).split())
    return (
        f"-- The rows of the source '{reading.name}' that are rejected, each with the reason.\n"
        f"-- They stay where they are and may name customers. The source reads: {read}\n"
    )


def forget_rejected(reading: Reading, folder: Path, *, but: Path | None = None) -> None:
    """Removes what an earlier check kept of a source.

    Args:
        reading: The source.
        folder: Where it is kept.
        but: What is kept of it now.

    Raises:
        OSError: The folder cannot be written.
    """
    for path in (folder / f"{reading.name}.parquet", folder / f"{reading.name}.sql"):
        if path != but:
            path.unlink(missing_ok=True)
