"""How long each assigned unit waited for an event, as grouped counts, and what the whole shop did.

One statement: counts and exact sums of the waiting times by variant, day of assignment and step of
time, and beside them how often the same event happened to all customers, by local day. Both come
from the events that are read anyway.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.contract import Contract
from stagelift.data.query.population_specs import Assigned, MappedAssignments
from stagelift.data.query.populations import Ctes, matches, read_from
from stagelift.data.query.source_tables import anchor_span, source_tables
from stagelift.data.query.specs import Measurement
from stagelift.data.query.sums import exact_type, exp_sql
from stagelift.data.query.unit_tables import unit_tables
from stagelift.data.query.value_specs import EventTotal, EventValue, Flag, sums_values, value_terms
from stagelift.data.query.values import (
    Clock,
    counted,
    indicator,
    inside,
    joined_events,
    looked_back,
)

NEVER = -1  # step of the units without the event in their window
OPEN = -2  # step of the units whose window is still open
SHOP = "shop"
UNITS = "units"


@dataclass(frozen=True, slots=True)
class FirstTimes:
    """How long the units of one experiment wait for the event of one value.

    Args:
        population: Who the units are.
        value: The flag whose first event within its window is waited for; of another value over
            events only the shop's totals are asked.
        step: Length of a step of time, µs, > 0.
        zone: The journey's time zone.
        as_of: Instant of knowledge, µs UTC.
    """

    population: Assigned | MappedAssignments
    value: EventValue
    step: int
    zone: str
    as_of: int


@dataclass(frozen=True, slots=True)
class WaitCell:
    """The units of one variant, day of assignment and step of time.

    Args:
        variant: Id of the variant.
        day: Local day of assignment, days since 1970-01-01.
        step: Steps from assignment that were over before the event; -1 without an event in the
            window, -2 while the window is open.
        n: Units.
        s1: Σ min(T, τ), µs.
        s2: Σ min(T, τ)², exact.
        s3: Σ min(T, τ)³, as a float.
    """

    variant: str
    day: int
    step: int
    n: int
    s1: int
    s2: int
    s3: float


@dataclass(frozen=True, slots=True)
class ShopDay:
    """What all customers did on one local day, from the first instant of enrolment on.

    Args:
        day: Days since 1970-01-01.
        customers: Customers whose first such event since enrolment began was on this day.
        events: Events.
        amount: Their values in micros; 0 for a value that adds none up.
    """

    day: int
    customers: int
    events: int
    amount: int


def first_times(
    contract: Contract, asked: FirstTimes
) -> tuple[tuple[WaitCell, ...], tuple[ShopDay, ...]]:
    """The waiting times of the units, and the days of the whole shop, in a fixed order.

    Args:
        contract: The contract tables as of the question's instant.
        asked: Which units, which event.

    Returns:
        Cells by variant, day and step (none for a value that is no flag), and days.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    rows = contract.answer(("first times", asked), lambda: first_times_query(contract, asked)).rows
    waits = [
        WaitCell(str(v), int(d), int(step), int(n), int(s1), int(s2), float(s3))
        for kind, v, d, step, n, s1, s2, s3 in rows
        if kind == UNITS
    ]
    days = [
        ShopDay(int(d), int(n), int(s1), int(s2))
        for kind, _, d, _, n, s1, s2, _ in rows
        if kind == SHOP
    ]
    return (
        tuple(sorted(waits, key=lambda one: (one.variant, one.day, one.step))),
        tuple(sorted(days, key=lambda one: one.day)),
    )


def first_times_query(contract: Contract, asked: FirstTimes) -> exp.Select:
    """The one query of `first_times`.

    Args:
        contract: The contract tables.
        asked: Which units, which event.

    Returns:
        A statement with what (units or shop), variant, day, step, n, s1, s2 and s3.
    """
    plan = Measurement(
        populations=(asked.population,),
        values=(("first", asked.value),),
        zone=asked.zone,
        as_of=asked.as_of,
    )
    clock = Clock(asked.zone, anchor_span(contract, plan), asked.as_of)
    tables = source_tables(contract, plan)
    tables.append(("did", shop_rows(asked, clock)))
    found: exp.Query = shop_days(asked)
    if isinstance(asked.value, Flag):
        tables.extend(unit_tables(plan))
        tables.extend(waiting_tables(asked.value, plan, clock))
        dialect = contract.engine.dialect
        found = exp.union(waiting_cells(asked.value, asked, dialect), found, distinct=False)
    names = ("what", "variant", "day", "step_no", "n", "s1", "s2", "s3")
    return read_from(exp.select(*names).from_(found.subquery("parts", copy=False)), tables)


