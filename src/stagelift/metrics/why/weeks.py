"""The weeks a question rests on: wholly known and without a holiday on a working day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.data.zones import from_us
from stagelift.journey.day_pairs import unusual
from stagelift.metrics.kpis import matured_through
from stagelift.metrics.steps import local_days

if TYPE_CHECKING:
    from stagelift.data.query import PeriodWindow
    from stagelift.definitions import Journey
    from stagelift.metrics.kind import WindowedMetric


@dataclass(frozen=True, slots=True)
class Weeks:
    """Some periods of a request.

    Args:
        places: Their indices, oldest first.
        labels: Their labels.
        days: Local days they hold together.
    """

    places: tuple[int, ...]
    labels: tuple[str, ...]
    days: int

    @property
    def label(self) -> str:
        """First and last label, such as `2026-W42..2026-W45`; empty without any."""
        if len(self.labels) < 2:
            return "".join(self.labels)
        return f"{self.labels[0]}..{self.labels[-1]}"


def known_weeks(
    periods: Sequence[PeriodWindow], metric: WindowedMetric, journey: Journey, as_of: int
) -> tuple[int, ...]:
    """The periods whose every entrant has had the whole window, and that are like others.

    Args:
        periods: Periods, oldest first.
        metric: The metric.
        journey: For its zone and its country's holidays.
        as_of: Instant of knowledge, µs UTC.

    Returns:
        Their indices, oldest first.
    """
    through = matured_through(from_us(as_of), metric, journey.zone)
    found = []
    for place, period in enumerate(periods):
        first, last = local_days(period, journey.zone)
        ripe = period.end <= as_of if through is None else last <= through
        if ripe and not unusual(first, last, journey.country):
            found.append(place)
    return tuple(found)


def weeks_of(periods: Sequence[PeriodWindow], places: Sequence[int], zone: str) -> Weeks:
    """Some periods with what is said of them.

    Args:
        periods: All periods.
        places: Indices of those meant.
        zone: The journey's zone.

    Returns:
        The weeks.
    """
    spans = [local_days(periods[place], zone) for place in places]
    days = sum((last - first).days + 1 for first, last in spans)
    return Weeks(tuple(places), tuple(periods[place].label for place in places), days)
