"""Values inside a column: of JSON, of a structure, or of a list of keys and values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.data.engine import ColumnType

INSIDE = "inside"  # marks, on the expression of such a value, the column it lies in
NESTED: tuple[ColumnType, ...] = ("json", "structure", "pairs")
# where a list of keys and values keeps a value: one of these, the others are NULL
TYPED_VALUES = ("string_value", "int_value", "float_value", "double_value")


def names_in(node: exp.Expr) -> tuple[str, ...]:
    """The names of a dotted path, outermost first.

    Args:
        node: A column, or a chain of dots over one.

    Returns:
        One name for a plain column.

    Example:
        >>> import sqlglot
        >>> names_in(sqlglot.parse_one("geo.city.name"))
        ('geo', 'city', 'name')
    """
    if isinstance(node, exp.Dot):
        return (*names_in(node.this), node.expression.name)
    return tuple(part.name for part in node.parts) if isinstance(node, exp.Column) else ()


def value_at(column: str, kind: ColumnType, path: Sequence[str]) -> exp.Expr:
    r"""The value at a path inside a column, as text.

    Args:
        column: The source's column.
        kind: One of NESTED.
        path: Names below the column, at least one.

    Returns:
        A text expression, NULL where the path leads nowhere.

    Example:
        >>> value_at("geo", "json", ("city",)).sql("duckdb")
        '("geo" ->> \'$.city\')'
    """
    found = exp.paren(_value(sql.column(column), kind, path), copy=False)
    found.meta[INSIDE] = column
    return found


def is_inside(node: exp.Expr) -> bool:
    """Whether an expression stands for a value inside a column.

    Args:
        node: Any expression.

    Returns:
        True for what `value_at` made.
    """
    return INSIDE in node.meta


def _value(value: exp.Expr, kind: ColumnType, path: Sequence[str]) -> exp.Expr:
    if kind == "json":
        return _arrow(value, path)
    if kind == "structure":
        return _arrow(_as_json(value), path)
    entry = _as_json(_first_of_key(value, path[0]))
    found = [_arrow(entry, ("value", name, *path[1:])) for name in TYPED_VALUES]
    return exp.Coalesce(this=found[0], expressions=[*found[1:], _plain_value(entry)])


def _as_json(value: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="TO_JSON", expressions=[value])


def _arrow(value: exp.Expr, path: Sequence[str]) -> exp.Expr:
    """The text at a path of JSON; it binds more loosely than comparisons, so wants parentheses."""
    keys = [exp.JSONPathKey(this=name) for name in path]
    steps = exp.JSONPath(expressions=[exp.JSONPathRoot(), *keys])
    return exp.JSONExtractScalar(this=value.copy(), expression=steps)


def _first_of_key(value: exp.Expr, key: str) -> exp.Expr:
    entry = exp.to_identifier("entry")
    wanted = exp.Dot(this=entry.copy(), expression=exp.to_identifier("key", quoted=True))
    test = exp.Lambda(this=exp.EQ(this=wanted, expression=sql.text(key)), expressions=[entry])
    kept = exp.ArrayFilter(this=value, expression=test)
    return exp.Anonymous(this="LIST_EXTRACT", expressions=[kept, sql.number(1)])


def _plain_value(entry: exp.Expr) -> exp.Expr:
    """The value itself, where it is a text or number and no structure of typed values."""
    value = exp.paren(_arrow(entry, ("value",)), copy=False)
    return sql.case([(exp.not_(sql.matches(value, "^[{].*[}]$")), value)])
