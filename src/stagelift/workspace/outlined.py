"""A workspace of which only its outline is known, until more is asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Self

from stagelift.definitions.outline import outline_of
from stagelift.workspace.opening import instant_of, open_workspace

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from stagelift.definitions.outline import JourneyOutline, Outline, ReportOutline
    from stagelift.errors import DefinitionError
    from stagelift.reports.periods import Period
    from stagelift.workspace.trial import Trial
    from stagelift.workspace.workspace import Workspace


class Outlined:
    """What is asked of a workspace to start runs; its definitions are read by their kernels.

    Args:
        outline: What is known of it.
        as_of: Instant of knowledge, UTC.
        as_of_is_given: Whether somebody named the instant; else it is the journey's own, or when
            the workspace was opened.
        asked: Ids of the reports whose mistakes count once its definitions are read.

    Attributes:
        root: The folder.
        journey: Zone, languages and instant of the journey.
        reports: Reports by id.
        as_of: Instant of knowledge, UTC.
        as_of_is_given: Whether somebody named it.
    """

    def __init__(
        self, outline: Outline, *, as_of: datetime, as_of_is_given: bool, asked: Collection[str]
    ) -> None:
        self.root = outline.root
        self.journey: JourneyOutline = outline.journey
        self.reports: Mapping[str, ReportOutline] = outline.reports
        self.as_of = as_of
        self.as_of_is_given = as_of_is_given
        self.asked = asked

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if "whole" in self.__dict__:
            self.whole.close()

    @cached_property
    def whole(self) -> Workspace:
        """The workspace with every definition read and checked."""
        found = open_workspace(self.root, as_of=self.as_of, reports=self.asked)
        found.as_of_is_given = self.as_of_is_given
        return found

    @property
    def broken_reports(self) -> Mapping[str, DefinitionError]:
        """None: an outline says nothing of mistakes."""
        return {}

    @property
    def has_data(self) -> bool:
        """Whether data are connected."""
        return self.journey.has_sources

    @property
    def experiments(self) -> Mapping[str, Trial]:
        """The experiments by id."""
        return self.whole.experiments

    @property
    def segment_ids(self) -> tuple[str, ...]:
        """Ids of the journey's segments."""
        return self.whole.segment_ids

    def period(self, text: str) -> Period:
        """The period a text names, in the journey's zone as of the workspace's instant."""
        from stagelift.reports.periods import Period

        return Period.parse(text, as_of=self.as_of, zone=self.journey.zone)


def open_outlined(
    root: Path, *, as_of: datetime | str | None = None, reports: Collection[str] = ()
) -> Workspace | Outlined:
    """The workspace for whoever starts runs: outlined where that says all they need.

    Args:
        root: Folder of the workspace.
        as_of: Instant of knowledge, as `open_workspace` takes it.
        reports: Ids of the reports whose mistakes count; another one with mistakes is left out.

    Returns:
        The outlined workspace; the whole one where its files are not written as usual.

    Raises:
        DefinitionError: Mistakes that keep even the outline from being known, with all others.
        ArgumentError: When `as_of` is no instant.
    """
    outline = outline_of(root)
    if outline is None:
        return open_workspace(root, as_of=as_of, reports=reports)
    at = instant_of(as_of, outline.journey)
    return Outlined(outline, as_of=at, as_of_is_given=as_of is not None, asked=reports)
