"""Whether a readout can be trusted, and what was registered before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stagelift.experiments.enrolment import run_of
from stagelift.experiments.published import size_text
from stagelift.formatting import day
from stagelift.metrics.privacy import MINIMUM
from stagelift.reports.fragments import Fragment, marks, section
from stagelift.reports.readout_answer import figures_of, split_words
from stagelift.reports.readout_looks import later_look
from stagelift.reports.readout_registered import deviation_words, frozen_at
from stagelift.reports.wording_health import key_of
from stagelift.reports.wording_readout import READOUT_WORDING, sentence

if TYPE_CHECKING:
    from stagelift.experiments.health import Check
    from stagelift.reports.readout_material import ReadoutMaterial

SIGNS = {"ok": "ok", "amber": "unknown", "red": "warn"}
MICROS = 1e6
Finding = tuple[str, str, str]


def checks(material: ReadoutMaterial) -> Fragment:
    """Every check of the experiment's health, the plan and the looks, each with its finding.

    Args:
        material: What the page is written from.

    Returns:
        The fragment.
    """
    title = sentence(material.language, "checks.title")
    return section(marks(findings(material)), kind="checks", heading=title)


def findings(material: ReadoutMaterial) -> list[Finding]:
    """Every check with its sign, its name and what it found."""
    found = [health(material, check) for check in material.readout.health]
    return [*found, plan_kept(material), looks_kept(material), *followed(material)]


def trust_words(material: ReadoutMaterial) -> str:
    """How many checks hold, and the names of those that do not: what the first screen says.

    Args:
        material: What the page is written from.

    Returns:
        A sentence.
    """
    found = findings(material)
    doubted = [name for sign, name, _ in found if sign != "ok"]
    facts = {
        "checks": material.count("trust.checks", len(found)),
        "held": material.count("trust.held", len(found) - len(doubted)),
    }
    if not doubted:
        return material.say("trust.all", checks=facts["checks"])
    return material.say("trust.some", {"names": ", ".join(doubted)}, **facts)


def health(material: ReadoutMaterial, check: Check) -> Finding:
    """One check of the experiment's health in the page's language, with what to do."""
    sign, known = SIGNS[check.status], READOUT_WORDING[material.language]
    key = key_of(check, known)
    if key is None:
        return sign, check.name, check.text
    said = {**dict(check.words), "sizes": sizes(material)}
    if check.status == "red" and check.name == "split":
        parts = split_words(material)
        said |= {"sizes": parts["came"], "planned": parts["planned"]}
    text = material.say(key, said, **figures_of(material, check))
    todo = None if check.status == "ok" else key_of(check, known, "todo")
    if todo is not None:
        text = f"{text}; {sentence(material.language, todo)}"
    return sign, sentence(material.language, f"check.{check.name}"), text


def sizes(material: ReadoutMaterial) -> str:
    """The customers assigned to each variant, side by side."""
    names = [
        material.count(f"assigned@{name}", count)
        for name, count in material.readout.assigned.items()
    ]
    shown = zip(names, material.readout.assigned.values(), strict=True)
    return " : ".join(
        size_text(units) if 0 < units < MINIMUM else material.book.show(name)
        for name, units in shown
    )


def plan_kept(material: ReadoutMaterial) -> Finding:
    """Whether a plan was frozen before the first customer entered, and is still kept."""
    name = sentence(material.language, "check.plan")
    at = frozen_at(material)
    if at is None:
        return "warn", name, material.say("check.plan.none")
    on = {"on": day(material.local(at).date(), material.language)}
    first = run_of(material.definition).instants(material.source.journey.zone)[0]
    if at.timestamp() * MICROS > first:
        return "warn", name, material.say("check.plan.late", on)
    if material.readout.banner or material.readout.edited:
        return "warn", name, deviation_words(material)
    return "ok", name, material.say("check.plan.ok", on)


def looks_kept(material: ReadoutMaterial) -> Finding:
    """Whether the figures are read when the plan allows it."""
    readout, name = material.readout, sentence(material.language, "check.looks")
    if readout.planned_looks is None:
        kind = "always" if readout.looks == "always" else "once" if readout.final else "early"
        return "ok", name, material.say(f"check.looks.{kind}")
    planned = material.count("looks.planned", readout.planned_looks)
    if readout.looked_on is None:
        return "ok", name, material.say("check.looks.none", planned=planned)
    on = {"on": day(readout.looked_on, material.language)}
    look = material.count("looks.read", readout.look)
    return "ok", name, material.say("check.looks.weekly", on, look=look, planned=planned)


def followed(material: ReadoutMaterial) -> Iterator[Finding]:
    """How many of the assigned were followed to the end of the primary metric's window."""
    primary = material.definition.primary
    levels = [e for e in material.readout.estimates if (e.metric, e.measure) == (primary, "level")]
    if not levels:
        return
    sizes = material.readout.assigned.values()
    assigned = sum(size for size in sizes if size >= MINIMUM)
    facts = {
        "mature": material.count("mature", sum(level.n for level in levels)),
        "assigned": material.count("assigned", assigned),
    }
    # a level that is hidden does not say how many are still open
    known = material.readout.final or all(level.n for level in levels)
    whole = known and not any(dict(level.excluded).get("immature") for level in levels)
    name = sentence(material.language, "check.mature")
    key = "check.mature.all" if material.book["mature"].value == assigned else "check.mature.some"
    said, latest, overrun = {}, later_look(material), material.readout.overrun
    if latest is not None and overrun is not None and overrun.n is not None:
        key, said = "check.mature.look", {"latest": day(latest, material.language)}
        facts["later"] = material.count("mature.later", overrun.n)
    yield "ok" if whole else "unknown", name, material.say(key, said, **facts)
