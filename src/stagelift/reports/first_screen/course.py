"""The course against the targets: which are met, and which will be on their day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.formatting import day

if TYPE_CHECKING:
    from stagelift.reports.comparisons import Landing
    from stagelift.reports.material import Material
    from stagelift.reports.measures import Measure


def course(material: Material) -> str:
    """The course against the targets, as one line: forecast where that is asked, else as it is.

    Args:
        material: What the page is written from.

    Returns:
        The line; it says when no target is set.
    """
    found = aimed(material)
    if not found:
        return material.say("course.none")
    ahead = [(m, material.landings[m.key]) for m in found if m.key in material.landings]
    if ahead and any(landing.course != "unknown" for _, landing in ahead):
        return _ahead(material, ahead)
    return _standing(material, [m for m in found if m.standing is not None])


def aimed(material: Material) -> list[Measure]:
    """The measures that have a target, each once: of a metric by stage, the whole journey's.

    Args:
        material: What the page is written from.

    Returns:
        The measures in their order.
    """
    return [m for m in material.measures if m.key == m.metric and m.target is not None]


def _ahead(material: Material, ahead: list[tuple[Measure, Landing]]) -> str:
    """Which targets will be met on their day, and the first that will not with its forecast."""
    if len(ahead) == 1:
        return f"{ahead[0][0].label}: {landing_words(material, ahead[0][0].key)}"
    reach = [m for m, landing in ahead if landing.course == "reaches"]
    miss = [m for m, landing in ahead if landing.course == "misses"]
    facts = {
        "targets": material.count("targets.set", len(ahead)),
        "on": material.count("targets.on_course", len(reach)),
        "open": material.count("targets.open", len(ahead) - len(reach) - len(miss)),
    }
    key = "course.all_ahead" if len(reach) == len(ahead) else "course.ahead"
    key = key if reach or miss else "course.all_open"
    said = material.say(key, **facts)
    if not miss:
        return said
    first, landing = miss[0], material.landings[miss[0].key]
    words = {"metric": first.named, "by": day(landing.by, material.language)}
    rest = [m.named for m in miss[1:]]
    off = material.say(
        "course.off", words, lands=f"{first.key}.lands", target=f"{first.key}.target"
    )
    more = material.say("course.off_too", {"metrics": ", ".join(rest)}) if rest else ""
    return f"{said}; {off}{more}"


def _standing(material: Material, found: list[Measure]) -> str:
    if not found:
        return material.say("course.none")
    if len(found) == 1:
        words = {"metric": found[0].label, "said": material.say(f"course.one.{found[0].standing}")}
        return material.say("course.one", words, target=f"{found[0].key}.target")
    targets = material.count("targets.set", len(found))
    met = [m for m in found if m.standing == "met"]
    short = [m.named for m in found if m.standing == "short"]
    if len(met) == len(found):
        return material.say("course.all", targets=targets)
    reached = material.count("targets.met", len(met))
    near = material.count("targets.about_met", len(found) - len(met) - len(short))
    key = "course.some" if short else "course.open"
    return material.say(key, {"short": ", ".join(short)}, met=reached, near=near, targets=targets)


def _without(landing: Landing) -> str:
    """Why there is no forecast: too few weeks, a day too far ahead, or one that has come."""
    if landing.ahead.status == "low_n":
        return "unknown"
    return "come" if landing.days is None else "far"


def landing_words(material: Material, key: str) -> str:
    """Where a measure stands on its target's day, in words; empty where nobody asked.

    Args:
        material: What the page is written from.
        key: The measure's key.

    Returns:
        The forecast's interval and the course; or why there is none yet.
    """
    landing = material.landings.get(key)
    if landing is None:
        return ""
    if f"{key}.lands" not in material.book:
        return material.say(f"lands.{_without(landing)}")
    lands = f"{key}.lands"
    words = {"by": day(landing.by, material.language), "range": material.level(lands)}
    return material.say(f"lands.{landing.course}", words)
