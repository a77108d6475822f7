"""The events by which tools tell of messages, but those a send log governs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.message_specs import FLAGS, KINDS, REACTIONS, MessageQuestion
from stagelift.data.query.send_log import FROM_RECEIPT, SLACK_US, UNNAMED

if TYPE_CHECKING:
    from stagelift.data.contract import Contract

LATE_US = 3_600_000_000  # a receipt may reach the tool that tells of it after the log had it


def tells_of_messages(contract: Contract) -> bool:
    """Whether a source of events says on which channel or with which message."""
    if not contract.playing("events"):
        return False
    return contract.maps("events", "channel") or contract.maps("events", "message")


def receipt_rows(contract: Contract, asked: MessageQuestion, *, logged: bool) -> exp.Select:
    """The events that tell of messages, but those a send log governs.

    Args:
        contract: The contract tables.
        asked: Period and window; events outside their reach are not read.
        logged: Whether there is a send log.

    Returns:
        A query with the columns of `happened`.

    Raises:
        DataError: When no source holds events.
    """
    columns = ("at", "event", "channel", "message")
    rows = contract.required("events", columns).subquery("contract", copy=False)
    reach = asked.window
    named = ", ".join(f"'{event}'" for event in KINDS)
    flags = [f"{kind_is(flag)} AS {flag}" for flag in FLAGS]
    found = (
        exp.select(
            "customer",
            f"COALESCE(channel, '{UNNAMED}') AS channel",
            f"COALESCE(message, '{UNNAMED}') AS message",
            "at",
            "at AS start_at",
            "CASE WHEN event = 'delivered' THEN at END AS delivered_at",
            f"{FROM_RECEIPT} AS origin",
            *flags,
            "CAST(NULL AS BIGINT) AS cost",
        )
        .from_(rows)
        .where(
            f"event IN ({named})",
            "channel IS NOT NULL OR message IS NOT NULL",
            f"at >= {asked.period.start - reach}",
            f"at < {asked.period.end + 2 * reach}",
        )
    )
    if not logged:
        return found
    reacted = " + ".join(f"r.{name}" for name in REACTIONS)
    governed = "s.message = r.message AND r.at BETWEEN s.first_at AND s.last_at"
    own = exp.select("1").from_("log_of_messages AS g").where("g.customer = r.customer")
    own = own.where(
        "g.message = r.message",
        f"r.at >= g.start_at - {SLACK_US}",
        f"r.at < COALESCE(g.delivered_at, g.sent_at, g.start_at) + {LATE_US}",
    )
    another = sql.and_("s.message IS NULL", exp.not_(exp.Exists(this=own)))
    told = f"{reacted} > 0"
    if not contract.maps("messages", "delivered"):
        told = f"{told} OR r.delivered = 1 OR r.failed = 1"
    return (
        exp.select(*(f"r.{name} AS {name}" for name in found.named_selects))
        .from_(found.subquery("r", copy=False))
        .join("spans_of_messages AS s", on=governed, join_type="left")
        .where(sql.or_(another, told))
    )


def kind_is(flag: str) -> str:
    """SQL for whether an event says what a flag stands for."""
    events = ", ".join(f"'{event}'" for event, name in KINDS.items() if name == flag)
    return f"CASE WHEN event IN ({events}) THEN 1 ELSE 0 END" if events else "0"
