"""What a report asks of a workspace, and nothing more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from stagelift.data.identities import Joined
    from stagelift.data.lateness import Arrived
    from stagelift.data.matching import Match
    from stagelift.definitions.experiment import Experiment
    from stagelift.definitions.journey import Journey
    from stagelift.definitions.metric import Metric
    from stagelift.experiments.deciding.outcome import Outcome
    from stagelift.experiments.worth import Worth
    from stagelift.metrics.estimate import Estimate
    from stagelift.reports.changes import Change


class Kpis(Protocol):
    """The measures of one period with their weekly past."""

    @property
    def estimates(self) -> Sequence[Estimate]:
        """Every measure of the period."""
        ...

    def series(self, metric: str, *, segment: str | None = None) -> Sequence[Estimate]:
        """One metric over the periods, oldest first, all stages it is reported at."""
        ...


class Check(Protocol):
    """One check of an experiment's health."""

    @property
    def name(self) -> str:
        """What was checked."""
        ...

    @property
    def status(self) -> str:
        """`ok`, `amber` or `red`."""
        ...

    @property
    def text(self) -> str:
        """What was found, in words."""
        ...

    @property
    def figures(self) -> Sequence[tuple[str, float]]:
        """The numbers of the words by name."""
        ...


class Readout(Protocol):
    """What an experiment says at this look."""

    @property
    def verdict(self) -> str | None:
        """`ship`, `stop`, `continue`, `iterate`, or None while its health is red."""
        ...

    @property
    def winner(self) -> str | None:
        """The variant the verdict is about, or None."""
        ...

    @property
    def sentence(self) -> str:
        """The verdict in one sentence."""
        ...

    @property
    def banner(self) -> str:
        """`exploratory` when no plan was frozen, else empty."""
        ...

    @property
    def is_launched(self) -> bool:
        """Whether a plan was frozen, or a table says who was assigned."""
        ...

    @property
    def health(self) -> Sequence[Check]:
        """Its checks."""
        ...

    @property
    def estimates(self) -> Sequence[Estimate]:
        """Levels, effects and lifts; empty while its health is red."""
        ...

    @property
    def worth(self) -> Worth | None:
        """What the winner is worth a month, None where it is not known."""
        ...

    @property
    def assigned(self) -> Mapping[str, int]:
        """Customers by variant."""
        ...

    @property
    def planned_end(self) -> date | None:
        """The local day its final readout is due."""
        ...


class Trial(Protocol):
    """One experiment of the workspace."""

    @property
    def definition(self) -> Experiment:
        """What was defined."""
        ...

    @property
    def decision(self) -> Mapping[str, Any] | None:
        """The recorded decision, or None."""
        ...

    def readout(self, *, around: bool = True) -> Readout:
        """What it says now, with the amber checks of what is around it where they are shown."""
        ...

    def outcome(self) -> Outcome | None:
        """What became of the decision, None while nothing is decided."""
        ...


class Silent(Protocol):
    """A source that has been silent for longer than is its habit."""

    @property
    def source(self) -> str:
        """Its name."""
        ...

    @property
    def silent(self) -> int:
        """Whole days without a row."""
        ...

    @property
    def usual(self) -> int | None:
        """The most such days in a row before."""
        ...


class Trust(Protocol):
    """What is known about the data themselves."""

    @property
    def through(self) -> datetime:
        """The instant the data are read as of, UTC."""
        ...

    @property
    def rows(self) -> int:
        """Rows read."""
        ...

    @property
    def began(self) -> datetime | None:
        """The first instant of an event or an answer, UTC; None without any."""
        ...

    @property
    def late_share(self) -> float | None:
        """Share of rows later than the grace, 0–1; None when arrival is not recorded."""
        ...

    @property
    def duplicates(self) -> int:
        """Rows that repeated an event id."""
        ...

    @property
    def rejected(self) -> Mapping[str, int]:
        """Rows in quarantine by reason."""
        ...

    @property
    def stale(self) -> Sequence[Silent]:
        """The sources that have been silent for longer than is their habit."""
        ...

    @property
    def joined(self) -> Sequence[Joined]:
        """What became of the ids that `same_person` joins."""
        ...

    @property
    def matches(self) -> Sequence[Match]:
        """Where ids are joined, the customers of each source that others know."""
        ...


class Source(Protocol):
    """A workspace as a report sees it."""

    @property
    def journey(self) -> Journey:
        """The journey's definition."""
        ...

    @property
    def metrics(self) -> Mapping[str, Metric]:
        """The metrics by id."""
        ...

    @property
    def experiments(self) -> Mapping[str, Trial]:
        """The experiments by id."""
        ...

    @property
    def change_log(self) -> Sequence[Change]:
        """What changed when, oldest first."""
        ...

    def kpis(
        self,
        *,
        period: str,
        history: int,
        by: Sequence[str] = (),
        metrics: Mapping[str, Metric] | None = None,
    ) -> Kpis:
        """The measures of a period and of the periods before it."""
        ...

    @property
    def state(self) -> Path:
        """The folder of what stagelift itself keeps, the archived facts among it."""
        ...

    def kpi_changes(
        self, period: str, *, history: int, against: str = "before"
    ) -> Iterable[Estimate]:
        """Each windowed metric's changes from period to period, or from last year."""
        ...

    def arrived(self, before: datetime, first: date) -> Sequence[Arrived]:
        """The rows by source that came after an instant about the days before it, from a day on."""
        ...

    @property
    def side_by_side(self) -> bool:
        """Whether two threads may ask at a time."""
        ...

    def trust(self) -> Trust:
        """What is known about the data."""
        ...
