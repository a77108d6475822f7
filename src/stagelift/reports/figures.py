"""The charts: conversion and NPS by stage, one measure over the weeks; each with a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.reports.charts import Point, bar, dot, trend
from stagelift.reports.charts.svg import Scale
from stagelift.reports.fragments import DrawnRow, Fragment, Twin, drawn, paragraph, section
from stagelift.reports.numbers.marked import unmarked
from stagelift.reports.periods import Period
from stagelift.reports.prose import Fact
from stagelift.reports.tiles import axis_text, shown_value
from stagelift.reports.wording import wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stagelift.reports.material import Material
    from stagelift.reports.measures import Measure
    from stagelift.reports.normal import NormalRange

LEAST = 2  # known periods that a line needs


def stages(material: Material) -> Fragment:
    """Conversion stage by stage as bars from zero, each of its own entrants.

    Args:
        material: What the page is written from.

    Returns:
        The fragment; its rows are a table. Empty when no stage has a conversion.
    """
    measures = _one_a_stage(material)
    if not measures:
        return Fragment("")
    known = [m for m in measures if material.book[m.key].value is not None]
    tops = [
        v
        for m in known
        for v in (m.value, m.estimate.high, m.before.value if m.before else None)
        if v is not None
    ]
    largest = max(tops, default=1.0) or 1.0
    rows = [_stage_row(material, measure, largest) for measure in measures]
    title = wording(material.language, "stages.title")
    material.twins.append(_levels_twin(material, title, measures))
    sub = ghost_words(material, "stages", measures)
    return section(drawn(rows), kind="figure", heading=title, sub=sub, half=True)


def scores(material: Material) -> Fragment:
    """NPS by stage as dots with intervals on one scale, with the week before as a ring.

    Args:
        material: What the page is written from.

    Returns:
        The fragment; its rows are a table. Empty when no score is asked.
    """
    parts = [m for m in material.measures if m.estimate.unit == "points" and m.stage is not None]
    measures = sorted(parts, key=lambda m: material.stages.index(str(m.stage)))
    if not measures:
        return Fragment("")
    ends = [
        v
        for m in measures
        for v in (m.estimate.low, m.estimate.high)
        if v is not None and m.estimate.period not in m.withheld
    ]
    scale = Scale(min([*ends, 0.0]) - 4, max([*ends, 0.0]) + 4)
    rows = [_score_row(material, measure, scale) for measure in measures]
    title = wording(material.language, "nps.title")
    material.twins.append(_levels_twin(material, title, measures))
    sub = ghost_words(material, "nps", measures)
    return section(drawn(rows), kind="figure", heading=title, sub=sub, half=True)


def over_time(material: Material, measure: Measure) -> Fragment:
    """One measure over the weeks with interval, normal range and target.

    Args:
        material: What the page is written from.
        measure: The measure.

    Returns:
        The fragment; its numbers stand in a table at the end of the page.
    """
    points = _points(material, measure)
    limits = measure.usual
    target, named = None, material.say("trend.title", {"metric": measure.named})
    lines = [f"{measure.key}@{e.period}" for e in (*measure.earlier, measure.estimate)]
    title = finding(material, named, lines, None if measure.festive else limits)
    if measure.target is not None and measure.judged is measure:
        target = (measure.target, material.say("trend.target", target=f"{measure.key}.target"))
    drawing = trend(
        points,
        shown=lambda value: (
            material.book.show(measure.key)
            if value == measure.value
            else axis_text(measure, material.language, value)
        ),
        label=title,
        usual=None if limits is None else (limits.low, limits.high),
        target=target,
    )
    return section(
        drawing or paragraph(material.say("few")),
        kind="figure",
        heading=title,
        sub=_trend_sub(material, measure),
        half=True,
    )


def ghost_words(
    material: Material,
    chart: str,
    measures: Sequence[Measure],
    said: Mapping[str, str] | None = None,
) -> str:
    """The line under a chart; the period before is in it only where one is drawn.

    Args:
        material: What the page is written from.
        chart: What its sentences are called.
        measures: Its rows.
        said: Other words of the line.

    Returns:
        The words.
    """
    shown = [m for m in measures if material.book[m.key].value is not None]
    known = any(_before(material, measure) is not None for measure in shown)
    before = material.say(f"{chart}.before") if known else ""
    return material.say(f"{chart}.sub", {**(said or {}), "before": before})


def finding(material: Material, title: str, names: Sequence[str], usual: NormalRange | None) -> str:
    """A line's title with what it says: its last value held against its range.

    Args:
        material: What the page is written from.
        title: What the line is about.
        names: The facts of its periods, oldest first.
        usual: The range its last value is held against; without one it is told between which
            values it moved.

    Returns:
        The words; the title alone where there is no line to draw.
    """
    book = material.book
    known = [name for name in names if book[name].value is not None]
    if len(known) < LEAST:
        return title
    said, last = {"title": title}, known[-1]
    if usual is not None and last == names[-1]:
        return material.say(f"line.{_side(usual, book[last].value or 0.0)}", said, value=last)
    low, *_, high = sorted(known, key=lambda name: book[name].value or 0.0)
    if unmarked(book.show(low)) == unmarked(book.show(high)):
        return material.say("line.flat", said, value=last)
    return material.say("line.range", said, low=low, high=high, value=last)


def _side(usual: NormalRange, value: float) -> str:
    """Which side of its range a value is on, and whether the range rests on few periods."""
    side = "in" if usual.holds(value) else "above" if value > usual.high else "below"
    return f"{side}.so_far" if usual.descriptive else side


def _one_a_stage(material: Material) -> list[Measure]:
    """The share that leads into each stage: the tile's, else the first defined."""
    rates = [m for m in material.measures if m.leads and m.better == "up"]
    ranked = sorted(rates, key=lambda m: (m.metric not in material.tiles, rates.index(m)))
    chosen: dict[str, Measure] = {}
    for measure in ranked:
        chosen.setdefault(str(measure.stage), measure)
    return sorted(chosen.values(), key=lambda m: material.stages.index(str(m.stage)))


