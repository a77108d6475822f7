"""Where customers stand at instants, as counts: one instant, or two and the moves between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from stagelift.data.contract import Contract
from stagelift.data.query.members import counted_by, member_tables, segment_of, split_columns
from stagelift.data.query.populations import Ctes, read_from
from stagelift.data.query.segment_specs import Attribute, SegmentRule
from stagelift.data.query.spells import StageRules, spell_tables
from stagelift.errors import DataError

Channel = Literal["first_channel", "last_channel"]
NO_CHANNEL = "none"  # what stands where no event of a customer names one
NOWHERE = 0  # known by an event, but in no stage yet
UNKNOWN = -1  # not known yet


@dataclass(frozen=True, slots=True)
class StandingQuestion:
    """What is asked of where customers stand.

    An instant is looked at from just before it: an event at the very instant has not happened yet,
    as no row is visible at its own time.

    Args:
        rules: What decides in which stage a customer is.
        at: The instant, µs UTC; the later one where there are two.
        before: The earlier instant, or None for one alone.
        segments: Named segments reported beside the total, evaluated at the earlier instant; of
            customers not known then, at their first event.
        attributes: Attributes reported beside the total.
        channel: Whether each cell is split by the channel of a customer's first or last event that
            names one.
    """

    rules: StageRules
    at: int
    before: int | None = None
    segments: tuple[SegmentRule, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Customers who stand alike.

    Args:
        stage: Number of the stage at the instant; 0 in none yet, −1 not known yet.
        start: The same at the earlier instant; None where there is none.
        segment: Segment id, `attribute=value`, or None for everyone.
        channel: A channel, `none`, or None for all of them.
        customers: How many.
    """

    stage: int
    start: int | None
    segment: str | None
    channel: str | None
    customers: int


def known_people(contract: Contract, asked: StandingQuestion) -> exp.Select:
    """The customers with an event before the later instant, and since when they are known.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        A query with customer and known_since.

    Raises:
        DataError: When the workspace has no events.
    """
    every = contract.required("events", ("at",)).subquery("contract", copy=False)
    people = exp.select("customer", "MIN(at) AS known_since").from_(every)
    return people.where(exp.column("at") < asked.at).group_by("customer")


def stage_at(at: int, name: str) -> exp.Expr:
    """The number of the stage a customer's joined spells say for an instant.

    Args:
        at: The instant, µs.
        name: Name of the result.

    Returns:
        An aggregate over spells `s`; NULL in no stage.
    """
    there = f"s.at < {at} AND (s.until IS NULL OR s.until >= {at})"
    return exp.maybe_parse(f"MAX(CASE WHEN {there} THEN s.stage_no END) AS {name}")


def placed_people(asked: StandingQuestion) -> exp.Select:
    """Where each customer stands.

    Args:
        asked: The question.

    Returns:
        A query over `people` and `spells` with customer, anchor (the instant at which segments are
        evaluated), stage_no and, where two instants are asked, start_no.
    """
    instants = [(asked.at, "stage_no")]
    anchor = f"{asked.at - 1}"
    if asked.before is not None:
        instants.append((asked.before, "start_no"))
        early = f"k.known_since < {asked.before}"
        anchor = f"CASE WHEN {early} THEN {asked.before - 1} ELSE k.known_since END"
    found = exp.select(
        "k.customer AS customer", f"{anchor} AS anchor", "k.known_since AS known_since"
    )
    found = found.select(*(stage_at(at, name) for at, name in instants)).from_("people AS k")
    on = f"s.customer = k.customer AND s.at < {asked.at}"
    if asked.before is None:
        on = f"{on} AND (s.until IS NULL OR s.until >= {asked.at})"
    found = found.join("spells AS s", on=on, join_type="left")
    found = found.group_by("k.customer", "k.known_since")
    shown = exp.select("customer", "anchor", "0 AS population", "0 AS period_no")
    shown = shown.select(f"COALESCE(stage_no, {NOWHERE}) AS stage_no")
    if asked.before is not None:
        new = f"CASE WHEN known_since >= {asked.before} THEN {UNKNOWN}"
        shown = shown.select(f"{new} ELSE COALESCE(start_no, {NOWHERE}) END AS start_no")
    return shown.from_(found.subquery("f", copy=False))


