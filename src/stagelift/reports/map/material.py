"""What the map is written from: each question asked once, and why an answer is missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from stagelift import formatting
from stagelift.definitions import EventPattern, EventTerm, fingerprint
from stagelift.definitions.metric import Metric
from stagelift.errors import StageliftError
from stagelift.journey.rules import stage_terms
from stagelift.metrics.advanced import Advanced
from stagelift.metrics.conversion import Conversion
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.kpis import placements
from stagelift.metrics.privacy import Key, withheld
from stagelift.metrics.targets import HISTORY, Targets, targets_of
from stagelift.reports.map.book import MapBook
from stagelift.reports.measures import words
from stagelift.reports.periods import Period

if TYPE_CHECKING:
    from stagelift.definitions import Journey
    from stagelift.definitions.amounts import Grain
    from stagelift.journey.evidence.coverage import Coverage
    from stagelift.journey.segments.sizes import SegmentSizes
    from stagelift.journey.stays.time_in_stage import TimeInStage
    from stagelift.journey.where.paths import Paths
    from stagelift.journey.where.snapshot import Snapshot, Transitions
    from stagelift.metrics.channel_use import ChannelUse
    from stagelift.metrics.estimate import Estimate
    from stagelift.metrics.hours import Hours
    from stagelift.metrics.kpi_table import Kpis
    from stagelift.metrics.messages.engagement import Engagement
    from stagelift.metrics.unanswered import Unanswered
    from stagelift.metrics.voice.topics import Topics
    from stagelift.metrics.why.bottlenecks import Bottlenecks
    from stagelift.metrics.why.leaks import Leaks
    from stagelift.reports.map.source import Source
    from stagelift.reports.source import Trust

# what no form put into Korean: three words of small letters in a row that no quotes enclose
ENGLISH = re.compile(r"(?:\b[a-z]+\b[ ,]+){2}\b[a-z]+\b")
T = TypeVar("T")
AGAIN = "map_again"  # the last stage has none to go on to: whether its entrants come back
NEXT = "map_next"
DAY_US = 86_400_000_000
USUAL_DAYS = 7
RECENT = 8  # periods asked for; a metric of a longer window has no mature one among them
# kinds that go through every delivery there ever was; `stagelift kpi` has them
BY_DELIVERY = ("cost", "cost_per_order", "return_on_messages", "realised_value")
FOUR_WEEKS = "28 days"
FOLLOWED_DAYS = 30  # every stay is followed so long, so that medians of a month can be told
FOLLOWED = f"{FOLLOWED_DAYS} days"
STAY_WEEKS = 8


@dataclass(frozen=True, slots=True)
class Material:
    """Everything the map's sections are written from.

    Args:
        source: The workspace.
        period: The period of the KPIs.
        language: Language of the words.
        metrics: The metrics measured, those the map adds among them.
        kpis: The period's KPIs with those before it.
        targets: Where each target stands.
        hidden: Cells that are not shown.
        use: Channels by stage; None when it could not be asked.
        answers: When messages are answered; None when it could not be asked.
        unanswered: Why messages were not answered; None when it could not be asked.
        actions: When customers act; None when it could not be asked.
        engagement: What became of the period's messages; None when it could not be asked.
        where: Where customers stand now; None when it could not be asked, as the rest.
        moves: Where those of four weeks ago stand now.
        stays: How long customers stayed, and where they went.
        paths: Which ways they took through the stages.
        bottlenecks: Which step holds the journey back.
        leaks: Which segment loses how much where.
        topics: What customers ask about.
        segments: How many customers are in each segment.
        coverage: What the definitions make of the events found.
        trust: What is known about the data themselves.
        missing: Why an answer is missing, by question.
        book: The facts of what is shown.
    """

    source: Source
    period: Period
    language: str
    metrics: Mapping[str, Metric]
    kpis: Kpis
    targets: Targets
    hidden: frozenset[Key]
    use: ChannelUse | None = None
    answers: Hours | None = None
    unanswered: Unanswered | None = None
    actions: Hours | None = None
    engagement: Engagement | None = None
    where: Snapshot | None = None
    moves: Transitions | None = None
    stays: TimeInStage | None = None
    paths: Paths | None = None
    bottlenecks: Bottlenecks | None = None
    leaks: Leaks | None = None
    topics: Topics | None = None
    segments: SegmentSizes | None = None
    coverage: Coverage | None = None
    trust: Trust | None = None
    missing: Mapping[str, str] = field(default_factory=dict)
    book: MapBook = field(default_factory=MapBook)

    @property
    def journey(self) -> Journey:
        """The journey's definition."""
        return self.source.journey

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages that events open, in order."""
        return tuple(name for name, _ in stage_terms(self.journey))

    def why_missing(self, name: str) -> str:
        """Why an answer is missing: the error's own words, in Korean where their form is known.

        Args:
            name: The question.

        Returns:
            A sentence in the map's language; empty where the answer is there.
        """
        from stagelift.reports.korean_sentences import in_korean
        from stagelift.reports.map.wording import say

        told = self.missing.get(name, "")
        if self.language == "en" or not told:
            return told
        korean = in_korean(told)
        return say(self.language, "missing") if ENGLISH.search(korean) else korean

    def stage_words(self, stage: str) -> str:
        """The words of a stage."""
        return words(self.journey.stages[stage].label, stage, self.language)

    def metric_words(self, name: str) -> str:
        """The words of a metric."""
        found = self.metrics.get(name)
        return words(getattr(found, "label", None), name, self.language)

    def channel_words(self, name: str) -> str:
        """The words of a channel."""
        return channel_words(self.journey, name, self.language)

    def newest(self, metric: str, stage: str | None) -> Estimate | None:
        """The newest estimate of a metric at a stage that is wholly known, else the period's."""
        line = [e for e in self.kpis.series(metric) if e.stage == stage]
        known = [e for e in line if e.mature]
        found = known or line
        return found[-1] if found else None


