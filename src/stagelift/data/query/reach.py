"""In which stages messages of each channel arrived, and who stands in them now with consent."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.contract import Contract
from stagelift.data.query.event_table import entry_table, event_table
from stagelift.data.query.message_log import told_tables
from stagelift.data.query.populations import Ctes, read_from
from stagelift.data.query.specs import Measurement
from stagelift.data.query.value_specs import Term

YES = ("y", "yes", "true", "t", "1", "on", "agreed", "동의")  # lower case; what else is no consent
CONSENT = "consent_"


@dataclass(frozen=True, slots=True)
class ReachQuestion:
    """What is asked of stages and channels.

    Args:
        stages: The stages' enter terms in journey order.
        consents: Channels whose consent the customers source maps.
        zone: The journey's zone.
        as_of: Instant of knowledge, µs UTC.
    """

    stages: tuple[tuple[Term, ...], ...]
    consents: tuple[str, ...]
    zone: str
    as_of: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """Messages of a channel that arrived while customers stood in a stage.

    Args:
        stage: 1-based number of the stage, 0 before any.
        channel: Its id as the source has it.
        messages: How many.
        customers: To how many customers.
    """

    stage: int
    channel: str
    messages: int
    customers: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Customers whose latest stage event opened a stage.

    Args:
        stage: 1-based number of the stage.
        customers: How many.
        consenting: Those of them who agreed to each channel asked about, in that order.
    """

    stage: int
    customers: int
    consenting: tuple[int, ...]


def _plan(asked: ReachQuestion) -> Measurement:
    return Measurement(stages=asked.stages, zone=asked.zone, as_of=asked.as_of)


def arrived_query(contract: Contract, asked: ReachQuestion) -> exp.Select:
    """The query that places each message in the stage the customer stood in.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        A statement with stage_no, channel, messages and customers.

    Raises:
        DataError: When no source holds events, or none tells of messages.
    """
    plan = _plan(asked)
    sent = exp.select("customer", "at", "CAST(NULL AS BIGINT) AS stage_no", "channel")
    sent = sent.select("1 AS message", copy=False)
    told = told_tables(contract, (0, asked.as_of), asked.as_of)
    sent = sent.from_(told[-1][0]).where("delivered = 1")
    moves = exp.select("customer", "at", "stage_no", "CAST(NULL AS TEXT) AS channel")
    moves = moves.select("0 AS message", copy=False).from_("entries")
    # a message at the instant of an entry finds the customer in the stage entered
    over = "PARTITION BY customer ORDER BY at, message, stage_no ROWS UNBOUNDED PRECEDING"
    spells = exp.select(
        "customer", "channel", "message", "stage_no", f"SUM(1 - message) OVER ({over}) AS spell"
    ).from_(exp.union(sent, moves, distinct=False).subquery("moments", copy=False))
    stood = "MAX(stage_no) OVER (PARTITION BY customer, spell) AS stood"
    placed = exp.select("customer", "channel", "message", stood)
    placed = placed.from_(spells.subquery("spells", copy=False))
    query = exp.select("COALESCE(stood, 0) AS stage_no", "channel", "COUNT(*) AS messages")
    query = query.select("COUNT(DISTINCT customer) AS customers", copy=False).from_(
        placed.subquery("placed", copy=False)
    )
    query = query.where("message = 1").group_by("COALESCE(stood, 0)", "channel")
    tables: Ctes = [("events", event_table(contract, plan)), *entry_table(contract, plan)]
    return read_from(query, [*tables, *told])


def standing_query(contract: Contract, asked: ReachQuestion) -> exp.Select:
    """The query that counts the customers of each stage now, and their consents.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        A statement with stage_no, customers and one column a channel.

    Raises:
        DataError: When no source holds events.
    """
    plan = _plan(asked)
    tables: Ctes = [("events", event_table(contract, plan)), *entry_table(contract, plan)]
    rank = "ROW_NUMBER() OVER (PARTITION BY customer ORDER BY at DESC, stage_no DESC) AS place"
    last = exp.select("customer", "stage_no", rank).from_("entries")
    query = exp.select("s.stage_no AS stage_no", "COUNT(*) AS customers")
    query = query.from_(last.subquery("s", copy=False)).where("s.place = 1").group_by("s.stage_no")
    names = tuple(f"{CONSENT}{channel}" for channel in asked.consents)
    if names:
        known = contract.required("customers", names)
        agreed = [
            sql.alias_(_agreed(exp.column(name, quoted=True)), f"c{place}")
            for place, name in enumerate(names)
        ]
        each = exp.select("customer", *agreed).from_(known.subquery("contract", copy=False))
        tables.append(("consents", each.group_by("customer")))
        query = query.join("consents AS c", on="c.customer = s.customer", join_type="left")
    for place in range(len(names)):
        query = query.select(f"SUM(COALESCE(c.c{place}, 0)) AS n{place}", copy=False)
    return read_from(query, tables)


def _agreed(value: exp.Expr) -> exp.Expr:
    """1 when every row of a customer says yes."""
    said = exp.func("LOWER", exp.cast(value, "TEXT"))
    return exp.Min(this=sql.either(said.isin(*YES), sql.number(1), sql.number(0)))


def measure_arrived(contract: Contract, asked: ReachQuestion) -> tuple[Arrived, ...]:
    """Where messages arrived, by stage and channel.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        Cells with at least one message.

    Raises:
        DataError: When no source holds events, or none maps a channel.
        EngineError: When the engine refuses the query.
    """
    given = contract.answer(("arrived", asked), lambda: arrived_query(contract, asked))
    found = (
        Arrived(
            int(row["stage_no"]), str(row["channel"]), int(row["messages"]), int(row["customers"])
        )
        for row in given.dicts()
    )
    return tuple(sorted(found, key=lambda one: (one.stage, one.channel)))


def measure_standing(contract: Contract, asked: ReachQuestion) -> tuple[Standing, ...]:
    """How many customers stand in each stage now, and how many of them agreed to each channel.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        One row a stage anyone stands in.

    Raises:
        DataError: When no source holds events.
        EngineError: When the engine refuses the query.
    """
    given = contract.answer(("standing", asked), lambda: standing_query(contract, asked))
    found = (
        Standing(
            int(row["stage_no"]),
            int(row["customers"]),
            tuple(int(row[f"n{place}"]) for place in range(len(asked.consents))),
        )
        for row in given.dicts()
    )
    return tuple(sorted(found, key=lambda one: one.stage))
