"""What a page is written from: its facts, measures, experiments and data counts, read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from stagelift.definitions.report import MOST_TILES
from stagelift.errors import ReportError, did_you_mean
from stagelift.formatting import clock, span, unrounded
from stagelift.reports import comparisons
from stagelift.reports.beside import beside
from stagelift.reports.early import Early, find_early
from stagelift.reports.evidence.alongside import alongside, since, telling, tells_from
from stagelift.reports.fragments import Twin
from stagelift.reports.kernel.ahead import load_ahead
from stagelift.reports.measures import HISTORY, Measure, read_measures, with_aims, words
from stagelift.reports.money import loss
from stagelift.reports.periods import Period
from stagelift.reports.prose import TOLERANCE, Fact, FactBook
from stagelift.reports.segment import OfSegment
from stagelift.reports.trials import Row, began_after, read_trials
from stagelift.reports.where import Where, find_where
from stagelift.reports.wording import WORDING, wording

if TYPE_CHECKING:
    from stagelift.definitions.journey import Journey
    from stagelift.definitions.metric import Metric
    from stagelift.reports.changes import Change
    from stagelift.reports.source import Source, Trust

TILES = 4  # in one row on a sheet of A4
LATER = ("scipy.special", "babel.dates")  # loaded while the engine answers the first questions
METHODS = {"laney": "Laney p′", "xmr": "XmR moving range"}


@dataclass(slots=True, kw_only=True)
class Material:
    """Everything the sections of one page share.

    Args:
        book: The facts.
        language: Language of the page.
        period: The page's period.
        zone: The journey's zone.
        stages: Ids of the stages in order.
        measures: Every measure, those of the tiles recorded as facts.
        tiles: Ids of the metrics in the tiles, in order.
        every: Whether other measures follow those that the report names, as on a full page.
        trials: Every experiment.
        trust: What is known about the data.
        as_of: The instant all rests on, UTC.
        journey: Its definition, for worth, channels and currency.
        directions: Metric to `up` or `down`, whichever is better.
        changes: What changed when, oldest first.
        where: The segment a measure's fall stands in, or None.
        early: The same-age early look that says something, or None.
        compared: What the measures are held against; `compare` says it.
        years: Each measure a year before, by its key.
        landings: Where each measure stands on its target's day, by its key.
        archive: The folder of archived facts; it need not exist.
        twins: Tables that hold the charts' numbers, filled as charts are drawn.
        segment: Words of the one segment all is about; empty for everyone.
        unsplit: Words of the measures that no segment splits, so that they are left out.
        context: Measures of a full page that are no tile and lead no page: churn and mood.
    """

    book: FactBook
    language: str
    period: Period
    zone: str
    stages: tuple[str, ...]
    measures: tuple[Measure, ...]
    tiles: tuple[str, ...]
    trials: tuple[Row, ...]
    trust: Trust
    as_of: datetime
    journey: Journey
    directions: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    where: Where | None = None
    early: Early | None = None
    every: bool = False
    compared: frozenset[comparisons.Kind] = frozenset()
    years: Mapping[str, comparisons.LastYear] = field(default_factory=dict)
    landings: Mapping[str, comparisons.Landing] = field(default_factory=dict)
    archive: Path = Path(".stagelift", "facts")
    twins: list[Twin] = field(default_factory=list)
    segment: str = ""
    unsplit: tuple[str, ...] = ()
    context: tuple[Measure, ...] = ()

    @classmethod
    def read(
        cls,
        source: Source,
        *,
        period: Period,
        language: str,
        tiles: Sequence[str],
        every: bool = False,
    ) -> Material:
        """The material of a period, with its facts recorded.

        Args:
            source: The workspace.
            period: The page's period.
            language: Language of the page.
            tiles: Ids of the metrics in the tiles; by default those with a target, then the
                others, four at most.
            every: Whether the other measures follow in tiles, too.

        Returns:
            The material.

        Raises:
            ReportError: A tile names no measured metric, facts contradict each other, or the period
                ended before the data begin.
        """
        wording(language, "headline.quiet")
        asked = watched(source, tiles)
        more = alongside(source) if every else {}
        wanted = {**(asked or source.metrics), **more} if more else asked
        load_ahead(LATER, language=language)
        with beside(source.side_by_side) as other:
            trusted = other.begin(source.trust)
            tried = other.begin(lambda: read_trials(source, language))
            kpis = source.kpis(period=period.label, history=HISTORY, metrics=wanted or None)
            read = read_measures(source, kpis, period, language)
            measures = with_aims(source, read, period, language)
            trust, trials = trusted(), tried()
        _check_begun(trust, period, source.journey.zone)
        apart = more.keys() - (asked or source.metrics).keys()
        context = telling(source, (m for m in measures if m.metric in apart), trust.began)
        measures = tuple(
            since(m, tells_from(source, m.metric, trust.began))
            for m in measures
            if m.metric not in apart
        )
        segment, unsplit = _segment_of(source, language)
        made = cls(
            book=FactBook(language),
            language=language,
            period=period,
            zone=source.journey.zone,
            stages=tuple(source.journey.stages),
            measures=measures,
            tiles=_tiles(measures, [t for t in tiles if t not in unsplit], every=every),
            every=every,
            trials=trials,
            trust=trust,
            as_of=trust.through,
            journey=source.journey,
            directions={name: metric.better for name, metric in source.metrics.items()},
            changes=tuple(source.change_log),
            archive=source.state / "facts",
            segment=segment,
            unsplit=tuple(unsplit.values()),
            context=context,
        )
        made._record()
        alarm = made.alarm
        if alarm is not None:
            made.where = find_where(source, alarm, language)
        made.early = find_early(source, made, [alarm] if alarm else [])
        made._record_found()
        return made

    def compare(self, source: Source, compare: Sequence[str]) -> None:
        """Reads what the measures are held against.

        Args:
            source: The workspace.
            compare: Words of the report's `compare:`.
        """
        self.compared = comparisons.kinds(compare)
        if "year" in self.compared:
            self.years = comparisons.last_years(source, self.shown, self.language)
        if "target" in self.compared:
            self.landings = comparisons.landings(self)
        comparisons.record(self)

    @property
    def told(self) -> tuple[Row, ...]:
        """The experiments the page tells of: no result of one that began after its period."""
        return tuple(row for row in self.trials if not began_after(row, self.period))

    @property
    def alarms(self) -> tuple[Measure, ...]:
        """The measures that left their range in the wrong direction, the costliest first."""
        found = [m for m in self.measures if m.worse and self.book[m.key].value is not None]
        return tuple(sorted(found, key=lambda m: -self.cost(m)))

    @property
    def alarm(self) -> Measure | None:
        """The costliest measure that left its range in the wrong direction."""
        return self.alarms[0] if self.alarms else None

    def cost(self, measure: Measure) -> float:
        """What a measure's fall costs in thirty days if it lasts; 0 when that is not known."""
        name = loss(self, measure)
        return 0.0 if name is None else float(self.book[name].value or 0.0)

    def say(self, key: str, words: Mapping[str, str] | None = None, /, **names: str) -> str:
        """A sentence of the catalogue in the page's language, bound to the facts.

        The words for the page's kind of period (`{this}`, `{one}`, `{many}`) are always known.
        """
        known = {**self.kind, **(words or {})}
        return self.book.say(wording(self.language, key), known, **names)

    def says(self, key: str) -> bool:
        """Whether the catalogue has a sentence of this name."""
        return key in WORDING[self.language]

    def better(self, metric: str) -> str:
        """Which direction of a metric is the good one, `up` or `down`."""
        return self.directions.get(metric, "up")

    @property
    def kind(self) -> Mapping[str, str]:
        """The words for the page's kind of period: a week, a month, a quarter or a span."""
        kind = self.period.kind
        names = ("this", "one", "many", "cadence")
        return {name: wording(self.language, f"kind.{kind}.{name}") for name in names}

    def count(self, name: str, value: float, *, unit: str = "count", form: str = "") -> str:
        """Records a number about the page or the data; returns its name for a sentence."""
        fact = Fact(
            name=name,
            metric=name,
            period=self.period.label,
            value=value,
            unit=unit,
            as_of=self.as_of.isoformat(),
            form=form,
        )
        return self.book.record(fact).name

    @property
    def today(self) -> date:
        """The local day the data are read as of."""
        return self.as_of.astimezone(ZoneInfo(self.zone)).date()

    @property
    def through(self) -> str:
        """The instant the data are read as of, as local text."""
        return clock(self.as_of.astimezone(ZoneInfo(self.zone)), self.language)

    @property
    def shown(self) -> tuple[Measure, ...]:
        """The measures of the tiles, the whole journey's where a metric is also known by stage."""
        first = {m.metric: m for m in reversed(self.measures)}
        whole = {m.metric: m for m in self.measures if m.key == m.metric}
        return tuple({**first, **whole}[metric] for metric in self.tiles)

    def entered(self, measure: Measure) -> str:
        """The days of entry a measure is about; with the year where it is not the page's own."""
        if not measure.dated:
            return self.say("tile.all_rows")
        return self.days_of(Period.parse(measure.estimate.period))

    def days_of(self, period: Period) -> str:
        """The days of a period; with the year where it is not the page's own."""
        year = period.last.year != self.period.last.year
        return span(period.first, period.last, self.language, year=year)

    def level(self, name: str) -> str:
        """The interval of a fact as text, with a word between ends that carry signs."""
        fact = self.book[name]
        if fact.low is None or fact.high is None:
            return ""
        signed = fact.unit == "points" or fact.measure in {"effect", "lift", "change"}
        signed = signed or fact.low < 0
        return self.say("interval.signed" if signed else "interval.plain", value=name)

    def _record_found(self) -> None:
        """Records where a fall stands and what the early look saw."""
        if self.where is not None:
            for name in ("now", "usual", "others_now", "others_usual"):
                self.book.add(f"where.{name}", getattr(self.where, name))
        if self.early is not None:
            self.early.record(self.book)

    def _record(self) -> None:
        for measure in (*self.measures, *self.context):
            self.book.record(measure.fact(measure.key, measure.estimate))
            if measure.before is not None:
                self.book.record(measure.fact(f"{measure.key}.before", measure.before))
            if (aimed := measure.aimed) is not None:
                self.book.record(aimed.fact(f"{measure.key}.judged", aimed.estimate))
            for fact in _marks(measure):
                self.book.record(fact)
        for row in self.trials:
            _agrees(row)
            if row.effect is not None:
                self.book.add(f"{row.name}.effect", row.effect)
            for role, estimate in zip(("control", "treatment"), row.levels or (), strict=False):
                self.book.add(f"{row.name}.{role}", estimate)


