"""Sums of metrics per group of customers, ready for the bootstrap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.data.query.grouped_cells import GroupedQuestion, Slot, measure_grouped
from stagelift.data.query.hashed_groups import GROUPS
from stagelift.data.query.value_specs import is_ratio
from stagelift.metrics.kpis import KpiRequest, Placement, kpi_measurement
from stagelift.metrics.tally import MICROS
from stagelift.statistics.group_bootstrap import GroupSums
from stagelift.statistics.numerics import np

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.statistics.numerics import Floats

Parts = tuple[str | None, ...]
"""Segments that are added up; `(None,)` is everyone, `(None, "-vip")` those who are not in one."""
Cell = tuple[str, str, Parts]
"""Name of a placement's value, name of a slot, and the segments."""
OTHER = "other"
EXPECTED = 8.0  # events expected in a part whose having none is no chance (1 in 3,000)
ALL = 0.95  # of a part, where at most half of all have the event
LESS = "-"  # before a segment that is taken off the others


@dataclass(frozen=True, slots=True)
class Wanted:
    """The units of a placement that are added up under one name.

    Args:
        placement: A metric at its place.
        slot: What the sum is called.
        periods: Indices of the request's periods.
        without: Days of entry that do not count, days since 1970-01-01.
    """

    placement: Placement
    slot: str
    periods: tuple[int, ...]
    without: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Summed:
    """Sums by placement, slot, segment and group.

    Args:
        sums: By placement's key, slot and segment, shape (groups, 3): units, numerator and
            denominator, in the metric's own units.
        waiting: Units whose window is still open, likewise.
    """

    sums: dict[tuple[str, str, str | None], Floats]
    waiting: dict[tuple[str, str, str | None], int]

    def of(self, cell: Cell) -> Floats:
        """The sums of one cell.

        Args:
            cell: Placement's key, slot and segments.

        Returns:
            Shape (groups, 3); zeros where nobody is.
        """
        key, slot, parts = cell
        found = np.zeros((GROUPS, 3))
        for part in parts:
            taken = part is not None and part.startswith(LESS)
            name = part[len(LESS) :] if taken and part is not None else part
            held = self.sums.get((key, slot, name))
            if held is not None:
                found = found - held if taken else found + held
        return found

    def units(self, cell: Cell) -> int:
        """Mature units of a cell."""
        return round(float(self.of(cell)[:, 0].sum()))

    def still_open(self, cell: Cell) -> bool:
        """Whether a unit of a cell has not had its whole window yet."""
        key, slot, parts = cell
        # whoever is taken off everyone can only lessen the number
        return any(
            self.waiting.get((key, slot, part), 0) > 0
            for part in parts
            if part is None or not part.startswith(LESS)
        )

    def group_sums(self, cells: Sequence[Cell]) -> GroupSums:
        """Numerators and denominators of some cells, for a bootstrap.

        Args:
            cells: The cells in order.

        Returns:
            The sums; measure 0 is the numerator, measure 1 the denominator.
        """
        return GroupSums(tuple(cells), np.stack([self.of(cell)[:, 1:] for cell in cells], axis=1))

    def segments(self, key: str) -> tuple[str, ...]:
        """The segments with a unit in any slot of a placement, sorted."""
        return tuple(sorted({s for k, _, s in self.sums if k == key and s is not None}))


def sum_groups(
    contract: Contract, journey: Journey, wanted: Iterable[Wanted], request: KpiRequest
) -> Summed:
    """The sums of some placements, from one query.

    Args:
        contract: The contract tables.
        journey: The journey.
        wanted: Placements with their periods.
        request: Periods, segments and attributes.

    Returns:
        The sums.

    Raises:
        DataError: When a table that is needed is not mapped.
        EngineError: When the engine refuses the query.
    """
    asked = tuple(wanted)
    placed = tuple({one.placement.key: one.placement for one in asked}.values())
    plan = kpi_measurement(journey, placed, request)
    slots = tuple(
        Slot(
            one.placement.key,
            one.slot,
            plan.populations.index(one.placement.place.population),
            one.periods,
            one.without,
        )
        for one in asked
    )
    scales = {one.key: scale_of(one) for one in placed}
    sums: dict[tuple[str, str, str | None], Floats] = {}
    waiting: dict[tuple[str, str, str | None], int] = defaultdict(int)
    for row in measure_grouped(contract, GroupedQuestion(plan, slots)):
        cell = (row.value, row.slot, row.segment)
        if cell not in sums:
            sums[cell] = np.zeros((GROUPS, 3))
        top, bottom = scales[row.value]
        sums[cell][row.group] = (row.n, row.top / top, row.bottom / bottom)
        waiting[cell] += row.immature
    return Summed(sums, dict(waiting))


