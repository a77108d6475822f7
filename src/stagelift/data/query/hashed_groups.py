"""Customers in 1,000 groups by a hash, so that a bootstrap of customers needs no customer.

A question adds the group to its keys and gets exact sums per group × cell from one GROUP BY.
Drawing groups with replacement is a bootstrap of clusters of customers that were formed at random:
all rows of a customer stay together, and no id leaves the engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from stagelift.data import sql
from stagelift.data.assign import hash_prefix, hash_prefix_sql

GROUPS = 1_000
SALT = "groups"  # a draw of its own: groups must not line up with any experiment's arms
DIGITS = 4  # 65,536 places in 1,000 groups of 65 or 66: their sizes are equal to within 1.5 %
HEX = "0123456789abcdef"
GROUP = "grp"  # the column's name


def hashed_group(customer: str | int) -> int:
    """The group of a customer.

    Args:
        customer: Text or integer id.

    Returns:
        0 to 999.

    Example:
        >>> hashed_group("kim"), hashed_group(17)
        (142, 50)
    """
    place = int(hash_prefix(customer, SALT)[:DIGITS], 16)
    return place * GROUPS >> 4 * DIGITS


def hashed_group_sql(customer: exp.Expr) -> exp.Expr:
    """The same group as an expression, NULL for a NULL customer.

    The digits are looked up one by one: engines do not share a cast from hexadecimal text.

    Args:
        customer: Expression of the customer's id, text or integer.

    Returns:
        An integer expression, 0 to 999.

    Example:
        >>> hashed_group_sql(exp.column("customer")).sql("duckdb")[:52]
        "CAST((((STRPOS('0123456789abcdef', SUBSTRING(SUBSTRI"
    """
    prefix = hash_prefix_sql(customer, SALT)
    place: exp.Expr = sql.number(0)
    for number in range(DIGITS):
        digit = exp.Substring(
            this=prefix.copy(), start=sql.number(number + 1), length=sql.number(1)
        )
        found = exp.StrPosition(this=sql.text(HEX), substr=digit)
        worth = exp.Mul(
            this=sql.paren(sql.plus(found, -1)), expression=sql.number(16 ** (DIGITS - 1 - number))
        )
        place = worth if number == 0 else exp.Add(this=place, expression=worth)
    scaled = exp.Mul(this=sql.paren(place), expression=sql.number(GROUPS))
    return sql.divide_whole(scaled, 16**DIGITS)


def sums_by_group(
    table: str,
    keys: Sequence[str],
    sums: Mapping[str, exp.Expr],
    *,
    sets: Sequence[Sequence[str]] = (),
    customer: str = "customer",
) -> exp.Select:
    """Exact sums per group of customers and cell, from one GROUP BY.

    Args:
        table: A table of the query with one row per unit, which names its customer.
        keys: Columns of the table that every cell has.
        sums: Aggregates over the table's columns, by the name they get.
        sets: Further columns by which the rows are split, each set alone beside the total; each of
            these columns comes with one named `…_all`, which is 1 where it is not split.
        customer: The column with the customer.

    Returns:
        A query with `grp` (0 to 999), the keys, the sets' columns and the sums; groups without a
        row in a cell are absent.

    Example:
        >>> n = exp.Sum(this=exp.column("n"))
        >>> found = sums_by_group("visits", ["day"], {"n": n}).sql("duckdb")
        >>> found[:38], found[-18:]
        ('SELECT grp, day, SUM(n) AS n FROM (SEL', ' GROUP BY grp, day')
    """
    group = sql.alias_(hashed_group_sql(exp.column(customer)), GROUP)
    grouped = exp.select("*", group).from_(table).subquery("grouped", copy=False)
    split = list(dict.fromkeys(name for names in sets for name in names))
    query = exp.select(GROUP, *keys).from_(grouped, copy=False)
    for name in split:
        query = query.select(name, f"GROUPING({name}) AS {name}_all", copy=False)
    query = query.select(*(sql.alias_(one, name) for name, one in sums.items()), copy=False)
    common = [GROUP, *keys]
    if not sets:
        return query.group_by(*common, copy=False)
    cells = ", ".join(f"({', '.join([*common, *names])})" for names in ((), *sets))
    return query.group_by(f"GROUPING SETS ({cells})", copy=False)
