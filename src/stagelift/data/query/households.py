"""What households did that were randomised whole: the sums of their members, added up again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.answers import Answer
from stagelift.data.contract import Contract
from stagelift.data.query.cell import Cell, Homes, HomeSum, cell_order
from stagelift.data.query.cells import measure, measurement_query
from stagelift.data.query.population_specs import Assigned, MappedAssignments
from stagelift.data.query.populations import read_from
from stagelift.data.query.source_tables import anchor_span
from stagelift.data.query.specs import Measurement
from stagelift.data.query.sums import exact_type, exp_sql, left_out, paired, product, sum_where
from stagelift.data.query.value_specs import Value, is_share
from stagelift.data.query.values import MICROS, Clock, indicator, mature

KEYS = ("population", "variant", "home")


def measure_households(contract: Contract, plan: Measurement) -> tuple[Cell, ...]:
    """The cells of every value of experiments that randomise whole households.

    A household is in the cell of the day on which its first member entered, and counts once every
    member's window has closed. Other populations of the plan are measured as always.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured, of at least one such experiment.

    Returns:
        Cells as `measure` gives them, with the households' sums; no household leaves the engine.

    Raises:
        DataError: When a table that is needed is not mapped, or no source has households.
        EngineError: When the engine refuses a query.
    """
    found: list[Cell] = []
    for code, population in enumerate(plan.populations):
        alone = replace(plan, populations=(population,))
        whole = isinstance(population, Assigned | MappedAssignments) and population.household
        cells = household_cells(contract, alone) if whole else measure(contract, alone)
        found.extend(replace(cell, population=code) for cell in cells)
    return tuple(sorted(found, key=cell_order))


def household_cells(contract: Contract, plan: Measurement) -> tuple[Cell, ...]:
    """The cells of one experiment on households.

    Args:
        contract: The contract tables.
        plan: What is measured of one population.

    Returns:
        Cells of population 0.
    """
    groups = tuple(f"g{number}" for number in range(len(plan.segments) + len(plan.attributes)))

    def build() -> exp.Select:
        clock = Clock(plan.zone, anchor_span(contract, plan), plan.as_of)
        units = measurement_query(contract, plan)
        tables = [(one.alias, one.this) for one in units.args["with_"].expressions]
        query, homes = added_up(plan, groups, clock, contract.engine.dialect)
        return read_from(query, [*tables, ("households", homes)])

    named = [*(None for _ in plan.segments), *(one.name for one in plan.attributes)]
    return cells_of(contract.answer(("households", plan), build), plan, groups, named)


def cells_of(
    answer: Answer, plan: Measurement, groups: Sequence[str], named: Sequence[str | None]
) -> tuple[Cell, ...]:
    """The cells an answer holds, each of all sizes of household.

    Args:
        answer: Rows of `added_up`.
        plan: What was measured.
        groups: Columns by which units were grouped beside the total.
        named: By group the attribute whose values it holds; None for a segment's own name.

    Returns:
        Cells of population 0.
    """
    gathered: dict[tuple[str | None, str | None, int, str], list[Cell]] = defaultdict(list)
    for row in answer.dicts():
        told = [place for place, group in enumerate(groups) if not int(row[f"{group}_all"])]
        segment = None
        if told:
            value, attribute = row[groups[told[0]]], named[told[0]]
            if value is None:
                continue  # the rest of a segment
            segment = str(value) if attribute is None else f"{attribute}={value}"
        for number, (name, asked) in enumerate(plan.values):
            cell = home_cell(row, number, segment, name, asked)
            gathered[cell.variant, cell.segment, cell.day, cell.value].append(cell)
    return tuple(merged(cells) for cells in gathered.values())


def added_up(
    plan: Measurement, groups: Sequence[str], clock: Clock, dialect: str, *, rows: str = "segmented"
) -> tuple[exp.Select, exp.Select]:
    """Members added up by household, and households by size.

    Args:
        plan: What is measured of one population.
        groups: Columns by which units are grouped beside the total.
        clock: The journey's local days.
        dialect: The engine's dialect.
        rows: The table of units, with their household as `home`.

    Returns:
        The query over `households` with a row for each variant, day, group and size; and the table
        `households` itself.
    """
    homes = exp.select(*KEYS, *groups, *(f"GROUPING({one}) AS {one}_all" for one in groups))
    homes = homes.select("MIN(day) AS day", "MAX(day) AS last_day", copy=False)
    for number, (_, value) in enumerate(plan.values):
        homes = homes.select(*member_sums(number, value, plan, clock, dialect), copy=False)
    keys = ", ".join(KEYS)
    sets = ", ".join([f"({keys})", *(f"({keys}, {one})" for one in groups)])
    homes = homes.from_(rows, copy=False).group_by(f"GROUPING SETS ({sets})", copy=False)
    query = exp.select("population", "variant", "day", "COUNT(*) AS homes")
    query = query.select("SUM(CASE WHEN last_day > day THEN 1 ELSE 0 END) AS spread", copy=False)
    marks = [name for one in groups for name in (one, f"{one}_all")]
    query = query.select(*marks, copy=False)
    sizes = []
    for number, (_, value) in enumerate(plan.values):
        size = f"CASE WHEN i{number} = 0 THEN n{number} ELSE 0 END"
        sizes.append(exp_sql(size))
        query = query.select(sql.alias_(exp_sql(size), f"size{number}"), copy=False)
        query = query.select(*home_sums(number, value, plan, dialect), copy=False)
    query = query.from_("households", copy=False)
    return query.group_by("population", "variant", "day", *marks, *sizes, copy=False), homes


def member_sums(
    number: int, value: Value, plan: Measurement, clock: Clock, dialect: str
) -> list[exp.Expr]:
    """The aggregates of one value over a household's members.

    Args:
        number: The value's place in the measurement.
        value: Any value over events.
        plan: What is measured.
        clock: The journey's local days.
        dialect: The engine's dialect.

    Returns:
        Counts n (mature), i (immature) and e (ineligible); sums s, of squares q, of cubes t, and r
        of the second number; in micros.
    """
    closed = mature(value, clock, number)
    out = left_out(number, value, plan)
    inside = exp.true() if out is None else sql.not_(out)
    base = sql.and_(closed, inside.copy())
    waiting = sql.and_(sql.not_(closed.copy()), inside.copy())
    amount = f"v{number} * {MICROS}" if is_share(value) else f"v{number}"
    wide = exp_sql(f"CAST({amount} AS {exact_type(dialect)})")
    rough = exp_sql(f"CAST({amount} AS DOUBLE)")
    none = exp.Literal.number(0)
    found = {
        "n": exp.Sum(this=indicator(base)),
        "i": exp.Sum(this=indicator(waiting)),
        "e": none if out is None else exp.Sum(this=indicator(out.copy())),
        "s": sum_where(base, exp_sql(amount)),
        "q": sum_where(base, product(wide, wide)),
        "t": sum_where(base, product(product(rough, rough), rough)),
    }
    if paired(value, plan):
        second = exp_sql(f"CASE WHEN known = 1 THEN w{number} ELSE 0 END")
        if is_ratio_pair(value, plan):
            second = exp.column(f"w{number}")
        found["r"] = sum_where(base, second)
    return [sql.alias_(one, f"{letter}{number}") for letter, one in found.items()]


def is_ratio_pair(value: Value, plan: Measurement) -> bool:
    """Whether the second number is a ratio's, not a covariate of the time before."""
    return paired(value, replace(plan, lookback=0))


