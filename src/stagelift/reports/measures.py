"""The measures of a page: the week wholly known, the weeks before it and the target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from stagelift.formatting import default_spec
from stagelift.journey.day_pairs import unusual
from stagelift.journey.holidays import Festival, festivals
from stagelift.journey.rules import stage_terms
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.privacy import key_of, withheld
from stagelift.metrics.unit_kpis import ALL_ROWS
from stagelift.reports.evidence.alongside import defined
from stagelift.reports.normal import ENOUGH, NormalRange, normal_range
from stagelift.reports.periods import Kind, Period
from stagelift.reports.prose import Fact

if TYPE_CHECKING:
    from stagelift.definitions import Journey
    from stagelift.definitions.amounts import Grain
    from stagelift.definitions.metric import Metric
    from stagelift.metrics.estimate import Estimate
    from stagelift.reports.source import Kpis, Source

HOLIDAY_WEEKS = 9  # the most that half a year of weeks holds, with some to spare
HISTORY = ENOUGH + 6 + HOLIDAY_WEEKS  # long windows leave the latest out, and 26 must remain
Side = Literal["", "above", "below"]
Standing = Literal["met", "short", "open"]
STANDINGS: tuple[Standing, ...] = ("met", "short", "open")


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One metric at one place of the journey, ready to be shown.

    Args:
        key: Name of its fact; the metric's id, with the stage behind a dot where it has several.
        metric: Id of the metric.
        label: Its words.
        better: `up` or `down`.
        stage: Id of the stage it is reported at, or None for the whole journey.
        stage_label: The stage's words, empty without a stage.
        days: Length of its window, None without one.
        owner: Who answers for it, may be empty.
        estimate: The latest week that is wholly known.
        earlier: Known weeks before it, oldest first.
        later: Weeks after it up to the page's period that are not wholly known yet.
        target: Target in the metric's unit.
        target_by: The target's last day.
        target_every: The kind of period the target is of.
        aimed: The measure in the newest period of that kind, where the page is about another.
        aims: The known periods of that kind inside the page's, oldest first, with `aimed` the last.
        holidays: The festivals of each week that is unlike others, by its label; such a week is
            not judged, and sets no limits.
        withheld: Labels of the periods whose cell is not published: too small, or it would give
            a small one away.
        ripens: The day on which the first customers have been followed to the end, None where some
            have.
        leads: Whether it is the share of an earlier stage's entrants who come to its stage.
    """

    key: str
    metric: str
    label: str
    better: str = "up"
    stage: str | None = None
    stage_label: str = ""
    days: float | None = None
    owner: str = ""
    estimate: Estimate
    earlier: tuple[Estimate, ...] = ()
    later: int = 0
    target: float | None = None
    target_by: date | None = None
    target_every: Grain = "week"
    aimed: Measure | None = None
    aims: tuple[Estimate, ...] = ()
    holidays: Mapping[str, tuple[Festival, ...]] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()
    ripens: date | None = None
    leads: bool = False

    def fact(self, name: str, estimate: Estimate) -> Fact:
        """One of its estimates as a fact in its own format; without numbers where withheld.

        Args:
            name: The fact's name.
            estimate: The shown estimate, or one of the periods before it.

        Returns:
            The fact.
        """
        hidden = estimate.period in self.withheld
        return replace(Fact.of(name, estimate, withheld=hidden), form=self.spec)

    @property
    def dated(self) -> bool:
        """Whether it is about a period; a table of finished units is about all its rows."""
        return self.estimate.period != ALL_ROWS

    @property
    def value(self) -> float | None:
        """The shown value."""
        return self.estimate.value

    @property
    def spec(self) -> str:
        """The format its levels are shown in."""
        low, high = self.estimate.low, self.estimate.high
        return default_spec(
            self.estimate.unit, width=None if low is None or high is None else high - low
        )

    @cached_property
    def usual(self) -> NormalRange | None:
        """The range it moves in by itself, from the earlier periods that are no holiday weeks."""
        return normal_range(self.ordinary, self.estimate)

    @property
    def ordinary(self) -> tuple[Estimate, ...]:
        """The known periods before the shown one that are no holiday weeks."""
        return tuple(e for e in self.earlier if e.period not in self.holidays)

    @property
    def festive(self) -> tuple[Festival, ...]:
        """The festivals of the shown week when they make it unlike others."""
        return self.holidays.get(self.estimate.period, ())

    @property
    def side(self) -> Side:
        """On which side of its range it stands, however few periods the range rests on."""
        if self.value is None or self.festive:
            return ""
        if self.usual is None or self.usual.holds(self.value):
            return ""
        return "above" if self.value > self.usual.high else "below"

    @property
    def outside(self) -> Side:
        """On which side it stands when that is news; empty otherwise."""
        return "" if self.usual is None or self.usual.descriptive else self.side

    @property
    def worse(self) -> bool:
        """Whether it left its range in the wrong direction, news or not yet."""
        return self.side == ("above" if self.better == "down" else "below")

    @property
    def named(self) -> str:
        """Its words, with the stage where the metric is known at several and this is one."""
        part = self.stage_label if self.key != self.metric else ""
        return f"{self.label} ({part})" if part else self.label

    @property
    def judged(self) -> Measure | None:
        """What its target is held against: itself, or in a period of the target's own kind.

        A month counts each customer's first entry in it, a week those of a week: the rates of the
        two differ, so neither says anything of a target of the other.
        """
        if self.target is None or not self.dated or self.kind == self.target_every:
            return self
        return self.aimed

    @property
    def kind(self) -> Kind:
        """The kind of period it is about; a measure of all rows has none."""
        return Period.parse(self.estimate.period).kind

    @property
    def standing(self) -> Standing | None:
        """Its course against the target, judged by the interval.

        Where the page holds several periods of the target's kind it is that of most of them, so
        that one week unlike the others decides nothing: `open` when no standing is that of most.
        """
        if self.aims:
            most = (one for one in STANDINGS if 2 * self.aims_that(one) > len(self.aims))
            return next(most, "open")
        return None if self.judged is None else self._held(self.judged.estimate)

    def aims_that(self, standing: Standing) -> int:
        """How many of the periods its target is judged on have a standing.

        Args:
            standing: `met`, `short` or `open`.

        Returns:
            Their number.
        """
        return sum(self._held(one) == standing for one in self.aims)

    def _held(self, estimate: Estimate) -> Standing | None:
        low, high = estimate.low, estimate.high
        if self.target is None or low is None or high is None:
            return None
        if self.better == "down":
            return "met" if high <= self.target else "short" if low > self.target else "open"
        return "met" if low >= self.target else "short" if high < self.target else "open"

    @property
    def before(self) -> Estimate | None:
        """The known week before the shown one."""
        return self.earlier[-1] if self.earlier else None


