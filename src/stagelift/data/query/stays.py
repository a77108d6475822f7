"""How long customers stayed in each stage and where they went, as counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.contract import Contract
from stagelift.data.query.hashed_groups import GROUP, hashed_group_sql
from stagelift.data.query.members import counted_by, member_tables, segment_of, split_columns
from stagelift.data.query.populations import Ctes, period_number, read_from
from stagelift.data.query.segment_specs import Attribute, SegmentRule
from stagelift.data.query.specs import PeriodWindow
from stagelift.data.query.spells import StageRules, spell_tables

Which = Literal["first", "first_ever", "all"]
MINUTE_US = 60_000_000
MINUTE, HOUR, DAY, WEEK = 1, 60, 1_440, 10_080
Grid = tuple[tuple[int, int | None], ...]
FINE: Grid = ((MINUTE, DAY), (HOUR, 30 * DAY), (DAY, None))
COARSE: Grid = ((HOUR, DAY), (DAY, 60 * DAY), (WEEK, None))
"""Steps in minutes, each up to a length in minutes, so that rows stay few however long a stay."""


@dataclass(frozen=True, slots=True)
class StayMeasurement:
    """What is asked of stays in stages.

    Args:
        rules: What decides in which stage a customer is.
        periods: Periods of entry, oldest first.
        segments: Named segments reported beside the total, evaluated at the entry.
        attributes: Attributes reported beside the total.
        which: A customer's first stay in the stage within the period, the first ever where it lies
            in the period, or all.
        since: Stays entered before this instant, µs UTC, are counted apart: what came before them
            is not in the data.
        grouped: Whether counts come by hashed group of customers, on a coarser grid.
    """

    rules: StageRules
    periods: tuple[PeriodWindow, ...]
    segments: tuple[SegmentRule, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    which: Which = "first"
    since: int = 0
    grouped: bool = False

    @property
    def grid(self) -> Grid:
        """The steps to which lengths are cut."""
        return COARSE if self.grouped else FINE


@dataclass(frozen=True, slots=True)
class StayCount:
    """Stays of one length that ended alike.

    Args:
        stage: Number of the stage.
        period: Index of the period of entry.
        segment: Segment id, `attribute=value`, or None for everyone.
        next: Number of the stage entered next; None while the stay lasts.
        minutes: Minutes in steps of the grid: those begun, or of a stay that lasts those that have
            wholly passed.
        stays: How many.
        known: False for stays entered before the data are complete; their length is 0.
        group: 0–999 by a hash of the customer, or None where groups were not asked.
    """

    stage: int
    period: int
    segment: str | None
    next: int | None
    minutes: int
    stays: int
    known: bool = True
    group: int | None = None


def cut(length: exp.Expr, grid: Grid, *, up: bool) -> exp.Expr:
    """A length in whole steps of a grid.

    Args:
        length: Expression in µs, ≥ 0.
        grid: Steps in minutes, each up to a length.
        up: Whether a begun step counts as a whole one.

    Returns:
        A BIGINT expression in minutes.

    Example:
        >>> cut(exp.column("t"), ((60, None),), up=False).sql("duckdb")
        'CAST((t) // 3600000000 AS BIGINT) * 60'
    """
    branches = []
    last: exp.Expr = exp.null()
    for step, limit in grid:
        begun = sql.plus(length, step * MINUTE_US - 1) if up else length
        whole = sql.divide_whole(begun, step * MINUTE_US)
        last = whole if step == 1 else exp.Mul(this=whole, expression=sql.number(step))
        if limit is not None:
            bound = exp.LT(this=length.copy(), expression=sql.number(limit * MINUTE_US))
            branches.append((bound, last))
    return sql.case(branches, last)


def stay_units(plan: StayMeasurement) -> exp.Select:
    """The stays asked for, each at its entry.

    Args:
        plan: Periods of entry, and which stays of a customer.

    Returns:
        A query over `spells` with population (the stage's number), customer, anchor, period_no,
        until and next_no.
    """
    number = sql.alias_(period_number(plan.periods, exp.column("at")), "period_no")
    kept = ("customer", "stage_no", "at", "until", "next_no")
    timed = exp.select(*kept, number).from_("spells")
    if plan.which == "first_ever":
        timed = timed.select(
            "ROW_NUMBER() OVER (PARTITION BY customer, stage_no ORDER BY at) AS nth"
        )
    inside = exp.select("*").from_(timed.subquery("t", copy=False)).where("period_no IS NOT NULL")
    if plan.which == "first":
        within = "PARTITION BY customer, stage_no, period_no ORDER BY at"
        inside = inside.select(f"ROW_NUMBER() OVER ({within}) AS nth")
    units = exp.select(
        "stage_no AS population", "customer", "at AS anchor", "period_no", "until", "next_no"
    ).from_(inside.subquery("i", copy=False))
    return units if plan.which == "all" else units.where("nth = 1")


def stay_query(contract: Contract, plan: StayMeasurement) -> exp.Select:
    """The one query that counts stays.

    Args:
        contract: The contract tables.
        plan: What is asked.

    Returns:
        A statement whose rows are counts by stage, period, next stage, length and segment.

    Raises:
        DataError: When the workspace has no events, or no customers though an attribute is asked.
    """
    split = plan.rules.plan(contract, plan.segments, plan.attributes)
    tables: Ctes = spell_tables(contract, plan.rules, plan.segments, plan.attributes)
    tables.append(("stayed", stay_units(plan)))
    tables.append(
        ("units", exp.select("population", "period_no", "customer", "anchor").from_("stayed"))
    )
    tables.extend(member_tables(split))
    known = exp.condition(f"m.anchor >= {plan.since}")
    end = exp.func("COALESCE", exp.column("until", "s"), sql.number(contract.as_of_us))
    length = exp.paren(exp.Sub(this=end, expression=exp.column("anchor", "s")))
    # who left within a step has left at its end; who lasts is followed to its beginning
    lasts = exp.column("next_no", "s").is_(exp.null())
    minutes = sql.either(
        lasts, cut(length, plan.grid, up=False), cut(length.copy(), plan.grid, up=True)
    )
    stays = exp.select(
        "m.population AS stage_no",
        "m.period_no AS period_no",
        sql.alias_(sql.either(known, sql.number(1), sql.number(0)), "known"),
        sql.alias_(exp.Case().when(known.copy(), exp.column("next_no", "s")), "next_no"),
        sql.alias_(sql.either(known.copy(), minutes, sql.number(0)), "minutes"),
        *(f"m.{name} AS {name}" for name in split_columns(split)),
    )
    if plan.grouped:
        group = sql.alias_(hashed_group_sql(exp.column("customer", "m")), GROUP)
        stays = stays.select(group, copy=False)
    same = "s.customer = m.customer AND s.population = m.population AND s.anchor = m.anchor"
    stays = stays.from_("members AS m").join("stayed AS s", on=same)
    tables.append(("stays", stays))
    keys = ["stage_no", "period_no", "known", "next_no", "minutes"]
    keys = [*keys, GROUP] if plan.grouped else keys
    return read_from(
        counted_by("stays", keys, {"stays": exp.Count(this=exp.Star())}, split), tables
    )


def measure_stays(contract: Contract, plan: StayMeasurement) -> tuple[StayCount, ...]:
    """Counts of stays, in a fixed order; no customer leaves the engine.

    Args:
        contract: The contract tables.
        plan: What is asked.

    Returns:
        Counts by stage, period, segment, next stage, length and group.

    Raises:
        DataError: When the workspace has no events, or no customers though an attribute is asked.
        EngineError: When the engine refuses the query.
    """
    given = contract.answer(("stays", plan), lambda: stay_query(contract, plan))
    split = plan.rules.plan(contract, plan.segments, plan.attributes)
    found = []
    for row in given.dicts():
        following = row["next_no"]
        found.append(
            StayCount(
                stage=int(row["stage_no"]),
                period=int(row["period_no"]),
                segment=segment_of(row, split),
                next=None if following is None else int(following),
                minutes=int(row["minutes"]),
                stays=int(row["stays"]),
                known=bool(int(row["known"])),
                group=int(row[GROUP]) if plan.grouped else None,
            )
        )
    return tuple(sorted(found, key=stay_order))


def stay_order(count: StayCount) -> tuple[object, ...]:
    """The sort key of a count: engines return groups in any order."""
    return (
        count.stage,
        count.period,
        count.segment or "",
        count.known,
        count.next or 0,
        count.minutes,
        count.group or 0,
    )
