"""How long customers wait: from one event to the next of another kind, by ticket, or an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.occasion_specs import Dated, Occasions
from stagelift.data.query.occasion_sums import cells_of, grouping_sets, marks, total
from stagelift.data.query.occasions import occasion_cells, occasions_asked
from stagelift.data.query.populations import read_from

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.query.populations import Ctes

MINUTE_US = 60_000_000


@dataclass(frozen=True, slots=True)
class EventWait:
    """The time from one event to another of the same customer.

    Args:
        start: Events that begin it.
        until: Events that end it, at the same instant or later.
        by: The column that says which belong together, such as a ticket; without it, the next one.
    """

    start: tuple[str, ...]
    until: tuple[str, ...]
    by: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerWait:
    """The time from a low score to an event that follows it up.

    Args:
        source: Name of the surveys source.
        instrument: The question, or None for every row of the source.
        scores: The first and the last score that is followed up.
        until: Events that end it, at the same instant or later.
    """

    source: str
    instrument: str | None
    scores: tuple[int, int]
    until: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaitQuestion:
    """Which waits, and what was promised.

    Args:
        of: What is waited for.
        promise: Length in µs within which it should end.
        where: In which cells they are counted, by the instant at which they begin.
    """

    of: EventWait | AnswerWait
    promise: int
    where: Occasions


@dataclass(frozen=True, slots=True)
class WaitCell:
    """The waits that began in one cell; sums over customers c of their numbers n and k.

    Args:
        period: Index into the periods.
        stage: Stage id at the beginning, or None for all stages together.
        segment: Segment, or None for everyone.
        customers: Customers with a wait whose promise has run out or was kept within it.
        n: Σn, waits as old as the promise.
        k: Σk, of these kept.
        nn: Σn².
        nk: Σnk.
        kk: Σk².
        open: Waits younger than the promise.
    """

    period: int
    stage: str | None
    segment: str | None
    customers: int
    n: int
    k: int
    nn: int
    nk: int
    kk: int
    open: int


@dataclass(frozen=True, slots=True)
class WaitCount:
    """Waits of one cell that lasted equally long.

    Args:
        period: Index into the periods.
        stage: Stage id, or None for all stages together.
        segment: Segment, or None for everyone.
        minutes: Whole minutes they lasted, or have lasted so far.
        ended: Whether they ended.
        waits: How many.
    """

    period: int
    stage: str | None
    segment: str | None
    minutes: int
    ended: bool
    waits: int


def event_rows(
    contract: Contract, events: Sequence[str], columns: Sequence[str], by: str | None = None
) -> exp.Select:
    """Events of some kinds, from the sources that can hold them.

    Args:
        contract: The contract tables.
        events: Their names.
        columns: Columns beside customer, at and event.
        by: A column whose sources are read alone; rows without a value are left out.

    Returns:
        A query with customer, at, event and the columns.

    Raises:
        DataError: When no source holds events, or none has such a column.
    """
    wanted = ("at", "event", *columns)
    having = [one.name for one in contract.readings("events") if by is None or one.has(by)]
    if by is None or not having:  # without such a source: the error that lists the columns
        parts = [contract.required("events", wanted)]
    else:
        parts = [contract.required("events", wanted, source=name) for name in having]
    names = [sql.column(name) for name in ("customer", *wanted)]
    found = []
    for part in parts:
        query = exp.select(*(name.copy() for name in names)).from_(part.subquery("e", copy=False))
        query = query.where(sql.column("event").isin(*sorted(set(events))))
        if by is not None:
            query = query.where(sql.not_null(sql.column(by)))
        found.append(query)
    if len(found) == 1:
        return found[0]
    union = exp.union(*found, distinct=False)
    return exp.select(*(name.copy() for name in names)).from_(union.subquery("u", copy=False))


def begun(contract: Contract, asked: WaitQuestion) -> exp.Select:
    """The beginnings of all waits.

    Args:
        contract: The contract tables.
        asked: Which waits.

    Returns:
        A query with customer, at, ticket (NULL without one) and the columns split by; a ticket that
        is opened again begins once.
    """
    of, split = asked.of, asked.where.split
    if isinstance(of, AnswerWait):
        named = ("instrument",) if of.instrument is not None else ()
        columns = tuple(dict.fromkeys(("score", "invited", "answered", *split, *named)))
        rows = contract.required("surveys", columns, source=of.source)
        at = "COALESCE(answered, invited)"
        query = exp.select(
            "customer", f"{at} AS at", "CAST(NULL AS TEXT) AS ticket", *_least(split)
        )
        query = query.from_(rows.subquery("s", copy=False))
        query = query.where(f"score BETWEEN {of.scores[0]} AND {of.scores[1]}")
        if of.instrument is not None:
            query = query.where(sql.column("instrument").eq(sql.text(of.instrument)))
        return query.group_by("customer", at)
    own = () if of.by is None else (of.by,)
    rows = event_rows(contract, of.start, tuple(dict.fromkeys((*own, *split))), of.by)
    if of.by is None:
        query = exp.select("customer", "at", "CAST(NULL AS TEXT) AS ticket", *_least(split))
        return query.from_(rows.subquery("s", copy=False)).group_by("customer", "at")
    ticket = sql.cast(sql.column(of.by), sql.TEXT)
    query = exp.select("customer", "MIN(at) AS at", sql.alias_(ticket, "ticket"), *_least(split))
    return query.from_(rows.subquery("s", copy=False)).group_by("customer", ticket.copy())


def _least(split: Sequence[str]) -> list[exp.Expr]:
    """One value of each column by which rows are split, the same whatever their order."""
    return [sql.alias_(exp.Min(this=sql.column(name)), name) for name in split]


def ended(contract: Contract, of: EventWait | AnswerWait) -> exp.Select:
    """The ends of all waits.

    Args:
        contract: The contract tables.
        of: What is waited for.

    Returns:
        A query with customer, at and ticket.
    """
    by = of.by if isinstance(of, EventWait) else None
    rows = event_rows(contract, of.until, () if by is None else (by,), by)
    ticket: exp.Expr = exp.null() if by is None else sql.column(by)
    return exp.select("customer", "at", sql.alias_(sql.cast(ticket, sql.TEXT), "ticket")).from_(
        rows.subquery("t", copy=False)
    )


def wait_rows(contract: Contract, asked: WaitQuestion, columns: tuple[str, ...]) -> Dated:
    """The waits with how long each lasted, or has lasted.

    Args:
        contract: The contract tables.
        asked: Which waits.
        columns: What is asked of each.

    Returns:
        Rows with some of lasted (µs), over_ (1 when it ended) and kept_ (1 when that was before the
        promise ran out).

    Raises:
        DataError: When a table or a column that is needed is not mapped.
    """
    by = asked.of.by if isinstance(asked.of, EventWait) else None
    same = ["c.customer = b.customer", "c.at >= b.at"]
    same += [] if by is None else ["c.ticket = b.ticket"]
    split = asked.where.split
    query = (
        exp.select(
            "b.customer AS customer",
            "b.at AS at",
            f"COALESCE(MIN(c.at), {asked.where.as_of}) - b.at AS lasted",
            "CASE WHEN MIN(c.at) IS NULL THEN 0 ELSE 1 END AS over_",
            f"CASE WHEN MIN(c.at) - b.at < {asked.promise} THEN 1 ELSE 0 END AS kept_",
            *(sql.alias_(exp.Min(this=sql.column(name, "b")), name) for name in split),
        )
        .from_("begun AS b")
        .join("ended AS c", on=" AND ".join(same), join_type="left")
        .group_by("b.customer", "b.at", "b.ticket")
    )
    own = (("begun", begun(contract, asked)), ("ended", ended(contract, asked.of)))
    return Dated(query, columns, own=own)


def measure_waits(contract: Contract, asked: WaitQuestion) -> tuple[WaitCell, ...]:
    """How many waits kept the promise, in a fixed order.

    Args:
        contract: The contract tables.
        asked: Which waits.

    Returns:
        Cells by period, stage and segment.

    Raises:
        DataError: When a table or a column that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    ripe = f"CASE WHEN at + {asked.promise} <= {asked.where.as_of} THEN 1 ELSE 0 END"
    one = (total(ripe, "n"), total(f"{ripe} * kept_", "k"), total(f"1 - {ripe}", "young"))
    added = (
        total("CASE WHEN n > 0 THEN 1 ELSE 0 END", "customers"),
        *(total(what, name) for what, name in (("n", "n"), ("k", "k"))),
        *(total(what, name) for what, name in (("n * n", "nn"), ("n * k", "nk"), ("k * k", "kk"))),
        total("young", "open"),
    )

    def rows(where: Occasions) -> Dated:
        return wait_rows(contract, replace(asked, where=where), ("kept_",))

    sums = (one, added, asked.promise)
    found = occasion_cells(contract, ("waits", asked), asked.where, rows, sums)
    return tuple(WaitCell(c.period, c.stage, c.segment, **c.sums) for c in found)


