"""The numbers of a page that were published before and are other ones now, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from stagelift.errors import ArgumentError
from stagelift.formatting import formatted
from stagelift.reports.closed import COMPARED
from stagelift.reports.cohort import PREFIX
from stagelift.reports.evidence.movement import group_words
from stagelift.reports.facts import KEY, Restatement, restated
from stagelift.reports.fragments import Fragment, Twin, section
from stagelift.reports.measures import words
from stagelift.reports.periods import Period

if TYPE_CHECKING:
    from stagelift.reports.material import Material
    from stagelift.reports.prose import Fact
    from stagelift.reports.source import Source

SOURCES = 3  # of late rows that are named
NOT = "not "  # what a segment's id begins with where it means all the others


def restatements(source: Source, material: Material) -> Fragment:
    """The numbers that were published before and are other ones now, and why.

    Args:
        source: The workspace.
        material: What the page is written from.

    Returns:
        The fragment; empty when there are none.
    """
    found = restated_facts(material)
    if not found:
        return Fragment("")
    title = material.say("restated.title")
    names = ("measure", "period", "was", "now", "why")
    header = tuple(material.say(f"table.{name}") for name in names)
    rows = tuple(_row(source, material, each) for each in found)
    return section(Twin(title, header, rows).html, kind="table")


def restated_facts(material: Material) -> tuple[Restatement, ...]:
    """The restatements of a page's facts, without counts, limits and targets.

    Args:
        material: What the page is written from.

    Returns:
        Those whose numbers differ as they are shown, in the order of the facts.
    """
    facts = [f.to_dict() for f in material.book if f.measure in COMPARED and f.value is not None]
    named = {tuple(fact[name] for name in KEY): fact for fact in facts}  # each once
    before = material.as_of.isoformat()
    found = restated(list(named.values()), material.archive, before=before, zone=material.zone)
    return tuple(each for each in found if _differs(material, each))


def _differs(material: Material, each: Restatement) -> bool:
    """Whether both numbers are other ones as they are shown too."""
    spec, ends = material.book[str(each.fact["name"])].spec, (each.before, each.now)
    shown = ["" if v is None else formatted(v, spec, material.language) for v in ends]
    return shown[0] != shown[1]


def _late(source: Source, material: Material, each: Restatement) -> str:
    """The sources whose rows came after a number was told, as far as they say when rows came."""
    try:
        first = Period.parse(str(each.fact["period"])).first
    except ArgumentError:  # an experiment's
        first = material.period.first
    came = source.arrived(datetime.fromisoformat(each.known), first) if each.known else ()
    if not came:
        return material.say("restated.data")
    since = f"{each.known}@{first}"
    said = [
        material.say(
            "restated.late.one",
            {"source": one.source},
            rows=material.count(f"late.{one.source}.{since}", one.rows),
        )
        for one in came[:SOURCES]
    ]
    return material.say("restated.late", {"sources": ", ".join(said)})


def _row(source: Source, material: Material, each: Restatement) -> tuple[str, ...]:
    name = str(each.fact["name"])
    fact = material.book[name]
    was = f"{name}.was"
    material.book.record(
        replace(
            fact,
            name=was,
            measure="restated",
            value=each.before,
            form=fact.spec,
            low=None,
            high=None,
            n=None,
            k=None,
            text="",
        )
    )
    why = material.say("restated.redefined") if each.redefined else _late(source, material, each)
    show = material.book.show
    return label_of(material, fact), fact.period, show(was), show(name), why


def label_of(material: Material, fact: Fact) -> str:
    """What a restated number is, in words: its measure, what it is of it, and of whom.

    Args:
        material: What the page is written from.
        fact: The fact.

    Returns:
        Such as "First order, change, Android".
    """
    whole, _, part = fact.metric.partition(".")
    parts = [_metric(material, fact, whole)]
    what, _, age = part.partition(".")
    if material.says(f"restated.part.{what}"):
        parts.append(material.say(f"restated.part.{what}", {"age": age}))
    if fact.measure == "change":
        parts.append(material.say("restated.change"))
    if fact.segment is not None:
        parts.append(_segment(material, fact.segment))
    row = next((one for one in material.trials if fact.name.startswith(f"{one.name}.")), None)
    if fact.variant is not None and row is not None:
        parts.append(row.label)
        role = fact.name.removeprefix(f"{row.name}.")
        known = {"control": row.control, "treatment": row.treatment}
        parts.append(known.get(role) or material.say("restated.effect"))
    return ", ".join(parts)


def _metric(material: Material, fact: Fact, whole: str) -> str:
    """The words of the metric a fact is about, with its stage where it stands for one."""
    if whole.startswith(PREFIX) and fact.stage is not None:
        label = words(material.journey.stages[fact.stage].label, fact.stage, material.language)
        return material.say("restated.reached", {"stage": label})
    same = [m for m in material.measures if m.metric == whole]
    measure = next((m for m in same if m.stage == fact.stage), same[0] if same else None)
    if measure is None:
        key = f"restated.metric.{whole}"
        return material.say(key) if material.says(key) else whole
    return measure.named


def _segment(material: Material, name: str) -> str:
    """The words of a segment, of an attribute's value, or of all the others."""
    if name.rpartition("=")[2].startswith(NOT):
        whom = group_words(material, name.rpartition("=")[2].removeprefix(NOT))
        return material.say("restated.others", {"group": whom})
    return group_words(material, name)
