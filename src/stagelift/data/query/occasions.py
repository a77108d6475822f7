"""Dated rows of customers (invitations, tickets, texts), placed by stage, period and segment.

What is counted is always the customer: a first grouping finds what each one adds to a cell, a
second adds it up, so that an interval never takes ten tickets of one customer for ten customers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.answers import Answer
from stagelift.data.contract import Contract
from stagelift.data.query.attributes import customer_table
from stagelift.data.query.by_occasion import Marked, Rests, answer_by_period, standing_of
from stagelift.data.query.event_table import entry_table, event_table
from stagelift.data.query.populations import Ctes, period_number, read_from
from stagelift.data.query.specs import Attribute, PeriodWindow, SegmentRule, Term
from stagelift.data.query.surveys import member_table, needed_attributes, stage_names
from stagelift.data.query.written_segments import written_tables


@dataclass(frozen=True, slots=True)
class Occasions:
    """Where dated rows are counted.

    Args:
        stages: The stages' ids with their enter terms, in journey order.
        periods: Reporting periods, oldest first, by the row's instant.
        segments: Named segments reported beside the total, evaluated at the row's instant.
        attributes: Customer attributes reported beside the total.
        as_of: Instant of knowledge, µs UTC.
        split: Columns of the rows themselves that are reported beside the total, such as a channel.
    """

    stages: tuple[tuple[str, tuple[Term, ...]], ...]
    periods: tuple[PeriodWindow, ...]
    segments: tuple[SegmentRule, ...]
    attributes: tuple[Attribute, ...]
    as_of: int
    split: tuple[str, ...] = ()

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the columns that say in which segment a row lies."""
        return tuple(
            f"g{place}"
            for place in range(len(self.segments) + len(self.attributes) + len(self.split))
        )

    def segment_of(self, row: Mapping[str, Any]) -> tuple[str | None, bool]:
        """The segment of a row of the answer, and whether the row is one of a cell at all.

        Args:
            row: Its columns by name.

        Returns:
            Name or None for everyone; False for those who are in no such segment.
        """
        named = [*self.segments, *self.attributes, *self.split]
        for group, one in zip(self.groups, named, strict=True):
            if int(row[f"{group}_all"]) == 0:
                value = row[group]
                if isinstance(one, SegmentRule):
                    return (None, False) if value is None else (str(value), True)
                name = one.name if isinstance(one, Attribute) else one
                return f"{name}={value}", True
        return None, True


@dataclass(frozen=True, slots=True)
class Dated:
    """Dated rows of customers, still to be placed.

    Args:
        query: Selects customer, at, the columns, those by which cells are split and, if staged,
            stage.
        columns: What else each row tells.
        own: Tables that the query reads.
        staged: Whether the rows tell the stage of their customer themselves.
        entered: Whether those tables read `entries`, the instants at which stages are entered.
        inside: Whether only rows count whose customer stood in some stage.
    """

    query: exp.Select
    columns: tuple[str, ...]
    own: tuple[tuple[str, exp.Query], ...] = ()
    staged: bool = False
    entered: bool = False
    inside: bool = False


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
    tables.append(("placed", placed(plan, (*kept, "period_no"), staged=rows.staged)))
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


def placed(plan: Occasions, kept: Sequence[str], *, staged: bool) -> exp.Select:
    """The rows of some period with the stage whose event came last before them.

    Args:
        plan: Where they are counted.
        kept: Their columns.
        staged: Whether they tell the stage themselves.

    Returns:
        A query over `occasions` (and `entries`).
    """
    if staged:
        return (
            exp.select(*map(sql.column, kept), "stage")
            .from_("occasions")
            .where("period_no IS NOT NULL")
        )
    ranked = (
        exp.select(
            *(sql.column(name, "s") for name in kept),
            sql.alias_(stage_names(plan), "stage"),
            "ROW_NUMBER() OVER (PARTITION BY s.id_no ORDER BY n.at DESC, n.stage_no DESC) AS place",
        )
        .from_("occasions AS s")
        .join("entries AS n", on="n.customer = s.customer AND n.at <= s.at", join_type="left")
        .where("s.period_no IS NOT NULL")
    )
    return (
        exp.select(*map(sql.column, kept), "stage")
        .from_(ranked.subquery("r", copy=False))
        .where("place = 1")
    )


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
