"""A root finder for interval limits: bisection over arrays between ends whose signs are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.statistics.numerics import Booleans, Floats, np

if TYPE_CHECKING:
    from collections.abc import Callable


STEPS = 64  # halves an interval of length 2 below the spacing of doubles near one


def crossing(inside: Callable[[Floats], Booleans], near: Floats, far: Floats) -> Floats:
    """Where a condition that holds at `near` and fails towards `far` changes, by bisection.

    The ends are never evaluated: score statistics are 0/0 at the ends of their range, and
    bisection needs no more than the sign. When the condition holds all the way, `far` comes back.

    Args:
        inside: Tells for an array of points whether each is still inside the interval.
        near: Points inside, one per limit sought.
        far: The ends of the range, one per limit sought.

    Returns:
        The limits, to the precision of a double.

    Example:
        >>> root = crossing(lambda x: x * x < 2.0, np.array([0.0]), np.array([2.0]))
        >>> round(float(root[0]), 12)
        1.414213562373
    """
    near, far = np.array(near, dtype=float), np.array(far, dtype=float)
    for _ in range(STEPS):
        middle = (near + far) / 2.0
        if np.all((middle == near) | (middle == far)):
            break
        holds = inside(middle)
        near, far = np.where(holds, middle, near), np.where(holds, far, middle)
    return far
