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
    opened = exp.select("customer", "thing", "MIN(at) AS opened").from_(
        carrying(opening(value), key).subquery("k", copy=False)
    )
    opened = opened.group_by("customer", "thing")
    closes = exp.Case().when(matches(value.closes), exp.column("at", "e"))
    never = exp.cast(exp.null(), "BIGINT")
    closing: list[exp.Expr] = [matches(value.closes)]
    expires: exp.Expr = never
    if value.expires:
        closing.append(matches(value.expires))
        expires = exp.Case().when(matches(value.expires), exp.column("at", "e"))
    marked = carrying(sql.paren(sql.or_(*closing)), key)
    marked = marked.select(sql.alias_(closes, "closes_at"), sql.alias_(expires, "expires_at"))
    same = "c.customer = o.customer AND c.thing = o.thing AND c.at >= o.opened"
    things = (
        exp.select("o.customer AS customer", "o.thing AS thing", "o.opened AS opened")
        .select("MIN(c.closes_at) AS closed", "MIN(c.expires_at) AS expired")
        .from_(f"opened_{number} AS o")
        .join(f"closing_{number} AS c", on=same, join_type="left")
        .group_by("o.customer", "o.thing", "o.opened")
    )
    whole = exp.select("customer", "opened", "closed", f"{due_at(value)} AS due")
    return [
        (f"opened_{number}", opened),
        (f"closing_{number}", marked),
        (f"things_{number}", whole.from_(things.subquery("t", copy=False))),
    ]


def carrying(asked: exp.Expr, key: exp.Expr) -> exp.Select:
    """The events of some kinds that carry a key, as `e`."""
    named = sql.alias_(key.copy(), "thing")
    query = exp.select("e.customer AS customer", named, "e.at AS at").from_("events AS e")
    return query.where(asked, sql.not_(exp.Is(this=key.copy(), expression=exp.null())))


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
