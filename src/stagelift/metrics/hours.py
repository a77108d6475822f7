"""By weekday and hour: how often messages of each channel are answered, and when customers act."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from stagelift.data.query.hours import HoursQuestion, HourSums, measure_hours
from stagelift.data.zones import day_number, from_us
from stagelift.definitions import DateSpan
from stagelift.errors import ArgumentError
from stagelift.frames import Tabular
from stagelift.journey.figures import LOW_N, round_significant
from stagelift.journey.holidays import Holiday, holidays_of, holidays_unknown
from stagelift.metrics.privacy import MINIMUM
from stagelift.statistics.clustered import clustered_share, design_effect
from stagelift.statistics.disclosure import Partition, hide
from stagelift.statistics.pairs import PairMoments

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.query.hours import Asked, Level
    from stagelift.definitions import Journey
    from stagelift.statistics.inference import Status

WINDOW_HOURS = 24
WEEKS = 13  # back from the period's end: a quarter gives 168 cells enough messages
HOUR_US = 3_600_000_000
PARTS = {"morning": 6, "afternoon": 12, "evening": 18, "night": 21}
"""Parts of the day by their first hour; the night begins with the hours in which Korean law asks
for a consent of its own, and ends in the morning."""


@dataclass(frozen=True, slots=True)
class HourRow:
    """One cell: a weekday and hour, a part of the day, all of a channel, or its holidays.

    Args:
        asked: `answers` (share of messages answered) or `actions` (share of actions in the cell).
        group: Channel, or name of the event.
        level: `cell`, `part`, `all` or `holiday`.
        weekday: 0 (Monday) to 6, or None.
        hour: Local hour 0–23, or None.
        part: Name of the part of the day, or None.
        n: Messages; of actions all those of the event.
        k: Messages answered; actions in the cell.
        customers: Customers with one in the cell.
        value: k / n.
        low: Lower end of its interval.
        high: Upper end.
        status: `ok`, or why it must not be read.
        note: The reason in words.
    """

    asked: Asked
    group: str
    level: Level
    weekday: int | None
    hour: int | None
    part: str | None
    n: int
    k: int
    customers: int
    value: float | None
    low: float | None
    high: float | None
    status: Status = "ok"
    note: str = ""


@dataclass(frozen=True)  # without slots: what may be shown is worked out once
class Hours(Tabular):
    """When messages are answered and customers act, in local hours.

    Args:
        asked: `answers` or `actions`.
        rows: Every cell in which anything happened.
        first: First local day counted.
        last: Last local day counted.
        as_of: Instant of knowledge as ISO text.
        zone: Whose hours they are.
        window_hours: How long after its arrival an answer counts.
        holidays: Public holidays of those days, which are in rows of their own.
        unknown: Why holidays are not known; empty when they are.
        level: Confidence level of the intervals, 0–1.
        minimum_cell: Cells of fewer customers are suppressed wherever they are shown.
    """

    asked: Asked
    rows: tuple[HourRow, ...]
    first: date
    last: date
    as_of: str
    zone: str
    window_hours: int
    holidays: tuple[Holiday, ...]
    unknown: str
    level: float
    minimum_cell: int = MINIMUM

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The channels or events, those with most customers first."""
        sizes = {row.group: row.customers for row in self.rows if row.level == "all"}
        return tuple(sorted(sizes, key=lambda name: (-sizes[name], name)))

    def of(self, group: str, level: Level) -> tuple[HourRow, ...]:
        """The rows of one group at one level.

        Args:
            group: Channel or event.
            level: `cell`, `part`, `all` or `holiday`.

        Returns:
            Its rows in order of time, as they may be shown.

        Raises:
            ArgumentError: When nothing of it was seen.
        """
        found = self._placed.get((group, level), ())
        if not found and group not in self.groups:
            raise ArgumentError(f"'{group}' came; there are {', '.join(self.groups) or 'none'}")
        return found

    @cached_property
    def _placed(self) -> Mapping[tuple[str, Level], tuple[HourRow, ...]]:
        """The rows as they may be published, by group and level."""
        found: dict[tuple[str, Level], list[HourRow]] = defaultdict(list)
        for row in self.shown:
            found[row.group, row.level].append(row)
        return {place: tuple(rows) for place, rows in found.items()}

    @cached_property
    def shown(self) -> tuple[HourRow, ...]:
        """The rows as they may be published: small cells carry no numbers."""
        hidden = self._hidden()
        return tuple(self._cleared(row) if _key(row) in hidden else row for row in self.rows)

    def _hidden(self) -> frozenset[Any]:
        """The cells of too few customers, and those that would give one of them away."""
        found: set[Any] = set()
        for group in self.groups:
            rows = [row for row in self.rows if row.group == group and row.level != "holiday"]
            counted = "n" if self.asked == "answers" else "k"
            sizes: dict[Any, int] = {_key(row): getattr(row, counted) for row in rows}
            small = {_key(row) for row in rows if row.customers < self.minimum_cell}
            found |= hide(sizes, _sums(rows), self.minimum_cell, small) if small else set()
            found |= {
                _key(row)
                for row in self.rows
                if row.group == group
                and row.level == "holiday"
                and row.customers < self.minimum_cell
            }
        return frozenset(found)

    def _cleared(self, row: HourRow) -> HourRow:
        few = row.customers < self.minimum_cell
        note = f"fewer than {self.minimum_cell} customers" if few else "hidden beside a small cell"
        blank = replace(row, n=0, k=0, customers=0, value=None, low=None, high=None)
        return replace(blank, status="low_n", note=note)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The cells as JSON-ready rows; the numbers of suppressed ones are null.

        Returns:
            One dict per cell.
        """
        names = HourRow.__dataclass_fields__
        found = []
        for row in self.shown:
            one: dict[str, Any] = {name: getattr(row, name) for name in names}
            if row.value is None:
                one.update(dict.fromkeys(("n", "k", "customers")))
            found.append(one | {"period": f"{self.first}..{self.last}", "as_of": self.as_of})
        return found

    def __str__(self) -> str:
        from stagelift.metrics.hours_text import hours_text

        return hours_text(self)


def _key(row: HourRow) -> tuple[object, ...]:
    return (row.group, row.level, row.weekday, row.hour, row.part)


def part_of(hour: int) -> str:
    """The part of the day a local hour belongs to.

    Args:
        hour: 0–23.

    Returns:
        `morning` (6–11), `afternoon` (12–17), `evening` (18–20) or `night` (21–5).

    Example:
        >>> [part_of(hour) for hour in (5, 6, 17, 20, 21)]
        ['night', 'morning', 'afternoon', 'evening', 'night']
    """
    begun = [name for name, first in PARTS.items() if hour >= first]
    return begun[-1] if begun else tuple(PARTS)[-1]


def _sums(rows: Iterable[HourRow]) -> list[Partition]:
    """The hours of a part of the day add up to it, and the parts to the whole."""
    held: Mapping[str, list[HourRow]] = defaultdict(list)
    whole, parts = None, []
    for row in rows:
        if row.level == "cell" and row.hour is not None:
            held[part_of(row.hour)].append(row)
        elif row.level == "part":
            parts.append(row)
        else:
            whole = row
    found = [Partition(_key(part), tuple(map(_key, held[str(part.part)]))) for part in parts]
    return [*found, *([Partition(_key(whole), tuple(map(_key, parts)))] if whole else [])]


def hours_question(
    journey: Journey,
    asked: Asked,
    days: DateSpan,
    as_of: int,
    events: tuple[str, ...] = (),
) -> HoursQuestion:
    """The question about the 13 weeks up to the last of some days.

    Args:
        journey: For its zone and its country's holidays.
        asked: `answers` or `actions`.
        days: A period; it may be longer than 13 weeks.
        as_of: Instant of knowledge, µs UTC.
        events: Names of the actions; none for answers.

    Returns:
        The question.
    """
    today = from_us(as_of).astimezone(ZoneInfo(journey.zone)).date()
    last = min(days.last, today)
    first = min(days.first, last - timedelta(days=7 * WEEKS - 1))
    start, end = DateSpan(first, last).instants(journey.zone)
    return HoursQuestion(
        asked=asked,
        events=events,
        window=WINDOW_HOURS * HOUR_US if asked == "answers" else 0,
        start=start,
        end=min(end, as_of),
        holidays=tuple(
            day_number(holiday.day) for holiday in holidays_of(journey.country, first, last)
        ),
        parts=tuple(PARTS.values()),
        zone=journey.zone,
        as_of=as_of,
    )


def measure(
    contract: Contract, asked: HoursQuestion, country: str | None, *, confidence: float = 0.95
) -> Hours:
    """The cells with their intervals, from one query.

    Args:
        contract: The contract tables.
        asked: The question.
        country: Whose holidays were taken apart.
        confidence: Level of the intervals, 0–1.

    Returns:
        Every cell in which anything happened.

    Raises:
        DataError: When no source holds events, or none tells of messages.
        EngineError: When the engine refuses the query.
    """
    zone = ZoneInfo(asked.zone)
    first = from_us(asked.start).astimezone(zone).date()
    last = from_us(asked.end - 1).astimezone(zone).date()
    sums = measure_hours(contract, asked)
    whole: dict[tuple[str, Level], HourSums] = {
        (one.group, one.level): one for one in sums if one.level in ("all", "holiday")
    }
    return Hours(
        asked=asked.asked,
        rows=tuple(_row(asked, one, whole, confidence) for one in sums),
        first=first,
        last=last,
        as_of=from_us(asked.as_of).isoformat(),
        zone=asked.zone,
        window_hours=asked.window // HOUR_US,
        holidays=holidays_of(country, first, last),
        unknown=holidays_unknown(country, first, last),
        level=confidence,
    )


def _row(
    asked: HoursQuestion,
    one: HourSums,
    whole: Mapping[tuple[str, Level], HourSums],
    confidence: float,
) -> HourRow:
    """One cell with its share."""
    base = whole.get((one.group, "holiday" if one.level == "holiday" else "all"), one)
    pair = _pair(one) if asked.asked == "answers" else _part_of(base, one)
    silent = asked.asked == "answers" and not whole[one.group, base.level].x
    # where no message or every message was answered, a cell cannot say how alike its customers are
    least = max(1.0, design_effect(_pair(base))) if one.x in (0, one.y) else 1.0
    found = clustered_share(pair, level=confidence, least_effect=least)
    row = HourRow(
        asked=asked.asked,
        group=one.group,
        level=one.level,
        weekday=one.weekday,
        hour=one.hour,
        part=None if one.part is None else tuple(PARTS)[one.part],
        n=one.y if asked.asked == "answers" else base.y,
        k=one.x,
        customers=one.customers,
        value=round_significant(found.value),
        low=round_significant(found.low),
        high=round_significant(found.high),
        status=found.status,
        note=found.note,
    )
    if silent:
        note = "no answer was ever recorded on this channel"
        return replace(row, value=None, low=None, high=None, status="not_identifiable", note=note)
    if row.status == "ok" and row.n < LOW_N:
        return replace(row, status="low_n", note=f"{row.n} messages")
    return row


def _pair(one: HourSums) -> PairMoments:
    return PairMoments.from_sums(one.customers, one.x, one.y, one.xx, one.yy, one.xy, scale=1)


def _part_of(base: HourSums, one: HourSums) -> PairMoments:
    """The actions of a cell beside all actions, of customers without any in the cell too."""
    return PairMoments.from_sums(base.customers, one.x, base.y, one.xx, base.yy, one.xy, scale=1)
