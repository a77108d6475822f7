"""At which local weekday and hour messages were answered, and customers acted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.contract import Contract
from stagelift.data.query.event_needs import EventNeeds
from stagelift.data.query.event_table import needed_events
from stagelift.data.query.message_log import message_tables
from stagelift.data.query.message_specs import MessageQuestion
from stagelift.data.query.populations import Ctes, read_from
from stagelift.data.query.specs import DAY_US, PeriodWindow
from stagelift.data.zones import local_day, local_hour, weekday

ANSWERS = ("clicked", "replied")  # what a person does; an open may be a machine's
Asked = Literal["answers", "actions"]
Level = Literal["cell", "part", "day", "all", "holiday"]
KEYS = ("weekday", "hour", "part")
SUMS = ("x", "y", "xx", "yy", "xy")
COLUMNS = ("grp", "lvl", *KEYS, "customers", *(f"s{name}" for name in SUMS))
LEVELS: tuple[tuple[Level, tuple[str, ...]], ...] = (
    ("cell", ("weekday", "hour")),
    ("part", ("part",)),
    ("all", ()),
    ("holiday", ()),
)


@dataclass(frozen=True, slots=True)
class HoursQuestion:
    """What is asked of the hours.

    Args:
        asked: `answers`: of the messages of each channel, those answered; `actions`: of the events
            of each name, those of each hour.
        events: Names of the actions; of messages every source that tells of them is read.
        window: How long after the message an answer counts, µs.
        start: First instant, µs UTC.
        end: First instant after it.
        holidays: Local days counted apart, days since 1970-01-01.
        parts: First hour of each part of the day, in order; the last goes on past midnight.
        zone: The journey's zone, whose hours count.
        as_of: Instant of knowledge, µs UTC; a message counts once its window has closed.
    """

    asked: Asked
    events: tuple[str, ...]
    window: int
    start: int
    end: int
    holidays: tuple[int, ...]
    parts: tuple[int, ...]
    zone: str
    as_of: int


@dataclass(frozen=True, slots=True)
class HourSums:
    """The sums over customers of what happened in one cell.

    Args:
        group: Channel of the messages, or name of the event.
        level: `cell` (weekday and hour), `part` (of the day), `all`; holidays are in `holiday`
            alone.
        weekday: 0 (Monday) to 6, or None.
        hour: Local hour, 0–23, or None.
        part: Place of the part of the day, or None.
        customers: Customers with an event in the cell.
        x: Σ over them of the messages answered, or of the actions in the cell.
        y: Σ over them of the messages in the cell, or of all their actions in any hour.
        xx: Σ of squares.
        yy: Σ of squares.
        xy: Σ of products.
    """

    group: str
    level: Level
    weekday: int | None
    hour: int | None
    part: int | None
    customers: int
    x: int
    y: int
    xx: int
    yy: int
    xy: int


def hours_query(contract: Contract, asked: HoursQuestion) -> exp.Select:
    """The one query that counts by weekday and hour.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        A statement with group, level, weekday, hour, part and the sums.

    Raises:
        DataError: When no source holds events, or none tells of messages.
    """
    told = _answered if asked.asked == "answers" else _actions
    tables: Ctes = [*told(contract, asked), ("placed", placed(asked))]
    parts: list[exp.Query] = []
    for level, keys in LEVELS:
        name = f"by_{level}"
        tables.append((name, _customers(level, keys)))
        parts.append(_sums(level, keys, asked))
    both = exp.union(*parts, distinct=False)
    return read_from(exp.select(*COLUMNS).from_(both.subquery("sums", copy=False)), tables)


def sent_messages(contract: Contract, asked: HoursQuestion) -> Ctes:
    """The messages that arrived in what is asked, or set out so and did not, as one table.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        Tables ending in `sendings`.

    Raises:
        DataError: When no source tells of messages.
    """
    period = PeriodWindow("", asked.start - DAY_US, asked.end)  # a message may arrive a day later
    told = MessageQuestion(period=period, window=asked.window, as_of=asked.as_of)
    return message_tables(contract, told)


def _answered(contract: Contract, asked: HoursQuestion) -> Ctes:
    """The messages that arrived, each with its channel and whether it was answered in its window.

    An answer belongs to the last message of its name before it, as in `sendings`.
    """
    tables = sent_messages(contract, asked)
    answered = exp.Case().when(" OR ".join(f"{name} = 1" for name in ANSWERS), sql.number(1))
    found = exp.select("customer", "channel AS grp", "delivered_at AS at")
    found = found.select(sql.alias_(answered.else_(sql.number(0)), "answered"), copy=False)
    found = found.from_(tables[-1][0]).where("delivered_at IS NOT NULL", "mature = 1")
    found = found.where(inside(exp.column("delivered_at"), asked))
    return [*tables, ("sent", found)]


def _actions(contract: Contract, asked: HoursQuestion) -> Ctes:
    """The events asked about, the lines of one order being one."""
    needs = EventNeeds(frozenset(asked.events), frozenset(), (), summed=False, patterns=())
    rows = needed_events(contract, needs).subquery("rows", copy=False)
    found = exp.select("customer", "event AS grp", "at", "1 AS answered").from_(rows)
    return [("sent", found.where(inside(exp.column("at"), asked)))]


def inside(at: exp.Expr, asked: HoursQuestion) -> exp.Expr:
    """Whether an instant lies in what is asked."""
    return sql.and_(at >= asked.start, at.copy() < asked.end)


def placed(asked: HoursQuestion, *more: str) -> exp.Select:
    """The events with their local weekday, hour, part of the day, and whether it is a holiday.

    Args:
        asked: The question.
        more: Columns of `sent` that are kept beside customer, group and whether it was answered.

    Returns:
        A query over `sent` (customer, grp, at, answered).
    """
    span = (asked.start, asked.end)
    at = exp.column("at")
    timed = exp.select(
        "customer",
        "grp",
        "answered",
        *more,
        sql.alias_(local_day(at, asked.zone, span), "day"),
        sql.alias_(local_hour(at, asked.zone, span), "hour"),
    ).from_("sent")
    festive = exp.column("day").isin(*asked.holidays) if asked.holidays else exp.false()
    part = exp.Case()
    places = range(len(asked.parts))
    for place in reversed(places):
        part = part.when(exp.column("hour") >= asked.parts[place], sql.number(place), copy=False)
    return exp.select(
        "customer",
        "grp",
        "answered",
        *more,
        "hour",
        sql.alias_(weekday(exp.column("day")), "weekday"),
        sql.alias_(part.else_(sql.number(len(asked.parts) - 1)), "part"),
        sql.alias_(sql.either(festive, sql.number(1), sql.number(0)), "festive"),
    ).from_(timed.subquery("timed", copy=False))


def _customers(level: Level, keys: tuple[str, ...]) -> exp.Select:
    """What each customer has in each cell of a level."""
    query = exp.select("grp", "customer", *keys, "COUNT(*) AS y", "SUM(answered) AS x")
    query = query.from_("placed").where(f"festive = {int(level == 'holiday')}")
    return query.group_by("grp", "customer", *keys)


def _sums(level: Level, keys: tuple[str, ...], asked: HoursQuestion) -> exp.Select:
    """The sums over customers of a level's cells.

    Of actions the denominator is all a customer did on days that are no holidays, in whatever hour.
    """
    given = (name if name in keys else f"CAST(NULL AS BIGINT) AS {name}" for name in KEYS)
    query = exp.select("c.grp AS grp", f"'{level}' AS lvl", *given)
    query = query.select("COUNT(*) AS customers", copy=False)
    y = "c.y" if asked.asked == "answers" else "t.y"
    x = "c.x" if asked.asked == "answers" else "c.y"
    amounts = (x, y, f"{x} * {x}", f"{y} * {y}", f"{x} * {y}")
    for name, amount in zip(SUMS, amounts, strict=True):
        query = query.select(f"CAST(SUM({amount}) AS BIGINT) AS s{name}", copy=False)
    query = query.from_(f"by_{level} AS c")
    if asked.asked == "actions":
        total = "by_holiday" if level == "holiday" else "by_all"
        query = query.join(f"{total} AS t", on="t.grp = c.grp AND t.customer = c.customer")
    return query.group_by("c.grp", *keys)


def measure_hours(contract: Contract, asked: HoursQuestion) -> tuple[HourSums, ...]:
    """The sums by group, level and cell, in a fixed order; no customer leaves the engine.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        Sums of the cells in which anything happened.

    Raises:
        DataError: When no source holds events, or none tells of messages.
        EngineError: When the engine refuses the query.
    """
    given = contract.answer(("hours", asked), lambda: hours_query(contract, asked))
    found = [
        HourSums(
            group=str(row["grp"]),
            level=row["lvl"],
            weekday=_whole(row["weekday"]),
            hour=_whole(row["hour"]),
            part=_whole(row["part"]),
            customers=int(row["customers"]),
            **{name: int(row[f"s{name}"]) for name in SUMS},
        )
        for row in given.dicts()
    ]
    return tuple(sorted(found, key=_order))


def _whole(value: int | None) -> int | None:
    return None if value is None else int(value)


def _order(one: HourSums) -> tuple[object, ...]:
    """The group first, then the level and its keys, what has no key before the others."""
    place = [level for level, _ in LEVELS].index(one.level)
    keys = (one.part, one.weekday, one.hour)
    return (one.group, place, *(-1 if key is None else key for key in keys))
