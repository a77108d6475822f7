"""Limits that invert a score test, found along the path of its Lagrange multiplier.

Under the restriction that the difference (ratio, odds ratio) of two rates has a given value, the
most likely rates are closed functions of the restriction's multiplier λ, and so is the statistic:
instead of solving for the rates at each trial value, one equation in λ is solved, and the limit is
read off its root. Only +, −, ×, / and √ are used, which are exact to the last bit everywhere, so
that numbers and arrays give the same results.

Each function gives the lower limit; the upper one is that of the swapped arms, turned round.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from stagelift.statistics.numerics import Floats, np

Number = Any  # a float, or an array of floats: the same arithmetic serves both
Excess = Callable[..., tuple[Number, Number]]  # of λ and what is given: value and slope
TINY = 1e-150  # added to what may be 0 and is divided by; changes no other number
CLOSE = 1e-12  # of the root: Newton's next step is then below the spacing of doubles
ADJACENT = 4e-16  # of the root: the ends of a bracket that no double separates
STEPS = 200  # twice what halving needs from the widest bracket to adjacent ends


def difference_low(k1: Number, n1: Number, k0: Number, n0: Number, target: Number) -> Number:
    """The smallest difference p1 − p0 that the score test does not reject.

    With multiplier λ the most likely rates solve k1 − n1·p1 = λ·p1·(1 − p1) and
    k0 − n0·p0 = −λ·p0·(1 − p0), and the squared statistic is λ² times the variance.

    Args:
        k1: Units with the event in arm 1; floats or arrays of them, as all arguments.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.
        target: Squared critical value times the factor of the variance, > 0.

    Returns:
        The lower limit, −1 to 1.

    Reference:
        Miettinen & Nurminen 1985, Comparative analysis of two rates; the multiplier as in
        Aitchison & Silvey 1958, Maximum-likelihood estimation of parameters subject to restraints.

    Example:
        >>> low = difference_low(7.0, 34.0, 1.0, 34.0, 1.959964**2 * 68 / 67)
        >>> round(low, 4)
        0.027
    """
    sqrt, least, most = arithmetic(k1)
    rate1, others0 = k1 / n1, (n0 - k0) / n0
    slope_at_infinity = rate1 + others0
    spread = rate1 * (1.0 - rate1) / n1 + others0 * (1.0 - others0) / n0
    far = (target + k1 + (n0 - k0)) / (slope_at_infinity + (slope_at_infinity == 0.0)) * 1.001

    def excess(multiplier: Number, *given: Number) -> tuple[Number, Number]:
        k1, n1, m0, n0, target = given
        own, own_slope, _ = _pulled(k1, n1, multiplier, sqrt)
        other, other_slope, _ = _pulled(m0, n0, multiplier, sqrt)
        return own + other - target, own_slope + other_slope + TINY

    given = k1, n1, n0 - k0, n0, target
    multiplier = _root_of(excess, given, least(sqrt(target / (spread + TINY)), far), far)
    return most(rate1 - k0 / n0 - target / multiplier, -1.0)


def multiplier_of(
    k1: Number, n1: Number, k0: Number, n0: Number, fall: Number
) -> tuple[Number, Number, Number]:
    """The multiplier that brings the difference of two rates down by a given amount.

    Args:
        k1: Units with the event in arm 1; floats or arrays of them, as all arguments.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.
        fall: The observed difference minus the one tested, ≥ 0 and below 1 + p1 − p0.

    Returns:
        λ ≥ 0, the most likely rate of arm 1 with the event, and that of arm 0 without it.

    Reference:
        Miettinen & Nurminen 1985, Comparative analysis of two rates; Farrington & Manning 1990,
        Test statistics and sample size formulae for comparative binomial trials with null
        hypothesis of non-zero risk difference or non-unity relative risk.

    Example:
        >>> _, rate1, others0 = multiplier_of(7.0, 34.0, 1.0, 34.0, 6 / 34)  # as if no difference
        >>> round(rate1, 4), round(1 - others0, 4)
        (0.1176, 0.1176)
    """
    sqrt, least, _ = arithmetic(k1)
    m0 = n0 - k0
    rate1, others0 = k1 / n1, m0 / n0
    spread = rate1 * (1.0 - rate1) / n1 + others0 * (1.0 - others0) / n0
    room = rate1 + others0 - fall  # how far the tested difference is above −1
    far = (k1 + m0 + TINY) / (room + TINY) * 1.001

    def excess(multiplier: Number, *given: Number) -> tuple[Number, Number]:
        k1, n1, m0, n0, fall = given
        own, own_slope, _ = _pulled(k1, n1, multiplier, sqrt)
        other, other_slope, _ = _pulled(m0, n0, multiplier, sqrt)
        return own + other - multiplier * fall, own_slope + other_slope - fall + TINY

    given = k1, n1, m0, n0, fall
    multiplier = _root_of(excess, given, least(fall / (spread + TINY), far), far)
    multiplier = multiplier * (fall > 0.0)
    rate1, others0 = _pulled(k1, n1, multiplier, sqrt)[2], _pulled(m0, n0, multiplier, sqrt)[2]
    return multiplier, rate1, others0


def _pulled(
    k: Number, n: Number, multiplier: Number, sqrt: Callable[[Number], Number]
) -> tuple[Number, Number, Number]:
    """One arm's part of λ² · variance when λ pulls its rate down, its slope, and that rate."""
    away = n - multiplier
    root = sqrt(away * away + 4.0 * multiplier * (n - k))
    rate = 2.0 * k / (n + multiplier + root)
    part = multiplier * multiplier * rate * (1.0 - rate) / n
    return part, k / n - 0.5 + 0.5 * (n + multiplier - 2.0 * k) / (root + TINY), rate


