"""Sums over a source with one finished row per customer (`shape: unit`)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.answers import Answer
from stagelift.data.contract import Contract
from stagelift.data.duckdb_engine import DuckDBEngine
from stagelift.data.query.cell import Cell, cell_order, pair_of
from stagelift.data.query.grouped_sums import columns_of, grouped_query, sample_query
from stagelift.data.query.narrow_sums import REFUSED, NarrowColumns
from stagelift.data.query.sums import cubes, pair_sums, plain_powers, powers
from stagelift.data.query.value_specs import Outcome
from stagelift.errors import DataError, EngineError

MICROS = 1_000_000
SOME = 10_000  # rows whose means are taken off before squaring


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
        n, missing and s1 as aliased expressions; of a column of 0 and 1 also how many are neither,
        else s2, s3 and the shift; of a ratio, and with a column before, sums of both columns too.
    """
    column = exp.column(f"v{number}")
    if value.per is not None:
        known = exp.condition(f"v{number} IS NOT NULL AND w{number} IS NOT NULL")
        return [
            *counts_of(number, exp.Case().when(known, exp.Literal.number(1))),
            *powers(f"v{number}", f"m{number}", known, number, dialect),
            *pair_sums(number, value, known, dialect),
            *cubes(number, known),
        ]
    before = []
    if value.before is not None:
        both = exp.condition(f"v{number} IS NOT NULL AND w{number} IS NOT NULL")
        before = pair_sums(number, value, both, dialect)
    if not value.binary:
        # aggregates pass over NULL, so that no condition is needed
        columns = plain_powers(f"v{number}", f"m{number}", number, dialect)
        return [*counts_of(number, column), *columns, *before]
    other = exp.Case().when(exp.condition(f"v{number} NOT IN (0, {MICROS})"), exp.Literal.number(1))
    return [
        *counts_of(number, column),
        sql.alias_(exp.Count(this=other), f"o{number}"),
        sql.alias_(exp.Sum(this=column.copy()), f"s1_{number}"),
        *before,
    ]


def counts_of(number: int, known: exp.Expr) -> list[exp.Expr]:
    """How many units have a value, and how many have none.

    Args:
        number: The value's place in the measurement.
        known: An expression that is NULL for units without a value.

    Returns:
        n and i as aliased expressions.
    """
    n = exp.Count(this=known)
    missing = exp.Sub(this=exp.Count(this=exp.Star()), expression=n.copy())
    return [sql.alias_(n, f"n{number}"), sql.alias_(missing, f"i{number}")]


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
            units = units.select(sql.alias_(contract.number(column), f"{letter}{number}"))
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
        units, query = with_group(units, query, group, attribute)
    for number, (_, value) in enumerate(plan.values):
        query = query.select(*unit_sums(number, value, contract.engine.dialect), copy=False)
    sets = ", ".join(["(variant)", *(f"(variant, {group})" for group in groups)])
    units = units.from_(source.subquery("contract", copy=False), copy=False)
    # A part p of the rows has its mean within sd / sqrt(p) of the mean of all: near enough for the
    # sums of cubes, and no exact sum depends on it. So the rows are not read twice.
    some = units.limit(SOME).subquery("sampled", copy=False)
    return (
        query.from_("units")
        .join("shifts", join_type="cross")
        .group_by(f"GROUPING SETS ({sets})")
        .with_("units", as_=units)
        .with_("shifts", as_=shifts.from_(some))
    )


