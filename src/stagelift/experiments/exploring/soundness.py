"""Ways to split that cannot be trusted: what a split must not know is what the message did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.statistics.numerics import np, special

if TYPE_CHECKING:
    from stagelift.experiments.arms import Arms
    from stagelift.experiments.exploring.cells import Place
    from stagelift.experiments.exploring.dimensions import Dimension, Dimensions
    from stagelift.experiments.question import Question
    from stagelift.metrics.kind import WindowedMetric
    from stagelift.metrics.tally import Tally

MOST_GROUPS = 60  # more are no dimension but an id, or want a coarser attribute
ALPHA = 0.001  # that any of the splits is refused by chance, as for the split of the whole test
TELLS = 0.25  # of the outcome's variance; what is known beforehand seldom says as much of a week


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A way to split that is not shown.

    Args:
        dimension: Its name.
        reason: `one_group`, `many_groups`, `uneven` or `outcome`.
        figure: Groups found, p-value of the split, or share of the outcome's variance.
    """

    dimension: str
    reason: str
    figure: float


def left_out(
    cells: Mapping[Place, Arms], asked: Question, split: Dimensions, metric: WindowedMetric
) -> tuple[LeftOut, ...]:
    """The ways to split that are not shown, each with its reason.

    A value that the message can move must not split an experiment: within its groups the variants
    are no longer alike. Where the source dates its values, those at entry are taken. Where it does
    not, values of today stand in for them, and two signs tell that they follow from the outcome:
    the variants' units are spread unevenly over the groups, or the groups tell in the control who
    had the outcome. Neither sign proves the opposite.

    Args:
        cells: Units by place.
        asked: The experiment.
        split: The ways to split.
        metric: The metric.

    Returns:
        In the order of the ways to split.
    """
    groups: dict[Dimension, list[Arms]] = defaultdict(list)
    for place, units in cells.items():
        if place.dimension is not None and place.stage is None:
            groups[place.dimension].append(units)
    today = undated(asked, split)
    found = []
    for dimension, members in groups.items():
        several = [each for each in members if sum(each.assigned.values())]
        if len(several) < 2 or len(several) > MOST_GROUPS:
            why = "one_group" if len(several) < 2 else "many_groups"
            found.append(LeftOut(dimension.name, why, len(several)))
            continue
        p = spread_p([tuple(each.assigned.values()) for each in several])
        if p < ALPHA / len(groups):
            found.append(LeftOut(dimension.name, "uneven", p))
            continue
        told = told_share([each.tallies[metric.name, asked.control] for each in several])
        if dimension.name in today and told > TELLS:
            found.append(LeftOut(dimension.name, "outcome", told))
    return tuple(found)


def undated(asked: Question, split: Dimensions) -> tuple[str, ...]:
    """The ways to split whose values are those of today, because the source dates none.

    Args:
        asked: The experiment.
        split: The ways to split.

    Returns:
        Names of attributes, and of segments that read attributes or are written in SQL; none where
        the customers carry `valid_from`.
    """
    if asked.contract.maps("customers", "valid_from"):
        return ()
    segments = (each.name for each in split.segments if each.attributes or each.sql is not None)
    return (*segments, *split.attributes)


def spread_p(counts: Sequence[Sequence[int]]) -> float:
    """The χ² p-value that the variants' units are spread alike over the groups.

    Args:
        counts: Units by variant, one row a group.

    Returns:
        The p-value, 1 where there is nothing to compare.

    Reference:
        Fabijan et al. 2019, Diagnosing sample ratio mismatch in online controlled experiments.

    Example:
        >>> round(spread_p([(510, 408), (3826, 4063)]), 4)
        0.0001
    """
    seen = np.array(counts, dtype=float)
    seen = seen[seen.sum(axis=1) > 0][:, seen.sum(axis=0) > 0]
    freedom = (seen.shape[0] - 1) * (seen.shape[1] - 1)
    if freedom < 1:
        return 1.0
    expected = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / seen.sum()
    return float(special.chdtrc(freedom, float(((seen - expected) ** 2 / expected).sum())))


def told_share(units: Sequence[Tally]) -> float:
    """The share of the values' variance that lies between groups.

    Args:
        units: Tallies of one variant, one a group.

    Returns:
        0–1; 0 without variance.
    """
    moments = [each.moments for each in units]
    n = sum(each.n for each in moments)
    if not n:
        return 0.0
    mean = sum(each.n * each.mean for each in moments) / n
    between = sum(each.n * (each.mean - mean) ** 2 for each in moments if each.n)
    within = sum(each.m2 for each in moments)
    return float(between / (between + within)) if between + within > 0.0 else 0.0