def ratio_low(k1: Number, n1: Number, k0: Number, n0: Number, target: Number) -> Number:
    """The smallest ratio p1 / p0 that the score test does not reject.

    With multiplier λ the most likely rates are (k1 − λ) / (n1 − λ) and (k0 + λ) / (n0 + λ).

    Args:
        k1: Units with the event in arm 1; floats or arrays of them, as all arguments.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.
        target: Squared critical value times the factor of the variance, > 0.

    Returns:
        The lower limit, ≥ 0.

    Reference:
        Koopman 1984, Confidence intervals for the ratio of two binomial proportions; Miettinen &
        Nurminen 1985, Comparative analysis of two rates.

    Example:
        >>> round(ratio_low(36.0, 40.0, 16.0, 80.0, 1.959964**2), 4)
        2.9396
    """
    sqrt, least, most = arithmetic(k1)
    m1, m0 = n1 - k1, n0 - k0
    alone1 = 2.0 * target * n1 * k1
    alone1 = alone1 / (target * n1 + sqrt(target * target * n1 * n1 + 4.0 * m1 * target * n1 * k1))
    alone0 = target + sqrt(target * target + 4.0 * target * k0 * m0 / n0)
    far = least(alone1, alone0 * n0 / (2.0 * m0 + TINY))  # each arm's own part alone is too much
    spread = m1 / (n1 * k1 + TINY) + m0 / (n0 * (k0 + 0.5))

    def excess(multiplier: Number, *given: Number) -> tuple[Number, Number]:
        k1, n1, k0, n0, target = given
        m1, m0 = n1 - k1, n0 - k0
        own, other = k1 - multiplier + TINY, k0 + multiplier + TINY
        part1, part0 = multiplier * m1 / (n1 * own), multiplier * m0 / (n0 * other)
        slope = part1 * (2.0 + multiplier / own) + part0 * (2.0 - multiplier / other)
        return multiplier * (part1 + part0) - target, slope + TINY

    given = k1, n1, k0, n0, target
    multiplier = _root_of(excess, given, least(sqrt(target / (spread + TINY)), far), far)
    # when every unit of arm 1 has the event, its rate stays 1 until λ reaches n1, then falls
    all_of = m1 == 0.0
    left = most(-excess(multiplier, *given)[0], 0.0) / n1
    rate1 = all_of / (1.0 + left) + (k1 - multiplier) / (n1 - multiplier + all_of) * (1 - all_of)
    none = k0 + multiplier == 0.0
    return rate1 * (n0 + multiplier) / (k0 + multiplier + none)


