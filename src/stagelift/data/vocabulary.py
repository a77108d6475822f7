"""The event names the data hold, so that a definition that names another can be told so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql

if TYPE_CHECKING:
    from stagelift.data.contract import Contract


def event_rows(contract: Contract) -> dict[str, int]:
    """How often each event occurs among the visible rows.

    Args:
        contract: The contract tables.

    Returns:
        Event name to rows, the most frequent first; empty when no source has events. One query.

    Raises:
        DataError: A source that cannot be read.
        EngineError: The engine refused.
    """
    events = contract.query("events", ("event",))
    if events is None:
        return {}
    name = sql.column("event")
    query = exp.select(name, exp.alias_(exp.Count(this=exp.Star()), "occurrences"))
    rows = contract.engine.run(query.from_(events.subquery("events")).group_by(name.copy()))
    found = {str(event): int(count) for event, count in rows if event is not None}
    return dict(sorted(found.items(), key=lambda entry: (-entry[1], entry[0])))


def instrument_rows(contract: Contract, source: str) -> dict[str, int]:
    """How many rows of a surveys source belong to each question.

    Args:
        contract: The contract tables.
        source: Name of the source.

    Returns:
        Instrument to rows, the most frequent first; empty when the source names none. One query.

    Raises:
        DataError: A source that cannot be read.
        EngineError: The engine refused.
    """
    if not any(reading.has("instrument") for reading in contract.readings("surveys", source)):
        return {}
    rows = contract.required("surveys", ("instrument",), source=source)

    def build() -> exp.Select:
        query = exp.select("instrument", "COUNT(*) AS rows_").from_(rows.subquery("surveys"))
        return query.where("instrument IS NOT NULL").group_by("instrument")

    found = {str(n): int(k) for n, k in contract.answer(("instruments", source), build).rows}
    return dict(sorted(found.items(), key=lambda entry: (-entry[1], entry[0])))
