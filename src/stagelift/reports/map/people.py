"""Who went where in four weeks, who is in which segment, what they ask about, what is not used."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from stagelift.formatting import formatted, number
from stagelift.metrics.privacy import MINIMUM
from stagelift.metrics.targets import span
from stagelift.reports.map.material import days_words
from stagelift.reports.map.section import Grid, Section, absent
from stagelift.reports.map.standing import standing_by_age, standing_note
from stagelift.reports.map.wording import say
from stagelift.reports.measures import words

if TYPE_CHECKING:
    from stagelift.reports.map.material import Material

HIDDEN = "…"  # too few, or so many that too few are left
TOPICS = 3  # of a stage; `topics()` has them all
UNUSED = 6  # events no definition names


def moves_section(material: Material) -> Section:
    """The section on where customers went within four weeks.

    Args:
        material: What the map is written from.

    Returns:
        A table of stages then by stages now.
    """
    language, found = material.language, material.moves
    title = say(language, "moves")
    if found is None:
        return absent("moves", title, material.why_missing("moves"))
    rows = found.to_dicts()
    cells = {(row["start"], row["stage"]): row for row in rows}
    starts = list(dict.fromkeys(row["start"] for row in rows if row["start"]))
    ends = list(dict.fromkeys(row["stage"] for row in rows if row["stage"]))
    order = {name: place for place, name in enumerate((*found.states, "not_known"))}
    starts.sort(key=lambda name: order.get(name, len(order)))
    ends.sort(key=lambda name: order.get(name, len(order)))
    header = (say(language, "moves.column.from"), *(_state(material, name) for name in ends))
    table = tuple(
        (_state(material, start), *(_moved(cells.get((start, end)), material) for end in ends))
        for start in starts
    )
    drawings, grids, standing = standing_by_age(material)
    note = say(language, "moves.note", minimum=MINIMUM)
    return Section(
        name="moves",
        title=title,
        lines=(note, *standing_note(material, bool(drawings))),
        grids=(Grid("", header, table), *grids),
        drawings=drawings,
        records=(*rows, *standing),
    )


def _state(material: Material, name: str) -> str:
    if name in material.journey.stages:
        return material.stage_words(name)
    return say(material.language, f"moves.{name}")


def _moved(row: dict[str, Any] | None, material: Material) -> str:
    language, book = material.language, material.book
    if row is None or row["k"] == 0:
        return "–"
    if row["k"] is None:
        return say(language, "moves.few")
    name = f"moves.{row['start']}.{row['stage']}"
    book.keep(name, "moves", "share", row, unit="share", segment=None)
    count = book.show(number(row["k"]), name, "k")
    if row["value"] is None:
        return count
    return f"{count} ({book.show(formatted(row['value'], '.0%', language), name)})"


def topics_section(material: Material) -> Section:
    """The section on what customers of each stage ask about.

    Args:
        material: What the map is written from.

    Returns:
        The most frequent topics of each stage; `absent` without enquiries.
    """
    language, found = material.language, material.topics
    title = say(language, "topics")
    if found is None:
        return absent("topics", title, say(language, "topics.none"))
    rows = [row for row in found.to_dicts() if row["stage"] and row["segment"] is None]
    by_stage: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["value"] is not None:
            by_stage[row["stage"]].append(row)
    table = tuple(
        (material.stage_words(stage), *_topic(row, material, found.period))
        for stage in material.stages
        for row in by_stage.get(stage, [])[:TOPICS]
    )
    if not table:
        return absent("topics", title, say(language, "topics.few", minimum=MINIMUM))
    names = ("stage", "topic", "share", "n", "rate")
    header = tuple(say(language, f"topics.column.{name}") for name in names)
    return Section(
        name="topics",
        title=title,
        lines=(say(language, "topics.note", period=days_words(found.period, language)),),
        grids=(Grid("", header, table),),
        records=tuple(rows),
    )


def _topic(row: dict[str, Any], material: Material, period: str) -> tuple[str, ...]:
    language, book = material.language, material.book
    name, about = f"topic.{row['stage']}.{row['topic']}", {"period": period, "unit": "share"}
    book.keep(name, "topics", "share", row, **about)
    value = formatted(row["value"], ".1%", language)
    ends = span(row["low"], row["high"], ".1%", language)
    rate = row["per_thousand"]
    often = "–"
    if rate is not None:
        about = {"stage": row["stage"], "period": period, "unit": "ratio", "value": rate}
        book.keep(f"{name}.rate", "topics", "per_thousand", {}, **about)
        often = book.show(formatted(rate, ".1f", language), f"{name}.rate")
    count = book.show(number(row["n"]), name, "n")
    topic = material.journey.called(row["topic"], material.language)
    return (topic, book.ranged(f"{value} [{ends}]", name), count, often)


def segments_section(material: Material) -> Section:
    """The section on who is in which segment.

    Args:
        material: What the map is written from.

    Returns:
        Sizes and what no segment covers; `absent` without segments.
    """
    language, found = material.language, material.segments
    title = say(language, "segments")
    if not material.journey.segments:
        return absent("segments", title, say(language, "segments.none"))
    if found is None:
        return absent("segments", title, material.why_missing("segments"))
    book, rows = material.book, found.to_dicts()
    table = []
    for row in rows:
        label = _segment_words(material, row)
        count = HIDDEN if row["k"] is None else number(row["k"])
        share = "–" if row["value"] is None else formatted(row["value"], ".1%", language)
        name = f"segment.{row['of']}.{row['segment']}"
        book.keep(name, "segments", "share", row, unit="share")
        table.append((label, book.show(count, name, "k"), book.show(share, name)))
    names = ("segment", "customers", "share")
    header = tuple(say(language, f"segments.column.{name}") for name in names)
    return Section(
        name="segments",
        title=title,
        lines=(say(language, "segments.note"),),
        grids=(Grid("", header, tuple(table)),),
        records=tuple(rows),
    )


def _segment_words(material: Material, row: dict[str, Any]) -> str:
    """The words of a segment, or of those in one, none or several of a set."""
    language, name = material.language, row["segment"]
    if row["of"] == "segment":
        return words(material.journey.segments[name].label, name, language)
    of = say(language, "segments.these") if name == "all" else name
    return say(language, f"segments.{row['of']}", name=of)


def coverage_section(material: Material) -> Section:
    """The section on what the data hold that the map does not use.

    Args:
        material: What the map is written from.

    Returns:
        How much of the events any definition uses, and those none does.
    """
    language, found = material.language, material.coverage
    title = say(language, "coverage")
    if found is None:
        return absent("coverage", title, material.why_missing("coverage"))
    unused = ", ".join(one.event for one in found.unused[:UNUSED])
    whole = {"events": len(found.events), "rows": found.n}
    counts = {name: _counted(material, name, count) for name, count in whole.items()}
    lines = [say(language, "coverage.note", **counts)]
    if unused and found.unused_share is not None:
        share = _covered(material, "unused", found.unused_share)
        lines.append(say(language, "coverage.unused", share=share, names=unused))
    if found.internal_share is not None:
        internal = _covered(material, "internal", found.internal_share)
        lines.append(say(language, "coverage.internal", share=internal))
    return Section("coverage", title, lines=tuple(lines), records=tuple(found.to_dicts()))


def _counted(material: Material, what: str, count: int) -> str:
    name = material.book.keep(f"coverage.{what}", "coverage", "count", {"value": count})
    return material.book.show(number(count), name)


def _covered(material: Material, what: str, share: float) -> str:
    name = material.book.keep(f"coverage.{what}", "coverage", what, {"value": share})
    return material.book.show(formatted(share, ".0%", material.language), name)
