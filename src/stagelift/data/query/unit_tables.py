"""Who is counted, and from which instant: stage entrants, actors, and the units of experiments."""

from __future__ import annotations

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.enrolments import assigned_tables, mapped_together, mapped_units
from stagelift.data.query.population_specs import (
    Actors,
    Alive,
    Assigned,
    Entrants,
    MappedAssignments,
)
from stagelift.data.query.populations import Ctes, matches, period_number
from stagelift.data.query.specs import Measurement


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
