"""The events a query reads: those it needs, one row an order, numbered per customer and kind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.contract import Contract
from stagelift.data.query.event_needs import EntryNeeds, EventNeeds, needs_of
from stagelift.data.query.left import left_tables, rule_of
from stagelift.data.query.populations import Ctes, entry_tables, matches, read_from, stage_number
from stagelift.data.query.spans import inside_span, span_needed
from stagelift.data.query.specs import Measurement
from stagelift.data.query.value_specs import Term

if TYPE_CHECKING:
    from stagelift.data.spans import Span


def event_table(contract: Contract, plan: Measurement) -> exp.Select:
    """The visible events of the kinds needed, each with its number and the stage it opens.

    Where many questions come they are found once, for the first question that needs them.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured.

    Returns:
        A query with customer, at and event and, when needed, value, nth (the event's number among
        the customer's of its kind; NULL for kinds nobody counts), stage_no (NULL for events that
        open no stage) and first_0, first_1 … (the customer's first event of a pattern; NULL in rows
        of returned ones).

    Raises:
        DataError: When the workspace has no events.
    """
    needs, span = needs_of(contract, plan), span_needed(plan)
    once = needs.kinds is not None and span is None  # an experiment's events are few
    found = contract.shared(needs, lambda: wide_events(contract, needs, None), make=once)
    if found is None:
        return wide_events(contract, needs, span)
    query = exp.select("*").from_(found).where(*inside_span(span), copy=False)
    return query if plan.since is None else query.where(recent(plan.since, needs), copy=False)


def recent(since: int, needs: EventNeeds) -> exp.Expr:
    """The condition that an event is read by who asks only about what came from an instant on.

    Args:
        since: The instant, µs.
        needs: What is needed; of kinds that are counted every event is.

    Returns:
        A boolean expression.
    """
    late: exp.Expr = exp.column("at") >= since
    if needs.numbered:
        late = sql.or_(late, among(tuple(sorted(needs.numbered))))
    return late


def wide_events(contract: Contract, needs: EventNeeds, span: Span | None) -> exp.Select:
    """The events of some needs, read from the contract table.

    Args:
        contract: The contract tables.
        needs: Which events, and what of them.
        span: The first and the last instant that is needed, or None for all.

    Returns:
        A query as `event_table` describes it.

    Raises:
        DataError: When the workspace has no events.
    """
    query = needed_events(contract, needs, span).where(*inside_span(span), copy=False)
    query = with_order(query, needs, priced=contract.maps("events", "value"))
    if not needs.stages:
        return query
    outer = exp.select("e.*").from_(query.subquery("e", copy=False))
    return outer.select(sql.alias_(stage_number(needs.stages), "stage_no"), copy=False)


def with_order(query: exp.Select, needs: EventNeeds, *, priced: bool) -> exp.Select:
    """The events with their numbers and first instants; only those that count are put in order.

    Args:
        query: The events.
        needs: What is needed of them.
        priced: Whether events have a value.

    Returns:
        The same rows, with nth where any event is numbered and first_0, first_1 … of the patterns.
    """
    counted = needs.numbered.union(event for terms in needs.patterns for event, _ in terms)
    if not counted:
        return query
    if needs.kinds is not None and needs.kinds <= counted:
        return in_order(query, needs, counted, priced=priced)
    names = tuple(f'"{name}"' for name in query.named_selects)
    firsts = tuple(f"first_{place}" for place in range(len(needs.patterns)))
    found = ("nth", *firsts) if needs.numbered else firsts
    kinds = among(tuple(sorted(counted)))
    others = exp.select(*names, *(f"CAST(NULL AS BIGINT) AS {name}" for name in found))
    others = others.from_("needed").where(sql.not_(kinds.copy()))
    looked_at = exp.select(*names).from_("needed").where(kinds)
    both = exp.union(others, in_order(looked_at, needs, counted, priced=priced), distinct=False)
    whole = exp.select(*names, *found).from_(both.subquery("numbered", copy=False))
    return whole.with_("needed", as_=query, copy=False)


def in_order(
    query: exp.Select, needs: EventNeeds, counted: frozenset[str], *, priced: bool
) -> exp.Select:
    """Events of kinds that count, with what their order says.

    Args:
        query: The events.
        needs: What is needed of them.
        counted: Their kinds.
        priced: Whether events have a value.

    Returns:
        The same rows, with nth and the instants of first events.
    """
    if needs.numbered:
        number = "ROW_NUMBER() OVER (PARTITION BY customer, event ORDER BY at)"
        shown: exp.Expr = exp.maybe_parse(number)
        if counted != needs.numbered:
            shown = exp.Case().when(among(tuple(sorted(needs.numbered))), shown)
        query = query.select(sql.alias_(shown, "nth"), copy=False)
    if not needs.patterns:
        return query
    outer = exp.select("e.*").from_(query.subquery("e", copy=False))
    for place, terms in enumerate(needs.patterns):
        instant = exp.Case().when(bought(terms, priced=priced), exp.column("at", "e"))
        first = exp.Window(this=exp.Min(this=instant), partition_by=[exp.column("customer", "e")])
        shown = exp.Case().when(bought(terms, priced=priced), first)
        outer = outer.select(sql.alias_(shown, f"first_{place}"), copy=False)
    return outer


def entry_table(contract: Contract, plan: Measurement) -> Ctes:
    """The instants at which customers enter stages, found once where many questions come.

    The state of having left has the number after the last stage's: who comes back from it enters
    a stage anew.

    Args:
        contract: The contract tables.
        plan: What is measured; the table `events` is its own.

    Returns:
        Tables ending in `entries` (customer, at, stage_no).

    Raises:
        DataError: When the workspace has no events.
    """
    rule = rule_of(contract.left)
    left = left_tables(contract, rule, len(plan.stages) + 1) if rule else []

    def build() -> exp.Select:
        # who enters a stage came from another, however long ago
        alone = replace(plan, populations=(), values=(), segments=(), since=None)
        tables = [("events", event_table(contract, alone)), *entry_tables(left)]
        return read_from(exp.select("*").from_("entries"), tables)

    found = contract.shared(EntryNeeds(plan.stages), build)
    if found is None:
        return entry_tables(left)
    return [("entries", exp.select("*").from_(found))]


def bought(terms: tuple[Term, ...], *, priced: bool) -> exp.Expr:
    """The condition that an event is a purchase: one of the terms, and not returned as a whole.

    Args:
        terms: Events that show a purchase.
        priced: Whether events have a value; one of nothing or less is no purchase, one that is not
            known is.

    Returns:
        A boolean expression over the events `e`.
    """
    if not priced:
        return matches(terms)
    value = exp.column("value", "e")
    kept = sql.or_(value.is_(exp.null()), value.copy() > 0)
    return sql.and_(matches(terms), sql.paren(kept))


def needed_events(contract: Contract, needs: EventNeeds, span: Span | None = None) -> exp.Select:
    """The visible events of the kinds needed; the lines of one order are one event.

    Lines are rows of one customer and event with the same order id: they count once, at the first
    line's instant, with the sum of their values.

    Args:
        contract: The contract tables as of the plan's instant.
        needs: Which events, and what of them.
        span: Instants outside of which the asker looks at none; some may still be among the rows.

    Returns:
        A query with customer, at, event and, when a value is asked for, value.
    """
    columns = ("at", "event", "value") if needs.summed else ("at", "event")
    kept = tuple(sorted(needs.kept))
    kinds = None if needs.kinds is None else tuple(sorted(needs.kinds))
    ordered = contract.maps("events", "order_id")
    read = (*columns, *kept, *(("order_id",) if ordered else ()))
    # the lines of an order are added up, wherever in time they lie
    about = None if ordered else span
    rows = contract.required("events", tuple(dict.fromkeys(read)), about=about)
    named = [sql.alias_(sql.cast(sql.column(name), sql.TEXT), kept_name(name)) for name in kept]
    single = exp.select("customer", *columns, *named)
    # nothing below copies what it is given: a contract's table is a tree of thousands of nodes
    lined = rows.copy() if ordered else rows
    single = single.from_(rows.subquery("contract", copy=False))
    if kinds is not None:
        single = single.where(among(kinds), copy=False)
    if not ordered:
        return single
    lines = exp.select("customer", "MIN(at) AS at", "event")
    if needs.summed:
        lines = lines.select("CAST(SUM(value) AS BIGINT) AS value")
    lines = lines.select(*(least_text(name) for name in kept), copy=False)
    lines = lines.from_(lined.subquery("contract", copy=False))
    lines = lines.where("order_id IS NOT NULL", copy=False)
    if kinds is not None:
        lines = lines.where(among(kinds), copy=False)
    lines = lines.group_by("customer", "event", "order_id", copy=False)
    single = single.where("order_id IS NULL", copy=False)
    both = exp.union(single, lines, distinct=False, copy=False)
    names = ("customer", *columns, *(kept_name(name) for name in kept))
    both_read = both.subquery("rows_and_orders", copy=False)
    return exp.select(*(exp.column(name, quoted=True) for name in names)).from_(both_read)


def kept_name(name: str) -> str:
    """The name in the event table of a column that events have of their own.

    Args:
        name: The column's name in the contract.

    Returns:
        A name no other column of the table has.

    Example:
        >>> kept_name("cart_id")
        'kept cart_id'
    """
    return f"kept {name}"


def least_text(name: str) -> exp.Expr:
    """The column of an order whose lines may differ: the least text by bytes, on every engine."""
    text = sql.cast(sql.column(name), sql.TEXT)
    plain = exp.Collate(this=text, expression=exp.to_identifier("C", quoted=True))
    return sql.alias_(exp.Min(this=plain), kept_name(name))


def among(names: tuple[str, ...]) -> exp.Expr:
    """The condition that an event is one of some kinds; of none, no event is."""
    return exp.column("event").isin(*names) if names else exp.false()
