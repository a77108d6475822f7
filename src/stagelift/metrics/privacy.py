"""Cells that are not published: too small ones, and those from which one could be computed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

from stagelift.statistics.disclosure import MINIMUM, Partition, hide

if TYPE_CHECKING:
    from stagelift.metrics.estimate import Estimate

__all__ = ["MINIMUM", "Key", "Partition", "hide", "is_small", "key_of", "reason", "withheld"]

Key = tuple[str, str, str | None, str | None, str]
"""A published cell: metric, measure, stage, segment and period."""


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
    attribute are such parts, and so are the stages of a score. Named segments may overlap and do
    not add up to anything; but one that nearly everyone is in tells of the few who are not.

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
        small = {key_of(e) for e in table if is_small(e, minimum)} | nearly_all(table, minimum)
        if small:
            sizes: dict[Hashable, int] = {key_of(e): e.n for e in table}
            hidden = hide(sizes, partitions(table), minimum, small)
            found.update(key for e in table if (key := key_of(e)) in hidden)
    return frozenset(found)


def nearly_all(table: Iterable[Estimate], minimum: int = MINIMUM) -> set[Key]:
    """The cells of named segments that all but a few of everyone's units are in.

    Args:
        table: Estimates of one metric and period.
        minimum: Units of the smallest published cell.

    Returns:
        Their keys: with everyone's cell beside them they would tell of those few.
    """
    rows = {key_of(e): e for e in table}
    found = set()
    for key, estimate in rows.items():
        metric, measure, stage, segment, period = key
        everyone = rows.get((metric, measure, stage, None, period))
        named = segment is not None and "=" not in segment
        if named and everyone is not None and 0 < everyone.n - estimate.n < minimum:
            found.add(key)
    return found


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
    for key in rows:
        metric, measure, stage, segment, period = key
        attribute = segment.partition("=")[0] if segment and "=" in segment else ""
        if attribute:
            parts[(metric, measure, stage, None, period)][attribute].append(key)
        if stage is not None:  # what is also measured over all stages, as answers are
            parts[(metric, measure, None, segment, period)]["stage"].append(key)
    return tuple(
        Partition(whole, tuple(cells))
        for whole, dimensions in parts.items()
        if whole in rows
        for cells in dimensions.values()
    )