def read_measures(source: Source, kpis: Kpis, period: Period, language: str) -> tuple[Measure, ...]:
    """The measures of a period, in the order of their definitions.

    Args:
        source: The workspace.
        kpis: Its measures with their past.
        period: The page's period.
        language: Language of the labels.

    Returns:
        One measure for each metric and stage, everyone together, or the page's one segment.
    """
    found = []
    metrics = dict.fromkeys(estimate.metric for estimate in kpis.estimates)
    every = {key_of(e): e for name in metrics for e in kpis.series(name)}
    hidden = withheld({**every, **{key_of(e): e for e in kpis.estimates}}.values())
    for estimate in kpis.estimates:
        if (
            key_of(estimate) not in every
            or estimate.variant is not None
            or estimate.measure != "level"
        ):
            continue
        past = [e for e in kpis.series(estimate.metric) if e.stage == estimate.stage]
        weeks = [e for e in past if e.period != estimate.period]
        measure = _measure(source, estimate, weeks, period, language)
        unseen = frozenset(e.period for e in (*weeks, estimate) if key_of(e) in hidden)
        found.append(replace(measure, withheld=unseen))
    return _named(found)


def with_aims(
    source: Source, measures: Sequence[Measure], period: Period, language: str
) -> tuple[Measure, ...]:
    """The measures, those with a target of another kind of period with what it is judged on.

    Args:
        source: The workspace.
        measures: The measures of a page.
        period: The page's period.
        language: Language of the labels.

    Returns:
        The same measures; nothing is asked where every target is of the page's own kind.
    """
    apart = [m for m in measures if m.target is not None and m.judged is not m]
    found: dict[tuple[str, str | None], Measure] = {}
    for kind in dict.fromkeys(m.target_every for m in apart):
        newest = period.newest(kind)
        metrics = {m.metric: source.metrics[m.metric] for m in apart if m.target_every == kind}
        kpis = source.kpis(period=newest.label, history=HISTORY, metrics=metrics)
        for one in read_measures(source, kpis, newest, language):
            if one.target_every == kind and one.estimate.period not in one.withheld:
                found[one.metric, one.stage] = one
    return tuple(_aiming(m, found.get((m.metric, m.stage)), period) for m in measures)


def _aiming(measure: Measure, aimed: Measure | None, period: Period) -> Measure:
    """A measure with what its target is judged on: periods of the target's kind in the page's."""
    if aimed is None:
        return replace(measure, aimed=None)
    line = [*aimed.ordinary, aimed.estimate]
    inside = [one for one in line if period.first <= Period.parse(one.period).last <= period.last]
    known = tuple(one for one in inside if one.period not in aimed.withheld)
    return replace(measure, aimed=aimed, aims=known if len(known) > 1 else ())


