"""What the data hold of a journey: rows by event, who was seen first where, who reached a stage."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.contract import Contract
from stagelift.data.query.event_table import among, entry_table, event_table
from stagelift.data.query.populations import Ctes, read_from
from stagelift.data.query.specs import Measurement
from stagelift.data.query.value_specs import Term


@dataclass(frozen=True, slots=True)
class EventRows:
    """One event of the data.

    Args:
        event: Its name.
        n: Rows.
        customers: Customers with one.
        priced: Rows with a value above 0.
    """

    event: str
    n: int
    customers: int
    priced: int


@dataclass(frozen=True, slots=True)
class FirstContacts:
    """Where customers were seen first.

    Args:
        seen: Customers with an event they caused themselves.
        before: Those of them with one before their first stage.
        never: Those of them who entered no stage.
    """

    seen: int
    before: int
    never: int


@dataclass(frozen=True, slots=True)
class StageEntries:
    """Who entered one stage.

    Args:
        stage: Number of the stage, the first being 1.
        entries: How often it was entered.
        customers: By how many.
    """

    stage: int
    entries: int
    customers: int


@dataclass(frozen=True, slots=True)
class NamedStage:
    """A stage a survey names in its own column.

    Args:
        source: Id of the source.
        stage: The stage as it calls it, under its id where that is an alias.
        n: Rows.
    """

    source: str
    stage: str
    n: int


def read_named_stages(contract: Contract) -> tuple[NamedStage, ...]:
    """The stages that surveys name themselves; one query a survey that does.

    Args:
        contract: The contract tables.

    Returns:
        Stages by source, in order of their names.

    Raises:
        DataError: A source that cannot be read.
        EngineError: The engine refused.
    """
    found: list[NamedStage] = []
    for source in contract.playing("surveys"):
        if not any(reading.has("stage") for reading in contract.readings("surveys", source)):
            continue

        def build(source: str = source) -> exp.Select:
            rows = contract.required("surveys", ("stage",), source=source)
            query = exp.select("stage", "COUNT(*) AS n").from_(rows.subquery("s", copy=False))
            return query.where("stage IS NOT NULL").group_by("stage")

        rows = contract.answer(("named stages", source), build).rows
        found.extend(NamedStage(source, str(stage), int(n)) for stage, n in rows)
    return tuple(sorted(found, key=lambda one: (one.source, one.stage)))


def read_events(contract: Contract) -> tuple[EventRows, ...]:
    """Rows, customers and values by event; one query.

    Args:
        contract: The contract tables.

    Returns:
        The events, the most frequent first; none where no source holds events.

    Raises:
        DataError: A source that cannot be read.
        EngineError: The engine refused.
    """
    if not contract.playing("events"):
        return ()
    found = contract.answer(("events found",), lambda: event_query(contract)).dicts()
    rows = [
        EventRows(str(r["event"]), int(r["n"]), int(r["customers"]), int(r["priced"] or 0))
        for r in found
    ]
    return tuple(sorted(rows, key=lambda row: (-row.n, row.event)))


def event_query(contract: Contract) -> exp.Select:
    """The query of `read_events`.

    Args:
        contract: The contract tables.

    Returns:
        A statement with event, n, customers and priced.
    """
    priced = contract.maps("events", "value")
    rows = contract.required("events", ("event", "value") if priced else ("event",))
    paid = "SUM(CASE WHEN value > 0 THEN 1 ELSE 0 END)" if priced else "0"
    return (
        exp.select(
            "event",
            "COUNT(*) AS n",
            "COUNT(DISTINCT customer) AS customers",
            f"{paid} AS priced",
        )
        .from_(rows.subquery("contract", copy=False))
        .where("event IS NOT NULL")
        .group_by("event")
    )


def read_first_contacts(
    contract: Contract, opening: tuple[str, ...], internal: tuple[str, ...]
) -> FirstContacts:
    """How many customers were seen before their first stage; one query.

    Args:
        contract: The contract tables.
        opening: Events whose first occurrence opens a stage.
        internal: Events the company causes itself, which are no contact.

    Returns:
        The counts.

    Raises:
        DataError: When the workspace has no events.
        EngineError: The engine refused.
    """
    question = ("first contacts", opening, internal)
    answer = contract.answer(question, lambda: contact_query(contract, opening, internal))
    (row,) = answer.dicts()
    return FirstContacts(*(int(row[name] or 0) for name in ("seen", "early", "never")))


def contact_query(
    contract: Contract, opening: tuple[str, ...], internal: tuple[str, ...]
) -> exp.Select:
    """The query of `read_first_contacts`.

    Args:
        contract: The contract tables.
        opening: Events whose first occurrence opens a stage.
        internal: Events the company causes itself.

    Returns:
        A statement of one row with seen, early and never.
    """
    rows = contract.required("events", ("at", "event"))
    at = exp.column("at")
    own = exp.Case().when(sql.not_(among(internal)), at)
    staged = exp.Case().when(among(opening), at.copy())
    firsts = (
        exp.select("customer")
        .select(sql.alias_(exp.Min(this=own), "first_seen"))
        .select(sql.alias_(exp.Min(this=staged), "first_staged"))
        .from_(rows.subquery("contract", copy=False))
        .group_by("customer")
    )
    early = "first_seen < first_staged"
    return exp.select(
        "COUNT(first_seen) AS seen",
        f"SUM(CASE WHEN {early} THEN 1 ELSE 0 END) AS early",
        "SUM(CASE WHEN first_seen IS NOT NULL AND first_staged IS NULL THEN 1 ELSE 0 END) AS never",
    ).from_(firsts.subquery("f", copy=False))


def read_stage_entries(
    contract: Contract, stages: tuple[tuple[Term, ...], ...]
) -> tuple[StageEntries, ...]:
    """How many customers ever entered each stage; one query.

    Args:
        contract: The contract tables.
        stages: The stages' enter terms in journey order.

    Returns:
        The stages entered by anyone, the state of having left among them, in order.

    Raises:
        DataError: When the workspace has no events.
        EngineError: The engine refused.
    """
    plan = Measurement(stages=stages, zone=contract.zone, as_of=contract.as_of_us)

    def build() -> exp.Select:
        tables: Ctes = [("events", event_table(contract, plan)), *entry_table(contract, plan)]
        counts = ("COUNT(*) AS n", "COUNT(DISTINCT customer) AS customers")
        query = exp.select("stage_no", *counts).from_("entries").group_by("stage_no")
        return read_from(query, tables)

    rows = contract.answer(("stage entries", stages), build).dicts()
    found = (StageEntries(int(r["stage_no"]), int(r["n"]), int(r["customers"])) for r in rows)
    return tuple(sorted(found, key=lambda one: one.stage))