def home_sums(number: int, value: Value, plan: Measurement, dialect: str) -> list[exp.Expr]:
    """The aggregates of one value over the households of one size.

    Args:
        number: The value's place in the measurement.
        value: Any value over events.
        plan: What is measured.
        dialect: The engine's dialect.

    Returns:
        Members waiting and ineligible, and the sums of `HomeSum` over complete households.
    """
    whole = exp_sql(f"i{number} = 0")
    second = paired(value, plan)
    wide = exact_type(dialect)
    x = exp_sql(f"CAST(s{number} AS {wide})")
    y = exp_sql(f"CAST({f'r{number}' if second else '0'} AS {wide})")
    rough_x, rough_y = (
        exp_sql(f"CAST({name} AS DOUBLE)")
        for name in (f"s{number}", f"r{number}" if second else "0")
    )
    found = {
        "waits": exp_sql(f"SUM(CASE WHEN i{number} > 0 THEN i{number} + n{number} ELSE 0 END)"),
        "out": exp_sql(f"SUM(e{number})"),
        "q": sum_where(whole, exp.column(f"q{number}")),
        "t": sum_where(whole, exp.column(f"t{number}")),
    }
    sums = {"x": x, "y": y, "xx": product(x, x), "yy": product(y, y), "xy": product(x, y)}
    square = product(rough_x, rough_x)
    third = product(rough_y, rough_y)
    sums |= {"xxx": product(square, rough_x), "xxy": product(square, rough_y)}
    sums |= {"xyy": product(third, rough_x), "yyy": product(third, rough_y)}
    found |= {name: sum_where(whole, one) for name, one in sums.items()}
    return [sql.alias_(one, f"{name}_{number}") for name, one in found.items()]


def home_cell(
    row: dict[str, Any], number: int, segment: str | None, name: str, value: Value
) -> Cell:
    """One value of one result row.

    Args:
        row: Column name to value.
        number: The value's place in the measurement.
        segment: Segment of the row.
        name: The value's name.
        value: Any value over events.

    Returns:
        A cell; its own sums are those of members, as of any other cell.
    """
    size, homes = int(row[f"size{number}"] or 0), int(row["homes"])
    whole = {k: int(row[f"{k}_{number}"] or 0) for k in ("x", "y", "xx", "yy", "xy", "q")}
    rough = {k: float(row[f"{k}_{number}"] or 0) for k in ("t", "xxx", "xxy", "xyy", "yyy")}
    unit = MICROS if is_share(value) else 1
    sums = HomeSum(
        size=size,
        homes=homes,
        **{k: whole[k] for k in ("x", "y", "xx", "yy", "xy")},
        cubes=(rough["xxx"], rough["xxy"], rough["xyy"], rough["yyy"]),
        squares=whole["q"],
        thirds=rough["t"],
    )
    return Cell(
        population=0,
        variant=row["variant"],
        period=None,
        day=int(row["day"]),
        segment=segment,
        value=name,
        n=size * homes,
        s1=whole["x"] // unit,
        s2=whole["q"] // unit**2,
        s3=rough["t"] / unit**3,
        shift=0,
        immature=int(row[f"waits_{number}"] or 0),
        ineligible=int(row[f"out_{number}"] or 0),
        homes=Homes(homes, int(row["spread"] or 0), (sums,) if size else ()),
    )


def merged(cells: list[Cell]) -> Cell:
    """Cells of one key, whose households differ in size, as one.

    Args:
        cells: At least one cell.

    Returns:
        Their sums; households by size.
    """
    names = ("n", "s1", "s2", "s3", "immature", "ineligible")
    homes = [cell.homes for cell in cells if cell.homes is not None]
    # several rows may share a size: those of another value differed
    sums = sorted((one for each in homes for one in each.sums), key=lambda one: one.size)
    every = Homes(sum(h.count for h in homes), sum(h.spread for h in homes), tuple(sums))
    return replace(
        cells[0], homes=every, **{name: sum(getattr(c, name) for c in cells) for name in names}
    )
