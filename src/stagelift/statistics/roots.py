"""Root finders: bisection over arrays for interval limits, and Brent's method for one function."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING

from stagelift.statistics.numerics import Booleans, Floats, np

if TYPE_CHECKING:
    from collections.abc import Callable


STEPS = 64  # halves an interval of length 2 below the spacing of doubles near one
LONGEST = 100  # steps of Brent's method; it needs about ten
FINEST = 4.0 * sys.float_info.epsilon


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


def root_between(
    of: Callable[[float], float],
    low: float,
    high: float,
    *,
    xtol: float,
    rtol: float = FINEST,
) -> float:
    """Where a continuous function changes its sign, by Brent's method.

    Written here because it is all that is used of scipy.optimize, whose import takes longer than
    most answers. It does the same arithmetic in the same order as `scipy.optimize.brentq`.

    Args:
        of: The function.
        low: One end, at which the sign is another than at `high`.
        high: The other end.
        xtol: How far from the root the result may be, > 0.
        rtol: The same as a share of the result, ≥ 0.

    Returns:
        The root; an end that is one.

    Raises:
        ValueError: The function has one sign at both ends, or is NaN.
        ArithmeticError: It did not converge.

    Reference:
        Brent 1973, Algorithms for Minimization without Derivatives, chapter 4.

    Example:
        >>> round(root_between(lambda x: x * x - 2.0, 0.0, 2.0, xtol=1e-12), 9)
        1.414213562
    """
    last, best, other = low, high, 0.0  # the point before, the best so far, one of other sign
    at_last, at_best, at_other = _value(of, last), _value(of, best), 0.0
    if not at_last or not at_best:
        return best if at_last else last
    if _negative(at_last) == _negative(at_best):
        raise ValueError(f"of({low}) and of({high}) have one sign")
    step = before = 0.0
    for _ in range(LONGEST):
        if at_last and at_best and _negative(at_last) != _negative(at_best):
            other, at_other = last, at_last
            step = before = best - last
        if abs(at_other) < abs(at_best):
            last, best, other = best, other, best
            at_last, at_best, at_other = at_best, at_other, at_best
        least = (xtol + rtol * abs(best)) / 2.0
        half = (other - best) / 2.0
        if not at_best or abs(half) < least:
            return best
        tried = math.inf  # bisection, unless interpolation comes near
        if abs(before) > least and abs(at_best) < abs(at_last):
            tried = _interpolated((last, best, other), (at_last, at_best, at_other))
        if 2.0 * abs(tried) < min(abs(before), 3.0 * abs(half) - least):
            before, step = step, tried
        else:
            before = step = half
        last, at_last = best, at_best
        best += step if abs(step) > least else math.copysign(least, half)
        at_best = _value(of, best)
    raise ArithmeticError(f"no root after {LONGEST} steps; the last was {best}")


def _interpolated(at: tuple[float, float, float], of: tuple[float, float, float]) -> float:
    """The step from the best point to the root of a line, or of a parabola lying on its side."""
    (last, best, other), (at_last, at_best, at_other) = at, of
    if last == other:
        return -at_best * (best - last) / (at_best - at_last)
    near = (at_last - at_best) / (last - best)
    far = (at_other - at_best) / (other - best)
    under = far * near * (at_other - at_last)  # 0 only where it is smaller than any double
    return -at_best * (at_other * far - at_last * near) / under if under else math.inf


def _value(of: Callable[[float], float], at: float) -> float:
    found = float(of(at))
    if math.isnan(found):
        raise ValueError(f"the function is NaN at {at}")
    return found


def _negative(value: float) -> bool:
    return math.copysign(1.0, value) < 0.0
