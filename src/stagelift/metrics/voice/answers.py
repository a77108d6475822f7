"""The answers to a question as a whole: their distribution by stage, and two of them compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.data.query import ScoreCell, SurveyMeasurement, measure_scores
from stagelift.data.vocabulary import instrument_rows
from stagelift.data.zones import from_us
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.formatting import default_spec
from stagelift.journey.figures import round_significant
from stagelift.journey.rules import stage_terms
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.kpis import blank_estimate, score_estimate, segment_names
from stagelift.metrics.privacy import MINIMUM, key_of, reason, withheld
from stagelift.metrics.voice import tables
from stagelift.metrics.voice.by_stage import ByStage
from stagelift.metrics.voice.directions import Direction, directions
from stagelift.metrics.voice.histograms import shown_counts
from stagelift.metrics.voice.scale import ScaledMetric
from stagelift.statistics.means import mean
from stagelift.statistics.moments import Moments
from stagelift.statistics.ordinal import (
    ProportionalOdds,
    RankTest,
    mann_whitney,
    probability_of_better,
    proportional_odds,
)

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.definitions.metric import Metric
    from stagelift.metrics.kpis import KpiRequest
    from stagelift.metrics.scored import ScoreMetric
    from stagelift.statistics.inference import Inference

NOBODY = Moments(0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """The answers in one stage.

    Args:
        stage: Stage id at invitation, or None for all stages together.
        segment: Segment, or None for everyone.
        estimate: The metric's number, as `kpi` shows it.
        counts: Customers by answer, in the order of the scale's numbers.
        mean: The mean answer with its t interval; of a reversed scale turned round.
        off_scale: Answers off the question's scale.
        missing: Answers without a score.
        silent: Invitations without an answer.
    """

    stage: str | None
    segment: str | None
    estimate: Estimate
    counts: tuple[int, ...]
    mean: Inference
    off_scale: int
    missing: int
    silent: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two distributions compared as a whole, by the ranks of their answers.

    Args:
        one: The first group.
        other: The second.
        better: The probability that one of the first answers better than one of the second, ties
            half, with interval and p-value of ½.
        ranks: The Mann–Whitney test.
        odds: The odds ratio of better answers, and whether one ratio fits all cuts.
    """

    one: str
    other: str
    better: Inference
    ranks: RankTest
    odds: ProportionalOdds

    def __str__(self) -> str:
        found, ratio = self.better, self.odds.odds_ratio
        if found.value is None:
            return f"{self.one} against {self.other}: {found.note}."
        p = "" if found.p_value is None else f", p {found.p_value:.3f}"
        odds = tables.interval(ratio.low, ratio.high, ".2f")
        return (
            f"{self.one} against {self.other}: a better answer with probability "
            f"{tables.shown(found.value, '.2f')} "
            f"{tables.interval(found.low, found.high, '.2f')}{p}; odds ratio "
            f"{tables.shown(ratio.value, '.2f')} {odds}; Mann–Whitney p "
            f"{tables.shown(self.ranks.p_value, '.3f')}."
        )


@dataclass(frozen=True, slots=True)
class Answers(ByStage[AnswerRow]):
    """The answers to one question in one period.

    Args:
        metric: Id of the metric.
        period: Its label.
        scale: The answers that can be given, the smallest number first.
        reversed: Whether the smallest is the best.
        rows: All stages together, then each; segments after everyone.
        against: How the score goes with other measures of the same customers.
        as_of: Instant of knowledge as ISO text.
        note: Why there is nothing, such as a question that no row has.
        minimum_cell: Rows of fewer answers are withheld wherever they are shown.
    """

    metric: str
    period: str
    scale: tuple[int, ...]
    reversed: bool
    rows: tuple[AnswerRow, ...]
    against: tuple[Direction, ...]
    as_of: str
    note: str = ""
    minimum_cell: int = MINIMUM

    def compare(self, one: str, other: str) -> Comparison:
        """Two stages or segments by the whole distribution of their answers.

        Args:
            one: A stage or a segment, such as `platform=ios`.
            other: Another one.

        Returns:
            The probability of a better answer, the Mann–Whitney test and the odds ratio.

        Raises:
            ArgumentError: When one of them is not among the rows, or may not be published.
        """
        groups = []
        hidden = withheld((row.estimate for row in self.rows), self.minimum_cell)
        for name in (one, other):
            staged = any(row.stage == name for row in self.rows)
            row = self.row(name) if staged else self.row(None, name)
            if key_of(row.estimate) in hidden:
                raise ArgumentError(f"answers: '{name}' has {reason(row.estimate)}")
            groups.append(row.counts[::-1] if self.reversed else row.counts)
        first, second = groups
        level = self.rows[0].estimate.level
        return Comparison(
            one,
            other,
            probability_of_better(first, second, level=level),
            mann_whitney(first, second),
            proportional_odds(first, second, level=level),
        )

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as JSON-ready mappings; small ones carry no numbers.

        Returns:
            One dict a row: an estimate's names, then the counts by answer, None for an answer that
            too few gave or that gives such a one away, and the mean.
        """
        hidden = withheld((row.estimate for row in self.rows), self.minimum_cell)
        given = shown_counts(
            {(row.stage, row.segment): row.counts for row in self.rows},
            [(row.stage, row.segment) for row in self.rows if key_of(row.estimate) in hidden],
            self.minimum_cell,
        )
        found = []
        for row in self.rows:
            told = row.estimate.to_dict() | {
                "counts": dict(
                    zip(map(str, self.scale), given[row.stage, row.segment], strict=True)
                ),
                "mean": round_significant(row.mean.value),
                "mean_low": round_significant(row.mean.low),
                "mean_high": round_significant(row.mean.high),
                "reversed": self.reversed,
                "off_scale": row.off_scale,
                "missing": row.missing,
                "silent": row.silent,
            }
            if key_of(row.estimate) in hidden:
                told = tables.without(told, reason(row.estimate, self.minimum_cell))
            found.append(told)
        return found

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of `cells`."""
        shares = tuple(str(score) for score in self.scale)
        return ("stage", "value", "interval", "n", *shares, "mean", "interval", "status")

    def cells(self) -> list[tuple[str, ...]]:
        """The rows as text under `columns`; the shares of each answer in per cent.

        Returns:
            One row a stage and segment.
        """
        found: list[tuple[str, ...]] = []
        for row, told in zip(self.rows, self.to_dicts(), strict=True):
            place = " ".join(part for part in (row.stage or tables.EVERY, row.segment) if part)
            n = row.estimate.n
            if told["n"] is None:
                few = tables.few(self.minimum_cell) if n < self.minimum_cell else tables.UNKNOWN
                blank = [""] * (len(self.scale) + 2)
                found.append((place, "", "", few, *blank, f"low_n: {told['note']}"))
                continue
            spec = default_spec(row.estimate.unit)
            given = told["counts"].values()
            shares = (tables.shown(None if k is None else k / n, ".0p") if n else "" for k in given)
            status, note = told["status"], told["note"]
            found.append(
                (
                    place,
                    tables.shown(told["value"], spec),
                    tables.interval(told["low"], told["high"], spec),
                    tables.whole(n),
                    *shares,
                    tables.shown(told["mean"], ".2f"),
                    tables.interval(told["mean_low"], told["mean_high"], ".2f"),
                    "" if status == "ok" else f"{status}: {note}" if note else status,
                )
            )
        return found

    def __str__(self) -> str:
        head = f"{self.metric}, {self.period}, as of {self.as_of}; answers in per cent"
        return tables.text_table(head, self.columns, self.cells(), *self.words())

    def words(self) -> tuple[str, ...]:
        """What is to be known about the answers, in sentences."""
        found = [self.note] if self.note else []
        if self.reversed:
            found.append(
                f"{self.scale[0]} is the best answer (declared); means are turned round, so that "
                "more is better."
            )
        off = self.row().off_scale
        if off:
            found.append(f"{tables.whole(off)} answers off the scale left out.")
        return (*found, *(str(one) for one in self.against if one.looks_reversed))


