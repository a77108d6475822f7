"""Members counted once for sizes, coverage and overlap, with the cells nobody may see."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from stagelift.data.query.memberships import MemberCounts, Memberships, measure_memberships
from stagelift.errors import ArgumentError
from stagelift.journey.rules import segment_named
from stagelift.statistics.disclosure import MINIMUM, Partition, hide

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey

EVERY = "all"  # the set of all segments asked for


@dataclass(frozen=True, slots=True)
class Counted:
    """The members of some segments at an instant, and what of them is not shown.

    Args:
        names: The segments.
        sets: Declared sets, then all segments together, with the places of their segments.
        declared: Names of the sets that the journey declares to be exclusive.
        counts: Members.
        hidden: Cells that are not shown: `("in", a)`, `("both", a, b)`, `("one", set)`,
            `("several", set)`, `("none", set)`.
        at: The instant, µs UTC; what happened before it counts.
        zone: The journey's zone.
        as_of: Instant of knowledge, µs UTC.
        minimum_cell: Customers of the smallest cell that is shown.
    """

    names: tuple[str, ...]
    sets: tuple[tuple[str, tuple[int, ...]], ...]
    declared: tuple[str, ...]
    counts: MemberCounts
    hidden: frozenset[Hashable]
    at: int
    zone: str
    as_of: int
    minimum_cell: int = MINIMUM

    def both(self, first: int, second: int) -> int:
        """Customers in both of two segments, by their places.

        Args:
            first: One place.
            second: Another.

        Returns:
            Their number, whether it may be shown or not.
        """
        pair = (min(first, second), max(first, second))
        return dict(self.counts.both)[pair]


def counted(
    contract: Contract, journey: Journey, names: tuple[str, ...], at: int | None = None
) -> Counted:
    """Members of segments at an instant, from one query.

    Args:
        contract: The contract tables.
        journey: The journey; its `segment_sets` among these segments are counted too.
        names: Ids of segments, at least one.
        at: What happened before this instant counts, µs UTC; the contract's own when left out.

    Returns:
        The counts.

    Raises:
        ArgumentError: When a segment is unknown, none is asked for, or the instant lies ahead.
        DataError: When a table that is needed is not mapped.
    """
    instant = contract.as_of_us if at is None else at
    if not names:
        raise ArgumentError("segments: the journey has none; write 'segments:' in journey.yaml")
    if instant > contract.as_of_us:
        raise ArgumentError("at: the instant lies after the one the data are read as of")
    rules = tuple(segment_named(journey, name) for name in names)
    place = {name: number for number, name in enumerate(names)}
    declared = tuple(
        (name, tuple(place[one] for one in inside))
        for name, inside in journey.segment_sets.items()
        if set(inside) <= set(names)
    )
    sets = (*declared, *([(EVERY, tuple(range(len(names))))] if len(names) > 1 else []))
    counts = measure_memberships(contract, Memberships(rules, sets, instant - 1))
    found = Counted(
        names=names,
        sets=sets,
        declared=tuple(name for name, _ in declared),
        counts=counts,
        hidden=frozenset(),
        at=instant,
        zone=journey.zone,
        as_of=contract.as_of_us,
    )
    cells, sums = cells_of(found)
    return Counted(
        **{name: getattr(found, name) for name in Counted.__dataclass_fields__ if name != "hidden"},
        hidden=hide(cells, sums, found.minimum_cell),
    )


def cells_of(found: Counted) -> tuple[dict[Hashable, int], list[Partition]]:
    """Every cell that is shown or that follows from those shown, and the sums that hold.

    Args:
        found: The counts.

    Returns:
        Customers by cell, and partitions.
    """
    known, sizes = found.counts.known, found.counts.sizes
    cells: dict[Hashable, int] = {"known": known}
    sums: list[Partition] = []
    for a, size in enumerate(sizes):
        cells |= {("in", a): size, ("out", a): known - size}
        sums.append(Partition("known", (("in", a), ("out", a))))
    for a, b in combinations(range(len(sizes)), 2):
        both = found.both(a, b)
        cells[("both", a, b)] = both
        for one, other in ((a, b), (b, a)):
            cells[("only", one, other)] = sizes[one] - both
            sums.append(Partition(("in", one), (("both", a, b), ("only", one, other))))
    for number, (_, inside) in enumerate(found.sets):
        counts = found.counts.sets[number]
        # of two segments the customers in several are those in both
        several = ("both", *sorted(inside)) if len(inside) == 2 else ("several", number)
        none = known - counts.one - counts.several
        cells |= {("one", number): counts.one, several: counts.several, ("none", number): none}
        sums.append(Partition("known", (("one", number), several, ("none", number))))
        if not counts.several:
            parts = tuple(("in", place) for place in inside)
            sums.append(Partition("known", (*parts, ("none", number))))
    return cells, sums


def several_key(found: Counted, number: int) -> Hashable:
    """The cell of the customers in more than one segment of a set.

    Args:
        found: The counts.
        number: The set's place.

    Returns:
        Its key among the hidden ones.
    """
    inside = found.sets[number][1]
    return ("both", *sorted(inside)) if len(inside) == 2 else ("several", number)
