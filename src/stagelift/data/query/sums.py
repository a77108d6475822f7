"""The exact sums of unit values in one cell."""

from __future__ import annotations

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.derived import Derived
from stagelift.data.query.population_specs import Assigned, MappedAssignments
from stagelift.data.query.specs import Measurement
from stagelift.data.query.value_specs import (
    ContractEnd,
    Flag,
    Outcome,
    StageAdvance,
    Value,
    has_covariate,
    is_ratio,
    is_share,
)
from stagelift.data.query.values import MICROS, Clock, indicator, looked_back, mature


def exact_type(dialect: str) -> str:
    """The engine's widest exact integer type, for sums of squares.

    Args:
        dialect: A sqlglot dialect.

    Returns:
        A type name in sqlglot's neutral dialect.

    Example:
        >>> exact_type("postgres")
        'DECIMAL'
    """
    return {"duckdb": "INT128", "postgres": "DECIMAL"}.get(dialect, "DECIMAL(38, 0)")


def exp_sql(text: str) -> exp.Expr:
    """An expression of our own column names from its text in the neutral dialect.

    Args:
        text: SQL made of names this package chose; never of text from users or data.

    Returns:
        The parsed expression.
    """
    return exp.maybe_parse(text)


def paired(value: Value, plan: Measurement) -> bool:
    """Whether a value needs sums of two numbers per unit.

    Args:
        value: Any value over events.
        plan: What is measured.

    Returns:
        True for ratios, and for every value with a covariate when a pre-period is asked.
    """
    return is_ratio(value) or (plan.lookback > 0 and has_covariate(value))


def left_out(number: int, value: Value, plan: Measurement) -> exp.Expr | None:
    """The condition that a unit does not count because of what it did before its anchor.

    Args:
        number: The value's place in the measurement.
        value: Any value over events.
        plan: What is measured.

    Returns:
        For a `first` flag, stage entrants who had the event already (the assigned of an experiment
        all count); for an `absent` flag, assigned units that were not active; without a contract at
        their anchor, or in no stage with another after it; else None.
    """
    if isinstance(value, ContractEnd | StageAdvance | Derived):
        return exp.column(f"b{number}").eq(0)
    if not isinstance(value, Flag) or looked_back(value) is None:
        return None
    assigned = [
        code
        for code, population in enumerate(plan.populations)
        if isinstance(population, Assigned | MappedAssignments)
    ]
    codes = (
        assigned
        if value.absent
        else [code for code in range(len(plan.populations)) if code not in assigned]
    )
    if not codes:
        return None
    wanted = 0 if value.absent else 1
    return sql.and_(exp.column(f"b{number}").eq(wanted), exp.column("population").isin(*codes))


def sums_of(
    number: int, value: Value, plan: Measurement, clock: Clock, dialect: str
) -> list[exp.Expr]:
    """The aggregates of one value in one cell.

    Args:
        number: The value's place in the measurement.
        value: Any value over events.
        plan: What is measured.
        clock: The journey's local days.
        dialect: The engine's dialect.

    Returns:
        Counts (n, immature, ineligible), sums (s1, s2, s3) and, for pairs, the sums of both.
    """
    closed = mature(value, clock, number)
    out = left_out(number, value, plan)
    base = closed if out is None else sql.and_(closed, sql.not_(out))
    open_yet = sql.not_(closed.copy())
    waiting = open_yet if out is None else sql.and_(open_yet, sql.not_(out.copy()))
    ineligible: exp.Expr = (
        exp.Literal.number(0) if out is None else exp.Sum(this=indicator(out.copy()))
    )
    found = [
        sql.alias_(exp.Sum(this=indicator(base)), f"n{number}"),
        sql.alias_(exp.Sum(this=indicator(waiting)), f"i{number}"),
        sql.alias_(ineligible, f"e{number}"),
    ]
    if is_share(value):
        k = sql.either(base, exp.column(f"v{number}"), exp.Literal.number(0))
        found.append(sql.alias_(exp.Sum(this=k), f"s1_{number}"))
    else:
        found.extend(powers(f"v{number}", f"m{number}", base, number, dialect))
    if paired(value, plan):
        both = base if is_ratio(value) else sql.and_(base, "known = 1")
        found.extend(pair_sums(number, value, both, dialect))
    if is_ratio(value):
        found.extend(cubes(number, base))
    return found


