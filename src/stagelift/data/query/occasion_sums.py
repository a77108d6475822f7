"""What customers add to the cells of dated rows, and the cells of an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from stagelift.data.query.occasion_specs import Occasions


def grouping_sets(plan: Occasions, more: Sequence[str] = ()) -> str:
    """Every cell: all stages and each stage, everyone and each segment.

    Args:
        plan: Where rows are counted.
        more: Columns by which every cell is split further.

    Returns:
        The text after GROUP BY.
    """
    keys: list[tuple[str, ...]] = [("period_no",), ("period_no", "stage")]
    for group in plan.groups:
        keys.extend((("period_no", group), ("period_no", "stage", group)))
    sets = (f"({', '.join((*key, *more))})" for key in keys)
    return f"GROUPING SETS ({', '.join(sets)})"


def marks(plan: Occasions) -> list[str]:
    """The columns that name a cell, each with the mark that it stands for all."""
    found = ["period_no", "stage", "GROUPING(stage) AS stage_all"]
    for group in plan.groups:
        found.extend((group, f"GROUPING({group}) AS {group}_all"))
    return found


def per_customer(plan: Occasions, sums: Iterable[str | exp.Expr]) -> exp.Select:
    """What each customer adds to every cell.

    Args:
        plan: Where rows are counted.
        sums: Named aggregates over the rows of one customer in one cell.

    Returns:
        A query over `members`.
    """
    return (
        exp.select(*marks(plan), "customer", *sums)
        .from_("members")
        .group_by(grouping_sets(plan, ("customer",)))
    )


def total(what: str, name: str) -> str:
    """A sum as a whole number under a name: engines differ in the type of a sum."""
    return f"CAST(SUM({what}) AS BIGINT) AS {name}"


def per_cell(plan: Occasions, sums: Iterable[str | exp.Expr]) -> exp.Select:
    """The sums over customers in every cell.

    Args:
        plan: Where rows are counted.
        sums: Named aggregates over `each`, which holds `per_customer`.

    Returns:
        A query over `each`.
    """
    keys = ["period_no", "stage", "stage_all"]
    for group in plan.groups:
        keys.extend((group, f"{group}_all"))
    return exp.select(*keys, *sums).from_("each").group_by(*keys)


@dataclass(frozen=True, slots=True)
class Placed:
    """The sums of one cell.

    Args:
        period: Index into the periods.
        stage: Stage id, or None for all stages together.
        segment: Segment id, `attribute=value`, or None for everyone.
        sums: The numbers asked for, by name.
    """

    period: int
    stage: str | None
    segment: str | None
    sums: Mapping[str, Any]


def cells_of(
    plan: Occasions, rows: Iterable[Mapping[str, Any]], names: Sequence[str]
) -> list[Placed]:
    """The cells of an answer, in a fixed order.

    Args:
        plan: Where rows were counted.
        rows: Rows of the answer by column.
        names: The sums.

    Returns:
        Cells by period, stage and segment; rows of no known stage are in the totals only.
    """
    found = []
    for row in rows:
        by_stage = int(row["stage_all"]) == 0
        segment, kept = plan.segment_of(row)
        if not kept or (by_stage and row["stage"] is None):
            continue
        sums = {
            name: row[name] if isinstance(row[name], str) else int(row[name] or 0) for name in names
        }
        stage = str(row["stage"]) if by_stage else None
        found.append(Placed(int(row["period_no"]), stage, segment, sums))
    return sorted(
        found, key=lambda c: (c.period, c.stage or "", c.segment or "", tuple(c.sums.values()))
    )
