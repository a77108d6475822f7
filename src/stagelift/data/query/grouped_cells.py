"""The sums of unit values per hashed group of customers: what a bootstrap of KPIs draws from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.contract import Contract
from stagelift.data.query.cells import measurement_query
from stagelift.data.query.hashed_groups import GROUP, sums_by_group
from stagelift.data.query.segment_specs import Attribute, SegmentRule
from stagelift.data.query.source_tables import anchor_span
from stagelift.data.query.specs import Measurement
from stagelift.data.query.sums import left_out
from stagelift.data.query.value_specs import Value, is_ratio
from stagelift.data.query.values import Clock, indicator, mature


@dataclass(frozen=True, slots=True)
class Slot:
    """Units of one value that are added up: those of some periods, without some days of entry.

    Args:
        value: Name of the value in the measurement.
        name: What the sum is called.
        population: Index of the population.
        periods: Indices of the periods.
        without: Days of entry that do not count, days since 1970-01-01.
    """

    value: str
    name: str
    population: int
    periods: tuple[int, ...]
    without: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupedQuestion:
    """Which sums per group of customers are asked.

    Args:
        plan: What is measured of whom.
        slots: Which units of it are added up.
    """

    plan: Measurement
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class GroupedSum:
    """Sums over the units of one group of customers.

    Args:
        group: 0 to 999.
        segment: Segment id, `attribute=value`, or None for everyone.
        value: Name of the value.
        slot: Name of the slot.
        n: Mature units that count.
        top: Σ of the value: units with the event, or micros.
        bottom: What divides it: the units, or of a ratio Σ of its second number in micros.
        immature: Units whose window is still open.
    """

    group: int
    segment: str | None
    value: str
    slot: str
    n: int
    top: int
    bottom: int
    immature: int


def grouped_query(contract: Contract, asked: GroupedQuestion) -> exp.Select:
    """The one query that answers: the units of the KPI query, added up by group of customers.

    Args:
        contract: The contract tables.
        asked: Measurement and slots.

    Returns:
        A statement with one row per group, in total and by segment.

    Raises:
        DataError: When a table that is needed is not mapped.
    """
    plan = asked.plan
    clock = Clock(plan.zone, anchor_span(contract, plan), plan.as_of)
    named = {name: (number, value) for number, (name, value) in enumerate(plan.values)}
    sums: dict[str, exp.Expr] = {}
    for place, slot in enumerate(asked.slots):
        number, value = named[slot.value]
        for letter, one in slot_sums(number, value, slot, plan, clock).items():
            sums[f"{letter}{place}"] = one
    groups = [f"g{number}" for number in range(len(plan.segments) + len(plan.attributes))]
    query = sums_by_group("segmented", (), sums, sets=[(group,) for group in groups])
    units = measurement_query(contract, plan)
    query.set("with_", units.args["with_"])  # the same units as the KPIs', summed another way
    return query


def slot_sums(
    number: int, value: Value, slot: Slot, plan: Measurement, clock: Clock
) -> dict[str, exp.Expr]:
    """The aggregates of one slot.

    Args:
        number: The value's place in the measurement.
        value: The value.
        slot: Which units are added up.
        plan: What is measured.
        clock: The journey's local days.

    Returns:
        n, t (top), b (bottom) and i (immature).
    """
    there = sql.and_(
        exp.column("population").eq(slot.population), exp.column("period_no").isin(*slot.periods)
    )
    if slot.without:
        there = sql.and_(there, sql.not_(exp.column("day").isin(*slot.without)))
    out = left_out(number, value, plan)
    if out is not None:
        there = sql.and_(there, sql.not_(out))
    closed = mature(value, clock, number)
    base = sql.and_(there, closed)
    nothing = exp.Literal.number(0)
    counted = exp.Sum(this=indicator(base))
    top = exp.Sum(this=sql.either(base.copy(), exp.column(f"v{number}"), nothing))
    bottom: exp.Expr = counted.copy()
    if is_ratio(value):
        bottom = exp.Sum(this=sql.either(base.copy(), exp.column(f"w{number}"), nothing.copy()))
    waiting = exp.Sum(this=indicator(sql.and_(there.copy(), sql.not_(closed.copy()))))
    return {"n": counted, "t": top, "b": bottom, "i": waiting}


def measure_grouped(contract: Contract, asked: GroupedQuestion) -> tuple[GroupedSum, ...]:
    """The sums by group of customers, in a fixed order; no customer leaves the engine.

    Args:
        contract: The contract tables.
        asked: Measurement and slots.

    Returns:
        Sums with at least one unit.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    if not asked.slots:
        return ()
    found = contract.answer(("grouped", asked), lambda: grouped_query(contract, asked))
    rows = [one for row in found.dicts() for one in _sums(row, asked)]
    return tuple(sorted(rows, key=lambda r: (r.value, r.slot, r.segment or "", r.group)))


def _sums(row: dict[str, Any], asked: GroupedQuestion) -> Iterator[GroupedSum]:
    """The sums of one result row; none for the rest of a segment, whose name is NULL."""
    splits: list[SegmentRule | Attribute] = [*asked.plan.segments, *asked.plan.attributes]
    segment: str | None = None
    for number, split in enumerate(splits):
        if int(row[f"g{number}_all"]) == 0:
            name = row[f"g{number}"]
            if name is None:
                return
            segment = f"{split.name}={name}" if isinstance(split, Attribute) else str(name)
    for place, slot in enumerate(asked.slots):
        n, top, bottom, waiting = (int(row[f"{letter}{place}"] or 0) for letter in "ntbi")
        if n or waiting:
            group = int(row[GROUP])
            yield GroupedSum(group, segment, slot.value, slot.name, n, top, bottom, waiting)
