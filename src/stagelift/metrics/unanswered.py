"""Why messages were not answered, by channel and part of the day, as far as the sources tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from stagelift.data.query.message_reports import measure_reported
from stagelift.data.query.unanswered import ANSWERED, ReasonSums, measure_unanswered
from stagelift.data.zones import from_us
from stagelift.frames import Tabular
from stagelift.journey.figures import LOW_N, round_significant
from stagelift.metrics.hours import HOUR_US, PARTS
from stagelift.metrics.messages.rates import untold_rates
from stagelift.metrics.privacy import MINIMUM
from stagelift.statistics.clustered import clustered_share
from stagelift.statistics.disclosure import Partition, hide
from stagelift.statistics.pairs import PairMoments

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.query.hours import HoursQuestion
    from stagelift.definitions import Journey
    from stagelift.statistics.inference import Status

UNREAD, ARRIVED = "unread", "arrived"


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One reason of one channel, in one part of the day or in all of it.

    Args:
        channel: The channel.
        part: Name of the part of the day, or None for all of it.
        reason: `left` (opted out or complained), `read` (opened, nothing clicked), `unread`,
            `arrived` (whether it was opened cannot be known), `capped`, `failed`, `held`,
            `no_news` (nothing told of its arrival).
        told: What the send log says of it; empty where it says nothing, or it of few.
        n: Messages of the channel and part that were not answered.
        k: Those of the reason.
        customers: Customers with one of the reason.
        value: k / n.
        low: Lower end of its interval.
        high: Upper end.
        status: `ok`, or why it must not be read.
        note: The reason in words.
    """

    channel: str
    part: str | None
    reason: str
    told: str
    n: int
    k: int
    customers: int
    value: float | None
    low: float | None
    high: float | None
    status: Status = "ok"
    note: str = ""

    @property
    def key(self) -> tuple[str, str | None, str, str]:
        """Channel, part of the day, reason and what was told."""
        return (self.channel, self.part, self.reason, self.told)


