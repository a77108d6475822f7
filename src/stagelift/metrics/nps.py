"""Net promoter score: promoters minus detractors among those who answered."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from stagelift.data.query import ScoreCell
from stagelift.definitions import SourceOrColumn
from stagelift.definitions.metric import Metric, Unit
from stagelift.statistics.inference import Inference
from stagelift.statistics.moments import ScoreCounts
from stagelift.statistics.nps import nps


class Nps(Metric):
    """The share of 9s and 10s minus the share of 0 to 6, in points, latest answer per customer.

    It is reported by the stage the customer was in when invited. Whoever did not answer is not in
    it; how many did not is said beside it.

    Args:
        source: Name of the surveys source.

    Example:
        >>> Nps(name="nps", source="survey").kind
        'nps'
    """

    kind: ClassVar[str] = "nps"
    unit: ClassVar[Unit] = "points"

    source: SourceOrColumn = Field(alias="nps")

    def source_names(self) -> tuple[str, ...]:
        """The surveys source."""
        return (self.source,) if isinstance(self.source, str) else ()

    def level_of(self, cell: ScoreCell, *, confidence: float) -> Inference:
        """The score in points with its adjusted Wald interval."""
        return nps(ScoreCounts(cell.counts), level=confidence)
