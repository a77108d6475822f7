"""Segments written as SQL: one harmless query over our tables, rendered for the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from stagelift.data import sql
from stagelift.data.query.attributes import EARLIEST
from stagelift.errors import ArgumentError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.data.contract import Contract
    from stagelift.data.query.segment_specs import SegmentRule

DIALECT = "duckdb"  # in which these queries are written, whatever the engine
DURATIONS = {"MINUTE": 60, "HOUR": 3_600, "DAY": 86_400, "WEEK": 604_800}
READABLE = ("events", "customers", "surveys", "contracts", "messages", "assignments")
AS_OF = "as_of"
USUAL = "write 'SELECT customer FROM events WHERE ...'"


def checked(written: str) -> exp.Select:
    """The query a segment is written as, when it does no more than read our tables.

    Args:
        written: SQL.

    Returns:
        Its tree; `INTERVAL '7' DAY` has become microseconds.

    Raises:
        ArgumentError: When it cannot be read, is no SELECT of `customer` and perhaps `since`, or
            reads anything but our tables.

    Example:
        >>> checked("SELECT customer FROM events WHERE at > as_of - INTERVAL '2' DAY").sql()
        'SELECT customer FROM events WHERE at > as_of - 172800000000'
    """
    try:
        trees = sqlglot.parse(written, dialect=DIALECT)
    except SqlglotError:
        raise ArgumentError(f"sql cannot be read; {USUAL}") from None
    tree = trees[0] if len(trees) == 1 else None
    if not isinstance(tree, exp.Select):
        raise ArgumentError(f"sql is not one SELECT; {USUAL}")
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier) or table.db:
            raise ArgumentError(f"sql reads '{table.sql(DIALECT)}'; only our tables may be read")
        if table.name not in READABLE and table.name not in own:
            hint = did_you_mean(table.name, READABLE)
            listed = ", ".join(READABLE)
            raise ArgumentError(
                f"sql reads '{table.name}'; our tables are {listed}. {hint}".rstrip()
            )
    odd = next(tree.find_all(exp.Anonymous, exp.Command), None)
    if odd is not None:
        raise ArgumentError(f"sql uses '{odd.sql(DIALECT)}', which not every engine knows")
    names = [projection.alias_or_name for projection in tree.expressions]
    if names not in (["customer"], ["customer", "since"]):
        raise ArgumentError("sql selects 'customer', and 'since' where it is known from when")
    for node in list(tree.find_all(exp.Interval)):
        node.replace(_microseconds(node))
    return tree


def _microseconds(node: exp.Interval) -> exp.Expr:
    """A length of time as our instants count it."""
    unit = str(node.args.get("unit") or "").upper().removesuffix("S")
    amount = node.this.name if node.this is not None else ""
    if unit not in DURATIONS or not amount.isdecimal():
        raise ArgumentError(f"sql uses '{node.sql(DIALECT)}'; write INTERVAL '7' DAY")
    return sql.number(int(amount) * DURATIONS[unit] * 1_000_000)


def written_members(contract: Contract, written: str) -> exp.Select:
    """The customers a written query returns.

    Its tables hold what is known as of the contract's instant; instants are microseconds UTC, and
    `as_of` stands for that instant.

    Args:
        contract: The contract tables.
        written: SQL.

    Returns:
        A query with customer and since (µs, the earliest; before all instants where the query does
        not say), one row a customer.

    Raises:
        ArgumentError: When it is no such query.
        DataError: When a table it reads is not mapped, or lacks a column.
    """
    tree = checked(written)
    for node in list(tree.find_all(exp.Column)):
        if node.name == AS_OF and not node.table:
            node.replace(sql.number(contract.as_of_us))
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    read = {table.name for table in tree.find_all(exp.Table)} - own
    dated = len(tree.expressions) > 1
    since = "MIN(since)" if dated else str(EARLIEST)
    found = exp.select("customer", f"{since} AS since").from_(tree.subquery("said", copy=False))
    found = found.where("customer IS NOT NULL").group_by("customer")
    for role in sorted(read):
        found = found.with_(role, as_=contract.required(role, _columns(contract, tree, role)))
    return found


def _columns(contract: Contract, tree: exp.Select, role: str) -> tuple[str, ...]:
    """The columns of one of our tables that the query names."""
    named = dict.fromkeys(node.name for node in tree.find_all(exp.Column))
    return tuple(name for name in named if name != "customer" and contract.maps(role, name))


def written_tables(contract: Contract, rules: Sequence[SegmentRule]) -> list[tuple[str, exp.Query]]:
    """The members of every segment that is written as SQL.

    Args:
        contract: The contract tables.
        rules: Segments of any kind.

    Returns:
        Tables `written_0`, `written_1` … by the place of the segment.

    Raises:
        ArgumentError: When one is no query that may be asked.
        DataError: When a table it reads is not mapped.
    """
    return [
        (f"written_{number}", written_members(contract, rule.sql))
        for number, rule in enumerate(rules)
        if rule.sql is not None
    ]


def written_join(
    query: exp.Select, rules: Sequence[SegmentRule], table: str, at: str
) -> exp.Select:
    """A query over units with the written segments they are in at an instant.

    Args:
        query: It reads units with a customer.
        rules: Segments of any kind.
        table: Alias of the units.
        at: SQL of the instant, µs.

    Returns:
        The same query; `w0`, `w1` … are NULL beside units that are no members.
    """
    for number, rule in enumerate(rules):
        if rule.sql is not None:
            same = f"w{number}.customer = {table}.customer AND w{number}.since <= {at}"
            named = f"written_{number} AS w{number}"
            query = query.join(named, on=exp.condition(same), join_type="left", copy=False)
    return query


def written_holds(number: int, rule: SegmentRule) -> tuple[exp.Expr, ...]:
    """The condition that a unit is in a written segment.

    Args:
        number: The segment's place.
        rule: The segment.

    Returns:
        One condition; none for a segment that is not written as SQL.
    """
    return () if rule.sql is None else (exp.condition(f"w{number}.customer IS NOT NULL"),)
