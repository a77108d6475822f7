"""A workspace as the page of one segment sees it: its own cells and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from stagelift.journey.figures import kept_back
from stagelift.metrics.privacy import key_of, reason, withheld
from stagelift.reports.measures import words

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from stagelift.data.lateness import Arrived
    from stagelift.definitions.journey import Journey
    from stagelift.definitions.metric import Metric
    from stagelift.metrics.estimate import Estimate
    from stagelift.metrics.privacy import Key
    from stagelift.reports.changes import Change
    from stagelift.reports.source import Kpis, Source, Trial, Trust


@dataclass(frozen=True, slots=True)
class SegmentKpis:
    """The measures of one segment, without what a small cell could be computed from.

    Args:
        estimates: The period's.
        lines: Every metric over the periods, oldest first.
    """

    estimates: Sequence[Estimate]
    lines: Mapping[str, Sequence[Estimate]]

    def series(self, metric: str, *, segment: str | None = None) -> Sequence[Estimate]:
        """One metric over the periods; the segment is the page's own.

        Args:
            metric: Id of the metric.
            segment: None; a page of one segment knows no other.

        Returns:
            Estimates in order of period; none of another segment.
        """
        return self.lines.get(metric, ()) if segment is None else ()


@dataclass(slots=True)
class OfSegment:
    """What the page of one segment asks of a workspace.

    Targets are set for everyone, and experiments are read among everyone assigned: the page of a
    segment has neither.

    Args:
        whole: The workspace.
        segment: Id of a segment of its journey.
        unsplit: Metrics that were asked for and that no segment splits; filled as they are met.
    """

    whole: Source
    segment: str
    unsplit: dict[str, None] = field(default_factory=dict)

    @property
    def journey(self) -> Journey:
        """The journey's definition, without targets and without segments to look into."""
        return self.whole.journey.model_copy(update={"targets": {}, "segments": {}})

    @property
    def metrics(self) -> Mapping[str, Metric]:
        """The metrics by id."""
        return self.whole.metrics

    @property
    def experiments(self) -> Mapping[str, Trial]:
        """None: they are read among everyone assigned."""
        return {}

    @property
    def change_log(self) -> Sequence[Change]:
        """What changed when, oldest first."""
        return self.whole.change_log

    @property
    def state(self) -> Path:
        """The folder of what stagelift itself keeps."""
        return self.whole.state

    @property
    def side_by_side(self) -> bool:
        """Whether two threads may ask at a time."""
        return self.whole.side_by_side

    def label(self, language: str) -> str:
        """The segment's words.

        Args:
            language: Language of the page.

        Returns:
            The words.
        """
        return words(self.whole.journey.segments[self.segment].label, self.segment, language)

    def kpis(
        self,
        *,
        period: str,
        history: int,
        by: Sequence[str] = (),
        metrics: Mapping[str, Metric] | None = None,
    ) -> Kpis:
        """The segment's measures of a period and of the periods before it.

        Args:
            period: The period.
            history: How many earlier periods come along.
            by: Nothing: the page's segment is not split again.
            metrics: Metrics by id instead of the workspace's.

        Returns:
            Its cells; those that would tell of few customers have no numbers.
        """
        asked = (self.segment, *by)
        found = self.whole.kpis(period=period, history=history, by=asked, metrics=metrics)
        names = tuple(dict.fromkeys(estimate.metric for estimate in found.estimates))
        own = {name: tuple(found.series(name, segment=self.segment)) for name in names}
        self.unsplit.update(dict.fromkeys(name for name in names if not own[name]))
        every = [e for name in names for e in (*found.series(name), *own[name])]
        hidden = withheld({key_of(e): e for e in every}.values())
        now = [e for e in found.estimates if e.segment == self.segment]
        lines = {name: tuple(_shown(line, hidden)) for name, line in own.items()}
        return SegmentKpis(tuple(_shown(now, hidden)), lines)

    def kpi_changes(
        self, period: str, *, history: int, against: str = "before"
    ) -> Iterable[Estimate]:
        """None: changes are measured among everyone.

        Args:
            period: The period.
            history: How many earlier periods come along.
            against: What they are held against.

        Returns:
            Nothing.
        """
        del period, history, against
        return ()

    def arrived(self, before: datetime, first: date) -> Sequence[Arrived]:
        """The rows by source that came after an instant about the days from a day on.

        Args:
            before: The instant.
            first: The day.

        Returns:
            Rows of everyone, by source.
        """
        return self.whole.arrived(before, first)

    def trust(self) -> Trust:
        """What is known about the data, which are everyone's."""
        return self.whole.trust()


def _shown(line: Iterable[Estimate], hidden: frozenset[Key]) -> Iterator[Estimate]:
    """The estimates, those of withheld cells without their numbers."""
    for e in line:
        yield _emptied(e) if key_of(e) in hidden else e


def _emptied(estimate: Estimate) -> Estimate:
    return replace(estimate, **kept_back(reason(estimate)), excluded=(), withheld=True)
