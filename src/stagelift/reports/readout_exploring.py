"""Who answered: the effect by stage and by group, for exploring only; it decides nothing."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from stagelift.experiments.exploring.dimensions import STAGE
from stagelift.experiments.exploring.text import (
    dimension_name,
    effect_words,
    ordered,
    p_words,
    row_name,
    rows_of,
    stage_name,
)
from stagelift.experiments.verdict import level_spec
from stagelift.formatting import default_spec, formatted
from stagelift.reports.charts.forest import axis, effect_row
from stagelift.reports.charts.svg import Scale, round_ticks
from stagelift.reports.fragments import DrawnRow, Fragment, Twin, paragraph, section
from stagelift.reports.readout_sections import kept
from stagelift.reports.wording_readout import sentence
from stagelift.statistics.inference import Inference

if TYPE_CHECKING:
    from stagelift.experiments.exploring.exploration import Exploration, Row
    from stagelift.experiments.exploring.groups import Groups
    from stagelift.reports.readout_material import ReadoutMaterial

DRAWN = 2  # ways to split that are drawn: the stages, and the one whose groups differ most
ROOM = 0.07  # of the range, left beyond the outermost end
METHOD = "shrunk towards the other groups"


def answered(material: ReadoutMaterial) -> Fragment:
    """The effect by stage before entry and by the groups that differ most; a table holds all.

    Args:
        material: What the page is written from.

    Returns:
        The fragment; empty while nothing may be read, or where nothing can be split.
    """
    found = material.explored
    if found.shut or not found.groups:
        return Fragment("")
    title = sentence(material.language, "answered.title")
    chosen = _chosen(found)
    parts = [part for group in chosen for part in _drawn(material, found, group)]
    if not parts:
        return Fragment("")
    rest = len({group.dimension for group in ordered(found)}) - len(chosen)
    if rest > 0:
        said = material.say("answered.rest", rest=material.count("explored.rest", rest))
        parts.append(paragraph(said))
    material.twins.append(_twin(material, found, title))
    sub = sentence(material.language, "answered.sub")
    return section(*parts, kind="figure", heading=title, sub=sub)


def _chosen(found: Exploration) -> list[Groups]:
    """The ways to split that are drawn: of the first treatment, stages before what differs most."""
    own = [group for group in ordered(found) if group.variant == found.variants[0]]
    stages = [group for group in own if group.dimension == STAGE]
    others = [group for group in own if group.dimension != STAGE and group.p_value is not None]
    return [*stages, *sorted(others, key=lambda group: group.p_value or 0.0)][:DRAWN]


def _drawn(material: ReadoutMaterial, found: Exploration, group: Groups) -> list[str]:
    """One way to split: a row a group, and whether they differ."""
    shown = [(row, _effect(found, row)) for row in rows_of(found, group)]
    ends = [
        end
        for _, effect in shown
        for end in (effect.value, effect.low, effect.high)
        if end is not None
    ]
    if not ends:
        return []
    low, high = min(0.0, *ends), max(0.0, *ends)
    room = (high - low) * ROOM or 1.0
    scale = Scale(low - room, high + room)
    rows = "".join(_row(material, found, row, effect, scale) for row, effect in shown)
    spec = default_spec(found.unit, change=True)
    ticks = [
        (tick, formatted(tick, spec, material.language))
        for tick in round_ticks(low, high, wanted=3)
    ]
    last = f'<tr class="axis"><td></td><td>{axis(ticks, scale=scale)}</td><td></td></tr>'
    caption = escape(dimension_name(found, group, material.language))
    table = f'<table class="rows forest"><caption>{caption}</caption><tbody>{rows}{last}</tbody>'
    differ = ""
    if group.p_value is not None:
        p = {"p": p_words(group.adjusted_p_value)}
        differ = paragraph(material.say("answered.differ", p))
    return [f"{table}</table>", differ]


def _effect(found: Exploration, row: Row) -> Inference:
    """The effect of a group as it is shown: shrunk where there are enough groups."""
    if row.shrunk is not None:
        return Inference(
            value=row.shrunk,
            low=row.shrunk_low,
            high=row.shrunk_high,
            level=found.level,
            method=METHOD,
        )
    one = row.estimate
    if one.low is None:
        return Inference(value=None, method=one.method, status="low_n", note=one.note)
    return Inference(
        value=one.value, low=one.low, high=one.high, level=one.level, method=one.method
    )


def _row(
    material: ReadoutMaterial, found: Exploration, row: Row, effect: Inference, scale: Scale
) -> str:
    label = row_name(found, row, material.language)
    if effect.value is None or effect.low is None or effect.high is None:
        few = sentence(material.language, "ages.few")
        return DrawnRow(label, "", "–", "", few, "").html
    where = f"{row.dimension or STAGE}.{row.estimate.segment or row.estimate.stage}"
    name = f"explored.{where}@{row.estimate.variant}"
    kept(material, name, effect, unit=found.unit)
    tone = "better" if effect.low > 0 else "worse" if effect.high < 0 else "noise"
    if tone != "noise" and material.better(found.metric) == "down":
        tone = "worse" if tone == "better" else "better"
    drawing = effect_row(effect.value, scale=scale, interval=(effect.low, effect.high), tone=tone)
    small = material.say("answered.n", n=material.count(f"{name}.n", row.estimate.n or 0))
    interval = material.say("interval", value=name)
    return DrawnRow(label, small, material.book.show(name), "", interval, drawing).html


def _twin(material: ReadoutMaterial, found: Exploration, title: str) -> Twin:
    """Every cell: stage, group, levels, effect as measured and as shrunk."""
    language = material.language
    header = tuple(
        sentence(language, f"answered.head.{key}")
        for key in ("group", "n", "control", "variant", "effect", "shrunk")
    )
    rows = []
    for row in found.rows:
        stage = row.estimate.stage
        where = "" if stage is None else stage_name(found, stage, language)
        place = "" if stage is None or row.dimension is None else f" ({where})"
        variant = "" if len(found.variants) < 2 else f", {row.estimate.variant}"
        one, show, form = row.estimate, material.book.bare, level_spec(found.unit)
        rows.append(
            (
                f"{row_name(found, row, language)}{place}{variant}",
                show(one.n or None, ",.0f"),
                show(row.control[0], form, found.unit),
                show(row.treated[0], form, found.unit),
                effect_words(found, in_language(row, language), language)
                if one.low is None
                else _ranged(material, found, (one.value, one.low, one.high)),
                _ranged(material, found, (row.shrunk, row.shrunk_low, row.shrunk_high)),
            )
        )
    return Twin(title, header, tuple(rows))


def _ranged(material: ReadoutMaterial, found: Exploration, ends: tuple[float | None, ...]) -> str:
    """A value with its interval, such as "+1.0 pp [+0.3, +1.7]"; a dash where there is none."""
    if None in ends:
        return "–"
    value, low, high = ends
    show, spec = material.book.bare, default_spec(found.unit, change=True)
    limits = [
        show(end, spec.replace("pp", "p"), found.unit, part)
        for part, end in (("low", low), ("high", high))
    ]
    return f"{show(value, spec, found.unit)} [{', '.join(limits)}]"


def in_language(row: Row, language: str) -> Row:
    """A cell that says in the page's language why its effect is not read.

    Args:
        row: The cell.
        language: Language of the page.

    Returns:
        The cell, its note in Korean on a Korean page.
    """
    if language != "ko" or not row.estimate.note:
        return row
    from stagelift.reports.korean_sentences import in_korean

    return replace(row, estimate=replace(row.estimate, note=in_korean(row.estimate.note)))
