"""What each unit did, and the exact sums of it per population, variant, period, day and segment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from stagelift.data.contract import Contract
from stagelift.data.query.populations import (
    Ctes,
    compared,
    event_table,
    matches,
    unit_tables,
    window_count,
    window_holds,
)
from stagelift.data.query.specs import (
    Assigned,
    Attribute,
    EventTotal,
    Flag,
    MappedAssignments,
    Measurement,
    SegmentRule,
    Value,
)
from stagelift.data.zones import local_day

KEYS = ("population", "variant", "period_no", "day")


@dataclass(frozen=True, slots=True)
class Cell:
    """The sums of one value over the units of one cell.

    Args:
        population: Index into the measurement's populations.
        variant: Variant id, or None for stage entrants.
        period: Index into the measurement's periods, or None for experiments.
        day: Local day of the anchor, days since 1970-01-01.
        segment: Segment id, `attribute=value`, or None for everyone.
        value: Name of the value.
        n: Mature units that count.
        s1: Σ(x − shift) over them, in micros for totals and as a count for flags.
        s2: Σ(x − shift)², exact.
        s3: Σ(x − shift)³, as a float.
        shift: The constant taken off each value.
        immature: Units left out because their window is still open.
        before: Units left out because they had the event before their anchor.
    """

    population: int
    variant: str | None
    period: int | None
    day: int
    segment: str | None
    value: str
    n: int
    s1: int
    s2: int
    s3: float
    shift: int
    immature: int
    before: int


def exact_type(dialect: str) -> str:
    """The engine's widest exact integer type, for sums of squares.

    Args:
        dialect: A sqlglot dialect.

    Returns:
        A type name in sqlglot's neutral dialect.
    """
    return (
        "INT128"
        if dialect == "duckdb"
        else "DECIMAL"
        if dialect == "postgres"
        else "DECIMAL(38, 0)"
    )


def indicator(condition: exp.Expr) -> exp.Case:
    """1 where the condition holds, else 0: engines disagree about booleans in sums.

    Args:
        condition: A boolean expression.

    Returns:
        A CASE of integers.
    """
    return exp.Case().when(condition, exp.Literal.number(1)).else_(exp.Literal.number(0))


def inside(window: int) -> exp.Expr:
    """The condition that event `e` lies in the half-open window from unit `u`'s anchor.

    Args:
        window: Length in µs.

    Returns:
        A boolean expression.
    """
    return exp.condition(f"e.at >= u.anchor AND e.at < u.anchor + {window}")


def value_terms(value: Value) -> tuple[tuple[str, int], ...]:
    """The event terms a value reads.

    Args:
        value: A flag or a total.

    Returns:
        Its terms.
    """
    return value.terms if isinstance(value, Flag) else ((value.event, 1),)


def counted(value: Flag) -> exp.Expr:
    """The condition that event `e` is one the flag counts, wherever it lies.

    Args:
        value: The flag.

    Returns:
        A boolean expression; of a `first` flag, the first row of each term.
    """
    if not value.first:
        return matches(value.terms)
    firsts: list[exp.Expr] = [
        exp.and_(exp.column("event", "e").eq(event), exp.column("nth", "e").eq(occurrence))
        for event, occurrence in value.terms
    ]
    return exp.paren(exp.or_(*firsts))


def had_before(value: Flag) -> exp.Expr:
    """The condition that event `e` is one the flag counts and came before unit `u`'s anchor.

    Args:
        value: The flag.

    Returns:
        A boolean expression.
    """
    return exp.and_(counted(value), "e.at < u.anchor")


def unit_value(value: Value) -> exp.Expr:
    """The aggregate that gives one unit's value.

    Args:
        value: A flag or a total.

    Returns:
        MAX of an indicator, or the capped SUM of values.
    """
    if isinstance(value, Flag):
        found = exp.Max(this=indicator(exp.and_(counted(value), inside(value.window))))
        if not value.first or len(value.terms) == 1:
            return found
        # the first of one kind is not the customer's first when another kind came before
        fresh = exp.Max(this=indicator(had_before(value))).eq(0)
        return exp.Case().when(fresh, found).else_(exp.Literal.number(0))
    hit = exp.and_(matches(value_terms(value)), inside(value.window))
    case = exp.Case().when(hit, exp.column("value", "e")).else_(exp.Literal.number(0))
    total = exp.func("COALESCE", exp.Sum(this=case), exp.Literal.number(0))
    total = exp.cast(total, "BIGINT")
    return (
        exp.func("LEAST", total, exp.Literal.number(value.cap)) if value.cap is not None else total
    )


def joined_events(plan: Measurement) -> exp.Expr:
    """Which event rows a unit needs: those in a window, those a segment looks back on.

    Args:
        plan: What is measured.

    Returns:
        The join condition between units `u` and events `e`.
    """
    longest: dict[tuple[str, int], int] = {}
    earlier: list[exp.Expr] = []
    for _, value in plan.values:
        for term in value_terms(value):
            longest[term] = max(longest.get(term, 0), value.window)
        if isinstance(value, Flag) and value.first:
            earlier.append(had_before(value))
    ahead = [
        exp.and_(matches([t for t in longest if longest[t] == window]), inside(window))
        for window in sorted(set(longest.values()))
    ]
    for rule in plan.segments:
        for window in rule.windows:
            back = exp.and_(matches(window.terms), "e.at <= u.anchor")
            if window.within is not None:
                back = exp.and_(back, f"e.at > u.anchor - {window.within}")
            earlier.append(back)
    return exp.and_("e.customer = u.customer", exp.or_(*ahead, *earlier))


def unit_values(plan: Measurement, span: tuple[int, int]) -> exp.Select:
    """One row per unit: its keys, its values, and what its segments need.

    Args:
        plan: What is measured.
        span: First and last instant of the data, for the zone's offsets.

    Returns:
        A query over `units` and `events`.
    """
    day = local_day(exp.column("anchor", "u"), plan.zone, span)
    query = exp.select(
        "u.population AS population",
        "u.variant AS variant",
        "u.period_no AS period_no",
        exp.alias_(day, "day"),
        "u.customer AS customer",
        "u.anchor AS anchor",
    ).from_("units AS u")
    for number, (_, value) in enumerate(plan.values):
        query = query.select(exp.alias_(unit_value(value), f"v{number}"))
        if isinstance(value, Flag) and value.first:
            had = exp.Max(this=indicator(had_before(value)))
            query = query.select(exp.alias_(had, f"b{number}"))
    for number, rule in enumerate(plan.segments):
        for place, window in enumerate(rule.windows):
            count = window_count(window, at="u.anchor")
            query = query.select(exp.alias_(count, f"c{number}_{place}"))
    return query.join("events AS e", on=joined_events(plan), join_type="left").group_by(
        "u.population", "u.variant", "u.period_no", "u.customer", "u.anchor"
    )


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
    return exp.Case().when(exp.and_(*held), exp.Literal.string(segment.name))


def segmented(plan: Measurement) -> exp.Select:
    """The units' values with one column per segment and attribute.

    Args:
        plan: What is measured.

    Returns:
        A query over `unit_values`, joined with `customers` when attributes are asked.
    """
    query = exp.select("x.*").from_("unit_values AS x")
    for number, segment in enumerate(plan.segments):
        query = query.select(exp.alias_(segment_value(number, segment), f"g{number}"))
    for number, attribute in enumerate(plan.attributes, start=len(plan.segments)):
        named = exp.func(
            "COALESCE",
            exp.cast(exp.column(attribute.name, "a", quoted=True), "TEXT"),
            exp.Literal.string("unknown"),
        )
        query = query.select(exp.alias_(named, f"g{number}"))
    if attributes_needed(plan):
        query = query.join("customers AS a", on="a.customer = x.customer", join_type="left")
    return query


def attributes_needed(plan: Measurement) -> tuple[str, ...]:
    """The customer attributes that segments, audiences and splits read, sorted.

    Args:
        plan: What is measured.

    Returns:
        Attribute names.
    """
    rules = list(plan.segments)
    rules.extend(
        population.audience
        for population in plan.populations
        if isinstance(population, Assigned) and population.audience is not None
    )
    names = {comparison.attribute for rule in rules for comparison in rule.attributes}
    return tuple(sorted(names | {attribute.name for attribute in plan.attributes}))


def sums_of(number: int, value: Value, plan: Measurement, dialect: str) -> list[exp.Expr]:
    """The aggregates of one value in one cell.

    Args:
        number: The value's place in the measurement.
        value: A flag or a total.
        plan: What is measured.
        dialect: The engine's dialect.

    Returns:
        n, s1, s2, s3, immature and before as aliased expressions.
    """
    mature = exp.column("anchor") <= plan.as_of - value.window
    first = isinstance(value, Flag) and value.first
    entrant_codes = [
        code
        for code, population in enumerate(plan.populations)
        if not isinstance(population, Assigned | MappedAssignments)
    ]
    had: exp.Expr = exp.false()
    if first and entrant_codes:
        had = exp.and_(
            exp.column(f"b{number}").eq(1), exp.column("population").isin(*entrant_codes)
        )
    base = exp.and_(mature, exp.not_(had)) if first and entrant_codes else mature
    before: exp.Expr = exp.Literal.number(0)
    if first and entrant_codes:
        before = exp.Sum(this=indicator(had.copy()))
    immature = exp.Sum(this=indicator(exp.and_(exp.not_(mature.copy()), exp.not_(had.copy()))))
    out = [
        exp.alias_(exp.Sum(this=indicator(base)), f"n{number}"),
        exp.alias_(immature, f"i{number}"),
        exp.alias_(before, f"e{number}"),
    ]
    if isinstance(value, Flag):
        k = exp.Case().when(base.copy(), exp.column(f"v{number}")).else_(exp.Literal.number(0))
        return [*out, exp.alias_(exp.Sum(this=k), f"s1_{number}")]
    return [*out, *powers(f"v{number}", f"m{number}", base, number, dialect)]


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
    wide = exp_sql(f"CAST({column} - {shift} AS {exact_type(dialect)})")
    narrow = exp_sql(f"CAST({column} - {shift} AS DOUBLE)")
    zero = exp.Literal.number(0)

    def total(power: exp.Expr) -> exp.Expr:
        return exp.Sum(this=exp.Case().when(base.copy(), power).else_(zero.copy()))

    square = exp.Mul(this=wide.copy(), expression=wide.copy())
    cube = exp.Mul(
        this=exp.Mul(this=narrow.copy(), expression=narrow.copy()), expression=narrow.copy()
    )
    return [
        exp.alias_(total(exp_sql(f"{column} - {shift}")), f"s1_{number}"),
        exp.alias_(total(square), f"s2_{number}"),
        exp.alias_(total(cube), f"s3_{number}"),
        exp.alias_(exp.Max(this=exp.column(shift)), f"h{number}"),
    ]


def exp_sql(text: str) -> exp.Expr:
    """An expression of our own column names from its text in the neutral dialect.

    Args:
        text: SQL made of names this package chose; never of text from users or data.

    Returns:
        The parsed expression.
    """
    return exp.maybe_parse(text)


def cell_query(plan: Measurement, dialect: str) -> exp.Select:
    """The sums of every value per population, variant, period, day, in total and by segment.

    Args:
        plan: What is measured.
        dialect: The engine's dialect.

    Returns:
        A query over `segmented`.
    """
    groups = [f"g{number}" for number in range(len(plan.segments) + len(plan.attributes))]
    query = exp.select(*KEYS)
    for group in groups:
        query = query.select(group, f"GROUPING({group}) AS {group}_all")
    for number, (_, value) in enumerate(plan.values):
        query = query.select(*sums_of(number, value, plan, dialect))
    query = query.from_("segmented")
    totals = [n for n, (_, value) in enumerate(plan.values) if isinstance(value, EventTotal)]
    if totals:
        query = query.join("shifts", join_type="cross")
    keys = ", ".join(KEYS)
    sets = ", ".join([f"({keys})", *(f"({keys}, {group})" for group in groups)])
    return query.group_by(f"GROUPING SETS ({sets})")


def shift_query(plan: Measurement) -> exp.Select | None:
    """The constant near each total's mean that is taken off before squaring.

    Args:
        plan: What is measured.

    Returns:
        A query with one row, or None when no total is asked.
    """
    columns = [
        f"CAST(ROUND(COALESCE(AVG(v{number}), 0)) AS BIGINT) AS m{number}"
        for number, (_, value) in enumerate(plan.values)
        if isinstance(value, EventTotal)
    ]
    return exp.select(*columns).from_("unit_values") if columns else None


def source_tables(contract: Contract, plan: Measurement) -> Ctes:
    """The contract tables a measurement reads.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured.

    Returns:
        `events`, and `customers` and `assignments` when they are needed.

    Raises:
        DataError: When a table that is needed is not mapped.
    """
    totals = any(isinstance(value, EventTotal) for _, value in plan.values)
    columns = ("at", "event", "value") if totals else ("at", "event")
    tables: Ctes = [("events", event_table(contract.required("events", columns), plan))]
    attributes = attributes_needed(plan)
    if attributes:
        tables.append(("customers", contract.required("customers", attributes)))
    if any(isinstance(population, MappedAssignments) for population in plan.populations):
        mapped = contract.required("assignments", ("experiment", "variant", "at"))
        tables.append(("assignments", mapped))
    return tables


def anchor_span(contract: Contract, plan: Measurement) -> tuple[int, int]:
    """The range of the units' anchors, for the zone's offsets.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured.

    Returns:
        First and last instant, µs: units can be assigned before the first event, after the last.
    """
    starts = [p.start for p in plan.populations if isinstance(p, Assigned | MappedAssignments)]
    return min(contract.span("events")[0], *starts, plan.as_of), plan.as_of


def measurement_query(contract: Contract, plan: Measurement) -> exp.Select:
    """The one query that answers a measurement.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured.

    Returns:
        A statement whose rows are the cells of every value.

    Raises:
        DataError: When the workspace has no events, or no assignments though they are asked.
    """
    tables = [*source_tables(contract, plan), *unit_tables(plan)]
    tables.append(("unit_values", unit_values(plan, anchor_span(contract, plan))))
    tables.append(("segmented", segmented(plan)))
    shifts = shift_query(plan)
    if shifts is not None:
        tables.append(("shifts", shifts))
    query = cell_query(plan, contract.engine.dialect)
    for name, table in tables:
        query = query.with_(name, as_=table)
    return query


def measure(contract: Contract, plan: Measurement) -> tuple[Cell, ...]:
    """The cells of every value, in a fixed order.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured.

    Returns:
        Cells sorted by their keys; cells without units are absent.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    if not plan.values or not plan.populations:
        return ()
    query = measurement_query(contract, plan)
    names = [projection.alias_or_name for projection in query.expressions]
    cells: list[Cell] = []
    for row in contract.engine.run(query):
        cells.extend(row_cells(dict(zip(names, row, strict=True)), plan))
    return tuple(sorted(cells, key=cell_order))


