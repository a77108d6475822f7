"""What resampling needs of an experiment's units: counts by value, or sums by hashed group.

Counts by value leave the engine only where each value is shared by enough units and there are not
too many of them; the engine decides that itself, in the same query.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.contract import Contract
from stagelift.data.query.cells import measurement_query
from stagelift.data.query.hashed_groups import GROUP, sums_by_group
from stagelift.data.query.source_tables import anchor_span, of_households
from stagelift.data.query.specs import Measurement
from stagelift.data.query.sums import left_out
from stagelift.data.query.units import UnitMeasurement
from stagelift.data.query.value_specs import Outcome, Value, is_ratio, is_share
from stagelift.data.query.values import MICROS, Clock, indicator, mature

MOST = 50_000  # distinct values of both arms together
COUNTED = "counted"  # the table of units that count: variant, customer, value, per


@dataclass(frozen=True, slots=True)
class ValueCount:
    """How many units of a variant have a value.

    Args:
        variant: Id of the variant, None where the source names none.
        value: The value, or a ratio's first number, in its own unit.
        per: A ratio's second number; 1 for other values.
        n: Units with it.
    """

    variant: str | None
    value: float
    per: float
    n: int


@dataclass(frozen=True, slots=True)
class GroupSum:
    """The sums over the units of one variant in one hashed group of customers.

    Args:
        group: 0 to 999.
        variant: Id of the variant, None where the source names none.
        value: Sum of the values, in their own unit.
        per: Sum of a ratio's second numbers; of other values the number of units.
        n: Units.
    """

    group: int
    variant: str | None
    value: float
    per: float
    n: int


@dataclass(frozen=True, slots=True)
class OneValue:
    """One value of the units of an experiment.

    Args:
        plan: A measurement with one population and one value, or of a table of units with one.
        least: Units that must share each value for it to leave the engine.
    """

    plan: Measurement | UnitMeasurement
    least: int

    @property
    def value(self) -> Value | Outcome:
        """What is measured of each unit."""
        return self.plan.values[0][1]

    @property
    def ratio(self) -> bool:
        """Whether it is two numbers per unit."""
        value = self.value
        return value.per is not None if isinstance(value, Outcome) else is_ratio(value)

    @property
    def of_households(self) -> bool:
        """Whether whole households are drawn, so that units are not independent."""
        return isinstance(self.plan, Measurement) and of_households(self.plan)

    @property
    def scale(self) -> int:
        """What a number of the query is divided by."""
        events = not isinstance(self.value, Outcome)
        return 1 if events and is_share(self.value) else MICROS


def counted_units(contract: Contract, asked: OneValue) -> exp.Select:
    """One row per unit that counts, inside the engine.

    Args:
        contract: The contract tables.
        asked: The value.

    Returns:
        A query whose tables end in `counted`, with nothing selected yet.

    Raises:
        DataError: When a table that is needed is not mapped.
    """
    plan = asked.plan
    if isinstance(plan, UnitMeasurement):
        return outcome_rows(contract, plan, ratio=asked.ratio)
    clock = Clock(plan.zone, anchor_span(contract, plan), plan.as_of)
    ((_, value),) = plan.values
    base, out = mature(value, clock, 0), left_out(0, value, plan)
    if out is not None:
        base = sql.and_(base, sql.not_(out))
    home = "home" if asked.of_households else "customer"
    rows = exp.select("variant", f"{home} AS customer", "v0 AS value")
    rows = rows.select("w0 AS per" if asked.ratio else "1 AS per", copy=False)
    rows = rows.from_("segmented").where(base, copy=False)
    query = exp.select()
    query.set("with_", measurement_query(contract, plan).args["with_"])
    return query.with_(COUNTED, as_=rows, copy=False)


def outcome_rows(contract: Contract, plan: UnitMeasurement, *, ratio: bool) -> exp.Select:
    """The units of a finished table that have a value, as the query's only table."""
    ((_, value),) = plan.values
    source = contract.units((*value.columns, *plan.attributes, "variant"))
    rows = exp.select("variant", "customer", sql.alias_(contract.number(value.column), "value"))
    per = contract.number(value.per) if ratio and value.per else sql.number(1)
    rows = rows.select(sql.alias_(per, "per"), copy=False)
    rows = rows.from_(source.subquery("contract", copy=False), copy=False)
    known = exp.select("*").from_(rows.subquery("every unit", copy=False), copy=False)
    known = known.where("value IS NOT NULL AND per IS NOT NULL", copy=False)
    return exp.select().with_(COUNTED, as_=known, copy=False)


