"""The newest points of a daily or weekly rate, judged together against the series' own past.

Days of one weekday are compared with days of the same weekday; the spread between days beyond
their sampling error (Laney) and the likeness of neighbouring days both widen the limits.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stagelift.statistics import checks
from stagelift.statistics.level_shift import level_shifts
from stagelift.statistics.numerics import special
from stagelift.statistics.process import ENOUGH, SIGMAS, Spread, spread_of

if TYPE_CHECKING:
    from stagelift.statistics.inference import Status

CHANCE = 0.0027  # of a steady series lying outside three sigmas, both sides together
FEWEST_EVENTS = 10.0  # expected with and without the event, for a t statistic to hold
FEWEST_ALIKE = 3  # points of a class, such as a weekday; else all points are one class
EPSILON = 1e-12


@dataclass(frozen=True, slots=True)
class Point:
    """One day or week of a rate.

    Args:
        k: Units with the event.
        n: Units; a point without any is passed over.
        kind: What it is compared with: its weekday; the same for all weeks.
    """

    k: int
    n: int
    kind: Hashable = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedSpan:
    """What the newest points say about a series.

    Args:
        value: Their pooled share, 0–1; None without units.
        usual: The share expected of them: each point's own kind in the baseline.
        change: Value less usual.
        se: Standard error of the change.
        low: Lower end of the change's interval.
        high: Upper end.
        least: Lower limit of the value, at three sigmas' error rate.
        most: Upper limit.
        level: Level of the interval, 0–1.
        p_value: Two-sided, that the series is steady.
        sigma_z: Spread between points in units of their sampling error.
        lag1: Correlation of neighbouring points.
        n: Units judged.
        k: Those with the event.
        baseline: Points of the baseline.
        since: Index, among baseline and judged points with units, of the first point of the newest
            level; None when the level did not shift.
        first: Index of the first point of the baseline that is used: after its own last shift.
        status: `ok`; `low_n` below 26 points or 10 expected events; `no_data`; `degenerate` when
            the baseline does not vary.
        note: The reason in words.
    """

    value: float | None = None
    usual: float | None = None
    change: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    least: float | None = None
    most: float | None = None
    level: float = 0.95
    p_value: float | None = None
    sigma_z: float | None = None
    lag1: float | None = None
    n: int = 0
    k: int = 0
    baseline: int = 0
    since: int | None = None
    first: int = 0
    status: Status = "ok"
    note: str = ""

    @property
    def outside(self) -> bool:
        """Whether the newest points lie outside the limits of a steady series."""
        return self.p_value is not None and self.p_value <= CHANCE


def judge_span(
    earlier: Sequence[Point], judged: Sequence[Point], *, level: float = 0.95
) -> JudgedSpan:
    """The newest points together, against limits from the points before them.

    Args:
        earlier: The baseline, oldest first; points that are judged are no part of it.
        judged: The newest points, in order of time.
        level: Level of the interval of the change, 0–1.

    Returns:
        The verdict.

    Raises:
        ArgumentError: When a count or the level is not allowed.

    Reference:
        Laney 2002, Improved control charts for attributes; Wheeler & Chambers 1992, Understanding
        statistical process control; Killick, Fearnhead & Eckley 2012 (level shifts).

    Example:
        >>> past = [Point(48, 1000), Point(52, 1000)] * 20
        >>> found = judge_span(past, [Point(90, 1000)])
        >>> found.usual, found.outside, found.since
        (0.05, True, 40)
        >>> judge_span(past, [Point(51, 1000)]).outside
        False
    """
    checks.between("level", level, 0, 1)
    for name, points in (("earlier", earlier), ("judged", judged)):
        for i, point in enumerate(points):
            checks.events(point.k, point.n, arm=f" of {name}[{i}]")
    known = [point for point in earlier if point.n]
    new = [point for point in judged if point.n]
    n, k = sum(point.n for point in new), sum(point.k for point in new)
    blank = JudgedSpan(level=level, n=n, k=k, baseline=len(known))
    if not n:
        return replace(blank, status="no_data", note="nobody to judge")
    blank = replace(blank, value=k / n)
    if len(known) < ENOUGH:
        note = f"{len(known)} earlier points; {ENOUGH} make a point outside news"
        return replace(blank, status="low_n", note=note)
    first = _last_level(known)
    return _judged(blank, known[first:], new, first, known)


def _last_level(known: Sequence[Point]) -> int:
    """Where the baseline's newest level begins, when it is long enough to be one by itself."""
    scores = _Baseline(known).scores(known)
    starts = level_shifts(scores) if scores else ()
    fitting = [start for start in starts if len(known) - start >= ENOUGH]
    return fitting[-1] if fitting else 0


