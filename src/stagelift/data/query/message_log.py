"""Messages as one table, whether a send log holds one row a message or tools report events.

Each row of `sendings` is one message to one customer: when it set out, when it was delivered, what
became of it on the way and how the customer reacted. A reaction belongs to the latest delivery of
the same message on the same channel to the same customer, if it came within the window.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.message_specs import FLAGS, KINDS, REACTIONS, MessageQuestion
from stagelift.data.query.populations import Ctes
from stagelift.data.query.specs import PeriodWindow
from stagelift.errors import DataError

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
SLACK_US = 1_000_000  # receipts often hold whole seconds where the log holds fractions
LATE_US = 3_600_000_000  # a receipt may reach the tool that tells of it after the log had it
FROM_RECEIPT, FROM_LOG = 0, 1
KEYS = ("customer", "channel", "message")
UNNAMED = "unnamed"


def message_tables(contract: Contract, asked: MessageQuestion) -> Ctes:
    """The messages that set out in a period, from every source that tells of messages.

    Where a send log names a message, it governs that message from the first to the last instant the
    log holds of it, and for each of its customers an hour longer: what the log has a column for is
    not counted again from events. Deliveries that it has no column for are those of the events, and
    belong to what the log says was sent.

    Args:
        contract: The contract tables.
        asked: Period and window.

    Returns:
        Tables ending in `sendings` (customer, channel, message, start_at, delivered_at, one 0/1
        column per flag, cost in micros or NULL).

    Raises:
        DataError: When no source tells of messages.
    """
    tables: Ctes = []
    logged = bool(contract.playing("messages"))
    if logged:
        tables.extend(log_tables(contract, asked))
    told = tells_of_messages(contract)
    if not told and not logged:
        raise nothing_told()
    if told:
        tables.append(("told_by_events", receipt_rows(contract, asked, logged=logged)))
    parts = [
        exp.select("*").from_(name)
        for name, _ in tables
        if name in ("legs_of_messages", "told_by_events")
    ]
    rows = parts[0] if len(parts) == 1 else exp.union(*parts, distinct=False)
    tables.append(("happened", rows))
    tables.extend(linked_tables(contract, asked, logged=logged))
    return tables


def nothing_told() -> DataError:
    """The error where no source tells of messages, with the cure."""
    hint = "map `channel:` and `message:` in a source of events, or say `as: messages` on one"
    return DataError(f"no source tells of messages; {hint}.")


def told_tables(
    contract: Contract,
    span: tuple[int, int],
    as_of: int,
    channels: Collection[str] | None = None,
) -> Ctes:
    """Each delivery once, from every source, without what became of it afterwards.

    Args:
        contract: The contract tables.
        span: First instant of deliveries told by events, and the first after it, µs.
        as_of: Instant of knowledge, µs.
        channels: The channels whose deliveries are asked for where events tell of them; None for
            all.

    Returns:
        Tables ending in `told_deliveries` (customer, channel, message, at, delivered, cost of a
        log's row); rows of a log that were not delivered are there for their cost.

    Raises:
        DataError: When no source tells of messages.
    """
    asked = MessageQuestion(
        period=PeriodWindow("", *span),
        window=0,
        as_of=as_of,
    )
    logged, told = bool(contract.playing("messages")), tells_of_messages(contract)
    if not logged and not told:
        raise nothing_told()
    tables: Ctes = log_tables(contract, asked) if logged else []
    columns = ("customer", "channel", "message", "at", "delivered", "cost")
    parts = [exp.select(*columns).from_("legs_of_messages")] if logged else []
    if told:
        found = receipt_rows(contract, asked, logged=logged).subquery("t", copy=False)
        # what is told twice of one instant is one delivery
        once = exp.select(*columns).distinct().from_(found).where("delivered = 1")
        if channels is not None:
            some = exp.column("channel").isin(*sorted(channels)) if channels else exp.false()
            once = once.where(some, copy=False)
        parts.append(once)
    both = parts[0] if len(parts) == 1 else exp.union(*parts, distinct=False)
    return [*tables, ("told_deliveries", exp.select("*").from_(both.subquery("b", copy=False)))]


def tells_of_messages(contract: Contract) -> bool:
    """Whether a source of events says on which channel or with which message."""
    if not contract.playing("events"):
        return False
    return contract.maps("events", "channel") or contract.maps("events", "message")


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
