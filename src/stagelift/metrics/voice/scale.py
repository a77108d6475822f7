"""Answers on a scale that its question declares, from worst to best or the other way round."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from stagelift.data.query import LatestScore
from stagelift.definitions import Duration
from stagelift.definitions.fields import YesNo, one_of
from stagelift.definitions.metric import Unit
from stagelift.definitions.mistakes import Mistake, came
from stagelift.definitions.values import Parsed
from stagelift.metrics.scored import ScoreMetric
from stagelift.metrics.share import ShareMetric, guarded
from stagelift.metrics.tally import Tally
from stagelift.statistics.inference import Inference
from stagelift.statistics.means import mean
from stagelift.statistics.moments import Moments
from stagelift.statistics.proportions import proportion

if TYPE_CHECKING:
    from stagelift.data.query import ScoreCell

MOST = 10  # the contract's scores are whole numbers from 0 to 10
NO_MOMENTS = Moments(0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Scale(Parsed):
    """The whole numbers a question can be answered with.

    Args:
        first: The smallest, 0 or more.
        last: The greatest, 10 or less.

    Example:
        >>> Scale.parse("1..7").numbers
        (1, 2, 3, 4, 5, 6, 7)
    """

    first: int
    last: int
    example: ClassVar[str] = "1..5"

    @classmethod
    def parse(cls, text: str) -> Self:
        """A scale from its ends.

        Args:
            text: Such as "1..5".

        Returns:
            The scale.

        Raises:
            Mistake: When it is not written so, or its ends are out of order or beyond 0 and 10.
        """
        found = re.fullmatch(r"(\d+)\s*\.\.\s*(\d+)", text)
        if not found:
            raise Mistake(f"{came(text)} is no scale; write '{cls.example}'")
        first, last = int(found[1]), int(found[2])
        if first >= last or last > MOST:
            raise Mistake(f"'{text}' came; a scale rises between 0 and {MOST}, as '{cls.example}'")
        return cls(first, last)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Every answer, the smallest first."""
        return tuple(range(self.first, self.last + 1))

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"


class ScaledMetric(ScoreMetric, ShareMetric):
    """The answers to a question on a declared scale: the share of good ones, or their mean.

    A KPI is about those who answered, by the stage at invitation. In an experiment it is the share
    of all assigned who gave a good answer within the window: who says nothing adds 0, so a message
    that only changes who answers is not taken for one that changes what they think. A mean has no
    number for those who said nothing and is read by no experiment.

    Args:
        scale: The answers that can be given; others are excluded and counted.
        reversed: Whether the smallest number is the best answer; means are then turned round, so
            that more is always better.
        good: The good answers as they are written, such as `4..5`.
        shown: `share` of the good answers, or their `mean`; written `as`.
    """

    adjustable: ClassVar[bool] = False

    scale: Scale = Scale(1, 5)
    reversed: YesNo = False
    good: Scale | None = None
    shown: Annotated[Literal["share", "mean"], one_of("share", "mean")] = Field("share", alias="as")
    within: Duration | None = None

    @model_validator(mode="after")
    def _inside(self) -> Self:
        """Checks that the good answers lie on the scale."""
        good = self.good
        if good and not self.scale.first <= good.first <= good.last <= self.scale.last:
            raise Mistake(f"good answers '{good}' do not lie on the scale {self.scale}")
        return self

    @property
    def ends(self) -> tuple[int, int]:
        """The first and the last score that can be given."""
        return self.scale.first, self.scale.last

    @property
    def good_ends(self) -> tuple[int, int]:
        """The first and the last good score, as answers are written."""
        if self.good is not None:
            return self.good.first, self.good.last
        first, last = self.ends
        many = self.usually_good(last - first + 1)
        return (first, first + many - 1) if self.reversed else (last - many + 1, last)

    def usually_good(self, size: int) -> int:
        """How many answers of a scale are good ones: those above its middle.

        Args:
            size: Answers of the scale.

        Returns:
            Their number.
        """
        return size // 2

    @property
    def measured_in(self) -> Unit:
        """A share, or a score on the scale."""
        return "share" if self.shown == "share" else "score"

    def barred(self) -> tuple[str, str] | None:
        """An experiment is about all assigned, and a mean has no number for silence."""
        if self.shown == "share":
            return None
        return (
            f"'{self.name}' is a mean of those who answered, and who answers may depend on the arm",
            "Write 'as: share': the share of all assigned with a good answer",
        )

    def value(self) -> LatestScore:
        """A flag per unit: its latest answer within the window is a good one."""
        found = super().value()
        return LatestScore(
            found.source,
            found.window,
            instrument=found.instrument,
            scale=found.scale,
            good=self.good_ends,
        )

    def good_of(self, cell: ScoreCell) -> int | None:
        """How many gave a good answer; None for a mean."""
        first, last = self.good_ends
        return sum(cell.counts[first : last + 1]) if self.shown == "share" else None

    def score_of(self, cell: ScoreCell, *, confidence: float) -> Inference:
        """The share with its Wilson interval, or the mean with its t interval."""
        if self.shown == "mean":
            return mean(self.moments(cell.counts), level=confidence)
        first, last = self.good_ends
        n, k = sum(cell.counts), sum(cell.counts[first : last + 1])
        return guarded(proportion(k, n, level=confidence), Tally(n, k, NO_MOMENTS, ()))

    def moments(self, counts: tuple[int, ...]) -> Moments:
        """Moments of the answers; of a reversed scale turned round, so that more is better.

        Args:
            counts: Answers by score, 0 to 10.

        Returns:
            Moments of those on the scale.
        """
        found = NO_MOMENTS
        for score in self.scale.numbers:
            shown = self.scale.first + self.scale.last - score if self.reversed else score
            found = found + Moments(counts[score], float(shown) if counts[score] else 0.0, 0.0, 0.0)
        return found

    def among_answered(self, tally: Tally, answered: Tally, *, confidence: float) -> Inference:
        """The share among the units of one arm that answered; it is no randomised comparison."""
        k, n = tally.k or 0, answered.k or 0
        return guarded(proportion(k, n, level=confidence), Tally(n, k, NO_MOMENTS, ()))
