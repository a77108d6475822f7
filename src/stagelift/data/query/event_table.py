"""The events a query reads: those it needs, one row an order, numbered per customer and kind."""

from __future__ import annotations

from sqlglot import exp

from stagelift.data.contract import Contract
from stagelift.data.query.populations import events_needed, matches, rules_of
from stagelift.data.query.specs import Flag, Measurement, later_terms, sums_values, value_terms


def needs_occurrence(plan: Measurement) -> bool:
    """Whether any term counts from an occurrence, so that events must be numbered.

    Args:
        plan: What is measured.

    Returns:
        True when a stage, value or segment uses `x2` or `first`.
    """
    if any(isinstance(value, Flag) and value.first for _, value in plan.values):
        return True
    terms = [term for stage in plan.stages for term in stage]
    terms.extend(term for _, value in plan.values for term in value_terms(value))
    terms.extend(
        term for rule in rules_of(plan) for window in rule.windows for term in window.terms
    )
    return any(occurrence > 1 for _, occurrence in terms)


def event_table(contract: Contract, plan: Measurement) -> exp.Select:
    """The visible events of the kinds needed, numbered per customer and kind when a term asks.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured.

    Returns:
        A query with customer, at and event and, when needed, value, nth (the event's number) and
        first_0, first_1 … (the customer's first event of a pattern).

    Raises:
        DataError: When the workspace has no events.
    """
    query = needed_events(contract, plan)
    if needs_occurrence(plan):
        query = query.select(
            "ROW_NUMBER() OVER (PARTITION BY customer, event ORDER BY at) AS nth", copy=False
        )
    patterns = later_terms(plan)
    if not patterns:
        return query
    outer = exp.select("e.*").from_(query.subquery("e"))
    for place, terms in enumerate(patterns):
        instant = exp.Case().when(matches(terms), exp.column("at", "e"))
        first = exp.Window(this=exp.Min(this=instant), partition_by=[exp.column("customer", "e")])
        outer = outer.select(exp.alias_(first, f"first_{place}"), copy=False)
    return outer


def needed_events(contract: Contract, plan: Measurement) -> exp.Select:
    """The visible events of the kinds needed; the lines of one order are one event.

    Lines are rows of one customer and event with the same order id: they count once, at the first
    line's instant, with the sum of their values.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured.

    Returns:
        A query with customer, at, event and, when a value is summed, value.
    """
    summed = any(sums_values(value) for _, value in plan.values)
    columns = ("at", "event", "value") if summed else ("at", "event")
    needed = events_needed(plan)
    ordered = contract.maps("events", "order_id")
    rows = contract.required("events", (*columns, "order_id") if ordered else columns)
    single = exp.select("customer", *columns).from_(rows.subquery("contract"))
    if needed is not None:
        single = single.where(among(needed))
    if not ordered:
        return single
    lines = exp.select("customer", "MIN(at) AS at", "event")
    if summed:
        lines = lines.select("CAST(SUM(value) AS BIGINT) AS value")
    lines = lines.from_(rows.subquery("contract")).where("order_id IS NOT NULL")
    if needed is not None:
        lines = lines.where(among(needed))
    lines = lines.group_by("customer", "event", "order_id")
    both = exp.union(single.where("order_id IS NULL"), lines, distinct=False)
    return exp.select("customer", *columns).from_(both.subquery("rows_and_orders"))


def among(names: tuple[str, ...]) -> exp.Expr:
    """The condition that an event is one of some kinds; of none, no event is."""
    return exp.column("event").isin(*names) if names else exp.false()
