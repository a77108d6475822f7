"""How many messages the units of an experiment got in any span of a given length, by variant."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from stagelift.data.contract import Contract
from stagelift.data.query.message_log import told_tables
from stagelift.data.query.population_specs import Assigned, MappedAssignments
from stagelift.data.query.populations import Ctes, read_from
from stagelift.data.query.receipts import tells_of_messages
from stagelift.data.query.source_tables import source_tables
from stagelift.data.query.specs import Measurement
from stagelift.data.query.unit_tables import unit_tables


@dataclass(frozen=True, slots=True)
class PressureQuestion:
    """What is asked of the messages of an experiment's units since they entered.

    Args:
        units: The experiment's population.
        length: Length of the span in µs.
        most: Messages allowed in any span of that length.
        as_of: Instant of knowledge, µs UTC.
    """

    units: Assigned | MappedAssignments
    length: int
    most: int
    as_of: int


@dataclass(frozen=True, slots=True, order=True)
class Pressed:
    """The units of one variant.

    Args:
        variant: Its id.
        units: All of them.
        over: Those with more messages in some span than are allowed.
    """

    variant: str
    units: int
    over: int


def messages_are_told(contract: Contract) -> bool:
    """Whether any source tells of messages.

    Args:
        contract: The contract tables.

    Returns:
        True for a send log, or events with a channel and a message.
    """
    return bool(contract.playing("messages")) or tells_of_messages(contract)


def measure_pressure(contract: Contract, asked: PressureQuestion) -> tuple[Pressed, ...]:
    """How many units of each variant got more messages than are allowed.

    Args:
        contract: The contract tables; a source tells of messages.
        asked: Whose messages, and how many are allowed in which span.

    Returns:
        One entry a variant, sorted.

    Raises:
        DataError: When no source tells of messages.
        EngineError: When the engine refuses the query.
    """
    found = contract.answer(("contact pressure", asked), lambda: pressure_query(contract, asked))
    return tuple(
        sorted(
            Pressed(str(variant), int(units), int(over or 0))
            for variant, units, over in found.rows
            if variant is not None
        )
    )


def pressure_query(contract: Contract, asked: PressureQuestion) -> exp.Select:
    """The one query that answers.

    Args:
        contract: The contract tables.
        asked: Whose messages, and how many are allowed.

    Returns:
        A statement with variant, units and those over the limit.
    """
    plan = Measurement(populations=(asked.units,), as_of=asked.as_of)
    tables: Ctes = [*source_tables(contract, plan), *unit_tables(plan)]
    tables += told_tables(contract, (asked.units.start, asked.as_of), asked.as_of)
    since = (
        exp.select("u.customer AS customer", "m.at AS at")
        .from_("units AS u")
        .join("told_deliveries AS m", on="m.customer = u.customer AND m.at >= u.anchor")
        .where("m.delivered = 1")
    )
    span = f"RANGE BETWEEN {asked.length - 1} PRECEDING AND CURRENT ROW"
    near = exp.select(
        "customer", f"COUNT(*) OVER (PARTITION BY customer ORDER BY at {span}) AS near"
    )
    worst = exp.select("customer", "MAX(near) AS most").group_by("customer")
    worst = worst.from_(near.from_(since.subquery("s", copy=False)).subquery("n", copy=False))
    over = f"SUM(CASE WHEN w.most > {asked.most} THEN 1 ELSE 0 END) AS over_limit"
    query = exp.select("u.variant AS variant", "COUNT(*) AS units", over).from_("units AS u")
    query = query.join(
        worst.subquery("w", copy=False), on="w.customer = u.customer", join_type="left"
    )
    return read_from(query.group_by("u.variant"), tables)
