"""How many of the events that decide came to be known long after they happened."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from stagelift.data.contract import Contract
from stagelift.data.counts import GRACE_US


@dataclass(frozen=True, slots=True)
class LateQuestion:
    """Which events are asked about.

    Args:
        events: Their names, sorted.
        start: First instant, µs UTC.
        end: First instant after the last.
    """

    events: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lateness:
    """The events of a span.

    Args:
        rows: Those whose source says when they came to be known.
        late: Those known more than six hours after they happened.
    """

    rows: int
    late: int


def measure_lateness(contract: Contract, asked: LateQuestion) -> Lateness | None:
    """How many events of a span were known late.

    Args:
        contract: The contract tables.
        asked: Events and span.

    Returns:
        The counts; None where no source says when an event came to be known.

    Raises:
        DataError: When there are no events.
        EngineError: When the engine refuses the query.
    """
    if not contract.maps("events", "ingested"):
        return None

    def build() -> exp.Select:
        about = (asked.start, asked.end)
        rows = contract.required("events", ("event", "at", "ingested"), about=about)
        late = f"SUM(CASE WHEN ingested - at > {GRACE_US} THEN 1 ELSE 0 END)"
        query = exp.select("COUNT(ingested)", late).from_(rows.subquery("e", copy=False))
        return query.where(
            exp.column("event").isin(*asked.events),
            exp.column("at") >= asked.start,
            exp.column("at") < asked.end,
        )

    ((rows, late),) = contract.answer(("lateness", asked), build).rows
    return Lateness(int(rows), int(late or 0))
