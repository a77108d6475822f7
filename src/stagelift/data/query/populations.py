"""Who is counted, and from which instant: stage entrants, and the units of experiments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.assign import holdout_sql
from stagelift.data.casts import number_of_text
from stagelift.data.query.admitted import admitted, variant_sql
from stagelift.data.query.attributes import in_force
from stagelift.data.query.homes import at_home, first_at_home
from stagelift.data.query.specs import (
    Actors,
    Alive,
    Assigned,
    Comparison,
    Entrants,
    EventWindow,
    MappedAssignments,
    Measurement,
    PeriodWindow,
    Population,
    SegmentRule,
    Term,
    value_terms,
)
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


def entrant_units(code: int, population: Entrants, plan: Measurement) -> exp.Select:
    """The entrants of one stage, each with the instant its window starts.

    Args:
        code: The population's number in the result.
        population: Stage and entry mode.
        plan: What is measured.

    Returns:
        A query with population, customer, anchor, period_no and variant (NULL).
    """
    entries = exp.select("customer", "at", "period_no").from_("timed")
    entries = entries.where(exp.column("stage_no").eq(population.stage))
    if population.entry == "first_ever":
        ever = exp.select("customer", "MIN(at) AS at").from_("entries")
        ever = ever.where(exp.column("stage_no").eq(population.stage)).group_by("customer")
        entries = exp.select(
            "customer", "at", sql.alias_(period_number(plan.periods, exp.column("at")), "period_no")
        ).from_(ever.subquery("f", copy=False))
    units = exp.select(sql.alias_(exp.Literal.number(code), "population"), "customer")
    units = units.select("MIN(at) AS anchor", "period_no").group_by("customer", "period_no")
    return (
        units.select("CAST(NULL AS TEXT) AS variant")
        .from_(entries.subquery("n", copy=False))
        .where("period_no IS NOT NULL")
    )


def actor_units(code: int, population: Actors, plan: Measurement) -> exp.Select:
    """The customers who do something in a period, from the first time.

    Args:
        code: The population's number in the result.
        population: Which events, and which of them is the anchor.
        plan: What is measured.

    Returns:
        A query with population, customer, anchor, period_no and variant (NULL).
    """
    number = sql.alias_(period_number(plan.periods, exp.column("at")), "period_no")
    done = exp.select("customer", "at").from_("events AS e").where(matches(population.terms))
    if population.entry == "first_ever":
        done = exp.select("customer", "MIN(at) AS at").from_(done.subquery("d", copy=False))
        done = done.group_by("customer")
    timed = exp.select("customer", "at", number).from_(done.subquery("t", copy=False))
    return (
        exp.select(
            sql.alias_(exp.Literal.number(code), "population"),
            "customer",
            "MIN(at) AS anchor",
            "period_no",
            "CAST(NULL AS TEXT) AS variant",
        )
        .from_(timed.subquery("n", copy=False))
        .where("period_no IS NOT NULL")
        .group_by("customer", "period_no")
    )


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


def candidate_instants(population: Assigned) -> exp.Query:
    """The instants at which a customer can begin to meet the audience.

    A rule can only become true at the start of the run, at an event it asks for, or when an event
    it forbids falls out of its window. Each opening begins like a run.

    Args:
        population: An experiment's enrolment.

    Returns:
        A query with customer and anchor.
    """
    start, end = population.start, population.end
    rule = population.audience
    required = required_terms(rule) if rule else ()
    opened = population.openings
    # after a pause, or with more of the traffic, it is as at the start of the run
    starts = [start] if opened is None else sorted({one.start for one in opened}) or [start]
    parts = []
    for at in starts:
        known = exp.select("customer", sql.alias_(exp.Literal.number(at), "anchor")).from_(
            "events AS e"
        )
        known = known.where(exp.column("at") < at)
        if rule and rule.windows:  # each candidate is joined with events; else the first is kept
            known = known.distinct()
        parts.append(known.where(matches(required)) if required else known)
    before: exp.Query = parts[0] if len(parts) == 1 else exp.union(*parts, distinct=False)
    if population.at_once:
        return before
    during = exp.select("customer", "at AS anchor").from_("events AS e")
    during = during.where(exp.column("at") >= start, exp.column("at") < end)
    during = during.where(matches(required)) if required else during
    found: exp.Query = exp.union(before, during, distinct=False)
    for window in rule.windows if rule else ():
        if (window.at_least == 0 or window.below) and window.within is not None:
            expiry = f"at + {window.within}"
            again = exp.select("customer", f"{expiry} AS anchor").from_("events AS e")
            again = again.where(matches(window.terms), f"{expiry} >= {start}", f"{expiry} < {end}")
            found = exp.union(found, again, distinct=False)
    return found


def assigned_tables(plan: Measurement) -> Ctes:
    """The customers that experiments assign by hash, each at the first instant it qualifies.

    Args:
        plan: What is measured; nobody is assigned at or after its instant.

    Returns:
        A table `units_<code>` for each experiment, after those it reads; customers who qualify for
        several in the same way are found once.
    """
    tables: Ctes = []
    alike: dict[tuple[object, ...], list[tuple[int, Assigned]]] = defaultdict(list)
    for code, population in enumerate(plan.populations):
        if isinstance(population, Assigned):
            alike[way_in(population)].append((code, population))
    for experiments in alike.values():
        first, _ = experiments[0]
        before, entered = qualified(*experiments[0], plan.as_of)
        tables.extend(before)
        if len(experiments) > 1:
            tables.append((f"first_{first}", entered))
            entered = exp.select("*").from_(f"first_{first}")
        tables.extend((f"units_{n}", hashed(n, one, entered.copy())) for n, one in experiments)
    return tables


def way_in(population: Assigned) -> tuple[object, ...]:
    """What decides when a customer first qualifies: all but the hash and the holdout.

    Args:
        population: An experiment's enrolment.

    Returns:
        A key.
    """
    draw = "" if population.openings is None else population.draw
    run = (population.start, population.end, population.at_once, population.openings)
    return (population.audience, *run, draw, population.household)


def qualified(code: int, population: Assigned, as_of: int) -> tuple[Ctes, exp.Select]:
    """The customers who qualify for an experiment, each with the first instant.

    Args:
        code: The population's number in the result.
        population: Audience and run.
        as_of: Instant of knowledge, µs UTC: nobody is assigned at or after it.

    Returns:
        The tables it reads; and a query with customer and anchor.
    """
    candidates, meeting = f"candidates_{code}", f"qualified_{code}"
    known = exp.select("customer", "anchor").from_(
        candidate_instants(population).subquery("k", copy=False)
    )
    known = known.where(exp.column("anchor") < as_of)
    if population.openings is not None:
        unit: exp.Expr = exp.cast(exp.column("customer"), "TEXT")
        if population.household:
            unit = exp.column("home")
            known = exp.select("customer", "anchor").from_(at_home(known).subquery("k"))
        taken = admitted(population.openings, population.draw, unit, exp.column("anchor"))
        known = known.where(taken)
    tables: Ctes = [(candidates, known)]
    rule = population.audience
    source = candidates
    if rule and rule.windows:
        counts = [window_count(window, at="c.anchor") for window in rule.windows]
        terms = [term for window in rule.windows for term in window.reads]
        looked_at = sql.and_("e.customer = c.customer", "e.at <= c.anchor", matches(terms))
        meets = (
            exp.select("c.customer AS customer", "c.anchor AS anchor")
            .from_(f"{candidates} AS c")
            # a customer without any of these events meets a rule that only forbids some
            .join("events AS e", on=looked_at, join_type="left")
            .group_by("c.customer", "c.anchor")
            .having(*(window_holds(w, n) for w, n in zip(rule.windows, counts, strict=True)))
        )
        tables.append((meeting, meets))
        source = meeting
    first = exp.select("q.customer AS customer", "MIN(q.anchor) AS anchor").from_(f"{source} AS q")
    if rule and rule.attributes:
        first = first.join("customers AS a", on=in_force("q", "q.anchor"))
        first = first.where(*(compared(comparison) for comparison in rule.attributes))
    return tables, first.group_by("q.customer")


def hashed(code: int, population: Assigned, first: exp.Select) -> exp.Select:
    """The first qualifying instants with the variant the hash gives, the holdout left out.

    Args:
        code: The population's number in the result.
        population: Shares and salt.
        first: A query with customer and anchor.

    Returns:
        A query with population, customer, anchor, period_no and variant.
    """
    customer: exp.Expr = exp.cast(exp.column("customer", "f"), "TEXT")
    unit, entered = customer, exp.column("anchor", "f")
    if population.household:  # the split is that of the household's first entry
        first = first_at_home(first)
        unit, entered = exp.column("home", "f"), exp.column("entered", "f")
    variant = variant_sql(unit, population.salt, population.variants, population.epochs, entered)
    query = exp.select(
        sql.alias_(exp.Literal.number(code), "population"),
        "f.customer AS customer",
        "f.anchor AS anchor",
        "-1 AS period_no",
        sql.alias_(variant, "variant"),
    ).from_(first.subquery("f", copy=False))
    if population.holdout:
        query = query.where(sql.not_(holdout_sql(customer, population.holdout)))
    return query


def mapped_units(code: int, population: MappedAssignments) -> exp.Select:
    """The units of a mapped assignments table; the first assignment of a customer governs.

    Args:
        code: The population's number in the result.
        population: Experiment and run.

    Returns:
        A query with population, customer, anchor, period_no and variant.
    """
    ranked = exp.select(
        "customer",
        "at",
        "variant",
        # bytes, not the database's language, so that a tie falls alike on every engine
        'ROW_NUMBER() OVER (PARTITION BY customer ORDER BY at, variant COLLATE "C") AS place',
    ).from_("assignments")
    ranked = ranked.where(
        exp.column("experiment").eq(population.experiment),
        exp.column("at") >= population.start,
        exp.column("at") < population.end,
    )
    return (
        exp.select(
            sql.alias_(exp.Literal.number(code), "population"),
            "customer",
            "at AS anchor",
            "-1 AS period_no",
            "variant",
        )
        .from_(ranked.subquery("r", copy=False))
        .where("place = 1")
    )


def mapped_together(populations: Sequence[tuple[int, MappedAssignments]]) -> exp.Select:
    """The units of several experiments in a mapped assignments table, which is read once.

    Args:
        populations: Each with its number in the result.

    Returns:
        A query as `mapped_units` gives it.
    """
    known = [(code, one.experiment, one.start, one.end) for code, one in populations]
    runs = exp.values(known, alias="r", columns=("population", "named", "starts", "ends"))
    entered = (
        exp.select(
            "r.population AS population",
            "m.customer AS customer",
            "m.at AS at",
            "m.variant AS variant",
            "ROW_NUMBER() OVER (PARTITION BY r.population, m.customer"
            ' ORDER BY m.at, m.variant COLLATE "C") AS place',
        )
        .from_("assignments AS m")
        .join(runs, on="m.experiment = r.named AND m.at >= r.starts AND m.at < r.ends", copy=False)
    )
    units = exp.select("population", "customer", "at AS anchor", "-1 AS period_no", "variant")
    return units.from_(entered.subquery("n", copy=False)).where("place = 1")


def alive_units(code: int, population: Alive, plan: Measurement) -> list[exp.Query]:
    """The customers active at the start of each period.

    Args:
        code: The population's number in the result.
        population: Which events show activity, and for how long.
        plan: What is measured.

    Returns:
        One query per period with population, customer, anchor, period_no and variant (NULL).
    """
    return [
        exp.select(
            sql.alias_(exp.Literal.number(code), "population"),
            "customer",
            sql.alias_(exp.Literal.number(period.end - population.within), "anchor"),
            sql.alias_(exp.Literal.number(number), "period_no"),
            "CAST(NULL AS TEXT) AS variant",
        )
        .from_("events AS e")
        .where(
            matches(population.terms),
            exp.column("at") > period.start - population.within,
            exp.column("at") <= period.start,
        )
        .group_by("customer")
        for number, period in enumerate(plan.periods)
    ]


def unit_tables(plan: Measurement) -> Ctes:
    """All units of all populations as one table.

    Args:
        plan: What is measured; `events` is there, and `entries` where stage entrants are asked.

    Returns:
        Tables ending in `units` (population, customer, anchor, period_no, variant).
    """
    tables: Ctes = []
    if any(isinstance(p, Entrants) and p.entry != "first_ever" for p in plan.populations):
        number = sql.alias_(period_number(plan.periods, exp.column("at")), "period_no")
        timed = exp.select("customer", "at", "stage_no", number).from_("entries")
        tables.append(("timed", timed))
    parts: list[exp.Query] = []
    tables.extend(assigned_tables(plan))
    mapped = [(n, p) for n, p in enumerate(plan.populations) if isinstance(p, MappedAssignments)]
    if len(mapped) > 1:
        parts.append(mapped_together(mapped))
    for code, population in enumerate(plan.populations):
        if isinstance(population, Entrants):
            parts.append(entrant_units(code, population, plan))
        elif isinstance(population, Actors):
            parts.append(actor_units(code, population, plan))
        elif isinstance(population, Alive):
            parts.extend(alive_units(code, population, plan))
        elif isinstance(population, Assigned):
            parts.append(exp.select("*").from_(f"units_{code}"))
        elif len(mapped) == 1:
            parts.append(mapped_units(code, population))
    units = parts[0] if len(parts) == 1 else exp.union(*parts, distinct=False)
    tables.append(("units", units))
    return tables
