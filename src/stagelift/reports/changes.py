"""What changed when, as the workspace says in `changes.yaml`: marks, not causes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stagelift.definitions.fields import Label
from stagelift.definitions.mistakes import Mistake
from stagelift.definitions.stages import ids_by_name
from stagelift.definitions.yaml_file import read_yaml
from stagelift.errors import Issue, ReportError, did_you_mean

if TYPE_CHECKING:
    from stagelift.definitions.definitions import Definitions

FILE = "changes.yaml"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed.

    Args:
        on: The local day.
        what: Its words.
        stage: The stage it touches, or None for the whole journey.
    """

    on: date
    what: Label
    stage: str | None = None


def read_changes(root: Path, definitions: Definitions | None = None) -> tuple[Change, ...]:
    """The changes a workspace has written down, and those of its definitions.

    Args:
        root: Folder of the workspace.
        definitions: Say which stages there are, and since when a version of the journey or of a
            metric holds; without them the file alone is read.

    Returns:
        The changes, oldest first.

    Raises:
        ReportError: The file, or one of its entries, cannot be read.
    """
    changes, issues = changes_in(root, definitions)
    if issues:
        raise ReportError("\n".join(map(str, issues)))
    return tuple(sorted(changes, key=lambda change: change.on))


def changes_in(
    root: Path, definitions: Definitions | None
) -> tuple[tuple[Change, ...], tuple[Issue, ...]]:
    """The changes that can be read, and what is wrong with the others.

    Args:
        root: Folder of the workspace.
        definitions: As `read_changes` takes them.

    Returns:
        Changes in the order written, those of definitions first; mistakes with file and line.
    """
    stages = ids_by_name(definitions.journey.stages) if definitions else {}
    changes = [*definition_changes(definitions)] if definitions else []
    path = root / FILE
    if not path.is_file():
        return tuple(changes), ()
    found = read_yaml(path, FILE)
    entries = found.content.get("changes") or []
    issues = list(found.issues)
    for number, entry in enumerate(entries if isinstance(entries, list) else [entries]):
        where = found.locate(("changes", number))
        try:
            change = _change(entry)
        except (Mistake, ValueError, KeyError, TypeError) as error:
            said = f"{error or type(error).__name__}; write 'on: 2026-11-04' and 'what: …'"
            issues.append(Issue(where, "", said))
            continue
        if stages and change.stage is not None and change.stage not in stages:
            hint = did_you_mean(change.stage, stages)
            where = found.locate(("changes", number, "stage"))
            issues.append(Issue(where, "stage", f"unknown stage '{change.stage}'", hint))
        stage = stages.get(str(change.stage), change.stage)
        changes.append(replace(change, stage=stage))
    return tuple(changes), tuple(issues)


def untranslated_changes(definitions: Definitions) -> tuple[Issue, ...]:
    """The notes of `changes.yaml` that lack a language in which pages are made.

    Args:
        definitions: Say where the file is, and in which languages pages are made.

    Returns:
        One issue a note, with file and line; what cannot be read is said by `changes_in`.
    """
    path = definitions.root / FILE
    if not path.is_file():
        return ()
    from stagelift.definitions.label_lints import lacks, published_in

    found, languages = read_yaml(path, FILE), published_in(definitions)
    entries = found.content.get("changes")
    issues = []
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        words = entry.get("what") if isinstance(entry, dict) else None
        try:
            lacking = lacks(Label.accept(words), languages)
        except Mistake:
            continue
        if lacking:
            where = found.locate(("changes", number, "what"))
            issues.append(Issue(where, "what", *lacking))
    return tuple(issues)


def definition_changes(definitions: Definitions) -> Iterator[Change]:
    """The days from which versions of the journey and of metrics hold: what was counted changed.

    Args:
        definitions: The workspace's definitions.

    Yields:
        One change a version that followed another; a metric's is that of its stage.
    """
    journey = definitions.journey
    versions = [(name, one.valid_from) for name, one in journey.was.items()]
    held = [*versions, (journey.version, journey.valid_from)]
    for version, on in held[1:] if journey.was else held:
        if on is not None:
            korean = f"여정 정의 변경 ({version}판)" if version else "여정 정의 변경"
            english = _with_version("Journey: definition changed", version and f"version {version}")
            yield Change(on, Label.accept({"ko": korean, "en": english}))
    for name, metric in definitions.metrics.items():
        if metric.valid_from is not None:
            label = metric.label or Label.accept(name)
            words = {
                "ko": f"{label.text('ko')} 정의 변경",
                "en": f"{label.text('en')}: definition changed",
            }
            marked = {lang: _with_version(said, metric.version) for lang, said in words.items()}
            yield Change(metric.valid_from, Label.accept(marked), metric.stage)


def _with_version(words: str, version: str | None) -> str:
    return f"{words} ({version})" if version else words


def around(changes: Iterable[Change], first: date, last: date, stage: str | None) -> list[Change]:
    """The changes of a span of days that touch a stage or the whole journey.

    Args:
        changes: Changes, oldest first.
        first: First local day.
        last: Last local day.
        stage: Id of a stage, or None for those of the whole journey alone.

    Returns:
        The changes, oldest first.
    """
    return [c for c in changes if first <= c.on <= last and c.stage in (None, stage)]


def _change(entry: dict[str, Any]) -> Change:
    stage = entry.get("stage")
    return Change(
        date.fromisoformat(str(entry["on"])),
        Label.accept(entry["what"]),
        None if stage is None else str(stage),
    )
