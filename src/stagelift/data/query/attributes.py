"""What customers are, as of an instant: the rows of the customers table in force then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql

if TYPE_CHECKING:
    from collections.abc import Collection

    from stagelift.data.contract import Contract

EARLIEST, LATEST = -(2**62), 2**62  # before and after every instant
FROM, TO = "held_from", "held_to"


def customer_table(contract: Contract, names: Collection[str]) -> exp.Select:
    """The attributes of customers, each row with the time in which it holds.

    A row holds from its `valid_from` until its `valid_to`, or until the customer's next row begins.
    Without these columns the one row of a customer holds always.

    Args:
        contract: The contract tables.
        names: Attributes.

    Returns:
        A query with customer, the attributes, held_from and held_to (µs, half-open); the rows of a
        customer do not overlap.

    Raises:
        DataError: When no source holds customers, or none has an attribute.
    """
    kept = [sql.column(name) for name in ("customer", *names)]
    if not contract.maps("customers", "valid_from"):
        rows = contract.required("customers", tuple(names)).subquery("contract", copy=False)
        always = (sql.alias_(sql.number(EARLIEST), FROM), sql.alias_(sql.number(LATEST), TO))
        return exp.select(*kept, *always).from_(rows, copy=False)
    begins = exp.func("COALESCE", sql.column("valid_from"), sql.number(EARLIEST))
    ends = exp.func("COALESCE", sql.column("valid_to"), sql.number(LATEST))
    held = exp.select(*kept, "version", sql.alias_(begins, FROM), sql.alias_(ends, "ends"))
    held = held.from_(contract.versions(tuple(names)).subquery("contract", copy=False))
    order = ", ".join(f'CAST("{name}" AS TEXT) COLLATE "C" NULLS LAST' for name in names)
    rank = "ROW_NUMBER() OVER (PARTITION BY customer, held_from ORDER BY version DESC, ends DESC"
    ranked = exp.select(*kept, FROM, "ends", f"{rank}{', ' + order if order else ''}) AS place")
    ranked = ranked.from_(held.subquery("held", copy=False))
    following = f"LEAD({FROM}) OVER (PARTITION BY customer ORDER BY {FROM})"
    until = f"LEAST(ends, COALESCE({following}, {LATEST})) AS {TO}"
    return exp.select(*kept, FROM, until).from_(ranked.subquery("r", copy=False)).where("place = 1")


def in_force(table: str, at: str) -> exp.Expr:
    """The join condition that a row of `customer_table` `a` is the one of an instant.

    Args:
        table: Alias of the units joined with it.
        at: SQL of the instant, µs.

    Returns:
        A boolean expression.

    Example:
        >>> in_force("x", "x.anchor").sql()[:30]
        'a.customer = x.customer AND a.'
    """
    return exp.condition(f"a.customer = {table}.customer AND a.{FROM} <= {at} AND a.{TO} > {at}")
