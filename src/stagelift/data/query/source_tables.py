"""The contract tables a measurement reads."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from stagelift.data.contract import Contract
from stagelift.data.query.attributes import customer_table
from stagelift.data.query.event_table import entry_table, event_table
from stagelift.data.query.homes import HOUSEHOLD
from stagelift.data.query.population_specs import Assigned, Entrants, MappedAssignments
from stagelift.data.query.populations import Ctes, last_entry
from stagelift.data.query.specs import Measurement
from stagelift.data.query.written_segments import written_tables
from stagelift.data.spans import Span


@dataclass(frozen=True, slots=True)
class KnownNeeds:
    """Since when each customer has been known."""

    def covers(self, other: object) -> bool:
        """Whether the other asks for the same: nothing depends on a measurement."""
        return self == other


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
