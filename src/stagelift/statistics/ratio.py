"""Ratios of sums, Σx / Σy over units: one ratio, the difference of two, and its lift.

The unit that was randomised is the cluster: each unit's x − R·y, relative to the mean of y, is its
contribution to the ratio, and the ratio is treated as the mean of these contributions. Where y is 1
for every unit all three are those of a mean.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import get_args

from stagelift.statistics import checks
from stagelift.statistics.inference import Better, Inference, Status
from stagelift.statistics.lift import lift
from stagelift.statistics.means import difference_of_means, mean
from stagelift.statistics.moments import Moments
from stagelift.statistics.pairs import PairMoments
from stagelift.statistics.sides import Alternative

METHOD = "delta"
# Standard errors the mean denominator must be away from 0, as 36 buyers among many are: there 95 %
# intervals of a basket value cover 93 % (simulated), with 25 buyers 92 %, with 9 only 86 %
CLEAR_OF_ZERO = 6.0
ROUNDING = 8.0 * 2.0**-52  # of the terms: a spread below it is what is left of equal contributions
NO_DENOMINATOR = "the denominator sums to 0"


def contributions(pair: PairMoments, cubes: tuple[float, float, float, float]) -> Moments:
    """Moments of the units' contributions to a ratio, whose mean is the ratio.

    They are what `gate` needs to tell whether a difference of ratios is near normal.

    Args:
        pair: Moments of numerator x and denominator y per unit.
        cubes: Σx³, Σx²y, Σxy² and Σy³ in the values' own units, not centred; floats are enough.

    Returns:
        Moments with the ratio as mean and the spread of (x − R·y) / mean of y.

    Raises:
        ArgumentError: When the denominator sums to 0, or a cube is not finite.

    Reference:
        Deng, Knoblich & Lu 2018, Applying the delta method in metric analytics.

    Example:
        >>> pair = PairMoments.from_sums(3, 6, 3, 14, 3, 6, scale=1)  # (1, 1), (2, 1), (3, 1)
        >>> contributions(pair, (36.0, 14.0, 6.0, 3.0))
        Moments(n=3, mean=2.0, m2=2.0, m3=0.0)
    """
    if pair.mean_y == 0.0:
        raise checks.refused("mean_y", pair.mean_y, NO_DENOMINATOR)
    xxx, xxy, xyy, yyy = (checks.finite(f"cubes[{i}]", c) for i, c in enumerate(cubes))
    found, r = _linear(pair), pair.mean_x / pair.mean_y
    third = xxx - 3.0 * r * xxy + 3.0 * r * r * xyy - r * r * r * yyy
    return replace(found, m3=third / pair.mean_y**3 if found.m2 else 0.0)


def ratio(pair: PairMoments, *, level: float = 0.95) -> Inference:
    """A ratio of sums with its delta-method interval.

    Args:
        pair: Moments of numerator x and denominator y per unit.
        level: Confidence level, between 0 and 1.

    Returns:
        Σx / Σy; null with `no_data` without units or with a denominator of 0; without an interval
        and with a reason for one unit or a denominator not 6 standard errors from 0 (`low_n`), and
        where every unit has the same ratio (`degenerate`).

    Raises:
        ArgumentError: When the level lies outside (0, 1).

    Reference:
        Deng, Knoblich & Lu 2018, Applying the delta method in metric analytics; Cochran 1977,
        Sampling techniques, chapter 6 (that the denominator's variation decides when it holds).

    Example:
        >>> pair = PairMoments(n=100, mean_x=30.0, mean_y=1.5, m2_x=9900.0, m2_y=99.0, m_xy=693.0)
        >>> found = ratio(pair)
        >>> found.value, round(found.low, 3), round(found.high, 3)
        (20.0, 18.038, 21.962)
    """
    checks.between("level", level, 0, 1)
    problem = _problem(pair, "")
    if problem:
        return _without_interval(problem, level, (pair,))
    return replace(mean(_linear(pair), level=level), method=METHOD)


def difference_of_ratios(
    pair1: PairMoments,
    pair0: PairMoments,
    *,
    level: float = 0.95,
    alternative: Alternative = "two_sided",
) -> Inference:
    """The difference of two ratios of sums, treatment minus control.

    Args:
        pair1: Moments of numerator and denominator per unit in the treatment arm.
        pair0: The same in the control arm.
        level: Confidence level, between 0 and 1.
        alternative: `two_sided`; `greater` or `less`, treatment compared with control.

    Returns:
        The effect in the ratio's unit with interval and p-value of one t statistic with Welch's
        degrees of freedom (dual); otherwise as `ratio`, the first arm with a reason named.

    Raises:
        ArgumentError: When the level or the alternative is not allowed.

    Reference:
        Deng, Knoblich & Lu 2018, Applying the delta method in metric analytics.

    Example:
        >>> none = PairMoments(n=100, mean_x=30.0, mean_y=1.5, m2_x=9900.0, m2_y=99.0, m_xy=693.0)
        >>> sent = PairMoments(n=100, mean_x=36.0, mean_y=1.5, m2_x=9900.0, m2_y=99.0, m_xy=693.0)
        >>> found = difference_of_ratios(sent, none)
        >>> found.value, round(found.low, 2), round(found.high, 2), round(found.p_value, 4)
        (4.0, 0.89, 7.11, 0.012)
    """
    checks.between("level", level, 0, 1)
    checks.one_of("alternative", alternative, get_args(Alternative))
    problem = _worse(_problem(pair1, "treatment"), _problem(pair0, "control"))
    if problem:
        return _without_interval(problem, level, (pair1, pair0))
    parts = _linear(pair1), _linear(pair0)
    found = difference_of_means(*parts, level=level, alternative=alternative)
    return replace(found, method=METHOD)


def lift_of_ratios(
    pair1: PairMoments,
    pair0: PairMoments,
    *,
    level: float = 0.95,
    better: Better = "up",
    critical: float | None = None,
) -> Inference:
    """The lift of a ratio of sums, (treatment − control) / |control|, by Fieller.

    Args:
        pair1: Moments of numerator and denominator per unit in the treatment arm.
        pair0: The same in the control arm.
        level: Confidence level, between 0 and 1.
        better: Direction of the metric, `up` or `down`; it only words the note of a negative
            control ratio.
        critical: The half-width in standard errors of the absolute interval it must agree with, as
            in `lift`; default Welch's t.

    Returns:
        The lift as a share; null with the reason where the effect has no interval, and with
        `not_identifiable` where the control ratio is not clear of 0.

    Raises:
        ArgumentError: When the level, `better` or `critical` is not allowed.

    Reference:
        Fieller 1954, Some problems in interval estimation; Deng, Knoblich & Lu 2018.

    Example:
        >>> none = PairMoments(n=100, mean_x=30.0, mean_y=1.5, m2_x=9900.0, m2_y=99.0, m_xy=693.0)
        >>> sent = PairMoments(n=100, mean_x=36.0, mean_y=1.5, m2_x=9900.0, m2_y=99.0, m_xy=693.0)
        >>> found = lift_of_ratios(sent, none)
        >>> round(found.value, 2), round(found.low, 3), round(found.high, 3)
        (0.2, 0.042, 0.381)
    """
    checks.between("level", level, 0, 1)
    checks.one_of("better", better, get_args(Better))
    if critical is not None:
        checks.between("critical", critical, 0, math.inf)
    problem = _worse(_problem(pair1, "treatment"), _problem(pair0, "control"))
    if problem:
        return replace(_without_interval(problem, level, ()), method="fieller")
    parts = _linear(pair1), _linear(pair0)
    return lift(*parts, level=level, better=better, critical=critical)


Problem = tuple[Status, str]


def _linear(pair: PairMoments) -> Moments:
    """Ratio and spread of the contributions; the third moment needs cubes and is left at 0."""
    r = pair.mean_x / pair.mean_y
    terms = pair.m2_x + r * r * pair.m2_y
    spread = terms - 2.0 * r * pair.m_xy
    spread = spread if spread > ROUNDING * terms else 0.0
    return Moments(pair.n, r, spread / pair.mean_y / pair.mean_y, 0.0)


def _problem(pair: PairMoments, arm: str) -> Problem | None:
    """Why a ratio has no interval, or None."""
    where = f" in {arm}" if arm else ""
    if pair.n == 0:
        return "no_data", f"no units{where}"
    if pair.mean_y == 0.0:
        return "no_data", f"{NO_DENOMINATOR}{where}"
    if pair.n == 1:
        return "low_n", f"one unit{where} has no spread"
    se = math.sqrt(pair.m2_y / (pair.n - 1) / pair.n)
    if abs(pair.mean_y) < CLEAR_OF_ZERO * se:
        away = abs(pair.mean_y) / se
        note = f"the denominator{where} is {away:.1f} standard errors from 0; "
        return "low_n", f"{note}{CLEAR_OF_ZERO:g} are needed"
    return None


def _worse(first: Problem | None, second: Problem | None) -> Problem | None:
    """The problem that leaves least of a comparison: no data before few."""
    found = [problem for problem in (first, second) if problem]
    return min(found, key=lambda problem: problem[0] != "no_data", default=None)


def _without_interval(problem: Problem, level: float, pairs: tuple[PairMoments, ...]) -> Inference:
    status, note = problem
    value = None
    if status != "no_data" and pairs:
        ratios = [pair.mean_x / pair.mean_y for pair in pairs]
        value = ratios[0] - sum(ratios[1:])
    return Inference(value=value, level=level, method=METHOD, status=status, note=note)
