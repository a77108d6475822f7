"""What became of messages: sums by message, channel, stage and segment, customers as the unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.attributes import customer_table, in_force
from stagelift.data.query.event_table import entry_table, event_table
from stagelift.data.query.message_log import message_tables
from stagelift.data.query.message_specs import RATES, REACTIONS, WAY, MessageQuestion, Split
from stagelift.data.query.populations import (
    Ctes,
    compared,
    matches,
    read_from,
    window_count,
    window_holds,
)
from stagelift.data.query.segment_specs import Attribute
from stagelift.data.query.specs import Measurement
from stagelift.data.query.sums import exact_type
from stagelift.data.query.written_segments import written_holds, written_join, written_tables

if TYPE_CHECKING:
    from stagelift.data.contract import Contract

STAGE_BASE = 64  # an instant and a stage's number in one integer
LADDER = (*WAY, "by_fallback", "delivered", "read", *REACTIONS[1:])
SUMS = ("n", "k", "x", "y", "xx", "yy", "xy")
AMOUNTS = tuple(dict.fromkeys(name for pair in RATES.values() for name in pair))


@dataclass(frozen=True, slots=True)
class RateSums:
    """One rate's sums over the customers of a cell.

    Args:
        n: Customers with at least one message in the denominator.
        k: Of them, those with at least one in the numerator.
        x: Messages in the numerator.
        y: Messages in the denominator.
        xx: Sum over customers of the square of their numerator.
        yy: The same of their denominator.
        xy: Sum of the products of both.
    """

    n: int
    k: int
    x: int
    y: int
    xx: int
    yy: int
    xy: int


@dataclass(frozen=True, slots=True)
class EngagementCell:
    """What became of the messages of one cell.

    Args:
        channel: The channel, or None for all together.
        message: The message, or None for all of the channel.
        stage: Stage at sending, None for all; empty for customers in no stage yet.
        segment: Segment id, `attribute=value`, or None for everyone.
        customers: Customers with at least one message whose window is known.
        messages: Such messages.
        immature: Messages whose window is still open; they are counted nowhere else.
        ladder: Messages by what became of them, in the order of `LADDER`.
        cost: Known cost in micros.
        unpriced: Delivered messages without a known cost.
        rates: Sums by name of the rate.
    """

    channel: str | None
    message: str | None
    stage: str | None
    segment: str | None
    customers: int
    messages: int
    immature: int
    ladder: tuple[tuple[str, int], ...]
    cost: int
    unpriced: int
    rates: tuple[tuple[str, RateSums], ...]

    @property
    def key(self) -> tuple[str | None, ...]:
        """Channel, message, stage and segment."""
        return (self.channel, self.message, self.stage, self.segment)


def segment_columns(asked: Split) -> list[str]:
    """The names of the columns that hold segments and attributes."""
    return [f"g{number}" for number in range(len(asked.segments) + len(asked.attributes))]


def moment_tables(contract: Contract, asked: Split, source: str = "sendings") -> Ctes:
    """Where each customer stood, and in which segments, at the instants messages set out.

    Args:
        contract: The contract tables.
        asked: Stages, segments, attributes.
        source: The table with the instants (customer, start_at).

    Returns:
        Tables ending in `moments` (customer, start_at, stage and one column a segment).

    Raises:
        DataError: When no source holds events or customers although they are asked.
    """
    tables: Ctes = []
    plan = Measurement(
        stages=tuple(terms for _, terms in asked.stages),
        segments=asked.segments,
        as_of=asked.as_of,
    )
    if asked.stages or any(rule.windows for rule in asked.segments):
        tables.append(("events", event_table(contract, plan)))
    if asked.stages:
        tables.extend(entry_table(contract, plan))
    if needed_attributes(asked):
        tables.append(("customers", customer_table(contract, needed_attributes(asked))))
    tables.extend(written_tables(contract, asked.segments))
    tables.append(("instants", exp.select("customer", "start_at").from_(source).distinct()))
    if asked.stages:
        mark = f"MAX(n.at * {STAGE_BASE} + n.stage_no)"
        stood = (
            exp.select("i.customer AS customer", "i.start_at AS start_at", f"{mark} AS mark")
            .from_("instants AS i")
            .join("entries AS n", on="n.customer = i.customer AND n.at <= i.start_at")
            .group_by("i.customer", "i.start_at")
        )
        tables.append(("stood", stood))
    tables.append(("moments", moments(asked)))
    return tables


def needed_attributes(asked: Split) -> tuple[str, ...]:
    """The customer attributes that segments and splits read, sorted."""
    names = {one.attribute for rule in asked.segments for one in rule.attributes}
    return tuple(sorted(names | {one.name for one in asked.attributes}))


def moments(asked: Split) -> exp.Select:
    """The instants with their stage and one column per segment and attribute.

    Args:
        asked: Stages, segments, attributes.

    Returns:
        A query over `instants`, `stood`, `events` and `customers`.
    """
    query = exp.select("p.customer AS customer", "p.start_at AS start_at").from_("instants AS p")
    stage: exp.Expr = sql.cast(exp.null(), sql.TEXT)
    if asked.stages:
        number = exp.condition(f"(mark % {STAGE_BASE} + {STAGE_BASE}) % {STAGE_BASE}")
        named = (
            (number.eq(place), sql.text(name)) for place, (name, _) in enumerate(asked.stages, 1)
        )
        stage = sql.case(named)
        same = "d.customer = p.customer AND d.start_at = p.start_at"
        query = query.join("stood AS d", on=same, join_type="left", copy=False)
    query = query.select(sql.alias_(exp.func("COALESCE", stage, sql.text("")), "stage"), copy=False)
    for place, rule in enumerate(asked.segments):
        held: list[exp.Expr] = []
        for window in rule.windows:
            looked = exp.select(window_count(window, at="p.start_at")).from_("events AS e")
            looked = looked.where(
                "e.customer = p.customer", "e.at <= p.start_at", matches(window.reads)
            )
            held.append(window_holds(window, looked.subquery()))
        held.extend(compared(comparison) for comparison in rule.attributes)
        held.extend(written_holds(place, rule))
        inside = exp.Case().when(sql.and_(*held), sql.text(rule.name))
        query = query.select(sql.alias_(inside, f"g{place}"), copy=False)
    for place, attribute in enumerate(asked.attributes, start=len(asked.segments)):
        value = sql.cast(exp.column(attribute.name, "a", quoted=True), sql.TEXT)
        known = exp.func("COALESCE", value, sql.text("unknown"))
        query = query.select(sql.alias_(known, f"g{place}"), copy=False)
    if needed_attributes(asked):
        on = in_force("p", "p.start_at")
        query = query.join("customers AS a", on=on, join_type="left", copy=False)
    return written_join(query, asked.segments, "p", "p.start_at")


def customer_tables(asked: MessageQuestion) -> Ctes:
    """One row per customer and message, then per customer and channel, then per customer.

    A customer's stage and segments are those of the first message that set out in the period, so
    that each counts once.

    Args:
        asked: Segments and attributes.

    Returns:
        Tables `of_message`, `of_channel` and `of_customer`.
    """
    split = ["stage", *segment_columns(asked)]
    ranked = exp.select(
        "s.*",
        *(f"m.{name} AS {name}" for name in split),
        "ROW_NUMBER() OVER (PARTITION BY s.customer, s.channel, s.message"
        " ORDER BY s.start_at, s.mature DESC, s.message_key) AS place",
    ).from_("sendings AS s")
    ranked = ranked.join(
        "moments AS m", on="m.customer = s.customer AND m.start_at = s.start_at", join_type="left"
    )
    names = tuple(dict.fromkeys((*LADDER, *AMOUNTS)))
    summed = [f"SUM(mature * {name}) AS {name}" for name in names]
    message = exp.select(
        "customer",
        "channel",
        "message",
        *(f"MAX(CASE WHEN place = 1 THEN {name} END) AS {name}" for name in split),
        "SUM(mature) AS messages",
        "SUM(1 - mature) AS immature",
        *summed,
        "SUM(CASE WHEN mature = 1 THEN COALESCE(cost, 0) ELSE 0 END) AS cost",
        "SUM(CASE WHEN mature * delivered = 1 AND cost IS NULL THEN 1 ELSE 0 END) AS unpriced",
    ).from_("ranked")
    message = message.group_by("customer", "channel", "message")
    more = ("messages", "immature", *names, "cost", "unpriced")
    again = [f"SUM({name}) AS {name}" for name in more]
    channel = exp.select("customer", "channel", *again).from_("of_message")
    everything = exp.select("customer", *again).from_("of_message").group_by("customer")
    return [
        ("ranked", ranked),
        ("of_message", message),
        ("of_channel", channel.group_by("customer", "channel")),
        ("of_customer", everything),
    ]


def sums(dialect: str) -> list[str]:
    """The aggregates of one cell over rows of one customer each.

    Args:
        dialect: The engine's dialect.

    Returns:
        SQL of aliased aggregates.
    """
    found = [
        "SUM(CASE WHEN messages > 0 THEN 1 ELSE 0 END) AS customers",
        "SUM(messages) AS messages",
        "SUM(immature) AS immature",
        *(f"SUM({name}) AS l_{name}" for name in LADDER),
        "SUM(cost) AS cost",
        "SUM(unpriced) AS unpriced",
    ]
    wide = exact_type(dialect)
    for rate, (top, per) in RATES.items():
        found.extend(
            (
                f"SUM(CASE WHEN {per} > 0 THEN 1 ELSE 0 END) AS n_{rate}",
                f"SUM(CASE WHEN {per} > 0 AND {top} > 0 THEN 1 ELSE 0 END) AS k_{rate}",
                f"SUM({top}) AS x_{rate}",
                f"SUM({per}) AS y_{rate}",
                f"SUM(CAST({top} AS {wide}) * {top}) AS xx_{rate}",
                f"SUM(CAST({per} AS {wide}) * {per}) AS yy_{rate}",
                f"SUM(CAST({top} AS {wide}) * {per}) AS xy_{rate}",
            )
        )
    return found


def engagement_query(contract: Contract, asked: MessageQuestion) -> exp.Select:
    """The one query that answers for a period's messages.

    Args:
        contract: The contract tables.
        asked: What is asked.

    Returns:
        A statement whose rows are the sums of cells.

    Raises:
        DataError: When a table that is needed is not mapped.
    """
    tables = [
        *message_tables(contract, asked),
        *moment_tables(contract, asked),
        *customer_tables(asked),
    ]
    split = segment_columns(asked)
    totals = sums(contract.engine.dialect)
    marks = [f"GROUPING({name}) AS {name}_all" for name in ("stage", *split)]
    stages = ("", ", stage") if asked.stages else ("",)
    groups = ("", *(f", {name}" for name in split))
    sets = [f"(channel, message{stage}{group})" for stage in stages for group in groups]
    if not asked.stages:
        marks[0] = "1 AS stage_all"
        message_stage = "CAST(NULL AS TEXT) AS stage"
    else:
        message_stage = "stage"
    by_message = exp.select("channel", "message", message_stage, *split, *marks, *totals)
    by_message = by_message.from_("of_message").group_by(f"GROUPING SETS ({', '.join(sets)})")
    none = ["CAST(NULL AS TEXT) AS stage", *(f"CAST(NULL AS TEXT) AS {name}" for name in split)]
    every = [f"1 AS {name}_all" for name in ("stage", *split)]
    nothing = "CAST(NULL AS TEXT) AS message"
    by_channel = exp.select("channel", nothing, *none, *every, *totals).from_("of_channel")
    overall = exp.select("CAST(NULL AS TEXT) AS channel", nothing, *none, *every, *totals)
    parts = [by_message, by_channel.group_by("channel"), overall.from_("of_customer")]
    union = exp.union(*parts, distinct=False)
    names = by_message.named_selects
    return read_from(exp.select(*names).from_(union.subquery("cells", copy=False)), tables)


def measure_engagement(contract: Contract, asked: MessageQuestion) -> tuple[EngagementCell, ...]:
    """The cells of a period's messages, in a fixed order; no customer leaves the engine.

    Args:
        contract: The contract tables.
        asked: What is asked.

    Returns:
        Cells by channel, message, stage and segment, the totals first.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    answer = contract.answer(("engagement", asked), lambda: engagement_query(contract, asked))
    found = [cell for row in answer.dicts() if (cell := cell_of(row, asked)) is not None]

    def order(cell: EngagementCell) -> list[tuple[bool, str]]:
        return [(part is not None, part or "") for part in cell.key]

    return tuple(sorted(found, key=order))


def cell_of(row: dict[str, Any], asked: MessageQuestion) -> EngagementCell | None:
    """The cell of one result row; None for the rest of a segment, and where nothing was sent."""
    if row["messages"] is None:
        return None
    groups = (*asked.segments, *asked.attributes)
    segment = None
    for place, group in enumerate(groups):
        if not int(row[f"g{place}_all"]):
            name = row[f"g{place}"]
            if name is None:
                return None
            segment = f"{group.name}={name}" if isinstance(group, Attribute) else str(name)
    return EngagementCell(
        channel=row["channel"],
        message=row["message"],
        stage=None if int(row["stage_all"]) else str(row["stage"]),
        segment=segment,
        customers=int(row["customers"]),
        messages=int(row["messages"]),
        immature=int(row["immature"]),
        ladder=tuple((name, int(row[f"l_{name}"])) for name in LADDER),
        cost=int(row["cost"]),
        unpriced=int(row["unpriced"]),
        rates=tuple(
            (rate, RateSums(*(int(row[f"{sum_}_{rate}"]) for sum_ in SUMS))) for rate in RATES
        ),
    )
