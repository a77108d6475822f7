"""What a run must know of a workspace, whether it was read whole or in outline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from stagelift.errors import DefinitionError
    from stagelift.reports.periods import Period
    from stagelift.workspace.trial import Trial


class Described(Protocol):
    """What is known of a report, by its definition or by its outline."""

    @property
    def name(self) -> str:
        """Id of the report."""
        ...

    @property
    def notebook(self) -> str:
        """Name of its notebook."""
        ...

    @property
    def every(self) -> str | None:
        """When it is due; None for a report without a rhythm."""
        ...

    @property
    def keeps_all(self) -> bool:
        """Whether none of its runs ever goes."""
        ...

    @property
    def last_period(self) -> str:
        """The period it is about when none is named."""
        ...

    @property
    def page(self) -> str:
        """`brief` or `full`."""
        ...

    @property
    def pdf(self) -> bool:
        """Whether its pages are printed too."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages it is made in, the journey's by default."""
        ...

    @property
    def site(self) -> str:
        """Public address of the site; empty without one."""
        ...

    @property
    def parameters(self) -> Mapping[str, object]:
        """Values for its notebook's parameters, as its file gives them."""
        ...


class Spoken(Protocol):
    """What is known of a journey, by its definition or by its outline."""

    @property
    def zone(self) -> str:
        """IANA zone whose local days count."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of output, the first one by default."""
        ...

    @property
    def as_of(self) -> datetime | None:
        """The instant its data are read as of, UTC; None for now."""
        ...


class Asked(Protocol):
    """A workspace, whole or outlined, of which runs are asked."""

    @property
    def root(self) -> Path:
        """The folder."""
        ...

    @property
    def as_of(self) -> datetime:
        """Instant of knowledge, UTC."""
        ...

    @property
    def as_of_is_given(self) -> bool:
        """Whether somebody named the instant; else it is the journey's own, or the time now."""
        ...

    @property
    def journey(self) -> Spoken:
        """The journey."""
        ...

    @property
    def reports(self) -> Mapping[str, Described]:
        """Reports by id."""
        ...

    @property
    def broken_reports(self) -> Mapping[str, DefinitionError]:
        """What is wrong with the reports that were left out for it, by id."""
        ...

    @property
    def experiments(self) -> Mapping[str, Trial]:
        """Experiments by id."""
        ...

    @property
    def segment_ids(self) -> tuple[str, ...]:
        """Ids of the journey's segments."""
        ...

    def period(self, text: str) -> Period:
        """The period a text names, as of the workspace's instant."""
        ...
