"""The curve of moods along the journey: where it lies below zero, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.data.query.moods import MoodCell, MoodQuestion, count_labels, measure_moods
from stagelift.data.zones import from_us
from stagelift.formatting import confidence, formatted
from stagelift.journey.figures import round_significant
from stagelift.metrics.estimate import Estimate
from stagelift.metrics.kpis import blank_estimate
from stagelift.metrics.privacy import MINIMUM, key_of, reason, withheld
from stagelift.metrics.voice import tables
from stagelift.metrics.voice.by_stage import ByStage
from stagelift.metrics.voice.emotion import mood_estimate
from stagelift.statistics.agreement import kappa
from stagelift.statistics.proportions import proportion

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.definitions import Journey
    from stagelift.metrics.kpis import KpiRequest
    from stagelift.metrics.voice.emotion import Emotion
    from stagelift.statistics.inference import Inference

ENOUGH_LABELS = 100  # by hand, below which their agreement says little
EMPTY = (0, 0, 0, 0, 0, 0, 0)
COLUMNS = ("stage", "mood", "interval", "customers", "negative", "coverage", "texts", "status")


@dataclass(frozen=True, slots=True)
class EmotionRow:
    """The mood in one stage.

    Args:
        stage: Stage id, or None for all stages together.
        segment: Segment, or None for everyone.
        estimate: The mean mood over customers, as `kpi` shows it.
        negative: The share of customers whose mood is below 0.
        texts: Texts written there.
        scored: Texts with a score.
        off_scale: Texts whose score is no mood.
    """

    stage: str | None
    segment: str | None
    estimate: Estimate
    negative: Inference
    texts: int
    scored: int
    off_scale: int

    @property
    def coverage(self) -> float | None:
        """The share of texts with a score, 0–1; None without texts."""
        return round_significant(self.scored / self.texts) if self.texts else None


@dataclass(frozen=True, slots=True)
class Emotions(ByStage[EmotionRow]):
    """The mood stage by stage in one period.

    Args:
        metric: Id of the metric.
        period: Its label.
        rows: All stages together, then each; segments after everyone.
        longest_below: The longest run of neighbouring stages whose mean mood is below 0.
        agreement: Cohen's kappa of the scores' labels with those given by hand; None when no column
            holds any.
        labelled: Texts with both.
        as_of: Instant of knowledge as ISO text.
        minimum_cell: Rows of fewer customers are withheld wherever they are shown.
    """

    metric: str
    period: str
    rows: tuple[EmotionRow, ...]
    longest_below: tuple[str, ...]
    agreement: Inference | None
    labelled: int
    as_of: str
    minimum_cell: int = MINIMUM

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as JSON-ready mappings; small ones carry no numbers.

        Returns:
            One dict a row: an estimate's names, then negative, texts, scored and coverage.
        """
        hidden = withheld((row.estimate for row in self.rows), self.minimum_cell)
        found = []
        for row in self.rows:
            told = row.estimate.to_dict() | {
                "negative": round_significant(row.negative.value),
                "negative_low": round_significant(row.negative.low),
                "negative_high": round_significant(row.negative.high),
                "texts": row.texts,
                "scored": row.scored,
                "coverage": row.coverage,
                "in_longest_run_below": row.segment is None and row.stage in self.longest_below,
            }
            if key_of(row.estimate) in hidden:
                told = tables.without(told, reason(row.estimate, self.minimum_cell))
            found.append(told)
        return found

    def cells(self) -> list[tuple[str, ...]]:
        """The rows as text under `COLUMNS`.

        Returns:
            One row a stage and segment.
        """
        found: list[tuple[str, ...]] = []
        for row, told in zip(self.rows, self.to_dicts(), strict=True):
            place = " ".join(part for part in (row.stage or tables.EVERY, row.segment) if part)
            if told["n"] is None:
                hidden = (
                    tables.few(self.minimum_cell) if row.estimate.n < self.minimum_cell else "–"
                )
                found.append((place, "", "", hidden, "", "", "", f"low_n: {told['note']}"))
                continue
            status, note = told["status"], told["note"]
            found.append(
                (
                    place,
                    tables.signed(told["value"]),
                    tables.interval(told["low"], told["high"], "+.2f"),
                    tables.whole(told["n"]),
                    tables.shown(told["negative"], ".0%"),
                    tables.shown(told["coverage"], ".0%"),
                    tables.whole(told["texts"]),
                    "" if status == "ok" else f"{status}: {note}" if note else status,
                )
            )
        return found

    def __str__(self) -> str:
        head = f"{self.metric}, {self.period}, as of {self.as_of}, intervals at {self.level}"
        return tables.text_table(head, COLUMNS, self.cells(), self.run_words(), self.trust_words())

    @property
    def level(self) -> str:
        """The level of the intervals as text."""
        return confidence(self.rows[0].estimate.level) if self.rows else ""

    def run_words(self) -> str:
        """Which neighbouring stages lie below zero, in a sentence."""
        if not self.longest_below:
            return "No stage lies below zero."
        sure = [
            stage
            for stage in self.longest_below
            if (high := self.row(stage).estimate.high) is not None and high < 0
        ]
        certain = f"; with its whole interval: {', '.join(sure)}" if sure else "; none for certain"
        return f"Longest run of stages below zero: {', '.join(self.longest_below)}{certain}."

    def trust_words(self) -> str:
        """How far the scores agree with labels given by hand, in a sentence."""
        found = self.agreement
        if found is None:
            return "The scores were not compared with labels given by hand."
        if found.value is None:
            return f"Agreement with labels given by hand is not known: {found.note}."
        between = tables.interval(found.low, found.high, ".2f")
        fewer = f"; {ENOUGH_LABELS} are needed" if self.labelled < ENOUGH_LABELS else ""
        return (
            f"Agreement with labels given by hand: kappa {formatted(found.value, '.2f')} "
            f"{between}, {self.labelled} texts{fewer}."
        )


