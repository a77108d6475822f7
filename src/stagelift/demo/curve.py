"""Times in the demo world: instants, weeks, and distributions that are known exactly.

Every waiting time and every visiting hour is drawn from a piecewise linear distribution, so the
share of customers who have acted by any instant is known without simulation: the demo's truth is
computed, never estimated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY
SEOUL = 9 * HOUR  # Korea keeps one offset all year, and did so on every day of this world

FIRST_DAY = date(2026, 5, 18)  # a Monday: the shop opens
WEEKS = 26

# Visits by weekday (Monday first) and by hour of the day, relative.
WEEKDAYS = (1.00, 0.97, 0.95, 0.97, 1.04, 1.13, 1.18)
HOURS = (2, 1, 1, 1, 1, 1, 2, 4, 5, 5, 5, 6, 8, 6, 5, 5, 5, 6, 7, 8, 10, 11, 9, 5)
CHUSEOK = {date(2026, 9, 24): 0.55, date(2026, 9, 25): 0.40, date(2026, 9, 26): 0.60}


def midnight(day: date) -> int:
    """The instant at which a day begins in Seoul, in µs since 1970-01-01 UTC.

    Args:
        day: A calendar day in Seoul.

    Returns:
        Microseconds.

    Example:
        >>> midnight(date(1970, 1, 2)) == DAY - SEOUL
        True
    """
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1_000_000 - SEOUL


START = midnight(FIRST_DAY)
END = START + WEEKS * WEEK  # the night from Sunday 15 to Monday 16 November 2026
AS_OF = END + 6 * HOUR


def week_label(week: int) -> str:
    """The ISO name of a week of this world, counted from 0.

    Args:
        week: 0 to 25.

    Returns:
        Year and week.

    Example:
        >>> week_label(0), week_label(25)
        ('2026-W21', '2026-W46')
    """
    year, number, _ = (FIRST_DAY + timedelta(weeks=week)).isocalendar()
    return f"{year}-W{number:02d}"


@dataclass(frozen=True, slots=True)
class Curve:
    """A distribution of times with a piecewise linear share: sampled and evaluated exactly.

    Args:
        knots: Times in µs, rising.
        shares: Share of the draws at or before each knot, from 0 to 1.

    Example:
        >>> curve = Curve.of(hours=(0, 1, 3), shares=(0, 0.5, 1))
        >>> float(curve.share_by(2 * HOUR))
        0.75
        >>> int(curve.at(0.75)) == 2 * HOUR
        True
    """

    knots: tuple[int, ...]
    shares: tuple[float, ...]

    @classmethod
    def of(cls, *, hours: tuple[float, ...], shares: tuple[float, ...]) -> Curve:
        """The curve through the given hours and shares.

        Args:
            hours: Times in hours, rising.
            shares: Shares from 0 to 1, as many as hours.

        Returns:
            The curve, in µs.
        """
        return cls(tuple(round(hour * HOUR) for hour in hours), shares)

    def share_by(self, elapsed: ArrayLike) -> Floats:
        """The share of draws at or before the given times (µs)."""
        return np.interp(np.asarray(elapsed, np.float64), self.knots, self.shares)

    def at(self, quantile: ArrayLike) -> Ints:
        """The times (µs) by which the given shares (0 to 1) have happened."""
        return np.interp(np.asarray(quantile, np.float64), self.shares, self.knots).astype(np.int64)


def visiting_hours(week: int) -> tuple[Curve, float]:
    """When in a week customers first visit, and how busy the week is against an ordinary one.

    Args:
        week: 0 to 25.

    Returns:
        The curve of the first visit in µs from Monday midnight (ending half an hour before the
        week does, so that what follows a visit at once stays in its week), and the traffic, 1 in
        an ordinary week and less in the week of Chuseok.
    """
    days = [FIRST_DAY + timedelta(weeks=week, days=day) for day in range(7)]
    weights = [WEEKDAYS[k] * CHUSEOK.get(day, 1.0) for k, day in enumerate(days)]
    cells = np.outer(weights, np.asarray(HOURS) / sum(HOURS)).ravel()
    shares = np.concatenate([[0.0], np.cumsum(cells) / cells.sum()])
    hours = (*(float(hour) for hour in range(168)), 167.5)
    traffic = sum(weights) / sum(WEEKDAYS)
    return Curve.of(hours=hours, shares=tuple(shares.tolist())), traffic
