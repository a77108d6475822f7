"""The table of changes: each measure from the period before, with interval, p-value and range."""

from __future__ import annotations

from html import escape
from math import isclose
from typing import TYPE_CHECKING

from stagelift.errors import ReportError
from stagelift.formatting import span
from stagelift.journey.day_pairs import day_pairs
from stagelift.journey.holidays import festivals
from stagelift.metrics.changes import LEFT_OUT
from stagelift.reports.fragments import Fragment, paragraph, section
from stagelift.reports.periods import Period, year_ago
from stagelift.reports.prose import TOLERANCE, Fact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.metrics.estimate import Estimate
    from stagelift.reports.material import Material
    from stagelift.reports.measures import Measure
    from stagelift.reports.source import Source

SMALLEST_P = 0.001


def changes_table(source: Source, material: Material) -> Fragment:
    """Every measure's change from the period before, with interval and p-value; news or not.

    Args:
        source: The workspace.
        material: What the page is written from.

    Returns:
        The fragment; customers in both periods are counted as such.

    Raises:
        ReportError: A change is not the difference of the two values beside it.
    """
    measures = [m for m in material.measures if m.before is not None and m.stage is not None]
    steps = _steps(material, measures)
    if not steps:
        return Fragment("")
    found = {
        (e.metric, e.stage, e.period, e.against): e
        for e in source.kpi_changes(material.period.label, history=steps)
    }
    rows = []
    compared: dict[tuple[str, str], None] = {}
    for measure in measures:
        before = measure.before.period if measure.before is not None else None
        change = found.get((measure.metric, measure.stage, measure.estimate.period, before))
        if change is not None and change.value is not None and change.status != "immature":
            rows.append(_change_row(material, measure, change))
            if LEFT_OUT in dict(change.excluded):
                compared.setdefault((change.period, change.against or ""))
    return _table(material, rows, list(compared)) if rows else Fragment("")


def _table(
    material: Material, rows: Sequence[str], compared: Sequence[tuple[str, str]]
) -> Fragment:
    """The rows under their heads, and under them what was left out."""
    names = ("measure", "period", "before", "value", "change", "p", "news")
    under = _paired(material, compared)
    if under:
        under.append(material.say("changes.some_days"))
    return _drawn(material, ("changes", names), rows, under)


def year_table(source: Source, material: Material) -> Fragment:
    """Every measure's change from the same period of the year before, feasts aligned.

    Args:
        source: The workspace.
        material: What the page is written from.

    Returns:
        The fragment; empty where nothing is known of last year.
    """
    measures = [m for m in material.measures if m.dated and m.stage is not None]
    found = {
        (e.metric, e.stage, e.period): e
        for period in dict.fromkeys(m.estimate.period for m in measures)
        for e in source.kpi_changes(period, history=1, against="last year")
    }
    rows = []
    compared: dict[tuple[str, str], None] = {}
    for measure in measures:
        change = found.get((measure.metric, measure.stage, measure.estimate.period))
        if change is None or change.value is None or change.status == "immature":
            continue
        rows.append(_year_row(material, measure, change))
        compared.setdefault((change.period, change.against or ""))
    if not rows:
        return Fragment("")
    names = ("measure", "period", "value", "year", "change", "p")
    under = _paired(material, list(compared), key="year")
    return _drawn(material, ("year", names), rows, under)


def _year_row(material: Material, measure: Measure, change: Estimate) -> str:
    name = f"{measure.key}.year"
    hidden = change.period in measure.withheld
    material.book.record(Fact.of(name, change, withheld=hidden))
    show, last = material.book.show, Period.parse(change.against or "")
    cells = [
        change.period,
        show(measure.key),
        span(last.first, last.last, material.language),
        f"{show(name)} ({material.level(name)})",
        _p_value(material, name, None if hidden else change.p_value),
    ]
    data = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f'<tr><th scope="row">{escape(measure.named)}</th>{data}</tr>'


