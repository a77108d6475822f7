"""Customers before, during and after the purchase: the stages rolled up, nobody lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.definitions import Journey
from stagelift.definitions.stages import PARTS, parts_of
from stagelift.errors import ArgumentError
from stagelift.frames import Tabular
from stagelift.journey.where.states import NOT_ENTERED
from stagelift.statistics.disclosure import Partition, hide

if TYPE_CHECKING:
    from stagelift.journey.where.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part of the journey.

    Args:
        part: `before`, `during`, `after`, or `not_entered`.
        stages: Ids of its stages in order.
        k: Customers in them; None where too few.
        n: All customers.
        value: Their share, 0–1.
    """

    part: str
    stages: tuple[str, ...]
    k: int | None
    n: int
    value: float | None


@dataclass(frozen=True, slots=True)
class Parts(Tabular):
    """Customers by part of the journey at an instant; everybody is counted.

    Args:
        at: The instant as ISO text.
        rows: The parts in order, then those in no stage yet.
        as_of: Instant of knowledge as ISO text.
        zone: The zone in which instants are printed.
        minimum_cell: Parts of fewer customers are suppressed wherever they are shown.
    """

    at: str
    rows: tuple[PartRow, ...]
    as_of: str
    zone: str
    minimum_cell: int

    @property
    def shown(self) -> tuple[PartRow, ...]:
        """The parts as they may be published."""
        sizes: dict[Any, int] = {row.part: row.k or 0 for row in self.rows}
        sizes["all"] = sum(sizes.values())
        parts = tuple(row.part for row in self.rows)
        hidden = hide(sizes, [Partition("all", parts)], self.minimum_cell)
        return tuple(
            PartRow(row.part, row.stages, None, row.n, None) if row.part in hidden else row
            for row in self.rows
        )

    def to_dicts(self) -> list[dict[str, Any]]:
        """The parts as JSON-ready rows; numbers of few customers are null.

        Returns:
            Keys `part`, `stages`, `k`, `n`, `value`, `at` and `as_of`.
        """
        return [
            {
                **{name: getattr(row, name) for name in PartRow.__dataclass_fields__},
                "stages": list(row.stages),
                "at": self.at,
                "as_of": self.as_of,
            }
            for row in self.shown
        ]

    def text(self, language: str = "en") -> str:
        """The parts as people read them in a terminal.

        Args:
            language: `en` or `ko`.

        Returns:
            Lines.
        """
        from stagelift.journey.stages.text import parts_text

        return parts_text(self, language)

    def __str__(self) -> str:
        return self.text()


def rolled_up(journey: Journey, counts: Mapping[str, int]) -> dict[str, int]:
    """Numbers by stage as numbers by part, with the same total.

    Args:
        journey: Says the part of each stage.
        counts: Stage id, or another key such as `not_entered`, to a number.

    Returns:
        Part to the sum over its stages; other keys stay as they are.

    Raises:
        ArgumentError: When no stage of the journey says its part.

    Example:
        >>> stages = {"look": {"enter": "visited", "part": "before"}, "try": "added"}
        >>> stages["buy"] = {"enter": "ordered", "part": "during"}
        >>> journey = Journey(zone="UTC", sources={}, stages=stages)
        >>> rolled_up(journey, {"look": 5, "try": 3, "buy": 2})
        {'before': 8, 'during': 2}
    """
    parts = parts_of(journey.stages)
    if None in parts.values() or not parts:
        raise ArgumentError(
            "no stage says its part. Write 'part: before', 'part: during' or 'part: after' in the "
            "stage that begins it"
        )
    sums: dict[str, int] = {part: 0 for part in PARTS if part in parts.values()}
    for name, count in counts.items():
        part = parts.get(name) or name
        sums[part] = sums.get(part, 0) + count
    return sums


def parts_of_snapshot(journey: Journey, found: Snapshot) -> Parts:
    """A snapshot by stage as one by part.

    Args:
        journey: The journey.
        found: Customers by stage.

    Returns:
        The parts; their sum is the snapshot's.

    Raises:
        ArgumentError: When no stage of the journey says its part.
    """
    counts = {state: found.customers(state) for state in found.states}
    sums = rolled_up(journey, counts)
    total = found.customers()
    parts = parts_of(journey.stages)
    rows = tuple(
        PartRow(
            part=part,
            stages=tuple(name for name, of in parts.items() if of == part),
            k=k,
            n=total,
            value=k / total if total else None,
        )
        for part, k in sums.items()
        if k or part != NOT_ENTERED
    )
    return Parts(found.at, rows, found.as_of, found.zone, found.minimum_cell)
