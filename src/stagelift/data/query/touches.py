"""Which channels reached whom, which alone stood before a conversion, and what followed up.

A touch is a delivered message. Everything here describes: nobody was assigned to a channel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.engagements import moment_tables, segment_columns
from stagelift.data.query.event_table import event_table
from stagelift.data.query.message_log import told_tables
from stagelift.data.query.message_specs import TouchQuestion
from stagelift.data.query.populations import Ctes, matches, read_from
from stagelift.data.query.segment_specs import Attribute
from stagelift.data.query.specs import DAY_US, Measurement
from stagelift.data.query.value_specs import Flag

if TYPE_CHECKING:
    from stagelift.data.contract import Contract

MOST = 3  # follow-ups are counted up to this many
GAPS = (1, 3)  # days between the first touch and the second: below one, below three, more
NO_TOUCH, SEVERAL = "", "*"


@dataclass(frozen=True, slots=True)
class TouchCount:
    """Customers of one row.

    Args:
        table: `reach` (one and other channel, equal for all that one reached), `alone` (reached by
            no other), `conversions` (one: the only channel, "" for no touch, "*" for several),
            `touched` (one: a channel among the touches) or `follow_ups` (one: how many, other: the
            gap's class).
        one: First key.
        other: Second key.
        segment: Segment id, `attribute=value`, or None for everyone.
        n: Customers.
        k: Of them, those who converted; only for follow-ups.
    """

    table: str
    one: str
    other: str
    segment: str | None
    n: int
    k: int = 0


def measure_touches(contract: Contract, asked: TouchQuestion) -> tuple[TouchCount, ...]:
    """The customers of every row, in a fixed order; no customer leaves the engine.

    Args:
        contract: The contract tables.
        asked: What is asked.

    Returns:
        Rows of all tables.

    Raises:
        DataError: When no source tells of messages, or none of events.
        EngineError: When the engine refuses a query.
    """
    reached = contract.answer(("reach", asked), lambda: reach_query(contract, asked))
    converted = contract.answer(("conversions", asked), lambda: converter_query(contract, asked))
    followed = contract.answer(("follow ups", asked), lambda: follow_query(contract, asked))
    found = [row_of(row, ()) for row in reached.dicts()]
    found += [row_of(row, (*asked.segments, *asked.attributes)) for row in converted.dicts()]
    found += [row_of(row, ()) for row in followed.dicts()]
    kept = [row for row in found if row is not None]
    return tuple(sorted(kept, key=lambda r: (r.table, r.segment or "", r.one, r.other)))


def row_of(row: dict[str, Any], groups: tuple[Any, ...]) -> TouchCount | None:
    """One row; None for the rest of a segment."""
    segment = None
    for place, group in enumerate(groups):
        if not int(row[f"g{place}_all"]):
            name = row[f"g{place}"]
            if name is None:
                return None
            segment = f"{group.name}={name}" if isinstance(group, Attribute) else str(name)
    keys = (str(row["which"]), str(row["one"]), str(row["other"]), segment)
    return TouchCount(*keys, int(row["n"]), int(row["k"]))


def touch_tables(contract: Contract, asked: TouchQuestion, ahead: int = 0) -> Ctes:
    """The deliveries of the period and the time before it.

    Args:
        contract: The contract tables.
        asked: Period and how long before.
        ahead: How long after the period, µs.

    Returns:
        Tables ending in `touches` (customer, channel, at).

    Raises:
        DataError: When no source tells of messages.
    """
    span = (asked.period.start - asked.back, asked.period.end + ahead)
    touches = exp.select("customer", "channel", "at").from_("told_deliveries")
    touches = touches.where("delivered = 1", f"at >= {span[0]}", f"at < {span[1]}")
    return [*told_tables(contract, span, asked.as_of), ("touches", touches)]


def reach_query(contract: Contract, asked: TouchQuestion) -> exp.Select:
    """Customers whom each channel, each pair of channels, and each channel alone reached."""
    inside = f"at >= {asked.period.start} AND at < {asked.period.end}"
    reached = exp.select("customer", "channel").distinct().from_("touches").where(inside)
    counted = exp.select("customer", "COUNT(*) AS many", "MIN(channel) AS channel")
    counted = counted.from_("reached").group_by("customer")
    pairs = exp.select(
        "'reach' AS which", "a.channel AS one", "b.channel AS other", "COUNT(*) AS n", "0 AS k"
    ).from_("reached AS a")
    pairs = pairs.join("reached AS b", on="a.customer = b.customer AND a.channel <= b.channel")
    alone = exp.select(
        "'alone' AS which", "channel AS one", "channel AS other", "COUNT(*) AS n", "0 AS k"
    ).from_("counted")
    every = exp.select("'all' AS which", "'' AS one", "'' AS other", "COUNT(*) AS n", "0 AS k")
    parts = [
        pairs.group_by("a.channel", "b.channel"),
        alone.where("many = 1").group_by("channel"),
        every.from_("counted"),
    ]
    tables: Ctes = [*touch_tables(contract, asked), ("reached", reached), ("counted", counted)]
    union = exp.union(*parts, distinct=False).subquery("u", copy=False)
    return read_from(exp.select("which", "one", "other", "n", "k").from_(union), tables)


def converting_events(contract: Contract, asked: TouchQuestion) -> exp.Select:
    """The events that convert, as `event_table` gives them."""
    plan = Measurement(values=(("event", Flag(asked.terms, 0)),), as_of=asked.as_of)
    events = event_table(contract, plan).subquery("e", copy=False)
    return exp.select("customer", "at").from_(events).where(matches(asked.terms))


def converter_query(contract: Contract, asked: TouchQuestion) -> exp.Select:
    """Customers by the only channel that touched them before they first converted."""
    first = exp.select("customer", "MIN(at) AS start_at").from_("converting")
    inside = f"at >= {asked.period.start} AND at < {asked.period.end}"
    first = first.where(inside).group_by("customer")
    before = f"t.at < c.start_at AND t.at >= c.start_at - {asked.back}"
    touched = exp.select("c.customer AS customer", "t.channel AS channel").distinct()
    touched = touched.from_("converters AS c").join(
        "touches AS t", on=f"t.customer = c.customer AND {before}"
    )
    counted = exp.select(
        "c.customer AS customer",
        "c.start_at AS start_at",
        "COUNT(t.channel) AS many",
        "MIN(t.channel) AS channel",
    ).from_("converters AS c")
    counted = counted.join("touched AS t", on="t.customer = c.customer", join_type="left")
    counted = counted.group_by("c.customer", "c.start_at")
    split = segment_columns(asked)
    none, several = exp.condition("x.many = 0"), exp.condition("x.many > 1")
    cases = [(none, sql.text(NO_TOUCH)), (several, sql.text(SEVERAL))]
    only = sql.case(cases, exp.column("channel", "x"))
    groups = [f"m.{name} AS {name}" for name in split]
    same = "m.customer = x.customer AND m.start_at = x.start_at"
    alone = exp.select("'conversions' AS which", sql.alias_(only, "one"), *groups)
    alone = alone.from_("counted AS x").join("moments AS m", on=same)
    each = exp.select("'touched' AS which", "t.channel AS one", *groups).from_("counted AS x")
    each = each.join("touched AS t", on="t.customer = x.customer").join("moments AS m", on=same)
    rows = exp.union(alone, each, distinct=False).subquery("r", copy=False)
    marks = [f"GROUPING({name}) AS {name}_all" for name in split]
    query = exp.select("which", "one", "'' AS other", *split, *marks, "COUNT(*) AS n", "0 AS k")
    sets = ["(which, one)", *(f"(which, one, {name})" for name in split)]
    query = query.from_(rows).group_by(f"GROUPING SETS ({', '.join(sets)})")
    tables: Ctes = [
        *touch_tables(contract, asked),
        ("converting", converting_events(contract, asked)),
        ("converters", first),
        ("touched", touched),
        ("counted", counted),
        *moment_tables(contract, asked, "converters"),
    ]
    return read_from(query, tables)


def follow_query(contract: Contract, asked: TouchQuestion) -> exp.Select:
    """Customers by how often and how soon they were touched again, and who converted afterwards.

    Touches are counted in a first stretch after the first one, conversions in a stretch of the same
    length after that, among those who had not converted by then: whoever converts early has no time
    for many touches, and must not be compared with those who had.
    """
    back, end = asked.back, asked.period.end
    begun = exp.select("customer", "MIN(at) AS first_at").from_("touches")
    begun = begun.where(f"at >= {asked.period.start}", f"at < {end}").group_by("customer")
    begun = exp.select("*").from_(begun.subquery("b", copy=False))
    begun = begun.where(f"first_at <= {asked.as_of - 2 * back}")
    again = exp.select(
        "b.customer AS customer",
        "b.first_at AS first_at",
        "COUNT(t.at) AS many",
        "MIN(t.at) AS second_at",
    ).from_("begun AS b")
    later = f"t.customer = b.customer AND t.at > b.first_at AND t.at < b.first_at + {back}"
    again = again.join("touches AS t", on=later, join_type="left")
    again = again.group_by("b.customer", "b.first_at")
    ended = exp.select(
        "a.customer AS customer",
        "MAX(a.many) AS many",
        "MAX(a.second_at - a.first_at) AS gap",
        f"MAX(CASE WHEN c.at < a.first_at + {back} THEN 1 ELSE 0 END) AS early",
        f"MAX(CASE WHEN c.at >= a.first_at + {back} THEN 1 ELSE 0 END) AS late",
    ).from_("again AS a")
    reach = f"c.at >= a.first_at AND c.at < a.first_at + {2 * back}"
    ended = ended.join(
        "converting AS c", on=f"c.customer = a.customer AND {reach}", join_type="left"
    )
    ended = ended.group_by("a.customer")
    gap = f"CASE WHEN many = 0 THEN '' WHEN gap < {GAPS[0] * DAY_US} THEN '0'"
    gap += f" WHEN gap < {GAPS[1] * DAY_US} THEN '1' ELSE '2' END"
    most = f"CASE WHEN many > {MOST} THEN {MOST} ELSE many END"
    rows = exp.select(f"{most} AS one", f"{gap} AS other", "late").from_("ended").where("early = 0")
    query = exp.select(
        "'follow_ups' AS which", "one", "other", "COUNT(*) AS n", "SUM(late) AS k"
    ).from_(rows.subquery("r", copy=False))
    tables: Ctes = [
        *touch_tables(contract, asked, ahead=back),
        ("converting", converting_events(contract, asked)),
        ("begun", begun),
        ("again", again),
        ("ended", ended),
    ]
    return read_from(query.group_by("one", "other"), tables)
