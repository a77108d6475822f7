"""Customers' events cut into sessions, and what each unit's sessions come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.derived import Revisit, Sessions, SessionShare
from stagelift.data.query.event_table import kept_name
from stagelift.data.query.paths import KEYS, unit_keys
from stagelift.data.query.populations import Ctes, matches, period_number
from stagelift.data.query.specs import Measurement

if TYPE_CHECKING:
    from stagelift.data.query.values import Clock

NAMED = kept_name("session")
SESSION = ("customer", "began", "ended", "interactions", "held", "closed")


def session_tables(number: int, value: SessionShare | Revisit, *, named: bool) -> Ctes:
    """The sessions a value reads.

    Args:
        number: The value's place in the measurement.
        value: Which events, which gap, and how a session must end.
        named: Whether a source names sessions; events without a name are cut by the gap.

    Returns:
        Tables ending in `sessions_N`: customer, began and interactions, and, except for bounces,
        ended, held (whether one of the events asked for came) and closed (whether one came in the
        last instant).
    """
    hits, cut = f"hits_{number}", f"cut_{number}"
    ends = value.ends_with if isinstance(value, SessionShare) else ()
    rows = exp.select("e.customer AS customer", "e.at AS at").from_("events AS e")
    rows = rows.select(sql.alias_(asked_at(ends), "asked_at"), copy=False)
    name: exp.Expr = exp.column(NAMED, "e", quoted=True) if named else exp.null()
    rows = rows.select(sql.alias_(sql.cast(name, sql.TEXT), "session"), copy=False)
    tables: Ctes = [(hits, rows.where(matches(value.terms)))]
    if isinstance(value, SessionShare) and not ends:
        parts: list[exp.Query] = [lone_rows(hits, value.sessions)]
        columns: tuple[str, ...] = ("customer", "began", "interactions")
    else:
        tables.append((cut, by_gap(hits, value.sessions)))
        parts, columns = [session_rows(cut, "number")], SESSION
    if named:
        rows = session_rows(hits, "session").where("NOT session IS NULL")
        parts.append(exp.select(*columns).from_(rows.subquery("n", copy=False)))
    whole = parts[0] if len(parts) == 1 else exp.union(*parts, distinct=False)
    tables.append((f"sessions_{number}", whole))
    return tables


def asked_at(ends: tuple[tuple[str, int], ...]) -> exp.Expr:
    """The instant of an event a session may have to end with, else NULL."""
    if not ends:
        return exp.cast(exp.null(), "BIGINT")
    return exp.Case().when(matches(ends), exp.column("at", "e"))


def lone_rows(hits: str, sessions: Sessions) -> exp.Select:
    """The sessions cut by the gap, told apart only as those of one interaction and of more.

    An interaction that both opens and ends a session is a session of its own, so no session has to
    be put together: one order of the events is enough.

    Args:
        hits: Name of the table of interactions.
        sessions: The gap.

    Returns:
        A query with customer, began and interactions (1, or 2 for more).
    """
    line = "OVER (PARTITION BY customer ORDER BY at)"
    beside = exp.select("customer", "at", f"LAG(at) {line} AS earlier", f"LEAD(at) {line} AS later")
    beside = beside.from_(hits).where("session IS NULL")
    ends = f"later IS NULL OR later - at >= {sessions.gap}"
    return (
        exp.select("customer", "at AS began", f"CASE WHEN {ends} THEN 1 ELSE 2 END AS interactions")
        .from_(beside.subquery("b", copy=False))
        .where(f"earlier IS NULL OR at - earlier >= {sessions.gap}")
    )


def by_gap(hits: str, sessions: Sessions) -> exp.Select:
    """The events without a named session, numbered by the gaps between them.

    Events of one instant share a number: the default frame of a window holds all its peers.

    Args:
        hits: Name of the table of interactions.
        sessions: The gap.

    Returns:
        A query with customer, at, asked_at and number.
    """
    before = "LAG(at) OVER (PARTITION BY customer ORDER BY at)"
    gapped = exp.select("customer", "at", "asked_at", f"{before} AS earlier").from_(hits)
    gapped = gapped.where("session IS NULL")
    opens = f"CASE WHEN earlier IS NULL OR at - earlier >= {sessions.gap} THEN 1 ELSE 0 END"
    number = f"SUM({opens}) OVER (PARTITION BY customer ORDER BY at) AS number"
    return exp.select("customer", "at", "asked_at", number).from_(gapped.subquery("g", copy=False))


def session_rows(table: str, name: str) -> exp.Select:
    """One row a session, from events that carry its number or name."""
    return (
        exp.select(
            "customer",
            "MIN(at) AS began",
            "MAX(at) AS ended",
            "COUNT(*) AS interactions",
            "CASE WHEN MAX(asked_at) IS NULL THEN 0 ELSE 1 END AS held",
            "CASE WHEN MAX(asked_at) = MAX(at) THEN 1 ELSE 0 END AS closed",
        )
        .from_(table)
        .group_by("customer", name)
    )


def until(plan: Measurement, window: int) -> str:
    """The instant at which unit `u`'s time ends: its period's, or a window after its assignment.

    Args:
        plan: What is measured.
        window: Length of the window of an experiment's unit in µs.

    Returns:
        SQL.
    """
    own = f"u.anchor + {window}"
    ends = " ".join(f"WHEN {n} THEN {period.end}" for n, period in enumerate(plan.periods))
    return f"CASE u.period_no {ends} ELSE {own} END" if ends else own


def share_table(number: int, value: SessionShare, plan: Measurement, as_of: int) -> exp.Select:
    """Each unit's sessions of the kind asked for, and all that could have been.

    Args:
        number: The value's place in the measurement.
        value: The kind of sessions.
        plan: What is measured.
        as_of: Instant of knowledge, µs UTC.

    Returns:
        A query with the unit's key, top and bottom.
    """
    gap = value.sessions.gap
    begun, within = timed(f"sessions_{number}", "began", plan, value.window)
    hit = "s.interactions = 1"
    if value.ends_with:  # one that may still go on has not ended
        begun = begun.where(f"held = 1 AND ended <= {as_of - gap}", copy=False)
        hit = "s.closed = 1"
    return (
        exp.select(*unit_keys())
        .select(f"SUM(CASE WHEN {hit} THEN 1 ELSE 0 END) AS top", "COUNT(*) AS bottom")
        .from_("units AS u")
        .join(begun.subquery("s", copy=False), on=within)
        .group_by(*(f"u.{name}" for name in KEYS))
    )


def timed(table: str, begins: str, plan: Measurement, window: int) -> tuple[exp.Select, exp.Expr]:
    """The rows of a table that can begin in a unit's time, and the condition that they do.

    Rows are joined by period where there are periods: a customer's other periods are never looked
    at.

    Args:
        table: Name of a table with customer.
        begins: The column with the instant at which a row begins.
        plan: What is measured.
        window: Length of the window of an experiment's unit in µs.

    Returns:
        A query over the table, to be joined as `s` with units `u`, and the join condition.
    """
    query = exp.select("*").from_(table)
    since = f"s.customer = u.customer AND s.{begins} >= u.anchor"
    if not plan.periods:
        return query, exp.condition(f"{since} AND s.{begins} < u.anchor + {window}")
    number = period_number(plan.periods, exp.column(begins))
    query = query.select(sql.alias_(number, "begun_in"))
    return query, exp.condition(f"{since} AND s.begun_in = u.period_no")


def revisit_table(number: int, value: Revisit, clock: Clock) -> exp.Select:
    """How many sessions, or local days, each unit has in its window.

    Args:
        number: The value's place in the measurement.
        value: What is counted, and the window.
        clock: The journey's local days.

    Returns:
        A query with the unit's key and visits.
    """
    query = exp.select(*unit_keys())
    end = f"u.anchor + {value.window}"
    if value.by_day:
        days = exp.Count(this=exp.Distinct(expressions=[clock.day(exp.column("at", "h"))]))
        query = query.select(sql.alias_(days, "visits")).from_("units AS u")
        within = f"h.customer = u.customer AND h.at >= u.anchor AND h.at < {end}"
        query = query.join(f"hits_{number} AS h", on=within)
    else:
        query = query.select("COUNT(*) AS visits").from_("units AS u")
        within = f"s.customer = u.customer AND s.ended >= u.anchor AND s.began < {end}"
        query = query.join(f"sessions_{number} AS s", on=within)
    return query.group_by(*(f"u.{name}" for name in KEYS))
