"""Units of any question with the segments they are in, and the names of those in a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.event_table import among
from stagelift.data.query.populations import Ctes, window_count
from stagelift.data.query.segment_specs import Attribute, SegmentRule
from stagelift.data.query.specs import Measurement
from stagelift.data.query.unit_values import segmented
from stagelift.data.query.values import joined_events, kinds_joined

UNIT = ("population", "period_no", "customer", "anchor")


def member_tables(plan: Measurement) -> Ctes:
    """The units with one column per segment and attribute.

    Args:
        plan: Segments and attributes; segments are evaluated at each unit's anchor.

    Returns:
        Tables ending in `members`: the columns of `units` (population, period_no, customer, anchor)
        and g0, g1 … with the segment's id for members, or the attribute's value. They read `units`,
        `events` where a segment asks for events, and `customers` where an attribute is read.
    """
    asked = replace(plan, values=(), populations=())
    if not any(rule.windows for rule in plan.segments):
        counted = exp.select(*UNIT).from_("units")
    else:
        counted = exp.select(*(f"u.{name} AS {name}" for name in UNIT)).from_("units AS u")
        for number, rule in enumerate(plan.segments):
            for place, window in enumerate(rule.windows):
                count = window_count(window, at="u.anchor")
                counted = counted.select(sql.alias_(count, f"c{number}_{place}"), copy=False)
        kinds = exp.select("*").from_("events").where(among(kinds_joined(asked)), copy=False)
        joined = kinds.subquery("e", copy=False)
        counted = counted.join(joined, on=joined_events(asked), join_type="left", copy=False)
        counted = counted.group_by(*(f"u.{name}" for name in UNIT), copy=False)
    return [("unit_values", counted), ("members", segmented(asked))]


def split_columns(plan: Measurement) -> list[str]:
    """The columns of `members` by which a result is split.

    Args:
        plan: Segments and attributes.

    Returns:
        g0, g1 and so on.
    """
    return [f"g{number}" for number in range(len(plan.segments) + len(plan.attributes))]


def counted_by(
    table: str,
    keys: Sequence[str],
    sums: Mapping[str, exp.Expr],
    plan: Measurement,
    *,
    also: Sequence[str] = (),
) -> exp.Select:
    """Aggregates by some keys, in total and by each segment and attribute alone.

    Args:
        table: A table with the keys and the columns of `split_columns`.
        keys: Columns every row of the result has.
        sums: Aggregates over the table's columns, by the name they get.
        plan: Segments and attributes.
        also: Further columns by which each of these cells is split once more, each alone.

    Returns:
        A query with the keys, `split_no` (the segment's or attribute's place, −1 for everyone),
        `split_name` (its value), the sums, and for each of `also` its value and a column `…_all`
        that is 1 where it is not split; the rest of a segment is no row.
    """
    splits = split_columns(plan)
    inner = exp.select(*keys, *(sql.alias_(one, name) for name, one in sums.items())).from_(table)
    for name in (*splits, *also):
        inner = inner.select(name, f"GROUPING({name}) AS {name}_all", copy=False)
    sets = [[*keys, *first, *second] for first in _each(splits) for second in _each(also)]
    if len(sets) > 1:
        # all keys in one set are empty only where there is nothing to group by
        text = ", ".join(f"({', '.join(one)})" for one in sets)
        inner = inner.group_by(f"GROUPING SETS ({text})", copy=False)
    else:
        inner = inner.group_by(*keys, copy=False)
    number, held = exp.Case(), exp.Case()
    for place, name in enumerate(splits):
        here = exp.column(f"{name}_all").eq(0)
        number = number.when(here, sql.number(place), copy=False)
        held = held.when(here.copy(), exp.column(name), copy=False)
    shown = [*keys, *sums, *(column for name in also for column in (name, f"{name}_all"))]
    if not splits:
        alone = exp.select(*shown, "-1 AS split_no", "CAST(NULL AS TEXT) AS split_name")
        return alone.from_(inner.subquery("c", copy=False))
    named = exp.select(
        *shown,
        sql.alias_(number.else_(sql.number(-1)), "split_no"),
        sql.alias_(held, "split_name"),
    ).from_(inner.subquery("c", copy=False))
    kept = exp.select(*shown, "split_no", "split_name").from_(named.subquery("n", copy=False))
    return kept.where("split_no = -1 OR split_name IS NOT NULL")


def _each(names: Sequence[str]) -> list[list[str]]:
    return [[], *([name] for name in names)]


def segment_of(row: Mapping[str, Any], plan: Measurement) -> str | None:
    """Whose a row of `counted_by` is.

    Args:
        row: Column name to value.
        plan: Segments and attributes.

    Returns:
        The segment's id, `attribute=value`, or None for everyone.
    """
    place = int(row["split_no"])
    if place < 0:
        return None
    groups: tuple[SegmentRule | Attribute, ...] = (*plan.segments, *plan.attributes)
    group, name = groups[place], str(row["split_name"])
    return f"{group.name}={name}" if isinstance(group, Attribute) else name
