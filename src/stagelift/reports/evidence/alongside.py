"""Churn and mood: what a full page tells beside its tiles, whichever those are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from stagelift.formatting import confidence
from stagelift.reports.charts import dot
from stagelift.reports.charts.svg import Scale
from stagelift.reports.evidence.asking import Events
from stagelift.reports.figures import ghost_words
from stagelift.reports.fragments import DrawnRow, Fragment, Twin, drawn, paragraph, section
from stagelift.reports.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from stagelift.definitions.metric import Metric
    from stagelift.reports.material import Material
    from stagelift.reports.measures import Measure
    from stagelift.reports.source import Source

CHURN, EMOTION = "churn", "emotion"
ROOM = 0.05  # of the score, left beyond the outermost end


def alongside(source: Source) -> Mapping[str, Metric]:
    """The metrics a full page asks for whatever its tiles are: one of churn, one of mood.

    Args:
        source: The workspace.

    Returns:
        Metrics by id: the first of each kind that has a file, else the standard churn; none where
        no event says who is active, and none of the moods nobody defined.
    """
    if not isinstance(source, Events):
        return {}
    found: dict[str, Metric] = {}
    for kind in (CHURN, EMOTION):
        own = next((name for name, metric in source.metrics.items() if metric.kind == kind), None)
        if own is not None:
            found[own] = source.metrics[own]
        elif kind == CHURN and CHURN not in source.metrics:
            from stagelift.metrics.standard import standard_metrics

            made = standard_metrics(source.journey).get(CHURN)
            found |= {} if made is None else {CHURN: made()}
    return found


def defined(source: Source, name: str) -> Metric:
    """The definition of a measured metric, the standard churn's among them.

    Args:
        source: The workspace.
        name: Id of a metric.

    Returns:
        The metric.
    """
    return source.metrics[name] if name in source.metrics else alongside(source)[name]


def tells_from(source: Source, name: str, began: datetime | None) -> date:
    """The first day of a period in which a metric can tell anything.

    A period that began before the data did is not whole. Nobody can be silent for ninety days
    before the data are ninety days old: until then churn is not 0 but not known.

    Args:
        source: The workspace.
        name: Id of a metric.
        began: The instant of the first event; None when it is not known.

    Returns:
        The day; the first of all where it is not known when the data begin.
    """
    if began is None:
        return date.min
    silent = getattr(defined(source, name), "silent_for", None)
    known = began + timedelta(microseconds=0 if silent is None else silent.microseconds)
    return known.astimezone(ZoneInfo(source.journey.zone)).date()


def telling(
    source: Source, measures: Iterable[Measure], began: datetime | None
) -> tuple[Measure, ...]:
    """Measures without the periods in which they could not tell anything yet.

    Args:
        source: The workspace.
        measures: The measures.
        began: The instant of the first event; None when it is not known.

    Returns:
        Those that can tell something of their own period.
    """
    found = []
    for one in measures:
        first = tells_from(source, one.metric, began)
        if not one.dated:
            found.append(one)
        elif Period.parse(one.estimate.period).first >= first:
            found.append(since(one, first))
    return tuple(found)


def since(measure: Measure, first: date) -> Measure:
    """A measure without the earlier periods that began before a day.

    Args:
        measure: The measure; its own period stays.
        first: The day.

    Returns:
        The measure.
    """
    if not measure.dated:
        return measure
    kept = [e for e in measure.earlier if Period.parse(e.period).first >= first]
    return replace(measure, earlier=tuple(kept))


def churn_of(source: Source, material: Material) -> Measure | None:
    """The churn of everyone, where it is no tile of its own.

    Args:
        source: The workspace.
        material: What the page is written from.

    Returns:
        The measure; None where it is a tile, or not known.
    """
    tiles = {measure.metric for measure in material.shown}
    for one in (*material.measures, *material.context):
        fits = one.stage is None and one.metric not in tiles and one.value is not None
        if fits and one.dated and defined(source, one.metric).kind == CHURN:
            return one
    return None


def churn_words(source: Source, material: Material, measure: Measure) -> Fragment:
    """What churn is in this page's period, and where it usually is.

    Args:
        source: The workspace.
        material: What the page is written from.
        measure: The churn of everyone.

    Returns:
        The fragment.
    """
    words = {"span": material.entered(measure), "interval": material.level(measure.key)}
    silent = getattr(defined(source, measure.metric), "silent_for", None)
    if silent is None:
        said = material.say("churn.said", words, value=measure.key)
    else:
        days = material.count(f"{measure.metric}.silent_days", silent.days)
        said = material.say("churn.silent", words, value=measure.key, days=days)
    if measure.usual is not None:
        usual = {"range": material.level(f"{measure.key}.usual")}
        said = f"{said} {material.say('churn.usual', usual)}"
    return section(paragraph(said), kind="note", heading=measure.label)


def moods(source: Source, material: Material) -> Fragment:
    """The mood of what customers wrote, stage by stage, on one scale from −1 to 1.

    Args:
        source: The workspace.
        material: What the page is written from.

    Returns:
        The fragment; empty where no mood is defined or none is known.
    """
    every = (*material.measures, *material.context)
    named = {one.metric for one in every if defined(source, one.metric).kind == EMOTION}
    chosen = next((one.metric for one in every if one.metric in named), None)
    parts = [one for one in every if one.metric == chosen and one.stage is not None]
    if not any(_known(material, one) for one in parts):
        return Fragment("")
    measures = sorted(parts, key=lambda one: material.stages.index(str(one.stage)))
    facts = [material.book[one.key] for one in measures]
    ends = [end for fact in facts for end in (fact.low, fact.high) if end is not None]
    scale = Scale(min([*ends, 0.0]) - ROOM, max([*ends, 0.0]) + ROOM)
    rows = [_row(material, one, scale) for one in measures]
    title = material.say("moods.title", {"metric": measures[0].label})
    level = {"level": confidence(measures[0].estimate.level)}
    material.twins.append(_twin(material, title, measures))
    sub = ghost_words(material, "moods", measures, level)
    return section(drawn(rows), kind="figure moods", heading=title, sub=sub, half=True)


def _known(material: Material, measure: Measure) -> bool:
    return material.book[measure.key].value is not None


def _row(material: Material, measure: Measure, scale: Scale) -> DrawnRow:
    fact = material.book[measure.key]
    if fact.value is None:
        return DrawnRow(measure.stage_label, "", "–", "", material.say("few"), "")
    ends = None if fact.low is None or fact.high is None else (fact.low, fact.high)
    before = material.book[f"{measure.key}.before"].value if measure.before else None
    drawing = dot(fact.value, scale=scale, interval=ends, before=before)
    days = {"span": material.entered(measure)}
    small = material.say("moods.of", days, value=measure.key)
    interval = material.level(measure.key)
    return DrawnRow(
        measure.stage_label, small, material.book.show(measure.key), "", interval, drawing
    )


def _twin(material: Material, title: str, measures: Sequence[Measure]) -> Twin:
    names = ("stage", "value", "low", "high", "n", "before")
    header = tuple(material.say(f"table.{name}") for name in names)
    show = material.book.show
    rows = []
    for one in measures:
        cells = [show(f"{one.key}{end}") for end in ("", ".low", ".high", ".n")]
        if not _known(material, one):
            cells = [material.say("few"), "–", "–", "–"]
        before = f"{one.key}.before"
        known = one.before is not None and material.book[before].value is not None
        rows.append((one.stage_label, *cells, show(before) if known else "–"))
    return Twin(title, header, tuple(rows))
