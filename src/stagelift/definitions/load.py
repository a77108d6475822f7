"""Reads the definitions of a workspace: all of them valid, or all mistakes at once."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from stagelift.definitions.definitions import Definitions
from stagelift.definitions.metric import Metric
from stagelift.definitions.reading import FOLDERS, Reading, Standard, no_standard
from stagelift.definitions.root import JOURNEY_FILE
from stagelift.definitions.rules import broken_rules
from stagelift.errors import ArgumentError, DefinitionError, Issue, Location

ORDER = (JOURNEY_FILE, *FOLDERS)


REPORTS = "reports"


def load_workspace(
    root: Path,
    *,
    kinds: Mapping[str, type[Metric]],
    standard: Standard = no_standard,
    reports: Collection[str] | None = None,
) -> Definitions:
    """All definitions of a workspace, every one of them valid.

    Args:
        root: Folder of the workspace.
        kinds: The kinds of metrics there are, by their key.
        standard: What makes the metrics a journey has without a file; a file of the same name
            overrides one, and one that nothing names is known but not among the metrics.
        reports: Ids of the reports that matter; one beside them whose file has mistakes is left
            out, as nothing rests on it. All by default.

    Returns:
        The definitions.

    Raises:
        DefinitionError: With every mistake of every file, causes first.
    """
    definitions, issues = read_workspace(root, kinds=kinds, standard=standard)
    if stopping(issues, reports):
        raise DefinitionError(issues)
    broken: dict[str, list[Issue]] = defaultdict(list)
    for issue in issues:
        broken[_report_of(issue) or ""].append(issue)
    return replace(
        definitions,
        reports={name: one for name, one in definitions.reports.items() if name not in broken},
        broken_reports={name: DefinitionError(found) for name, found in broken.items()},
    )


def stopping(issues: Iterable[Issue], reports: Collection[str] | None) -> tuple[Issue, ...]:
    """The mistakes that keep definitions from being used.

    Args:
        issues: All that were found.
        reports: Ids of the reports that matter; None for all.

    Returns:
        Those in any file that is not another report's.

    Example:
        >>> slip = Issue(Location("reports/own.yaml", 1), "tils", "unknown key 'tils'")
        >>> len(stopping([slip], ["weekly"])), len(stopping([slip], ["own"]))
        (0, 1)
    """
    if reports is None:
        return tuple(issues)
    return tuple(one for one in issues if (_report_of(one) or "") in ("", *reports))


def _report_of(issue: Issue) -> str | None:
    """The id of the report in whose file a mistake is; None for one in another file."""
    path = PurePosixPath(issue.location.file if issue.location else "")
    return unicodedata.normalize("NFC", path.stem) if path.parts[:1] == (REPORTS,) else None


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
