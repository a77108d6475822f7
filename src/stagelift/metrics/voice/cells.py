"""From cells of dated rows to estimates: every stage, period and segment, empty ones too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from stagelift.formatting import number
from stagelift.journey.rules import stage_terms

if TYPE_CHECKING:
    from stagelift.data.query.occasion_specs import Occasions
    from stagelift.definitions import Journey
    from stagelift.definitions.metric import Metric
    from stagelift.metrics.estimate import Estimate
    from stagelift.metrics.kpis import KpiRequest


class Cell(Protocol):
    """The sums of one cell."""

    @property
    def period(self) -> int:
        """Index into the periods."""

    @property
    def stage(self) -> str | None:
        """Stage id, or None for all stages together."""

    @property
    def segment(self) -> str | None:
        """Segment, or None for everyone."""


C = TypeVar("C", bound=Cell)


def occasions(journey: Journey, request: KpiRequest, split: Sequence[str] = ()) -> Occasions:
    """Where dated rows are counted for a request.

    Args:
        journey: The journey, for its stages.
        request: Periods, segments and attributes.
        split: Columns of the rows themselves by which they are split.

    Returns:
        What a query over dated rows takes.
    """
    from stagelift.data.query.occasion_specs import Occasions

    return Occasions(
        stages=stage_terms(journey),
        periods=request.periods,
        segments=request.segments,
        attributes=request.attributes,
        as_of=request.as_of,
        split=tuple(split),
    )


def cell_estimates(
    metric: Metric,
    request: KpiRequest,
    where: Occasions,
    cells: Sequence[C],
    filled: Callable[[Estimate, C | None], Estimate],
) -> tuple[Estimate, ...]:
    """The estimates of all cells, all stages together first.

    Args:
        metric: The metric.
        request: Periods and segments.
        where: The stages, and what rows are split by.
        cells: What was counted.
        filled: Turns a blank estimate and its cell, None when nothing was counted, into one.

    Returns:
        Estimates by stage, period and segment.
    """
    from stagelift.metrics.kpis import blank_estimate, segment_names

    held = {(cell.period, cell.stage, cell.segment): cell for cell in cells}
    segments = segment_names(request, (cell.segment for cell in cells))
    places = [None, *(name for name, _ in where.stages)]
    return tuple(
        filled(
            blank_estimate(metric, stage, segment, period, request),
            held.get((place, stage, segment)),
        )
        for stage in places
        for place, period in enumerate(request.periods)
        for segment in segments
    )


def open_note(count: int, words: str) -> str:
    """Why an estimate is not final, such as "12 invitations may still be answered".

    Example:
        >>> open_note(1200, "tickets are younger than the promise")
        '1,200 tickets are younger than the promise'
    """
    return f"{number(count)} {words}"
