"""How long rows took from when they happened until they were known, counted by length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.steps import known_rows

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.reading import Reading

SECOND_US, MINUTE_US = 1_000_000, 60_000_000
FINE_US = 3_600_000_000  # lags below an hour are counted by the second, longer ones by the minute


@dataclass(frozen=True, slots=True)
class LagCount:
    """Rows that took equally long.

    Args:
        lag_us: Length in µs, down to the second below an hour and to the minute above; −1 of rows
            that were known before they happened.
        rows: How many.
    """

    lag_us: int
    rows: int


def measure_lags(contract: Contract, source: str) -> tuple[LagCount, ...] | None:
    """The rows of a source by how long they took to arrive; each visible row counts.

    Args:
        contract: The contract tables.
        source: Its name.

    Returns:
        Counts in order of length; None where the source has no ingested time, or no time at all.

    Raises:
        DataError: When the source cannot be read.
        EngineError: When the engine refuses the query.
    """
    roles = ("events", "surveys", "assignments", "messages")
    (reading,) = (one for role in roles for one in contract.readings(role, source))
    if not reading.has("ingested") or reading.row_time() is None:
        return None
    answer = contract.answer(("lags", source), lambda: lag_query(reading, contract.as_of_us))
    found = (LagCount(int(lag), int(rows)) for lag, rows in answer.rows if lag is not None)
    return tuple(sorted(found, key=lambda one: one.lag_us))


def lag_query(reading: Reading, as_of_us: int) -> exp.Select:
    """Known rows of a source by their lag.

    Args:
        reading: The source; it has a time and an ingested time.
        as_of_us: Instant of knowledge, µs.

    Returns:
        A statement with lag (µs) and rows; a survey's answer counts from the answer on.
    """
    time = reading.row_time()
    if reading.role == "surveys" and reading.has("answered"):
        time = exp.func("COALESCE", sql.column("answered"), time)
    took = exp.Sub(this=sql.column("ingested"), expression=time)
    each = exp.select(sql.alias_(took, "took")).from_(
        known_rows(reading, as_of_us).subquery("known", copy=False)
    )
    each = each.where(sql.not_null(sql.column("ingested")))
    whole = (
        f"CASE WHEN took < 0 THEN -1 WHEN took < {FINE_US} THEN took - took % {SECOND_US}"
        f" ELSE took - took % {MINUTE_US} END AS lag"
    )
    lags = exp.select(whole).from_(each.subquery("each", copy=False))
    query = exp.select("lag", "COUNT(*) AS found").from_(lags.subquery("lags", copy=False))
    return query.group_by("lag")