def cell_order(cell: Cell) -> tuple[Any, ...]:
    """The sort key of a cell: engines return groups in any order.

    Args:
        cell: A cell.

    Returns:
        Its keys with None first.
    """
    return (
        cell.value,
        cell.population,
        cell.segment or "",
        cell.variant or "",
        -1 if cell.period is None else cell.period,
        cell.day,
    )


def row_cells(row: dict[str, Any], plan: Measurement) -> list[Cell]:
    """The cells of one result row: one per value.

    Args:
        row: Column name to value.
        plan: What was measured.

    Returns:
        Cells; none for the rest of a segment, whose name is NULL.
    """
    groups: list[SegmentRule | Attribute] = [*plan.segments, *plan.attributes]
    segment: str | None = None
    for number, group in enumerate(groups):
        if int(row[f"g{number}_all"]) == 0:
            name = row[f"g{number}"]
            if name is None:
                return []
            segment = f"{group.name}={name}" if isinstance(group, Attribute) else str(name)
    period = int(row["period_no"])
    return [
        Cell(
            population=int(row["population"]),
            variant=row["variant"],
            period=None if period < 0 else period,
            day=int(row["day"]),
            segment=segment,
            value=name,
            n=int(row[f"n{number}"]),
            s1=int(row[f"s1_{number}"]),
            s2=int(row.get(f"s2_{number}", row[f"s1_{number}"])),
            s3=float(row.get(f"s3_{number}", row[f"s1_{number}"])),
            shift=int(row.get(f"h{number}", 0) or 0),
            immature=int(row[f"i{number}"]),
            before=int(row[f"e{number}"]),
        )
        for number, (name, _) in enumerate(plan.values)
    ]


def count_units(contract: Contract, population: Assigned | MappedAssignments) -> int:
    """How many units an experiment's population has.

    Args:
        contract: The contract tables.
        population: Who enters, and when.

    Returns:
        The number of units, mature or not.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    plan = Measurement(
        stages=(),
        populations=(population,),
        values=(),
        periods=(),
        segments=(),
        attributes=(),
        zone="UTC",
        as_of=contract.as_of_us,
    )
    query = exp.select("COUNT(*)").from_("units")
    for name, table in source_tables(contract, plan) + unit_tables(plan):
        query = query.with_(name, as_=table)
    ((count,),) = contract.engine.run(query)
    return int(count)
