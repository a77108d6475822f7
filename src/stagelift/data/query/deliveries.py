"""What became of an experiment's messages, per assigned customer: one query, no id leaves it.

Each unit is joined with the messages that set out within a span after its assignment. The span is
the same in every arm, so that a variant that sends late is watched as long as one that sends early.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.engagements import LADDER
from stagelift.data.query.message_log import message_tables
from stagelift.data.query.message_specs import MessageQuestion
from stagelift.data.query.population_specs import Population
from stagelift.data.query.populations import read_from
from stagelift.data.query.source_tables import source_tables
from stagelift.data.query.specs import Measurement
from stagelift.data.query.sums import exact_type
from stagelift.data.query.unit_tables import unit_tables

if TYPE_CHECKING:
    from stagelift.data.contract import Contract

SLACK_US = 1_000_000  # a sending tool may keep whole seconds where the assignment has fractions
RUNGS = LADDER[1:]  # without the message's own assignment: the customer's is the base


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryQuestion:
    """Everything one query about an experiment's messages must answer.

    Args:
        population: The units of the experiment.
        messages: The messages of each variant, by variant; a message may be several variants'.
        asked: The span of messages, the window of reactions and the prices.
        span: µs after assignment within which a message counts.
    """

    population: Population
    messages: tuple[tuple[str, tuple[str, ...]], ...]
    asked: MessageQuestion
    span: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySums:
    """One variant's units and what became of their messages.

    Args:
        variant: The variant.
        assigned: Units.
        mature: Units whose span and window have closed; all that follows counts among them.
        reached: Units by rung, in the order of `RUNGS`.
        messages: Messages that set out.
        crossed: Units that got a message of another variant and not of their own alone.
        cost: Known cost of their messages in micros.
        squares: Sum over units of the square of that cost.
        unpriced: Delivered messages without a known cost.
    """

    variant: str
    assigned: int
    mature: int
    reached: tuple[tuple[str, int], ...]
    messages: int
    crossed: int
    cost: int
    squares: int
    unpriced: int


def measure_deliveries(contract: Contract, question: DeliveryQuestion) -> tuple[DeliverySums, ...]:
    """The sums of every variant, in the order of the question.

    Args:
        contract: The contract tables.
        question: What is asked.

    Returns:
        One entry a variant that has units; strangers' variants are left out.

    Raises:
        DataError: When no source tells of messages.
        EngineError: When the engine refuses the query.
    """
    answer = contract.answer(("deliveries", question), lambda: delivery_query(contract, question))
    found = {str(row["variant"]): row for row in answer.dicts() if row["variant"] is not None}
    return tuple(
        DeliverySums(
            variant=variant,
            assigned=int(row["assigned"]),
            mature=int(row["mature"] or 0),
            reached=tuple((name, int(row[f"k_{name}"] or 0)) for name in RUNGS),
            messages=int(row["messages"] or 0),
            crossed=int(row["crossed"] or 0),
            cost=int(row["cost"] or 0),
            squares=int(row["squares"] or 0),
            unpriced=int(row["unpriced"] or 0),
        )
        for variant, _ in question.messages
        if (row := found.get(variant)) is not None
    )


def delivery_query(contract: Contract, question: DeliveryQuestion) -> exp.Select:
    """The one query.

    Args:
        contract: The contract tables.
        question: What is asked.

    Returns:
        A statement with one row a variant.

    Raises:
        DataError: When a table that is needed is not mapped.
    """
    asked = question.asked
    plan = Measurement(populations=(question.population,), as_of=asked.as_of)
    tables = [
        *source_tables(contract, plan),
        *unit_tables(plan),
        *message_tables(contract, asked),
        ("met", met(question)),
        ("per_unit", per_unit()),
    ]
    wide = exact_type(contract.engine.dialect)
    horizon = f"anchor + {question.span + asked.window} <= {asked.as_of}"
    known = f"CASE WHEN {horizon} THEN 1 ELSE 0 END"
    sums = [f"SUM({known} * {name}) AS k_{name}" for name in RUNGS]
    again = [f"SUM({known} * {name}) AS {name}" for name in ("messages", "crossed", "unpriced")]
    query = exp.select(
        "variant",
        "COUNT(*) AS assigned",
        f"SUM({known}) AS mature",
        *sums,
        *again,
        f"SUM({known} * cost) AS cost",
        f"SUM({known} * CAST(cost AS {wide}) * cost) AS squares",
    )
    return read_from(query.from_("per_unit").group_by("variant"), tables)


def met(question: DeliveryQuestion) -> exp.Select:
    """Each unit with each message of the experiment that set out in its span, or with none."""
    every = sorted({message for _, messages in question.messages for message in messages})
    branches = [
        (exp.column("variant", "u").eq(variant), exp.column("message", "s").isin(*messages))
        for variant, messages in question.messages
        if messages
    ]
    own = sql.either(sql.case(branches, exp.false()), sql.number(1), sql.number(0))
    same = sql.and_(
        "s.customer = u.customer",
        f"s.start_at >= u.anchor - {SLACK_US}",
        f"s.start_at < u.anchor + {question.span}",
        exp.column("message", "s").isin(*every),
    )
    chosen = [f"s.{name} AS {name}" for name in (*RUNGS, "cost")]
    query = exp.select(
        "u.customer AS customer",
        "u.variant AS variant",
        "u.anchor AS anchor",
        "CASE WHEN s.customer IS NULL THEN 0 ELSE 1 END AS there",
        sql.alias_(own, "own"),
        *chosen,
    ).from_("units AS u")
    return query.join("sendings AS s", on=same, join_type="left", copy=False)


def per_unit() -> exp.Select:
    """One row a unit: whether each rung was reached by a message of its own variant."""
    rungs = [
        f"MAX(CASE WHEN own = 1 THEN COALESCE({name}, 0) ELSE 0 END) AS {name}" for name in RUNGS
    ]
    unpriced = "own = 1 AND delivered = 1 AND cost IS NULL"
    return (
        exp.select(
            "customer",
            "variant",
            "anchor",
            *rungs,
            "SUM(there * own) AS messages",
            "MAX(there * (1 - own)) AS crossed",
            "SUM(CASE WHEN own = 1 THEN COALESCE(cost, 0) ELSE 0 END) AS cost",
            f"SUM(CASE WHEN {unpriced} THEN 1 ELSE 0 END) AS unpriced",
        )
        .from_("met")
        .group_by("customer", "variant", "anchor")
    )


def named_messages(contract: Contract, experiment: str) -> tuple[tuple[str, str], ...]:
    """The messages a source itself ties to a variant of an experiment.

    Args:
        contract: The contract tables.
        experiment: Its id.

    Returns:
        (message, variant) pairs in order; none where no source names variants.

    Raises:
        EngineError: When the engine refuses the query.
    """
    columns = ("message", "experiment", "variant")
    parts = [
        exp.select("message", "variant")
        .distinct()
        .from_(contract.required(role, columns).subquery("c", copy=False))
        .where(exp.column("experiment").eq(experiment), "variant IS NOT NULL")
        .where("message IS NOT NULL")
        for role in ("messages", "events")
        if contract.playing(role) and all(contract.maps(role, name) for name in columns)
    ]
    if not parts:
        return ()
    query = parts[0] if len(parts) == 1 else exp.union(*parts, distinct=True)
    whole = exp.select("message", "variant").from_(query.subquery("p", copy=False))
    answer = contract.answer(("messages of", experiment), lambda: whole)
    return tuple(sorted((str(message), str(variant)) for message, variant in answer.rows))
