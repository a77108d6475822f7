"""md5-v1: the variant of a unit from a hash, the same in Python and in every engine.

The key is `salt:unit`; its md5 is compared as hex text with thresholds, so no integer width, sign
or cast takes part. Comparing a hash with fixed thresholds keeps assignment free of state (Kohavi,
Tang & Xu 2020, Trustworthy Online Controlled Experiments, ch. 4).
"""

from __future__ import annotations

import hashlib
import math
import re
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlglot import exp

from stagelift.data import sql
from stagelift.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Sequence

METHOD = "md5-v1"
SALT = re.compile(r"[a-z0-9_./-]+")
HEX_DIGITS = 8
HOLDOUT_SALT = "holdout"  # one draw for all experiments of a journey
MOST_SPLITS = 1024  # remembered; a program assigns to a few experiments again and again
ABOVE_ALL = "g"  # greater than every hex text

Split = tuple["Sequence[str]", "Sequence[Fraction]", tuple[tuple[str, str], ...]]
"""Variants, shares, and each variant with its threshold."""

_SPLITS: dict[str, Split] = {}


def thresholds(shares: Sequence[Fraction]) -> tuple[str | None, ...]:
    """The upper end of each variant's part of the hash, as 8 hex digits.

    Args:
        shares: Exact shares in the variants' order, each ≥ 0, summing to 1.

    Returns:
        One threshold a variant; None means "all that is left" (2³² has nine digits).

    Raises:
        ArgumentError: Shares that are negative or do not sum to one.

    Example:
        >>> thresholds([Fraction(1, 3)] * 3)
        ('55555556', 'aaaaaaab', None)
    """
    if not shares or min(shares) < 0 or sum(shares) != 1:
        came = ", ".join(str(share) for share in shares) or "none"
        message = f"shares must each be at least 0 and sum to 1; came {came}"
        raise ArgumentError(message)
    return tuple(_threshold(sum(shares[: k + 1], Fraction(0))) for k in range(len(shares)))


def _threshold(cumulative: Fraction) -> str | None:
    return None if cumulative >= 1 else f"{math.ceil(cumulative * 2**32):0{HEX_DIGITS}x}"


def _checked(salt: str) -> str:
    if not SALT.fullmatch(salt):
        message = f"salt '{salt}' may hold only a–z, 0–9 and the characters _ . / -; say `salt:`"
        raise ArgumentError(message)
    return salt


def hash_prefix(unit_id: str | int, salt: str) -> str:
    """The first 8 hex digits of md5(`salt:unit`).

    Args:
        unit_id: Text or integer id.
        salt: Of a–z, 0–9 and `_ . / -`.

    Returns:
        Lower-case hex text.

    Raises:
        ArgumentError: A salt with other characters.

    Example:
        >>> hash_prefix("kim", "cart_reminder")
        '4ca93d8b'
    """
    key = f"{_checked(salt)}:{unit_id}".encode()
    return hashlib.md5(key, usedforsecurity=False).hexdigest()[:HEX_DIGITS]


def assign(
    unit_id: str | int | None, salt: str, variants: Sequence[str], shares: Sequence[Fraction]
) -> str | None:
    """The variant of one unit.

    Args:
        unit_id: Text or integer id; None is not assigned.
        salt: The experiment's salt.
        variants: Names in their order.
        shares: Exact shares in the same order, summing to 1.

    Returns:
        The variant's name, or None for a missing id.

    Raises:
        ArgumentError: Shares or salt that are not allowed, or lengths that differ.

    Example:
        >>> assign("kim", "cart_reminder", ["a", "b"], [Fraction(1, 2), Fraction(1, 2)])
        'a'
    """
    split = _SPLITS.get(salt)
    # equal lists of the same objects compare by identity, which costs next to nothing
    if split is None or split[0] != variants or split[1] != shares:
        split = _split(salt, variants, shares)
    if unit_id is None:
        return None
    key = f"{salt}:{unit_id}".encode()
    prefix = hashlib.md5(key, usedforsecurity=False).hexdigest()  # longer than any threshold
    for name, end in split[2]:
        if prefix < end:
            return name
    raise AssertionError("the last threshold is above every hash")


