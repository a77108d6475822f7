"""What would cure rows that cannot be used, and experiments that cannot be read out yet."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from stagelift.cli.wording import said

if TYPE_CHECKING:
    from stagelift.cli.inspection import SourceCheck
    from stagelift.definitions import Definitions, Experiment, Source

NAIVE = "naive_"  # how the data layer calls times without an offset, before the column's name
RUN = "run: 2026-10-26..2026-11-15"


def zone_cures(source: SourceCheck, definitions: Definitions) -> Iterator[str]:
    """A sentence for a source whose times were rejected because their clock is not said.

    Args:
        source: What was found in it.
        definitions: Knows how and where the source is written.

    Yields:
        At most one sentence: file and line, and what to write there.
    """
    written = definitions.journey.sources.get(source.name)
    naive = source.counts and any(why.startswith(NAIVE) for why in source.counts.rejected)
    if written is None or not naive:
        return
    zone = definitions.journey.zone
    short = definitions.location("journey", "journey", "data")
    place = definitions.location("journey", "journey", "sources", source.name)
    if place and place != definitions.location("journey", "journey"):
        yield f"{place}: {said('check.zone', zone=zone)}"
    elif short:
        yield (
            f"{short}: {said('check.zone.short')}\n"
            f"    sources:\n      {source.name}: {long_form(written, zone)}"
        )


def long_form(source: Source, zone: str) -> str:
    """A source as the full grammar writes it, with a zone.

    Args:
        source: The source.
        zone: The zone its times are in.

    Returns:
        A YAML mapping on one line.
    """
    columns = "".join(f"{ours}: {theirs}, " for ours, theirs in source.columns.items())
    return f"{{read: {source.read}, as: {source.role}, {columns}zone: {zone}}}"


def without_kpi(definitions: Definitions, names: Collection[str] = ()) -> Iterator[str]:
    """A sentence for every metric of a file that no KPI comes of.

    Args:
        definitions: The workspace's definitions.
        names: Ids of the metrics that are asked about; all when empty.

    Yields:
        File and line, why, and what to write there.
    """
    from stagelift.errors import ArgumentError
    from stagelift.metrics.kind import WindowedMetric
    from stagelift.metrics.placement import stage_names

    stages = stage_names(definitions.journey)
    for name, metric in definitions.metrics.items():
        place = definitions.location("metric", name)
        if names and name not in names:
            continue
        if place is None or not isinstance(metric, WindowedMetric) or not metric.event_names():
            continue
        try:
            places = metric.places(definitions.journey)
        except ArgumentError as error:
            yield f"{place}: {error}"
            continue
        if not places and stages:
            yield f"{place}: {name}: {said('show.note.no_kpi', stage=stages[0])}"


def reads_finished_rows(definitions: Definitions, experiment: Experiment) -> bool:
    """Whether an experiment is read from a source with one finished row per customer.

    Args:
        definitions: The workspace's definitions.
        experiment: One of its experiments.

    Returns:
        True when its primary metric is; such an experiment needs no days.
    """
    from stagelift.metrics.kind import WindowedMetric

    primary = definitions.metrics.get(experiment.primary)
    return isinstance(primary, WindowedMetric) and primary.finished


def drafts(definitions: Definitions) -> Iterator[str]:
    """A sentence for every experiment that does not say when its customers enter.

    Args:
        definitions: The workspace's definitions.

    Yields:
        File and line, and what to write there.
    """
    for name, experiment in definitions.experiments.items():
        if experiment.is_draft and not reads_finished_rows(definitions, experiment):
            place = definitions.location("experiment", name)
            yield f"{place}: {said('check.draft', line=RUN)}"