def _segment_of(source: Source, language: str) -> tuple[str, dict[str, str]]:
    """The words of a page's one segment, and of the measures by id that it does not split."""
    if not isinstance(source, OfSegment):
        return "", {}
    labels = {name: words(source.metrics[name].label, name, language) for name in source.unsplit}
    return source.label(language), labels


def watched(source: Source, tiles: Sequence[str]) -> dict[str, Metric]:
    """The metrics a page looks after: what it shows, what somebody promised or relies on.

    All others are a question for `stagelift kpi` and the map.

    Args:
        source: The workspace.
        tiles: Ids of the metrics in the tiles, as the report names them.

    Returns:
        Metrics by id: those of the tiles, with a target, a worth or a margin, and those that decide
        or explain an experiment; none where the report names no tiles, which means all.
    """
    if not tiles:
        return {}
    rules = source.journey.rules
    names = {*tiles, *rules.worth, *rules.guardrails}
    names |= {target.partition(".")[0] for target in source.journey.targets}
    for trial in source.experiments.values():
        told = trial.definition
        names |= {told.primary, *told.secondary, *told.guardrails}
    return {name: metric for name, metric in source.metrics.items() if name in names}


def _agrees(row: Row) -> None:
    """Stops a raw difference that is not the difference of the two levels shown beside it."""
    if row.effect is None or row.levels is None or row.effect.adjustment != "raw":
        return
    old, new, effect = row.levels[0].value, row.levels[1].value, row.effect.value
    if old is None or new is None or effect is None:
        return
    if not isclose(
        new - old, effect, rel_tol=TOLERANCE, abs_tol=TOLERANCE * max(abs(new), abs(old))
    ):
        message = f"'{row.name}.effect' is {effect} but its levels differ by {new - old}"
        raise ReportError(message)