def _split(salt: str, variants: Sequence[str], shares: Sequence[Fraction]) -> Split:
    """The thresholds of one split, checked once and remembered by its salt."""
    ends = _paired(variants, shares)
    named = tuple((name, ABOVE_ALL if end is None else end) for name, end in ends)
    # copies: what a caller changes later must not answer for what it was
    found = (variants[:], shares[:], named)
    if len(_SPLITS) >= MOST_SPLITS:
        _SPLITS.clear()
    _SPLITS[_checked(salt)] = found
    return found


@lru_cache(maxsize=256)
def _thresholds(shares: tuple[Fraction, ...]) -> tuple[str | None, ...]:
    """Exact fractions are slow: once per split, not once per unit."""
    return thresholds(shares)


def _paired(
    variants: Sequence[str], shares: Sequence[Fraction]
) -> tuple[tuple[str, str | None], ...]:
    if len(variants) != len(shares):
        message = f"{len(variants)} variants but {len(shares)} shares"
        raise ArgumentError(message)
    return tuple(zip(variants, _thresholds(tuple(shares)), strict=True))


def hash_prefix_sql(unit: exp.Expr, salt: str) -> exp.Expr:
    """The first 8 hex digits of md5(`salt:unit`) as an expression, NULL for a NULL unit.

    Args:
        unit: Expression of the unit's id, text or integer.
        salt: The salt.

    Returns:
        A text expression.

    Raises:
        ArgumentError: A salt with characters that are not allowed.

    Example:
        >>> hash_prefix_sql(exp.column("c"), "s").sql("duckdb")
        "SUBSTRING(MD5('s:' || CAST(c AS TEXT)), 1, 8)"
    """
    key = exp.DPipe(this=sql.text(f"{_checked(salt)}:"), expression=sql.cast(unit, sql.TEXT))
    return exp.Substring(this=exp.MD5(this=key), start=sql.number(1), length=sql.number(HEX_DIGITS))


def assign_sql(
    unit: exp.Expr, salt: str, variants: Sequence[str], shares: Sequence[Fraction]
) -> exp.Expr:
    """The variant of a unit as an expression, NULL for a NULL unit.

    Args:
        unit: Expression of the unit's id, text or integer.
        salt: The experiment's salt.
        variants: Names in their order.
        shares: Exact shares in the same order, summing to 1.

    Returns:
        A text expression equal to `assign` of the same unit.

    Raises:
        ArgumentError: Shares or salt that are not allowed, or lengths that differ.

    Example:
        >>> half = [Fraction(1, 2), Fraction(1, 2)]
        >>> assign_sql(exp.column("c"), "s", ["a", "b"], half).sql("duckdb")[:60]
        "CASE WHEN c IS NULL THEN NULL WHEN SUBSTRING(MD5('s:' || CAS"
    """
    prefix = hash_prefix_sql(unit, salt)
    ends = _paired(variants, shares)
    branches: list[tuple[exp.Expr, exp.Expr]] = [(sql.is_null(unit), exp.null())]
    for name, end in ends:
        if end is None:
            return sql.case(branches, sql.text(name))
        branches.append((exp.LT(this=prefix.copy(), expression=sql.text(end)), sql.text(name)))
    raise AssertionError("shares sum to one, so one threshold is open")


def part_salt(salt: str, part: str) -> str:
    """The salt of a second draw over the same units, independent of the split.

    Args:
        salt: The experiment's or the journey's salt.
        part: What is drawn: `traffic`, or the name of a layer.

    Returns:
        A salt of its own.

    Raises:
        ArgumentError: Characters that are not allowed.

    Example:
        >>> part_salt("cart_reminder", "traffic")
        'cart_reminder/traffic'
    """
    return _checked(f"{salt}/{part}")


def included(unit_id: str | int | None, salt: str, share: Fraction) -> bool:
    """Whether a unit falls into a share of all units; raising the share moves no one out.

    Args:
        unit_id: Text or integer id; None is never included.
        salt: A salt of its own, see `part_salt`.
        share: Exact share, 0–1.

    Returns:
        True when included.

    Raises:
        ArgumentError: A share outside 0–1 or a salt that is not allowed.

    Example:
        >>> included("kim", "cart_reminder/traffic", Fraction(1))
        True
    """
    return assign(unit_id, salt, ("in", "out"), (share, 1 - share)) == "in"