def channel_rows(contract: Contract, asked: StandingQuestion) -> exp.Select:
    """The channel of each customer's first or last event that names one, before the instant.

    Args:
        contract: The contract tables.
        asked: The question, with a channel.

    Returns:
        A query with customer and channel; customers without any are absent.

    Raises:
        DataError: When no source of events maps a channel.
    """
    if not contract.maps("events", "channel"):
        raise DataError("by: no source of events maps `channel`, so there is none to split by")
    rows = contract.required("events", ("at", "channel")).subquery("contract", copy=False)
    order = "at" if asked.channel == "first_channel" else "at DESC"
    # bytes, not the database's language, so that a tie falls alike on every engine
    place = f'ROW_NUMBER() OVER (PARTITION BY customer ORDER BY {order}, channel COLLATE "C")'
    ranked = exp.select("customer", "channel", f"{place} AS place").from_(rows)
    ranked = ranked.where("channel IS NOT NULL", exp.column("at") < asked.at)
    return (
        exp.select("customer", "channel").from_(ranked.subquery("r", copy=False)).where("place = 1")
    )


def standing_query(contract: Contract, asked: StandingQuestion) -> exp.Select:
    """The one query that counts customers by where they stand.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        A statement whose rows are counts by stage, segment and channel.

    Raises:
        DataError: When a table or column that is needed is not mapped.
    """
    plan = asked.rules.plan(contract, asked.segments, asked.attributes)
    tables: Ctes = spell_tables(contract, asked.rules, asked.segments, asked.attributes)
    tables.append(("people", known_people(contract, asked)))
    tables.append(("placed", placed_people(asked)))
    tables.append(
        ("units", exp.select("population", "period_no", "customer", "anchor").from_("placed"))
    )
    tables.extend(member_tables(plan))
    keys = ["stage_no"] if asked.before is None else ["stage_no", "start_no"]
    standing = exp.select(
        *(f"p.{key} AS {key}" for key in keys),
        *(f"m.{name} AS {name}" for name in split_columns(plan)),
    )
    standing = standing.from_("members AS m").join("placed AS p", on="p.customer = m.customer")
    if asked.channel is not None:
        tables.append(("channels", channel_rows(contract, asked)))
        standing = standing.select(f"COALESCE(h.channel, '{NO_CHANNEL}') AS channel")
        standing = standing.join("channels AS h", on="h.customer = m.customer", join_type="left")
    tables.append(("standing", standing))
    also = ["channel"] if asked.channel is not None else []
    counts = {"customers": exp.Count(this=exp.Star())}
    return read_from(counted_by("standing", keys, counts, plan, also=also), tables)


def measure_standings(contract: Contract, asked: StandingQuestion) -> tuple[Standing, ...]:
    """Counts of customers by where they stand, in a fixed order.

    Args:
        contract: The contract tables.
        asked: The question.

    Returns:
        Counts by stage, stage at the earlier instant, segment and channel.

    Raises:
        DataError: When a table or column that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    given = contract.answer(("standings", asked), lambda: standing_query(contract, asked))
    plan = asked.rules.plan(contract, asked.segments, asked.attributes)
    found = []
    for row in given.dicts():
        split = asked.channel is not None and int(row["channel_all"]) == 0
        found.append(
            Standing(
                stage=int(row["stage_no"]),
                start=None if asked.before is None else int(row["start_no"]),
                segment=segment_of(row, plan),
                channel=str(row["channel"]) if split else None,
                customers=int(row["customers"]),
            )
        )
    return tuple(
        sorted(found, key=lambda s: (s.segment or "", s.channel or "", s.start or 0, s.stage))
    )
