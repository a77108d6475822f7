"""What changed when, as the workspace says in `changes.yaml`: marks, not causes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from stagelift.definitions.fields import Label
from stagelift.definitions.mistakes import Mistake
from stagelift.definitions.yaml_file import read_yaml
from stagelift.errors import ReportError

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


def read_changes(root: Path) -> tuple[Change, ...]:
    """The changes a workspace has written down.

    Args:
        root: Folder of the workspace.

    Returns:
        The changes, oldest first; none without the file.

    Raises:
        ReportError: The file, or one of its entries, cannot be read.
    """
    path = root / FILE
    if not path.is_file():
        return ()
    found = read_yaml(path, FILE)
    entries = found.content.get("changes") or []
    mistakes = [str(issue) for issue in found.issues]
    changes = []
    for number, entry in enumerate(entries if isinstance(entries, list) else [entries]):
        try:
            changes.append(_change(entry))
        except (Mistake, ValueError, KeyError, TypeError) as error:
            where = found.locate(("changes", number))
            mistakes.append(
                f"{where}: {error or type(error).__name__}; write 'on: 2026-11-04' and 'what: …'"
            )
    if mistakes:
        raise ReportError("\n".join(mistakes))
    return tuple(sorted(changes, key=lambda change: change.on))


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