def answers(
    contract: Contract,
    journey: Journey,
    metric: ScoreMetric,
    request: KpiRequest,
    metrics: Mapping[str, Metric],
) -> Answers:
    """The answers to a question in one period, stage by stage.

    Args:
        contract: The contract tables.
        journey: The journey.
        metric: The question's metric.
        request: One period, with its segments.
        metrics: Every metric, those of other questions and of moods among them.

    Returns:
        Distributions, and how the score goes with other measures.

    Raises:
        DataError: When a table or a column that is needed is not mapped.
        EngineError: When the engine refuses a query.
    """
    stages = stage_terms(journey)
    period = request.periods[0]
    plan = SurveyMeasurement(
        source=metric.survey,
        stages=stages,
        periods=request.periods[:1],
        segments=request.segments,
        attributes=request.attributes,
        as_of=request.as_of,
        instrument=metric.instrument,
        scale=metric.ends,
    )
    cells = {(c.stage, c.segment): c for c in measure_scores(contract, plan)}
    first, last = metric.ends
    empty = ScoreCell(0, None, None, (0,) * 11, 0, 0)
    rows = []
    for segment in segment_names(request, (s for _, s in cells)):
        for stage in (None, *(name for name, _ in stages)):
            cell = cells.get((stage, segment), empty)
            blank = blank_estimate(metric, stage, segment, period, request)
            rows.append(
                AnswerRow(
                    stage=stage,
                    segment=segment,
                    estimate=score_estimate(blank, metric, cell),
                    counts=cell.counts[first : last + 1],
                    mean=mean(moments_of(metric, cell.counts), level=request.confidence),
                    off_scale=cell.off_scale,
                    missing=cell.missing,
                    silent=cell.silent,
                )
            )
    return Answers(
        metric=metric.name,
        period=period.label,
        scale=tuple(range(first, last + 1)),
        reversed=isinstance(metric, ScaledMetric) and metric.reversed,
        rows=tuple(rows),
        against=directions(contract, journey, metric, metrics.values(), request),
        as_of=from_us(request.as_of).isoformat(),
        note=unknown_question(contract, metric),
    )


def moments_of(metric: ScoreMetric, counts: tuple[int, ...]) -> Moments:
    """Moments of the answers; of a reversed scale turned round.

    Args:
        metric: The question's metric.
        counts: Customers by score, 0 to 10.

    Returns:
        Their moments.
    """
    if isinstance(metric, ScaledMetric):
        return metric.moments(counts)
    found = NOBODY
    for score, n in enumerate(counts):
        found = found + Moments(n, float(score) if n else 0.0, 0.0, 0.0)
    return found


def unknown_question(contract: Contract, metric: ScoreMetric) -> str:
    """Why a question has no answers at all: no row of its source has it; empty where one has.

    Args:
        contract: The contract tables.
        metric: The question's metric.

    Returns:
        A sentence with the nearest question that there is.
    """
    if metric.instrument is None or metric.survey is None:
        return ""
    known = instrument_rows(contract, metric.survey)
    if metric.instrument in known:
        return ""
    listed = ", ".join(f"{name} ({rows:,} rows)" for name, rows in known.items()) or "none"
    hint = did_you_mean(metric.instrument, known)
    return (
        f"No row of '{metric.survey}' has the instrument '{metric.instrument}'; there are "
        f"{listed}. {hint}"
    ).rstrip()
