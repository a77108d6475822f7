"""The units of a period that were units of the period before as well, and their values in both."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.contract import Contract
from stagelift.data.query.cell_sums import shift_query, shifted_columns
from stagelift.data.query.derived_tables import derived_tables
from stagelift.data.query.population_specs import Actors, Entrants
from stagelift.data.query.populations import Ctes, read_from
from stagelift.data.query.side_tables import side_tables
from stagelift.data.query.source_tables import anchor_span, source_tables
from stagelift.data.query.specs import Measurement
from stagelift.data.query.sums import exact_type, exp_sql, left_out
from stagelift.data.query.unit_tables import unit_tables
from stagelift.data.query.unit_values import unit_values
from stagelift.data.query.value_specs import Value, is_ratio, is_share
from stagelift.data.query.values import Clock, mature


@dataclass(frozen=True, slots=True)
class Overlap:
    """The sums of one value over the units that count in two neighbouring periods.

    Args:
        population: Index into the measurement's populations.
        period: Index of the later period.
        value: Name of the value.
        n: Units that count in both.
        x: Σ(later − shift), in micros for totals and as a count for flags.
        y: Σ(earlier − shift).
        xx: Σ(later − shift)².
        yy: Σ(earlier − shift)².
        xy: Σ(later − shift)(earlier − shift).
        shift: The constant taken off each value.
    """

    population: int
    period: int
    value: str
    n: int
    x: int
    y: int
    xx: int
    yy: int
    xy: int
    shift: int


def overlapping(plan: Measurement) -> list[tuple[int, str, Value]]:
    """The values of which overlaps are taken: all but ratios.

    Args:
        plan: What is measured.

    Returns:
        Place in the measurement, name and value.
    """
    return [
        (number, name, value)
        for number, (name, value) in enumerate(plan.values)
        if not is_ratio(value)
    ]


def counting_table(plan: Measurement, clock: Clock) -> exp.Select:
    """The units with each value where it counts, and NULL where it does not.

    Args:
        plan: What is measured.
        clock: The journey's local days.

    Returns:
        A query over `unit_values` with population, period_no, day, customer and one column a value.
    """
    query = exp.select("population", "period_no", "day", "customer").from_("unit_values")
    for number, _, value in overlapping(plan):
        base = mature(value, clock, number)
        out = left_out(number, value, plan)
        base = base if out is None else sql.and_(base, sql.not_(out))
        shifted = f"v{number}" if is_share(value) else f"v{number} - m{number}"
        query = query.select(
            sql.alias_(exp.Case().when(base, exp_sql(shifted)), f"x{number}"), copy=False
        )
    return query.join("shifts", join_type="cross") if shifted_columns(plan) else query


def overlap_query(plan: Measurement, dialect: str) -> exp.Select:
    """Sums over pairs of neighbouring periods.

    Args:
        plan: What is measured.
        dialect: The engine's dialect.

    Returns:
        A query over `counting`, joined with itself by customer.
    """
    query = exp.select("a.population AS population", "a.period_no AS period_no")
    wide = exact_type(dialect)
    for number, _, value in overlapping(plan):
        later, earlier = (f"CAST({side}.x{number} AS {wide})" for side in ("a", "b"))
        both = f"a.x{number} IS NOT NULL AND b.x{number} IS NOT NULL"
        amounts = ("1", later, earlier, *products(later, earlier))
        for place, amount in enumerate(amounts):
            query = query.select(
                f"SUM(CASE WHEN {both} THEN {amount} ELSE 0 END) AS o{place}_{number}"
            )
        shift = "0" if is_share(value) else f"MAX(m{number})"
        query = query.select(f"{shift} AS h{number}", copy=False)
    same = "b.customer = a.customer AND b.population = a.population"
    query = query.from_("counting AS a").join(
        "counting AS b", on=f"{same} AND b.period_no = a.period_no - 1"
    )
    if shifted_columns(plan):
        query = query.join("shifts", join_type="cross", copy=False)
    query = query.where(*(sql.not_(test) for test in entered_unpaired(plan)))
    return query.group_by("a.population", "a.period_no")


def entered_unpaired(plan: Measurement) -> list[exp.Expr]:
    """The conditions under which one of a pair of units entered on a day without a counterpart.

    Args:
        plan: What is measured; only stage entrants enter on a day.

    Returns:
        One condition for each later period and side that has such days.
    """
    entrants = [n for n, one in enumerate(plan.populations) if isinstance(one, Entrants | Actors)]
    return [
        sql.and_(
            exp.column("population", "a").isin(*entrants),
            exp.column("period_no", "a").eq(number),
            exp.column("day", side).isin(*days),
        )
        for number, *sides in plan.unpaired
        for side, days in zip("ab", sides, strict=True)
        if days and entrants
    ]


def products(later: str, earlier: str) -> tuple[str, str, str]:
    """The two squares and the product of two columns, as text of our own names."""
    return (f"{later} * {later}", f"{earlier} * {earlier}", f"{later} * {earlier}")


def measure_overlaps(contract: Contract, plan: Measurement) -> tuple[Overlap, ...]:
    """The units shared by neighbouring periods, for every value but ratios.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured; each period is compared with the one before it in the list.

    Returns:
        Overlaps sorted by value, population and period; pairs without shared units are absent.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    if not overlapping(plan) or not plan.populations or len(plan.periods) < 2:
        return ()
    given = contract.answer(("overlaps", plan), lambda: whole_query(contract, plan))
    found: list[Overlap] = []
    for row in given.dicts():
        found.extend(
            Overlap(
                population=int(row["population"]),
                period=int(row["period_no"]),
                value=name,
                n=int(row[f"o0_{number}"]),
                x=int(row[f"o1_{number}"]),
                y=int(row[f"o2_{number}"]),
                xx=int(row[f"o3_{number}"]),
                yy=int(row[f"o4_{number}"]),
                xy=int(row[f"o5_{number}"]),
                shift=int(row[f"h{number}"]),
            )
            for number, name, _ in overlapping(plan)
        )
    return tuple(sorted(found, key=lambda o: (o.value, o.population, o.period)))


def whole_query(contract: Contract, plan: Measurement) -> exp.Select:
    """The one query that answers for all overlaps.

    Args:
        contract: The contract tables.
        plan: What is measured.

    Returns:
        `overlap_query` with the tables it reads.
    """
    clock = Clock(plan.zone, anchor_span(contract, plan), plan.as_of)
    tables: Ctes = [*source_tables(contract, plan), *unit_tables(plan)]
    tables.extend((*side_tables(contract, plan), *derived_tables(contract, plan, clock)))
    tables.append(("unit_values", unit_values(plan, clock)))
    if shifted_columns(plan):
        tables.append(("shifts", shift_query(plan)))
    tables.append(("counting", counting_table(plan, clock)))
    return read_from(overlap_query(plan, contract.engine.dialect), tables)
