"""Moves between stages in a period, by where they lead from and to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from stagelift.data.contract import Contract
from stagelift.data.query.populations import read_from
from stagelift.data.query.specs import PeriodWindow
from stagelift.data.query.spells import StageRules, spell_tables


@dataclass(frozen=True, slots=True)
class MoveQuestion:
    """Which moves are counted.

    Args:
        rules: What decides in which stage a customer is.
        period: When the later stage was entered.
    """

    rules: StageRules
    period: PeriodWindow


@dataclass(frozen=True, slots=True)
class MoveCount:
    """Moves from one stage to another.

    Args:
        start: Number of the stage left.
        end: Number of the stage entered.
        moves: How many.
        customers: By how many customers.
    """

    start: int
    end: int
    moves: int
    customers: int


def count_moves(contract: Contract, asked: MoveQuestion) -> tuple[MoveCount, ...]:
    """The moves of a period; one query.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        Moves by stages, in the order of their numbers.

    Raises:
        DataError: When the workspace has no events.
        EngineError: The engine refused.
    """

    def build() -> exp.Select:
        query = exp.select(
            "stage_no", "next_no", "COUNT(*) AS moves", "COUNT(DISTINCT customer) AS customers"
        ).from_("spells")
        inside = f"until >= {asked.period.start} AND until < {asked.period.end}"
        query = query.where("next_no IS NOT NULL", inside).group_by("stage_no", "next_no")
        return read_from(query, spell_tables(contract, asked.rules))

    rows = contract.answer(asked, build).rows
    found = (MoveCount(*(int(cell) for cell in row)) for row in rows)
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))
