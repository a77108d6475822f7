"""The share of a cohort in each stage at given ages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from stagelift.data.contract import Contract
from stagelift.data.query.cohort_paths import DayQuestion, DayStep, measure_days
from stagelift.data.zones import from_us
from stagelift.definitions import Journey
from stagelift.errors import ArgumentError
from stagelift.frames import Tabular
from stagelift.journey.model import numbered_stages
from stagelift.journey.quantity import Quantity
from stagelift.journey.suppression import few_units, hidden_segments
from stagelift.statistics.disclosure import MINIMUM
from stagelift.statistics.survival.occupation import state_occupation


@dataclass(frozen=True, slots=True)
class Occupied:
    """One stage at one age.

    Args:
        day: Age in days of 24 hours since the entry.
        followed: Customers followed so far.
        share: The share of the cohort in the stage, `n` being the whole cohort.
    """

    day: int
    followed: int
    share: Quantity


@dataclass(frozen=True)
class Occupation(Tabular):
    """The share of a cohort in each stage at given ages.

    Args:
        rows: By segment, stage and age.
        of: Id of the stage whose first entry begins it; None for the first entry into any.
        period: Label of the period of entry.
        as_of: Instant of knowledge as ISO text, UTC.
        zone: The zone in which it is printed.
        minimum_cell: Cohorts of fewer customers are suppressed wherever they are shown.
    """

    rows: tuple[Occupied, ...]
    of: str | None
    period: str
    as_of: str
    zone: str = "UTC"
    minimum_cell: int = MINIMUM

    def __iter__(self) -> Iterator[Occupied]:
        return iter(self.rows)

    def at(self, stage: str, day: int, segment: str | None = None) -> Occupied:
        """One stage at one age.

        Args:
            stage: Id of the stage.
            day: The age.
            segment: The segment; everyone when left out.

        Returns:
            Its share.

        Raises:
            ArgumentError: When it was not asked for.
        """
        for row in self.rows:
            if (row.share.stage, row.day, row.share.segment) == (stage, day, segment):
                return row
        raise ArgumentError(f"no stage '{stage}' at day {day} with segment {segment!r} here")

    @cached_property
    def shown(self) -> tuple[Occupied, ...]:
        """The rows as they may be published: cohorts that are too small without their numbers."""
        sizes = {(self.period, row.share.segment): row.share.n for row in self.rows}
        hidden = hidden_segments(sizes, self.minimum_cell)
        found = []
        for row in self.rows:
            if (self.period, row.share.segment) in hidden:
                note = few_units(row.share.n, self.minimum_cell, "customers")
                found.append(replace(row, followed=0, share=row.share.hidden(note)))
            else:
                found.append(row)
        return tuple(found)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Every share as a JSON-ready row; those of small cohorts are null.

        Returns:
            One dict per segment, stage and age with `day` and `followed`.
        """
        return [
            {"day": row.day, "followed": row.followed or None, **row.share.to_dict()}
            for row in self.shown
        ]

    def text(self, language: str = "en") -> str:
        """The shares as people read them.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.journey.where.cohort_text import occupation_text

        return occupation_text(self, language)

    def __str__(self) -> str:
        return self.text()


def occupation(
    contract: Contract, journey: Journey, asked: DayQuestion, *, level: float = 0.95
) -> Occupation:
    """The share of a cohort in each stage at given ages, from one query.

    Args:
        contract: The contract tables.
        journey: The journey.
        asked: The question.
        level: Confidence level of the intervals, 0–1.

    Returns:
        Every stage at every age by segment; an age nobody is followed to is `immature`.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    names = numbered_stages(journey)
    steps = measure_days(contract, asked)
    cohort = asked.cohort
    named = [rule.name for rule in cohort.segments]
    seen = {step.segment for step in steps if step.segment is not None}
    rows: list[Occupied] = []
    for segment in (None, *named, *sorted(seen - set(named))):
        mine = [step for step in steps if step.segment == segment]
        blank = Quantity(
            measure="occupation",
            unit="share",
            segment=segment,
            period=cohort.period.label,
            as_of=from_us(contract.as_of_us).isoformat(),
            n=sum(step.customers for step in mine if step.step == 0),
            level=level,
        )
        rows.extend(occupied(mine, asked.days, names, blank))
    return Occupation(
        rows=tuple(rows),
        of=None if cohort.stage is None else names[cohort.stage - 1],
        period=cohort.period.label,
        as_of=from_us(contract.as_of_us).isoformat(),
        zone=contract.zone,
    )


def occupied(
    steps: list[DayStep], days: tuple[int, ...], names: tuple[str, ...], blank: Quantity
) -> list[Occupied]:
    """The shares of one segment.

    Args:
        steps: Its counts.
        days: The ages.
        names: Ids of the stages by number.
        blank: What the shares are about.

    Returns:
        By stage and age.
    """
    size = len(names)
    start = [0] * size
    moves = [[[0] * size for _ in range(size)] for _ in days]
    for step in steps:
        if step.step == 0:
            start[step.start - 1] += step.customers
        if step.end is not None:
            moves[step.step][step.start - 1][step.end - 1] += step.customers
    found = state_occupation(start, moves, level=blank.level)
    rows = []
    for place, stage in enumerate(names):
        for number, day in enumerate(days):
            followed = sum(map(sum, moves[number]))
            k = sum(row[place] for row in moves[number])
            share = replace(blank, stage=stage).found(found[number][place], k=k)
            rows.append(Occupied(day, followed, share))
    return rows
