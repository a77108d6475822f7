"""What happened, gathered by message: each reaction with the delivery it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.message_specs import FLAGS, REACTIONS, MessageQuestion
from stagelift.data.query.populations import Ctes

if TYPE_CHECKING:
    from stagelift.data.contract import Contract

KEYS = ("customer", "channel", "message")


def linked_tables(contract: Contract, asked: MessageQuestion, *, logged: bool) -> Ctes:
    """What happened, gathered by message: each reaction with the delivery it answers.

    Args:
        contract: For what the send log has columns for.
        asked: Period and window.
        logged: Whether there is a send log.

    Returns:
        Tables ending in `sendings`.
    """
    over = (
        "OVER (PARTITION BY customer, channel, message"
        " ORDER BY at, {first} ROWS UNBOUNDED PRECEDING)"
    )
    by_log = logged and not contract.maps("messages", "delivered")
    who = "sent = 1" if by_log else "sent = 1 AND origin = 0"
    sent = f"MAX(CASE WHEN {who} THEN at END) " + over.format(first="1 - sent")
    setting = exp.select("*", f"{sent} AS last_sent").from_("happened")
    recent = f"last_sent >= at - {asked.window}"
    belongs = "origin = 0 AND (delivered = 1 OR failed = 1)"
    reacted = " + ".join(REACTIONS)
    begun = exp.select(
        "*",
        f"CASE WHEN origin = 0 AND delivered = 0 AND {reacted} > 0 THEN NULL"
        f" WHEN {belongs} AND {recent} THEN last_sent ELSE at END AS own_key",
    ).from_("setting")
    order = over.format(first="1 - delivered")
    of_delivery = [
        f"MAX(CASE WHEN delivered = 1 THEN own_key END) {order} AS delivery_key",
        f"MAX(CASE WHEN delivered = 1 THEN at * 2 + origin END) {order} AS delivery",
    ]
    answering = exp.select("*", *of_delivery).from_("begun")
    # twice the instant of delivery, and in the last bit who told of it
    late = f"own_key IS NULL AND at * 2 >= delivery - ABS(delivery % 2) + {2 * asked.window}"
    kept = exp.select("*", "COALESCE(own_key, delivery_key) AS message_key").from_("answering")
    kept = kept.where("own_key IS NOT NULL OR delivery IS NOT NULL", f"NOT ({late})")
    if logged:
        told = [name for name in REACTIONS if contract.maps("messages", column_of(name))]
        again = " + ".join(told) or "0"
        kept = kept.where(f"NOT (own_key IS NULL AND ABS(delivery % 2) = 1 AND {again} > 0)")
    flags = (f"MAX({name}) AS {name}" for name in FLAGS)
    sendings = exp.select(
        *KEYS,
        "message_key",
        "MIN(start_at) AS start_at",
        "MAX(delivered_at) AS delivered_at",
        *flags,
        "MAX(cost) AS cost",
    ).from_("kept")
    sendings = sendings.group_by(*KEYS, "message_key")
    return [
        ("setting", setting),
        ("begun", begun),
        ("answering", answering),
        ("kept", kept),
        ("every_sending", sendings),
        ("sendings", in_period(asked)),
    ]


def column_of(reaction: str) -> str:
    """The log's column that tells of a reaction."""
    return "opened_by" if reaction == "machine" else reaction


def in_period(asked: MessageQuestion) -> exp.Select:
    """The messages that set out in the period, whether their window is known, and their cost.

    Args:
        asked: Period, window, prices.

    Returns:
        A query over `every_sending` with `mature` and the cost: the log's own, else the channel's
        price of a delivered message.
    """
    known = f"COALESCE(delivered_at, start_at) <= {asked.as_of - asked.window}"
    read = sql.or_("opened = 1", "clicked = 1")
    if asked.all_opens:
        anyone = sql.and_("machine = 1", exp.column("channel").isin(*asked.all_opens))
        read = sql.or_(read, anyone)
    listed = sql.cast(exp.null(), sql.BIGINT)
    if asked.prices:
        listed = sql.case(
            (sql.and_("delivered = 1", exp.column("channel").eq(name)), sql.number(micros))
            for name, micros in asked.prices
        )
    return (
        exp.select(
            *KEYS,
            "message_key",
            "start_at",
            "delivered_at",
            f"CASE WHEN {known} THEN 1 ELSE 0 END AS mature",
            *(name for name in FLAGS if name not in ("opened",)),
            sql.alias_(sql.either(read, sql.number(1), sql.number(0)), "read"),
            "delivered * sent AS arrived",
            sql.alias_(exp.func("COALESCE", exp.column("cost"), listed), "cost"),
        )
        .from_("every_sending")
        .where(f"start_at >= {asked.period.start}", f"start_at < {asked.period.end}")
    )
