"""The right side of a source mapping: a column, or an expression over the source's columns.

What users write is parsed into a tree, every node is checked against a list of harmless ones, and
every column is replaced by the source's own name for it; the text itself never reaches an engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from stagelift.data import sql
from stagelift.errors import Issue, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

# no statement, subquery, window, aggregate or function that reads the clock, chance or a file
ALLOWED: tuple[type[exp.Expr], ...] = (
    *(exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.Neg),
    *(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.DPipe, exp.Concat),
    *(exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Is, exp.In, exp.Between, exp.Like),
    *(exp.And, exp.Or, exp.Not, exp.Case, exp.If, exp.Coalesce, exp.Nullif, exp.Cast, exp.TryCast),
    *(exp.DataType, exp.DataTypeParam, exp.Abs, exp.Round, exp.Floor, exp.Ceil, exp.Greatest),
    *(exp.Least, exp.Lower, exp.Upper, exp.Trim, exp.Substring, exp.Replace, exp.Length),
    *(exp.Left, exp.Right, exp.SplitPart),
)
SHOWN_COLUMNS = 30


def parse_column(
    written: str, known: Collection[str], where: str
) -> tuple[exp.Expr | None, tuple[Issue, ...]]:
    """The expression a mapping's right side stands for, over the source's own column names.

    Args:
        written: A column's name, or an expression such as `net - coupon` or `'ordered'`.
        known: The source's columns.
        where: Dotted path of the key, for issues.

    Returns:
        The expression with quoted columns, or None; and all mistakes found.

    Example:
        >>> found, _ = parse_column("net - coupon", ["net", "coupon"], "value")
        >>> found.sql("duckdb")
        '"net" - "coupon"'
        >>> print(*parse_column("nett", ["net"], "sources.app.value")[1])
        sources.app.value: no column 'nett'; there are net. Did you mean 'net'?
    """
    name = own_name(written.strip(), known)
    if name is not None:
        return sql.column(name), ()
    tree, problem = _parsed(written)
    if tree is None:
        return None, (Issue(None, where, problem),)
    missing = [part for part in tree.find_all(exp.Column) if own_name(part.name, known) is None]
    if missing:
        return None, tuple(_unknown(part.sql(), part.name, known, where) for part in missing)
    return tree.transform(_resolved, tuple(known)), ()


def own_name(name: str, known: Iterable[str]) -> str | None:
    """The source's own spelling of a column: exact, else the only one that differs in case.

    Args:
        name: What was written.
        known: The source's columns.

    Returns:
        The column's name, or None.

    Example:
        >>> own_name("USER_ID", ["user_id"])
        'user_id'
    """
    names = tuple(known)
    if name in names:
        return name
    alike = [one for one in names if one.casefold() == name.casefold()]
    return alike[0] if len(alike) == 1 else None


def _parsed(written: str) -> tuple[exp.Expr | None, str]:
    """One harmless expression, or the reason why it is none."""
    usual = "write a column or an expression over columns, such as net_amount - coupon_amount"
    try:
        trees = sqlglot.parse(written, dialect="duckdb")
    except SqlglotError:
        return None, f"'{written}' cannot be read; {usual}"
    tree = trees[0] if len(trees) == 1 else None
    if tree is None:
        return None, f"'{written}' is not one expression; {usual}"
    odd = next((node for node in tree.walk() if not isinstance(node, ALLOWED)), None)
    if odd is not None:
        return None, f"'{odd.sql('duckdb')}' is not allowed here; {usual}"
    if any(part.args.get("table") for part in tree.find_all(exp.Column)):
        return None, f"'{written}' names a table; {usual}"
    return tree, ""


def _unknown(shown: str, name: str, known: Collection[str], where: str) -> Issue:
    listed = ", ".join(list(known)[:SHOWN_COLUMNS])
    more = f" and {len(known) - SHOWN_COLUMNS} more" if len(known) > SHOWN_COLUMNS else ""
    hint = did_you_mean(name, known)
    return Issue(None, where, f"no column '{shown}'; there are {listed}{more}", hint)


def _resolved(node: exp.Expr, known: tuple[str, ...]) -> exp.Expr:
    if isinstance(node, exp.Column):
        return sql.column(own_name(node.name, known) or node.name)
    if isinstance(node, exp.Div | exp.Mod | exp.IntDiv):
        # by zero: NULL on some engines, an error on others
        node.set("expression", exp.Nullif(this=node.expression, expression=sql.number(0)))
    return node
