"""Time in stage: how long customers stay, how they leave, and whether groups differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from stagelift.data.contract import Contract
from stagelift.data.query.stays import DAY, StayMeasurement, measure_stays
from stagelift.data.zones import from_us
from stagelift.definitions import Journey
from stagelift.errors import ArgumentError
from stagelift.frames import Tabular
from stagelift.journey.model import numbered_stages
from stagelift.journey.quantity import Quantity
from stagelift.journey.stays.comparisons import comparisons
from stagelift.journey.stays.figures import stay_quantities
from stagelift.journey.stays.tables import Cell, Stays, no_stays, stays_by_cell
from stagelift.journey.suppression import few_units, hidden_segments
from stagelift.statistics.disclosure import MINIMUM
from stagelift.statistics.survival import EventTable

Key = tuple[str, str, str | None]
"""Stage, period and segment."""

RESOLUTION = "lengths in whole minutes up to a day, hours up to 30 days, then days"


@dataclass(frozen=True, slots=True)
class StayQuestion:
    """What is asked of time in stage.

    Args:
        plan: Stages, periods of entry, segments, and which stays count. With two periods the second
            is compared with the first.
        horizon_minutes: τ: where everybody is looked at, and to which mean times are taken.
        confidence: Level of the intervals, 0–1.
    """

    plan: StayMeasurement
    horizon_minutes: int
    confidence: float = 0.95

    @property
    def horizon_days(self) -> float:
        """τ in days."""
        return self.horizon_minutes / DAY


@dataclass(frozen=True, slots=True)
class StageTime:
    """The stays of one stage, segment and period.

    Args:
        stage: Id of the stage.
        segment: Id of the segment, `attribute=value`, or None for everyone.
        period: Label of the period of entry.
        n: Stays.
        exits: How many ended by each kind of move that was seen; unexpected returns apart.
        open: Stays that still last.
        excluded: Stays left out, as (reason, count) pairs.
        quantities: `first_quartile`, `median`, `third_quartile`, `mean_within`, `staying` and one
            for each way out.
        table: The counts behind them, by length in days.
    """

    stage: str
    segment: str | None
    period: str
    n: int
    exits: tuple[tuple[str, int], ...]
    open: int
    excluded: tuple[tuple[str, int], ...]
    quantities: tuple[Quantity, ...]
    table: EventTable = field(repr=False)

    def __getitem__(self, measure: str) -> Quantity:
        """One of the quantities.

        Args:
            measure: Its name.

        Raises:
            ArgumentError: When the stage has none of that name.
        """
        for quantity in self.quantities:
            if quantity.measure == measure:
                return quantity
        known = ", ".join(quantity.measure for quantity in self.quantities)
        raise ArgumentError(f"measure: '{measure}' came; there are {known}")


@dataclass(frozen=True, slots=True)
class TimeInStage(Tabular):
    """How long customers stay in each stage and how they leave it.

    Args:
        rows: By stage in journey order, period and segment.
        comparisons: Log-rank tests and differences of mean times between segments or periods.
        horizon_days: τ.
        which: Which stays of a customer count.
        resolution: To what lengths are cut, in words.
        as_of: Instant of knowledge as ISO text, UTC.
        zone: The zone in which it is printed.
        note: What is to be known about the data; may be empty.
        minimum_cell: Cells of fewer stays are suppressed wherever they are shown.
    """

    rows: tuple[StageTime, ...]
    comparisons: tuple[Quantity, ...]
    horizon_days: float
    which: str
    resolution: str
    as_of: str
    zone: str = "UTC"
    note: str = ""
    minimum_cell: int = MINIMUM

    def __iter__(self) -> Iterator[StageTime]:
        return iter(self.rows)

    def row(self, stage: str, segment: str | None = None, period: str | None = None) -> StageTime:
        """One cell.

        Args:
            stage: Id of the stage.
            segment: The segment; everyone when left out.
            period: Label of the period; the last one asked for when left out.

        Returns:
            The stays of it.

        Raises:
            ArgumentError: When there is none.
        """
        wanted = period or self.rows[-1].period
        for row in self.rows:
            if (row.stage, row.segment, row.period) == (stage, segment, wanted):
                return row
        raise ArgumentError(f"no stage '{stage}' with segment {segment!r} in {wanted} here")

    @property
    def sizes(self) -> dict[Key, int]:
        """Stays of each cell by stage, period and segment."""
        return {(row.stage, row.period, row.segment): row.n for row in self.rows}

    @property
    def withheld(self) -> frozenset[Key]:
        """The cells that are not shown: small ones, and those that would give one away."""
        return hidden_segments(self.sizes, self.minimum_cell)

    def shown(self) -> tuple[StageTime, ...]:
        """The rows as they may be published: small cells without their numbers."""
        hidden = self.withheld
        found = []
        for row in self.rows:
            if (row.stage, row.period, row.segment) in hidden:
                note = few_units(row.n, self.minimum_cell, "stays")
                empty = tuple(quantity.hidden(note) for quantity in row.quantities)
                found.append(replace(row, exits=(), excluded=(), quantities=empty))
            else:
                found.append(row)
        return tuple(found)

    def shown_comparisons(self) -> tuple[Quantity, ...]:
        """The comparisons as they may be published: without those of which one side is small."""
        sizes, hidden = self.sizes, self.withheld
        note = few_units(1, self.minimum_cell, "stays")
        return tuple(
            one.hidden(note) if is_small_pair(one, sizes, hidden, self.minimum_cell) else one
            for one in self.comparisons
        )

    def to_dicts(self) -> list[dict[str, Any]]:
        """Every number as a JSON-ready row; those of small cells are null.

        Returns:
            One dict per quantity with `excluded`, then one per comparison.
        """
        found = [
            {**quantity.to_dict(), "excluded": dict(row.excluded)}
            for row in self.shown()
            for quantity in row.quantities
        ]
        return [*found, *({**one.to_dict(), "excluded": {}} for one in self.shown_comparisons())]

    def text(self, language: str = "en") -> str:
        """The table as people read it.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.journey.stays.text import stay_text

        return stay_text(self, language)

    def __str__(self) -> str:
        return self.text()


