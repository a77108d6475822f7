"""Why messages were not answered, as far as the sources tell: by channel and part of the day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.hours import HoursQuestion, inside, placed, sent_messages
from stagelift.data.query.populations import Ctes, read_from
from stagelift.data.query.send_log import YES

if TYPE_CHECKING:
    from stagelift.data.contract import Contract

ANSWERED = "answered"
# Why a message has no answer, the first that holds: conditions on the columns of `sendings`.
REASONS = (
    (ANSWERED, "clicked = 1 OR replied = 1"),
    ("left", "delivered = 1 AND (unsubscribed = 1 OR complained = 1)"),
    ("read", "delivered = 1 AND read = 1"),
    ("unread", "delivered = 1"),
    ("capped", "capped = 1"),
    ("failed", "failed = 1"),
    ("held", "held = 1 AND sent = 0"),
)
BY = ("capped", "failed")  # reasons of which a send log may say more
MOST_TOLD = 3  # of a channel and reason; those told of fewer messages are counted as told nothing
NO_NEWS = "no_news"  # it set out, and nothing told of it again
SUMS = ("x", "y", "xx", "yy", "xy")
KEYS = ("customer", "channel", "message")


@dataclass(frozen=True, slots=True)
class ReasonSums:
    """The sums over customers of the unanswered messages of one channel and part of the day.

    Args:
        channel: The channel.
        part: Place of the part of the day, or None for the whole day.
        reason: One of `REASONS`, `no_news`, or None for all unanswered messages together.
        told: What the send log says of it, such as a limit; empty where it says nothing, or
            something rarer than the three most frequent, or of too few customers.
        customers: Customers with such a message.
        x: Σ over them of such messages.
        y: Σ over them of all their unanswered messages of the channel and part.
        xx: Σ of squares.
        yy: Σ of squares.
        xy: Σ of products.
    """

    channel: str
    part: int | None
    reason: str | None
    told: str
    customers: int
    x: int
    y: int
    xx: int
    yy: int
    xy: int


def unanswered_query(contract: Contract, asked: HoursQuestion, fewest: int) -> exp.Select:
    """The one query that counts messages by what became of them.

    Args:
        contract: The contract tables.
        asked: The question; of answers.
        fewest: Customers of whom a log must say the same, for it to be told.

    Returns:
        A statement with channel, part, reason, what was told, and the sums.

    Raises:
        DataError: When no source tells of messages.
    """
    tables: Ctes = sent_messages(contract, asked)
    logged = bool(contract.playing("messages"))
    tables += _told() if logged else []
    tables.append(("sent", _sent(asked, logged=logged)))
    tables.append(("every_placed", placed(asked, "reason", "told")))
    place = "ROW_NUMBER() OVER (PARTITION BY grp, reason ORDER BY COUNT(*) DESC, told) AS place"
    often = exp.select("grp", "reason", "told", place).from_("every_placed").where("told <> ''")
    often = often.group_by("grp", "reason", "told")
    often = often.having(f"COUNT(DISTINCT customer) >= {fewest}")
    often = exp.select("grp", "reason", "told").from_(often.subquery("o", copy=False))
    often = often.where(f"place <= {MOST_TOLD}")
    tables.append(("told_often", often))
    kept = exp.select(
        "p.customer AS customer",
        "p.grp AS grp",
        "p.part AS part",
        "p.reason AS reason",
        "COALESCE(o.told, '') AS told",
    ).from_("every_placed AS p")
    same = "o.grp = p.grp AND o.reason = p.reason AND o.told = p.told"
    kept = kept.join("told_often AS o", on=same, join_type="left").where("p.festive = 0")
    tables.append(("placed", kept))
    parts: list[exp.Query] = [_answered()]
    for name, keys in (("part", ("part",)), ("all", ())):
        tables.extend(_customers(name, keys))
        parts.extend(_sums(name, keys))
    both = exp.union(*parts, distinct=False)
    columns = ("grp", "part", "reason", "told", "customers", *(f"s{each}" for each in SUMS))
    return read_from(exp.select(*columns).from_(both.subquery("sums", copy=False)), tables)


def _told() -> Ctes:
    """What the log says of messages that were held back or failed, by what they are known by."""
    yes = ", ".join(f"'{word}'" for word in YES)
    found = exp.select(*KEYS, "start_at").from_("log_of_messages")
    for name in BY:
        by = f"CASE WHEN {name} = 1 AND LOWER({name}_by) NOT IN ({yes}) THEN {name}_by END"
        found = found.select(f"MAX({by}) AS {name}_by", copy=False)
    found = found.where("capped = 1 OR failed = 1").group_by(*KEYS, "start_at")
    return [("told_reasons", found)]


def _sent(asked: HoursQuestion, *, logged: bool) -> exp.Select:
    """Each message whose window is over: its channel, its instant, why it has no answer."""
    at = exp.func("COALESCE", exp.column("delivered_at", "s"), exp.column("start_at", "s"))
    branches = ((exp.condition(holds), sql.text(name)) for name, holds in REASONS)
    reason = sql.case(branches, sql.text(NO_NEWS))
    found = exp.select("s.customer AS customer", "s.channel AS grp")
    found = found.select(sql.alias_(at, "at"), sql.alias_(reason, "reason"), copy=False)
    for name in BY:
        by = f"t.{name}_by AS {name}_by" if logged else f"CAST(NULL AS TEXT) AS {name}_by"
        found = found.select(by, copy=False)
    found = found.from_("sendings AS s")
    if logged:
        same = " AND ".join(f"t.{key} = s.{key}" for key in (*KEYS, "start_at"))
        found = found.join("told_reasons AS t", on=same, join_type="left")
    found = found.where("s.mature = 1")
    told = " ".join(f"WHEN reason = '{name}' THEN COALESCE({name}_by, '')" for name in BY)
    query = exp.select("customer", "grp", "at", "0 AS answered", "reason")
    query = query.select(f"CASE {told} ELSE '' END AS told", copy=False)
    query = query.from_(found.subquery("found", copy=False))
    return query.where(inside(exp.column("at"), asked))


def _customers(level: str, keys: tuple[str, ...]) -> Ctes:
    """What each customer has of each reason, and of all of them."""
    silent = exp.select("grp", "customer", *keys).from_("placed").where("reason <> 'answered'")
    groups = ("grp", "customer", *keys)
    of_reason = silent.select("reason", "told", "COUNT(*) AS x").group_by(*groups, "reason", "told")
    whole = silent.select("COUNT(*) AS y").group_by(*groups)
    return [(f"reasons_by_{level}", of_reason), (f"silent_by_{level}", whole)]


def _sums(level: str, keys: tuple[str, ...]) -> list[exp.Query]:
    """The sums over customers of each reason, and of all unanswered messages."""
    part = "c.part AS part" if keys else "CAST(NULL AS BIGINT) AS part"
    parts: list[exp.Query] = []
    same = " AND ".join(f"t.{key} = c.{key}" for key in ("grp", "customer", *keys))
    for table, reason, x in (
        (f"reasons_by_{level}", ("reason", "told"), "c.x"),
        (f"silent_by_{level}", (), "c.y"),
    ):
        named = [f"c.{name} AS {name}" for name in reason] or [
            "CAST(NULL AS TEXT) AS reason",
            "'' AS told",
        ]
        query = exp.select("c.grp AS grp", part, *named, "COUNT(*) AS customers")
        amounts = (x, "t.y", f"{x} * {x}", "t.y * t.y", f"{x} * t.y")
        for name, amount in zip(SUMS, amounts, strict=True):
            query = query.select(f"CAST(SUM({amount}) AS BIGINT) AS s{name}", copy=False)
        query = query.from_(f"{table} AS c").join(f"silent_by_{level} AS t", on=same)
        parts.append(query.group_by("c.grp", *(f"c.{key}" for key in (*keys, *reason))))
    return parts


def _answered() -> exp.Select:
    """How many messages of each channel were answered; without one, silence tells nothing."""
    query = exp.select("grp", "CAST(NULL AS BIGINT) AS part", "reason", "'' AS told")
    query = query.select("COUNT(DISTINCT customer) AS customers", "COUNT(*) AS sx")
    query = query.select(*(f"CAST(NULL AS BIGINT) AS s{name}" for name in SUMS[1:]), copy=False)
    return query.from_("placed").where(f"reason = '{ANSWERED}'").group_by("grp", "reason")


def measure_unanswered(
    contract: Contract, asked: HoursQuestion, fewest: int
) -> tuple[ReasonSums, ...]:
    """The sums by channel, part of the day and reason, in a fixed order; no customer leaves.

    Args:
        contract: The contract tables.
        asked: The question; of answers.
        fewest: Customers of whom a log must say the same, for it to be told.

    Returns:
        Sums; `answered` has its customers and messages alone.

    Raises:
        DataError: When no source tells of messages.
        EngineError: When the engine refuses the query.
    """
    given = contract.answer(
        ("unanswered", asked, fewest), lambda: unanswered_query(contract, asked, fewest)
    )
    found = [
        ReasonSums(
            channel=str(row["grp"]),
            part=None if row["part"] is None else int(row["part"]),
            reason=row["reason"],
            told=str(row["told"]),
            customers=int(row["customers"]),
            **{name: int(row[f"s{name}"] or 0) for name in SUMS},
        )
        for row in given.dicts()
    ]
    return tuple(sorted(found, key=_order))


def _order(one: ReasonSums) -> tuple[str, int, str, str]:
    return (one.channel, -1 if one.part is None else one.part, one.reason or "", one.told)
