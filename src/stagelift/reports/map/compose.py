"""The map made: every section from what was asked of the workspace once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.definitions import fingerprint
from stagelift.reports.map.aims import keep_targets, leave_section, targets_section
from stagelift.reports.map.clock import hours_section
from stagelift.reports.map.holding import holding_section, keep_holding
from stagelift.reports.map.journey_map import JourneyMap
from stagelift.reports.map.material import Material, local, read_material
from stagelift.reports.map.now import now_section, stages_now
from stagelift.reports.map.people import (
    coverage_section,
    moves_section,
    segments_section,
    topics_section,
)
from stagelift.reports.map.summary import headlines, lead, warnings
from stagelift.reports.map.tried import untried_section
from stagelift.reports.map.unanswered import unanswered_section
from stagelift.reports.map.ways import paths_section
from stagelift.reports.map.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stagelift.reports.map.source import Source

SECTIONS = (
    now_section,
    targets_section,
    holding_section,
    leave_section,
    moves_section,
    paths_section,
    topics_section,
    hours_section,
    unanswered_section,
    untried_section,
    segments_section,
    coverage_section,
)


def journey_map(source: Source, *, period: str = "last-week", language: str = "en") -> JourneyMap:
    """The measured map of a workspace.

    Args:
        source: The workspace.
        period: The period its KPIs are about.
        language: `en` or `ko`.

    Returns:
        The map; sections the workspace has nothing for say so.

    Raises:
        ArgumentError: When the period or the language is unknown.
        DataError: When the events cannot be read.
    """
    say(language, "now")  # an unknown language stops before anything is asked
    material = read_material(source, period, language)
    journey = material.journey
    keep_targets(material)
    keep_holding(material)
    sections = tuple(section(material) for section in SECTIONS)
    return JourneyMap(
        journey=journey.name,
        fingerprint=tuple(sorted(definitions_of(material))),
        period=material.period.label,
        as_of=local(source.as_of, journey.zone),
        language=language,
        level=material.targets.level,
        lead=lead(material),
        headlines=tuple(headlines(material)),
        sections=sections,
        warnings=tuple(warnings(material, stages_now(material))),
        book=material.book,
    )


def definitions_of(material: Material) -> Iterator[tuple[str, str]]:
    """The hashes of what the map's numbers rest on: stages and metrics.

    Args:
        material: What the map is written from.

    Yields:
        Pairs such as ("metric nps", "3f2a…").
    """
    for name in material.stages:
        yield f"stage {name}", fingerprint(material.journey.stages[name])
    for name, metric in material.metrics.items():
        yield f"metric {name}", fingerprint(metric)