def time_in_stage(contract: Contract, journey: Journey, asked: StayQuestion) -> TimeInStage:
    """Time in stage, from one query that counts stays by length.

    Args:
        contract: The contract tables.
        journey: The journey.
        asked: The question.

    Returns:
        Every stage by period and segment, stages without stays included.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    plan = asked.plan
    counts = measure_stays(contract, replace(plan, grouped=False))
    grouped = measure_stays(contract, plan) if plan.grouped else ()
    cells = stays_by_cell(journey, counts, grouped)
    names = numbered_stages(journey)
    as_of = from_us(contract.as_of_us).isoformat()
    rows = []
    for number, stage in enumerate(names, start=1):
        for period, window in enumerate(plan.periods):
            for segment in segments_of(plan, cells):
                stays = cells.get((number, period, segment)) or no_stays(journey, stage)
                blank = Quantity(
                    measure="",
                    unit="",
                    stage=stage,
                    segment=segment,
                    period=window.label,
                    as_of=as_of,
                    n=stays.table.n,
                    level=asked.confidence,
                )
                rows.append(stage_time(stays, blank, asked.horizon_days))
    return TimeInStage(
        rows=tuple(rows),
        comparisons=comparisons(journey, plan, cells, asked.horizon_days, asked.confidence, as_of),
        horizon_days=asked.horizon_days,
        which=plan.which,
        resolution=RESOLUTION,
        as_of=as_of,
        zone=contract.zone,
        note=note_on(contract, plan),
    )


def stage_time(stays: Stays, blank: Quantity, horizon: float) -> StageTime:
    """The numbers of one cell.

    Args:
        stays: Its stays.
        blank: What they are about.
        horizon: τ in days.

    Returns:
        The cell.
    """
    table = stays.table
    return StageTime(
        stage=blank.stage or "",
        segment=blank.segment,
        period=blank.period,
        n=table.n,
        exits=tuple(sorted(stays.exits.items())),
        open=int(table.censored.sum()),
        excluded=(("before_the_data", stays.unknown),) if stays.unknown else (),
        quantities=stay_quantities(stays, blank, horizon),
        table=table,
    )


def segments_of(plan: StayMeasurement, cells: dict[Cell, Stays]) -> tuple[str | None, ...]:
    """The segments to report: everyone, every named one even when empty, every attribute value.

    Args:
        plan: What was asked.
        cells: What was found.

    Returns:
        Names, None (everyone) first.
    """
    named = [rule.name for rule in plan.segments]
    values = sorted({name for *_, name in cells if name is not None} - set(named))
    return (None, *named, *values)


def note_on(contract: Contract, plan: StayMeasurement) -> str:
    """What is to be known about where the data begin.

    Args:
        contract: The contract tables.
        plan: Periods of entry.

    Returns:
        A sentence where a period reaches back to the first event; else empty.
    """
    first = contract.span("events")[0]
    if plan.since or plan.periods[0].start > first:
        return ""
    day = from_us(first).date().isoformat()
    return (
        f"the data begin on {day}, within the period: who was in a stage before seems to enter it "
        "with the first event; name the day from which the data are whole (since) to leave out "
        "what was entered before it"
    )


def is_small_pair(
    one: Quantity, sizes: dict[Key, int], hidden: frozenset[Key], minimum: int
) -> bool:
    """Whether a comparison would tell about a cell that is too small to be shown.

    Args:
        one: A comparison.
        sizes: Stays of each cell.
        hidden: Cells that are not shown.
        minimum: Stays of the smallest shown cell.

    Returns:
        True when a side of it is hidden, or what is not in the segment is too little.
    """
    stage, everyone = one.stage or "", None
    if one.segment is None:
        sides = (one.period, one.against or "")
        return any(0 < sizes.get((stage, side, everyone), 0) < minimum for side in sides)
    key = (stage, one.period, one.segment)
    if key not in sizes:  # an attribute, all its values compared
        prefix = f"{one.segment}="
        return any(cell[:2] == key[:2] and (cell[2] or "").startswith(prefix) for cell in hidden)
    others = sizes.get((stage, one.period, everyone), 0) - sizes[key]
    return key in hidden or 0 < others < minimum
