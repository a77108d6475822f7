"""Units of several experiments asked at once: what a customer did is looked up once."""

from __future__ import annotations

from sqlglot import exp

from stagelift.data.query.populations import Ctes, last_entry
from stagelift.data.query.specs import Measurement


def moments_of(units: Ctes) -> Ctes:
    """The units of several experiments with each customer's instant once.

    What a customer did from an instant on is the same for every experiment entered then.

    Args:
        units: Tables ending in `units`.

    Returns:
        The same with the units as `entered`, ending in `units` that belong to no experiment.
    """
    (*before, (_, entered)) = units
    moments = exp.select(
        "0 AS population",
        "customer",
        "anchor",
        "-1 AS period_no",
        "CAST(NULL AS TEXT) AS variant",
    )
    moments = moments.from_("entered").distinct()
    return [*before, ("entered", entered), ("units", moments)]


def of_each_test(values: exp.Select, plan: Measurement) -> exp.Select:
    """The units of several experiments with the values of the instants at which they entered.

    Args:
        values: What `unit_values` is made of.
        plan: What is measured.

    Returns:
        A query over `entered` and `moments`.
    """
    names = [name for name in values.named_selects if name not in ("population", "variant")]
    names += ["known"] if plan.lookback else []
    names += [f"g{number}" for number in range(len(plan.segments) + len(plan.attributes))]
    query = exp.select("e.population AS population", "e.variant AS variant")
    query = query.select(*(f"m.{name} AS {name}" for name in names), copy=False)
    same = "m.customer = e.customer AND m.anchor = e.anchor"
    return query.from_("entered AS e").join("moments AS m", on=same, copy=False)


def of_several_tests(plan: Measurement) -> bool:
    """Whether several experiments are asked at once; each then has constants of its own.

    The sums of each are so the same as when it is asked alone.
    """
    return len(plan.populations) > 1 and last_entry(plan) is not None
