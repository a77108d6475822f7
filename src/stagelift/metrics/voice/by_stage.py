"""Rows of all stages together, of each stage and of segments: one of them, or all as a frame."""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

from stagelift.errors import ArgumentError, did_you_mean
from stagelift.frames import Tabular


class Placed(Protocol):
    """A row of a stage and a segment."""

    @property
    def stage(self) -> str | None:
        """Stage id, None for all stages together."""

    @property
    def segment(self) -> str | None:
        """Segment, None for everyone."""


Row = TypeVar("Row", bound=Placed)


class ByStage(Tabular, Generic[Row]):
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
            ArgumentError: When there is none.
        """
        for one in self.rows:
            if (one.stage, one.segment) == (stage, segment):
                return one
        known = sorted({name for r in self.rows for name in (r.stage, r.segment) if name})
        wanted = ", ".join(name for name in (stage, segment) if name)
        hint = did_you_mean(segment or stage or "", known)
        asked = type(self).__name__.lower()
        listed = ", ".join(known) or "none"
        raise ArgumentError(f"{asked}: no group '{wanted}'; there are {listed}. {hint}".rstrip())
