"""Dated rows of customers (invitations, tickets, texts), placed by stage, period and segment.

What is counted is always the customer: a first grouping finds what each one adds to a cell, a
second adds it up, so that an interval never takes ten tickets of one customer for ten customers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.answers import Answer
from stagelift.data.contract import Contract
from stagelift.data.query.attributes import customer_table
from stagelift.data.query.by_occasion import Marked, Rests, answer_by_period, standing_of
from stagelift.data.query.event_table import entry_table, event_table
from stagelift.data.query.occasion_specs import Dated, Occasions
from stagelift.data.query.occasion_sums import Placed, cells_of, per_cell, per_customer
from stagelift.data.query.placing import member_table, needed_attributes, placed
from stagelift.data.query.populations import Ctes, period_number, read_from
from stagelift.data.query.specs import PeriodWindow
from stagelift.data.query.written_segments import written_tables


@dataclass(frozen=True, slots=True)
class RowNeeds:
    """The dated rows of one question, whatever its periods.

    Args:
        question: What is asked.
    """

    question: tuple[str, object]

    def covers(self, other: object) -> bool:
        """Whether the other asks for the same rows."""
        return self == other


def occasion_tables(contract: Contract, plan: Occasions, rows: Dated) -> Ctes:
    """The rows with the stage of their customer at their instant, their period and segments.

    Args:
        contract: The contract tables.
        plan: Where they are counted.
        rows: The rows.

    Returns:
        Tables ending in `members`: customer, at, period_no, stage, the columns and g0, g1 …

    Raises:
        DataError: When a table that is needed is not mapped.
    """
    tables: Ctes = []
    if reads_events(rows, plan):
        events = standing_of(plan)
        tables.append(("events", event_table(contract, events)))
        tables.extend(entry_table(contract, events))
    tables.extend(rows.own)
    kept = ("customer", "at", *rows.columns, *plan.split)
    period = period_number(plan.periods, exp.column("at"))
    order = ", ".join(dict.fromkeys(kept))
    found = exp.select(
        *map(sql.column, kept),
        sql.alias_(period, "period_no"),
        "stage" if rows.staged else "CAST(NULL AS TEXT) AS stage",
        f"ROW_NUMBER() OVER (ORDER BY {order}) AS id_no",
    ).from_(rows.query.subquery("r", copy=False))
    tables.append(("occasions", found))
    in_periods = placed(plan, "occasions", (*kept, "period_no"), "at", staged=rows.staged)
    tables.append(("placed", in_periods))
    if needed_attributes(plan):
        tables.append(("customers", customer_table(contract, needed_attributes(plan))))
    tables.extend(written_tables(contract, plan.segments))
    members = member_table(plan, at="p.at")
    for place, name in enumerate(plan.split, start=len(plan.segments) + len(plan.attributes)):
        value = exp.func("COALESCE", sql.cast(sql.column(name, "p"), sql.TEXT), sql.text("unknown"))
        members = members.select(sql.alias_(value, f"g{place}"), copy=False)
    if rows.inside:
        members = members.where("p.stage IS NOT NULL", copy=False)
    tables.append(("members", members))
    return tables


def occasion_cells(
    contract: Contract,
    question: tuple[str, object],
    plan: Occasions,
    rows: Callable[[Occasions], Dated],
    sums: tuple[Sequence[str | exp.Expr], Sequence[str | exp.Expr], int],
) -> list[Placed]:
    """The cells of rows counted per customer and then added up.

    Args:
        contract: The contract tables.
        question: What is asked; its `repr` is stable.
        plan: Where rows are counted.
        rows: Makes the dated rows for some of the periods.
        sums: Aggregates per customer, and over customers; and the length in µs after the instant
            of a row from which they depend on no instant of knowledge.

    Returns:
        Cells in a fixed order.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    one, added, settles = sums

    def build(where: Occasions, tables: Ctes) -> exp.Select:
        return read_from(per_cell(where, added), [*tables, ("each", per_customer(where, one))])

    found = occasions_asked(contract, question, plan, rows, (build, settles))
    keys = {"period_no", "stage", "stage_all"} | {
        name for group in plan.groups for name in (group, f"{group}_all")
    }
    names = [name for name in found.names if name not in keys]
    return cells_of(plan, found.dicts(), names)


def occasions_asked(
    contract: Contract,
    question: tuple[str, object],
    plan: Occasions,
    rows: Callable[[Occasions], Dated],
    query: tuple[Callable[[Occasions, Ctes], exp.Select], int],
) -> Answer:
    """The answer to a question about dated rows by period; older periods are kept.

    Args:
        contract: The contract tables.
        question: What is asked; its `repr` is stable.
        plan: Where rows are counted.
        rows: Makes the dated rows for some of the periods.
        query: Makes the question from the tables that end in `members`; and the length in µs after
            the instant of a row from which the answer depends on no instant of knowledge.

    Returns:
        Its rows, each with `period_no`.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    build, settles = query

    name, asked = question
    common = (name, without_periods(asked))
    told = rows(plan)

    def dated() -> exp.Select:
        made = contract.shared(RowNeeds(common), lambda: read_from(_all_of(told), [*told.own]))
        return read_from(_all_of(told), [*told.own]) if made is None else _all_rows(made)

    def ask(periods: Sequence[PeriodWindow]) -> Answer:
        where = replace(plan, periods=tuple(periods))
        some = rows(where) if told.entered else replace(told, query=dated(), own=())
        part = ("dated by period", common, where)
        return contract.answer(part, lambda: build(where, occasion_tables(contract, where, some)))

    staged = ("stage",) if told.staged else ()
    columns = tuple(dict.fromkeys(("customer", "at", *told.columns, *plan.split, *staged)))
    marked = None if told.entered else Marked(columns, lambda: [("dated", dated())])
    rests = Rests(marked, reads_events(told, plan), settles)
    return answer_by_period(contract, common, plan, ask, rests)


def _all_of(rows: Dated) -> exp.Select:
    return exp.select("*").from_(rows.query.subquery("r", copy=False), copy=False)


def _all_rows(table: exp.Table) -> exp.Select:
    return exp.select("*").from_(table)


def reads_events(rows: Dated, plan: Occasions) -> bool:
    """Whether events must say who stood in which stage and segment.

    Args:
        rows: The dated rows.
        plan: Where they are counted.

    Returns:
        False where the rows tell the stage and no segment looks at events.
    """
    return rows.entered or not rows.staged or any(rule.windows for rule in plan.segments)


def without_periods(asked: Any) -> object:
    """A question about dated rows without its periods and its instant.

    Args:
        asked: An `Occasions`, or what has one as `where`.

    Returns:
        What the answers of all periods have in common.
    """
    if isinstance(asked, Occasions):
        return replace(asked, periods=(), as_of=0)
    return replace(asked, where=without_periods(asked.where))
