"""Queries in Spark's words: what its dialect would render otherwise, or what Spark refuses."""

from __future__ import annotations

import re
from typing import ClassVar

from sqlglot import exp
from sqlglot.dialects.spark import Spark
from sqlglot.generators.spark import SparkGenerator

GROUP = re.compile(r"\\(\d)")  # a group in the replacement of a regular expression


def rendered(query: exp.Expr, *, pretty: bool = False) -> str:
    r"""The text of a query as Spark 4 runs it, with the numbers of the other engines.

    Text compares by bytes already and takes no collation; a row number needs an order, which is
    that of the files; parts of a query are not marked as materialised; groups in a replacement are
    `$1`; a quantile between two values is asked for as such, not as an estimate.

    Args:
        query: Any statement; not changed.
        pretty: Whether lines are broken for a reader.

    Returns:
        One statement without a semicolon.

    Example:
        >>> from stagelift.data import sql
        >>> order = exp.Collate(this=sql.column("a"), expression=exp.to_identifier("C"))
        >>> rendered(order)
        '`a`'
        >>> rendered(exp.Window(this=exp.RowNumber()))
        'ROW_NUMBER() OVER (ORDER BY MONOTONICALLY_INCREASING_ID())'
    """
    text: str = _Generator(dialect=Spark(), pretty=pretty).generate(query.transform(_in_spark))
    return text


class _Generator(SparkGenerator):
    """Leaves the named parts of an inner query inside it: an outer one may have the same name."""

    EXPRESSIONS_WITHOUT_NESTED_CTES: ClassVar[set[type[exp.Expr]]] = set()


def _in_spark(node: exp.Expr) -> exp.Expr:
    """One node as Spark takes it."""
    if isinstance(node, exp.Collate):
        inner: exp.Expr = node.this  # its parts are visited next
        return inner
    if isinstance(node, exp.CTE):
        node.set("materialized", None)
    elif isinstance(node, exp.Window) and _is_unordered_number(node):
        order = exp.Ordered(this=exp.func("MONOTONICALLY_INCREASING_ID"), nulls_first=True)
        node.set("order", exp.Order(expressions=[order]))
    elif isinstance(node, exp.RegexpReplace):
        replacement = node.args.get("replacement")
        if isinstance(replacement, exp.Literal):
            text = GROUP.sub(r"$\1", replacement.this)
            node.set("replacement", exp.Literal.string(text))
    elif isinstance(node, exp.WithinGroup) and isinstance(node.this, exp.PercentileCont):
        return _quantile(node)
    return node


def _is_unordered_number(node: exp.Window) -> bool:
    return isinstance(node.this, exp.RowNumber) and not node.args.get("order")


def _quantile(node: exp.WithinGroup) -> exp.Expr:
    """The exact quantile; sqlglot renders an estimate."""
    ordered = node.expression.expressions[0]
    return exp.Anonymous(this="PERCENTILE", expressions=[ordered.this, node.this.this])