def scale_of(placement: Placement) -> tuple[int, int]:
    """What the query's numerator and denominator are divided by to be in the metric's own units.

    Args:
        placement: A metric at its place.

    Returns:
        One for counts, a million for micros.
    """
    if placement.metric.binary:
        return 1, 1
    return MICROS, MICROS if is_ratio(placement.value) else 1


def dimensions(
    summed: Summed, placement: Placement, request: KpiRequest, minimum: int
) -> dict[str, dict[str, Parts]]:
    """The ways in which a placement's units fall apart, no part being too small to be shown.

    A named segment and those who are not in it are one way; the values of an attribute are another.
    Values with fewer units than the minimum in a slot are taken together. An attribute is left out
    where it seems to follow from what is measured, as a grade follows from buying: where nearly all
    of one of its values have an event that is rare, or nobody of two has one that is not.

    Args:
        summed: The sums.
        placement: A metric at its place.
        request: Segments and attributes.
        minimum: Units of the smallest part that is shown.

    Returns:
        By segment or attribute, the parts by name.
    """
    found: dict[str, dict[str, Parts]] = {}
    key, share = placement.key, placement.metric.binary
    slots = sorted({slot for k, slot, _ in summed.sums if k == key})
    for rule in request.segments:
        parts: dict[str, Parts] = {
            rule.name: (rule.name,),
            f"not {rule.name}": (None, f"{LESS}{rule.name}"),
        }
        there = all(_there(summed, key, slots, part) for part in parts.values())
        if there and all(_large(summed, key, slots, part, minimum) for part in parts.values()):
            found[rule.name] = parts
    for attribute in request.attributes:
        start = f"{attribute.name}="
        values = [name for name in summed.segments(key) if name.startswith(start)]
        small = [n for n in values if not _large(summed, key, slots, (n,), minimum)]
        large = [name for name in values if name not in small]
        while small and large and not _large(summed, key, slots, tuple(small), minimum):
            smallest = min(large, key=lambda name: (summed.units((key, slots[-1], (name,))), name))
            large.remove(smallest)
            small.append(smallest)
        parts = {name.removeprefix(start): (name,) for name in large}
        if small:
            parts[OTHER] = tuple(small)
        follows = share and _follows(summed, key, slots, parts.values())
        if len(parts) > 1 and not follows:
            found[attribute.name] = parts
    return found


def left_out(found: Iterable[str], request: KpiRequest) -> tuple[str, ...]:
    """The segments and attributes asked for that `dimensions` does not split by.

    Args:
        found: Those it does.
        request: Segments and attributes.

    Returns:
        Their names in the order asked.
    """
    kept = set(found)
    asked = (*(rule.name for rule in request.segments), *(a.name for a in request.attributes))
    return tuple(name for name in asked if name not in kept)


def _follows(summed: Summed, key: str, slots: Sequence[str], parts: Iterable[Parts]) -> bool:
    """Whether all of a part have a rare event, or nobody of two parts where chance allows none."""
    every = tuple(parts)
    for slot in slots:
        whole = summed.of((key, slot, (None,))).sum(axis=0)
        share = float(whole[1] / whole[2]) if whole[2] else 0.0
        nobody = 0
        for part in every:
            n, top, _ = (float(x) for x in summed.of((key, slot, part)).sum(axis=0))
            if n * min(share, 1.0 - share) < EXPECTED:
                continue
            nobody += top == 0
            if nobody >= 2 or (share <= 0.5 and top >= ALL * n):
                return True
    return False


def _large(summed: Summed, key: str, slots: Sequence[str], parts: Parts, minimum: int) -> bool:
    """Whether a part has no slot with some units but too few."""
    sizes = [summed.units((key, slot, parts)) for slot in slots]
    return all(size == 0 or size >= minimum for size in sizes)


def _there(summed: Summed, key: str, slots: Sequence[str], parts: Parts) -> bool:
    """Whether a part has any unit."""
    return any(summed.units((key, slot, parts)) for slot in slots)
