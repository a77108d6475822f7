"""What a mapped assignments table says about each experiment."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from stagelift.data.contract import Contract


@dataclass(frozen=True, slots=True)
class MappedSummary:
    """The customers of one experiment in the assignments table.

    Args:
        customers: Customers assigned.
        crossovers: Customers with more than one variant; their first one governs.
    """

    customers: int
    crossovers: int


def mapped_summaries(contract: Contract) -> dict[str, MappedSummary]:
    """The experiments a mapped assignments table knows.

    Args:
        contract: The contract tables.

    Returns:
        A summary by experiment id; empty when no source holds assignments.

    Raises:
        EngineError: When the engine refuses the query.
    """
    if not contract.playing("assignments"):
        return {}
    found = contract.answer("mapped summaries", lambda: summary_query(contract))
    return {
        str(name): MappedSummary(int(total), int(crossed)) for name, total, crossed in found.rows
    }


def summary_query(contract: Contract) -> exp.Select:
    """The query behind the summaries.

    Args:
        contract: The contract tables; a source holds assignments.

    Returns:
        Experiment, customers, and customers with several variants.
    """
    source = contract.required("assignments", ("experiment", "variant"))
    customers = (
        exp.select("experiment", "customer", "MIN(variant) AS one", "MAX(variant) AS other")
        .from_(source.subquery("contract", copy=False))
        .group_by("experiment", "customer")
    )
    return (
        exp.select(
            "experiment",
            "COUNT(*) AS customers",
            "SUM(CASE WHEN one <> other THEN 1 ELSE 0 END) AS crossovers",
        )
        .from_(customers.subquery("c"))
        .where("experiment IS NOT NULL")
        .group_by("experiment")
    )