def _judged(
    blank: JudgedSpan,
    used: Sequence[Point],
    new: Sequence[Point],
    first: int,
    known: Sequence[Point],
) -> JudgedSpan:
    base = _Baseline(used)
    spread = base.spread()
    expected = sum(point.n * base.share(point) for point in new)
    usual = expected / blank.n
    blank = replace(blank, usual=usual, first=first, baseline=len(used))
    if spread is None:
        return replace(blank, status="degenerate", note="all earlier shares are equal")
    if min(expected, blank.n - expected) < FEWEST_EVENTS:
        note = f"{expected:.1f} events expected; {FEWEST_EVENTS:.0f} are needed"
        return replace(blank, status="low_n", note=note)
    se = spread.sigma * math.sqrt(base.variance(new) * _alike(spread.lag1, len(new))) / blank.n
    change = (blank.value or 0.0) - usual
    inside = -float(special.stdtrit(spread.df, (1 - blank.level) / 2)) * se
    limit = -float(special.stdtrit(spread.df, float(special.ndtr(-SIGMAS)))) * se
    return replace(
        blank,
        change=change,
        se=se,
        low=change - inside,
        high=change + inside,
        least=max(usual - limit, 0.0),
        most=min(usual + limit, 1.0),
        p_value=float(2 * special.stdtr(spread.df, -abs(change) / se)),
        sigma_z=spread.sigma,
        lag1=spread.lag1,
        since=_since(base, [*used, *new], first, len(new)),
    )


def _since(base: _Baseline, points: Sequence[Point], first: int, new: int) -> int | None:
    """The first point of the newest level, when that is no level of the baseline's alone."""
    starts = level_shifts(base.scores(points), min_size=min(FEWEST_ALIKE, new))
    return starts[-1] + first if starts else None


def _alike(lag1: float, count: int) -> float:
    """How much likeness of neighbours inflates the variance of a sum of neighbouring points."""
    rho = min(max(lag1, 0.0), 0.99)
    return 1.0 + 2.0 * sum((1 - step / count) * rho**step for step in range(1, count))


class _Baseline:
    """The shares of the points' kinds, such as weekdays, and the spread of points around them."""

    def __init__(self, points: Sequence[Point]) -> None:
        self._points = points
        kinds: dict[Hashable, list[Point]] = {}
        for point in points:
            kinds.setdefault(point.kind, []).append(point)
        if min(map(len, kinds.values())) < FEWEST_ALIKE:
            kinds = {}
        pooled = {kind: (sum(p.k for p in g), sum(p.n for p in g)) for kind, g in kinds.items()}
        self._kinds = pooled
        self._all = sum(p.k for p in points), sum(p.n for p in points)

    def _counts(self, point: Point) -> tuple[int, int]:
        return self._kinds.get(point.kind, self._all)

    def share(self, point: Point) -> float:
        """The share expected of a point."""
        k, n = self._counts(point)
        return k / n

    def scores(self, points: Sequence[Point]) -> list[float]:
        """Distances from the expected share in units of the sampling error."""
        return [self._score(point) for point in points]

    def _score(self, point: Point) -> float:
        k, n = self._counts(point)
        share = k / n
        return (point.k / point.n - share) / math.sqrt(max(share * (1 - share), EPSILON) / point.n)

    def spread(self) -> Spread | None:
        """The spread of the baseline's own points, whose centres were taken from themselves."""
        found = []
        for point in self._points:
            own = 1.0 - point.n / self._counts(point)[1]
            found.append(self._score(point) / math.sqrt(max(own, EPSILON)))
        spread = spread_of(found)
        if spread is None:
            return None
        lost = max(len(self._kinds) - 1, 0)
        kept = max((len(found) - 1 - lost) / (len(found) - 1), 1 / len(found))
        return replace(spread, df=spread.df * kept)

    def variance(self, points: Sequence[Point]) -> float:
        """Variance of the points' events about those expected, sampling error alone."""
        total = 0.0
        sizes: dict[tuple[int, int], int] = {}
        for point in points:
            counts = self._counts(point)
            sizes[counts] = sizes.get(counts, 0) + point.n
        for (k, n), size in sizes.items():
            share = k / n
            total += share * (1 - share) * (size + size**2 / n)
        return total
