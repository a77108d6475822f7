"""Stays as tables of time to an exit, by stage, period and segment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from stagelift.data.query.stays import DAY, StayCount
from stagelift.definitions import Journey
from stagelift.journey.model import Move, move_of, numbered_stages
from stagelift.statistics.group_bootstrap import GroupSums
from stagelift.statistics.survival import EventTable
from stagelift.statistics.survival.clustered import ClusteredSpells

Cell = tuple[int, int, str | None]
"""Number of a stage, index of a period, segment."""

CAUSES: tuple[Move, ...] = ("advance", "back", "left", "came back")


@dataclass(frozen=True, slots=True)
class Stays:
    """The stays of one cell.

    Args:
        table: Exits by cause and stays that last, by length in days.
        causes: Causes of exits that this stage can have.
        exits: How many exits of each kind, unexpected returns apart.
        unknown: Stays left out, as they began before the data are complete.
        spells: The same stays per hashed group of customers, where a customer may have several.
    """

    table: EventTable
    causes: tuple[Move, ...]
    exits: Counter[Move]
    unknown: int = 0
    spells: ClusteredSpells | None = None


def cause_of(move: Move) -> Move:
    """The cause of an exit: an unexpected return goes back as well.

    Args:
        move: What a move is.

    Returns:
        One of `CAUSES`.

    Example:
        >>> cause_of("unexpected")
        'back'
    """
    return "back" if move == "unexpected" else move


def stays_by_cell(
    journey: Journey, counts: Iterable[StayCount], grouped: Iterable[StayCount] = ()
) -> dict[Cell, Stays]:
    """The stays of each stage, period and segment.

    Args:
        journey: The journey.
        counts: Counts of stays.
        grouped: The same by group of customers, where a customer may have several stays.

    Returns:
        One entry for each cell with stays.
    """
    cells: dict[Cell, list[StayCount]] = defaultdict(list)
    for count in counts:
        cells[(count.stage, count.period, count.segment)].append(count)
    groups: dict[Cell, list[StayCount]] = defaultdict(list)
    for count in grouped:
        if count.known:
            groups[(count.stage, count.period, count.segment)].append(count)
    moves = {stage: ways_of(journey, stage) for stage in numbered_stages(journey)}
    names = numbered_stages(journey)
    return {
        cell: _stays(found, groups.get(cell), moves[names[cell[0] - 1]])
        for cell, found in cells.items()
    }


def no_stays(journey: Journey, stage: str) -> Stays:
    """The stays of a cell without any.

    Args:
        journey: The journey.
        stage: Id of the stage.

    Returns:
        An empty table with the causes the stage can have.
    """
    return _stays([], None, ways_of(journey, stage))


def ways_of(journey: Journey, stage: str) -> dict[int, Move]:
    """What each move out of a stage is.

    Args:
        journey: The journey.
        stage: Id of the stage.

    Returns:
        Number of the stage entered to the kind of move.
    """
    names = numbered_stages(journey)
    numbered = enumerate(names, start=1)
    return {number: move_of(journey, stage, name) for number, name in numbered if name != stage}


def _stays(
    counts: list[StayCount], grouped: list[StayCount] | None, moves: dict[int, Move]
) -> Stays:
    causes = tuple(cause for cause in CAUSES if cause in map(cause_of, moves.values()))
    causes = causes or ("advance",)
    exits: Counter[Move] = Counter()
    spells: list[tuple[float, float, str | None, int]] = []
    for count in counts:
        if not count.known:
            continue
        move = None if count.next is None else moves[count.next]
        if move is not None:
            exits[move] += count.stays
        spells.append((0.0, count.minutes / DAY, move and cause_of(move), count.stays))
    table = EventTable.from_spells(spells, causes=causes)
    unknown = sum(count.stays for count in counts if not count.known)
    clusters = None if not grouped else _clusters(grouped, moves, causes)
    return Stays(table, causes, exits, unknown, clusters)


def _clusters(
    counts: list[StayCount], moves: dict[int, Move], causes: tuple[Move, ...]
) -> ClusteredSpells:
    """Counts per group of customers and time: exits by cause, then stays that last."""
    size = len(causes) + 1
    one = [tuple(float(place == number) for number in range(size)) for place in range(size)]
    rows = []
    for count in counts:
        place = size - 1 if count.next is None else causes.index(cause_of(moves[count.next]))
        sums = tuple(count.stays * measure for measure in one[place])
        rows.append((count.group or 0, count.minutes / DAY, sums))
    times = sorted({time for _, time, _ in rows})
    return ClusteredSpells(GroupSums.of(rows, times), causes)
