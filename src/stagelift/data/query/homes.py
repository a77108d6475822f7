"""The household of a customer at an instant: the unit where whole households are randomised."""

from __future__ import annotations

from sqlglot import exp

from stagelift.data.query.attributes import in_force

HOUSEHOLD = "household"


def home_sql(table: str) -> exp.Expr:
    """The household of the rows joined with the customers `a`; without one, the customer itself.

    A customer whose own id is others' household id belongs to them: the hash gives both one
    variant, so they are one unit.

    Args:
        table: Alias of the rows with the customer.

    Returns:
        A text expression, never NULL for a known customer.

    Example:
        >>> home_sql("f").sql("duckdb")
        "COALESCE(NULLIF(TRIM(CAST(a.household AS TEXT)), ''), CAST(f.customer AS TEXT))"
    """
    known = exp.Trim(this=exp.cast(exp.column(HOUSEHOLD, "a"), "TEXT"))
    named = exp.Nullif(this=known, expression=exp.Literal.string(""))
    return exp.func("COALESCE", named, exp.cast(exp.column("customer", table), "TEXT"))


def at_home(rows: exp.Query) -> exp.Select:
    """Rows of customers and instants with the household in force then.

    Args:
        rows: A query with customer and anchor; `customers` is there.

    Returns:
        A query with customer, anchor and home.
    """
    found = exp.select("f.customer AS customer", "f.anchor AS anchor", home_sql("f").as_("home"))
    found = found.from_(rows.subquery("f", copy=False))
    return found.join("customers AS a", on=in_force("f", "f.anchor"), join_type="left")


def first_at_home(rows: exp.Query) -> exp.Select:
    """The same, with the instant at which the first of the household enters.

    Args:
        rows: A query with customer and anchor, each customer once.

    Returns:
        A query with customer, anchor, home and entered.
    """
    first = "MIN(anchor) OVER (PARTITION BY home) AS entered"
    return exp.select("customer", "anchor", "home", first).from_(
        at_home(rows).subquery("h", copy=False)
    )