def settled(estimate: Estimate) -> bool:
    """Whether every unit of an estimate's period has been followed for the whole window.

    Args:
        estimate: An estimate of one period.

    Returns:
        False while part of the period is immature.
    """
    if estimate.status == "immature":
        return False
    if estimate.matured_through is None:
        return True
    return date.fromisoformat(estimate.matured_through) >= Period.parse(estimate.period).last


def _measure(
    source: Source, now: Estimate, weeks: Sequence[Estimate], period: Period, language: str
) -> Measure:
    definition = defined(source, now.metric)
    stages = source.journey.stages
    targets = source.journey.targets
    goal = targets.get(f"{now.metric}.{now.stage}", targets.get(now.metric))
    stage = stages.get(now.stage) if now.stage else None
    line = [*weeks, now]
    holidays = holiday_weeks(line, source.journey.country, language)
    place, ripens = shown_place(line, definition)
    return Measure(
        key=now.metric,
        metric=now.metric,
        label=words(definition.label, now.metric, language),
        better=definition.better,
        stage=now.stage,
        stage_label=words(stage.label, now.stage, language) if stage and now.stage else "",
        days=definition.within.days if definition.within else None,
        owner=definition.owner or "",
        estimate=line[place],
        earlier=tuple(e for e in line[:place] if e.in_line and settled(e)),
        later=len(line) - 1 - place,
        target=None if goal is None else goal.level,
        target_by=None if goal is None else goal.by,
        target_every="week" if goal is None else goal.every,
        holidays=holidays,
        ripens=ripens,
        leads=leads(source.journey, definition, now.stage),
    )


def leads(journey: Journey, definition: Metric, stage: str | None) -> bool:
    """Whether a metric is the share of an earlier stage's entrants who come to a stage.

    Args:
        journey: The journey.
        definition: The metric.
        stage: The stage it is reported at, or None.

    Returns:
        False for answers, messages and what the entrants of a stage do within it.
    """
    if not isinstance(definition, WindowedMetric) or not definition.binary or stage is None:
        return False
    numbers = {name: number for number, (name, _) in enumerate(stage_terms(journey), start=1)}
    return any(
        0 < getattr(place.population, "stage", 0) < numbers.get(stage, 0)
        for place in definition.places(journey)
        if place.reported == stage
    )


def shown_place(line: Sequence[Estimate], definition: Metric) -> tuple[int, date | None]:
    """Which period of a line is shown: the newest that is wholly known.

    Where customers entered and none has been followed to the end, no older period without anybody
    speaks for them.

    Args:
        line: Estimates of one period each, oldest first.
        definition: The metric.

    Returns:
        Its place, and the day on which the first customers have been followed to the end where
        nobody has yet; else None.
    """
    whole = [place for place, each in enumerate(line) if settled(each)]
    waiting = [place for place, each in enumerate(line) if each.status == "immature"]
    if waiting and all(line[place].status == "no_data" for place in whole):
        if not isinstance(definition, WindowedMetric):
            return waiting[-1], None
        entered = Period.parse(line[waiting[0]].period).last + timedelta(days=1)
        return waiting[-1], entered + timedelta(microseconds=definition.window)
    return (whole[-1] if whole else len(line) - 1), None


def holiday_weeks(
    line: Iterable[Estimate], country: str | None, language: str
) -> Mapping[str, tuple[Festival, ...]]:
    """The weeks of a line that public holidays make unlike others.

    Args:
        line: Estimates of one period each.
        country: Whose holidays count.
        language: Language of their names.

    Returns:
        The festivals by the period's label; only of periods of at most a week.
    """
    found = {}
    for period in {e.period for e in line if e.period != ALL_ROWS}:
        days = Period.parse(period)
        if holidays := unusual(days.first, days.last, country, language):
            found[period] = festivals(holidays)
    return found


def words(label: object, name: str, language: str) -> str:
    """The words of a definition in a language, its id in plain letters when it has none.

    Args:
        label: A label, or None.
        name: The definition's id.
        language: Language of the page.

    Returns:
        The words.

    Example:
        >>> words(None, "push_1h", "en")
        'push 1h'
    """
    text = getattr(label, "text", None)
    return str(text(language)) if text is not None else name.replace("_", " ")


def _named(found: Iterable[Measure]) -> tuple[Measure, ...]:
    """The measures under unique names: `metric` for the whole, `metric.stage` for a part."""
    measures = list(found)
    times = {m.metric: sum(other.metric == m.metric for other in measures) for m in measures}
    return tuple(
        m if times[m.metric] == 1 or m.stage is None else replace(m, key=f"{m.metric}.{m.stage}")
        for m in measures
    )
