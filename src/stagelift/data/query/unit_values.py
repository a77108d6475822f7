"""What each unit did, and which segments it was in."""

from __future__ import annotations

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.attributes import in_force
from stagelift.data.query.derived import Derived
from stagelift.data.query.derived_tables import derived_columns, derived_join
from stagelift.data.query.event_table import among
from stagelift.data.query.homes import home_sql
from stagelift.data.query.populations import compared, events_needed, window_count, window_holds
from stagelift.data.query.segment_specs import SegmentRule
from stagelift.data.query.side_tables import side_columns, side_join
from stagelift.data.query.source_tables import attributes_needed, of_households
from stagelift.data.query.specs import Measurement
from stagelift.data.query.value_specs import (
    ContractEnd,
    EventRatio,
    LatestScore,
    StageAdvance,
    Value,
    has_covariate,
)
from stagelift.data.query.values import (
    Clock,
    before_value,
    indicator,
    inside,
    joined_events,
    kinds_joined,
    looked_back,
    member_instant,
    total,
    unit_value,
)
from stagelift.data.query.written_segments import written_holds, written_join


def unit_values(plan: Measurement, clock: Clock) -> exp.Select:
    """One row per unit: its keys, its values, and what its segments need.

    Args:
        plan: What is measured.
        clock: The journey's local days.

    Returns:
        A query over `units` and `events`.
    """
    query = exp.select(
        "u.population AS population",
        "u.variant AS variant",
        "u.period_no AS period_no",
        sql.alias_(clock.day(exp.column("anchor", "u")), "day"),
        "u.customer AS customer",
        "u.anchor AS anchor",
    ).from_("units AS u")
    for number, (_, value) in enumerate(plan.values):
        query = query.select(*value_columns(number, value, plan, clock), copy=False)
    for number, rule in enumerate(plan.segments):
        for place, window in enumerate(rule.windows):
            count = window_count(window, at=member_instant(plan))
            query = query.select(sql.alias_(count, f"c{number}_{place}"), copy=False)
    kinds = kinds_joined(plan)
    if kinds == events_needed(plan):
        read: exp.Expr = sql.alias_(exp.to_table("events"), "e", table=True)
    else:  # an engine joins before it looks at a condition that has an OR
        few = among(kinds) if kinds else exp.false()
        read = exp.select("*").from_("events").where(few, copy=False).subquery("e", copy=False)
    query = query.join(read, on=joined_events(plan), join_type="left", copy=False)
    query = derived_join(side_join(query, plan), plan)
    keys = ("u.population", "u.variant", "u.period_no", "u.customer", "u.anchor")
    return query.group_by(*keys, copy=False)


def value_columns(number: int, value: Value, plan: Measurement, clock: Clock) -> list[exp.Expr]:
    """The columns one value needs per unit: itself, what it looks back on, its second number.

    Args:
        number: The value's place in the measurement.
        value: Any value over events.
        plan: What is measured.
        clock: The journey's local days.

    Returns:
        Aliased aggregates v, b and w with the value's number.
    """
    if isinstance(value, Derived):
        return derived_columns(number, value, plan)
    if isinstance(value, LatestScore | ContractEnd | StageAdvance):
        return side_columns(number, value, plan.lookback)
    columns = [sql.alias_(unit_value(value, plan, clock), f"v{number}")]
    back = looked_back(value)
    if back is not None:
        columns.append(sql.alias_(exp.Max(this=indicator(back)), f"b{number}"))
    if isinstance(value, EventRatio):
        columns.append(
            sql.alias_(total(value.bottom, inside(value.bottom, plan, clock)), f"w{number}")
        )
    elif plan.lookback and has_covariate(value):
        columns.append(sql.alias_(before_value(value, plan.lookback), f"w{number}"))
    return columns


def segment_value(number: int, segment: SegmentRule) -> exp.Expr:
    """The segment's name for a member and NULL for others.

    Args:
        number: The segment's place in the measurement.
        segment: Its rule.

    Returns:
        A CASE over the unit's counts and attributes.
    """
    held = [
        window_holds(window, exp.column(f"c{number}_{place}", "x"))
        for place, window in enumerate(segment.windows)
    ]
    held.extend(compared(comparison) for comparison in segment.attributes)
    held.extend(written_holds(number, segment))
    return exp.Case().when(sql.and_(*held), exp.Literal.string(segment.name))


def segmented(plan: Measurement) -> exp.Select:
    """The units' values with one column per segment and attribute, and whether they were known.

    Args:
        plan: What is measured.

    Returns:
        A query over `unit_values`, joined with `customers` when attributes are asked, and with
        `known` when a pre-period is.
    """
    query = exp.select("x.*").from_("unit_values AS x")
    if plan.lookback:
        # a customer not known for half the pre-period has no covariate rather than a low one
        old = f"k.known_since <= x.anchor - {plan.lookback // 2}"
        query = query.join("known AS k", on="k.customer = x.customer", join_type="left", copy=False)
        query = query.select(f"CASE WHEN {old} THEN 1 ELSE 0 END AS known", copy=False)
    for number, segment in enumerate(plan.segments):
        query = query.select(sql.alias_(segment_value(number, segment), f"g{number}"), copy=False)
    for number, attribute in enumerate(plan.attributes, start=len(plan.segments)):
        named = exp.func(
            "COALESCE",
            exp.cast(exp.column(attribute.name, "a", quoted=True), "TEXT"),
            exp.Literal.string("unknown"),
        )
        query = query.select(sql.alias_(named, f"g{number}"), copy=False)
    if of_households(plan):
        query = query.select(sql.alias_(home_sql("x"), "home"), copy=False)
    if attributes_needed(plan):
        on = in_force("x", member_instant(plan, "x"))
        query = query.join("customers AS a", on=on, join_type="left", copy=False)
    return written_join(query, plan.segments, "x", member_instant(plan, "x"))
