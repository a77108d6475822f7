"""Strata of the invited: whom each holds, and what one of its answers counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stagelift.data.query.responses import InvitationCell
from stagelift.metrics.voice.scale import ScaledMetric
from stagelift.statistics.moments import Moments, ScoreCounts
from stagelift.statistics.nps import nps

if TYPE_CHECKING:
    from stagelift.metrics.scored import ScoreMetric
    from stagelift.statistics.inference import Inference


@dataclass(frozen=True, slots=True)
class Stratum:
    """The invited of one stratum.

    Args:
        name: Its name.
        invited: Customers whose time to answer has passed.
        answered: Of these, who gave a score on the scale in time.
        value: Their score, None without any.
        weight: What one answer counts, 1 on average; None without any.
    """

    name: str
    invited: int
    answered: int
    value: float | None
    weight: float | None


def strata_of(
    cells: tuple[InvitationCell, ...], by: str, stages: list[str]
) -> list[tuple[str, InvitationCell]]:
    """The strata with someone invited, in the order of the journey or of their names.

    Args:
        cells: Cells of one period.
        by: `stage`, or the attribute.
        stages: The stages in their order.

    Returns:
        Name and cell.
    """
    if by == "stage":
        held = {c.stage: c for c in cells if c.segment is None and c.stage is not None}
        found = [(name, held[name]) for name in stages if name in held]
    else:
        start = f"{by}="
        of_all = (c for c in cells if c.stage is None and (c.segment or "").startswith(start))
        found = sorted((str(c.segment).removeprefix(start), c) for c in of_all)
    return [(name, cell) for name, cell in found if cell.invited]


def value_moments(metric: ScoreMetric, counts: tuple[int, ...]) -> Moments:
    """Moments of what each answer adds to the score.

    Args:
        metric: The score.
        counts: Customers by answer, 0 to 10.

    Returns:
        Of a score −1, 0 or 1; of a share 0 or 1; of a mean the answers.
    """
    if isinstance(metric, ScaledMetric):
        if metric.shown == "mean":
            return metric.moments(counts)
        first, last = metric.good_ends
        return Moments.from_counts(sum(counts), sum(counts[first : last + 1]))
    return ScoreCounts(counts).moments()


def plain_score(metric: ScoreMetric, counts: tuple[int, ...], level: float) -> Inference:
    """The unweighted score with the metric's own interval.

    Args:
        metric: The score.
        counts: Customers by answer, 0 to 10.
        level: Level of the interval.

    Returns:
        The score.
    """
    if isinstance(metric, ScaledMetric):
        from stagelift.data.query import ScoreCell

        return metric.score_of(ScoreCell(0, None, None, counts, 0, 0), confidence=level)
    return nps(ScoreCounts(counts), level=level)


def times(found: Inference, factor: float) -> Inference:
    """An inference in another unit.

    Args:
        found: A value with its interval.
        factor: What one unit becomes.

    Returns:
        The same, scaled.
    """

    def scaled(value: float | None) -> float | None:
        return None if value is None else factor * value

    return replace(
        found,
        value=scaled(found.value),
        se=scaled(found.se),
        low=scaled(found.low),
        high=scaled(found.high),
    )


def weights_of(
    weights: tuple[float, ...], collapsed: tuple[tuple[int, ...], ...], counts: list[int]
) -> dict[int, float]:
    """The weight of one answer by place of its stratum.

    Args:
        weights: By group of strata, in order.
        collapsed: Groups of more than one.
        counts: Answers by stratum.

    Returns:
        Strata with answers only.

    Example:
        >>> weights_of((1.5, 0.5), ((0, 1),), [1, 3, 9])
        {0: 1.5, 1: 1.5, 2: 0.5}
    """
    return {
        place: weight
        for group, weight in zip(groups_of(len(counts), collapsed), weights, strict=False)
        for place in group
        if counts[place]
    }


def groups_of(size: int, collapsed: tuple[tuple[int, ...], ...]) -> list[tuple[int, ...]]:
    """Every group of strata, those of one among them.

    Example:
        >>> groups_of(4, ((1, 2),))
        [(0,), (1, 2), (3,)]
    """
    joined = {place for group in collapsed for place in group}
    return sorted([*collapsed, *((place,) for place in range(size) if place not in joined)])


def cut_names(
    names: list[str], collapsed: tuple[tuple[int, ...], ...], cut: tuple[int, ...]
) -> tuple[str, ...]:
    """The strata whose weight was cut.

    Args:
        names: By place.
        collapsed: Groups of more than one.
        cut: Places among the groups.

    Returns:
        Names.
    """
    groups = groups_of(len(names), collapsed)
    return tuple(names[place] for number in cut for place in groups[number])