def channel_words(journey: Journey, name: str, language: str) -> str:
    """The words of a channel.

    Args:
        journey: The journey, which may give it a label.
        name: Id of the channel.
        language: `en` or `ko`.

    Returns:
        Its label, else the words of the reports, else its id without underscores.
    """
    from stagelift.reports.map.wording import WORDING as OWN
    from stagelift.reports.wording import WORDING

    found = journey.channels.get(name)
    if found is not None and found.label is not None:
        return words(found.label, name, language)
    spoken = {**OWN[language], **WORDING[language]}
    return spoken.get(f"channel.{name}", name.replace("_", " "))


def read_material(source: Source, period: str, language: str) -> Material:
    """Asks a workspace everything the map needs; what it has no data for stays out.

    Args:
        source: The workspace.
        period: The period of the KPIs.
        language: Language of the words.

    Returns:
        The material.

    Raises:
        ArgumentError: When the period is unknown.
        DefinitionError: When a metric has no place in the journey.
        DataError: When the events cannot be read.
    """
    wanted = source.period(period)
    added = map_metrics(source.journey, source.metrics)
    metrics = {**source.metrics, **added}
    kpis, aims = measured(source, wanted, added)
    missing: dict[str, str] = {}
    segmented = "segment" if source.journey.segments else None
    marks = {f"metric {name}": fingerprint(metric) for name, metric in metrics.items()}

    def asked(name: str, ask: Callable[[], T]) -> T | None:
        try:
            return ask()
        except StageliftError as error:
            missing[name] = str(error).splitlines()[0]
            return None

    return Material(
        source=source,
        period=wanted,
        language=language,
        metrics=metrics,
        kpis=kpis,
        targets=targets_of(
            source.journey, metrics, aims, days_of(wanted, aims), (wanted.first, wanted.last)
        ),
        hidden=withheld((*kpis.past, *kpis.estimates)),
        use=asked("use", source.channel_use),
        answers=asked("answers", lambda: source.hours(wanted.label)),
        unanswered=asked("unanswered", lambda: source.unanswered(wanted.label)),
        actions=asked("actions", lambda: source.hours(wanted.label, actions=True)),
        engagement=asked("engagement", lambda: source.messages(wanted.label, by="stage")),
        where=asked("where", source.who),
        moves=asked("moves", lambda: source.transitions(FOUR_WEEKS)),
        stays=asked("stays", lambda: source.time_in_stage(followed(wanted), within=FOLLOWED)),
        paths=asked("paths", lambda: source.paths(followed(wanted), by=segmented, within=FOLLOWED)),
        bottlenecks=asked("bottlenecks", source.bottlenecks),
        leaks=asked("leaks", source.leaks),
        topics=asked("topics", lambda: source.topics(period=four_weeks(wanted))),
        segments=asked("segments", source.segments),
        coverage=asked("coverage", source.coverage),
        trust=asked("trust", source.trust),
        missing=missing,
        book=MapBook(wanted.label, source.as_of.isoformat(), marks),
    )


