"""Conditions on events, customers and instants that say who is counted, shared by questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.casts import number_of_text
from stagelift.data.query.population_specs import (
    Actors,
    Alive,
    Assigned,
    MappedAssignments,
    Population,
)
from stagelift.data.query.segment_specs import Comparison, EventWindow, SegmentRule
from stagelift.data.query.specs import Measurement, PeriodWindow
from stagelift.data.query.value_specs import Term, value_terms
from stagelift.data.sql import divide_whole, plus

Ctes = list[tuple[str, exp.Query]]


def read_from(query: exp.Select, tables: Ctes) -> exp.Select:
    """A query after the tables it reads.

    Args:
        query: The query; it is changed.
        tables: Name and content of each, in order.

    Returns:
        The query.
    """
    for name, table in tables:
        # rows that lie in a table already are read there, not copied for those who read them
        source = table.args.get("from_")  # rows written out come from nowhere
        bare = isinstance(source, exp.From) and isinstance(source.this, exp.Table)
        there = bare and table.is_star and not table.args.get("with_")
        query = query.with_(name, as_=table, materialized=False if there else None, copy=False)
    return query


def events_needed(plan: Measurement) -> tuple[str, ...] | None:
    """The event names the query reads, sorted, or None when it must read them all.

    Args:
        plan: What is measured.

    Returns:
        Event names; the engine filters to them before any join.
    """
    if any(reads_every_event(population) for population in plan.populations):
        return None
    terms = {term for stage in plan.stages for term in stage}
    for population in plan.populations:
        terms.update(population.terms if isinstance(population, Alive | Actors) else ())
    for _, value in plan.values:
        terms.update(value_terms(value))
    for rule in rules_of(plan):
        terms.update(term for window in rule.windows for term in window.reads)
    return tuple(sorted({event for event, _ in terms}))


def reads_every_event(population: Population) -> bool:
    """Whether the population can only be found by reading all kinds of events.

    Args:
        population: One population.

    Returns:
        True for an experiment on everyone, or on a rule in which no event must have happened.
    """
    if not isinstance(population, Assigned):
        return False
    return population.audience is None or not required_terms(population.audience)


def rules_of(plan: Measurement) -> tuple[SegmentRule, ...]:
    """Every segment rule the query evaluates: those reported and those of audiences.

    Args:
        plan: What is measured.

    Returns:
        The rules, repeated when used twice.
    """
    audiences = (
        population.audience
        for population in plan.populations
        if isinstance(population, Assigned) and population.audience is not None
    )
    return (*plan.segments, *audiences)


def last_entry(plan: Measurement) -> int | None:
    """The instant before which every unit of the experiments has entered.

    Args:
        plan: What is measured.

    Returns:
        µs UTC; None when anyone else is measured too.
    """
    ends = [p.end for p in plan.populations if isinstance(p, Assigned | MappedAssignments)]
    return max(ends) if ends and len(ends) == len(plan.populations) else None


def required_terms(rule: SegmentRule) -> tuple[Term, ...]:
    """The events of which at least one must have happened for the rule to hold.

    Args:
        rule: A segment rule.

    Returns:
        Terms of all its windows with `at_least` ≥ 1.
    """
    return tuple(term for window in rule.windows if window.at_least for term in window.terms)


def matches(terms: Iterable[Term], *, table: str = "e") -> exp.Expr:
    """The condition that an event row is one of the terms.

    Args:
        terms: Event names with the occurrence from which they count.
        table: Alias of the events.

    Returns:
        A boolean expression.
    """
    conditions: list[exp.Expr] = []
    plain = sorted({event for event, occurrence in terms if occurrence == 1})
    if plain:
        conditions.append(exp.column("event", table).isin(*plain))
    for event, occurrence in sorted({term for term in terms if term[1] > 1}):
        conditions.append(
            sql.and_(
                exp.column("event", table).eq(event),
                exp.column("nth", table) >= occurrence,
            )
        )
    return sql.paren(sql.or_(*conditions))


def stage_number(stages: tuple[tuple[Term, ...], ...]) -> exp.Case:
    """The number of the stage an event opens: of two that fit, the one asking for more occurrences.

    Args:
        stages: The stages' terms in journey order.

    Returns:
        A CASE giving 1..K, or NULL for events that open no stage.
    """
    ranked = sorted(
        ((term, number) for number, terms in enumerate(stages, start=1) for term in terms),
        key=lambda pair: -pair[0][1],
    )
    case = exp.Case()
    for term, number in ranked:
        case = case.when(matches([term]), exp.Literal.number(number), copy=False)
    return case


def entry_tables(left: Sequence[tuple[str, exp.Query]] = ()) -> Ctes:
    """The instants at which customers enter stages, from the table `events`.

    A customer is in the stage whose event came last, so an entry is a stage event whose
    predecessor belongs to another stage; events of one instant follow the order of the stages.

    Args:
        left: Tables that read `staged` and end in `marks`, the same rows with the entries to the
            state of having left among them.

    Returns:
        The tables `staged` (customer, at, stage_no), those given, and `entries` (the same columns,
        entries only).
    """
    staged = exp.select("customer", "at", "stage_no").from_("events").where("stage_no IS NOT NULL")
    ordered = exp.select(
        "customer",
        "at",
        "stage_no",
        "LAG(stage_no) OVER (PARTITION BY customer ORDER BY at, stage_no) AS previous_no",
    ).from_("marks" if left else "staged")
    entries = (
        exp.select("customer", "at", "stage_no")
        .from_(ordered.subquery("o", copy=False))
        .where("previous_no IS NULL OR previous_no <> stage_no")
    )
    return [("staged", staged), *left, ("entries", entries)]


def period_number(periods: tuple[PeriodWindow, ...], at: exp.Expr) -> exp.Case:
    """The index of the period an instant lies in, NULL outside all.

    Among periods of one length, end to end, it is a division. Else the search halves the periods at
    each step: a chain of years of weeks would be walked through for every event.

    Args:
        periods: The periods, oldest first; at least one.
        at: The instant.

    Returns:
        A CASE over the instant.
    """
    length = periods[0].end - periods[0].start
    even = all(p.start == periods[0].start + n * length for n, p in enumerate(periods))
    if not even or any(p.end - p.start != length for p in periods):
        return _searched(periods, at, 0)
    within = sql.and_(at >= periods[0].start, at < periods[-1].end)
    return exp.Case().when(within, divide_whole(plus(at, -periods[0].start), length), copy=False)


def _searched(periods: tuple[PeriodWindow, ...], at: exp.Expr, first: int) -> exp.Case:
    """The search among periods, the first of which has this index."""
    if len(periods) == 1:
        inside = sql.and_(at >= periods[0].start, at < periods[0].end)
        return exp.Case().when(inside, exp.Literal.number(first), copy=False)
    half = len(periods) // 2
    earlier = at < periods[half].start
    found = exp.Case().when(earlier, _searched(periods[:half], at, first), copy=False)
    return found.else_(_searched(periods[half:], at, first + half), copy=False)


def window_count(window: EventWindow, *, at: str) -> exp.Expr:
    """How many of the window's events a unit has up to an instant, that instant included.

    Args:
        window: Terms and length.
        at: The column with the instant, such as `u.anchor`.

    Returns:
        A SUM over joined event rows: a number of events, or their values in micros; 0 where an
        event that must not follow came with the last of them or after it.
    """
    inside = _in_window(window, window.terms, at)
    amount = exp.column("value", "e") if window.summed else exp.Literal.number(1)
    case = sql.either(inside, amount, exp.Literal.number(0))
    count = exp.func("COALESCE", exp.Sum(this=case), exp.Literal.number(0))
    if not window.unless:
        return count
    seen = exp.column("at", "e")
    last = exp.Max(this=exp.Case().when(inside.copy(), seen))
    ended = exp.Max(this=exp.Case().when(_in_window(window, window.unless, at), seen.copy()))
    # what follows an event of the window lies in the window itself
    followed = exp.func("COALESCE", exp.GTE(this=ended, expression=last), exp.false())
    return sql.either(followed, exp.Literal.number(0), count)


def _in_window(window: EventWindow, terms: tuple[Term, ...], at: str) -> exp.Expr:
    """The condition that event `e` is one of the terms and lies in the window."""
    inside = [matches(terms), exp.condition(f"e.at <= {at}")]
    if window.within is not None:
        inside.append(exp.condition(f"e.at > {at} - {window.within}"))
    if window.since is not None:
        inside.append(exp.condition(f"e.at >= {window.since}"))
    return sql.and_(*inside)


def window_holds(window: EventWindow, count: exp.Expr) -> exp.Expr:
    """The condition a count must meet for the window to hold.

    Args:
        window: How many are needed; 0 means none may have happened.
        count: The count.

    Returns:
        A boolean expression.
    """
    if window.below is None:
        return count >= window.at_least if window.at_least else count.eq(0)
    small = count < window.below
    return sql.and_(count.copy() >= window.at_least, small) if window.at_least else small


def compared(comparison: Comparison) -> exp.Expr:
    """The condition a comparison of an attribute stands for; NULL never meets it.

    Args:
        comparison: Attribute, operator and values.

    Returns:
        A boolean expression over the customers `a`.
    """
    found = exp.cast(exp.column(comparison.attribute, "a", quoted=True), "TEXT")
    if comparison.operator == "=":
        return found.isin(*comparison.values)
    if comparison.operator == "!=":
        return sql.not_(found.isin(*comparison.values))
    orders = {"<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}
    bound = exp.Literal.number(f"{Decimal(comparison.values[0]):f}")
    # files may hold numbers as text: what is no number is as unknown as NULL
    return orders[comparison.operator](this=number_of_text(found), expression=bound)