def value_query(contract: Contract, asked: OneValue) -> exp.Select:
    """Units by variant and value; no row where a value is too rare or there are too many.

    Args:
        contract: The contract tables.
        asked: The value.

    Returns:
        A statement with variant, value, per and n.
    """
    query = counted_units(contract, asked)
    keys = ("variant", "value", "per")
    grouped = exp.select(*keys, "COUNT(*) AS n").from_(COUNTED).group_by(*keys)
    sizes = exp.select("COUNT(*) AS cells", "MIN(n) AS rarest").from_("by_value")
    query = query.with_("by_value", as_=grouped, copy=False).with_("sizes", as_=sizes, copy=False)
    few = f"cells <= {MOST} AND rarest >= {asked.least}"
    query = query.select(*keys, "n", copy=False).from_("by_value", copy=False)
    return query.join("sizes", join_type="cross", copy=False).where(few, copy=False)


def group_query(contract: Contract, asked: OneValue) -> exp.Select:
    """Sums by variant and hashed group of customers, or of households where these are drawn.

    Args:
        contract: The contract tables.
        asked: The value.

    Returns:
        A statement with grp, variant, value, per and n.
    """
    units = counted_units(contract, asked)
    sums: dict[str, exp.Expr] = {
        "value": exp.Sum(this=exp.column("value")),
        "per": exp.Sum(this=exp.column("per")),
        "n": exp.Sum(this=indicator(exp.true())),
    }
    query = sums_by_group(COUNTED, ("variant",), sums)
    query.set("with_", units.args["with_"])
    return query


def measure_values(contract: Contract, asked: OneValue) -> tuple[ValueCount, ...]:
    """Units by variant and value, in a fixed order.

    Args:
        contract: The contract tables.
        asked: The value.

    Returns:
        Counts; none where a value is held by fewer than `least` units of a variant, there are more
        than 50,000 of them, or households are drawn: `measure_groups` then.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    if asked.of_households:
        return ()
    found = contract.answer(("values", asked), lambda: value_query(contract, asked))
    counts = (
        ValueCount(
            row["variant"], _amount(row["value"], asked), _second(row["per"], asked), int(row["n"])
        )
        for row in found.dicts()
    )
    return tuple(sorted(counts, key=lambda c: (c.variant or "", c.value, c.per)))


def measure_groups(contract: Contract, asked: OneValue) -> tuple[GroupSum, ...]:
    """Sums by variant and hashed group, in a fixed order; no customer leaves the engine.

    Args:
        contract: The contract tables.
        asked: The value.

    Returns:
        Sums with at least one unit.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    found = contract.answer(("value groups", asked), lambda: group_query(contract, asked))
    sums = (
        GroupSum(
            int(row[GROUP]),
            row["variant"],
            _amount(row["value"], asked),
            _second(row["per"], asked),
            int(row["n"]),
        )
        for row in found.dicts()
        if row[GROUP] is not None
    )
    return tuple(sorted(sums, key=lambda s: (s.variant or "", s.group)))


def _amount(number: object, asked: OneValue) -> float:
    """A number of the query in the value's own unit."""
    return int(str(number)) / asked.scale


def _second(number: object, asked: OneValue) -> float:
    """What divides it: a ratio's second number in its own unit, else a count."""
    return int(str(number)) / MICROS if asked.ratio else float(int(str(number)))
