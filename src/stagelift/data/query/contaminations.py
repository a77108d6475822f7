"""Customers who got messages of several variants of one experiment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.message_log import told_tables
from stagelift.data.query.message_specs import TouchQuestion
from stagelift.data.query.populations import Ctes, read_from

if TYPE_CHECKING:
    from stagelift.data.contract import Contract


@dataclass(frozen=True, slots=True)
class MixedCount:
    """Customers whom messages of one experiment reached.

    Args:
        experiment: Its id.
        n: Customers who got at least one of its messages in the period.
        mixed: Of them, those who got messages of several variants.
        across: Of these, those who got them on several channels.
    """

    experiment: str
    n: int
    mixed: int
    across: int


def measure_mixed(contract: Contract, asked: TouchQuestion) -> tuple[MixedCount, ...]:
    """Customers by experiment, in order; no customer leaves the engine.

    Args:
        contract: The contract tables.
        asked: The period, and which message belongs to which variant.

    Returns:
        One row an experiment that reached anyone.

    Raises:
        DataError: When no source tells of messages.
        EngineError: When the engine refuses the query.
    """
    answer = contract.answer(("mixed variants", asked), lambda: mixed_query(contract, asked))
    found = (MixedCount(str(name), *map(int, counts)) for name, *counts in answer.rows)
    return tuple(sorted(found, key=lambda one: one.experiment))


def mixed_query(contract: Contract, asked: TouchQuestion) -> exp.Select:
    """The one query: deliveries tied to a variant by their source, else by their message.

    Args:
        contract: The contract tables.
        asked: The period and the variants of messages.

    Returns:
        A statement with experiment, n, mixed and across.

    Raises:
        DataError: When no source tells of messages.
    """
    span = (asked.period.start, asked.period.end)
    inside = f"at >= {span[0]} AND at < {span[1]}"
    tables = told_tables(contract, span, asked.as_of)
    parts: list[exp.Query] = list(tied(contract, inside))
    for message, experiment, variant in asked.variants:
        part = exp.select(
            "customer",
            "channel",
            sql.alias_(sql.text(experiment), "experiment"),
            sql.alias_(sql.text(variant), "variant"),
        ).from_("told_deliveries")
        mine = exp.column("message").eq(message)
        parts.append(part.where(mine, "delivered = 1", inside))
    if not parts:
        nobody = exp.select("customer", "channel", "message AS experiment", "message AS variant")
        parts = [nobody.from_("told_deliveries").where(exp.false())]
    rows = parts[0] if len(parts) == 1 else exp.union(*parts, distinct=False)
    per = exp.select(
        "experiment",
        "customer",
        "COUNT(DISTINCT variant) AS variants",
        "COUNT(DISTINCT channel) AS channels",
    ).from_(rows.subquery("r", copy=False))
    found: Ctes = [*tables, ("per_customer", per.group_by("experiment", "customer"))]
    mixed = "CASE WHEN variants > 1 THEN 1 ELSE 0 END"
    across = "CASE WHEN variants > 1 AND channels > 1 THEN 1 ELSE 0 END"
    query = exp.select(
        "experiment", "COUNT(*) AS n", f"SUM({mixed}) AS mixed", f"SUM({across}) AS across"
    )
    return read_from(query.from_("per_customer").group_by("experiment"), found)


def tied(contract: Contract, inside: str) -> list[exp.Select]:
    """Deliveries whose own source says experiment and variant."""
    found = []
    columns = ("channel", "experiment", "variant")
    named = ("customer", *columns)
    if contract.maps("messages", "variant"):
        rows = contract.required("messages", (*columns, "delivered", "fell_back_to"))
        where = inside.replace("at ", "delivered ")
        channel = "COALESCE(fell_back_to, channel) AS channel"
        part = exp.select("customer", channel, "experiment", "variant")
        part = part.from_(rows.subquery("l", copy=False))
        found.append(part.where(where, "experiment IS NOT NULL", "variant IS NOT NULL"))
    if contract.maps("events", "variant"):
        rows = contract.required("events", ("at", "event", *columns))
        part = exp.select(*named).from_(rows.subquery("v", copy=False))
        known = ("experiment IS NOT NULL", "variant IS NOT NULL", "event = 'delivered'")
        found.append(part.where(inside, *known))
    return found
