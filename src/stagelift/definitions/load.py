"""Reads the definitions of a workspace: all of them valid, or all mistakes at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from stagelift.definitions.definitions import Definitions
from stagelift.definitions.metric import Metric
from stagelift.definitions.reading import FOLDERS, Reading, Standard, no_standard
from stagelift.definitions.root import JOURNEY_FILE
from stagelift.definitions.rules import broken_rules
from stagelift.errors import ArgumentError, DefinitionError, Issue, Location

ORDER = (JOURNEY_FILE, *FOLDERS)


def load_workspace(
    root: Path, *, kinds: Mapping[str, type[Metric]], standard: Standard = no_standard
) -> Definitions:
    """All definitions of a workspace, every one of them valid.

    Args:
        root: Folder of the workspace.
        kinds: The kinds of metrics there are, by their key.
        standard: What makes the metrics a journey has without a file; a file of the same name
            overrides one, and one that nothing names is known but not among the metrics.

    Returns:
        The definitions.

    Raises:
        DefinitionError: With every mistake of every file, causes first.
    """
    definitions, issues = read_workspace(root, kinds=kinds, standard=standard)
    if issues:
        raise DefinitionError(issues)
    return definitions


def read_workspace(
    root: Path, *, kinds: Mapping[str, type[Metric]], standard: Standard = no_standard
) -> tuple[Definitions, tuple[Issue, ...]]:
    """What is valid in a workspace, and every mistake of every file.

    Args:
        root: Folder of the workspace.
        kinds: The kinds of metrics there are, by their key.
        standard: What makes the metrics a journey has without a file; a file of the same name
            overrides one, and one that nothing names is known but not among the metrics.

    Returns:
        The valid definitions, and the issues with causes before consequences.

    Raises:
        ArgumentError: When the folder holds no journey.
    """
    if not (root / JOURNEY_FILE).is_file():
        raise ArgumentError(f"no {JOURNEY_FILE} in '{root}'")
    reading = Reading(root, kinds, standard)
    definitions = reading.read()
    return definitions, (
        *sorted(reading.unreadable, key=_place),
        *sorted((*reading.issues, *broken_rules(definitions)), key=_place),
    )


def _place(issue: Issue) -> tuple[int, Location, str]:
    """Causes first: the journey before metrics, metrics before experiments and reports."""
    place = issue.location or Location("", 0)
    return ORDER.index(place.file.partition("/")[0]), place, issue.where
