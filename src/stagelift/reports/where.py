"""Where a fall stands: the one segment whose own fall explains most of it. Not why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stagelift.reports.measures import words
from stagelift.reports.prose import MINIMUM_CELL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stagelift.metrics.estimate import Estimate
    from stagelift.reports.measures import Measure
    from stagelift.reports.source import Source

MOST = 0.5  # of the whole fall, from the segment's own share
LARGEST = 0.9  # of the customers: a segment of nearly everyone says nothing
DENSER = 1.25  # times the fall that its share of the customers alone would bring
FEWEST = 30  # customers of the segment in the shown period

Cells = dict[str | None, tuple[int, int]]  # segment → units with the event, units


@dataclass(frozen=True, slots=True)
class Where:
    """A segment and everyone else, in the shown period and in the periods before it.

    Args:
        label: The segment's words.
        now: The segment in the shown period.
        usual: The segment in the earlier periods together.
        others_now: Everyone else in the shown period.
        others_usual: Everyone else in the earlier periods together.
    """

    label: str
    now: Estimate
    usual: Estimate
    others_now: Estimate
    others_usual: Estimate


def find_where(source: Source, measure: Measure, language: str) -> Where | None:
    """The segment whose own change explains most of a measure's distance from its usual centre.

    The change of the whole is the sum of the segment's and everyone else's own changes, each times
    its mean share of the customers, and of the shift between the two.

    Args:
        source: The workspace.
        measure: A share outside its range.
        language: Language of the labels.

    Returns:
        The segment, or None when no single one explains more than half.

    Reference:
        Kitagawa 1955, Components of a difference between two rates.
    """
    if measure.estimate.k is None or not source.journey.segments or not measure.ordinary:
        return None
    shown, ordinary = measure.estimate.period, measure.ordinary
    past = [e.period for e in ordinary]
    kpis = source.kpis(
        period=shown,
        history=len(measure.earlier) + 1,
        by=tuple(source.journey.segments),
        metrics={measure.metric: source.metrics[measure.metric]},
    )
    found = [
        e
        for segment in (None, *source.journey.segments)
        for e in kpis.series(measure.metric, segment=segment)
        if e.stage == measure.stage
    ]
    now, usual = _cells(found, {shown}), _cells(found, set(past))
    ranked = [
        (part, name)
        for name in now
        if name is not None and (part := _explained(now, usual, name)) is not None
    ]
    if not ranked:
        return None
    _, name = max(ranked)
    definition = source.journey.segments[name]
    span = f"{past[0]}..{past[-1]}"
    blank = measure.estimate
    return Where(
        words(definition.label, name, language),
        _pooled(blank, now[name], name, shown),
        _pooled(blank, usual[name], name, span),
        _pooled(blank, _rest(now, name), f"not {name}", shown),
        _pooled(blank, _rest(usual, name), f"not {name}", span),
    )


def _cells(estimates: Iterable[Estimate], periods: set[str]) -> Cells:
    """Units of the periods together, by segment; None is everyone."""
    cells: Cells = {}
    for estimate in estimates:
        if estimate.period in periods and estimate.k is not None:
            k, n = cells.get(estimate.segment, (0, 0))
            cells[estimate.segment] = (k + estimate.k, n + estimate.n)
    return cells


def _rest(cells: Mapping[str | None, tuple[int, int]], name: str) -> tuple[int, int]:
    (k, n), (part_k, part_n) = cells[None], cells[name]
    return k - part_k, n - part_n


def _explained(now: Cells, usual: Cells, name: str) -> float | None:
    """The share of the whole's change that is the segment's own; None when it is not most."""
    if None in (cells := (now.get(None), now.get(name), usual.get(None), usual.get(name))):
        return None
    (k1, n1), (j1, m1), (k0, n0), (j0, m0) = (cell or (0, 0) for cell in cells)
    if m1 < FEWEST or m0 < FEWEST or not 0 < m1 < n1 or m1 > LARGEST * n1:
        return None
    if min(n1 - m1, n0 - m0) < MINIMUM_CELL:  # everyone else must not be too few to show
        return None
    weight = (m1 / n1 + m0 / n0) / 2
    whole, own = k1 / n1 - k0 / n0, j1 / m1 - j0 / m0
    if whole == 0.0:
        return None
    part = weight * own / whole
    return part if part > max(MOST, DENSER * weight) else None


def _pooled(blank: Estimate, counts: tuple[int, int], segment: str, period: str) -> Estimate:
    k, n = counts
    value = k / n if n else None
    fields = {"segment": segment, "period": period, "k": k, "n": n, "value": value}
    plain = {"low": None, "high": None, "se": None, "method": "pooled", "excluded": ()}
    return replace(blank, **fields, **plain)  # type: ignore[arg-type]  # names of its own fields
