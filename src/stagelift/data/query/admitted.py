"""The conditions under which an experiment takes a unit, and the variant it then has."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.assign import assign_sql, between_sql
from stagelift.data.query.openings import Epoch, Opening, Shares


def admitted(openings: Iterable[Opening], draw: str, unit: exp.Expr, at: exp.Expr) -> exp.Expr:
    """The condition that a unit is taken at an instant.

    Args:
        openings: When units are taken, and which.
        draw: Salt of the draw that says which.
        unit: Expression of the unit's id as text.
        at: Expression of the instant, µs UTC.

    Returns:
        A condition; false where nobody is ever taken.

    Example:
        >>> admitted([Opening(5, 9)], "s", exp.column("c"), exp.column("at")).sql("duckdb")
        '(("at" >= 5 AND "at" < 9))'
    """
    found = []
    for one in openings:
        within: list[exp.Expr] = [at.copy() >= one.start, at.copy() < one.end]
        if not one.takes_everyone:
            within.append(between_sql(unit.copy(), draw, one.low, one.high))
        found.append(sql.paren(sql.and_(*within)))
    return sql.paren(sql.or_(*found)) if found else exp.false()


def variant_sql(
    unit: exp.Expr, salt: str, shares: Shares, epochs: Iterable[Epoch], at: exp.Expr
) -> exp.Expr:
    """The variant of a unit by the split that holds when it enters.

    Args:
        unit: Expression of the unit's id as text.
        salt: Salt of the split, the same in every epoch.
        shares: The first split.
        epochs: Later splits in order of time.
        at: Expression of the instant of entry, µs UTC.

    Returns:
        A text expression, NULL for a NULL unit.

    Example:
        >>> from fractions import Fraction
        >>> whole = (("a", Fraction(1)),)
        >>> found = variant_sql(exp.column("c"), "s", whole, (Epoch(7, whole),), exp.column("at"))
        >>> found.sql("duckdb")[:26]
        'CASE WHEN "at" >= 7 THEN C'
    """

    def split(parts: Shares) -> exp.Expr:
        names, each = zip(*parts, strict=True)
        return assign_sql(unit.copy(), salt, names, each)

    later = sorted(epochs, key=lambda one: -one.start)
    branches = [(at.copy() >= one.start, split(one.shares)) for one in later]
    return sql.case(branches, split(shares))
