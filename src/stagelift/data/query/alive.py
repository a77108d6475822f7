"""Who was active at the start of each period, and who of them is silent at its end.

What a customer did is told as runs of activity, each from an event until no later event has come
for the length of the window. Runs are few and lie apart, so that a customer is active at an instant
when one run holds it: nobody is joined with everything that person ever did.
"""

from __future__ import annotations

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.query.population_specs import Alive
from stagelift.data.query.populations import Ctes, matches, window_count
from stagelift.data.query.segment_specs import EventWindow
from stagelift.data.query.specs import Measurement
from stagelift.data.query.value_specs import Flag
from stagelift.data.query.values import Clock


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


def alive_tables(plan: Measurement, clock: Clock) -> Ctes:
    """One row per customer and period in which the customer was active at the start.

    Args:
        plan: What is measured; `is_churn_alone` holds, and the table `events` is there.
        clock: The journey's local days.

    Returns:
        Tables ending in `unit_values`.
    """
    (population,) = (one for one in plan.populations if isinstance(one, Alive))
    windows = [
        (f"c{place}_{part}", window)
        for place, rule in enumerate(plan.segments)
        for part, window in enumerate(rule.windows)
    ]
    tables: Ctes = [("periods", period_rows(plan, population)), ("runs", runs_of(population))]
    if windows:
        tables.append(("looked", looked_back_on(windows)))
    tables.append(("unit_values", active_units(plan, clock, [name for name, _ in windows])))
    return tables


def period_rows(plan: Measurement, population: Alive) -> exp.Query:
    """The periods as rows.

    Args:
        plan: What is measured.
        population: Whose activity.

    Returns:
        A query with period_no, starts, ends and anchor: one window before the end.
    """
    rows: list[exp.Query] = [
        exp.select(
            f"{number} AS period_no",
            f"{period.start} AS starts",
            f"{period.end} AS ends",
            f"{period.end - population.within} AS anchor",
        )
        for number, period in enumerate(plan.periods)
    ]
    return rows[0] if len(rows) == 1 else exp.union(*rows, distinct=False)


def runs_of(population: Alive) -> exp.Select:
    """The runs of activity of each customer, from the table `events`.

    Args:
        population: Whose activity.

    Returns:
        A query with customer, since and until; the customer is active in [since, until).
    """
    within = population.within
    seen = exp.select(
        "customer",
        "at",
        "LAG(at) OVER (PARTITION BY customer ORDER BY at) AS before",
        "LEAD(at) OVER (PARTITION BY customer ORDER BY at) AS after",
    )
    seen = seen.from_("events AS e").where(matches(population.terms))
    # the last event of a run says when it ends, the first one when it began: each is a row
    ends = exp.select(
        "customer",
        f"CASE WHEN before IS NULL OR at > before + {within} THEN at END AS began",
        f"CASE WHEN after IS NULL OR after > at + {within} THEN at + {within} END AS until",
    ).from_(seen.subquery("s", copy=False))
    ends = ends.where(
        f"before IS NULL OR at > before + {within} OR after IS NULL OR after > at + {within}"
    )
    whole = exp.select(
        "customer",
        "until",
        "MAX(began) OVER (PARTITION BY customer ORDER BY COALESCE(began, until)"
        " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS since",
    )
    whole = whole.from_(ends.subquery("n", copy=False))
    return (
        exp.select("customer", "since", "until")
        .from_(whole.subquery("w", copy=False))
        .where("until IS NOT NULL")
    )


def looked_back_on(windows: list[tuple[str, EventWindow]]) -> exp.Select:
    """The counts that segments need of each customer as of the start of each period.

    Args:
        windows: Counts with the names of their columns; at least one.

    Returns:
        A query over `events` and `periods` with customer, period_no and the counts.
    """
    kinds = sorted({term for _, window in windows for term in window.reads})
    few = exp.select("*").from_("events AS e").where(matches(kinds))
    seen = [exp.condition("e.at <= p.starts")]
    lengths = [window.within for _, window in windows if window.within is not None]
    if len(lengths) == len(windows):
        seen.append(exp.condition(f"e.at > p.starts - {max(lengths)}"))
    query = exp.select("e.customer AS customer", "p.period_no AS period_no")
    for name, window in windows:
        query = query.select(sql.alias_(window_count(window, at="p.starts"), name), copy=False)
    query = query.from_(few.subquery("e", copy=False)).join("periods AS p", on=sql.and_(*seen))
    return query.group_by("e.customer", "p.period_no", copy=False)


def active_units(plan: Measurement, clock: Clock, counts: list[str]) -> exp.Select:
    """The customers a run of activity holds at the start of a period, and who is silent at its end.

    Args:
        plan: What is measured.
        clock: The journey's local days.
        counts: The columns of `looked`; none without such segments.

    Returns:
        A query over `runs` and `periods` with the columns of `unit_values`.
    """
    query = exp.select(
        "0 AS population",
        "CAST(NULL AS TEXT) AS variant",
        "p.period_no AS period_no",
        sql.alias_(clock.day(exp.column("anchor", "p")), "day"),
        "r.customer AS customer",
        "p.anchor AS anchor",
    )
    silent = "CASE WHEN r.until > p.ends OR l.customer IS NOT NULL THEN 0 ELSE 1 END"
    for place in range(len(plan.values)):
        query = query.select(f"{silent} AS v{place}", copy=False)
    for name in counts:
        query = query.select(f"COALESCE(k.{name}, 0) AS {name}", copy=False)
    began = "r.since <= p.starts AND p.starts < r.until"
    query = query.from_("runs AS r").join("periods AS p", on=began, copy=False)
    # a run that ended may have been followed by another, which then holds the end
    later = "l.since > p.starts AND l.since <= p.ends AND l.until > p.ends"
    query = query.join(
        "runs AS l", on=f"l.customer = r.customer AND {later}", join_type="left", copy=False
    )
    if not counts:
        return query
    same = "k.customer = r.customer AND k.period_no = p.period_no"
    return query.join("looked AS k", on=same, join_type="left", copy=False)
