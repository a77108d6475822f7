"""One week of the demo shop's send log: what was held, capped, failed, sent another way, and cost.

The log names three messages and holds all of their deliveries in its week that the receipts hold,
at the same instants. What only the log knows: messages that never set out, texts sent instead of
failed Kakao messages, and opens by machines.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np

from stagelift.demo.curve import AS_OF, HOUR, MINUTE, WEEK, Flags, Ints, midnight
from stagelift.demo.sends import KINDS, Outcomes, Sends
from stagelift.demo.tables import write_file
from stagelift.demo.templates import CODES, TEMPLATES

if TYPE_CHECKING:
    from pathlib import Path

WEEK_LABEL = "2026-W45"
STARTS = midnight(date(2026, 11, 2))
LOGGED = ("newsletter", "cart_push_1h", "review_kakao")
COSTS = {"newsletter": 2, "cart_push_1h": 0, "review_kakao": 15}  # won for one that was delivered
TEXT_COST = 12  # a text sent instead
REASONS = {"email": "bounced", "push": "token expired", "kakao": "no account"}
HELD = 0.08  # of the newsletters: set up in the evening, sent in the morning
CAPPED = 0.05  # of the newsletters, on top: customers who had had their share of messages
INSTEAD = 0.9  # of the Kakao messages that failed, sent as a text
INSTEAD_CLICKED = 0.10
MACHINE = 0.07  # of the newsletters delivered and not opened, opened by a machine
NEVER = -1


@dataclass(frozen=True, eq=False, slots=True)
class SendLog:
    """The log, one position a message; instants in µs, −1 where something did not happen.

    Args:
        customer: Position in the world.
        template: Position in TEMPLATES.
        assigned: When it was set up.
        held: Since when it was held for the night.
        sent: When it was sent.
        capped: Whether the customer had had enough messages.
        failed: Whether the channel failed.
        instead: Whether a text went instead.
        delivered: On the channel, or as a text.
        reactions: Opened, clicked, unsubscribed and complained.
        by_machine: Whether the open was a machine's.
        cost: Won, −1 where there was none.
    """

    customer: Ints
    template: Ints
    assigned: Ints
    held: Ints
    sent: Ints
    capped: Flags
    failed: Flags
    instead: Flags
    delivered: Ints
    reactions: tuple[Ints, Ints, Ints, Ints]
    by_machine: Flags
    cost: Ints


def send_log(sends: Sends, found: Outcomes, size: int, rng: np.random.Generator) -> SendLog:
    """The log of its week.

    Args:
        sends: Every message.
        found: What became of each.
        size: Customers of the world.
        rng: Source of chance.

    Returns:
        Messages sent in the week, then those that were capped.
    """
    codes = np.array([CODES[name] for name in LOGGED])
    inside = np.isin(sends.template, codes) & (sends.at >= STARTS) & (sends.at < STARTS + WEEK)
    which = np.flatnonzero(inside)
    at, template = sends.at[which], sends.template[which]
    news, kakao = template == CODES["newsletter"], template == CODES["review_kakao"]
    held = news & (rng.random(which.size) < HELD)
    before = rng.integers(MINUTE, 30 * MINUTE, which.size)
    assigned = np.maximum(at - np.where(held, 12 * HOUR, before), STARTS)
    happened = [
        np.where(flag[which] & (when[which] < AS_OF), when[which], NEVER)
        for flag, when in zip(found.happened, found.times, strict=True)
    ]
    delivered, opened, clicked, left, complained = happened
    failed = ~found.happened[KINDS.index("delivered")][which]
    instead = failed & kakao & (rng.random(which.size) < INSTEAD)
    delivered = np.where(instead, at + 2 * MINUTE, delivered)
    also = instead & (rng.random(which.size) < INSTEAD_CLICKED)
    clicked = np.where(also, at + HOUR, clicked)
    machine = news & ~failed & (opened < 0) & (rng.random(which.size) < MACHINE)
    opened = np.where(machine, delivered + MINUTE, opened)
    paid = np.array([COSTS[TEMPLATES[code].name] for code in codes])
    own = np.select([template == code for code in codes], list(paid))
    cost = np.where(instead, TEXT_COST, np.where(failed, NEVER, own))
    capped = _capped(sends.customer[which][news], size, rng)
    return _joined(
        SendLog(
            customer=sends.customer[which],
            template=template,
            assigned=assigned,
            held=np.where(held, assigned, NEVER),
            sent=at,
            capped=np.zeros(which.size, np.bool_),
            failed=failed,
            instead=instead,
            delivered=delivered,
            reactions=(opened, clicked, left, complained),
            by_machine=machine,
            cost=cost,
        ),
        capped,
        int(at[news].min(initial=STARTS + WEEK)) - 10 * MINUTE,
    )


def _capped(got: Ints, size: int, rng: np.random.Generator) -> Ints:
    """Customers for whom a newsletter was set up and not sent; none of them got one."""
    others = np.setdiff1d(np.arange(size), got)
    return np.sort(rng.choice(others, min(others.size, round(CAPPED * got.size)), replace=False))


def _joined(log: SendLog, capped: Ints, at: int) -> SendLog:
    """The log with the capped newsletters at its end."""
    size = capped.size
    never, no = np.full(size, NEVER), np.zeros(size, np.bool_)

    def both(one: Any, other: Any) -> Any:
        return np.concatenate([one, other])

    first, second, third, fourth = (both(one, never) for one in log.reactions)
    return SendLog(
        customer=both(log.customer, capped),
        template=both(log.template, np.full(size, CODES["newsletter"])),
        assigned=both(log.assigned, np.full(size, at)),
        held=both(log.held, never),
        sent=both(log.sent, never),
        capped=both(log.capped, ~no),
        failed=both(log.failed, no),
        instead=both(log.instead, no),
        delivered=both(log.delivered, never),
        reactions=(first, second, third, fourth),
        by_machine=both(log.by_machine, no),
        cost=both(log.cost, never),
    )


def truth(log: SendLog) -> dict[str, Any]:
    """What the log holds by message, and the chances of the messages it names.

    Args:
        log: The log.

    Returns:
        Counts by message, the cost in won, and the templates' own rates.
    """
    found = {}
    for name in LOGGED:
        mine = log.template == CODES[name]
        arrived = mine & (log.delivered >= 0) & ~log.instead
        one = TEMPLATES[CODES[name]]
        found[name] = {
            "channel": one.channel,
            "assigned": int(mine.sum()),
            "held": int((mine & (log.held >= 0)).sum()),
            "capped": int((mine & log.capped).sum()),
            "sent": int((mine & (log.sent >= 0)).sum()),
            "failed": int((mine & log.failed).sum()),
            "fell_back": int((mine & log.instead).sum()),
            "delivered": int(arrived.sum()),
            "machine_opened": int((arrived & log.by_machine).sum()),
            "cost": int(log.cost[mine & (log.cost >= 0)].sum()),
            "rates": {
                "delivered": one.delivered,
                "opened": one.opened,
                "clicked": one.clicked * (1.0 if one.opened is None else one.opened),
                "unsubscribed": one.unsubscribed,
                "complained": one.complained,
            },
        }
    return {"week": WEEK_LABEL, "sendlog": found}


def write(folder: Path, log: SendLog, rng: np.random.Generator) -> None:
    """Write the log as the sending tool exports it every night.

    Args:
        folder: The workspace's `data`.
        log: The log.
        rng: Source of chance for the time the export takes.
    """
    size = log.customer.size
    names = ("opened", "clicked", "unsubscribed", "complained")
    columns = {
        "id": np.arange(size),
        "customer": log.customer,
        "template": log.template,
        "assigned": log.assigned,
        "held": log.held,
        "sent": log.sent,
        "capped": log.capped.astype(np.int64),
        "failed": log.failed.astype(np.int64),
        "instead": log.instead.astype(np.int64),
        "delivered": log.delivered,
        "machine": log.by_machine.astype(np.int64),
        "cost": log.cost,
        "exported": STARTS + WEEK + 2 * HOUR + rng.integers(0, HOUR, size),
    } | dict(zip(names, log.reactions, strict=True))
    channels = ", ".join(f"'{one.channel}'" for one in TEMPLATES)
    named = ", ".join(f"'{one.name}'" for one in TEMPLATES)
    reasons = ", ".join(f"'{REASONS.get(one.channel, 'failed')}'" for one in TEMPLATES)

    def instant(column: str) -> str:
        return f"CASE WHEN {column} >= 0 THEN make_timestamptz({column}) END AS {column}_at"

    moments = ("assigned", "held", "sent", "delivered", *names)
    select = f"""printf('S%06d', id) AS send_id, printf('C%06d', customer + 1) AS member_no,
        list_extract([{named}], template + 1) AS template,
        list_extract([{channels}], template + 1) AS channel,
        {", ".join(instant(one) for one in moments)},
        CASE WHEN capped = 1 THEN '3 a week' END AS capped,
        CASE WHEN failed = 1 THEN list_extract([{reasons}], template + 1) END AS failed,
        CASE WHEN instead = 1 THEN 'sms' END AS sent_instead,
        CASE WHEN opened >= 0 THEN CASE WHEN machine = 1 THEN 'machine' ELSE 'human' END END
        AS opened_by, CASE WHEN cost >= 0 THEN cost END AS cost,
        make_timestamptz(exported) AS exported_at"""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        write_file(connection, folder / "sendlog.parquet", columns, select)