def measured(
    source: Source, period: Period, added: Mapping[str, Metric]
) -> tuple[Kpis, dict[Grain, Kpis]]:
    """The KPIs of the map, and those with a target over many periods of the target's kind.

    Args:
        source: The workspace.
        period: The map's period.
        added: The metrics the map adds.

    Returns:
        The period's as one table, and by kind of period what targets are judged on.
    """
    known = {**source.metrics, **added}
    aimed: dict[Grain, dict[str, Metric]] = {}
    for name, target in source.journey.targets.items():
        metric = name.partition(".")[0]
        aimed.setdefault(target.every, {})[metric] = known[metric]
    aims = {
        kind: source.kpis(period.newest(kind).label, history=HISTORY, metrics=metrics)
        for kind, metrics in aimed.items()
    }
    own = next((found for kind, found in aims.items() if kind == period.kind), None)
    far = next((found for kind, found in aimed.items() if kind == period.kind), {})
    near = {n: m for n, m in known.items() if n not in far and m.kind not in BY_DELIVERY}
    latest = source.kpis(period.label, history=RECENT, metrics=near)
    if own is None:
        return latest, aims
    whole = replace(
        own,
        estimates=(*own.estimates, *latest.estimates),
        past=(*own.past, *latest.past),
    )
    return whole, aims


def days_of(period: Period, aims: Iterable[Grain]) -> dict[str, tuple[date, date]]:
    """The days of the periods that targets are judged on, by their label."""
    newest = [period.newest(kind) for kind in aims]
    every = [each for one in newest for each in (*one.history(HISTORY), one)]
    return {each.label: (each.first, each.last) for each in every}


def map_metrics(journey: Journey, metrics: Mapping[str, Metric]) -> dict[str, Metric]:
    """The metrics the map adds: going on to the next stage, and coming back at the last one.

    The window of a step is that of the conversion defined for it; 7 days where there is none.

    Args:
        journey: The journey.
        metrics: The workspace's metrics.

    Returns:
        Metrics by id, one a window.
    """
    stages = stage_terms(journey)
    windows = {days_of_step(journey, metrics, stage) for stage, _ in stages[:-1]}
    found: dict[str, Metric] = {
        f"{NEXT}_{days}": Advanced(name=f"{NEXT}_{days}", within=f"{days} days") for days in windows
    }
    if stages:
        first, (last, _) = stages[0][1], stages[-1]
        opening = EventPattern(tuple(EventTerm(name) for name in dict(first)))
        days = f"{USUAL_DAYS} days"
        fields = {"name": AGAIN, "event": opening, "from": last, "stage": last, "within": days}
        found[AGAIN] = Conversion.model_validate(fields)
    return found


def days_of_step(journey: Journey, metrics: Mapping[str, Metric], stage: str) -> int:
    """The window in which customers are followed from a stage to the next.

    Args:
        journey: The journey.
        metrics: The workspace's metrics.
        stage: The stage they leave.

    Returns:
        Days: of the first conversion from this stage that is reported at the next one, else 7.
    """
    stages = [name for name, _ in stage_terms(journey)]
    place = stages.index(stage)
    defined = (m for m in metrics.values() if isinstance(m, WindowedMetric) and m.within)
    for placed in placements(journey, defined):
        population = placed.place.population
        number = getattr(population, "stage", None)
        follows = placed.place.reported == stages[place + 1]
        whole = placed.metric.window % DAY_US == 0
        if placed.metric.binary and number == place + 1 and follows and whole:
            return placed.metric.window // DAY_US
    return USUAL_DAYS


def followed(period: Period) -> str:
    """The eight weeks whose entrants have been followed for 30 days at the period's end.

    Args:
        period: The map's period.

    Returns:
        A span of days.

    Example:
        >>> followed(Period.parse("2026-W46"))
        '2026-08-22..2026-10-16'
    """
    last = period.last - timedelta(days=FOLLOWED_DAYS)
    return f"{last - timedelta(days=7 * STAY_WEEKS - 1)}..{last}"


def four_weeks(period: Period) -> str:
    """The four weeks up to the period's end, or the period where it is longer.

    Args:
        period: The map's period.

    Returns:
        A span of days.

    Example:
        >>> four_weeks(Period.parse("2026-W46"))
        '2026-10-19..2026-11-15'
    """
    return f"{min(period.first, period.last - timedelta(days=27))}..{period.last}"


def days_words(label: str, language: str, *, year: bool = True) -> str:
    """The days of a period as people write them.

    Args:
        label: The period, such as "2026-10-19..2026-11-15".
        language: `en` or `ko`.
        year: Whether the year is named.

    Returns:
        Such as "19 Oct – 15 Nov 2026".

    Example:
        >>> days_words("2026-10-19..2026-11-15", "en")
        '19 Oct – 15 Nov 2026'
    """
    found = Period.parse(label)
    return formatting.span(found.first, found.last, language, year=year)


def local(instant: datetime, zone: str) -> str:
    """An instant as text in a zone, such as "2026-11-16 06:00 Asia/Seoul"."""
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"