def included_sql(unit: exp.Expr, salt: str, share: Fraction) -> exp.Expr:
    """The same test as `included`, as a condition (false for a NULL unit).

    Args:
        unit: Expression of the unit's id.
        salt: A salt of its own.
        share: Exact share, 0–1.

    Returns:
        A condition.

    Raises:
        ArgumentError: A share outside 0–1 or a salt that is not allowed.

    Example:
        >>> included_sql(exp.column("c"), "s", Fraction(1)).sql()
        'NOT c IS NULL'
    """
    (end, _) = thresholds((share, 1 - share))
    known = sql.not_null(unit)
    if end is None:
        return known
    below = exp.LT(this=hash_prefix_sql(unit, salt), expression=sql.text(end))
    return exp.and_(known, below)


def between(unit_id: str | int | None, salt: str, low: Fraction, high: Fraction) -> bool:
    """Whether a unit's place in a draw lies in [low, high).

    Args:
        unit_id: Text or integer id; None lies nowhere.
        salt: Salt of the draw, see `part_salt`.
        low: First place that counts, 0–1.
        high: First place that does not, `low` ≤ `high` ≤ 1.

    Returns:
        True when it does; moving `high` up moves no one out.

    Raises:
        ArgumentError: Places outside 0–1 or out of order, or a salt that is not allowed.

    Example:
        >>> places = [Fraction(0), Fraction(1, 4), Fraction(1)]
        >>> [between("kim", "layer/cart", a, b) for a, b in zip(places, places[1:])]
        [False, True]
    """
    parts = (low, high - low, 1 - high)
    return assign(unit_id, salt, ("below", "in", "above"), parts) == "in"


def between_sql(unit: exp.Expr, salt: str, low: Fraction, high: Fraction) -> exp.Expr:
    """The same test as `between`, as a condition (false for a NULL unit).

    Args:
        unit: Expression of the unit's id.
        salt: Salt of the draw.
        low: First place that counts, 0–1.
        high: First place that does not.

    Returns:
        A condition.

    Raises:
        ArgumentError: Places outside 0–1 or out of order, or a salt that is not allowed.

    Example:
        >>> between_sql(exp.column("c"), "s", Fraction(0), Fraction(1)).sql()
        'NOT c IS NULL'
    """
    first, last, _ = thresholds((low, high - low, 1 - high))
    held = [sql.not_null(unit)]
    prefix = hash_prefix_sql(unit, salt)
    if first is None or first == last:  # an empty part
        return exp.false()
    if low > 0:
        held.append(exp.GTE(this=prefix, expression=sql.text(first)))
    if last is not None:
        held.append(exp.LT(this=prefix.copy(), expression=sql.text(last)))
    return exp.and_(*held)


def in_holdout(unit_id: str | int | None, share: Fraction) -> bool:
    """Whether a unit belongs to the holdout: the customers who meet no experiment.

    Args:
        unit_id: Text or integer id; None never belongs to it.
        share: The holdout's exact share, 0–1.

    Returns:
        True when it does, in every experiment alike.

    Raises:
        ArgumentError: A share outside 0–1.

    Example:
        >>> in_holdout("kim", Fraction(0))
        False
    """
    return included(unit_id, HOLDOUT_SALT, share)


def holdout_sql(unit: exp.Expr, share: Fraction) -> exp.Expr:
    """The same test as `in_holdout`, as a condition (false for a NULL unit).

    Args:
        unit: Expression of the unit's id.
        share: The holdout's exact share, 0–1.

    Returns:
        A condition.

    Raises:
        ArgumentError: A share outside 0–1.

    Example:
        >>> holdout_sql(exp.column("c"), Fraction(1, 20)).sql("duckdb")[:40]
        "NOT c IS NULL AND SUBSTRING(MD5('holdout"
    """
    return included_sql(unit, HOLDOUT_SALT, share)
