"""What a busy reader needs first, and where the map itself is too complex to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.formatting import formatted, number
from stagelift.reports.map.aims import held_on_target, safely_on_target, short, target_words
from stagelift.reports.map.holding import (
    bottleneck_lead,
    bottleneck_sentences,
    clear_bottleneck,
    leak_lead,
    leak_sentence,
)
from stagelift.reports.map.losing import loss_lead, most_lost
from stagelift.reports.map.tried import shown_reach
from stagelift.reports.map.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stagelift.reports.map.material import Material
    from stagelift.reports.map.now import StageNow
    from stagelift.reports.source import Trust

MOST = {"stages": 7, "segments": 9, "kpis": 9}  # what a reader can keep apart at a glance


def lead(material: Material) -> tuple[str, str]:
    """What only the map knows: where the journey loses most, and how long it takes.

    One step leads: where the bottleneck is clear and another step than that most are lost at, the
    bottleneck does. Where no step is known: a leak, a target missed, a bottleneck.

    Args:
        material: What the map is written from.

    Returns:
        A headline, and its size; empty where there is none to say.
    """
    held, worst = clear_bottleneck(material), most_lost(material)
    if held is not None and worst is not None and held.stage != worst.stage:
        return bottleneck_lead(material) or _calm(material)
    found = loss_lead(material) or leak_lead(material) or _missed(material)
    return found or bottleneck_lead(material) or _calm(material)


def _missed(material: Material) -> tuple[str, str] | None:
    """The first target that its measure is surely short of."""
    language = material.language
    short_of = [row for row in material.targets.rows if row.on_target is False and not row.hidden]
    if not short_of:
        return None
    words = {"names": ", ".join(target_words(material, row) for row in short_of)}
    return say(language, "lead.below", **words), "; ".join(short(material, row) for row in short_of)


def _calm(material: Material) -> tuple[str, str]:
    return say(material.language, "lead.calm"), ""


def headlines(material: Material) -> Iterator[tuple[str, str]]:
    """The first lines of the map: what it is about, and a sentence.

    Args:
        material: What the map is written from.

    Yields:
        Names under `about.` and sentences, most important first.
    """
    leak = leak_sentence(material)
    if leak:
        yield "leak", leak
    for said in bottleneck_sentences(material):
        yield "bottleneck", said
    yield from _answerable(material)
    yield from _targets(material)
    if material.targets.rows:
        yield "leave", _leave(material)
    if material.use is not None and material.use.cells:
        yield "untried", _untried(material)


def _answerable(material: Material) -> Iterator[tuple[str, str]]:
    """Who owns the stage that leads the map, and whether its data can be trusted."""
    held = clear_bottleneck(material) or most_lost(material)
    owner = material.journey.stages[held.stage].owner if held is not None else None
    if owner:
        yield "owner", owner
    if material.trust is not None:
        yield "trust", trust_words(material, material.trust)


def trust_words(material: Material, trust: Trust) -> str:
    """How late the data come, what is in quarantine, and which source is silent.

    Args:
        material: What the map is written from.
        trust: What is known about the data.

    Returns:
        A line.
    """
    language, book = material.language, material.book
    parts = [say(language, "trust.late_unknown")]
    if trust.late_share is not None:
        name = book.keep("data.late", "late", "level", {"value": trust.late_share})
        late = book.show(formatted(trust.late_share, ".1%", language), name)
        parts = [say(language, "trust.late", late=late)]
    rejected = sum(trust.rejected.values())
    if rejected:
        name = book.keep("data.rejected", "rejected", "count", {"value": rejected})
        parts.append(say(language, "trust.dirty", rejected=book.show(number(rejected), name)))
    else:
        parts.append(say(language, "trust.clean"))
    parts += [
        say(language, "trust.stale", source=one.source, days=one.silent) for one in trust.stale
    ]
    return "; ".join(parts)


def _targets(material: Material) -> Iterator[tuple[str, str]]:
    language, rows = material.language, material.targets.rows
    if not rows:
        yield "targets", say(language, "headline.targets.none")
        return
    shown = [row for row in rows if not row.hidden]
    below = [short(material, row) for row in shown if row.on_target is False]
    open_ = [short(material, row) for row in shown if row.standing == "inconclusive"]
    parts = [
        say(language, "headline.below", names="; ".join(below))
        if below
        else say(language, "headline.below.none")
    ]
    if open_:
        parts.append(say(language, "headline.open", names="; ".join(open_)))
    parts.append(say(language, "headline.course", **_courses(material)))
    for part in parts:
        yield "targets", part


def _courses(material: Material) -> dict[str, str]:
    """How many targets are reached by their day, missed, and open."""
    courses = [row.course for row in material.targets.rows]
    counts = {"reaching": courses.count("reaches"), "missing": courses.count("misses")}
    counts["open"] = len(courses) - sum(counts.values())
    book = material.book
    return {
        name: book.show(
            number(count), book.keep(f"targets.{name}", "targets", "count", {"value": count})
        )
        for name, count in counts.items()
    }


def _leave(material: Material) -> str:
    safe = safely_on_target(material)
    if not safe:
        names = ", ".join(target_words(material, row) for row in held_on_target(material))
        key = "headline.leave.held" if names else "headline.leave.none"
        return say(material.language, key, names=names)
    return "; ".join(short(material, row) for row in safe)


def _untried(material: Material) -> str:
    language, use = material.language, material.use
    never = use.never if use else ()
    if use is None or not never:
        return say(language, "headline.untried.none")
    largest = never[0]
    count = use.shown(largest.reachable)
    name = material.book.keep("untried.cells", "untried", "count", {"value": len(never)})
    said = "?" if count is None else number(count)
    words = {
        "cells": material.book.show(number(len(never)), name),
        "stage": material.stage_words(largest.stage),
        "channel": material.channel_words(largest.channel),
        "count": shown_reach(material, largest, count, said),
    }
    return say(language, "headline.untried", **words)


def warnings(material: Material, stages: tuple[StageNow, ...]) -> Iterator[str]:
    """Where the map is too complex, or rests on nobody.

    Args:
        material: What the map is written from.
        stages: The stages as they are.

    Yields:
        Sentences.
    """
    language, journey = material.language, material.journey
    counts = {
        "stages": len(material.stages),
        "segments": len(journey.segments),
        "kpis": len(journey.targets),
    }
    for name, count in counts.items():
        if count > MOST[name]:
            yield say(language, f"lint.{name}", count=count, most=MOST[name])
    ownerless = [name for name in material.stages if not journey.stages[name].owner]
    if ownerless:
        names = ", ".join(map(material.stage_words, ownerless))
        yield say(language, "lint.owners", names=names)
    empty = [material.stage_words(one.stage) for one in stages if one.entered == 0]
    if empty:
        yield say(language, "lint.empty", period=material.period.label, names=", ".join(empty))
