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
        groups: Sums per hashed group of customers, where they were asked: cells are the table's
            times, measures its causes and then the stays that last.
    """

    table: EventTable
    causes: tuple[Move, ...]
    exits: Counter[Move]
    unknown: int = 0
    groups: GroupSums | None = None

    def __add__(self, other: Stays) -> Stays:
        """Stays of both together."""
        return Stays(
            self.table + other.table,
            self.causes,
            self.exits + other.exits,
            self.unknown + other.unknown,
        )


def possible_causes(journey: Journey, stage: str) -> tuple[Move, ...]:
    """The ways in which a stay in a stage can end.

    Args:
        journey: The journey.
        stage: Id of the stage.

    Returns:
        Of `advance`, `back`, `left` and `came back` those that some stage makes possible.
    """
    ways = {cause_of(move_of(journey, stage, o)) for o in numbered_stages(journey) if o != stage}
    return tuple(cause for cause in CAUSES if cause in ways)


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


def stays_by_cell(journey: Journey, counts: Iterable[StayCount]) -> dict[Cell, Stays]:
    """The stays of each stage, period and segment.

    Args:
        journey: The journey.
        counts: Counts of stays.

    Returns:
        One entry for each cell with stays.
    """
    names = numbered_stages(journey)
    cells: dict[Cell, list[StayCount]] = defaultdict(list)
    for count in counts:
        cells[(count.stage, count.period, count.segment)].append(count)
    return {cell: _stays(journey, names, found) for cell, found in cells.items()}


def no_stays(journey: Journey, stage: str) -> Stays:
    """The stays of a cell without any.

    Args:
        journey: The journey.
        stage: Id of the stage.

    Returns:
        An empty table with the causes the stage can have.
    """
    causes = possible_causes(journey, stage) or ("advance",)
    return Stays(EventTable.from_spells((), causes=causes), causes, Counter())


def _stays(journey: Journey, names: tuple[str, ...], counts: list[StayCount]) -> Stays:
    stage = names[counts[0].stage - 1]
    causes = possible_causes(journey, stage) or ("advance",)
    exits: Counter[Move] = Counter()
    spells: list[tuple[float, float, str | None, int]] = []
    for count in counts:
        if not count.known:
            continue
        move = None if count.next is None else move_of(journey, stage, names[count.next - 1])
        if move is not None:
            exits[move] += count.stays
        spells.append((0.0, count.minutes / DAY, move and cause_of(move), count.stays))
    table = EventTable.from_spells(spells, causes=causes)
    unknown = sum(count.stays for count in counts if not count.known)
    known = [count for count in counts if count.known]
    groups = None if not known or known[0].group is None else _groups(journey, names, known, table)
    return Stays(table, causes, exits, unknown, groups)


def _groups(
    journey: Journey, names: tuple[str, ...], counts: list[StayCount], table: EventTable
) -> GroupSums:
    """Counts per group of customers, time and way of ending; the last measure is `still there`."""
    stage = names[counts[0].stage - 1]
    width = len(table.causes) + 1
    rows = []
    for count in counts:
        place = width - 1
        if count.next is not None:
            cause = cause_of(move_of(journey, stage, names[count.next - 1]))
            place = table.causes.index(cause)
        sums = tuple(float(count.stays) if number == place else 0.0 for number in range(width))
        rows.append((count.group or 0, count.minutes / DAY, sums))
    return GroupSums.of(rows, table.times.tolist())
