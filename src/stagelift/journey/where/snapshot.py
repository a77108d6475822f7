"""Customers by stage at one instant, or at two with the moves between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from stagelift.data.contract import Contract
from stagelift.data.query.standings import Standing, StandingQuestion, measure_standings
from stagelift.data.zones import from_us
from stagelift.definitions import Journey
from stagelift.errors import ArgumentError
from stagelift.frames import Tabular
from stagelift.journey.where.states import (
    NOT_KNOWN,
    Cell,
    Share,
    share_of,
    state_names,
    suppressed,
)
from stagelift.statistics.disclosure import MINIMUM


@dataclass(frozen=True)
class Snapshot(Tabular):
    """Customers by stage at an instant: every customer the data know, so nothing is estimated.

    Args:
        at: The instant as ISO text, UTC; what happened before it counts.
        shares: The groups (without a stage) and each state in them, by segment and channel.
        states: Ids of the states in order: `not_entered`, the stages, the state of having left.
        as_of: Instant of knowledge as ISO text, UTC.
        zone: The zone in which instants are printed.
        channel: By which channel cells are split: `first_channel`, `last_channel` or None.
        minimum_cell: Cells of fewer customers are suppressed wherever they are shown.
    """

    at: str
    shares: tuple[Share, ...]
    states: tuple[str, ...]
    as_of: str
    zone: str = "UTC"
    channel: str | None = None
    minimum_cell: int = MINIMUM

    def __iter__(self) -> Iterator[Share]:
        return iter(self.shares)

    def customers(
        self, stage: str | None = None, *, segment: str | None = None, channel: str | None = None
    ) -> int:
        """How many customers are in a state; for computing, not for publishing.

        Args:
            stage: Id of the state; all of them when left out.
            segment: The segment; everyone when left out.
            channel: The channel; all when left out.

        Returns:
            A number, 0 where nobody is.

        Raises:
            ArgumentError: When there is no such state or segment here.
        """
        found = {share.cell: share.k or 0 for share in self.shares}
        if stage is not None and stage not in self.states:
            raise ArgumentError(f"stage: '{stage}' came; there are {', '.join(self.states)}")
        if segment not in {share.segment for share in self.shares}:
            raise ArgumentError(f"segment: '{segment}' was not asked for")
        return found.get((segment, channel, None, stage), 0)

    @cached_property
    def shown(self) -> tuple[Share, ...]:
        """The shares as they may be published."""
        return suppressed(self.shares, self.minimum_cell)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Every cell as a JSON-ready row; those of small ones are null.

        Returns:
            One dict a cell.
        """
        return [{"at": self.at, **share.to_dict(), "as_of": self.as_of} for share in self.shown]

    def text(self, language: str = "en") -> str:
        """The snapshot as people read it.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.journey.where.text import snapshot_text

        return snapshot_text(self, language)

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True)
class Transitions(Tabular):
    """Where customers stood at an instant, and where at a later one.

    Args:
        start: The earlier instant as ISO text, UTC.
        end: The later one.
        shares: By segment: each row's total (no stage), each column's total (no start), and each
            cell as a share of its row.
        states: Ids of the states in order; `not_known` only ever stands in a row.
        as_of: Instant of knowledge as ISO text, UTC.
        zone: The zone in which instants are printed.
        minimum_cell: Cells of fewer customers are suppressed wherever they are shown.
    """

    start: str
    end: str
    shares: tuple[Share, ...]
    states: tuple[str, ...]
    as_of: str
    zone: str = "UTC"
    minimum_cell: int = MINIMUM

    def __iter__(self) -> Iterator[Share]:
        return iter(self.shares)

    def customers(
        self, start: str | None = None, end: str | None = None, *, segment: str | None = None
    ) -> int:
        """How many customers went from one state to another; for computing, not for publishing.

        Args:
            start: State at the earlier instant; any when left out.
            end: State at the later instant; any when left out.
            segment: The segment; everyone when left out.

        Returns:
            A number, 0 where nobody did.

        Raises:
            ArgumentError: When there is no such state or segment here.
        """
        known = (*self.states, NOT_KNOWN)
        for name, state in (("start", start), ("end", end)):
            if state is not None and state not in known:
                raise ArgumentError(f"{name}: '{state}' came; there are {', '.join(known)}")
        if segment not in {share.segment for share in self.shares}:
            raise ArgumentError(f"segment: '{segment}' was not asked for")
        found = {share.cell: share.k or 0 for share in self.shares}
        return found.get((segment, None, start, end), 0)

    @cached_property
    def shown(self) -> tuple[Share, ...]:
        """The shares as they may be published."""
        return suppressed(self.shares, self.minimum_cell)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Every cell and total as a JSON-ready row; those of small ones are null.

        Returns:
            One dict a cell; `start` and `stage` name the states, null for a total.
        """
        around = {"from": self.start, "to": self.end}
        return [{**around, **share.to_dict(), "as_of": self.as_of} for share in self.shown]

    def text(self, language: str = "en") -> str:
        """The moves as people read them.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.journey.where.text import transitions_text

        return transitions_text(self, language)

    def __str__(self) -> str:
        return self.text()


def snapshot(
    contract: Contract, journey: Journey, asked: StandingQuestion, *, sample: bool = False
) -> Snapshot:
    """Customers by stage at an instant, from one query.

    Args:
        contract: The contract tables.
        journey: The journey.
        asked: The question, of one instant.
        sample: Whether the customers stand for more like them, so that shares have intervals.

    Returns:
        Every state in every group, empty ones included.

    Raises:
        DataError: When a table or column that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    names = state_names(journey)
    rows = measure_standings(contract, asked)
    counts: Counter[Cell] = Counter()
    for row in rows:
        counts[(row.segment, row.channel, None, names[row.stage])] += row.customers
        counts[(row.segment, row.channel, None, None)] += row.customers
    states = tuple(name for name in names.values() if name != NOT_KNOWN)
    shares: list[Share] = []
    for segment, channel in groups_of(asked, rows):
        n = counts[(segment, channel, None, None)]
        cells: list[Cell] = [(segment, channel, None, stage) for stage in (None, *states)]
        shares.extend(share_of(cell, counts[cell], n, sample=sample) for cell in cells)
    return Snapshot(
        at=from_us(asked.at).isoformat(),
        shares=tuple(shares),
        states=states,
        as_of=from_us(contract.as_of_us).isoformat(),
        zone=contract.zone,
        channel=asked.channel,
    )


