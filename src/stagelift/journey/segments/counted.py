"""Members counted once for sizes, coverage and overlap, with the cells nobody may see."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from stagelift.data.query.memberships import MemberCounts, Memberships, measure_memberships
from stagelift.errors import ArgumentError
from stagelift.journey.instant import known_instant
from stagelift.journey.rules import segment_named
from stagelift.statistics.disclosure import MINIMUM

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
        hidden: Cells that are not shown, as `hidden_cells` names them.
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
    if not names:
        raise ArgumentError("segments: the journey has none; write 'segments:' in journey.yaml")
    instant = known_instant(contract, at)
    rules = tuple(segment_named(journey, name) for name in names)
    place = {name: number for number, name in enumerate(names)}
    declared = tuple(
        (name, tuple(place[one] for one in inside))
        for name, inside in journey.segment_sets.items()
        if set(inside) <= set(names)
    )
    sets = (*declared, *([(EVERY, tuple(range(len(names))))] if len(names) > 1 else []))
    counts = measure_memberships(contract, Memberships(rules, sets, instant - 1))
    return Counted(
        names=names,
        sets=sets,
        declared=tuple(name for name, _ in declared),
        counts=counts,
        hidden=hidden_cells(counts, sets, MINIMUM),
        at=instant,
        zone=journey.zone,
        as_of=contract.as_of_us,
    )


def hidden_cells(
    counts: MemberCounts, sets: tuple[tuple[str, tuple[int, ...]], ...], minimum: int
) -> frozenset[Hashable]:
    """The numbers that tell about too few customers, by themselves or by subtraction.

    Two segments also tell who is in one and not in the other, and who is in neither. Of all
    segments together one sum is shown, which tells a number that lacks only where no three of them
    can meet; of a declared set two sums are, so that nothing of it may lack.

    Args:
        counts: Members.
        sets: Sets of segments by their places.
        minimum: Customers of the smallest number shown.

    Returns:
        Cells `("in", a)`, `("both", a, b)` and `("set", number)`.

    Example:
        >>> counts = MemberCounts(100, (40, 35), (((0, 1), 33),), ())
        >>> sorted(hidden_cells(counts, (), 10))
        [('both', 0, 1)]
    """

    def small(*numbers: int) -> bool:
        return any(0 < number < minimum for number in numbers)

    known, sizes = counts.known, counts.sizes
    hidden: set[Hashable] = {("in", a) for a, size in enumerate(sizes) if small(size, known - size)}
    for (a, b), both in counts.both:
        neither = known - sizes[a] - sizes[b] + both
        if small(both, sizes[a] - both, sizes[b] - both, neither):
            hidden.add(("both", a, b))
    meeting = {pair for pair, both in counts.both if both}
    for number, (name, inside) in enumerate(sets):
        one, several = counts.sets[number].one, counts.sets[number].several
        pairs = list(combinations(sorted(inside), 2))
        cells = {("in", a) for a in inside} | {("both", *pair) for pair in pairs}
        triples = combinations(sorted(inside), 3)
        told = name != EVERY or not any(set(combinations(t, 2)) <= meeting for t in triples)
        numbers = [one + several, known - one - several]
        numbers += [] if name == EVERY else [one, several]
        if small(*numbers) or (told and cells & hidden):
            hidden.add(("set", number))
    return frozenset(hidden)