def _drawn(
    material: Material,
    named: tuple[str, Sequence[str]],
    rows: Sequence[str],
    under: Sequence[str],
) -> Fragment:
    """A table by its name and the names of its columns, with sentences under it."""
    key, names = named
    head = "".join(
        f'<th scope="col">{escape(material.say(f"table.{name}"))}</th>' for name in names
    )
    title, sub = material.say(f"{key}.title"), material.say(f"{key}.sub")
    table = (
        f'<table class="list figures"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody>'
    )
    region = f'class="wide" tabindex="0" role="region" aria-label="{escape(title)}"'
    said = "".join(paragraph(sentence, "sub") for sentence in under)
    body = f"<div {region}>{table}</table></div>{said}"
    return section(body, kind="table", heading=title, sub=sub)


def _paired(
    material: Material, compared: Sequence[tuple[str, str]], key: str = "changes"
) -> list[str]:
    """What was left out of each comparison, in words; nothing where all days were compared."""
    country, language = material.journey.country, material.language
    said = []
    for after, before in compared:
        later, earlier = Period.parse(after), Period.parse(before)
        spans = (later.first, later.last), (earlier.first, earlier.last)
        aligned = key == "year" and year_ago(later, country)[1]
        found = day_pairs(*spans, country, aligned=aligned, language=language)
        if found.whole:
            continue
        names = "; ".join(one.text(language) for one in festivals(found.holidays))
        facts = {
            "kept": material.count(f"{key}.kept@{after}", len(found.kept)),
            "pairs": material.count(f"{key}.pairs@{after}", found.pairs),
        }
        part = "feast" if aligned else "pairs" if names else "weekdays"
        words = {"after": after, "before": before, "festivals": names}
        said.append(material.say(f"changes.{part}", words, **facts))
    return said


def _steps(material: Material, measures: Sequence[Measure]) -> int:
    """How many periods back the oldest shown measure's period before lies."""
    dated = (Period.parse(m.estimate.period).first for m in measures if m.dated)
    oldest = min(dated, default=None)
    if oldest is None:
        return 0
    period, steps = material.period, 1
    while period.first > oldest:
        period, steps = period.previous(), steps + 1
    return steps


def _change_row(material: Material, measure: Measure, change: Estimate) -> str:
    name = f"{measure.key}.change"
    old, new = measure.before.value if measure.before else None, measure.value
    gap = 0.0 if old is None or new is None else new - old
    paired = LEFT_OUT in dict(change.excluded)  # then it is about fewer days than its values
    if not paired and not isclose(gap, change.value or 0.0, rel_tol=TOLERANCE, abs_tol=TOLERANCE):
        message = f"'{name}' is {change.value} but its values differ by {gap}"
        raise ReportError(message)
    hidden = bool(measure.withheld & {change.period, change.against})
    material.book.record(Fact.of(name, change, withheld=hidden))
    show = material.book.show
    news = "outside" if measure.outside else "so_far" if measure.side else "inside"
    news = "holiday" if measure.festive else news
    news = news if measure.usual is not None else "none"
    # values of whole periods beside a change of some of their days would seem to contradict it
    levels = ["–", "–"] if paired else [show(f"{measure.key}.before"), show(measure.key)]
    cells = [
        measure.estimate.period,
        *levels,
        f"{show(name)} ({material.level(name)})",
        _p_value(material, name, None if hidden else change.p_value),
        material.say(f"news.{news}"),
    ]
    data = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f'<tr><th scope="row">{escape(measure.named)}</th>{data}</tr>'


def _p_value(material: Material, name: str, value: float | None) -> str:
    if value is None:
        return "–"
    least = material.count("page.smallest_p", SMALLEST_P, form=".3")
    if value < SMALLEST_P:
        return material.say("p.below", least=least)
    return material.say("p", p=material.count(f"{name}.p", value, form=".3"))
