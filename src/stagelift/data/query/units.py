"""Sums over a source with one finished row per customer (`shape: unit`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from stagelift.data.contract import Contract
from stagelift.data.query.cells import Cell, cell_order, pair_of
from stagelift.data.query.specs import Outcome
from stagelift.data.query.sums import cubes, pair_sums, powers
from stagelift.data.query.values import indicator
from stagelift.errors import DataError

MICROS = 1_000_000


@dataclass(frozen=True, slots=True)
class UnitMeasurement:
    """Everything one query over a table of units must answer.

    Args:
        values: What is asked of each unit, by name.
        attributes: Columns by whose values units are split beside the total.
        variant: Whether the table carries the unit's variant.
    """

    values: tuple[tuple[str, Outcome], ...]
    attributes: tuple[str, ...] = ()
    variant: bool = False


def unit_sums(number: int, value: Outcome, dialect: str) -> list[exp.Expr]:
    """The aggregates of one outcome column; a unit without a value is left out and counted.

    Args:
        number: The value's place in the measurement.
        value: The outcome column.
        dialect: The engine's dialect.

    Returns:
        n, missing, neither 0 nor 1, s1, s2, s3 and shift as aliased expressions; of a ratio the
        sums of both columns too.
    """
    known = exp.condition(f"v{number} IS NOT NULL")
    if value.per is not None:
        known = exp.and_(known, exp.condition(f"w{number} IS NOT NULL"))
    other = exp.condition(f"v{number} NOT IN (0, {MICROS})")
    found = [
        exp.alias_(exp.Sum(this=indicator(other)), f"o{number}"),
        exp.alias_(exp.Sum(this=indicator(known)), f"n{number}"),
        exp.alias_(exp.Sum(this=indicator(exp.not_(known.copy()))), f"i{number}"),
        *powers(f"v{number}", f"m{number}", known, number, dialect),
    ]
    if value.per is not None:
        found += [*pair_sums(number, value, known, dialect), *cubes(number, known)]
    return found


def read_columns(contract: Contract, plan: UnitMeasurement) -> tuple[exp.Select, exp.Select]:
    """Each unit's values in micros, and the constants taken off them.

    Args:
        contract: The contract tables.
        plan: What is measured.

    Returns:
        A query with v0, v1 … (w0 … for what divides them), and one with m0 … (c0 …).
    """
    units = exp.select("variant" if plan.variant else "CAST(NULL AS TEXT) AS variant")
    shifts = exp.select()
    for number, (_, value) in enumerate(plan.values):
        for column, letter, shift in zip(value.columns, "vw", "mc", strict=False):
            units = units.select(exp.alias_(contract.number(column), f"{letter}{number}"))
            mean = f"CAST(ROUND(COALESCE(AVG({letter}{number}), 0)) AS BIGINT)"
            shifts = shifts.select(f"{mean} AS {shift}{number}")
    return units, shifts


def unit_query(contract: Contract, plan: UnitMeasurement) -> exp.Select:
    """The one query that answers a measurement of units.

    Args:
        contract: The contract tables.
        plan: What is measured.

    Returns:
        A statement whose rows are cells by variant and attribute.

    Raises:
        DataError: When no source has `shape: unit`, or a column is missing.
    """
    columns = (*(name for _, value in plan.values for name in value.columns), *plan.attributes)
    source = contract.units((*columns, "variant") if plan.variant else columns)
    units, shifts = read_columns(contract, plan)
    query = exp.select("variant")
    groups = [f"g{number}" for number in range(len(plan.attributes))]
    for group, attribute in zip(groups, plan.attributes, strict=True):
        named = exp.cast(exp.column(attribute, quoted=True), "TEXT")
        units = units.select(
            exp.alias_(exp.func("COALESCE", named, exp.Literal.string("unknown")), group)
        )
        query = query.select(group, f"GROUPING({group}) AS {group}_all", copy=False)
    for number, (_, value) in enumerate(plan.values):
        query = query.select(*unit_sums(number, value, contract.engine.dialect), copy=False)
    sets = ", ".join(["(variant)", *(f"(variant, {group})" for group in groups)])
    return (
        query.from_("units")
        .join("shifts", join_type="cross")
        .group_by(f"GROUPING SETS ({sets})")
        .with_("units", as_=units.from_(source.subquery("contract", copy=False)))
        .with_("shifts", as_=shifts.from_("units"))
    )


def measure_units(contract: Contract, plan: UnitMeasurement) -> tuple[Cell, ...]:
    """The cells of every outcome column, in a fixed order.

    Args:
        contract: The contract tables.
        plan: What is measured.

    Returns:
        Cells of population 0, without period, day 0; `immature` counts units without a value.

    Raises:
        DataError: When the table or a column is missing, or a column of 0 and 1 holds others.
        EngineError: When the engine refuses the query.
    """
    found = contract.answer(("outcomes", plan), lambda: unit_query(contract, plan))
    cells: list[Cell] = []
    for row in found.dicts():
        segment = None
        for number, attribute in enumerate(plan.attributes):
            if int(row[f"g{number}_all"]) == 0:
                segment = f"{attribute}={row[f'g{number}']}"
        cells.extend(
            unit_cell(row, number, segment, *named) for number, named in enumerate(plan.values)
        )
    return tuple(sorted(cells, key=cell_order))


def unit_cell(
    row: dict[str, Any], number: int, segment: str | None, name: str, value: Outcome
) -> Cell:
    """The cell of one outcome column in one result row.

    Args:
        row: Column name to value.
        number: The value's place in the measurement.
        segment: `attribute=value`, or None for everyone.
        name: Name of the value.
        value: The outcome column.

    Returns:
        A cell; of a column of 0 and 1 with counts, as of a flag; of a ratio with both sums.

    Raises:
        DataError: When a column of 0 and 1 holds other numbers.
    """
    n, s1, shift = int(row[f"n{number}"]), int(row[f"s1_{number}"]), int(row[f"h{number}"])
    s2, s3 = int(row[f"s2_{number}"]), float(row[f"s3_{number}"])
    if value.binary:
        if other := int(row[f"o{number}"]):
            raise DataError(f"column '{value.column}': {other} rows hold neither 0 nor 1")
        k = (s1 + n * shift) // MICROS
        s1, s2, s3, shift = k, k, float(k), 0
    return Cell(
        population=0,
        variant=row["variant"],
        period=None,
        day=0,
        segment=segment,
        value=name,
        n=n,
        s1=s1,
        s2=s2,
        s3=s3,
        shift=shift,
        immature=int(row[f"i{number}"]),
        ineligible=0,
        pair=pair_of(row, number),
    )