def _marks(measure: Measure) -> list[Fact]:
    """The normal range and the target of a measure, as facts of their own."""
    blank = replace(Fact.of(measure.key, measure.estimate), k=None, level=None, note="")
    blank = replace(blank, status="ok")
    found = []
    if (usual := measure.usual) is not None:
        name, method = f"{measure.key}.usual", METHODS[usual.method]
        limits = replace(blank, name=name, measure="limit", method=method, form=measure.spec)
        low, high = usual.low, usual.high
        found.append(replace(limits, value=usual.centre, low=low, high=high, n=usual.periods))
    if measure.target is not None:
        name = f"{measure.key}.target"
        form = unrounded(measure.spec.removeprefix("+"), measure.target)
        aim = replace(blank, name=name, measure="target", method="definition", form=form)
        found.append(replace(aim, value=measure.target, low=None, high=None, n=None))
    return found


def _check_begun(trust: Trust, period: Period, zone: str) -> None:
    """Refuses a period of which nothing can be known."""
    if trust.began is None:
        return
    first = trust.began.astimezone(ZoneInfo(zone)).date()
    if first > period.last:
        message = f"period {period.label} ended before the first event or answer, of {first}"
        raise ReportError(message)


def _tiles(measures: Sequence[Measure], wanted: Sequence[str], *, every: bool) -> tuple[str, ...]:
    if len(wanted) > MOST_TILES:
        raise ReportError(f"{len(wanted)} tiles came, a page takes {MOST_TILES} at most")
    known = tuple(dict.fromkeys(m.metric for m in measures))
    strange = [name for name in wanted if name not in known]
    if strange:
        hint = did_you_mean(strange[0], known)
        message = f"tile '{strange[0]}' is no measured metric. {hint}".rstrip()
        raise ReportError(message)
    aimed = {m.metric for m in measures if m.target is not None}
    first = tuple(wanted) or tuple(sorted(known, key=lambda name: name not in aimed))[:TILES]
    return tuple(dict.fromkeys((*first, *known)))[:MOST_TILES] if every else first
