"""What must be known of a workspace to start a run: a few fields of its journey and its reports.

The kernel of a run reads and checks every definition. The process that starts it needs a zone, an
instant, the languages and which notebook a report runs, and loads none of the models for them.
Where something is not written as usual, nothing is guessed: the whole of the definitions says what
it means, or what is wrong with it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from stagelift.definitions.country import known_zone, language_of, zone_of
from stagelift.definitions.mistakes import Mistake
from stagelift.definitions.plain_values import YES_NO, last_period, parse_instant, parse_rhythm
from stagelift.definitions.root import JOURNEY_FILE
from stagelift.definitions.yaml_file import all_comments, read_yaml

PAGES = ("brief", "full")


@dataclass(frozen=True, slots=True)
class JourneyOutline:
    """What a run must know of the journey.

    Args:
        zone: IANA zone whose local days count.
        languages: Languages of output, the first one by default.
        as_of: The instant the data are read as of, UTC; None for now.
        has_sources: Whether data are connected.
    """

    zone: str
    languages: tuple[str, ...]
    as_of: datetime | None
    has_sources: bool


@dataclass(frozen=True, slots=True)
class ReportOutline:
    """What a run must know of a report; as in its definition.

    Args:
        name: Id of the report.
        notebook: Name of its notebook.
        every: When it is due, such as "Monday 08:00"; None for a report without a rhythm.
        last_period: The period it is about when none is named.
        page: "brief" or "full".
        pdf: Whether each page is printed too.
        languages: Languages it is made in, the journey's by default.
        site: Public address of the site; empty without one.
        keeps_all: Whether none of its runs ever goes.
        parameters: Values for its notebook's parameters.
    """

    name: str
    notebook: str
    every: str | None
    last_period: str
    page: str
    pdf: bool
    languages: tuple[str, ...]
    site: str
    keeps_all: bool
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outline:
    """What must be known of a workspace to start a run.

    Args:
        root: Folder of the workspace.
        journey: Of the journey.
        reports: Of each report, by id.
    """

    root: Path
    journey: JourneyOutline
    reports: Mapping[str, ReportOutline]


def outline_of(root: Path) -> Outline | None:
    """The outline of a workspace.

    Args:
        root: Folder of the workspace.

    Returns:
        Its outline; None where it takes the whole of the definitions to know it, or to say what is
        wrong with them.
    """
    try:
        journey = _journey(_read(root / JOURNEY_FILE))
        files = sorted((root / "reports").glob("*.y*ml"))
        reports = {_id_of(path): _report(path) for path in files}
    except (Mistake, ValueError):
        return None
    return Outline(root, journey, reports)


def _read(path: Path) -> dict[str, Any]:
    """What a file says; one that cannot be read, or that may be switched off, is not usual."""
    source = read_yaml(path, path.name)
    if source.issues or not source.content:
        raise Mistake("the file is not read by an outline")
    return source.content


def _journey(content: Mapping[str, Any]) -> JourneyOutline:
    country = _text(content.get("country", ""))
    zone = known_zone(_text(content["zone"])) if "zone" in content else zone_of(country)
    written = content.get("languages")
    implied = (language_of(country),) if country else ("en",)
    as_of = None
    if "as_of" in content:
        local = parse_instant(_text(content["as_of"]))
        as_of = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    languages = implied if written is None else _texts(written)
    sources = {**_mapping(content.get("sources")), **({"data": 1} if "data" in content else {})}
    return JourneyOutline(zone, languages, as_of, bool(sources))


def _report(path: Path) -> ReportOutline:
    """The outline of one report; a file with another ending, or a hidden one, is not usual."""
    if path.suffix != ".yaml" or path.name.startswith(".") or all_comments(path):
        raise Mistake("the file is not read by an outline")
    content = _read(path)
    page = _text(content.get("page", "brief"))
    pdf = _text(content.get("pdf", "false")).lower()
    if page not in PAGES or pdf not in YES_NO or "name" in content:
        raise Mistake("not written as usual")
    every = parse_rhythm(content["every"]) if "every" in content else None
    return ReportOutline(
        name=_id_of(path),
        notebook=_text(content.get("notebook")),
        every=every,
        last_period=last_period(every),
        page=page,
        pdf=YES_NO[pdf],
        languages=_texts(content["languages"]) if "languages" in content else (),
        site=_text(_mapping(content.get("send")).get("site", "")),
        keeps_all=content.get("keep", "all") == "all",
        parameters={
            name: _text(value) for name, value in _mapping(content.get("parameters")).items()
        },
    )


def _id_of(path: Path) -> str:
    return unicodedata.normalize("NFC", path.stem)


def _text(value: object) -> str:
    """One text; a list of one is none: only the whole of the definitions says what is wrong."""
    if not isinstance(value, str):
        raise Mistake("not written as usual")
    return value


def _texts(value: object) -> tuple[str, ...]:
    """One text or a list of them."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not items or not all(isinstance(one, str) for one in items):
        raise Mistake("not written as usual")
    if len(set(items)) < len(items):
        raise Mistake("not written as usual")
    return tuple(items)


def _mapping(value: object) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Mistake("not written as usual")
    return value
