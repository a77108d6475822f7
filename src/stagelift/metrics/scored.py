"""What all metrics of a survey question share: whose answers, in which window, and who answered."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from stagelift.data.query import LatestScore, Term
from stagelift.definitions import Duration, Journey
from stagelift.definitions.fields import Text
from stagelift.metrics.fits import Misfit, survey_misfits
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.placement import Place
from stagelift.metrics.share import ShareMetric

if TYPE_CHECKING:
    from stagelift.data.query import ScoreCell
    from stagelift.metrics.tally import Tally
    from stagelift.statistics.inference import Inference

MONTH = Duration.parse("30 days")
ANSWERED = ".answered"
WHOLE = (0, 10)


class ScoreMetric(WindowedMetric):
    """A metric of the answers to one question, latest answer per customer.

    As a KPI it is about those who answered, by the stage the customer was in when invited. In an
    experiment it is about all who were assigned, and a kind says what silence counts as.

    Args:
        instrument: The question, where the source's rows hold several.
        within: Length of the window from assignment in an experiment, 30 days unless said.
    """

    instrument: Text | None = None

    @property
    @abstractmethod
    def survey(self) -> str | None:
        """The surveys source, None where it is not read from one."""

    @property
    def ends(self) -> tuple[int, int]:
        """The first and the last score that can be given."""
        return WHOLE

    def source_names(self) -> tuple[str, ...]:
        """The surveys source."""
        return () if self.survey is None else (self.survey,)

    def misfits(self, journey: Journey) -> Iterator[Misfit]:
        """A source of surveys that says which question a row answers, where that is asked."""
        yield from survey_misfits(journey, self.kind, self.survey, (), self.instrument)

    def value(self) -> LatestScore:
        """What a unit's latest answer says."""
        return LatestScore(
            self.survey,
            (self.within or MONTH).microseconds,
            instrument=self.instrument,
            scale=self.ends,
        )

    def events(self) -> tuple[Term, ...]:
        """None: it reads answers."""
        return ()

    def places(self, journey: Journey) -> tuple[Place, ...]:
        """None: a KPI is measured where the customer was when invited."""
        return ()

    def beside(self) -> tuple[WindowedMetric, ...]:
        """Who answered at all, in each arm."""
        return (
            Answered(
                name=f"{self.name}{ANSWERED}",
                survey=self.survey,
                instrument=self.instrument,
                ends=self.ends,
                within=self.within or MONTH,
                stage=self.stage,
            ),
        )

    @abstractmethod
    def score_of(self, cell: ScoreCell, *, confidence: float) -> Inference:
        """The metric among those who answered."""

    def good_of(self, cell: ScoreCell) -> int | None:
        """How many of those who answered count as the event; None where it is no share."""
        return None

    @abstractmethod
    def among_answered(self, tally: Tally, answered: Tally, *, confidence: float) -> Inference:
        """The metric among the units of one arm that answered; it is no randomised comparison."""


class Answered(ShareMetric):
    """The share of the assigned with a scored answer within the window.

    It stands beside a score in an experiment and in no file.

    Args:
        survey: Name of the surveys source, or None for all of them.
        instrument: The question, where the source's rows hold several.
        ends: The first and the last score that can be given.

    Example:
        >>> Answered(name="nps.answered", survey="s", within="30 days").value().given
        True
    """

    kind: ClassVar[str] = "answered"

    survey: str | None = None
    instrument: str | None = None
    ends: tuple[int, int] = WHOLE
    within: Duration | None = MONTH

    def value(self) -> LatestScore:
        """A flag per unit."""
        window = (self.within or MONTH).microseconds
        return LatestScore(
            self.survey, window, given=True, instrument=self.instrument, scale=self.ends
        )

    def events(self) -> tuple[Term, ...]:
        """None: it reads answers."""
        return ()

    def places(self, journey: Journey) -> tuple[Place, ...]:
        """None: it is about the assigned only."""
        return ()
