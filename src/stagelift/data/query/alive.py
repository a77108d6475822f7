"""Who was active at the start of each period and is active no more at its end, without a join.

A customer's events of one period say both, so each is looked at once for every period it can
matter to, instead of joining every active customer with all that customer did.
"""

from __future__ import annotations

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.populations import matches, window_count
from stagelift.data.query.specs import Alive, Flag, Measurement, PeriodWindow
from stagelift.data.query.values import Clock, indicator


def is_churn_alone(plan: Measurement) -> bool:
    """Whether a measurement asks active customers for nothing but the silence that follows.

    Args:
        plan: What is measured.

    Returns:
        True for one population of active customers whose values are `absent` flags over the same
        events and window.
    """
    if len(plan.populations) != 1 or plan.lookback:
        return False
    (population,) = plan.populations
    if not isinstance(population, Alive):
        return False
    return all(
        isinstance(value, Flag)
        and value.absent
        and value.terms == population.terms
        and value.window == population.within
        for _, value in plan.values
    )


def alive_values(plan: Measurement, clock: Clock) -> exp.Query:
    """One row per customer and period in which the customer was active at the start.

    Args:
        plan: What is measured; `is_churn_alone` holds.
        clock: The journey's local days.

    Returns:
        A query over `events` with the columns of `unit_values`.
    """
    active = [one for one in plan.populations if isinstance(one, Alive)]
    parts = [alive_in(plan, one, n, clock) for one in active for n in range(len(plan.periods))]
    return parts[0] if len(parts) == 1 else exp.union(*parts, distinct=False)


def alive_in(plan: Measurement, population: Alive, number: int, clock: Clock) -> exp.Select:
    """The customers active at the start of one period, and whether they are silent at its end.

    Args:
        plan: What is measured.
        population: Whose activity.
        number: The period's place.
        clock: The journey's local days.

    Returns:
        A query over `events`; the counts its segments need are as of the start.
    """
    period = plan.periods[number]
    anchor = exp.Literal.number(period.end - population.within)
    query = exp.select(
        "0 AS population",
        "CAST(NULL AS TEXT) AS variant",
        f"{number} AS period_no",
        sql.alias_(clock.day(anchor), "day"),
        "e.customer AS customer",
        sql.alias_(anchor.copy(), "anchor"),
    ).from_("events AS e")
    for place in range(len(plan.values)):
        still = exp.Max(this=active_at(population, period.end))
        silent = exp.Sub(this=exp.Literal.number(1), expression=still)
        query = query.select(sql.alias_(silent, f"v{place}"), copy=False)
    for place, rule in enumerate(plan.segments):
        for part, window in enumerate(rule.windows):
            count = window_count(window, at=str(period.start))
            query = query.select(sql.alias_(count, f"c{place}_{part}"), copy=False)
    query = query.where(looked_at(plan, population, period), copy=False)
    began = exp.Max(this=active_at(population, period.start)).eq(1)
    return query.group_by("e.customer", copy=False).having(began, copy=False)


def looked_at(plan: Measurement, population: Alive, period: PeriodWindow) -> exp.Expr:
    """The condition that an event can matter to a period: activity about it, or a segment's."""
    start, end = period.start - population.within, period.end
    found = [sql.and_(matches(population.terms), f"e.at > {start} AND e.at <= {end}")]
    for rule in plan.segments:
        for window in rule.windows:
            seen = sql.and_(matches(window.reads), f"e.at <= {period.start}")
            if window.within is not None:
                seen = sql.and_(seen, f"e.at > {period.start - window.within}")
            found.append(seen)
    return sql.or_(*found)


def active_at(population: Alive, instant: int) -> exp.Expr:
    """1 for an event that shows activity at an instant, else 0."""
    window = exp.condition(f"e.at > {instant - population.within} AND e.at <= {instant}")
    return indicator(sql.and_(matches(population.terms), window))
