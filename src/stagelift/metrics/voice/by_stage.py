"""Rows of all stages together, of each stage and of segments: one of them, or all as a frame."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, Generic, Protocol, TypeVar

from stagelift.frames import frame


class Placed(Protocol):
    """A row of a stage and a segment."""

    @property
    def stage(self) -> str | None:
        """Stage id, None for all stages together."""

    @property
    def segment(self) -> str | None:
        """Segment, None for everyone."""


Row = TypeVar("Row", bound=Placed)


class ByStage(Generic[Row]):
    """A result with one row a stage and segment."""

    __slots__ = ()
    rows: tuple[Row, ...]

    def row(self, stage: str | None = None, segment: str | None = None) -> Row:
        """One row.

        Args:
            stage: Stage id, None for all stages together.
            segment: Segment, None for everyone.

        Returns:
            The row.

        Raises:
            KeyError: When there is none.
        """
        for one in self.rows:
            if (one.stage, one.segment) == (stage, segment):
                return one
        raise KeyError((stage, segment))

    @abstractmethod
    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as JSON-ready mappings; small ones carry no numbers."""

    def to_frame(self) -> Any:
        """The rows as a pandas frame, small ones withheld.

        Returns:
            A DataFrame with the columns of `to_dicts`.

        Raises:
            MissingExtraError: When pandas is not installed (the extra `frames`).
        """
        return frame(self.to_dicts())
