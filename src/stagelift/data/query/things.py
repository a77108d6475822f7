"""Things that customers open and close, such as carts and coupons: what became of each unit's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.derived import Things
from stagelift.data.query.event_table import kept_name
from stagelift.data.query.paths import KEYS, unit_keys
from stagelift.data.query.populations import Ctes, matches
from stagelift.data.query.visits import timed

if TYPE_CHECKING:
    from stagelift.data.query.specs import Measurement

NEVER = 9_000_000_000_000_000_000  # later than any instant


def thing_tables(number: int, value: Things, plan: Measurement, *, keyed: bool) -> Ctes:
    """The things a value follows, and what became of each unit's.

    Args:
        number: The value's place in the measurement.
        value: What opens and closes them.
        plan: What is measured.
        keyed: Whether the events name the things.

    Returns:
        Tables ending in `derived_N`.
    """
    tables: Ctes = by_key(number, value) if keyed else by_time(number, value)
    tables.append((f"derived_{number}", outcome_table(number, value, plan)))
    return tables


def by_key(number: int, value: Things) -> Ctes:
    """Things that the events name.

    Args:
        number: The value's place in the measurement.
        value: What opens and closes them.

    Returns:
        Tables ending in `things_N`: customer, opened, closed and due (NULL where not known).
    """
    key = exp.column(kept_name(value.key or ""), "e", quoted=True)
    kinds = {"opens_at": opening(value), "closes_at": matches(value.closes)}
    if value.expires:
        kinds["expires_at"] = matches(value.expires)
    marks = exp.select("e.customer AS customer", sql.alias_(key, "thing")).from_("events AS e")
    for name, asked in kinds.items():
        instant = exp.Case().when(asked, exp.column("at", "e"))
        marks = marks.select(sql.alias_(instant, name), copy=False)
    if not value.expires:
        marks = marks.select("CAST(NULL AS BIGINT) AS expires_at", copy=False)
    carried = sql.not_(exp.Is(this=key.copy(), expression=exp.null()))
    marks = marks.where(sql.paren(sql.or_(*(one.copy() for one in kinds.values()))), carried)
    # its first opening beside each of a thing's events: no event has to be joined with another
    beside = exp.select("customer", "thing", "closes_at", "expires_at").select(
        "MIN(opens_at) OVER (PARTITION BY customer, thing) AS opened"
    )
    things = (
        exp.select("customer", "thing", "opened")
        .select("MIN(CASE WHEN closes_at >= opened THEN closes_at END) AS closed")
        .select("MIN(CASE WHEN expires_at >= opened THEN expires_at END) AS expired")
        .from_(beside.from_(f"marks_{number}").subquery("b", copy=False))
        .where("NOT opened IS NULL")
        .group_by("customer", "thing", "opened")
    )
    whole = exp.select("customer", "opened", "closed", f"{due_at(value)} AS due")
    return [
        (f"marks_{number}", marks),
        (f"things_{number}", whole.from_(things.subquery("t", copy=False))),
    ]


def opening(value: Things) -> exp.Expr:
    """The condition that event `e` opens a thing of the kind asked for."""
    chosen = [
        exp.column(kept_name(name), "e", quoted=True).isin(*values) for name, values in value.where
    ]
    return sql.and_(matches(value.opens), *chosen)


def due_at(value: Things) -> str:
    """When a thing must be closed: after its time, or when it expires, what comes first."""
    if value.due is None:
        return "expired"
    if not value.expires:
        return f"opened + {value.due}"
    return f"LEAST(opened + {value.due}, COALESCE(expired, {NEVER}))"


def by_time(number: int, value: Things) -> Ctes:
    """Things that no event names: an opening begins one unless it goes on with the one before.

    Args:
        number: The value's place in the measurement.
        value: What opens and closes them; `due` is set.

    Returns:
        Tables ending in `things_N`, as those with a key.
    """
    marks = exp.select("e.customer AS customer", "e.at AS at").from_("events AS e")
    is_close = exp.Case().when(matches(value.closes), exp.Literal.number(1))
    marks = marks.select(sql.alias_(is_close.else_(exp.Literal.number(0)), "closes"))
    marks = marks.where(sql.or_(opening(value), matches(value.closes)))
    line = "OVER (PARTITION BY customer ORDER BY at, closes)"
    before = exp.select("customer", "at", "closes").select(
        f"LAG(at) {line} AS earlier", f"LAG(closes) {line} AS after_close"
    )
    begins = f"closes = 0 AND (earlier IS NULL OR after_close = 1 OR at - earlier >= {value.due})"
    opened = exp.select("customer", "at AS opened").from_(f"lined_{number}").where(begins)
    ordered = exp.select("customer", "opened").select(
        "LEAD(opened) OVER (PARTITION BY customer ORDER BY opened) AS following"
    )
    ordered = ordered.from_(opened.subquery("b", copy=False))
    same = "c.customer = o.customer AND c.closes = 1 AND c.at >= o.opened"
    same += " AND (o.following IS NULL OR c.at < o.following)"
    things = (
        exp.select("o.customer AS customer", "o.opened AS opened", "MIN(c.at) AS closed")
        .select(f"o.opened + {value.due} AS due")
        .from_(f"opened_{number} AS o")
        .join(f"marks_{number} AS c", on=same, join_type="left")
        .group_by("o.customer", "o.opened")
    )
    return [
        (f"marks_{number}", marks),
        (f"lined_{number}", before.from_(f"marks_{number}")),
        (f"opened_{number}", ordered),
        (f"things_{number}", things),
    ]


def outcome_table(number: int, value: Things, plan: Measurement) -> exp.Select:
    """Each unit's things of the kind asked for, and all that could have been.

    Things whose time is not over are in neither; where a unit has no other, it waits for the first.

    Args:
        number: The value's place in the measurement.
        value: What is counted.
        plan: What is measured.

    Returns:
        A query with the unit's key, top, bottom and waits (how many are not over yet).
    """
    over = f"s.due + {value.grace} <= {plan.as_of}"
    in_time = "NOT s.closed IS NULL AND s.closed < s.due"
    missed = f"NOT ({in_time})"
    late = f"{missed} AND s.closed < s.due + {value.grace}"
    tops = {"closed": in_time, "open": missed, "late": late}
    base = missed if value.count == "late" else "1 = 1"
    opened, within = timed(f"things_{number}", "opened", plan, value.window)
    return (
        exp.select(*unit_keys())
        .select(f"SUM(CASE WHEN {over} AND {tops[value.count]} THEN 1 ELSE 0 END) AS top")
        .select(f"SUM(CASE WHEN {over} AND {base} THEN 1 ELSE 0 END) AS bottom")
        .select(f"SUM(CASE WHEN {over} THEN 0 ELSE 1 END) AS waits")
        .from_("units AS u")
        .join(opened.subquery("s", copy=False), on=within)
        .group_by(*(f"u.{name}" for name in KEYS))
    )
