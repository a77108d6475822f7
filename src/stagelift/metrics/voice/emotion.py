"""The mood of what customers write, stage by stage, from scores or labels that were imported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, ClassVar, Self

from pydantic import Field, PlainValidator

from stagelift.definitions import EventPattern
from stagelift.definitions.fields import Text
from stagelift.definitions.metric import Unit
from stagelift.definitions.mistakes import Mistake, came
from stagelift.definitions.values import Parsed, parse_decimal
from stagelift.formatting import formatted, number
from stagelift.journey.figures import LOW_N
from stagelift.metrics.fits import Misfit, kept_misfits
from stagelift.metrics.own_query import OwnQuery
from stagelift.metrics.voice.cells import cell_estimates, occasions
from stagelift.statistics.means import mean
from stagelift.statistics.moments import Moments

if TYPE_CHECKING:
    from stagelift.data.contract import Contract
    from stagelift.data.query.moods import MoodCell, MoodQuestion
    from stagelift.definitions import Journey
    from stagelift.metrics.estimate import Estimate
    from stagelift.metrics.kpis import KpiRequest

LEAST_COVERAGE = 0.6  # of the texts; below it those that have a score may be another kind of text
MICROS = 1_000_000
USUAL_LABELS = {
    "positive": "1",
    "neutral": "0",
    "negative": "-1",
    "긍정": "1",
    "중립": "0",
    "부정": "-1",
}


@dataclass(frozen=True, slots=True)
class SourceColumn(Parsed):
    """A column of one source, such as the mood of enquiries.

    Args:
        source: Name of the source.
        column: One of the columns it keeps.

    Example:
        >>> str(SourceColumn.parse("support.mood"))
        'support.mood'
    """

    source: str
    column: str
    example: ClassVar[str] = "support.mood"

    @classmethod
    def parse(cls, text: str) -> Self:
        """A source's column, written SOURCE.COLUMN.

        Args:
            text: Such as "support.mood".

        Returns:
            The source and the column.

        Raises:
            Mistake: When there is no dot with a name on both sides.
        """
        source, _, column = text.partition(".")
        if not source or not column:
            raise Mistake(f"{came(text)} is no column of a source; write '{cls.example}'")
        return cls(source, column)

    def __str__(self) -> str:
        return f"{self.source}.{self.column}"


def _labels(value: object) -> tuple[tuple[str, str], ...]:
    if isinstance(value, tuple):
        return value
    if not isinstance(value, Mapping) or not value:
        raise Mistake(f"{came(value)} came, labels such as '{{happy: 1, angry: -1}}' are expected")
    for word, score in value.items():
        if not -1 <= parse_decimal(str(score)) <= 1:
            raise Mistake(f"'{word}: {score}' came; a mood lies between -1 and 1")
    return tuple((str(word), str(score)) for word, score in value.items())


class Emotion(OwnQuery):
    """The mean mood of what customers wrote in a stage, from −1 (bad) to 1 (good).

    It is the mean over customers of the mean of each one's texts, so that one who writes ten times
    counts once. A period holds the texts written in it, by the stage the customer stood in then.
    Where fewer than 60 % of the texts have a score, the status is `low_coverage`.

    Args:
        of: The column with the score in [−1, 1] or the label, written `emotion`.
        event: The events that carry texts; every event of the source unless said.
        text: The column that is filled where there is a text; every row is one unless said.
        labels: What each label counts as; positive, neutral and negative, 긍정, 중립 and 부정 are
            known.
        by_hand: A column with labels given by people, to tell how far the scores agree with them.

    Example:
        >>> Emotion(name="mood", emotion="support.mood").of.source
        'support'
    """

    kind: ClassVar[str] = "emotion"
    unit: ClassVar[Unit] = "score"
    adjustable: ClassVar[bool] = False

    of: SourceColumn = Field(alias="emotion")
    event: EventPattern | None = None
    text: Text | None = None
    labels: Annotated[tuple[tuple[str, str], ...], PlainValidator(_labels)] = ()
    by_hand: Text | None = None

    def source_names(self) -> tuple[str, ...]:
        """The source of the texts."""
        return (self.of.source,)

    def misfits(self, journey: Journey) -> Iterator[Misfit]:
        """A source of events or surveys that keeps the columns."""
        source = journey.sources.get(self.of.source)
        if source is not None and source.role not in ("events", "surveys"):
            hint = "Texts stand in a source of events or surveys"
            yield self.kind, f"'{self.of.source}' holds {source.role}, not texts", hint
            return
        for key, column in (
            (self.kind, self.of.column),
            ("text", self.text),
            ("by_hand", self.by_hand),
        ):
            yield from kept_misfits(journey, key, column, self.of.source)

    def barred(self) -> tuple[str, str] | None:
        """An experiment is about the assigned, of whom few write."""
        return (
            f"'{self.name}' is the mood of those who wrote, and an arm may change who writes",
            "Ask all of them instead, and write 'csat: SOURCE'",
        )

    def question(
        self, journey: Journey, request: KpiRequest, *, by_hand: bool = False
    ) -> MoodQuestion:
        """The question for the query.

        Args:
            journey: The journey.
            request: Periods and segments.
            by_hand: Whether labels given by people are read, too.

        Returns:
            The question.
        """
        from stagelift.data.query.moods import MoodQuestion

        known = {word: int(Decimal(v) * MICROS) for word, v in USUAL_LABELS.items()}
        known.update({word: int(parse_decimal(v) * MICROS) for word, v in self.labels})
        return MoodQuestion(
            source=self.of.source,
            mood=self.of.column,
            where=occasions(journey, request),
            events=() if self.event is None else self.event.events,
            text=self.text,
            labels=tuple(sorted(known.items())),
            by_hand=self.by_hand if by_hand else None,
        )

    def kpis(
        self, contract: Contract, journey: Journey, request: KpiRequest
    ) -> tuple[Estimate, ...]:
        """The mean mood with its t interval in every cell."""
        from stagelift.data.query.moods import MoodCell, measure_moods

        asked = self.question(journey, request)
        cells = measure_moods(contract, asked)

        def filled(blank: Estimate, cell: MoodCell | None) -> Estimate:
            return mood_estimate(blank, cell or MoodCell(0, None, None, 0, 0, 0, 0, 0, 0, 0))

        return cell_estimates(self, request, asked.where, cells, filled)


def mood_estimate(blank: Estimate, cell: MoodCell) -> Estimate:
    """The mood of one cell.

    Args:
        blank: What it is about.
        cell: Its texts.

    Returns:
        The mean over customers; `excluded` counts the texts without a score and those off the
        scale; `low_coverage` when too few texts have one.
    """
    from stagelift.data.query.moods import UNIT

    moments = Moments.from_sums(cell.customers, cell.s1, cell.s2, 0, scale=UNIT)
    found = mean(moments, level=blank.level)
    reasons = (
        ("unscored", cell.texts - cell.scored - cell.off_scale),
        ("off_scale", cell.off_scale),
    )
    done = replace(
        blank.with_inference(found),
        unit="score",
        n=cell.customers,
        low=None if found.low is None else max(-1.0, found.low),
        high=None if found.high is None else min(1.0, found.high),
        excluded=tuple((reason, count) for reason, count in reasons if count),
    )
    if cell.texts and cell.scored < LEAST_COVERAGE * cell.texts:
        return replace(done, status="low_coverage", note=coverage_words(cell))
    if found.status == "ok" and cell.customers < LOW_N:
        return replace(done, status="low_n", note=f"{cell.customers} customers who wrote")
    return done


def coverage_words(cell: MoodCell) -> str:
    """How many of the texts have a score, such as "412 of 1,204 texts have a score (34 %)".

    Args:
        cell: A cell with texts.

    Returns:
        Words.

    Example:
        >>> from stagelift.data.query.moods import MoodCell
        >>> coverage_words(MoodCell(0, None, None, 3, 0, 0, 0, texts=8, scored=4, off_scale=0))
        '4 of 8 texts have a score (50%)'
    """
    share = formatted(cell.scored / cell.texts, ".0%")
    return f"{number(cell.scored)} of {number(cell.texts)} texts have a score ({share})"
