"""What tools have ever told of messages, so that silence is not read as 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data.query.message_specs import KINDS, REACTIONS, WAY
from stagelift.data.query.receipts import tells_of_messages
from stagelift.data.query.send_log import LOG_COLUMNS

if TYPE_CHECKING:
    from stagelift.data.contract import Contract

LOGGED = {"fell_back": "fell_back_to", "machine": "opened_by"}  # our flag, the log's column


@dataclass(frozen=True, slots=True)
class Reported:
    """How often tools told of something, in the period or at any other time.

    Args:
        channel: The channel, None where it is not said.
        message: The message that a send log names; None for what events say of any message.
        kind: One of the flags of a message.
        rows: How often.
    """

    channel: str | None
    message: str | None
    kind: str
    rows: int


def measure_reported(contract: Contract) -> tuple[Reported, ...]:
    """What tools have ever told of messages: 0 of what is told is not the same as silence.

    Args:
        contract: The contract tables.

    Returns:
        Counts by channel and kind over all sources, sorted.

    Raises:
        DataError: When a source cannot be read.
        EngineError: When the engine refuses the query.
    """
    found: dict[tuple[str | None, str | None, str], int] = {}
    if contract.playing("events") and tells_of_messages(contract):
        answer = contract.answer(("message events",), lambda: reported_query(contract))
        for channel, event, rows in answer.rows:
            key = (channel, None, KINDS[event])
            found[key] = found.get(key, 0) + int(rows)
    if contract.playing("messages"):
        answer = contract.answer(("message log",), lambda: logged_query(contract))
        for row in answer.dicts():
            for name in (*WAY, "delivered", *REACTIONS):
                if row[name] is not None and contract.maps("messages", LOGGED.get(name, name)):
                    key = (row["channel"], row["message"], name)
                    found[key] = found.get(key, 0) + int(row[name])
    return tuple(Reported(*key, rows) for key, rows in sorted(found.items(), key=str))


def reported_query(contract: Contract) -> exp.Select:
    """Events that tell of messages, by channel and event."""
    rows = contract.required("events", ("event", "channel", "message"))
    query = exp.select("channel", "event", "COUNT(*) AS found")
    query = query.from_(rows.subquery("contract", copy=False))
    query = query.where(exp.column("event").isin(*KINDS))
    return query.where("channel IS NOT NULL OR message IS NOT NULL").group_by("channel", "event")


def logged_query(contract: Contract) -> exp.Select:
    """What the rows of send logs are filled with, by channel."""
    filled = [f"COUNT({LOGGED.get(name, name)}) AS {name}" for name in (*WAY, "delivered")]
    filled += [f"COUNT({LOGGED.get(name, name)}) AS {name}" for name in REACTIONS]
    rows = contract.required("messages", LOG_COLUMNS)
    query = exp.select("channel", "message", *filled).from_(rows.subquery("contract", copy=False))
    return query.group_by("channel", "message")


def told_of(
    reported: tuple[Reported, ...], channel: str | None, message: str | None
) -> frozenset[str]:
    """What is told of a message, or of all messages of a channel.

    Args:
        reported: What tools have ever told.
        channel: A channel, or None for all.
        message: A message, or None for all of the channel.

    Returns:
        Flags: what events say on the channel of any message, and what a log says of this one.

    Example:
        >>> told_of((Reported("email", None, "opened", 9),), "email", "news")
        frozenset({'opened'})
    """
    return frozenset(
        one.kind
        for one in reported
        if one.rows
        and channel in (None, one.channel)
        and (message is None or one.message in (None, message))
    )
