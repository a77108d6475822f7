"""The lines of ledgers: money of events, one row an order, and the cost of messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.message_log import told_tables
from stagelift.data.query.population_specs import Entrants
from stagelift.data.query.populations import Ctes, read_from
from stagelift.data.query.specs import Measurement
from stagelift.errors import DataError

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.query.ledger_specs import Entry, Ledger

MICROS = 1_000_000
UNIT = ("population", "period_no", "customer", "anchor")


@dataclass(frozen=True, slots=True)
class MoneyNeeds:
    """Which events' money is asked for.

    Args:
        events: Their names.
        costed: Whether their cost is asked for, too.
    """

    events: frozenset[str]
    costed: bool

    def covers(self, other: object) -> bool:
        """Whether the rows of these needs serve others: who reads them names the events."""
        if not isinstance(other, MoneyNeeds):
            return False
        return other.events <= self.events and other.costed <= self.costed


@dataclass(frozen=True, slots=True)
class CostNeeds:
    """What each delivered message cost."""

    def covers(self, other: object) -> bool:
        """Whether the other asks for the same: nothing depends on a measurement."""
        return self == other


def ledger_tables(contract: Contract, plan: Measurement, ledgers: list[tuple[int, Ledger]]) -> Ctes:
    """The tables of all ledgers of a measurement; they read `units`.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured.
        ledgers: Pairs of the value's place and the ledger.

    Returns:
        Tables ending in `derived_` and each ledger's number.

    Raises:
        DataError: When a cost is asked for that no source maps, or no source tells of messages.
    """
    if not ledgers:
        return []
    every = [line for _, ledger in ledgers for line in ledger.lines]
    tables = money_tables(contract, every)
    if any(line.amount == "messages" for line in every):
        tables.extend(message_costs(contract, plan.as_of))
    for number, ledger in ledgers:
        tables.append((f"lines_{number}", line_rows(ledger)))
        tables.append((f"derived_{number}", ledger_sums(number, ledger, plan)))
    return tables


def money_tables(contract: Contract, lines: Iterable[Entry]) -> Ctes:
    """The events that lines of ledgers read, found once where many questions come.

    Args:
        contract: The contract tables.
        lines: The lines.

    Returns:
        The table `money_of_events`; none where no line reads events.

    Raises:
        DataError: When a cost is asked for that no source maps.
    """
    every = tuple(lines)
    names = tuple(sorted({line.event for line in every if line.event}))
    if not names:
        return []
    costed = any(line.amount == "cost" for line in every)
    needs = MoneyNeeds(frozenset(names), costed)
    found = contract.shared(needs, lambda: money_rows(contract, names, costed=costed))
    rows = money_rows(contract, names, costed=costed) if found is None else _all_of(found)
    return [("money_of_events", rows)]


def _all_of(table: exp.Table) -> exp.Select:
    return exp.select("*").from_(table)


def money_rows(contract: Contract, names: tuple[str, ...], *, costed: bool) -> exp.Select:
    """Events with their value and cost; the lines of one order are one row at its first instant.

    Args:
        contract: The contract tables.
        names: Which events.
        costed: Whether their cost is asked for.

    Returns:
        A query with customer, at, event, value, cost and no_cost (1 where a line has none).

    Raises:
        DataError: When no source of events maps a cost although it is asked for.
    """
    if costed and not contract.maps("events", "cost"):
        raise DataError("no source of events has a cost; map it, as in `cost: goods_cost`")
    ordered = contract.maps("events", "order_id")
    columns = ("at", "event", "value", "cost", *(("order_id",) if ordered else ()))
    rows = contract.required("events", columns).subquery("contract", copy=False)
    few = exp.column("event").isin(*names)
    lacking = "CASE WHEN cost IS NULL THEN 1 ELSE 0 END"
    single = exp.select("customer", "at", "event", "value", "cost", f"{lacking} AS no_cost")
    single = single.from_(rows).where(few)
    if not ordered:
        return single
    lines = exp.select(
        "customer",
        "MIN(at) AS at",
        "event",
        "CAST(SUM(value) AS BIGINT) AS value",
        "CAST(SUM(cost) AS BIGINT) AS cost",
        f"MAX({lacking}) AS no_cost",
    )
    lines = lines.from_(rows.copy()).where(few.copy(), "order_id IS NOT NULL")
    lines = lines.group_by("customer", "event", "order_id")
    return exp.select("*").from_(
        exp.union(single.where("order_id IS NULL"), lines, distinct=False).subquery("m", copy=False)
    )


def message_costs(contract: Contract, as_of: int) -> Ctes:
    """What delivered messages cost, whenever they were: the log's own cost, else the channel's.

    They are found once where many questions come.

    Args:
        contract: The contract tables.
        as_of: Instant of knowledge, µs.

    Returns:
        Tables ending in `message_costs` (customer, at, cost in micros; channels without a price
        cost nothing, and what costs nothing may be missing).

    Raises:
        DataError: When no source tells of messages.
    """

    def build() -> exp.Select:
        return read_from(exp.select("*").from_("message_costs"), cost_tables(contract, as_of))

    found = contract.shared(CostNeeds(), build)
    if found is None:
        return cost_tables(contract, as_of)
    return [("message_costs", _all_of(found))]


def cost_tables(contract: Contract, as_of: int) -> Ctes:
    """The tables of `message_costs`, read from their sources.

    Args:
        contract: The contract tables.
        as_of: Instant of knowledge, µs.

    Returns:
        Tables ending in `message_costs`; what costs nothing for certain may be missing.

    Raises:
        DataError: When no source tells of messages.
    """
    prices = contract.channel_prices
    priced = sql.case(
        (sql.and_("delivered = 1", exp.column("channel").eq(name)), sql.number(micros))
        for name, micros in prices
    )
    listed = priced if prices else sql.number(0)
    cost = exp.func("COALESCE", exp.column("cost"), listed, sql.number(0))
    costs = exp.select("customer", "at", sql.alias_(cost, "cost")).from_("told_deliveries")
    # deliveries told by events cost what their channel does, most often nothing
    told = told_tables(contract, (-(2**62), 2**62), as_of, [name for name, _ in prices])
    return [*told, ("message_costs", costs)]


def line_rows(ledger: Ledger) -> exp.Select:
    """The lines of a ledger with what each adds to both sides.

    Args:
        ledger: Its kinds of line.

    Returns:
        A query with customer, at, event, top, per and unknown (0 or 1).
    """
    parts: list[exp.Query] = []
    if ledger.events:
        costs = [line.event for line in ledger.lines if line.amount == "cost"]
        unknown = exp.column("event").isin(*costs) if costs else exp.false()
        lacking = sql.either(sql.and_(unknown, "no_cost = 1"), sql.number(1), sql.number(0))
        money = exp.select("customer", "at", "event").select(
            sql.alias_(of_event(ledger.top), "top"),
            sql.alias_(of_event(ledger.per), "per"),
            sql.alias_(lacking, "unknown"),
        )
        parts.append(money.from_("money_of_events").where(exp.column("event").isin(*ledger.events)))
    signs = [
        sum(line.sign for line in side if line.amount == "messages")
        for side in (ledger.top, ledger.per)
    ]
    if any(signs):
        top, per = (f"cost * {sign}" for sign in signs)
        sent = exp.select("customer", "at", "CAST(NULL AS TEXT) AS event")
        parts.append(
            sent.select(f"{top} AS top", f"{per} AS per", "0 AS unknown").from_("message_costs")
        )
    if len(parts) == 1:
        return parts[0]  # type: ignore[return-value]  # a single part is a SELECT
    return exp.select("*").from_(exp.union(*parts, distinct=False).subquery("b", copy=False))


def of_event(side: tuple[Entry, ...]) -> exp.Expr:
    """What a row of money adds to one side, in micros.

    Args:
        side: Its kinds of line.

    Returns:
        A sum of one CASE a line; 0 without any.
    """
    found: exp.Expr = sql.number(0)
    for line in side:
        if line.amount == "messages":
            continue
        amount: exp.Expr = sql.number(MICROS)
        if line.amount != "count":
            amount = exp.func("COALESCE", exp.column(line.amount), sql.number(0))
        signed = exp.Mul(this=amount, expression=sql.number(line.sign))
        mine = exp.column("event").eq(line.event)
        one = sql.either(mine, signed, sql.number(0))
        found = exp.Add(this=found, expression=one)
    return sql.paren(found)


def ledger_sums(number: int, ledger: Ledger, plan: Measurement) -> exp.Select:
    """Each unit's sums of both sides within its window.

    Args:
        number: The value's place in the measurement.
        ledger: Window and lines.
        plan: What is measured.

    Returns:
        A query with the unit's key, top, per and unknown.
    """
    within = exp.condition(f"l.at >= u.anchor AND l.at < u.anchor + {ledger.window}")
    on = sql.and_("l.customer = u.customer", within)
    if not ledger.own_entry:
        for code, population in enumerate(plan.populations):
            if isinstance(population, Entrants):
                names = {event for event, _ in plan.stages[population.stage - 1]}
                mine = sql.and_(
                    exp.column("population", "u").eq(code),
                    "l.at = u.anchor",
                    "l.event IS NOT NULL",
                    exp.column("event", "l").isin(*sorted(names)),
                )
                on = sql.and_(on, sql.not_(sql.paren(mine)))
    keys = [f"u.{name}" for name in UNIT]
    return (
        exp.select(*(f"{key} AS {name}" for key, name in zip(keys, UNIT, strict=True)))
        .select(
            "CAST(SUM(l.top) AS BIGINT) AS top",
            "CAST(SUM(l.per) AS BIGINT) AS per",
            "MAX(l.unknown) AS unknown",
        )
        .from_("units AS u")
        .join(f"lines_{number} AS l", on=on)
        .group_by(*keys)
    )


def ledger_columns(number: int, ledger: Ledger) -> list[str]:
    """The columns of one unit that its ledger gives.

    Args:
        number: The value's place in the measurement.
        ledger: Whether it is a ratio.

    Returns:
        SQL of v and w in micros, b (whether every cost is known) and l (when the window closes).
    """
    per = f"COALESCE(MAX(d{number}.per), 0)" if ledger.per else str(MICROS)
    return [
        f"COALESCE(MAX(d{number}.top), 0) AS v{number}",
        f"CAST({per} AS BIGINT) AS w{number}",
        f"1 - COALESCE(MAX(d{number}.unknown), 0) AS b{number}",
        f"u.anchor + {ledger.window} AS l{number}",
    ]
