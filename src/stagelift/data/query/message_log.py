"""Messages as one table, whether a send log holds one row a message or tools report events.

Each row of `sendings` is one message to one customer: when it set out, when it was delivered, what
became of it on the way and how the customer reacted. A reaction belongs to the latest delivery of
the same message on the same channel to the same customer, if it came within the window.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data.query.message_specs import MessageQuestion
from stagelift.data.query.populations import Ctes
from stagelift.data.query.receipts import receipt_rows, tells_of_messages
from stagelift.data.query.send_log import log_tables
from stagelift.data.query.sendings import linked_tables
from stagelift.data.query.specs import PeriodWindow
from stagelift.errors import DataError

if TYPE_CHECKING:
    from stagelift.data.contract import Contract


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