def transitions(contract: Contract, journey: Journey, asked: StandingQuestion) -> Transitions:
    """Where customers of each state went between two instants, from one query.

    Args:
        contract: The contract tables.
        journey: The journey.
        asked: The question, of two instants.

    Returns:
        Every cell of the table by segment. The totals of rows are the snapshot at the earlier
        instant, those of columns the one at the later.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    names = state_names(journey)
    rows = measure_standings(contract, asked)
    counts: Counter[Cell] = Counter()
    for row in rows:
        pairs = (
            (first, last)
            for first in (names[row.start or 0], None)
            for last in (names[row.stage], None)
        )
        for first, last in pairs:
            counts[(row.segment, None, first, last)] += row.customers
    states = tuple(name for name in names.values() if name != NOT_KNOWN)
    shares: list[Share] = []
    for segment, _ in groups_of(asked, rows):
        for start in (None, NOT_KNOWN, *states):
            n = counts[(segment, None, start, None)]
            cells: list[Cell] = [(segment, None, start, end) for end in (None, *states)]
            shares.extend(share_of(cell, counts[cell], n, sample=False) for cell in cells)
    return Transitions(
        start=from_us(asked.before or 0).isoformat(),
        end=from_us(asked.at).isoformat(),
        shares=tuple(shares),
        states=states,
        as_of=from_us(contract.as_of_us).isoformat(),
        zone=contract.zone,
    )


def groups_of(
    asked: StandingQuestion, rows: Sequence[Standing]
) -> tuple[tuple[str | None, str | None], ...]:
    """The groups to report: everyone, named segments even when empty, attribute values; channels.

    Args:
        asked: The question.
        rows: What was found.

    Returns:
        Pairs of segment and channel, None for all, everyone first.
    """
    named = [rule.name for rule in asked.segments]
    seen = {row.segment for row in rows if row.segment is not None}
    segments = (None, *named, *sorted(seen - set(named)))
    channels = (None, *sorted({row.channel for row in rows if row.channel is not None}))
    return tuple((segment, channel) for segment in segments for channel in channels)