def emotions(
    contract: Contract, journey: Journey, metric: Emotion, request: KpiRequest
) -> Emotions:
    """The mood stage by stage, and its agreement with labels given by hand.

    Args:
        contract: The contract tables.
        journey: The journey.
        metric: The metric.
        request: One period, with its segments.

    Returns:
        The curve; agreement is over all texts of the period that have both labels.

    Raises:
        DataError: When the source or a column is missing.
        EngineError: When the engine refuses a query.
    """
    asked = metric.question(journey, request)
    period = request.periods[0]
    cells = {(c.stage, c.segment): c for c in measure_moods(contract, asked)}
    stages = [name for name, _ in asked.where.stages]
    named = [rule.name for rule in request.segments]
    segments = [None, *named, *sorted({s for _, s in cells if s is not None} - set(named))]
    rows = tuple(
        emotion_row(
            blank_estimate(metric, stage, segment, period, request),
            cells.get((stage, segment)) or MoodCell(0, stage, segment, *EMPTY),
        )
        for segment in segments
        for stage in (None, *stages)
    )
    agreement, labelled = by_hand(
        contract, metric.question(journey, request, by_hand=True), request
    )
    means = {r.stage: r.estimate for r in rows if r.segment is None}
    return Emotions(
        metric=metric.name,
        period=period.label,
        rows=rows,
        longest_below=longest_run(
            [(stage, readable(means[stage])) for stage in stages],
        ),
        agreement=agreement,
        labelled=labelled,
        as_of=from_us(request.as_of).isoformat(),
    )


def readable(estimate: Estimate) -> float | None:
    """A stage's mood where enough customers wrote to publish it, else None."""
    return estimate.value if estimate.n >= MINIMUM else None


def emotion_row(blank: Estimate, cell: MoodCell) -> EmotionRow:
    """One row from its texts.

    Args:
        blank: What it is about.
        cell: Its texts.

    Returns:
        The row.
    """
    return EmotionRow(
        stage=blank.stage,
        segment=blank.segment,
        estimate=mood_estimate(blank, cell),
        negative=proportion(cell.negative, cell.customers, level=blank.level),
        texts=cell.texts,
        scored=cell.scored,
        off_scale=cell.off_scale,
    )


def longest_run(means: list[tuple[str, float | None]]) -> tuple[str, ...]:
    """The longest run of neighbouring stages whose mean is below 0; an unknown one ends a run.

    Args:
        means: Stages in order with their means.

    Returns:
        Stages of the first such run; empty when none is below 0.

    Example:
        >>> longest_run([("a", -0.1), ("b", 0.2), ("c", -0.1), ("d", -0.3), ("e", None)])
        ('c', 'd')
    """
    best: tuple[str, ...] = ()
    run: tuple[str, ...] = ()
    for stage, mean in means:
        run = (*run, stage) if mean is not None and mean < 0 else ()
        best = run if len(run) > len(best) else best
    return best


def by_hand(
    contract: Contract, asked: MoodQuestion, request: KpiRequest
) -> tuple[Inference | None, int]:
    """The agreement of the scores with labels given by hand.

    Args:
        contract: The contract tables.
        asked: The texts, with the column of labels.
        request: For the level of the interval.

    Returns:
        Kappa and the number of texts with both; None and 0 when no column holds labels.
    """
    if asked.by_hand is None:
        return None, 0
    counts = count_labels(contract, asked)
    size = range(3)
    table = [[counts.get((i - 1, j - 1), 0) for j in size] for i in size]
    return kappa(table, level=request.confidence), sum(map(sum, table))
