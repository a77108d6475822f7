"""Why customers ask: enquiries by topic, and how many customers stood in each stage meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.occasion_specs import Dated, Occasions
from stagelift.data.query.occasion_sums import cells_of, grouping_sets, marks, total
from stagelift.data.query.occasions import occasion_cells, occasions_asked
from stagelift.data.query.populations import read_from
from stagelift.data.query.waits import event_rows

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.query.populations import Ctes


@dataclass(frozen=True, slots=True)
class ContactQuestion:
    """Which enquiries, and the column that says what they are about.

    Args:
        events: Names of the events that open one.
        topic: The column with the topic, or None to count them all as one.
        where: In which cells they are counted.
    """

    events: tuple[str, ...]
    topic: str | None
    where: Occasions


@dataclass(frozen=True, slots=True)
class TopicCell:
    """The enquiries about one topic in one cell.

    Args:
        period: Index into the periods.
        stage: Stage id at the enquiry, or None for all stages together.
        segment: Segment, or None for everyone.
        topic: What they are about; "unknown" without one; None for all topics together.
        customers: Customers with at least one.
        enquiries: How many.
    """

    period: int
    stage: str | None
    segment: str | None
    topic: str | None
    customers: int
    enquiries: int


@dataclass(frozen=True, slots=True)
class PresenceCell:
    """The customers who stood in a stage at some time of a period.

    Args:
        period: Index into the periods.
        stage: Stage id, or None for any stage.
        segment: Segment, or None for everyone.
        customers: How many.
    """

    period: int
    stage: str | None
    segment: str | None
    customers: int


def contact_rows(contract: Contract, asked: ContactQuestion) -> Dated:
    """The enquiries with their topic, of customers who stood in some stage by then.

    Args:
        contract: The contract tables.
        asked: Which ones.

    Returns:
        Rows with topic.

    Raises:
        DataError: When no source holds events, or none has the column.
    """
    own = () if asked.topic is None else (asked.topic,)
    columns = tuple(dict.fromkeys((*own, *asked.where.split)))
    rows = event_rows(contract, asked.events, columns, None)
    if asked.topic is not None:
        having = [one.name for one in contract.readings("events") if one.has(asked.topic)]
        if len(having) == 1:  # the events of other sources are not enquiries of this one
            rows = _of(contract, asked, columns, having[0])
    topic: exp.Expr = sql.text("")
    if asked.topic is not None:
        named = sql.cast(sql.column(asked.topic), sql.TEXT)
        topic = exp.func("COALESCE", named, sql.text("unknown"))
    split = [sql.column(name) for name in asked.where.split]
    query = exp.select("customer", "at", sql.alias_(topic, "topic_"), *split)
    return Dated(query.from_(rows.subquery("q", copy=False)), ("topic_",), inside=True)


def _of(
    contract: Contract, asked: ContactQuestion, columns: tuple[str, ...], source: str
) -> exp.Select:
    wanted = ("at", "event", *columns)
    rows = contract.required("events", wanted, source=source)
    query = exp.select("customer", *map(sql.column, wanted)).from_(rows.subquery("e", copy=False))
    return query.where(sql.column("event").isin(*sorted(set(asked.events))))


def measure_topics(contract: Contract, asked: ContactQuestion) -> tuple[TopicCell, ...]:
    """Enquiries by topic, and all of them, in a fixed order.

    Args:
        contract: The contract tables.
        asked: Which ones.

    Returns:
        Cells by period, stage, segment and topic.

    Raises:
        DataError: When no source holds events, or none has the column.
        EngineError: When the engine refuses the query.
    """
    one = ("COUNT(*) AS q",)
    added = (total("1", "customers"), total("q", "enquiries"))

    def rows(where: Occasions) -> Dated:
        return contact_rows(contract, replace(asked, where=where))

    cells = occasion_cells(contract, ("contacts", asked), asked.where, rows, (one, added, 0))
    found = [TopicCell(c.period, c.stage, c.segment, None, **c.sums) for c in cells]
    if asked.topic is not None:
        found.extend(_by_topic(contract, asked))
    return tuple(found)


def _by_topic(contract: Contract, asked: ContactQuestion) -> list[TopicCell]:
    where = asked.where

    def build(some: Occasions, tables: Ctes) -> exp.Select:
        query = exp.select(
            *marks(some),
            "topic_",
            "COUNT(DISTINCT customer) AS customers",
            "COUNT(*) AS enquiries",
        )
        query = query.from_("members").group_by(grouping_sets(some, ("topic_",)))
        return read_from(query, tables)

    def dated(some: Occasions) -> Dated:
        return contact_rows(contract, replace(asked, where=some))

    rows = occasions_asked(contract, ("topics", asked), where, dated, (build, 0)).dicts()
    return [
        TopicCell(
            c.period, c.stage, c.segment, c.sums["topic_"], c.sums["customers"], c.sums["enquiries"]
        )
        for c in cells_of(where, rows, ("topic_", "customers", "enquiries"))
    ]


def presence_rows(where: Occasions) -> Dated:
    """A row per customer, period and stage the customer stood in during it.

    Args:
        where: The stages and periods.

    Returns:
        Rows at the first instant of the period at which the customer stood there.
    """
    follows = "LEAD(at) OVER (PARTITION BY customer ORDER BY at, stage_no) AS leaves"
    spells = exp.select("customer", "at AS enters", "stage_no", follows).from_("entries")
    named = exp.Case()
    for number, (name, _) in enumerate(where.stages, start=1):
        named = named.when(exp.column("stage_no").eq(number), sql.text(name))
    parts = []
    for period in where.periods:
        end = min(period.end, where.as_of)
        begins = f"CASE WHEN enters < {period.start} THEN {period.start} ELSE enters END"
        inside = f"enters < {end} AND (leaves IS NULL OR leaves > {period.start})"
        kept = f"(leaves IS NULL OR leaves > enters) AND {inside}"
        part = exp.select("customer", f"{begins} AS at", sql.alias_(named.copy(), "stage"))
        parts.append(part.from_("stays").where(kept))
    rows = parts[0] if len(parts) == 1 else exp.union(*parts, distinct=False)
    query = exp.select("customer", "at", "stage").from_(rows.subquery("there", copy=False))
    return Dated(query, (), own=(("stays", spells),), staged=True, entered=True)


def measure_presence(contract: Contract, where: Occasions) -> tuple[PresenceCell, ...]:
    """How many customers stood in each stage at some time of each period, in a fixed order.

    Args:
        contract: The contract tables.
        where: Stages, periods and attributes.

    Returns:
        Cells by period, stage and segment.

    Raises:
        DataError: When no source holds events.
        EngineError: When the engine refuses the query.
    """
    sums = (("COUNT(*) AS stays",), (total("1", "customers"),), 0)
    cells = occasion_cells(contract, ("presence", where), where, presence_rows, sums)
    return tuple(PresenceCell(c.period, c.stage, c.segment, c.sums["customers"]) for c in cells)