def powers(column: str, shift: str, base: exp.Expr, number: int, dialect: str) -> list[exp.Expr]:
    """Exact sums of the shifted values and their squares, and of their cubes as a float.

    Args:
        column: The unit's value in micros.
        shift: Column with the constant taken off.
        base: The condition that the unit counts.
        number: The value's place in the measurement.
        dialect: The engine's dialect.

    Returns:
        s1, s2, s3 and the shift itself as aliased expressions.
    """
    once, squared, cubed = shifted_powers(column, shift, dialect)
    return [
        sql.alias_(sum_where(base, once), f"s1_{number}"),
        sql.alias_(sum_where(base, squared), f"s2_{number}"),
        sql.alias_(sum_where(base, cubed), f"s3_{number}"),
        sql.alias_(exp.Max(this=exp.column(shift)), f"h{number}"),
    ]


def plain_powers(column: str, shift: str, number: int, dialect: str) -> list[exp.Expr]:
    """The same over every row with a value; NULL without any.

    Args:
        column: The unit's value in micros, NULL when it is missing.
        shift: Column with the constant taken off.
        number: The value's place in the measurement.
        dialect: The engine's dialect.

    Returns:
        s1, s2, s3 and the shift itself as aliased expressions.
    """
    sums = [exp.Sum(this=power) for power in shifted_powers(column, shift, dialect)]
    named = [sql.alias_(one, f"s{place}_{number}") for place, one in enumerate(sums, start=1)]
    return [*named, sql.alias_(exp.Max(this=exp.column(shift)), f"h{number}")]


def shifted_powers(column: str, shift: str, dialect: str) -> tuple[exp.Expr, exp.Expr, exp.Expr]:
    """A shifted value, its square in the widest integers and its cube in floats."""
    wide = exp_sql(f"CAST({column} - {shift} AS {exact_type(dialect)})")
    narrow = exp_sql(f"CAST({column} - {shift} AS DOUBLE)")
    cube = product(product(narrow, narrow), narrow)
    return exp_sql(f"{column} - {shift}"), product(wide, wide), cube


def pair_sums(number: int, value: Value | Outcome, base: exp.Expr, dialect: str) -> list[exp.Expr]:
    """Exact sums of a unit's two numbers, their squares and their product.

    Args:
        number: The value's place in the measurement.
        value: Any value over events; a flag counts as 0 or one million micros.
        base: The condition that the unit counts and has both.
        dialect: The engine's dialect.

    Returns:
        Eight aliased expressions, p0 to p7, in the order of `Pair`.
    """
    flag = is_share(value) or (isinstance(value, Outcome) and value.binary)
    first = f"v{number} * {MICROS}" if flag else f"v{number} - m{number}"
    if flag and isinstance(value, Outcome):
        first = f"v{number}"  # a column of 0 and 1 is read in micros as any other
    second = f"w{number} - c{number}"
    # one million squared fits 64 bits, and these engines add such numbers up in wider ones
    wide = "BIGINT" if flag and dialect in ("duckdb", "postgres") else exact_type(dialect)
    x, y = (exp_sql(f"CAST({text} AS {wide})") for text in (first, second))
    shift_x = exp.Literal.number(0) if flag else exp.Max(this=exp.column(f"m{number}"))
    columns = [
        exp.Sum(this=indicator(base.copy())),
        sum_where(base, x),
        sum_where(base, y),
        sum_where(base, product(x, x)),
        sum_where(base, product(y, y)),
        sum_where(base, product(x, y)),
        shift_x,
        exp.Max(this=exp.column(f"c{number}")),
    ]
    return [sql.alias_(one, f"p{place}_{number}") for place, one in enumerate(columns)]


def cubes(number: int, base: exp.Expr) -> list[exp.Expr]:
    """Sums of the third powers of a ratio's two numbers, as floats.

    Args:
        number: The value's place in the measurement.
        base: The condition that the unit counts.

    Returns:
        Four aliased expressions, q0 to q3, in the order of `Pair.cubes`.
    """
    x, y = (exp_sql(f"CAST({name}{number} AS DOUBLE)") for name in "vw")
    thirds = [(x, x, x), (x, x, y), (x, y, y), (y, y, y)]
    return [
        sql.alias_(sum_where(base, product(product(a, b), c)), f"q{place}_{number}")
        for place, (a, b, c) in enumerate(thirds)
    ]


def product(one: exp.Expr, other: exp.Expr) -> exp.Expr:
    """The product of two expressions."""
    return exp.Mul(this=one, expression=other)


def sum_where(base: exp.Expr, amount: exp.Expr) -> exp.Expr:
    """The sum of an amount over the rows that meet a condition; 0 over none."""
    case = sql.either(base, amount, exp.Literal.number(0))
    return exp.Sum(this=case)