def waiting_tables(value: Flag, plan: Measurement, clock: Clock) -> Ctes:
    """One row per unit with the time it waited, NULL without an event in the window.

    Only units that did something are grouped: groups of all of them, with their texts, take more
    memory than an engine of 1 GB has for ten million.

    Args:
        value: The flag.
        plan: The measurement the events and units are read for.
        clock: The journey's local days.

    Returns:
        The tables `firsts` (customer, anchor, first) and `waited` (variant, day, anchor, waited).
    """
    hit = sql.and_(counted(value), inside(value, plan, clock))
    first: exp.Expr = exp.Min(this=sql.case([(hit, exp.column("at", "e"))], exp.null()))
    back = looked_back(value)
    if back is not None and len(value.terms) > 1:
        # the first of one kind is not the customer's first when another kind came before
        fresh = exp.Max(this=indicator(back)).eq(0)
        first = sql.case([(fresh, first)], exp.null())
    firsts = (
        exp.select("u.customer AS customer", "u.anchor AS anchor", sql.alias_(first, "first"))
        .from_("units AS u")
        .join("events AS e", on=joined_events(plan), copy=False)
        .group_by("u.customer", "u.anchor", copy=False)
    )
    same = "f.customer = u.customer AND f.anchor = u.anchor"
    waited = (
        exp.select(
            "u.variant AS variant",
            sql.alias_(clock.day(exp.column("anchor", "u")), "day"),
            "u.anchor AS anchor",
            "f.first - u.anchor AS waited",
        )
        .from_("units AS u")
        .join("firsts AS f", on=same, join_type="left", copy=False)
    )
    return [("firsts", firsts), ("waited", waited)]


def waiting_cells(value: Flag, asked: FirstTimes, dialect: str) -> exp.Select:
    """Counts and exact sums of the waiting times, by variant, day of assignment and step.

    Args:
        value: The flag.
        asked: The question.
        dialect: The engine's dialect.

    Returns:
        A query over `waited`.
    """
    still = exp.condition(f"anchor > {asked.as_of - value.window}")
    step = sql.case(
        [(still, sql.number(OPEN)), (sql.is_null(exp.column("waited")), sql.number(NEVER))],
        sql.divide_whole(exp.column("waited"), asked.step),
    )
    spent = sql.case([(still.copy(), sql.number(0))], exp_sql(f"COALESCE(waited, {value.window})"))
    # a window of any length is summed in the widest integers, which no square outgrows
    timed = exp.select("variant", "day", sql.alias_(step, "step_no"), sql.alias_(spent, "spent"))
    wide, real = exact_type(dialect), "DOUBLE"
    once, twice = exp_sql(f"CAST(spent AS {wide})"), exp_sql(f"CAST(spent AS {real})")
    squared = exp.Mul(this=once, expression=once.copy())
    cubed = exp.Mul(this=exp.Mul(this=twice, expression=twice.copy()), expression=twice.copy())
    return (
        exp.select(
            sql.alias_(sql.text(UNITS), "what"),
            "variant",
            "day",
            "step_no",
            "COUNT(*) AS n",
            "SUM(spent) AS s1",
            sql.alias_(exp.Sum(this=squared), "s2"),
            sql.alias_(exp.Sum(this=cubed), "s3"),
        )
        .from_(timed.from_("waited").subquery("timed", copy=False), copy=False)
        .group_by("variant", "day", "step_no", copy=False)
    )


def shop_rows(asked: FirstTimes, clock: Clock) -> exp.Select:
    """The value's events of all customers since enrolment began, each customer's first marked.

    Args:
        asked: The question.
        clock: The journey's local days.

    Returns:
        A query with day, place (1 for a customer's first) and amount (micros).
    """
    value = asked.value
    top = getattr(value, "top", value)
    hit = counted(value) if isinstance(value, Flag) else matches(value_terms(top))
    amount: exp.Expr = sql.number(0)
    if isinstance(top, EventTotal) and sums_values(value):
        amount = exp.column("value", "e")
    return (
        exp.select(
            sql.alias_(clock.day(exp.column("at", "e")), "day"),
            "ROW_NUMBER() OVER (PARTITION BY e.customer ORDER BY e.at) AS place",
            sql.alias_(amount, "amount"),
        )
        .from_("events AS e")
        .where(hit, exp.column("at", "e") >= asked.population.start)
    )


def shop_days(asked: FirstTimes) -> exp.Select:
    """Customers, events and amounts of the whole shop by local day.

    Args:
        asked: The question.

    Returns:
        A query over `did`, in the columns of `waiting_cells`.
    """
    return (
        exp.select(
            sql.alias_(sql.text(SHOP), "what"),
            "CAST(NULL AS TEXT) AS variant",
            "day",
            sql.alias_(sql.number(0), "step_no"),
            "SUM(CASE WHEN place = 1 THEN 1 ELSE 0 END) AS n",
            "COUNT(*) AS s1",
            "COALESCE(SUM(amount), 0) AS s2",
            "CAST(0 AS DOUBLE) AS s3",
        )
        .from_("did")
        .group_by("day", copy=False)
    )
