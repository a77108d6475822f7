"""The right side of a source mapping: a column, or an expression over the source's columns.

What users write is parsed into a tree, every node is checked against a list of harmless ones, and
every column is replaced by the source's own name for it; the text itself never reaches an engine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from stagelift.data import sql
from stagelift.data.nested import NESTED, names_in, value_at
from stagelift.errors import Issue, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator


# no statement, subquery, window, aggregate or function that reads the clock, chance or a file
ALLOWED: tuple[type[exp.Expr], ...] = (
    *(exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.Neg),
    *(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.DPipe, exp.Concat),
    *(exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Is, exp.In, exp.Between, exp.Like),
    *(exp.And, exp.Or, exp.Not, exp.Case, exp.If, exp.Coalesce, exp.Nullif, exp.Cast, exp.TryCast),
    *(exp.DataType, exp.DataTypeParam, exp.Abs, exp.Round, exp.Floor, exp.Ceil, exp.Greatest),
    *(exp.Least, exp.Lower, exp.Upper, exp.Trim, exp.Substring, exp.Replace, exp.Length),
    *(exp.Left, exp.Right, exp.SplitPart, exp.Dot),
)
SHOWN_COLUMNS = 30
USUAL = "write a column or an expression over columns, such as net_amount - coupon_amount"
PLAIN_PATH = r"[^\s'\"()*/+|,;=<>-]+"  # a path whose names need no quotes, such as properties.$os


def parse_column(
    written: str, known: Collection[str], where: str, *, absent: Collection[str] = ()
) -> tuple[exp.Expr | None, tuple[Issue, ...]]:
    r"""The expression a mapping's right side stands for, over the source's own column names.

    Args:
        written: A column's name, an expression such as `net - coupon` or `'ordered'`, or a path
            into a column that holds several values, such as `properties.price`.
        known: The source's columns; a mapping to their types where paths are to be found.
        where: Dotted path of the key, for issues.
        absent: Columns that may be missing and are: NULL in an expression, left out of a coalesce.

    Returns:
        The expression with quoted columns, or None; and all mistakes found.

    Example:
        >>> found, _ = parse_column("net - coupon", ["net", "coupon"], "value")
        >>> found.sql("duckdb")
        '"net" - "coupon"'
        >>> print(*parse_column("nett", ["net"], "sources.app.value")[1])
        sources.app.value: no column 'nett'; there are net. Did you mean 'net'?
        >>> parse_column("geo.city", {"geo": "json"}, "keep.city")[0].sql("duckdb")
        '("geo" ->> \'$.city\')'
    """
    name = own_name(written.strip(), known)
    if name is not None:
        return sql.column(name), ()
    plain = re.fullmatch(PLAIN_PATH, written.strip()) and written.strip().split(".")
    if plain and (found := _value_of(tuple(plain), known)) is not None:
        return found, ()
    tree, problem = _parsed(written)
    if tree is None:
        return None, (Issue(None, where, problem),)
    tree = _without(tree, absent) if absent else tree
    paths = tuple(dict.fromkeys(paths_in(tree)))
    missing = [path for path in paths if _value_of(path, known) is None]
    if missing:
        return None, tuple(_unknown(path, known, where) for path in missing)
    return tree.transform(_resolved, known), ()


def paths_in(tree: exp.Expr) -> Iterator[tuple[str, ...]]:
    """Every column an expression names, with what is asked for inside it.

    Args:
        tree: A parsed expression.

    Yields:
        Names, outermost first; one for a plain column.
    """
    for node in tree.walk(prune=lambda node: isinstance(node, exp.Dot | exp.Column)):
        if isinstance(node, exp.Dot | exp.Column):
            yield names_in(node)


def column_names(written: str) -> tuple[str, ...]:
    """The columns that a mapping's right side names, or would name.

    Args:
        written: A column's name or an expression.

    Returns:
        Outermost names, each once; none when it cannot be read.

    Example:
        >>> column_names("coalesce(ecommerce.revenue, price)")
        ('ecommerce', 'price')
        >>> column_names("comment")
        ('comment',)
    """
    if re.fullmatch(PLAIN_PATH, written.strip()):
        return (written.strip().partition(".")[0],)
    tree, _ = _parsed(written)
    return tuple(dict.fromkeys(path[0] for path in paths_in(tree))) if tree is not None else ()


def _without(tree: exp.Expr, absent: Collection[str]) -> exp.Expr:
    """The expression with NULL for columns that are not there."""

    def nothing(node: exp.Expr) -> exp.Expr:
        is_path = isinstance(node, exp.Dot | exp.Column)
        return sql.cast(exp.null(), sql.TEXT) if is_path and names_in(node)[0] in absent else node

    found = tree.transform(nothing)
    for node in list(found.find_all(exp.Coalesce)):
        there = [one for one in (node.this, *node.expressions) if not _is_nothing(one)]
        node.set("this", there[0] if there else sql.cast(exp.null(), sql.TEXT))
        node.set("expressions", there[1:])
    return found


def _is_nothing(node: exp.Expr) -> bool:
    return isinstance(node, exp.Cast) and isinstance(node.this, exp.Null)


def _value_of(path: tuple[str, ...], known: Collection[str]) -> exp.Expr | None:
    """A column by its name, dots included, or a value inside a column that holds several."""
    name = own_name(".".join(path), known)
    if name is not None:
        return sql.column(name)
    outer = own_name(path[0], known)
    kind = known[outer] if outer is not None and isinstance(known, Mapping) else None
    if outer is None or kind not in NESTED or len(path) < 2:
        return None
    return value_at(outer, kind, path[1:])


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
    try:
        trees = sqlglot.parse(written, dialect="duckdb")
    except SqlglotError:
        return None, f"'{written}' cannot be read; {USUAL}"
    tree = trees[0] if len(trees) == 1 else None
    if tree is None:
        return None, f"'{written}' is not one expression; {USUAL}"
    odd = next((node for node in tree.walk() if not isinstance(node, ALLOWED)), None)
    if odd is not None:
        return None, f"'{odd.sql('duckdb')}' is not allowed here; {USUAL}"
    return tree, ""


def _unknown(path: tuple[str, ...], known: Collection[str], where: str) -> Issue:
    listed = ", ".join(list(known)[:SHOWN_COLUMNS])
    more = f" and {len(known) - SHOWN_COLUMNS} more" if len(known) > SHOWN_COLUMNS else ""
    outer = own_name(path[0], known)
    if outer is not None and len(path) > 1:
        problem = f"column '{outer}' holds one value, so '{'.'.join(path)}' names nothing in it"
        return Issue(None, where, problem)
    if len(path) > 1:
        return Issue(None, where, f"'{'.'.join(path)}' names a table; {USUAL}")
    hint = did_you_mean(path[0], known)
    return Issue(None, where, f"no column '{path[0]}'; there are {listed}{more}", hint)


def _resolved(node: exp.Expr, known: Collection[str]) -> exp.Expr:
    if isinstance(node, exp.Dot | exp.Column):
        return _value_of(names_in(node), known) or node
    if isinstance(node, exp.Div | exp.Mod | exp.IntDiv):
        # by zero: NULL on some engines, an error on others
        node.set("expression", exp.Nullif(this=node.expression, expression=sql.number(0)))
    return node