@dataclass(frozen=True)  # without slots: what may be shown is worked out once
class Unanswered(Tabular):
    """Why messages were not answered: of those without an answer, the share of each reason.

    Args:
        rows: By channel, the reasons of most messages first; of all the day, then by its parts.
        silent: Channels on which no answer was ever recorded, so that silence tells nothing.
        first: First local day counted.
        last: Last local day counted.
        as_of: Instant of knowledge as ISO text.
        zone: Whose hours they are.
        window_hours: How long after its arrival an answer counts.
        level: Confidence level of the intervals, 0–1.
        minimum_cell: Cells of fewer customers are suppressed wherever they are shown.
    """

    rows: tuple[ReasonRow, ...]
    silent: tuple[str, ...]
    first: date
    last: date
    as_of: str
    zone: str
    window_hours: int
    level: float
    minimum_cell: int = MINIMUM

    @cached_property
    def shown(self) -> tuple[ReasonRow, ...]:
        """The rows as they may be published: small cells carry no numbers."""
        hidden = self._hidden()
        return tuple(self._cleared(row) if row.key in hidden else row for row in self.rows)

    def _hidden(self) -> frozenset[Hashable]:
        """The cells of too few customers, and those that would give one of them away."""
        sizes: dict[Hashable, int] = {row.key: row.k for row in self.rows}
        sizes.update({(row.channel, row.part): row.n for row in self.rows})
        small = {row.key for row in self.rows if 0 < row.customers < self.minimum_cell}
        return (
            hide(sizes, _partitions(self.rows), self.minimum_cell, small)
            if small
            else (frozenset())
        )

    def _cleared(self, row: ReasonRow) -> ReasonRow:
        few = 0 < row.customers < self.minimum_cell
        note = f"fewer than {self.minimum_cell} customers" if few else "hidden beside a small cell"
        blank = replace(row, n=0, k=0, customers=0, value=None, low=None, high=None)
        return replace(blank, status="low_n", note=note)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as JSON-ready mappings; the numbers of suppressed ones are null.

        Returns:
            One dict a reason, channel and part of the day.
        """
        about = {"period": f"{self.first}..{self.last}", "as_of": self.as_of}
        found = []
        for row in self.shown:
            one: dict[str, Any] = {name: getattr(row, name) for name in row.__dataclass_fields__}
            if row.value is None:
                one.update(dict.fromkeys(("n", "k", "customers")))
            found.append(one | about)
        return found


def _partitions(rows: Iterable[ReasonRow]) -> list[Partition]:
    """The reasons of a part of the day add up to it, and the parts of the day to the whole."""
    reasons: dict[Hashable, dict[Hashable, None]] = defaultdict(dict)
    parts: dict[Hashable, dict[Hashable, None]] = defaultdict(dict)
    for row in rows:
        reasons[row.channel, row.part][row.key] = None
        if row.part is not None:
            parts[row.channel, None, row.reason, row.told][row.key] = None
            parts[row.channel, None][row.channel, row.part] = None
    sums = (*reasons.items(), *parts.items())
    return [Partition(whole, tuple(each)) for whole, each in sums]


def unanswered(
    contract: Contract, journey: Journey, asked: HoursQuestion, *, confidence: float = 0.95
) -> Unanswered:
    """Why messages had no answer, from one query; holidays are left out, as among the answers.

    Args:
        contract: The contract tables.
        journey: What it says of channels.
        asked: The question; of answers.
        confidence: Level of the intervals, 0–1.

    Returns:
        The shares of reasons by channel and part of the day.

    Raises:
        DataError: When no source tells of messages.
        EngineError: When the engine refuses the query.
    """
    reported = measure_reported(contract)
    sums = measure_unanswered(contract, asked, MINIMUM)
    answered = {one.channel for one in sums if one.reason == ANSWERED}
    channels = dict.fromkeys(one.channel for one in sums)
    rows: list[ReasonRow] = []
    for channel in (name for name in channels if name in answered):
        blind = "opened" in untold_rates(journey, channel, None, reported)
        mine = [one for one in sums if one.channel == channel and one.reason != ANSWERED]
        rows.extend(_rows(mine, ARRIVED if blind else UNREAD, confidence))
    zone = ZoneInfo(asked.zone)
    return Unanswered(
        rows=tuple(rows),
        silent=tuple(name for name in channels if name not in answered),
        first=from_us(asked.start).astimezone(zone).date(),
        last=from_us(asked.end - 1).astimezone(zone).date(),
        as_of=from_us(asked.as_of).isoformat(),
        zone=asked.zone,
        window_hours=asked.window // HOUR_US,
        level=confidence,
    )


def _rows(sums: list[ReasonSums], unread: str, confidence: float) -> list[ReasonRow]:
    """The rows of one channel: all the day first, there and in each part most messages first."""
    whole = {one.part: one for one in sums if one.reason is None}
    days = {(one.reason, one.told): one.x for one in sums if one.part is None}
    ordered = sorted(
        (one for one in sums if one.reason is not None),
        key=lambda one: (
            -1 if one.part is None else one.part,
            -days[one.reason, one.told],
            str(one.reason),
            one.told,
        ),
    )
    return [_row(one, whole[one.part], unread, confidence) for one in ordered]


def _row(one: ReasonSums, whole: ReasonSums, unread: str, confidence: float) -> ReasonRow:
    """One reason with its share of the unanswered messages of its channel and part of the day."""
    sums = (one.x, whole.y, one.xx, whole.yy, one.xy)
    pair = PairMoments.from_sums(whole.customers, *sums, scale=1)
    found = clustered_share(pair, level=confidence)
    row = ReasonRow(
        channel=one.channel,
        part=None if one.part is None else tuple(PARTS)[one.part],
        reason=unread if one.reason == UNREAD else str(one.reason),
        told=one.told,
        n=whole.x,
        k=one.x,
        customers=one.customers,
        value=round_significant(found.value),
        low=round_significant(found.low),
        high=round_significant(found.high),
        status=found.status,
        note=found.note,
    )
    if row.status == "ok" and row.n < LOW_N:
        return replace(row, status="low_n", note=f"{row.n} messages")
    return row
