"""The appendix of the full page: what stands behind the brief one, section by section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.data.query import Entrants
from stagelift.formatting import day, month
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.quotient import PartMetric
from stagelift.metrics.unit_kpis import ALL_ROWS
from stagelift.reports.change_table import changes_table
from stagelift.reports.changes import around
from stagelift.reports.charts import Point, bar, trend
from stagelift.reports.cohort import DAYS, Cohort, read_cohort
from stagelift.reports.evidence.alongside import (
    churn_of,
    churn_words,
    defined,
    moods,
    tells_from,
)
from stagelift.reports.evidence.channels import channels
from stagelift.reports.evidence.cohorts import cohorts
from stagelift.reports.evidence.movement import movement
from stagelift.reports.figures import finding
from stagelift.reports.fragments import DrawnRow, Fragment, Twin, drawn, paragraph, section
from stagelift.reports.measures import settled
from stagelift.reports.normal import normal_range
from stagelift.reports.periods import Period
from stagelift.reports.restated import restatements
from stagelift.reports.steps import steps, untouched
from stagelift.reports.tiles import axis_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stagelift.metrics.estimate import Estimate
    from stagelift.reports.material import Material
    from stagelift.reports.measures import Measure
    from stagelift.reports.normal import NormalRange
    from stagelift.reports.source import Source

WEEKS, MONTHS = 6, 12


def appendix(source: Source, material: Material) -> Fragment:
    """The sections behind the brief page.

    Args:
        source: The workspace.
        material: What the page is written from.

    Returns:
        The cohort's funnel, the largest change taken apart, six periods and twelve months of each
        tile and of churn, the cohort triangle, mood by stage, channels by stage, the table of
        changes, what is on target, the steps of the journey, and the numbers restated.
    """
    parts = [funnel(source, material), movement(source, material), *six_twelve(source, material)]
    parts += [cohorts(source, material), moods(source, material), channels(source, material)]
    parts += [changes_table(source, material), untouched(material), steps(material)]
    parts += [restatements(source, material)]
    return Fragment("".join(part.html for part in parts))


def funnel(source: Source, material: Material) -> Fragment:
    """How many of one cohort reach each stage, with the cohort before as a ghost.

    Args:
        source: The workspace.
        material: What the page is written from.

    Returns:
        The fragment, empty when there is no cohort; every bar divides the same people.
    """
    cohort = read_cohort(source, material)
    if cohort is None:
        return Fragment("")
    for reach in cohort.reached:
        material.book.add(reach.key, reach.now)
        if reach.before is not None:
            material.book.add(f"{reach.key}.before", reach.before)
    days = material.count("cohort.days", DAYS)
    drawn_before = any(r.now.value is not None and r.before is not None for r in cohort.reached)
    shown = {"stage": cohort.label, "span": material.days_of(cohort.period)}
    shown["before"] = material.say("cohort.before") if drawn_before else ""
    title = material.say("cohort.title", shown)
    first = cohort.reached[0].key
    sub = material.say("cohort.sub", shown, days=days, value=first)
    material.twins.append(_funnel_twin(material, title, cohort))
    rows = [_funnel_row(material, cohort, place) for place in range(len(cohort.reached))]
    return section(drawn(rows), kind="figure", heading=title, sub=sub)


def _funnel_row(material: Material, cohort: Cohort, place: int) -> DrawnRow:
    reach = cohort.reached[place]
    fact = material.book[reach.key]
    if fact.value is None:
        return DrawnRow(reach.label, "", "–", "", material.say("few"), bar(0, largest=1.0))
    ghost = reach.before.value if reach.before is not None else None
    ends = None if fact.low is None or fact.high is None else (fact.low, fact.high)
    drawing = bar(fact.value, largest=1.0, before=ghost, interval=ends)
    beside = material.say("cohort.of", value=reach.key)
    shown = material.book.show(reach.key)
    return DrawnRow(reach.label, "", shown, beside, material.level(reach.key), drawing)


def _funnel_twin(material: Material, title: str, cohort: Cohort) -> Twin:
    header = tuple(
        material.say(f"table.{name}") for name in ("stage", "value", "low", "high", "n", "before")
    )
    show = material.book.show
    rows = tuple(
        (
            r.label,
            *(show(f"{r.key}{end}") for end in ("", ".low", ".high", ".n")),
            show(f"{r.key}.before") if r.before else "–",
        )
        for r in cohort.reached
    )
    return Twin(title, header, rows)


def six_twelve(source: Source, material: Material) -> list[Fragment]:
    """Each tile's and churn's last six periods beside the last twelve months, in one format.

    Args:
        source: The workspace.
        material: What the page is written from.

    Returns:
        Two fragments a measure, ordered as the tiles, then churn; changes are marked and named.
    """
    churn = churn_of(source, material)
    lined = [*material.shown, *([] if churn is None else [churn])]
    months = _months(source, material, lined)
    found = []
    for measure in (one for one in lined if one.dated):
        if measure is churn:
            found.append(churn_words(source, material, churn))
        now = Period.parse(measure.estimate.period)
        known = {e.period: e for e in (*measure.earlier, measure.estimate)}
        found.append(_line(material, measure, "six", [*now.history(WEEKS - 1), now], known))
        if months:
            last = max(months, key=lambda period: period.first)
            first = tells_from(source, measure.metric, material.trust.began)
            past = {
                p.label: e
                for p, line in months.items()
                for e in line
                if _of(measure, e) and p.first >= first
            }
            year = [*last.history(MONTHS - 1), last]
            once = counts_once(source, measure.metric)
            found.append(_line(material, measure, "twelve.once" if once else "twelve", year, past))
    return found


def counts_once(source: Source, name: str) -> bool:
    """Whether a period counts each customer once, by the first entry in it.

    Then a month is no sum of its weeks: who enters in two of them is in both, and in the month
    once, followed from the first.

    Args:
        source: The workspace.
        name: Id of a metric.

    Returns:
        False for answers, for who is lost, for entries counted one by one and for first ones ever.
    """
    metric = defined(source, name)
    if not isinstance(metric, WindowedMetric) or isinstance(metric, PartMetric):
        return False
    counted = [place.population for place in metric.places(source.journey)]
    return any(isinstance(one, Entrants) and one.entry == "first_in_period" for one in counted)


def _of(measure: Measure, estimate: Estimate) -> bool:
    return (estimate.metric, estimate.stage) == (measure.metric, measure.stage)


def _months(
    source: Source, material: Material, lined: Sequence[Measure]
) -> Mapping[Period, list[Estimate]]:
    """The months wholly over and what is known of the measures in each; in one question."""
    if material.period.kind != "week" or not lined:
        return {}
    latest = Period.parse(f"{material.period.last:%Y-%m}")
    if latest.last > material.period.last:
        latest = latest.previous()
    metrics = {m.metric: defined(source, m.metric) for m in lined}
    kpis = source.kpis(period=latest.label, history=MONTHS - 1, metrics=metrics)
    found: dict[Period, list[Estimate]] = {latest: []}
    for name in metrics:
        for estimate in kpis.series(name):
            dated = estimate.period != ALL_ROWS
            if dated and estimate.in_line and settled(estimate):
                found.setdefault(Period.parse(estimate.period), []).append(estimate)
    return found


def _line(
    material: Material,
    measure: Measure,
    kind: str,
    periods: Sequence[Period],
    known: Mapping[str, Estimate],
) -> Fragment:
    """One measure over neighbouring periods; a period in between that is not known is a gap.

    The kind is `six`, `twelve`, or `twelve.once` where months are no sums of the weeks beside them.
    """
    kind, _, once = kind.partition(".")
    seen = [place for place, period in enumerate(periods) if period.label in known]
    line = periods[seen[0] : seen[-1] + 1] if seen else ()
    count = material.count(f"{measure.key}.{kind}", len(line))
    key = f"{kind}.single" if len(line) == 1 else f"{kind}.title"
    title = material.say(key, {"metric": measure.named}, count=count)
    points = [_point(material, measure, period, known.get(period.label)) for period in line]
    names = [f"{measure.key}@{period.label}" for period in line if period.label in known]
    limits = measure.usual if kind == "six" else _limits(line, known)
    judged = None if kind == "six" and measure.festive else limits
    told = finding(material, title, names, judged)
    marked = _marks(material, measure, line)
    drawing = trend(
        points,
        shown=lambda value: _told(material, measure, line[-1], value),
        label=told,
        usual=None if limits is None else (limits.low, limits.high),
        target=_target(material, measure, periods[-1]),
        marks=tuple(place for place, _ in marked),
    )
    if seen:
        material.twins.append(_line_twin(material, title, names))
    under = [said for _, said in marked]
    under += [material.say("twelve.once")] if once and drawing else []
    below = "".join(paragraph(said, "sub") for said in under)
    body = f"{drawing}{below}" if drawing else paragraph(material.say("few"))
    return section(body, kind="figure", heading=told, half=True)


def _point(
    material: Material, measure: Measure, period: Period, estimate: Estimate | None
) -> Point:
    monthly = period.kind == "month" and material.period.kind != "month"
    label = month(period.first, material.language) if monthly else _short(period)
    if estimate is None:
        return Point(label, None)
    name = f"{measure.key}@{period.label}"
    material.book.record(measure.fact(name, estimate))
    fact = material.book[name]
    return Point(label, fact.value, fact.low, fact.high)


def _told(material: Material, measure: Measure, newest: Period, value: float) -> str:
    """A value of the line as text; the last one remembers its fact."""
    name = f"{measure.key}@{newest.label}"
    if material.book[name].value == value:
        return material.book.show(name)
    return axis_text(measure, material.language, value)


def _line_twin(material: Material, title: str, names: Sequence[str]) -> Twin:
    columns = ("period", "value", "low", "high", "n")
    header = tuple(material.say(f"table.{column}") for column in columns)
    show = material.book.show
    rows = tuple(
        (
            material.book[name].period,
            *(show(f"{name}{end}") for end in ("", ".low", ".high", ".n")),
        )
        for name in names
    )
    return Twin(title, header, rows)


def _short(period: Period) -> str:
    """A week without its year; any other period as it is."""
    return period.label.partition("-")[2] if period.kind == "week" else period.label


def _limits(line: Sequence[Period], known: Mapping[str, Estimate]) -> NormalRange | None:
    """The limits of the months before at the last one; None while there are too few."""
    found = [known[period.label] for period in line if period.label in known]
    return normal_range(found[:-1], found[-1]) if len(found) > 1 else None


def _target(material: Material, measure: Measure, newest: Period) -> tuple[float, str] | None:
    """The target with its words, where it is of periods like those of the line."""
    if measure.target is None or newest.kind != measure.target_every:
        return None
    return measure.target, material.say("trend.target", target=f"{measure.key}.target")


def _marks(material: Material, measure: Measure, line: Sequence[Period]) -> list[tuple[int, str]]:
    """The changes that fall into the shown periods: place on the axis, and words."""
    found = []
    for place, period in enumerate(line):
        for change in around(material.changes, period.first, period.last, measure.stage):
            on, what = day(change.on, material.language), change.what.text(material.language)
            found.append((place, material.say("mark", {"on": on, "what": what})))
    return found
