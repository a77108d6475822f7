"""Cells that are not published: too small ones, and those from which one could be computed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stagelift.metrics.estimate import Estimate

MINIMUM = 10  # units of the smallest published cell
Key = tuple[str, str, str | None, str | None, str]
"""A published cell: metric, measure, stage, segment and period."""


@dataclass(frozen=True, slots=True)
class Partition:
    """Cells that together hold every unit of another one, each unit once.

    Args:
        whole: The cell of all units.
        parts: The cells it falls into.
    """

    whole: Hashable
    parts: tuple[Hashable, ...]


def key_of(estimate: Estimate) -> Key:
    """The cell an estimate is published in.

    Args:
        estimate: Any estimate of a stage KPI.

    Returns:
        Metric, measure, stage, segment and period.
    """
    stage, segment = estimate.stage, estimate.segment
    return (estimate.metric, estimate.measure, stage, segment, estimate.period)


def is_small(estimate: Estimate, minimum: int = MINIMUM) -> bool:
    """Whether a row would tell about fewer units than the minimum.

    Args:
        estimate: Any estimate.
        minimum: Units of the smallest published cell.

    Returns:
        True when its units, or without any those left out, are some but too few; an empty cell
        tells about nobody.
    """
    units = estimate.n or sum(count for _, count in estimate.excluded)
    return 0 < units < minimum


def withheld(estimates: Iterable[Estimate], minimum: int = MINIMUM) -> frozenset[Key]:
    """The cells of a table of KPIs that must not be published.

    A cell of fewer units than the minimum is hidden; where it could be computed from a total and
    the other parts, the smallest of those is hidden as well, until it cannot. The values of one
    attribute are such parts, and so are the stages of a score. Named segments may overlap: they do
    not add up to anything.

    Args:
        estimates: Every estimate that is published together.
        minimum: Units of the smallest published cell.

    Returns:
        Their keys.

    Reference:
        Hundepool et al. 2012, Statistical disclosure control, chapter 4 (secondary suppression).
    """
    rows = tuple(estimates)
    tables: dict[Hashable, list[Estimate]] = defaultdict(list)
    for estimate in rows:
        tables[(estimate.metric, estimate.measure, estimate.period)].append(estimate)
    found: set[Key] = set()
    for table in tables.values():
        small = {key_of(e) for e in table if is_small(e, minimum)}
        if small:
            sizes: dict[Hashable, int] = {key_of(e): e.n for e in table}
            hidden = hide(sizes, partitions(table), minimum, small)
            found.update(key for e in table if (key := key_of(e)) in hidden)
    return frozenset(found)


def reason(estimate: Estimate, minimum: int = MINIMUM) -> str:
    """Why a withheld cell is not shown.

    Args:
        estimate: An estimate whose cell is withheld.
        minimum: Units of the smallest published cell.

    Returns:
        Words for its note.
    """
    if is_small(estimate, minimum):
        return f"fewer than {minimum} units"
    return f"hidden, or a cell of fewer than {minimum} units could be computed from it"


def partitions(estimates: Iterable[Estimate]) -> tuple[Partition, ...]:
    """The sums that hold among estimates: attributes' values, and the stages of a score.

    Args:
        estimates: Estimates of several metrics, periods, stages and segments.

    Returns:
        Partitions whose whole is among the estimates.
    """
    rows = {key_of(e): e for e in estimates}
    parts: dict[Key, dict[str, list[Hashable]]] = defaultdict(lambda: defaultdict(list))
    for key, estimate in rows.items():
        metric, measure, stage, segment, period = key
        attribute = segment.partition("=")[0] if segment and "=" in segment else ""
        if attribute:
            parts[(metric, measure, stage, None, period)][attribute].append(key)
        if stage is not None and estimate.unit == "points":
            parts[(metric, measure, None, segment, period)]["stage"].append(key)
    return tuple(
        Partition(whole, tuple(cells))
        for whole, dimensions in parts.items()
        if whole in rows
        for cells in dimensions.values()
    )


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

    Example:
        >>> cells = {"all": 100, "a": 60, "b": 35, "c": 5}
        >>> sorted(hide(cells, [Partition("all", ("a", "b", "c"))]))
        ['b', 'c']
    """
    cells = dict(sizes)
    equations = _equations(cells, sums)
    hidden = {key for key, units in cells.items() if 0 < units < minimum or key not in sizes}
    hidden.update(small)
    while True:
        exposed = _exposed(equations, hidden, cells, minimum)
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
) -> list[tuple[Hashable, ...]]:
    """The sums that tell about fewer units than the minimum: together, or one by one."""
    found = []
    for whole, *parts in equations:
        together = sum(cells[part] for part in parts if part in hidden)
        if whole not in hidden and 0 < together < minimum:
            found.append((whole, *parts))
    known = _computable(equations, hidden)
    return found or [equation for equation in equations if known & set(equation)]


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
    unknown = [key for key in dict.fromkeys(k for e in equations for k in e) if key in hidden]
    place = {key: column for column, key in enumerate(unknown)}
    rows: list[list[Fraction]] = []
    for whole, *parts in equations:
        row = [Fraction(0)] * len(unknown)
        for key, sign in ((whole, -1), *((part, 1) for part in parts)):
            if key in place:
                row[place[key]] += sign
        if any(row):
            rows.append(row)
    reduced = _reduced(rows, len(unknown))
    alone = ([column for column, value in enumerate(row) if value] for row in reduced)
    return {unknown[columns[0]] for columns in alone if len(columns) == 1}


def _reduced(rows: list[list[Fraction]], width: int) -> list[list[Fraction]]:
    """The reduced row echelon form: a row with one entry decides that column."""
    done = 0
    for column in range(width):
        pivot = next((r for r in range(done, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        lead = rows[done][column]
        rows[done] = [value / lead for value in rows[done]]
        for other in range(len(rows)):
            factor = rows[other][column]
            if other != done and factor:
                pairs = zip(rows[other], rows[done], strict=True)
                rows[other] = [value - factor * own for value, own in pairs]
        done += 1
    return rows[:done]
