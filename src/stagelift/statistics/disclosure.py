"""Cells to hide so that no small one is published, nor one that others give away by arithmetic."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

MINIMUM = 10  # units of the smallest published cell


@dataclass(frozen=True, slots=True)
class Partition:
    """Cells that together hold every unit of another one, each unit once.

    Args:
        whole: The cell of all units.
        parts: The cells it falls into.
    """

    whole: Hashable
    parts: tuple[Hashable, ...]


def hide(
    sizes: Mapping[Hashable, int],
    sums: Iterable[Partition],
    minimum: int = MINIMUM,
    small: Collection[Hashable] = (),
) -> frozenset[Hashable]:
    """The cells to hide so that no small one can be computed by adding and subtracting others.

    Args:
        sizes: Units of each cell.
        sums: Which cells add up to which; parts that add up to less leave a rest nobody sees.
        minimum: Units of the smallest published cell.
        small: Cells to hide whatever their units.

    Returns:
        The small cells and those hidden for their sake.

    Reference:
        Hundepool et al. 2012, Statistical disclosure control, chapter 4 (secondary suppression).

    Example:
        >>> cells = {"all": 100, "a": 60, "b": 35, "c": 5}
        >>> sorted(hide(cells, [Partition("all", ("a", "b", "c"))]))
        ['b', 'c']
        >>> [sorted(hide({"all": 100, "a": a}, [Partition("all", ("a",))])) for a in (60, 95)]
        [[], ['a']]
    """
    cells = dict(sizes)
    equations = _equations(cells, sums)
    hidden = {key for key, units in cells.items() if 0 < units < minimum or key not in sizes}
    hidden.update(small)
    free = {key for key, units in cells.items() if key not in sizes and units >= minimum}
    while True:
        exposed = _exposed(equations, hidden, cells, minimum, free)
        more = {_next(equation, hidden, cells) for equation in exposed} - {None}
        if not more:
            return frozenset(hidden & set(sizes))
        hidden |= {min(more, key=lambda key: (cells[key], str(key)))}


def _equations(cells: dict[Hashable, int], sums: Iterable[Partition]) -> list[tuple[Hashable, ...]]:
    """Each sum as the whole and its parts; a rest that no part holds becomes a cell of its own."""
    found: list[tuple[Hashable, ...]] = []
    for each in sums:
        rest = cells[each.whole] - sum(cells[part] for part in each.parts)
        if rest < 0:
            continue  # the parts overlap, so nothing follows from them
        extra: tuple[Hashable, ...] = ()
        if rest:
            extra = (("rest", each),)
            cells[extra[0]] = rest
        found.append((each.whole, *each.parts, *extra))
    return found


def _exposed(
    equations: Sequence[tuple[Hashable, ...]],
    hidden: Collection[Hashable],
    cells: Mapping[Hashable, int],
    minimum: int,
    free: Collection[Hashable],
) -> list[tuple[Hashable, ...]]:
    """The sums that tell about fewer units than the minimum: together, or one by one.

    Cells that are free are not shown, but may be computed: the large rest of a sum.
    """
    found = []
    for whole, *parts in equations:
        together = sum(cells[part] for part in parts if part in hidden)
        if whole not in hidden and 0 < together < minimum:
            found.append((whole, *parts))
    if found:
        return found
    known = _computable(equations, hidden).difference(free)
    return [equation for equation in equations if known & set(equation)]


def _next(
    equation: tuple[Hashable, ...], hidden: Collection[Hashable], cells: Mapping[Hashable, int]
) -> Hashable | None:
    """The smallest visible cell of a sum, the whole last; None when all are hidden."""
    whole, *parts = equation
    open_parts = [part for part in parts if part not in hidden and cells[part]]
    if open_parts:
        return min(open_parts, key=lambda key: (cells[key], str(key)))
    return None if whole in hidden else whole


def _computable(
    equations: Sequence[tuple[Hashable, ...]],
    hidden: Collection[Hashable],
) -> set[Hashable]:
    """The hidden cells that the visible ones decide, by elimination in exact fractions."""
    rows: list[dict[Hashable, Fraction]] = []
    for whole, *parts in equations:
        row: dict[Hashable, Fraction] = {}
        for key, sign in ((whole, -1), *((part, 1) for part in parts)):
            if key in hidden:
                row[key] = row.get(key, Fraction(0)) + sign
        rows.append({key: value for key, value in row.items() if value})
    return {next(iter(row)) for row in _reduced(rows) if len(row) == 1}


def _reduced(rows: list[dict[Hashable, Fraction]]) -> list[dict[Hashable, Fraction]]:
    """The reduced row echelon form of sparse rows: a row with one entry decides that cell.

    The form does not depend on the order of the rows, and most rows have few entries.
    """
    done: dict[Hashable, dict[Hashable, Fraction]] = {}
    holding: dict[Hashable, set[Hashable]] = {}  # which pivots' rows have an entry of a cell
    for given in rows:
        row = dict(given)
        for key in [key for key in row if key in done]:
            _take_off(row, done[key], row.get(key, Fraction(0)))
        if not row:
            continue
        pivot = next(iter(row))
        lead = row[pivot]
        row = {key: value / lead for key, value in row.items()}
        for other in list(holding.get(pivot, ())):
            target = done[other]
            before = set(target)
            _take_off(target, row, target[pivot])
            for key in before ^ set(target):
                holding.setdefault(key, set()).symmetric_difference_update({other})
        done[pivot] = row
        for key in row:
            holding.setdefault(key, set()).add(pivot)
    return list(done.values())


def _take_off(
    row: dict[Hashable, Fraction], other: dict[Hashable, Fraction], factor: Fraction
) -> None:
    """One row less a multiple of another, zeros left out."""
    if not factor:
        return
    for key, value in other.items():
        rest = row.get(key, Fraction(0)) - factor * value
        if rest:
            row[key] = rest
        else:
            row.pop(key, None)