def count_waits(contract: Contract, asked: WaitQuestion) -> tuple[WaitCount, ...]:
    """How many waits lasted how many minutes, in a fixed order.

    Args:
        contract: The contract tables.
        asked: Which waits; their promise does not matter.

    Returns:
        Counts by period, stage, segment and minutes.

    Raises:
        DataError: When a table or a column that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """

    def build(where: Occasions, tables: Ctes) -> exp.Select:
        minutes = sql.divide_whole(sql.column("lasted"), MINUTE_US)
        names = ("period_no", "stage", *where.groups)
        timed = exp.select(*names, sql.alias_(minutes, "minutes"), "over_").from_("members")
        query = exp.select(*marks(where), "minutes", "over_", "COUNT(*) AS waits")
        query = query.from_("timed").group_by(grouping_sets(where, ("minutes", "over_")))
        return read_from(query, [*tables, ("timed", timed)])

    def rows(where: Occasions) -> Dated:
        return wait_rows(contract, replace(asked, where=where), ("lasted", "over_"))

    given = occasions_asked(
        contract, ("waits by length", asked), asked.where, rows, (build, 0)
    ).dicts()
    found = cells_of(asked.where, given, ("minutes", "over_", "waits"))
    return tuple(
        WaitCount(
            c.period, c.stage, c.segment, c.sums["minutes"], bool(c.sums["over_"]), c.sums["waits"]
        )
        for c in found
    )
