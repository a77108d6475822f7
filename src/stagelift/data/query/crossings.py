"""The units of one experiment by their variants in others: how splits cross, what each cell did."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.contract import Contract
from stagelift.data.query.derived_tables import derived_tables
from stagelift.data.query.population_specs import Assigned, MappedAssignments
from stagelift.data.query.populations import Ctes, read_from
from stagelift.data.query.side_tables import side_tables
from stagelift.data.query.source_tables import anchor_span, source_tables
from stagelift.data.query.specs import Measurement
from stagelift.data.query.sums import exact_type, exp_sql, left_out, product, sum_where
from stagelift.data.query.unit_tables import unit_tables
from stagelift.data.query.unit_values import segmented, unit_values
from stagelift.data.query.value_specs import is_ratio, is_share
from stagelift.data.query.values import MICROS, Clock, indicator, mature

Enrolled = Assigned | MappedAssignments


@dataclass(frozen=True, slots=True)
class CrossingQuestion:
    """What is asked of the units of one experiment that are units of others too.

    Args:
        plan: One population and one value of it.
        others: The other experiments' populations.
    """

    plan: Measurement
    others: tuple[Enrolled, ...]


@dataclass(frozen=True, slots=True)
class Crossing:
    """The units with one variant here and one in another experiment.

    Args:
        other: Index of the other experiment.
        variant: Variant here.
        label: Variant there.
        units: All of them.
        before: Those who entered the other experiment before this one.
        n: Mature units that count.
        s1: Σ of the value in micros; 0 for a ratio.
        s2: Σ of its square.
    """

    other: int
    variant: str
    label: str
    units: int
    before: int
    n: int
    s1: int
    s2: int


def crossing_query(contract: Contract, asked: CrossingQuestion) -> exp.Select:
    """The one query that answers for all other experiments.

    Args:
        contract: The contract tables.
        asked: Population, value and the others.

    Returns:
        A statement with a row for each other experiment and pair of variants.

    Raises:
        DataError: When a table that is needed is not mapped.
    """
    plan = asked.plan
    every = replace(plan, populations=(*plan.populations, *asked.others))
    clock = Clock(plan.zone, anchor_span(contract, every), plan.as_of)
    tables: Ctes = source_tables(contract, every)
    # the units of all experiments are found together; only those of this one are measured
    tables += [("everyone" if name == "units" else name, t) for name, t in unit_tables(every)]
    tables.append(("units", exp.select("*").from_("everyone").where("population = 0")))
    tables += [*side_tables(contract, plan), *derived_tables(contract, plan, clock)]
    tables.append(("unit_values", unit_values(plan, clock)))
    tables.append(("segmented", segmented(replace(plan, lookback=0))))
    ((_, value),) = plan.values
    out = left_out(0, value, plan)
    closed = mature(value, clock, 0)
    base = closed if out is None else sql.and_(closed, sql.not_(out))
    amount = "0" if is_ratio(value) else f"v0 * {MICROS}" if is_share(value) else "v0"
    wide = exp_sql(f"CAST({amount} AS {exact_type(contract.engine.dialect)})")
    theirs = exp.select("population AS code", "variant AS label", "customer", "anchor AS since")
    theirs = theirs.from_("everyone").where("population > 0")
    rows = exp.select("s.*", "o.code", "o.label", "o.since").from_("segmented AS s")
    rows = rows.join(theirs.subquery("o", copy=False), on="o.customer = s.customer")
    tables.append(("crossed", rows))
    query = exp.select(
        "code",
        "variant",
        "label",
        "COUNT(*) AS units",
        "SUM(CASE WHEN since < anchor THEN 1 ELSE 0 END) AS earlier",
        sql.alias_(exp.Sum(this=indicator(base)), "n"),
        sql.alias_(sum_where(base, wide), "s1"),
        sql.alias_(sum_where(base, product(wide, wide)), "s2"),
    )
    query = query.from_("crossed").group_by("code", "variant", "label")
    return read_from(query, tables)


def measure_crossings(contract: Contract, asked: CrossingQuestion) -> tuple[Crossing, ...]:
    """How the units of an experiment spread over the variants of others, and what they did.

    Args:
        contract: The contract tables.
        asked: Population, value and the others.

    Returns:
        Crossings with at least one unit, in a fixed order.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    if not asked.others:
        return ()
    found = contract.answer(("crossings", asked), lambda: crossing_query(contract, asked))
    rows = [
        Crossing(int(code) - 1, str(variant), str(label), *(int(each or 0) for each in sums))
        for code, variant, label, *sums in found.rows
        if variant is not None and label is not None
    ]
    return tuple(sorted(rows, key=lambda one: (one.other, one.variant, one.label)))
