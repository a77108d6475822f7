"""Customer satisfaction: the share of those who answered that chose one of the two best answers."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from stagelift.definitions.fields import Text
from stagelift.metrics.voice.scale import ScaledMetric

TOP_BOXES = 2


class Csat(ScaledMetric):
    """The share of satisfied answers, the two best of 1..5, latest answer per customer.

    CSAT asks about what happened, NPS about what one would say of it to a friend: they are two
    measures, and neither stands for the other.

    Args:
        source: Name of the surveys source.

    Example:
        >>> Csat(name="csat", source="feedback").good_ends
        (4, 5)
        >>> Csat(name="csat", source="feedback", reversed=True).good_ends
        (1, 2)
    """

    kind: ClassVar[str] = "csat"

    source: Text = Field(alias="csat")

    @property
    def survey(self) -> str:
        """The surveys source."""
        return self.source

    def usually_good(self, size: int) -> int:
        """The two best answers."""
        return min(TOP_BOXES, size - 1)
