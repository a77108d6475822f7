"""Searches for the smallest whole number, or the nearest point, at which a condition holds."""

from __future__ import annotations

import math
from collections.abc import Callable

from stagelift.statistics import checks

MOST_UNITS = 10**12  # more than there are people: a larger need is a mistake in an argument
PRECISION = 1e-12  # of the distance found, relative
LONGEST = 1e300  # a distance beyond it overflows


def smallest(enough: Callable[[int], bool], guess: int, least: int) -> int:
    """The smallest whole number that is enough, searched from a guess outwards.

    Args:
        enough: Whether a number is; once one is, all larger ones are.
        guess: Where to start, ≥ least.
        least: The smallest number allowed.

    Returns:
        The number.

    Raises:
        ArgumentError: When more than 10¹² is not enough.

    Example:
        >>> smallest(lambda n: n * n >= 50, 100, 2)
        8
    """
    high, step = guess, 1
    below = least  # the smallest number not known to fail
    while not enough(high):
        if high > MOST_UNITS:
            raise checks.refused("effect", high, "more than 10¹² units would be needed")
        below, high, step = high + 1, high + step, 2 * step
    step = 1
    while high > below:
        low = max(below, high - step)
        if not enough(low):
            below = low + 1
            break
        high, step = low, 2 * step
    while below < high:
        middle = (below + high) // 2
        below, high = (below, middle) if enough(middle) else (middle + 1, high)
    return high


def nearest(
    found: Callable[[float], bool], start: float, limit: float, sign: float
) -> float | None:
    """The point nearest to a start, towards a limit, from which on a condition holds.

    Args:
        found: Whether the condition holds at a point.
        start: Where it does not hold.
        limit: The end of the range; may be infinite.
        sign: 1 when the limit lies above the start, −1 when below.

    Returns:
        The point; None when the condition does not even hold at the limit.

    Example:
        >>> round(nearest(lambda x: x * x >= 2.0, 0.0, math.inf, 1.0), 9)
        1.414213562
    """
    near, far = 0.0, abs(limit - start)
    if math.isinf(far):
        far = 1.0
        while not found(start + sign * far):
            near, far = far, 2.0 * far
            if far > LONGEST:
                return None
    elif not found(limit):
        return None
    while far - near > PRECISION * far:
        middle = near + (far - near) / 2.0
        if middle in (near, far):
            break
        near, far = (near, middle) if found(start + sign * middle) else (middle, far)
    return limit if far == abs(limit - start) else start + sign * far
