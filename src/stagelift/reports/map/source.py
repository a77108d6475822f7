"""What the map asks of a workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from stagelift.definitions import Definitions, Journey
    from stagelift.definitions.metric import Metric
    from stagelift.journey.evidence.coverage import Coverage
    from stagelift.journey.segments.sizes import SegmentSizes
    from stagelift.journey.stays.time_in_stage import TimeInStage
    from stagelift.journey.where.paths import Paths
    from stagelift.journey.where.snapshot import Snapshot, Transitions
    from stagelift.metrics.channel_use import ChannelUse
    from stagelift.metrics.hours import Hours
    from stagelift.metrics.kpi_table import Kpis
    from stagelift.metrics.messages.engagement import Engagement
    from stagelift.metrics.unanswered import Unanswered
    from stagelift.metrics.voice.topics import Topics
    from stagelift.metrics.why.bottlenecks import Bottlenecks
    from stagelift.metrics.why.leaks import Leaks
    from stagelift.reports.periods import Period
    from stagelift.reports.source import Trust


class Source(Protocol):
    """What the map asks of a workspace."""

    @property
    def definitions(self) -> Definitions:
        """Everything that is defined."""
        ...

    @property
    def journey(self) -> Journey:
        """The journey's definition."""
        ...

    @property
    def metrics(self) -> Mapping[str, Metric]:
        """The metrics by id."""
        ...

    @property
    def as_of(self) -> datetime:
        """Instant of knowledge, UTC."""
        ...

    def period(self, text: str) -> Period:
        """The period a text names."""
        ...

    def kpis(
        self,
        period: str = "last-week",
        *,
        by: str | Sequence[str] | None = None,
        history: int = 0,
        metrics: Mapping[str, Metric] | None = None,
    ) -> Kpis:
        """The measures of a period and of those before it."""
        ...

    def hours(self, period: str = "last-week", *, actions: bool = False) -> Hours:
        """When messages are answered, or customers act."""
        ...

    def unanswered(self, period: str = "last-week") -> Unanswered:
        """Why messages were not answered."""
        ...

    def channel_use(self) -> ChannelUse:
        """Which channels were used in which stage."""
        ...

    def messages(
        self, period: str = "last-week", *, by: str | Sequence[str] | None = None
    ) -> Engagement:
        """What became of a period's messages."""
        ...

    def who(self) -> Snapshot:
        """Where customers stand now."""
        ...

    def transitions(self, start: str) -> Transitions:
        """Where customers stood some days ago, and where now."""
        ...

    def time_in_stage(self, period: str, *, within: str | None = None) -> TimeInStage:
        """How long customers stay, and where they go."""
        ...

    def bottlenecks(self) -> Bottlenecks:
        """Which step holds the journey back."""
        ...

    def leaks(self) -> Leaks:
        """Which segment loses how much where."""
        ...

    def paths(self, period: str, *, by: str | None = None, within: str | None = None) -> Paths:
        """Which ways a period's entrants took through the stages."""
        ...

    def topics(self, metric: str | None = None, period: str = "last-week") -> Topics:
        """What customers ask about."""
        ...

    def segments(self) -> SegmentSizes:
        """How many customers are in each segment."""
        ...

    def trust(self) -> Trust:
        """What is known about the data themselves."""
        ...

    def coverage(self) -> Coverage:
        """What the definitions make of the events found."""
        ...
