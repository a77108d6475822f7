"""How many units an experiment has, and how many two of them have in common."""

from __future__ import annotations

from sqlglot import exp

from stagelift.data.contract import Contract
from stagelift.data.query.population_specs import Assigned, MappedAssignments
from stagelift.data.query.populations import read_from
from stagelift.data.query.source_tables import source_tables
from stagelift.data.query.specs import Measurement
from stagelift.data.query.unit_tables import unit_tables


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
    plan = Measurement(populations=(population,), as_of=contract.as_of_us)

    def counting() -> exp.Select:
        tables = source_tables(contract, plan) + unit_tables(plan)
        return read_from(exp.select("COUNT(*)").from_("units"), tables)

    ((count,),) = contract.answer(("units", plan), counting).rows
    return int(count)


def count_common(
    contract: Contract,
    one: Assigned | MappedAssignments,
    other: Assigned | MappedAssignments,
) -> int:
    """The customers who are units of two experiments.

    Args:
        contract: The contract tables.
        one: Who enters the first.
        other: Who enters the second.

    Returns:
        Their number.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    plan = Measurement(populations=(one, other), as_of=contract.as_of_us)

    def counting() -> exp.Select:
        tables = source_tables(contract, plan) + unit_tables(plan)
        both = exp.select("customer").from_("units").group_by("customer")
        both = both.having("COUNT(DISTINCT population) = 2")
        return read_from(exp.select("COUNT(*)").from_(both.subquery("b", copy=False)), tables)

    ((count,),) = contract.answer(("common units", plan), counting).rows
    return int(count)
