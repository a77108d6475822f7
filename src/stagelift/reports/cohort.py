"""The stage funnel of one cohort: how many of the same people reach each stage in the same time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from stagelift.definitions import Duration
from stagelift.metrics.conversion import Conversion
from stagelift.reports.measures import settled, words
from stagelift.reports.periods import Period

if TYPE_CHECKING:
    from stagelift.definitions.journey import Journey
    from stagelift.metrics.estimate import Estimate
    from stagelift.reports.material import Material
    from stagelift.reports.source import Source

DAYS = 14  # long enough for a second stage, short enough to be fresh
PREFIX = "reached_"


@dataclass(frozen=True, slots=True)
class Reach:
    """The share of a cohort that reached one stage.

    Args:
        stage: Id of the stage.
        label: Its words.
        now: The share in the shown cohort.
        before: The same in the cohort before it, or None.
    """

    stage: str
    label: str
    now: Estimate
    before: Estimate | None

    @property
    def key(self) -> str:
        """The name of its fact."""
        return f"{PREFIX}{self.stage}"


@dataclass(frozen=True, slots=True)
class Cohort:
    """Everyone who entered the first stage in one period.

    Args:
        period: The period of entry.
        label: Words of the first stage.
        reached: The later stages in journey order.
    """

    period: Period
    label: str
    reached: tuple[Reach, ...]


def read_cohort(source: Source, material: Material) -> Cohort | None:
    """The newest cohort of the page's kind that was wholly followed, with the one before it.

    Args:
        source: The workspace.
        material: The page's period and instant.

    Returns:
        The cohort; None when the journey has one stage, or nobody entered.
    """
    first, metrics = _measures(source.journey)
    period = _followed(material)
    if not metrics or first is None:
        return None
    kpis = source.kpis(period=period.label, history=1, metrics=metrics)
    found = [reach for name in metrics if (reach := _reach(source, kpis.series(name), material))]
    if not found:
        return None
    label = words(source.journey.stages[first].label, first, material.language)
    return Cohort(period, label, tuple(found))


def _measures(journey: Journey) -> tuple[str | None, Mapping[str, Conversion]]:
    """The first stage, and for each later one the share of its entrants that reach it."""
    stages = [(name, stage.enter) for name, stage in journey.stages.items() if stage.enter]
    if not stages:
        return None, {}
    (first, _), *later = stages
    return first, {
        f"{PREFIX}{name}": Conversion(
            **{
                "name": f"{PREFIX}{name}",
                "conversion": str(enter),
                "from": first,
                "stage": name,
                "within": Duration.parse(f"{DAYS} days"),
            }
        )
        for name, enter in later
    }


def _followed(material: Material) -> Period:
    """The newest period, the page's or before, whose last entrants have had all the days."""
    ripe = material.as_of.astimezone(ZoneInfo(material.zone)) - timedelta(days=DAYS)
    period = material.period
    while period.last >= ripe.date():
        period = period.previous()
    return period


def _reach(source: Source, line: Sequence[Estimate], material: Material) -> Reach | None:
    known = [e for e in line if e.in_line and settled(e) and e.n]
    if not known or known[-1].stage is None or known[-1].period != line[-1].period:
        return None
    now, stage = known[-1], known[-1].stage
    label = words(source.journey.stages[stage].label, stage, material.language)
    return Reach(stage, label, now, known[-2] if len(known) > 1 else None)
