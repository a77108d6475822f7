"""Checks of arguments shared by all methods: the error names argument, value and bound."""

from __future__ import annotations

import math
from numbers import Integral
from typing import TYPE_CHECKING

from stagelift.errors import ArgumentError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence


def refused(name: str, value: object, allowed: str) -> ArgumentError:
    """The error for one argument: its name, what came and what is allowed.

    Args:
        name: The argument's name.
        value: What came.
        allowed: What is allowed, such as "it must be ≥ 0".

    Returns:
        The error, to be raised by the caller.

    Example:
        >>> str(refused("n", -1, "it must be ≥ 0"))
        'n is -1; it must be ≥ 0'
    """
    return ArgumentError(f"{name} is {value!r}; {allowed}")


def integer(name: str, value: int) -> int:
    """A whole number of either sign, or an error naming the argument.

    Args:
        name: The argument's name.
        value: What came; Python's or NumPy's integers.

    Returns:
        The value as an int.

    Raises:
        ArgumentError: When it is of another type, a decimal or a float with a whole value included.

    Example:
        >>> integer("s1", -3)
        -3
    """
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise refused(name, value, "it must be a whole number")
    return int(value)


def whole(name: str, value: int) -> int:
    """A whole number ≥ 0, or an error naming the argument.

    Args:
        name: The argument's name.
        value: What came.

    Returns:
        The value as an int.

    Raises:
        ArgumentError: When it is not a whole number, or is negative.

    Example:
        >>> whole("n", 3)
        3
    """
    value = integer(name, value)
    if value < 0:
        raise refused(name, value, "it must be ≥ 0")
    return value


def events(k: int, n: int, *, arm: str = "") -> tuple[int, int]:
    """Checked counts: k units with the event among n units, 0 ≤ k ≤ n.

    Args:
        k: Units with the event.
        n: Units.
        arm: Suffix of the arguments' names in the error, such as "1".

    Returns:
        Both as ints.

    Raises:
        ArgumentError: When one is not a whole number ≥ 0, or k > n.

    Example:
        >>> events(1, 4)
        (1, 4)
    """
    k, n = whole(f"k{arm}", k), whole(f"n{arm}", n)
    if k > n:
        msg = f"k{arm}"
        raise refused(msg, k, f"it must be ≤ n{arm}, which is {n}")
    return k, n


def between(name: str, value: float, low: float, high: float) -> float:
    """A finite number strictly between two bounds.

    Args:
        name: The argument's name.
        value: What came.
        low: The lower bound, excluded.
        high: The upper bound, excluded; may be infinite.

    Returns:
        The value as a float.

    Raises:
        ArgumentError: When it lies outside or is not a number.

    Example:
        >>> between("level", 0.95, 0, 1)
        0.95
    """
    if not (isinstance(value, (int, float)) and low < value < high):
        above = f" and < {high:g}" if math.isfinite(high) else " and finite"
        raise refused(name, value, f"it must be a number > {low:g}{above}")
    return float(value)


def finite(name: str, value: float) -> float:
    """A finite number.

    Args:
        name: The argument's name.
        value: What came.

    Returns:
        The value as a float.

    Raises:
        ArgumentError: When it is NaN, infinite or not a number.

    Example:
        >>> finite("effect", -2)
        -2.0
    """
    if not (isinstance(value, (int, float)) and math.isfinite(value)):
        raise refused(name, value, "it must be a finite number")
    return float(value)


def one_of(name: str, value: str, allowed: Sequence[str]) -> str:
    """A word from a closed list.

    Args:
        name: The argument's name.
        value: What came.
        allowed: The words that are allowed.

    Returns:
        The word.

    Raises:
        ArgumentError: When it is another word; the nearest one is named.

    Example:
        >>> one_of("better", "up", ("up", "down"))
        'up'
    """
    if value not in allowed:
        hint = did_you_mean(str(value), allowed)
        raise refused(name, value, f"allowed: {', '.join(allowed)}" + (f". {hint}" if hint else ""))
    return value
