"""Which steps of working on a journey are done: a list for the meeting in which the page is read.

Customers, touchpoints, weak places, the picture, goals, data, what may be changed, what became of
it. Each step tells what the workspace knows, and what is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.reports.first_screen.course import aimed
from stagelift.reports.fragments import Fragment, marks, section
from stagelift.reports.tiles import aim_counts
from stagelift.reports.trials import in_state
from stagelift.reports.wording import wording

if TYPE_CHECKING:
    from stagelift.reports.material import Material
    from stagelift.reports.measures import Measure

Step = tuple[str, str]  # its status, as `marks` knows them, and what is said
NAMED = 3


def steps(material: Material) -> Fragment:
    """The steps of the journey, each done, to be looked at, or not begun.

    Args:
        material: What the page is written from.

    Returns:
        The fragment; empty on the page of one segment, which knows neither targets nor tests.
    """
    if material.segment:
        return Fragment("")
    said = {
        "customers": _customers(material),
        "touchpoints": _touchpoints(material),
        "weak": _weak(material),
        "picture": _picture(material),
        "goals": _goals(material),
        "data": _data(material),
        "change": _change(material),
        "results": _results(material),
    }
    title = wording(material.language, "steps.title")
    rows = [
        (how, wording(material.language, f"steps.{name}"), text)
        for name, (how, text) in said.items()
    ]
    return section(marks(rows), kind="checks", heading=title)


def untouched(material: Material) -> Fragment:
    """What is on its target with its whole interval and did not fall: a change would risk it.

    Args:
        material: What the page is written from.

    Returns:
        The fragment; empty where no measure has a target.
    """
    targets = [m for m in material.measures if m.target is not None]
    if not targets:
        return Fragment("")
    safe = [m for m in targets if m.standing == "met" and not m.worse]
    rows = [("ok", m.named, _held(material, m)) for m in safe]
    title = wording(material.language, "leave.title")
    sub = wording(material.language, "leave.sub" if rows else "leave.none")
    return section(marks(rows) if rows else "", kind="checks", heading=title, sub=sub)


def _held(material: Material, measure: Measure) -> str:
    """How a measure holds its target: its value, or in how many of the target's periods."""
    if measure.aims:
        grain = material.say(f"grain.{measure.target_every}")
        return material.say("leave.aims", {"grain": grain}, **aim_counts(material, measure))
    value = measure.key if measure.aimed is None else f"{measure.key}.judged"
    return material.say("leave.one", value=value, target=f"{measure.key}.target")


def _customers(material: Material) -> Step:
    segments = len(material.journey.segments)
    if not segments:
        return "unknown", material.say("steps.customers.none")
    return "ok", material.say(
        "steps.customers.some", segments=material.count("steps.segments", segments)
    )


def _touchpoints(material: Material) -> Step:
    tests = [row.definition for row in material.trials]
    channels = {v.channel for test in tests for v in test.variants.values()} - {"none"}
    if not channels:
        return "unknown", material.say("steps.touchpoints.none")
    facts = {
        "channels": material.count("steps.channels", len(channels)),
        "tests": material.count("steps.tests", len(tests)),
    }
    return "ok", material.say("steps.touchpoints.some", **facts)


def _weak(material: Material) -> Step:
    if not any(m.usual for m in material.measures):
        return "unknown", material.say("steps.weak.unknown")
    found = material.alarms
    if not found:
        return "ok", material.say("steps.weak.none")
    labels = list(dict.fromkeys(measure.named for measure in found))
    return "warn", material.say("steps.weak.some", {"metrics": ", ".join(labels[:NAMED])})


def _picture(material: Material) -> Step:
    stages = material.count("steps.stages", len(material.stages))
    return "ok", material.say("steps.picture.some", stages=stages)


def _goals(material: Material) -> Step:
    targets = len(material.journey.targets)
    if not targets:
        return "unknown", material.say("steps.goals.none")
    short = sum(measure.standing == "short" for measure in aimed(material))
    facts = {
        "targets": material.count("steps.targets", targets),
        "short": material.count("steps.short", short),
    }
    return "warn" if short else "ok", material.say("steps.goals.some", **facts)


def _data(material: Material) -> Step:
    stale = [one.source for one in material.trust.stale]
    sources = material.count("steps.sources", len(material.journey.sources))
    if stale:
        return "warn", material.say("steps.data.stale", {"sources": ", ".join(stale)})
    return "ok", material.say("steps.data.fresh", sources=sources)


def _change(material: Material) -> Step:
    counts = {
        state: len(in_state(material.told, state)) for state in ("waiting", "running", "planned")
    }
    if not any(counts.values()):
        return "unknown", material.say("steps.change.none")
    facts = {state: material.count(f"steps.{state}", count) for state, count in counts.items()}
    return "warn" if counts["waiting"] else "ok", material.say("steps.change.some", **facts)


def _results(material: Material) -> Step:
    decided = in_state(material.told, "decided")
    if not decided:
        return "unknown", material.say("steps.results.none")
    came = [row.outcome for row in decided if row.outcome is not None]
    scored = sum(outcome.scored for outcome in came)
    facts = {"decided": material.count("steps.decided", len(decided))}
    if scored:
        facts["scored"] = material.count("steps.scored", scored)
    # a decision without a forecast, or with one in words, has nothing to be held against
    waits = any(outcome.forecast is not None and not outcome.scored for outcome in came)
    key = "steps.results.some" if scored else "steps.results.unscored"
    return "warn" if waits else "ok", material.say(key, **facts)
