"""From what a source holds to what the contract promises: value and reasons for rejection.

Only exact operations take part, so that the same data give the same integers on every engine.
Text is cast only after a pattern has accepted it: not every engine has a cast that forgives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql

if TYPE_CHECKING:
    from stagelift.data.engine import ColumnType

NUMERIC: tuple[ColumnType, ...] = ("integer", "decimal", "float")
MICROS = 1_000_000
LARGEST = 9_000_000_000_000  # ×10⁶ still fits a 64-bit integer
LARGEST_NARROW = 1_000_000_000  # ×10⁶ has 15 digits, of which a double keeps every one
# at most 13 digits before the point, so that no cast overflows; exponents as programs print them
NUMBER_PATTERN = r"^[+-]?([0-9]{1,13}([.][0-9]*)?|[.][0-9]+)([eE]([+]?0?[0-9]|-[0-9]{1,2}))?$"
NAN_PATTERN = "^[+-]?[nN][aA][nN]$"


@dataclass(frozen=True, slots=True)
class Cast:
    """A converted column.

    Args:
        value: The expression in the contract's type.
        problems: (condition, reason) pairs; a row for which one holds is rejected.
    """

    value: exp.Expr
    problems: tuple[tuple[exp.Expr, str], ...] = ()


def blank(value: exp.Expr, kind: ColumnType) -> exp.Expr:
    """A test for a missing value: NULL, empty text, or not a number.

    Args:
        value: The source's expression.
        kind: Its type.

    Returns:
        A condition, never NULL.

    Example:
        >>> blank(sql.column("a"), "integer").sql()
        '"a" IS NULL'
    """
    if kind == "text":
        empty = exp.EQ(this=_trimmed(value), expression=sql.text(""))
        trimmed_away = sql.and_(_may_be_blank(value), empty)
        return sql.or_(sql.is_null(value), sql.paren(trimmed_away))
    if kind in ("float", "decimal"):
        nan = sql.cast(sql.text("NaN"), sql.DOUBLE)
        is_nan = exp.EQ(this=sql.cast(value, sql.DOUBLE), expression=nan)
        return sql.or_(sql.is_null(value), is_nan)
    return sql.is_null(value)


def _trimmed(value: exp.Expr) -> exp.Expr:
    return exp.Trim(this=value.copy())


def _may_be_blank(value: exp.Expr) -> exp.Expr:
    """A test that only text with a first letter from ! to } fails, in order of bytes.

    Trimming ten million ids costs more than reading them; so nearly none of them is trimmed.
    """
    ordered = exp.Collate(this=value.copy(), expression=exp.to_identifier("C", quoted=True))
    visible = exp.Between(this=ordered, low=sql.text("!"), high=sql.text("~"))
    return sql.not_(visible)


def identifier(value: exp.Expr, kind: ColumnType, *, as_text: bool) -> Cast:
    """A customer id: an integer, or text.

    Args:
        value: The source's expression.
        kind: `integer` or another type that has one text form.
        as_text: Whether other sources hold text ids.

    Returns:
        The id, rejected as `missing_customer` when blank.
    """
    whole = kind == "integer" and not as_text
    found = sql.cast(value, sql.BIGINT if whole else sql.TEXT)
    return Cast(found, ((blank(value, kind), "missing_customer"),))


def label(value: exp.Expr, kind: ColumnType) -> Cast:
    """A name: of an event, stage, channel, message, experiment or variant.

    Args:
        value: The source's expression.
        kind: Its type.

    Returns:
        Text, NULL when blank.
    """
    found = sql.cast(value, sql.TEXT)
    return Cast(sql.case([(sql.not_(blank(value, kind)), found)]))


def attribute(value: exp.Expr, kind: ColumnType) -> Cast:
    """A property kept as it is: numbers as numbers, all else as text; not-a-number is NULL.

    Args:
        value: The source's expression.
        kind: Its type.

    Returns:
        The value.
    """
    if kind in ("integer", "text"):
        return Cast(value.copy())
    if kind in NUMERIC:
        return Cast(sql.case([(sql.not_(blank(value, kind)), value)]))
    return Cast(sql.cast(value, sql.TEXT))


def number_of_text(value: exp.Expr) -> exp.Expr:
    """The number a text stands for, with six decimals; NULL when it stands for none.

    Args:
        value: A text expression.

    Returns:
        A DECIMAL(38, 6) expression.
    """
    trimmed = _trimmed(value)
    guard = sql.matches(trimmed, NUMBER_PATTERN)
    return sql.case([(guard, sql.try_cast(trimmed, sql.MONEY))])


def not_a_number(value: exp.Expr) -> exp.Expr:
    """A test for text that is neither blank, `NaN`, nor a number.

    Args:
        value: A text expression.

    Returns:
        A condition, never NULL.
    """
    trimmed = _trimmed(value)
    known = sql.or_(sql.matches(trimmed, NUMBER_PATTERN), sql.matches(trimmed, NAN_PATTERN))
    return sql.and_(sql.not_(blank(value, "text")), sql.not_(known))


def micros(value: exp.Expr, kind: ColumnType, *, reason: str = "bad_value") -> Cast:
    """A number as fixed point: × 10⁶, rounded half away from zero.

    Args:
        value: The source's expression.
        kind: integer, decimal, float, text or boolean (1 and 0).
        reason: Why a row is rejected whose text is no number, or beyond ± 9 × 10¹².

    Returns:
        A BIGINT expression, NULL when missing.

    Example:
        >>> micros(sql.column("a"), "boolean").value.sql()
        'CASE WHEN "a" THEN 1000000 WHEN NOT "a" THEN 0 END'
    """
    if kind == "boolean":
        whole = [(value, sql.number(MICROS)), (sql.not_(value.copy()), sql.number(0))]
        return Cast(sql.case(whole))
    if kind == "text":
        inner = micros(number_of_text(value), "decimal", reason=reason)
        return Cast(inner.value, ((not_a_number(value), reason), *inner.problems))
    size = exp.Abs(this=sql.cast(value, sql.DOUBLE))
    # not-a-number is larger than any number, so that neither it nor NULL is small
    small: exp.Expr = exp.LT(this=size, expression=sql.number(LARGEST))
    if kind == "integer":  # engines know from the file's statistics that this holds
        ends = (sql.number(1 - LARGEST), sql.number(LARGEST - 1))
        small = exp.Between(this=value.copy(), low=ends[0], high=ends[1])
    branches = [(small, _scaled(value, kind))]
    if kind == "decimal":
        narrow = exp.LT(this=size.copy(), expression=sql.number(LARGEST_NARROW))
        branches.insert(0, (narrow, _narrow(value)))
    bad = sql.and_(sql.not_(blank(value, kind)), sql.not_(sql.paren(small)))
    return Cast(sql.case(branches), ((bad, reason),))


def _narrow(value: exp.Expr) -> exp.Expr:
    """A decimal below a thousand million as micros: wide decimals multiply ten times as slowly."""
    rounded = sql.cast(sql.cast(value, sql.NARROW), sql.DOUBLE)  # the six decimals are exact here
    scaled = exp.Mul(this=rounded, expression=sql.number(MICROS))
    return sql.cast(exp.Round(this=scaled), sql.BIGINT)


def _scaled(value: exp.Expr, kind: ColumnType) -> exp.Expr:
    million = sql.number(MICROS)
    if kind == "integer":
        return exp.Mul(this=sql.cast(value, sql.BIGINT), expression=million)
    if kind == "decimal":
        exact = exp.Mul(this=sql.try_cast(value, sql.MONEY), expression=million)
        return sql.try_cast(exact, sql.BIGINT)
    # ROUND of a double goes to even on some engines; floor of the size plus a half does not differ
    double = exp.Mul(this=sql.cast(value, sql.DOUBLE), expression=million)
    half = exp.Literal.number("0.5")
    rounded = exp.Floor(this=exp.Add(this=exp.Abs(this=double), expression=half))
    size = sql.try_cast(rounded, sql.BIGINT)
    negative = exp.LT(this=value.copy(), expression=sql.number(0))
    return sql.case([(negative, exp.Neg(this=size))], size)


def score(value: exp.Expr, kind: ColumnType) -> Cast:
    """An answer on the scale 0–10, whole; a missing one stays NULL.

    Args:
        value: The source's expression.
        kind: A number's type, or text.

    Returns:
        An INTEGER expression; rejected as `score_off_scale` (11, 8.5) or `bad_score` (no number).
    """
    found = number_of_text(value) if kind == "text" else value
    whole = exp.EQ(this=found.copy(), expression=exp.Floor(this=found.copy()))
    inside = exp.Between(this=found.copy(), low=sql.number(0), high=sql.number(10))
    known = sql.not_(blank(found, "integer" if kind == "text" else kind))
    good = sql.and_(known, inside, whole)
    off = sql.and_(known.copy(), sql.not_(sql.paren(sql.and_(inside.copy(), whole.copy()))))
    problems: list[tuple[exp.Expr, str]] = [(off, "score_off_scale")]
    if kind == "text":
        problems.insert(0, (not_a_number(value), "bad_score"))
    return Cast(sql.case([(good, sql.cast(found, "int"))]), tuple(problems))
