"""The units of experiments: drawn by hash as they qualify, or named by an assignments table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.assign import holdout_sql
from stagelift.data.query.admitted import admitted, variant_sql
from stagelift.data.query.attributes import in_force
from stagelift.data.query.homes import at_home, first_at_home
from stagelift.data.query.population_specs import Assigned, MappedAssignments
from stagelift.data.query.populations import (
    Ctes,
    compared,
    matches,
    required_terms,
    window_count,
    window_holds,
)
from stagelift.data.query.specs import Measurement


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
