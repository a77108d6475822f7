"""Process limits: the range in which a series moves by itself, so that a point outside is news.

The point that is judged is not part of its own baseline. Limits are those of one new point at the
error rate of three sigmas (0.27 % of points of a steady series lie outside), widened because centre
and spread are estimated: t instead of normal quantiles, and the centre's own error.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

from stagelift.statistics import checks
from stagelift.statistics.inference import Status
from stagelift.statistics.numerics import special

ShareLimits = Literal["laney", "p_chart"]
ENOUGH = 26  # baseline points before a point outside is news; half a year of weeks
FEWEST = 8  # baseline points below which there are no limits at all
SIGMAS = 3.0  # Shewhart's limits
D2 = 2.0 / math.sqrt(math.pi)  # the mean range of two normal values, in standard deviations
ALIKE = 0.2  # lag-1 correlation above which neighbours are alike and their ranges too small
Limit = float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessLimits:
    """The limits of a series, and whether its last complete point lies outside.

    Args:
        centre: Mean of the baseline (pooled for shares), or None without one.
        low: Lower limit for each baseline point and, last, the judged one; None where a point has
            no value. Empty without limits.
        high: Upper limits, likewise.
        sigma_z: Shares: spread between points in units of their sampling error, 1 when there is no
            other variation (Laney); 1 by definition for a p-chart; None for values.
        lag1: Correlation of neighbouring baseline points; None without limits.
        baseline: Baseline points that have a value.
        enough: Whether there are at least 26, so that a point outside is news.
        outside: Whether the judged point lies outside its limits; False without either.
        method: `laney`, `p_chart` or `xmr`.
        status: `ok`; `low_n` below 26 baseline points (limits are descriptive, and absent below 8);
            `degenerate` when the baseline does not vary; `no_data` without one.
        note: The reason, or that neighbours are alike and the plain standard deviation was used.

    Example:
        >>> limits_of_values([5.0, 7.0] * 13, 12.5).news
        True
    """

    centre: float | None = None
    low: tuple[Limit, ...] = ()
    high: tuple[Limit, ...] = ()
    sigma_z: float | None = None
    lag1: float | None = None
    baseline: int
    enough: bool
    outside: bool = False
    method: str
    status: Status = "ok"
    note: str = ""

    @property
    def news(self) -> bool:
        """Whether the judged point is outside limits that rest on enough points."""
        return self.status == "ok" and self.outside


def limits_of_values(
    earlier: Sequence[float | None],
    last: float | None = None,
    *,
    floor: float | None = None,
    ceiling: float | None = None,
) -> ProcessLimits:
    """The limits of a series of values, from the moving range of neighbours (XmR).

    Args:
        earlier: Values of complete earlier points in any one unit, oldest first; None where a point
            has no value (its neighbours then count as neighbours).
        last: The last complete point, which is judged; None for the limits alone.
        floor: The smallest value the measure can take; limits stop there.
        ceiling: The largest value it can take.

    Returns:
        The limits, the same at every point.

    Raises:
        ArgumentError: When a value is not finite, or floor ≥ ceiling.

    Reference:
        Shewhart 1931, Economic control of quality of manufactured product; Wheeler & Chambers 1992,
        Understanding statistical process control; Cryer & Ryan 1990, The estimation of sigma for an
        X chart: MR/d2 or S/c4? (degrees of freedom of the moving range).

    Example:
        >>> found = limits_of_values([5.0, 7.0] * 13, 12.0)
        >>> found.centre, round(found.low[-1], 2), round(found.high[-1], 2), found.outside
        (6.0, -0.45, 12.45, False)
    """
    known = [checks.finite(f"earlier[{i}]", v) for i, v in enumerate(earlier) if v is not None]
    _ordered(floor, ceiling)
    judged = None if last is None else checks.finite("last", last)
    blank = _blank(len(known), "xmr")
    if blank.status == "no_data":
        return blank
    centre = sum(known) / len(known)
    found = spread_of([v - centre for v in known])
    if found is None or len(known) < FEWEST:
        return _no_limits(blank, centre, len(known), "all earlier values are equal")
    half = found.width * math.sqrt(1.0 + 1.0 / len(known))
    ends = _clipped(centre, half, floor, ceiling)
    places = [*earlier, last] if last is not None else list(earlier)
    return _limited(blank, centre, [ends if v is not None else None for v in places], judged, found)


def limits_of_shares(
    earlier: Sequence[tuple[int, int]],
    last: tuple[int, int] | None = None,
    *,
    method: ShareLimits = "laney",
) -> ProcessLimits:
    """The limits of a series of shares with varying numbers of units.

    Args:
        earlier: (units with the event, units) of complete earlier points, oldest first; a point
            without units has no share and no limits.
        last: The last complete point, which is judged; None for the limits alone.
        method: `laney` (p′: the sampling error of each point times the spread between points that
            the baseline shows) or `p_chart` (sampling error alone: with thousands of units a point
            every ordinary week is outside).

    Returns:
        The limits of each point, within 0 and 1.

    Raises:
        ArgumentError: When a count or the method is not allowed.

    Reference:
        Laney 2002, Improved control charts for attributes; Shewhart 1931, Economic control of
        quality of manufactured product.

    Example:
        >>> weeks = [(480, 10_000), (520, 10_000)] * 13
        >>> found = limits_of_shares(weeks, (700, 10_000))
        >>> round(found.centre, 3), round(found.sigma_z, 2), found.news
        (0.05, 1.63, True)
    """
    checks.one_of("method", method, get_args(ShareLimits))
    counts = [checks.events(k, n, arm=f" of earlier[{i}]") for i, (k, n) in enumerate(earlier)]
    judged = None if last is None else checks.events(*last, arm=" of last")
    known = [(k, n) for k, n in counts if n]
    blank, units = _blank(len(known), method), sum(n for _, n in known)
    if blank.status == "no_data":
        return blank
    centre = sum(k for k, _ in known) / units
    own = math.sqrt(centre * (1.0 - centre))
    scores = [(k / n - centre) / own * math.sqrt(n) for k, n in known] if own else []
    found = spread_of(scores)
    if found is None or len(known) < FEWEST:
        return _no_limits(blank, centre, len(known), "all earlier shares are equal")
    if method == "p_chart":
        found = Spread(1.0, SIGMAS, found.lag1, alike=False)

    def ends(n: int) -> tuple[float, float] | None:
        if n == 0:
            return None
        half = found.width * own * math.sqrt(1.0 / n + 1.0 / units)
        return _clipped(centre, half, 0.0, 1.0)

    places = [ends(n) for _, n in [*counts, judged]] if judged else [ends(n) for _, n in counts]
    share = judged[0] / judged[1] if judged and judged[1] else None
    return _limited(blank, centre, places, share, found, sigma_z=found.sigma)


@dataclass(frozen=True, slots=True)
class Spread:
    """How far single points lie about their centre.

    Args:
        sigma: Standard deviation of one point.
        width: Half-width of its limits, at three sigmas' error rate.
        lag1: Correlation of neighbouring points.
        alike: Whether neighbours are alike, so that the plain standard deviation is used.
        df: Degrees of freedom of sigma.
    """

    sigma: float
    width: float
    lag1: float
    alike: bool
    df: float = math.inf


def spread_of(deviations: Sequence[float]) -> Spread | None:
    """The spread of points about their centre; None when they do not vary.

    The moving range does not see a slow level shift, but neighbours that are alike make it too
    small (with a lag-1 correlation of .6, 3 % of ordinary points fall outside its limits): then the
    plain standard deviation is used, which keeps that share below 0.7 % up to a correlation of .8.

    Args:
        deviations: Distances from the centre, in order of time.

    Returns:
        The spread.

    Example:
        >>> round(spread_of([1.0, -1.0] * 13).sigma, 3)
        1.772
    """
    m = len(deviations)
    squares = sum(d * d for d in deviations)
    sigma = moving_sigma(deviations)
    if squares == 0.0 or sigma == 0.0:
        return None
    lag1 = sum(before * after for before, after in pairwise(deviations)) / squares
    if lag1 > ALIKE:
        sigma, df = math.sqrt(squares / (m - 1)), float(m - 1)
    else:
        # Cryer & Ryan: the variance of sigma is 1/(2·df)
        df = (m - 1) ** 2 / (2.0 * (0.8264 * m - 1.082))
    width = -float(special.stdtrit(df, float(special.ndtr(-SIGMAS)))) * sigma
    return Spread(sigma, width, lag1, lag1 > ALIKE, df)


def moving_sigma(values: Sequence[float]) -> float:
    """The standard deviation of a point around its level, from the ranges of neighbours.

    Args:
        values: Values in order of time.

    Returns:
        Mean moving range / 1.128; 0 for fewer than two values.

    Example:
        >>> round(moving_sigma([1.0, 2.0, 1.0, 2.0]), 3)
        0.886
    """
    ranges = [abs(after - before) for before, after in pairwise(values)]
    return sum(ranges) / len(ranges) / D2 if ranges else 0.0


def _blank(known: int, method: str) -> ProcessLimits:
    """What is known before any limit: how many points there are, and what that allows."""
    enough = known >= ENOUGH
    status: Status = "ok" if enough else "low_n" if known else "no_data"
    note = "no earlier point has a value"
    if known:
        note = "" if enough else f"{known} earlier points; {ENOUGH} make a point outside news"
    return ProcessLimits(baseline=known, enough=enough, method=method, status=status, note=note)


def _no_limits(blank: ProcessLimits, centre: float, known: int, equal: str) -> ProcessLimits:
    few = known < FEWEST
    return ProcessLimits(
        centre=centre,
        baseline=blank.baseline,
        enough=blank.enough,
        method=blank.method,
        status="low_n" if few else "degenerate",
        note=f"{known} earlier points; limits need {FEWEST}" if few else equal,
    )


def _limited(
    blank: ProcessLimits,
    centre: float,
    places: Sequence[tuple[float, float] | None],
    judged: float | None,
    found: Spread,
    sigma_z: float | None = None,
) -> ProcessLimits:
    last = places[-1]
    notes = [blank.note] if blank.note else []
    if found.alike:
        notes.append("neighbouring points are alike, so the limits use their standard deviation")
    return ProcessLimits(
        centre=centre,
        low=tuple(ends[0] if ends else None for ends in places),
        high=tuple(ends[1] if ends else None for ends in places),
        sigma_z=sigma_z,
        lag1=found.lag1,
        baseline=blank.baseline,
        enough=blank.enough,
        outside=judged is not None and last is not None and not last[0] <= judged <= last[1],
        method=blank.method,
        status=blank.status,
        note="; ".join(notes),
    )


def _ordered(floor: float | None, ceiling: float | None) -> None:
    low = None if floor is None else checks.finite("floor", floor)
    high = None if ceiling is None else checks.finite("ceiling", ceiling)
    if low is not None and high is not None and low >= high:
        raise checks.refused("floor", floor, f"it must be below the ceiling, which is {high:g}")


def _clipped(
    centre: float, half: float, floor: float | None, ceiling: float | None
) -> tuple[float, float]:
    low = centre - half if floor is None else max(centre - half, floor)
    return low, centre + half if ceiling is None else min(centre + half, ceiling)
