"""The events a query reads: those it needs, one row an order, numbered per customer and kind."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.contract import Contract
from stagelift.data.query.derived import Derived, StepReached
from stagelift.data.query.left import left_tables, rule_of
from stagelift.data.query.populations import (
    Ctes,
    entry_tables,
    events_needed,
    matches,
    read_from,
    reads_every_event,
    rules_of,
    stage_number,
)
from stagelift.data.query.specs import (
    Assigned,
    Flag,
    MappedAssignments,
    Measurement,
    StageAdvance,
    Term,
    kept_columns,
    later_terms,
    sums_values,
    value_terms,
)


@dataclass(frozen=True, slots=True)
class EventNeeds:
    """What a measurement must know of the events.

    Args:
        kinds: Names of the events it reads, or None for all of them.
        numbered: Those that some term counts from an occurrence.
        stages: The stages' enter terms; empty where no event's stage is asked.
        summed: Whether the events' values are asked for.
        patterns: Those whose first event ever decides on which day a value begins to count.
        kept: The events' own columns that are asked for.
    """

    kinds: frozenset[str] | None
    numbered: frozenset[str]
    stages: tuple[tuple[Term, ...], ...]
    summed: bool
    patterns: tuple[tuple[Term, ...], ...]
    kept: frozenset[str] = frozenset()

    def covers(self, other: object) -> bool:
        """Whether the table of these needs serves others: who reads it names the events it means.

        Args:
            other: Other needs.

        Returns:
            True when nothing is missing.
        """
        if not isinstance(other, EventNeeds) or self.kinds is None or other.kinds is None:
            return False
        return (
            other.kinds <= self.kinds
            and other.numbered <= self.numbered
            and other.stages in ((), self.stages)
            and other.summed <= self.summed
            and other.patterns in ((), self.patterns)
            and other.kept <= self.kept
        )


@dataclass(frozen=True, slots=True)
class EntryNeeds:
    """The instants at which customers enter stages.

    Args:
        stages: The stages' enter terms.
    """

    stages: tuple[tuple[Term, ...], ...]

    def covers(self, other: object) -> bool:
        """Whether the other asks for entries to the same stages."""
        return self == other


def numbered_events(plan: Measurement) -> frozenset[str]:
    """The events that must be numbered, because a term counts them from an occurrence.

    Args:
        plan: What is measured.

    Returns:
        Names that a stage, value or segment uses with `x2` or as the customer's `first`.
    """
    flags = (value for _, value in plan.values if isinstance(value, Flag) and value.first)
    found = {event for flag in flags for event, _ in flag.terms}
    paths = (value for _, value in plan.values if isinstance(value, StepReached))
    found |= {event for value in paths if value.path.first for event, _ in value.terms}
    terms = [term for stage in plan.stages for term in stage]
    terms.extend(term for _, value in plan.values for term in value_terms(value))
    terms.extend(
        term for rule in rules_of(plan) for window in rule.windows for term in window.reads
    )
    return frozenset(found | {event for event, occurrence in terms if occurrence > 1})


def needs_of(contract: Contract, plan: Measurement) -> EventNeeds:
    """What a measurement must know of the events.

    Args:
        contract: The contract tables.
        plan: What is measured.

    Returns:
        Its needs.
    """
    kinds, patterns = events_needed(plan), later_terms(plan)
    shown = activity_terms(contract, plan)
    priced = bool(patterns) and contract.maps("events", "value")
    return EventNeeds(
        kinds=None if kinds is None else frozenset(kinds).union(event for event, _ in shown),
        numbered=numbered_events(plan).union(event for event, nth in shown if nth > 1),
        stages=plan.stages,
        summed=priced or adds_up_values(plan),
        patterns=patterns,
        kept=frozenset((*kept_columns(plan), *columns_wished(contract, plan))),
    )


def columns_wished(contract: Contract, plan: Measurement) -> tuple[str, ...]:
    """The events' own columns that values read where a source has them, such as a session's name.

    Args:
        contract: The contract tables.
        plan: What is measured.

    Returns:
        Column names.
    """
    derived = (value for _, value in plan.values if isinstance(value, Derived))
    wished = {name for value in derived for name in value.wished}
    return tuple(sorted(name for name in wished if contract.maps("events", name)))


def adds_up_values(plan: Measurement) -> bool:
    """Whether a value or a segment adds up the events' `value` column.

    Args:
        plan: What is measured.

    Returns:
        True where the column must be read.
    """
    return any(sums_values(value) for _, value in plan.values) or any(
        window.summed for rule in rules_of(plan) for window in rule.windows
    )


def activity_terms(contract: Contract, plan: Measurement) -> tuple[Term, ...]:
    """The events whose absence means having left, where a measurement asks who enters stages.

    Args:
        contract: The contract tables; they know the journey's state of having left.
        plan: What is measured.

    Returns:
        Terms; none for the units of experiments, who are in no stage's entries.
    """
    rule = rule_of(contract.left)
    return rule.terms if rule and plan.stages and last_entry(plan) is None else ()


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
    needs, limits = needs_of(contract, plan), instants_needed(plan)
    once = needs.kinds is not None and not limits  # an experiment's events are few
    found = contract.shared(needs, lambda: wide_events(contract, needs, ()), make=once)
    if found is None:
        return wide_events(contract, needs, limits)
    return exp.select("*").from_(found).where(*limits, copy=False)


def wide_events(contract: Contract, needs: EventNeeds, limits: tuple[exp.Expr, ...]) -> exp.Select:
    """The events of some needs, read from the contract table.

    Args:
        contract: The contract tables.
        needs: Which events, and what of them.
        limits: Conditions on their instants.

    Returns:
        A query as `event_table` describes it.

    Raises:
        DataError: When the workspace has no events.
    """
    query = needed_events(contract, needs).where(*limits, copy=False)
    query = with_numbers(query, needs)
    if not needs.patterns and not needs.stages:
        return query
    outer = exp.select("e.*").from_(query.subquery("e", copy=False))
    if needs.stages:
        outer = outer.select(sql.alias_(stage_number(needs.stages), "stage_no"), copy=False)
    priced = contract.maps("events", "value")
    for place, terms in enumerate(needs.patterns):
        instant = exp.Case().when(bought(terms, priced=priced), exp.column("at", "e"))
        first = exp.Window(this=exp.Min(this=instant), partition_by=[exp.column("customer", "e")])
        shown = exp.Case().when(bought(terms, priced=priced), first)
        outer = outer.select(sql.alias_(shown, f"first_{place}"), copy=False)
    return outer


def with_numbers(query: exp.Select, needs: EventNeeds) -> exp.Select:
    """The events with their numbers; only those that are counted are put in order.

    Args:
        query: The events.
        needs: What is needed of them.

    Returns:
        The same rows, with nth where any event is numbered.
    """
    if not needs.numbered:
        return query
    number = "ROW_NUMBER() OVER (PARTITION BY customer, event ORDER BY at) AS nth"
    if needs.kinds is not None and needs.kinds <= needs.numbered:
        return query.select(number, copy=False)
    names = tuple(f'"{name}"' for name in query.named_selects)
    counted = among(tuple(sorted(needs.numbered)))
    others = exp.select(*names, "CAST(NULL AS BIGINT) AS nth").from_("needed")
    others = others.where(sql.not_(counted.copy()))
    both = exp.union(
        others, exp.select(*names, number).from_("needed").where(counted), distinct=False
    )
    found = exp.select(*names, "nth").from_(both.subquery("numbered", copy=False))
    return found.with_("needed", as_=query, copy=False)


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
        alone = replace(plan, populations=(), values=(), segments=())
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


def needed_events(contract: Contract, needs: EventNeeds) -> exp.Select:
    """The visible events of the kinds needed; the lines of one order are one event.

    Lines are rows of one customer and event with the same order id: they count once, at the first
    line's instant, with the sum of their values.

    Args:
        contract: The contract tables as of the plan's instant.
        needs: Which events, and what of them.

    Returns:
        A query with customer, at, event and, when a value is asked for, value.
    """
    columns = ("at", "event", "value") if needs.summed else ("at", "event")
    kept = tuple(sorted(needs.kept))
    kinds = None if needs.kinds is None else tuple(sorted(needs.kinds))
    ordered = contract.maps("events", "order_id")
    read = (*columns, *kept, *(("order_id",) if ordered else ()))
    rows = contract.required("events", tuple(dict.fromkeys(read)))
    named = [sql.alias_(sql.cast(sql.column(name), sql.TEXT), kept_name(name)) for name in kept]
    single = exp.select("customer", *columns, *named)
    single = single.from_(rows.subquery("contract", copy=False))
    if kinds is not None:
        single = single.where(among(kinds))
    if not ordered:
        return single
    lines = exp.select("customer", "MIN(at) AS at", "event")
    if needs.summed:
        lines = lines.select("CAST(SUM(value) AS BIGINT) AS value")
    lines = lines.select(*(least_text(name) for name in kept), copy=False)
    lines = lines.from_(rows.subquery("contract", copy=False)).where("order_id IS NOT NULL")
    if kinds is not None:
        lines = lines.where(among(kinds))
    lines = lines.group_by("customer", "event", "order_id")
    both = exp.union(single.where("order_id IS NULL"), lines, distinct=False)
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
    if any(isinstance(value, Derived) for _, value in plan.values):
        return ()  # it follows events before and after what a window of its own says
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
    if ever or numbered_events(plan) or any(map(reads_every_event, plan.populations)):
        return None
    spans = [window.within for rule in rules_of(plan) for window in rule.windows]
    lengths = [span for span in spans if span is not None]
    if len(lengths) < len(spans):
        return None
    return max((plan.lookback, *lengths, *(value.window for value in flags if value.absent)))
