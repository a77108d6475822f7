"""Short names for the expressions the package builds its queries from."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Iterable

TEXT = "text"
BIGINT = "bigint"
DOUBLE = "double"
MONEY = "decimal(38, 6)"  # six places: micros are whole
NARROW = "decimal(18, 6)"

# by default a copy is made of all that is put together, of each part again and again; the whole is
# copied when it is rendered, so that a part may stand in several places
and_ = partial(exp.and_, copy=False)
or_ = partial(exp.or_, copy=False)
not_ = partial(exp.not_, copy=False)
paren = partial(exp.paren, copy=False)
alias_ = partial(exp.alias_, copy=False)


def number(value: int) -> exp.Expr:
    """A whole number as a literal.

    Args:
        value: Any integer.

    Returns:
        The literal, negative ones as a negation.

    Example:
        >>> number(-5).sql()
        '-5'
    """
    return exp.Literal.number(value)


def text(value: str) -> exp.Literal:
    """A text as a literal, quoted by the dialect when rendered.

    Args:
        value: Any text.

    Returns:
        The literal.

    Example:
        >>> text("it's").sql("duckdb")
        "'it''s'"
    """
    return exp.Literal.string(value)


def column(name: str, table: str | None = None) -> exp.Column:
    """A column by its exact name.

    Args:
        name: The name, taken letter for letter.
        table: Name of the relation it belongs to, or None.

    Returns:
        The quoted column.

    Example:
        >>> column("order no", "t").sql()
        '"t"."order no"'
    """
    return exp.column(name, table=table, quoted=True)


def cast(value: exp.Expr, to: str) -> exp.Expr:
    """A cast that fails on a value it cannot convert.

    Args:
        value: What to convert; copied.
        to: The type, in any dialect's common words.

    Returns:
        The cast.

    Example:
        >>> cast(column("a"), TEXT).sql("postgres")
        'CAST("a" AS TEXT)'
    """
    return exp.Cast(this=value.copy(), to=_type(to))


def try_cast(value: exp.Expr, to: str) -> exp.Expr:
    """A cast that gives NULL where the engine knows how; guard it with a pattern elsewhere.

    Args:
        value: What to convert; copied.
        to: The type.

    Returns:
        TRY_CAST on DuckDB and Spark, CAST on PostgreSQL.

    Example:
        >>> try_cast(column("a"), BIGINT).sql("duckdb")
        'TRY_CAST("a" AS BIGINT)'
    """
    return exp.TryCast(this=value.copy(), to=_type(to), safe=True)


def case(
    branches: Iterable[tuple[exp.Expr, exp.Expr]],
    default: exp.Expr | None = None,
) -> exp.Expr:
    r"""A CASE over conditions, or its default when there is no branch.

    Args:
        branches: (condition, value) pairs, tried in order.
        default: The value when none holds; NULL when left out.

    Returns:
        The CASE expression.

    Example:
        >>> case([(column("a").eq(1), text("x"))]).sql()
        'CASE WHEN "a" = 1 THEN \'x\' END'
    """
    ifs = [exp.If(this=when.copy(), true=then.copy()) for when, then in branches]
    if not ifs:
        return default.copy() if default is not None else exp.null()
    return exp.Case(ifs=ifs, default=default.copy() if default is not None else None)


def either(condition: exp.Expr, then: exp.Expr, otherwise: exp.Expr) -> exp.Case:
    """One value where a condition holds, another elsewhere.

    Args:
        condition: A boolean expression.
        then: The value where it holds.
        otherwise: The value where it does not, or is not known.

    Returns:
        The CASE expression.

    Example:
        >>> either(column("a").eq(1), number(1), number(0)).sql()
        'CASE WHEN "a" = 1 THEN 1 ELSE 0 END'
    """
    return exp.Case(ifs=[exp.If(this=condition, true=then)], default=otherwise)


def any_of(conditions: Iterable[exp.Expr]) -> exp.Expr:
    """A condition that holds when at least one of the given ones does.

    Args:
        conditions: Boolean expressions; none gives false.

    Returns:
        The disjunction.

    Example:
        >>> any_of([column("a").is_(exp.null()), column("b").eq(1)]).sql()
        '"a" IS NULL OR "b" = 1'
    """
    found = [condition.copy() for condition in conditions]
    return exp.or_(*found, copy=False) if found else exp.false()


def all_of(conditions: Iterable[exp.Expr]) -> exp.Expr:
    """A condition that holds when every one of the given ones does.

    Args:
        conditions: Boolean expressions; none gives true.

    Returns:
        The conjunction.

    Example:
        >>> all_of([]).sql()
        'TRUE'
    """
    found = [condition.copy() for condition in conditions]
    return exp.and_(*found, copy=False) if found else exp.true()


def is_null(value: exp.Expr) -> exp.Expr:
    """A test for NULL.

    Args:
        value: Any expression; copied.

    Returns:
        The condition.

    Example:
        >>> is_null(column("a")).sql()
        '"a" IS NULL'
    """
    return exp.Is(this=value.copy(), expression=exp.null())


def not_null(value: exp.Expr) -> exp.Expr:
    """A test for a value.

    Args:
        value: Any expression; copied.

    Returns:
        The condition.

    Example:
        >>> not_null(column("a")).sql()
        'NOT "a" IS NULL'
    """
    return exp.Not(this=is_null(value))


def matches(value: exp.Expr, pattern: str) -> exp.Expr:
    r"""A test of a text against a regular expression all engines read alike.

    Args:
        value: A text expression; copied.
        pattern: Character classes, groups and counts only: no look-around, no `\d`.

    Returns:
        The condition.

    Example:
        >>> matches(column("a"), "^[0-9]+$").sql("postgres")
        '"a" ~ \'^[0-9]+$\''
    """
    return exp.RegexpLike(this=value.copy(), expression=text(pattern))


def divide_whole(value: exp.Expr, by: int) -> exp.Expr:
    """The whole quotient of two integers, of a dividend that is never negative.

    Args:
        value: Expression ≥ 0: engines round negative quotients differently.
        by: The divisor, > 0.

    Returns:
        A BIGINT expression.

    Example:
        >>> divide_whole(column("a"), 7).sql("duckdb")
        'CAST(("a") // 7 AS BIGINT)'
    """
    quotient = exp.IntDiv(this=exp.paren(value.copy()), expression=number(by))
    return cast(quotient, BIGINT)


def plus(value: exp.Expr, amount: int) -> exp.Expr:
    """An integer expression moved by a constant.

    Args:
        value: Any integer expression; copied.
        amount: What to add; 0 leaves the expression as it is.

    Returns:
        The sum.

    Example:
        >>> plus(column("a"), -3).sql()
        '"a" - 3'
    """
    if amount == 0:
        return value.copy()
    if amount < 0:
        return exp.Sub(this=value.copy(), expression=number(-amount))
    return exp.Add(this=value.copy(), expression=number(amount))


def _type(name: str) -> exp.DataType:
    """A type by its name; to parse a name each time takes longer than all else about a cast."""
    return _parsed_type(name).copy()


@cache
def _parsed_type(name: str) -> exp.DataType:
    return exp.DataType.build(name)
