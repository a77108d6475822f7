"""What each unit did, and the exact sums of it per population, variant, period, day and segment."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.contract import Contract
from stagelift.data.query.alive import alive_tables, is_churn_alone
from stagelift.data.query.attributes import customer_table, in_force
from stagelift.data.query.cell import Cell, cell_order, row_cells
from stagelift.data.query.derived import Derived
from stagelift.data.query.derived_tables import (
    derived_columns,
    derived_join,
    derived_tables,
)
from stagelift.data.query.event_table import among, entry_table, event_table
from stagelift.data.query.homes import HOUSEHOLD, home_sql
from stagelift.data.query.parts import in_periods
from stagelift.data.query.populations import (
    Ctes,
    compared,
    events_needed,
    last_entry,
    read_from,
    window_count,
    window_holds,
)
from stagelift.data.query.side_tables import side_columns, side_join, side_tables
from stagelift.data.query.specs import (
    Assigned,
    ContractEnd,
    Entrants,
    EventRatio,
    LatestScore,
    MappedAssignments,
    Measurement,
    SegmentRule,
    StageAdvance,
    Value,
    has_covariate,
    is_share,
)
from stagelift.data.query.sums import paired, sums_of
from stagelift.data.query.unit_tables import unit_tables
from stagelift.data.query.values import (
    Clock,
    before_value,
    indicator,
    inside,
    joined_events,
    kinds_joined,
    looked_back,
    member_instant,
    total,
    unit_value,
)
from stagelift.data.query.written_segments import written_holds, written_join, written_tables
from stagelift.data.spans import Span

KEYS = ("population", "variant", "period_no", "day")


@dataclass(frozen=True, slots=True)
class KnownNeeds:
    """Since when each customer has been known."""

    def covers(self, other: object) -> bool:
        """Whether the other asks for the same: nothing depends on a measurement."""
        return self == other


def unit_values(plan: Measurement, clock: Clock) -> exp.Select:
    """One row per unit: its keys, its values, and what its segments need.

    Args:
        plan: What is measured.
        clock: The journey's local days.

    Returns:
        A query over `units` and `events`.
    """
    query = exp.select(
        "u.population AS population",
        "u.variant AS variant",
        "u.period_no AS period_no",
        sql.alias_(clock.day(exp.column("anchor", "u")), "day"),
        "u.customer AS customer",
        "u.anchor AS anchor",
    ).from_("units AS u")
    for number, (_, value) in enumerate(plan.values):
        query = query.select(*value_columns(number, value, plan, clock), copy=False)
    for number, rule in enumerate(plan.segments):
        for place, window in enumerate(rule.windows):
            count = window_count(window, at=member_instant(plan))
            query = query.select(sql.alias_(count, f"c{number}_{place}"), copy=False)
    kinds = kinds_joined(plan)
    if kinds == events_needed(plan):
        read: exp.Expr = sql.alias_(exp.to_table("events"), "e", table=True)
    else:  # an engine joins before it looks at a condition that has an OR
        few = among(kinds) if kinds else exp.false()
        read = exp.select("*").from_("events").where(few, copy=False).subquery("e", copy=False)
    query = query.join(read, on=joined_events(plan), join_type="left", copy=False)
    query = derived_join(side_join(query, plan), plan)
    keys = ("u.population", "u.variant", "u.period_no", "u.customer", "u.anchor")
    return query.group_by(*keys, copy=False)


def value_columns(number: int, value: Value, plan: Measurement, clock: Clock) -> list[exp.Expr]:
    """The columns one value needs per unit: itself, what it looks back on, its second number.

    Args:
        number: The value's place in the measurement.
        value: Any value over events.
        plan: What is measured.
        clock: The journey's local days.

    Returns:
        Aliased aggregates v, b and w with the value's number.
    """
    if isinstance(value, Derived):
        return derived_columns(number, value, plan)
    if isinstance(value, LatestScore | ContractEnd | StageAdvance):
        return side_columns(number, value, plan.lookback)
    columns = [sql.alias_(unit_value(value, plan, clock), f"v{number}")]
    back = looked_back(value)
    if back is not None:
        columns.append(sql.alias_(exp.Max(this=indicator(back)), f"b{number}"))
    if isinstance(value, EventRatio):
        columns.append(
            sql.alias_(total(value.bottom, inside(value.bottom, plan, clock)), f"w{number}")
        )
    elif plan.lookback and has_covariate(value):
        columns.append(sql.alias_(before_value(value, plan.lookback), f"w{number}"))
    return columns


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
    held.extend(written_holds(number, segment))
    return exp.Case().when(sql.and_(*held), exp.Literal.string(segment.name))


def segmented(plan: Measurement) -> exp.Select:
    """The units' values with one column per segment and attribute, and whether they were known.

    Args:
        plan: What is measured.

    Returns:
        A query over `unit_values`, joined with `customers` when attributes are asked, and with
        `known` when a pre-period is.
    """
    query = exp.select("x.*").from_("unit_values AS x")
    if plan.lookback:
        # a customer not known for half the pre-period has no covariate rather than a low one
        old = f"k.known_since <= x.anchor - {plan.lookback // 2}"
        query = query.join("known AS k", on="k.customer = x.customer", join_type="left", copy=False)
        query = query.select(f"CASE WHEN {old} THEN 1 ELSE 0 END AS known", copy=False)
    for number, segment in enumerate(plan.segments):
        query = query.select(sql.alias_(segment_value(number, segment), f"g{number}"), copy=False)
    for number, attribute in enumerate(plan.attributes, start=len(plan.segments)):
        named = exp.func(
            "COALESCE",
            exp.cast(exp.column(attribute.name, "a", quoted=True), "TEXT"),
            exp.Literal.string("unknown"),
        )
        query = query.select(sql.alias_(named, f"g{number}"), copy=False)
    if of_households(plan):
        query = query.select(sql.alias_(home_sql("x"), "home"), copy=False)
    if attributes_needed(plan):
        on = in_force("x", member_instant(plan, "x"))
        query = query.join("customers AS a", on=on, join_type="left", copy=False)
    return written_join(query, plan.segments, "x", member_instant(plan, "x"))


def of_households(plan: Measurement) -> bool:
    """Whether an experiment of the measurement randomises whole households."""
    experiments = [p for p in plan.populations if isinstance(p, Assigned | MappedAssignments)]
    return any(population.household for population in experiments)


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
    names |= {HOUSEHOLD} if of_households(plan) else set()
    return tuple(sorted(names | {attribute.name for attribute in plan.attributes}))


def cell_query(plan: Measurement, clock: Clock, dialect: str) -> exp.Select:
    """The sums of every value per population, variant, period, day, in total and by segment.

    Args:
        plan: What is measured.
        clock: The journey's local days.
        dialect: The engine's dialect.

    Returns:
        A query over `segmented`, and `shifts` when anything but flags is summed.
    """
    groups = [f"g{number}" for number in range(len(plan.segments) + len(plan.attributes))]
    sums = [
        column
        for number, (_, value) in enumerate(plan.values)
        for column in sums_of(number, value, plan, clock, dialect)
    ]
    query = exp.select(*KEYS, *groups, *sums).from_("segmented", copy=False)
    if shifted_columns(plan):
        query = shifted_alike(query, plan)
    query = query.group_by(*KEYS, *groups, copy=False)
    return by_segment(query, groups, sums) if groups else query


def by_segment(finest: exp.Select, groups: list[str], sums: list[exp.Expr]) -> exp.Select:
    """Sums in total and by each segment alone, from those of every combination of segments.

    Units are added up once, however many segments there are; what is added up for each segment is
    the few rows this leaves.

    Args:
        finest: Keys, segments and sums, grouped by all keys and segments.
        groups: The segments' columns.
        sums: The aliased sums; those that are a largest value stay one.

    Returns:
        A query with the keys, each segment with a mark whether the row is of all of it, the sums.
    """
    query = exp.select(*KEYS)
    for group in groups:
        query = query.select(group, f"GROUPING({group}) AS {group}_all", copy=False)
    for one in sums:
        again = exp.Max if isinstance(one.this, exp.Max) else exp.Sum
        query = query.select(sql.alias_(again(this=exp.column(one.alias)), one.alias), copy=False)
    query = query.from_(finest.subquery("finest", copy=False), copy=False)
    keys = ", ".join(KEYS)
    sets = ", ".join([f"({keys})", *(f"({keys}, {group})" for group in groups)])
    return query.group_by(f"GROUPING SETS ({sets})", copy=False)


def shifted_columns(plan: Measurement) -> list[tuple[str, str]]:
    """The unit columns that are squared, each with the name of the constant taken off first.

    Args:
        plan: What is measured.

    Returns:
        Pairs of column and shift; none when only flags are counted.
    """
    found: list[tuple[str, str]] = []
    for number, (_, value) in enumerate(plan.values):
        if not is_share(value):
            found.append((f"v{number}", f"m{number}"))
        if paired(value, plan):
            found.append((f"w{number}", f"c{number}"))
    return found


def shift_query(plan: Measurement, *, by_period: bool = False) -> exp.Select:
    """The constants near the means that are taken off before squaring.

    Those of a period are its own: its sums are then the same whatever periods are asked with it.

    Args:
        plan: What is measured; it must have columns to shift.
        by_period: Whether each period has constants of its own.

    Returns:
        A query with one row, or one a population and period.
    """
    query = exp.select(
        *(
            f"CAST(ROUND(COALESCE(AVG({column}), 0)) AS BIGINT) AS {shift}"
            for column, shift in shifted_columns(plan)
        )
    )
    if by_period:
        query = query.select("population AS shifted", "period_no AS shifted_in", copy=False)
        query = query.from_("unit_values", copy=False)
        return query.group_by("population", "period_no", copy=False)
    if not of_several_tests(plan):
        return query.from_("unit_values", copy=False)
    query = query.select("population AS shifted", copy=False)
    return query.from_("segmented", copy=False).group_by("population", copy=False)


def shifted_alike(query: exp.Select, plan: Measurement) -> exp.Select:
    """Units beside the constants taken off their values.

    Args:
        query: It reads units.
        plan: What is measured.

    Returns:
        The query, joined with `shifts`.
    """
    if plan.periods:
        same = "shifted = population AND shifted_in = period_no"
        return query.join("shifts", on=same, copy=False)
    if not of_several_tests(plan):
        return query.join("shifts", join_type="cross", copy=False)
    return query.join("shifts", on="shifted = population", copy=False)


def moments_of(units: Ctes) -> Ctes:
    """The units of several experiments with each customer's instant once.

    What a customer did from an instant on is the same for every experiment entered then.

    Args:
        units: Tables ending in `units`.

    Returns:
        The same with the units as `entered`, ending in `units` that belong to no experiment.
    """
    (*before, (_, entered)) = units
    moments = exp.select(
        "0 AS population",
        "customer",
        "anchor",
        "-1 AS period_no",
        "CAST(NULL AS TEXT) AS variant",
    )
    moments = moments.from_("entered").distinct()
    return [*before, ("entered", entered), ("units", moments)]


def of_each_test(values: exp.Select, plan: Measurement) -> exp.Select:
    """The units of several experiments with the values of the instants at which they entered.

    Args:
        values: What `unit_values` is made of.
        plan: What is measured.

    Returns:
        A query over `entered` and `moments`.
    """
    names = [name for name in values.named_selects if name not in ("population", "variant")]
    names += ["known"] if plan.lookback else []
    names += [f"g{number}" for number in range(len(plan.segments) + len(plan.attributes))]
    query = exp.select("e.population AS population", "e.variant AS variant")
    query = query.select(*(f"m.{name} AS {name}" for name in names), copy=False)
    same = "m.customer = e.customer AND m.anchor = e.anchor"
    return query.from_("entered AS e").join("moments AS m", on=same, copy=False)


def of_several_tests(plan: Measurement) -> bool:
    """Whether several experiments are asked at once; each then has constants of its own.

    The sums of each are so the same as when it is asked alone.
    """
    return len(plan.populations) > 1 and last_entry(plan) is not None


def source_tables(contract: Contract, plan: Measurement) -> Ctes:
    """The contract tables a measurement reads.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured.

    Returns:
        `events`, and `entries`, `known`, `customers` and `assignments` when they are needed.

    Raises:
        DataError: When a table that is needed is not mapped.
    """
    tables: Ctes = [("events", event_table(contract, plan))]
    if any(isinstance(population, Entrants) for population in plan.populations):
        tables.extend(entry_table(contract, plan))
    if plan.lookback:
        tables.append(("known", known_customers(contract, plan)))
    attributes = attributes_needed(plan)
    if attributes:
        tables.append(("customers", customer_table(contract, attributes)))
    tables.extend(written_tables(contract, plan.segments))
    if any(isinstance(population, MappedAssignments) for population in plan.populations):
        mapped = contract.required("assignments", ("experiment", "variant", "at"))
        tables.append(("assignments", mapped))
    return tables


def known_customers(contract: Contract, plan: Measurement) -> exp.Select:
    """Since when each customer has been known, as far as that can matter to the covariates.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured.

    Returns:
        A query with customer and known_since.

    Raises:
        DataError: When the workspace has no events.
    """

    def build(about: Span | None = None) -> exp.Select:
        every = contract.required("events", ("at",), about=about).subquery("contract", copy=False)
        found = exp.select("customer", "MIN(at) AS known_since").from_(every)
        return found.group_by("customer", copy=False)

    found = contract.shared(KnownNeeds(), build)
    if found is not None:
        return exp.select("*").from_(found)
    end = last_entry(plan)
    if end is None:
        return build()
    # who is first seen later has been known for too short a time
    last = end - plan.lookback // 2 - 1
    return build((None, last)).where(exp.column("at") <= last, copy=False)


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
    clock = Clock(plan.zone, anchor_span(contract, plan), plan.as_of)
    tables = source_tables(contract, plan)
    several = of_several_tests(plan)
    if is_churn_alone(plan):
        tables.extend(alive_tables(plan, clock))
    else:
        units = unit_tables(plan)
        tables.extend((*(moments_of(units) if several else units), *side_tables(contract, plan)))
        tables.extend(derived_tables(contract, plan, clock))
        values = unit_values(plan, clock)
        tables.append(("unit_values", values))
    tables.append(("moments" if several else "segmented", segmented(plan)))
    if several:
        tables.append(("segmented", of_each_test(values, plan)))
    if shifted_columns(plan):
        tables.append(("shifts", shift_query(plan, by_period=bool(plan.periods))))
    return read_from(cell_query(plan, clock, contract.engine.dialect), tables)


def measure(
    contract: Contract, plan: Measurement, *, whole: Measurement | None = None
) -> tuple[Cell, ...]:
    """The cells of every value, in a fixed order.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured.
        whole: The measurement this is a part of, where the events are read once for all parts.

    Returns:
        Cells sorted by their keys; cells without units are absent.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    if not plan.values or not plan.populations:
        return ()
    if of_households(plan):
        from stagelift.data.query.households import measure_households  # it reads these cells

        return measure_households(contract, plan)

    if in_periods(plan) and contract.keeps:
        from stagelift.data.query.by_period import measure_by_period  # it reads these cells, too

        return measure_by_period(contract, plan, whole)
    return ask_cells(contract, plan, whole)


def ask_cells(
    contract: Contract, plan: Measurement, whole: Measurement | None = None
) -> tuple[Cell, ...]:
    """The cells of every value, asked in one query.

    Args:
        contract: The contract tables.
        plan: What is measured.
        whole: The measurement this is a part of.

    Returns:
        Cells sorted by their keys.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """

    def build() -> exp.Select:
        if whole is not None:
            source_tables(contract, whole)  # the first part makes the tables of all
        return measurement_query(contract, plan)

    found = contract.answer(cells_asked(plan), build)
    cells = [cell for row in found.dicts() for cell in row_cells(row, plan)]
    return tuple(sorted(cells, key=cell_order))


def cells_asked(plan: Measurement) -> tuple[str, Measurement]:
    """The question under which the cells of a measurement are kept.

    Args:
        plan: What is measured.

    Returns:
        What `Contract.answer` takes.
    """
    return ("cells", plan)


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

    def counting() -> exp.Select:
        tables = source_tables(contract, plan) + unit_tables(plan)
        return read_from(exp.select("COUNT(*)").from_("units"), tables)

    ((count,),) = contract.answer(("units", plan), counting).rows
    return int(count)
