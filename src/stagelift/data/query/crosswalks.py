"""Where the same customers stand under two definitions of the stages."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from stagelift.data.contract import Contract
from stagelift.data.query.populations import read_from
from stagelift.data.query.spells import StageRules, spell_tables


@dataclass(frozen=True, slots=True)
class CrosswalkQuestion:
    """Two definitions and the instant at which customers are placed by both.

    Args:
        before: The rules of the earlier version.
        now: The rules of today's.
        at: The instant, µs UTC; what happened before it counts.
    """

    before: StageRules
    now: StageRules
    at: int


@dataclass(frozen=True, slots=True)
class CrosswalkCount:
    """Customers who stand alike under both definitions.

    Args:
        before: Number of their stage under the earlier version, 0 in none.
        now: Number of their stage under today's, 0 in none.
        customers: How many.
    """

    before: int
    now: int
    customers: int


def placed(contract: Contract, rules: StageRules, at: int) -> exp.Select:
    """Each customer with the stage the rules put them in at an instant.

    Args:
        contract: The contract tables.
        rules: The rules.
        at: The instant, µs.

    Returns:
        A query with customer and stage_no that stands alone.
    """
    query = exp.select("customer", "stage_no").from_("spells")
    query = query.where(f"at < {at}", f"until IS NULL OR until >= {at}")
    return read_from(query, spell_tables(contract, rules))


def count_crosswalk(contract: Contract, asked: CrosswalkQuestion) -> tuple[CrosswalkCount, ...]:
    """Customers by their stage under both definitions; one query.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        Counts by stages, in the order of their numbers.

    Raises:
        DataError: When the workspace has no events.
        EngineError: The engine refused.
    """

    def build() -> exp.Select:
        stages = ("COALESCE(b.stage_no, 0) AS before_no", "COALESCE(n.stage_no, 0) AS now_no")
        pairs = exp.select(*stages).from_(placed(contract, asked.before, asked.at).subquery("b"))
        now = placed(contract, asked.now, asked.at).subquery("n")
        pairs = pairs.join(now, on="n.customer = b.customer", join_type="full outer")
        counts = exp.select("before_no", "now_no", "COUNT(*) AS customers")
        return counts.from_(pairs.subquery("p", copy=False)).group_by("before_no", "now_no")

    rows = contract.answer(asked, build).rows
    found = (CrosswalkCount(*(int(cell) for cell in row)) for row in rows)
    return tuple(sorted(found, key=lambda one: (one.before, one.now)))
