"""The books of contracts: who is active at the start of a period, and who at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.contract import Contract
from stagelift.data.query.segment_specs import Attribute
from stagelift.data.query.specs import PeriodWindow
from stagelift.data.query.sums import exact_type, exp_sql


@dataclass(frozen=True, slots=True)
class ContractMeasurement:
    """Everything one query over the contracts must answer.

    Args:
        periods: Reporting periods, oldest first.
        attributes: Customer attributes reported beside the total.
    """

    periods: tuple[PeriodWindow, ...]
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class ContractCell:
    """The books of one period; a customer is active at t with a contract of start ≤ t < end.

    Args:
        period: Index into the measurement's periods.
        segment: `attribute=value`, or None for everyone.
        active: Customers active at the start.
        churned: Those of them who are not active at the end.
        joined: Customers active at the end and not at the start.
        passed: Customers active at neither, with a contract that began in between.
        unpriced: Customers active at the start without a monthly revenue.
        revenue: Sum of the monthly revenue of those active at the start, micros.
        lost: The same of those who churned.
        revenue_squares: Sum of its squares, exact.
        lost_squares: The same of those who churned.
    """

    period: int
    segment: str | None
    active: int
    churned: int
    joined: int
    passed: int
    unpriced: int
    revenue: int
    lost: int
    revenue_squares: int
    lost_squares: int


BOOKS = tuple(ContractCell.__dataclass_fields__)[2:]


def active_at(instant: int) -> str:
    """SQL for whether a contract is active at an instant.

    Args:
        instant: µs UTC.

    Returns:
        A condition on its start and end, the end not included.

    Example:
        >>> active_at(5)
        '"start" <= 5 AND ("end" IS NULL OR "end" > 5)'
    """
    return f'"start" <= {instant} AND ("end" IS NULL OR "end" > {instant})'


def customer_books(number: int, period: PeriodWindow) -> exp.Select:
    """One row per customer with a contract that began by the end of a period.

    Args:
        number: The period's index.
        period: The period; its start and end are the two instants.

    Returns:
        A query over `contracts` with customer, period_no, at_start, at_end, between and mrr.
    """
    first, last = active_at(period.start), active_at(period.end)
    began = f'"start" > {period.start}'
    return (
        exp.select(
            "customer",
            f"{number} AS period_no",
            f"MAX(CASE WHEN {first} THEN 1 ELSE 0 END) AS at_start",
            f"MAX(CASE WHEN {last} THEN 1 ELSE 0 END) AS at_end",
            f"MAX(CASE WHEN {began} THEN 1 ELSE 0 END) AS began",
            f"CAST(SUM(CASE WHEN {first} THEN mrr END) AS BIGINT) AS mrr",
        )
        .from_("contracts")
        .where(f'"start" <= {period.end}')
        .group_by("customer")
    )


def books_query(contract: Contract, plan: ContractMeasurement) -> exp.Select:
    """The one query that answers a measurement of contracts.

    Args:
        contract: The contract tables.
        plan: What is measured.

    Returns:
        A statement whose rows are cells by period and attribute.

    Raises:
        DataError: When no source holds contracts, or no customers though attributes are asked.
    """
    kept = [name for name in ("end", "mrr") if contract.maps("contracts", name)]
    rows = contract.required("contracts", ("start", *kept))
    absent = [f'CAST(NULL AS BIGINT) AS "{name}"' for name in ("end", "mrr") if name not in kept]
    contracts = exp.select("*", *absent).from_(rows.subquery("contract", copy=False))
    parts: list[exp.Query] = [customer_books(n, one) for n, one in enumerate(plan.periods)]
    books = parts[0] if len(parts) == 1 else exp.union(*parts, distinct=False)
    members = exp.select("b.*").from_("books AS b")
    groups = [f"g{number}" for number in range(len(plan.attributes))]
    query = exp.select("period_no", *summed_books(contract.engine.dialect))
    for group, attribute in zip(groups, plan.attributes, strict=True):
        text = exp.cast(exp.column(attribute.name, "a", quoted=True), "TEXT")
        named = exp.func("COALESCE", text, exp.Literal.string("unknown"))
        members = members.select(sql.alias_(named, group))
        query = query.select(group, f"GROUPING({group}) AS {group}_all", copy=False)
    tables: list[tuple[str, exp.Query]] = [("contracts", contracts), ("books", books)]
    if groups:
        names = tuple(attribute.name for attribute in plan.attributes)
        tables.append(("customers", contract.required("customers", names)))
        members = members.join("customers AS a", on="a.customer = b.customer", join_type="left")
    sets = ", ".join(["(period_no)", *(f"(period_no, {group})" for group in groups)])
    query = query.from_("members").group_by(f"GROUPING SETS ({sets})")
    for name, table in (*tables, ("members", members)):
        query = query.with_(name, as_=table, copy=False)
    return query


def summed_books(dialect: str) -> list[exp.Expr]:
    """The sums of one cell, named as in `ContractCell`.

    Args:
        dialect: The engine's dialect.

    Returns:
        Aliased expressions.
    """
    wide = f"CAST(mrr AS {exact_type(dialect)})"
    gone = "at_start = 1 AND at_end = 0"
    sums = {
        "active": "at_start",
        "churned": "at_start * (1 - at_end)",
        "joined": "(1 - at_start) * at_end",
        "passed": "(1 - at_start) * (1 - at_end) * began",
        "unpriced": "CASE WHEN at_start = 1 AND mrr IS NULL THEN 1 ELSE 0 END",
        "revenue": "CASE WHEN at_start = 1 THEN mrr END",
        "lost": f"CASE WHEN {gone} THEN mrr END",
        "revenue_squares": f"CASE WHEN at_start = 1 THEN {wide} * {wide} END",
        "lost_squares": f"CASE WHEN {gone} THEN {wide} * {wide} END",
    }
    return [sql.alias_(exp.Sum(this=exp_sql(text)), name) for name, text in sums.items()]


def measure_contracts(contract: Contract, plan: ContractMeasurement) -> tuple[ContractCell, ...]:
    """The books of every period, in a fixed order.

    Args:
        contract: The contract tables.
        plan: What is measured.

    Returns:
        Cells by period and segment.

    Raises:
        DataError: When no source holds contracts.
        EngineError: When the engine refuses the query.
    """
    if not plan.periods:
        return ()
    found = contract.answer(("books", plan), lambda: books_query(contract, plan))
    cells = [books_cell(row, plan) for row in found.dicts()]
    return tuple(sorted(cells, key=lambda cell: (cell.period, cell.segment or "")))


def books_cell(row: dict[str, Any], plan: ContractMeasurement) -> ContractCell:
    """The cell of one result row.

    Args:
        row: Column name to value.
        plan: What was measured.

    Returns:
        The cell.
    """
    segment = None
    for number, attribute in enumerate(plan.attributes):
        if int(row[f"g{number}_all"]) == 0:
            segment = f"{attribute.name}={row[f'g{number}']}"
    return ContractCell(int(row["period_no"]), segment, *(int(row[name] or 0) for name in BOOKS))
