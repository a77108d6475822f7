"""Who went where in four weeks, who is in which segment, what they ask about, what is not used."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from stagelift.formatting import formatted, number
from stagelift.metrics.privacy import MINIMUM
from stagelift.metrics.targets import span
from stagelift.reports.map.section import Grid, Section, absent
from stagelift.reports.map.standing import standing_by_age, standing_note
from stagelift.reports.map.wording import say
from stagelift.reports.measures import words

if TYPE_CHECKING:
    from stagelift.reports.map.material import Material

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
        return absent("moves", title, material.missing.get("moves", ""))
    rows = found.to_dicts()
    cells = {(row["start"], row["stage"]): row for row in rows}
    starts = list(dict.fromkeys(row["start"] for row in rows if row["start"]))
    ends = list(dict.fromkeys(row["stage"] for row in rows if row["stage"]))
    order = {name: place for place, name in enumerate((*found.states, "not_known"))}
    starts.sort(key=lambda name: order.get(name, len(order)))
    ends.sort(key=lambda name: order.get(name, len(order)))
    header = (say(language, "moves.column.from"), *(_state(material, name) for name in ends))
    table = tuple(
        (_state(material, start), *(_moved(cells.get((start, end)), language) for end in ends))
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


def _moved(row: dict[str, Any] | None, language: str) -> str:
    if row is None or row["k"] == 0:
        return "–"
    if row["k"] is None:
        return say(language, "moves.few")
    share = "" if row["value"] is None else f" ({formatted(row['value'], '.0%', language)})"
    return f"{number(row['k'])}{share}"


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
        (material.stage_words(stage), *_topic(row, language))
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
        lines=(say(language, "topics.note", period=found.period),),
        grids=(Grid("", header, table),),
        records=tuple(rows),
    )


def _topic(row: dict[str, Any], language: str) -> tuple[str, ...]:
    value = formatted(row["value"], ".1%", language)
    ends = span(row["low"], row["high"], ".1%", language)
    rate = row["per_thousand"]
    often = "–" if rate is None else formatted(rate, ".1f", language)
    return (row["topic"], f"{value} [{ends}]", number(row["n"]), often)


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
        return absent("segments", title, material.missing.get("segments", ""))
    rows = found.to_dicts()
    table = []
    for row in rows:
        label = _segment_words(material, row)
        few = f"< {MINIMUM}"
        count = few if row["k"] is None else number(row["k"])
        share = "–" if row["value"] is None else formatted(row["value"], ".1%", language)
        table.append((label, count, share))
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
        return absent("coverage", title, material.missing.get("coverage", ""))
    unused = ", ".join(one.event for one in found.unused[:UNUSED])
    counts = {"events": number(len(found.events)), "rows": number(found.n)}
    lines = [say(language, "coverage.note", **counts)]
    if unused and found.unused_share is not None:
        share = formatted(found.unused_share, ".0%", language)
        lines.append(say(language, "coverage.unused", share=share, names=unused))
    if found.internal_share is not None:
        internal = formatted(found.internal_share, ".0%", language)
        lines.append(say(language, "coverage.internal", share=internal))
    return Section("coverage", title, lines=tuple(lines), records=tuple(found.to_dicts()))
