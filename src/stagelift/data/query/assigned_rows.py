"""Who is assigned, customer by customer: for files handed to a sender, never for a figure."""

from __future__ import annotations

from sqlglot import exp

from stagelift.data.contract import Contract
from stagelift.data.query.population_specs import Assigned
from stagelift.data.query.populations import read_from
from stagelift.data.query.source_tables import source_tables
from stagelift.data.query.specs import Measurement
from stagelift.data.query.unit_tables import unit_tables


def assigned_rows(contract: Contract, population: Assigned) -> exp.Select:
    """The query of everyone a population holds, with ids: one of the two that return them.

    Args:
        contract: The contract tables.
        population: Who enters, and when.

    Returns:
        A query with customer, variant and at (µs UTC), each customer once.

    Raises:
        DataError: When a table that is needed is not mapped.
    """
    plan = Measurement(populations=(population,), as_of=contract.as_of_us)
    tables = source_tables(contract, plan) + unit_tables(plan)
    return read_from(exp.select("customer", "variant", 'anchor AS "at"').from_("units"), tables)
