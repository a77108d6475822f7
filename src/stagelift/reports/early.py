"""The early look: the newest entrants at an age that earlier cohorts are compared at, too.

A measure with a long window is about people who entered weeks ago. At a third of the window the
newest whole seven days are mature as well; they are compared with earlier seven-day cohorts at the
same age, so the look is both fresh and fair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from stagelift.metrics.alerts.younger import early_age, younger
from stagelift.metrics.kind import WindowedMetric
from stagelift.reports.measures import HOLIDAY_WEEKS, Measure, holiday_weeks
from stagelift.reports.periods import Period
from stagelift.reports.prose import MINIMUM_CELL, Fact, FactBook

if TYPE_CHECKING:
    from stagelift.metrics.estimate import Estimate
    from stagelift.reports.material import Material
    from stagelift.reports.source import Source

SPAN = 7  # days of entry: every weekday once
HISTORY = 26 + HOLIDAY_WEEKS
State = Literal["lasts", "over", "starts"]


@dataclass(frozen=True, slots=True)
class Early:
    """A measure at a younger age, among the newest entrants who have reached it.

    Args:
        measure: The measure at that age; its `days` is the age.
        of: The measure it is the early look of.
        state: `lasts` (the measure is outside and so is the look), `over` (the look is back inside)
            or `starts` (only the look is outside).
    """

    measure: Measure
    of: Measure
    state: State

    @property
    def key(self) -> str:
        """The name of its fact."""
        return f"{self.of.key}.early"

    def record(self, book: FactBook) -> None:
        """Records its numbers: the value, the usual level at that age, the age."""
        usual = self.measure.usual
        if usual is None:
            return
        fact = replace(Fact.of(self.key, self.measure.estimate), metric=self.key)
        book.record(replace(fact, form=self.of.spec))
        low, high, n = usual.low, usual.high, usual.periods
        limits = replace(fact, k=None, level=None, value=usual.centre, low=low, high=high, n=n)
        limits = replace(limits, name=f"{self.key}.usual", measure="limit", form=self.of.spec)
        book.record(replace(limits, method=usual.method))
        name, age = f"{self.key}.days", self.measure.days
        book.record(Fact(name=name, metric=name, period=fact.period, value=age, as_of=fact.as_of))


def find_early(source: Source, material: Material, asked: Sequence[Measure]) -> Early | None:
    """The early look that says something: at the measures outside their range, else at the tiles.

    Args:
        source: The workspace.
        material: The page's measures, period and instant.
        asked: Measures outside their range; they come first.

    Returns:
        The first look that is news about its measure; None when there is none to take, or all
        measures and their early looks stand inside their ranges.
    """
    wanted = asked or [m for m in material.shown if m.estimate.unit == "share"]
    for measure in wanted:
        young = _young(source, material, measure)
        if young is None or young.usual is None or young.estimate.n < MINIMUM_CELL:
            continue
        if state := _state(measure, young):
            return Early(young, measure, state)
    return None


def _state(measure: Measure, young: Measure) -> State | None:
    if measure.side and young.side in {measure.side, ""}:
        return "lasts" if young.side else "over"
    return "starts" if young.side and (measure.side or young.outside) else None


def _young(source: Source, material: Material, measure: Measure) -> Measure | None:
    """The measure at a third of its window; None where nothing newer is mature at that age."""
    definition = source.metrics[measure.metric]
    if not isinstance(definition, WindowedMetric) or not measure.dated or not measure.later:
        return None
    age = early_age(definition)
    if age is None or definition.kind != "conversion":
        return None
    span = _newest(material, age)
    if span.last <= Period.parse(measure.estimate.period).last:
        return None
    young = {measure.metric: younger(definition, age)}
    kpis = source.kpis(period=span.label, history=HISTORY, metrics=young)
    line = [e for e in kpis.series(measure.metric) if (e.stage, e.status) == (measure.stage, "ok")]
    if not line or line[-1].period != span.label:
        return None
    holidays = holiday_weeks(line, source.journey.country, material.language)
    return replace(_at_age(measure, line, age), holidays=holidays)


def _at_age(measure: Measure, line: Sequence[Estimate], age: int) -> Measure:
    return replace(
        measure, days=float(age), estimate=line[-1], earlier=tuple(line[:-1]), later=0, target=None
    )


def _newest(material: Material, age: int) -> Period:
    """The newest seven days, in the page's period or before, whose entrants all reached an age."""
    ripe = material.as_of.astimezone(ZoneInfo(material.zone)) - timedelta(days=age)
    last: date = min(ripe.date() - timedelta(days=1), material.period.last)
    first = last - timedelta(days=SPAN - 1)
    return Period.parse(f"{first}..{last}")
