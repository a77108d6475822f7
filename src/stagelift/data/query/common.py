"""How many units two experiments have in common."""

from __future__ import annotations

from sqlglot import exp

from stagelift.data.contract import Contract
from stagelift.data.query.cells import source_tables
from stagelift.data.query.populations import read_from
from stagelift.data.query.specs import Assigned, MappedAssignments, Measurement
from stagelift.data.query.unit_tables import unit_tables


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
    plan = Measurement(
        stages=(),
        populations=(one, other),
        values=(),
        periods=(),
        segments=(),
        attributes=(),
        zone="UTC",
        as_of=contract.as_of_us,
    )

    def counting() -> exp.Select:
        tables = source_tables(contract, plan) + unit_tables(plan)
        both = exp.select("customer").from_("units").group_by("customer")
        both = both.having("COUNT(DISTINCT population) = 2")
        return read_from(exp.select("COUNT(*)").from_(both.subquery("b", copy=False)), tables)

    ((count,),) = contract.answer(("common units", plan), counting).rows
    return int(count)