def odds_low(k1: Number, n1: Number, k0: Number, n0: Number, target: Number) -> Number:
    """The smallest odds ratio that the score test does not reject.

    With multiplier λ the most likely counts are k1 − λ and k0 + λ.

    Args:
        k1: Units with the event in arm 1; floats or arrays of them, as all arguments.
        n1: Units in arm 1, > 0.
        k0: Units with the event in arm 0.
        n0: Units in arm 0, > 0.
        target: Squared critical value times the factor of the variance, > 0.

    Returns:
        The lower limit, ≥ 0.

    Reference:
        Cornfield 1956, A statistical problem arising from retrospective studies; Miettinen &
        Nurminen 1985, Comparative analysis of two rates.

    Example:
        >>> round(odds_low(7.0, 34.0, 1.0, 34.0, 1.959964**2 * 68 / 67), 4)
        1.2466
    """
    sqrt, least, _ = arithmetic(k1)
    m1, m0 = n1 - k1, n0 - k0
    far = least(_alone(k1, m1, target, sqrt), _alone(m0, k0, target, sqrt))
    spread = n1 / ((k1 + 0.5) * (m1 + 0.5)) + n0 / ((k0 + 0.5) * (m0 + 0.5))

    def excess(multiplier: Number, *given: Number) -> tuple[Number, Number]:
        k1, n1, k0, n0, target = given
        m1, m0 = n1 - k1, n0 - k0
        less1, more1 = k1 - multiplier + TINY, m1 + multiplier + TINY
        less0, more0 = m0 - multiplier + TINY, k0 + multiplier + TINY
        part1, part0 = multiplier * n1 / less1 / more1, multiplier * n0 / less0 / more0
        slope1 = part1 * (2.0 + multiplier / less1 - multiplier / more1)
        slope0 = part0 * (2.0 + multiplier / less0 - multiplier / more0)
        return multiplier * (part1 + part0) - target, slope1 + slope0 + TINY

    given = k1, n1, k0, n0, target
    multiplier = _root_of(excess, given, least(sqrt(target / spread), far), far)
    against = (m1 + multiplier) * (k0 + multiplier)
    return (k1 - multiplier) * (m0 - multiplier) / (against + (against == 0.0))


def _alone(k: Number, m: Number, target: Number, sqrt: Callable[[Number], Number]) -> Number:
    """The multiplier at which the part of one arm alone is the whole target."""
    a, half_b = k + m + target, 0.5 * target * (m - k)
    return (sqrt(half_b * half_b + a * target * k * m) - half_b) / a


def arithmetic(k: Number) -> tuple[Any, Any, Any]:
    """What numbers and arrays need besides operators.

    Args:
        k: A number, or an array of floats.

    Returns:
        Square root, the smaller of two, and the larger of two.

    Example:
        >>> sqrt, least, most = arithmetic(9.0)
        >>> sqrt(9.0), least(1, 2), most(1, 2)
        (3.0, 1, 2)
    """
    if isinstance(k, (int, float)):
        return math.sqrt, min, max
    return np.sqrt, np.minimum, np.maximum


def _root_of(excess: Excess, given: tuple[Number, ...], start: Number, high: Number) -> Number:
    return (_root if isinstance(start, float) else _roots)(excess, given, start, high)


def _root(excess: Excess, given: tuple[float, ...], start: float, high: float) -> float:
    """Newton's method kept within a bracket, for one number; the function rises from below 0."""
    low, at = 0.0, start
    for _ in range(STEPS):
        value, slope = excess(at, *given)
        if value < 0.0:
            low = at
        else:
            high = at
        step = at - value / slope
        held = low <= step <= high
        following = step if held else (low + high) / 2.0
        if (held and abs(following - at) <= CLOSE * following) or high - low <= ADJACENT * high:
            return following
        at = following
    return at


def _roots(excess: Excess, given: tuple[Number, ...], start: Floats, high: Floats) -> Floats:
    """The same for arrays, each entry stopped where the one number would be, and then left out."""
    shape = start.shape
    at, high, *left = (np.ravel(x) for x in np.broadcast_arrays(start, high, *given))
    found, rows, low = at.copy(), np.arange(at.size), np.zeros_like(at)
    for _ in range(STEPS):
        value, slope = excess(at, *left)
        low, high = np.where(value < 0.0, at, low), np.where(value < 0.0, high, at)
        step = at - value / slope
        held = (low <= step) & (step <= high)
        following = np.where(held, step, (low + high) / 2.0)
        close = held & (np.abs(following - at) <= CLOSE * following)
        close |= high - low <= ADJACENT * high
        found[rows] = at = following
        if close.any():
            on = ~close
            at, low, high, rows, left = at[on], low[on], high[on], rows[on], [x[on] for x in left]
        if not rows.size:
            break
    return found.reshape(shape)
