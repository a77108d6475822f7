"""Whether a scale is turned round: those who are content by one measure should be by the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.data.query.shared_opinions import Scores, measure_shared
from stagelift.formatting import formatted, number
from stagelift.metrics.scored import ScoreMetric
from stagelift.metrics.voice import tables
from stagelift.metrics.voice.emotion import Emotion
from stagelift.metrics.voice.scale import ScaledMetric
from stagelift.statistics.correlation import correlation
from stagelift.statistics.pairs import PairMoments

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.query.moods import MoodQuestion
    from stagelift.definitions import Journey
    from stagelift.definitions.metric import Metric
    from stagelift.metrics.kpis import KpiRequest
    from stagelift.statistics.inference import Inference

FEWEST = 30  # customers with both, below which nothing is said


@dataclass(frozen=True, slots=True)
class Direction:
    """How one measure goes with another among the same customers, both with more as better.

    Args:
        other: Id of the other metric.
        n: Customers of whom both are known, over all time.
        correlation: Pearson's, with its interval.
        reversed: Whether the metric is declared to be turned round.
    """

    other: str
    n: int
    correlation: Inference
    reversed: bool

    @property
    def looks_reversed(self) -> bool:
        """Whether the declared direction is contradicted: the whole interval lies below 0."""
        return self.n >= FEWEST and self.correlation.high is not None and self.correlation.high < 0

    def __str__(self) -> str:
        found = self.correlation
        cure = "take 'reversed: true' away" if self.reversed else "write 'reversed: true'"
        return (
            f"The scale looks turned round: its correlation with {self.other} is "
            f"{formatted(found.value or 0.0, '.2f')} "
            f"{tables.interval(found.low, found.high, '.2f')} over {number(self.n)} customers; if "
            f"the smallest number is {'not ' if self.reversed else ''}the best answer, {cure}."
        )


def directions(
    contract: Contract,
    journey: Journey,
    metric: ScoreMetric,
    others: Iterable[Metric],
    request: KpiRequest,
) -> tuple[Direction, ...]:
    """How a score goes with every other score and mood of the same customers.

    Args:
        contract: The contract tables.
        journey: The journey.
        metric: The score.
        others: Metrics of any kind; scores of other questions and moods are compared with.
        request: For the level of the intervals.

    Returns:
        One entry a measure that shares customers with it.

    Raises:
        DataError: When a table or a column that is needed is not mapped.
        EngineError: When the engine refuses a query.
    """
    own = opinion_of(metric, journey, request)
    if own is None:
        return ()
    found, asked = [], {own}
    for other in others:
        question = opinion_of(other, journey, request)
        if question is None or question in asked:
            continue
        asked.add(question)
        sums = measure_shared(contract, own, question)
        sign = turned(metric) * turned(other)
        pair = PairMoments.from_sums(
            sums.n, sums.x, sign * sums.y, sums.xx, sums.yy, sign * sums.xy, scale=1
        )
        known = correlation(pair, level=request.confidence)
        found.append(Direction(other.name, sums.n, known, turned(metric) < 0))
    return tuple(found)


def opinion_of(
    metric: Metric, journey: Journey, request: KpiRequest
) -> Scores | MoodQuestion | None:
    """What a metric asks customers, None for one that asks nothing."""
    if isinstance(metric, Emotion):
        return metric.question(journey, request)
    if isinstance(metric, ScoreMetric) and metric.survey is not None:
        return Scores(metric.survey, metric.instrument, metric.ends)
    return None


def turned(metric: Metric) -> int:
    """−1 for a scale on which less is better, as declared, else 1."""
    return -1 if isinstance(metric, ScaledMetric) and metric.reversed else 1
