"""One customer's rows, in the order in which they happened: what a trace is written from.

The only rows that leave the engine with what one person did; every other query gives aggregates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from stagelift.data.query.event_table import entry_table, event_table
from stagelift.data.query.populations import Ctes, read_from
from stagelift.data.query.source_tables import source_tables
from stagelift.data.query.specs import Measurement
from stagelift.data.query.unit_tables import unit_tables

if TYPE_CHECKING:
    from collections.abc import Collection

    from stagelift.data.contract import Contract
    from stagelift.data.query.population_specs import Population
    from stagelift.data.query.value_specs import Term

OPTIONAL = {
    "events": ("value", "channel", "message", "stage"),
    "surveys": ("instrument", "stage"),
    "contracts": ("end", "mrr"),
}
REQUIRED = {
    "events": ("at", "event"),
    "surveys": ("score", "invited", "answered"),
    "assignments": ("at", "experiment", "variant"),
    "contracts": ("start",),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """The customer as a unit of one population.

    Args:
        population: Index into the populations asked.
        anchor: The instant its windows start, µs UTC.
        variant: Its variant, or None.
    """

    population: int
    anchor: int
    variant: str | None


def keep_rows(contract: Contract) -> None:
    """Reads the customer's rows once, for the many questions of a trace.

    Args:
        contract: The tables of one customer.

    Raises:
        DataError: A source that cannot be read.
    """
    more = {"events": ("order_id",)}
    for role, names in REQUIRED.items():
        if contract.readings(role):
            contract.keep(role, names, optional=(*OPTIONAL.get(role, ()), *more.get(role, ())))


def rows_of(contract: Contract, role: str) -> tuple[dict[str, Any], ...]:
    """The rows of a contract table, each as column → value.

    Args:
        contract: The tables of one customer.
        role: events, surveys, assignments or contracts.

    Returns:
        Rows in no order; none where no source plays the role. Values are in micros.

    Raises:
        DataError: A source that cannot be read.
        EngineError: The engine refused.
    """
    names = (*REQUIRED[role], *OPTIONAL.get(role, ()))
    mapped = tuple(name for name in names if contract.maps(role, name))
    query = contract.query(role, mapped) if mapped else None
    if query is None:
        return ()
    columns = ("customer", *mapped)
    return tuple(dict(zip(columns, row, strict=True)) for row in contract.engine.run(query))


def attributes_of(contract: Contract, names: Collection[str]) -> dict[str, Any]:
    """The customer's attributes.

    Args:
        contract: The tables of one customer.
        names: Attributes; those no source keeps are passed over.

    Returns:
        Attribute → value; empty when no table of customers knows the customer.

    Raises:
        DataError: A source that cannot be read.
        EngineError: The engine refused.
    """
    known = tuple(name for name in names if contract.maps("customers", name))
    query = contract.query("customers", known) if known else None
    rows = contract.engine.run(query) if query is not None else []
    return dict(zip(("customer", *known), rows[0], strict=True)) if rows else {}


def stages_entered(
    contract: Contract, stages: tuple[tuple[Term, ...], ...]
) -> tuple[tuple[int, int], ...]:
    """When the customer entered which stage, oldest first.

    Args:
        contract: The tables of one customer.
        stages: The stages' enter terms in journey order.

    Returns:
        Pairs of instant, µs UTC, and index into `stages`.

    Raises:
        DataError: When the workspace has no events.
        EngineError: The engine refused.
    """
    plan = _plan(contract, stages, ())
    tables: Ctes = [("events", event_table(contract, plan)), *entry_table(contract, plan)]
    query = exp.select("at", "stage_no").from_("entries").order_by("at", "stage_no")
    rows = contract.engine.run(read_from(query, tables))
    return tuple((int(at), int(number) - 1) for at, number in rows)


def units_of(contract: Contract, populations: tuple[Population, ...]) -> tuple[Unit, ...]:
    """The populations the customer is in, and from when.

    Args:
        contract: The tables of one customer.
        populations: Whose units are asked.

    Returns:
        One unit per population the customer is in.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: The engine refused.
    """
    if not populations:
        return ()
    plan = _plan(contract, (), populations)
    query = exp.select("population", "anchor", "variant").from_("units").order_by("population")
    tables = [*source_tables(contract, plan), *unit_tables(plan)]
    rows = contract.engine.run(read_from(query, tables))
    return tuple(Unit(int(number), int(at), variant) for number, at, variant in rows)


def _plan(
    contract: Contract, stages: tuple[tuple[Term, ...], ...], populations: tuple[Population, ...]
) -> Measurement:
    """A measurement of no value, for the tables it reads."""
    return Measurement(stages=stages, populations=populations, as_of=contract.as_of_us)
