"""What a measure is held against: the period before, last year by its feasts, its target's day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from stagelift.journey.holidays import Festival, festivals, holidays_of
from stagelift.metrics.privacy import key_of, withheld
from stagelift.metrics.targets import POINTS, Course, course_of, landing_of
from stagelift.reports.measures import Measure, settled
from stagelift.reports.periods import Period, year_ago
from stagelift.reports.prose import Fact

if TYPE_CHECKING:
    from stagelift.metrics.estimate import Estimate
    from stagelift.reports.material import Material
    from stagelift.reports.source import Source
    from stagelift.statistics.inference import Inference

Kind = Literal["before", "year", "target"]
KINDS: Mapping[str, Kind] = {  # as `compare:` of a report says them
    "last period": "before",
    "last week": "before",
    "last month": "before",
    "last quarter": "before",
    "last year": "year",
    "target": "target",
}


@dataclass(frozen=True, slots=True)
class LastYear:
    """The same period of the year before.

    Args:
        period: Its days.
        feasts: The feasts whose days it was aligned by; none where weekdays decide.
        estimate: The measure then, None where that time is not wholly in the data.
        withheld: Whether its cell is not published.
    """

    period: Period
    feasts: tuple[Festival, ...]
    estimate: Estimate | None
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a measure stands on its target's day if it goes on as it has.

    Args:
        ahead: The forecast with its interval.
        days: First and last day of the week that is forecast, or None.
        by: The target's last day.
        course: `reaches` or `misses` when the whole interval does, `open`, or `unknown`.
        points: Weeks the line rests on.
    """

    ahead: Inference
    days: tuple[date, date] | None
    by: date
    course: Course
    points: int


def kinds(compare: Iterable[str]) -> frozenset[Kind]:
    """The kinds of comparison a report asks for.

    Args:
        compare: Words of `compare:`.

    Returns:
        The kinds; "last week", "last month" and "last quarter" are the period before.

    Example:
        >>> sorted(kinds(["last week", "target"]))
        ['before', 'target']
    """
    return frozenset(KINDS[word] for word in compare)


def last_years(source: Source, measures: Iterable[Measure], language: str) -> dict[str, LastYear]:
    """Each measure in the same period of the year before, a week aligned by feasts that move.

    Args:
        source: The workspace.
        measures: Measures of a page.
        language: Language of the feasts' names.

    Returns:
        By the measure's key.
    """
    country = source.journey.country
    asked: dict[tuple[Period, bool, str], list[Measure]] = {}
    for measure in measures:
        if measure.dated:
            now = Period.parse(measure.estimate.period)
            asked.setdefault((*year_ago(now, country), now.label), []).append(measure)
    found = {}
    for (period, aligned, now_label), group in asked.items():
        metrics = {one.metric: source.metrics[one.metric] for one in group}
        kpis = source.kpis(period=period.label, history=1, metrics=metrics)
        now = Period.parse(now_label)
        held = holidays_of(country, now.first, now.last, language) if aligned else ()
        hidden = withheld(e for name in metrics for e in kpis.series(name))
        for one in group:
            line = [e for e in kpis.series(one.metric) if e.stage == one.stage]
            then = _whole(line, period)
            unseen = then is not None and key_of(then) in hidden
            found[one.key] = LastYear(period, festivals(held), then, unseen)
    return found


def _whole(line: Sequence[Estimate], period: Period) -> Estimate | None:
    """The estimate of a period that the data hold from its first day on, else None.

    The period before it must have units, too: data that begin in its midst show a part of it.
    """
    known = {e.period: e for e in line}
    now, before = known.get(period.label), known.get(period.previous().label)
    if now is None or before is None or not before.n or not now.n:
        return None
    return now if now.status in {"ok", "low_n"} and settled(now) else None


def landings(material: Material) -> dict[str, Landing]:
    """Where each measure with a target stands on the target's day if it goes on as it has.

    Args:
        material: The page's measures and period.

    Returns:
        By the measure's key; the line is of periods of the target's own kind.
    """
    return {
        one.key: _landing(judged, one.target, one.target_by)
        for one in material.measures
        if one.target is not None and one.target_by is not None and one.dated
        for judged in [one.judged]
        if judged is not None
    }


def _landing(measure: Measure, target: float, by: date) -> Landing:
    line = (*measure.earlier, measure.estimate)
    known = [
        e
        for e in line
        if e.in_line
        and settled(e)
        and e.period not in measure.withheld
        and e.period not in measure.holidays
    ]
    days = {e.period: (p.first, p.last) for e in known for p in [Period.parse(e.period)]}
    ahead, lands = landing_of(known, measure.days or 0, by, days)
    course = course_of(ahead, target, measure.better)
    return Landing(ahead, lands, by, course, min(len(known), POINTS))


def record(material: Material) -> None:
    """Records what the measures are held against as facts: `KEY.last_year` and `KEY.lands`.

    Args:
        material: The page, with its comparisons read.
    """
    known = {measure.key: measure for measure in material.measures}
    for key, year in material.years.items():
        if year.estimate is not None:
            fact = Fact.of(f"{key}.last_year", year.estimate, withheld=year.withheld)
            material.book.record(replace(fact, form=known[key].spec))
    for key, landing in material.landings.items():
        if key not in known or landing.ahead.value is None or landing.days is None:
            continue
        first, last = landing.days
        base, ahead = material.book[key], landing.ahead
        material.book.record(
            Fact(
                name=f"{key}.lands",
                metric=base.metric,
                measure="forecast",
                stage=base.stage,
                period=f"{first}..{last}",
                value=ahead.value,
                low=ahead.low,
                high=ahead.high,
                level=ahead.level,
                unit=base.unit,
                method=ahead.method,
                note=ahead.note,
                fingerprint=base.fingerprint,
                as_of=material.as_of.isoformat(),
                form=known[key].spec,
            )
        )
