"""Customer effort: how easy it was to get something done, on a scale of 1 to 7."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from stagelift.definitions.fields import Text, one_of
from stagelift.metrics.voice.scale import Scale, ScaledMetric


class Ces(ScaledMetric):
    """The mean ease of 1..7, or the share of 5 to 7, latest answer per customer.

    More is easier. A question whose 7 means "very hard" is declared `reversed: true`.

    Args:
        source: Name of the surveys source.
        scale: The answers that can be given, 1..7 unless said.
        shown: The `mean` unless said, or the `share` of answers above the middle of the scale.

    Example:
        >>> Ces(name="ces", source="feedback").good_ends
        (5, 7)
        >>> Ces(name="ces", source="feedback", reversed=True, shown="share").good_ends
        (1, 3)
    """

    kind: ClassVar[str] = "ces"

    source: Text = Field(alias="ces")
    scale: Scale = Scale(1, 7)
    shown: Annotated[Literal["share", "mean"], one_of("share", "mean")] = Field("mean", alias="as")

    @property
    def survey(self) -> str:
        """The surveys source."""
        return self.source
