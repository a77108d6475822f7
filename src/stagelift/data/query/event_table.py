"""The events a query reads: those it needs, one row an order, numbered per customer and kind."""

from __future__ import annotations

from sqlglot import exp

from stagelift.data.contract import Contract
from stagelift.data.query.populations import (
    events_needed,
    matches,
    reads_every_event,
    rules_of,
)
from stagelift.data.query.specs import (
    Assigned,
    Flag,
    MappedAssignments,
    Measurement,
    StageAdvance,
    Term,
    later_terms,
    sums_values,
    value_terms,
)


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
        first_0, first_1 … (the customer's first event of a pattern; NULL in rows of returned ones).

    Raises:
        DataError: When the workspace has no events.
    """
    query = needed_events(contract, plan).where(*instants_needed(plan), copy=False)
    if needs_occurrence(plan):
        query = query.select(
            "ROW_NUMBER() OVER (PARTITION BY customer, event ORDER BY at) AS nth", copy=False
        )
    patterns = later_terms(plan)
    if not patterns:
        return query
    outer = exp.select("e.*").from_(query.subquery("e"))
    priced = contract.maps("events", "value")
    for place, terms in enumerate(patterns):
        instant = exp.Case().when(bought(terms, priced=priced), exp.column("at", "e"))
        first = exp.Window(this=exp.Min(this=instant), partition_by=[exp.column("customer", "e")])
        shown = exp.Case().when(bought(terms, priced=priced), first)
        outer = outer.select(exp.alias_(shown, f"first_{place}"), copy=False)
    return outer


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
    kept = exp.or_(value.is_(exp.null()), value.copy() > 0)
    return exp.and_(matches(terms), exp.paren(kept))


def needed_events(contract: Contract, plan: Measurement) -> exp.Select:
    """The visible events of the kinds needed; the lines of one order are one event.

    Lines are rows of one customer and event with the same order id: they count once, at the first
    line's instant, with the sum of their values.

    Args:
        contract: The contract tables as of the plan's instant.
        plan: What is measured.

    Returns:
        A query with customer, at, event and, when a value is asked for, value.
    """
    priced = bool(later_terms(plan)) and contract.maps("events", "value")
    summed = priced or any(sums_values(value) for _, value in plan.values)
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


def instants_needed(plan: Measurement) -> tuple[exp.Expr, ...]:
    """Conditions on an event's instant that leave out what no unit of an experiment can need.

    Args:
        plan: What is measured.

    Returns:
        At most two conditions: none when stages or periods are asked, whose units may enter at any
        time.
    """
    end = last_entry(plan)
    if end is None:
        return ()
    at = exp.column("at")
    ahead = max((value.window for _, value in plan.values), default=0)
    back = looked_back_at_most(plan)
    start = min(p.start for p in plan.populations if isinstance(p, Assigned | MappedAssignments))
    # the end of an `absent` window belongs to it
    found = (at <= end + ahead,)
    return found if back is None else (at.copy() >= start - back, *found)


def last_entry(plan: Measurement) -> int | None:
    """The instant before which every unit of the experiments has entered.

    Args:
        plan: What is measured.

    Returns:
        µs UTC; None when anyone else is measured too.
    """
    ends = [p.end for p in plan.populations if isinstance(p, Assigned | MappedAssignments)]
    return max(ends) if ends and len(ends) == len(plan.populations) else None


def looked_back_at_most(plan: Measurement) -> int | None:
    """How far before the first entry events are read.

    Args:
        plan: What is measured; its units are those of experiments.

    Returns:
        A length in µs; None when something asks for all that ever happened.
    """
    flags = [value for _, value in plan.values if isinstance(value, Flag)]
    ever = any(value.first or value.later_day for value in flags)
    ever = ever or any(isinstance(value, StageAdvance) for _, value in plan.values)
    if ever or needs_occurrence(plan) or any(map(reads_every_event, plan.populations)):
        return None
    spans = [window.within for rule in rules_of(plan) for window in rule.windows]
    lengths = [span for span in spans if span is not None]
    if len(lengths) < len(spans):
        return None
    return max((plan.lookback, *lengths, *(value.window for value in flags if value.absent)))
