"""The rows of send logs: one a message, with the instants and reasons it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data.query.message_specs import FLAGS, REACTIONS, MessageQuestion
from stagelift.data.query.populations import Ctes

if TYPE_CHECKING:
    from stagelift.data.contract import Contract

LOG_COLUMNS = (
    *("message", "channel", "assigned", "sent", "held", "capped", "failed", "fell_back_to"),
    *("delivered", "opened", "opened_by", "clicked", "replied", "unsubscribed", "complained"),
    "cost",
)
INSTANTS = (
    *("assigned", "sent", "held", "delivered", "opened", "clicked", "replied"),
    *("unsubscribed", "complained"),
)
NO = ("false", "f", "no", "n", "0", "none")  # what a column of reasons says where there is none
YES = ("true", "t", "yes", "y", "1")  # and where it says that there is one, but not which
SLACK_US = 1_000_000  # receipts often hold whole seconds where the log holds fractions
FROM_RECEIPT, FROM_LOG = 0, 1
UNNAMED = "unnamed"


def log_tables(contract: Contract, asked: MessageQuestion) -> Ctes:
    """The rows of send logs, a fallback as a second leg on the channel that took over.

    Args:
        contract: The contract tables; a source plays the role `messages`.
        asked: Window and instant of knowledge.

    Returns:
        Tables `log_of_messages`, `spans_of_messages` (what the log governs) and
        `legs_of_messages` (the columns of `happened`).
    """
    rows = contract.required("messages", LOG_COLUMNS).subquery("contract", copy=False)
    known = {name: f"CASE WHEN {name} < {asked.as_of} THEN {name} END" for name in INSTANTS}
    log = exp.select(
        "customer",
        f"COALESCE(message, '{UNNAMED}') AS message",
        f"COALESCE(channel, '{UNNAMED}') AS channel",
        *(f"{known[name]} AS {name}_at" for name in INSTANTS),
        f"{said('capped')} AS capped",
        f"{said('failed')} AS failed",
        "capped AS capped_by",
        "failed AS failed_by",
        "fell_back_to",
        "CASE WHEN LOWER(opened_by) IN ('machine', 'bot', 'proxy') THEN 1 ELSE 0 END AS by_machine",
        "cost",
    ).from_(rows)
    instants = ", ".join(f"{name}_at" for name in INSTANTS)
    started = exp.select("*", f"COALESCE({instants}) AS start_at").from_(
        log.subquery("l", copy=False)
    )
    started = exp.select("*").from_(started.subquery("s", copy=False)).where("start_at IS NOT NULL")
    spans = exp.select(
        "message",
        f"MIN(start_at) - {SLACK_US} AS first_at",
        f"MAX(GREATEST(start_at, COALESCE(sent_at, start_at), COALESCE(delivered_at, start_at)))"
        f" + {SLACK_US} AS last_at",
    ).from_("log_of_messages")
    spans = spans.group_by("message")
    first = leg("channel", "CASE WHEN fell_back_to IS NULL THEN delivered_at END", asked, own=True)
    second = leg("fell_back_to", "delivered_at", asked, own=False)
    second = second.where("fell_back_to IS NOT NULL", "delivered_at IS NOT NULL")
    legs = exp.union(first, second, distinct=False)
    return [("log_of_messages", started), ("spans_of_messages", spans), ("legs_of_messages", legs)]


def said(column: str) -> str:
    """SQL for whether a column of reasons, or of yes and no, says that it happened."""
    listed = ", ".join(f"'{word}'" for word in NO)
    return f"CASE WHEN {column} IS NULL OR LOWER({column}) IN ({listed}) THEN 0 ELSE 1 END"


def leg(channel: str, delivered: str, asked: MessageQuestion, *, own: bool) -> exp.Select:
    """One leg of each logged message: on its own channel, or where it fell back to.

    Args:
        channel: Column with the channel.
        delivered: SQL for the instant of delivery on it.
        asked: The window.
        own: Whether the leg carries what happened on the way.

    Returns:
        A query over `log_of_messages` with the columns of `happened`.
    """
    fell = "CASE WHEN fell_back_to IS NULL THEN 0 ELSE 1 END"
    way = {
        "assigned": filled("assigned_at"),
        "held": filled("held_at"),
        "capped": "capped",
        "sent": filled("sent_at"),
        "failed": "failed",
        "fell_back": fell,
    }
    flags = {name: text if own else "0" for name, text in way.items()}
    flags["by_fallback"] = "0" if own else "1"
    flags["delivered"] = filled(f"({delivered})")
    within = {
        name: f"CASE WHEN {name}_at >= {delivered} AND {name}_at < {delivered} + {asked.window}"
        " THEN 1 ELSE 0 END"
        for name in REACTIONS
        if name != "machine"
    }
    flags |= within
    flags["opened"] = f"CASE WHEN by_machine = 1 THEN 0 ELSE {within['opened']} END"
    flags["machine"] = f"CASE WHEN by_machine = 1 THEN {within['opened']} ELSE 0 END"
    paid = "fell_back_to IS NULL OR delivered_at IS NULL" if own else "fell_back_to IS NOT NULL"
    return exp.select(
        "customer",
        f"{channel} AS channel",
        "message",
        f"COALESCE({delivered}, start_at) AS at",
        "start_at",
        f"{delivered} AS delivered_at",
        f"{FROM_LOG} AS origin",
        *(f"{flags[name]} AS {name}" for name in FLAGS),
        f"CASE WHEN {paid} THEN cost END AS cost",
    ).from_("log_of_messages")


def filled(column: str) -> str:
    """SQL for 1 where an expression has a value, else 0."""
    return f"CASE WHEN {column} IS NULL THEN 0 ELSE 1 END"