def _stage_row(material: Material, measure: Measure, largest: float) -> DrawnRow:
    fact = material.book[measure.key]
    words = {"metric": measure.label, "span": material.entered(measure)}
    small = material.say("stages.who", words)
    if fact.value is None:
        return _blank(material, measure, small, bar(0, largest=largest))
    drawing = bar(
        fact.value, largest=largest, before=_before(material, measure), interval=_ends(fact)
    )
    of = material.say("stages.of", value=measure.key)
    return DrawnRow(
        measure.stage_label,
        small,
        material.book.show(measure.key),
        of,
        material.level(measure.key),
        drawing,
    )


def _score_row(material: Material, measure: Measure, scale: Scale) -> DrawnRow:
    fact = material.book[measure.key]
    if fact.value is None:
        return _blank(material, measure, "", "")
    drawing = dot(fact.value, scale=scale, interval=_ends(fact), before=_before(material, measure))
    small = material.say("nps.of", value=measure.key)
    return DrawnRow(
        measure.stage_label,
        small,
        material.book.show(measure.key),
        "",
        material.level(measure.key),
        drawing,
    )


def _blank(material: Material, measure: Measure, small: str, drawing: str) -> DrawnRow:
    why = material.say("few")
    if material.book[measure.key].status != "low_n":
        why = shown_value(material, measure)
    return DrawnRow(measure.stage_label, small, "–", "", why, drawing)


def _before(material: Material, measure: Measure) -> float | None:
    return material.book[f"{measure.key}.before"].value if measure.before else None


def _ends(fact: Fact) -> tuple[float, float] | None:
    return None if fact.low is None or fact.high is None else (fact.low, fact.high)


def _points(material: Material, measure: Measure) -> list[Point]:
    """The weeks as points and facts, and as rows of a table."""
    points, rows = [], []
    for estimate in (*measure.earlier, measure.estimate):
        name = f"{measure.key}@{estimate.period}"
        material.book.record(measure.fact(name, estimate))
        fact = material.book[name]
        points.append(Point(_week(estimate.period), fact.value, fact.low, fact.high))
        show = material.book.show
        rows.append(
            (
                estimate.period,
                show(name),
                show(f"{name}.low"),
                show(f"{name}.high"),
                show(f"{name}.n"),
            )
        )
    header = tuple(
        material.say(f"table.{name}").capitalize() for name in ("week", "value", "low", "high", "n")
    )
    material.twins.append(
        Twin(material.say("trend.title", {"metric": measure.named}), header, tuple(rows))
    )
    return points


def _week(period: str) -> str:
    parsed = Period.parse(period)
    return parsed.label.partition("-")[2] if "W" in parsed.label else parsed.label


def _trend_sub(material: Material, measure: Measure) -> str:
    if measure.usual is None:
        said = material.say("trend.sub_plain")
    else:
        key = "trend.so_far" if measure.usual.descriptive else "trend.usual"
        said = material.say("trend.sub", {"usual_words": wording(material.language, key)})
    return f"{said} {material.say('trend.later')}" if measure.later else said


def _levels_twin(material: Material, title: str, measures: Sequence[Measure]) -> Twin:
    names = ("stage", "measure", "value", "low", "high", "n", "before")
    header = tuple(wording(material.language, f"table.{name}") for name in names)
    show = material.book.show
    rows = tuple(
        (
            m.stage_label,
            m.label,
            *(show(f"{m.key}{end}") for end in ("", ".low", ".high", ".n")),
            show(f"{m.key}.before") if m.before else "–",
        )
        for m in measures
    )
    return Twin(title, header, rows)