def narrow_query(contract: Contract, plan: UnitMeasurement) -> exp.Select:
    """The same query with products of 64 bits, which an engine refuses where they are too large.

    Args:
        contract: The contract tables.
        plan: What is measured.

    Returns:
        A statement with the columns of `unit_query`.

    Raises:
        DataError: When no source has `shape: unit`, or a column is missing.
    """
    columns = NarrowColumns(tuple(value for _, value in plan.values))
    wanted = (*columns.names, *plan.attributes)
    source = contract.units((*wanted, "variant") if plan.variant else wanted)
    units = exp.select("variant" if plan.variant else "CAST(NULL AS TEXT) AS variant")
    query = exp.select("variant")
    groups = [f"g{number}" for number in range(len(plan.attributes))]
    for group, attribute in zip(groups, plan.attributes, strict=True):
        units, query = with_group(units, query, group, attribute)
    for number, (_, value) in enumerate(plan.values):
        query = query.select(*columns.sums(number, value), copy=False)
    sets = ", ".join(["(variant)", *(f"(variant, {group})" for group in groups)])
    units = columns.read(units, contract).from_(source.subquery("contract", copy=False), copy=False)
    some = units.limit(SOME).subquery("sampled", copy=False)
    return (
        query.from_("shifted")
        .group_by(f"GROUPING SETS ({sets})")
        .with_("units", as_=units)
        .with_("shifts", as_=columns.shifts().from_(some))
        .with_("shifted", as_=columns.shifted(("variant", *groups)))
    )


def with_group(
    units: exp.Select, query: exp.Select, group: str, attribute: str
) -> tuple[exp.Select, exp.Select]:
    """Units with an attribute as a column, and a query that splits by it."""
    named = exp.cast(exp.column(attribute, quoted=True), "TEXT")
    text = exp.func("COALESCE", named, exp.Literal.string("unknown"))
    units = units.select(sql.alias_(text, group))
    return units, query.select(group, f"GROUPING({group}) AS {group}_all", copy=False)


def unit_sums_found(contract: Contract, plan: UnitMeasurement) -> Answer:
    """The sums, in 64 bits where the embedded engine takes them, else in wide integers.

    Other engines may wrap a product around without a word, and a written query must hold for any
    values.
    """
    question = ("outcomes", plan)
    grouped = grouped_sums_found(contract, plan)
    if grouped is not None:
        return grouped
    if isinstance(contract.engine, DuckDBEngine):
        try:
            return contract.answer(question, lambda: narrow_query(contract, plan))
        except EngineError as error:
            if REFUSED not in str(error):
                raise
    return contract.answer(question, lambda: unit_query(contract, plan))


def grouped_sums_found(contract: Contract, plan: UnitMeasurement) -> Answer | None:
    """The sums by the values of the small columns, where the answer proves to be exact.

    Args:
        contract: The contract tables.
        plan: What is measured.

    Returns:
        An answer with the columns of `unit_query`; None where the engine, a column's type or its
        values do not allow it.
    """
    embedded = isinstance(contract.engine, DuckDBEngine)
    if not embedded or plan.attributes or not plan.variant:
        return None
    values = tuple(value for _, value in plan.values)
    names = tuple(dict.fromkeys(name for value in values for name in value.columns))

    def units() -> exp.Select:
        return contract.units((*names, "variant"))

    told = contract.answer(
        ("outcomes, some", names), lambda: sample_query(units().limit(SOME, copy=False), names)
    )
    columns = columns_of(values, names, told.rows[0])
    for gaps in () if columns is None else (False, True):
        chosen = tuple(replace(one, gaps=one.gaps or gaps) for one in columns or ())
        question = ("outcomes by value", plan, chosen)
        try:
            found = contract.answer(question, partial(grouped_query, chosen, values, units))
        except EngineError as error:
            if REFUSED not in str(error):
                raise
            return None
        if not any(row["unproven"] for row in found.dicts()):
            return found
    return None


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
    found = unit_sums_found(contract, plan)
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
    n, s1 = int(row[f"n{number}"]), int(row[f"s1_{number}"] or 0)
    if value.binary:
        if other := int(row[f"o{number}"]):
            raise DataError(f"column '{value.column}': {other} rows hold neither 0 nor 1")
        s1 = s2 = s1 // MICROS
        s3, shift = float(s1), 0
    else:
        s2, s3 = int(row[f"s2_{number}"] or 0), float(row[f"s3_{number}"] or 0)
        shift = int(row[f"h{number}"])
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
