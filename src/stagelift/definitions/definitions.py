"""All definitions of a workspace, with the place where each is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from stagelift.definitions.experiment import Experiment
from stagelift.definitions.journey import Journey
from stagelift.definitions.life import Life
from stagelift.definitions.metric import Metric
from stagelift.definitions.translate import Path
from stagelift.definitions.yaml_file import YamlFile
from stagelift.errors import DefinitionError, Location

if TYPE_CHECKING:
    from stagelift.definitions.report import Report


@dataclass(frozen=True, slots=True)
class Written:
    """One definition as it was written: the file, the place in it, and the mapping.

    Args:
        kind: "journey", "metric", "experiment" or "report".
        name: Id of the definition.
        source: The file.
        at: Path of the definition inside the file.
        content: The mapping as written.
    """

    kind: str
    name: str
    source: YamlFile
    at: Path
    content: dict[str, Any]

    def locate(self, path: Path) -> Location:
        """The place of a path inside this definition.

        Args:
            path: Keys and list positions inside the definition.

        Returns:
            File and line.
        """
        return self.source.locate((*self.at, *path))


@dataclass(frozen=True, slots=True)
class Definitions:
    """All valid definitions of a workspace, and the places where they are written.

    Args:
        root: Folder of the workspace.
        journey: The journey; what could be read of it while issues remain.
        metrics: Metrics by id: those with a file, and the standard ones that something names.
        standard: Every metric that needs no file, by id, made when it is asked for; a file of the
            same name takes it out.
        experiments: Experiments by id.
        reports: Reports by id.
        plans: Frozen plans by experiment, as plain mappings.
        decisions: Decisions by experiment, as plain mappings.
        lives: What was done to launched experiments, by experiment.
        written: What was written, by (kind, id).
        broken_reports: What is wrong with the reports that were left out for it, by id; empty
            where mistakes in any file keep the definitions from being loaded.
    """

    root: FilePath
    journey: Journey
    metrics: dict[str, Metric] = field(default_factory=dict)
    experiments: dict[str, Experiment] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)
    plans: dict[str, dict[str, Any]] = field(default_factory=dict)
    decisions: dict[str, dict[str, Any]] = field(default_factory=dict)
    lives: dict[str, Life] = field(default_factory=dict)
    standard: Mapping[str, Metric] = field(default_factory=dict)
    written: dict[tuple[str, str], Written] = field(default_factory=dict, repr=False, compare=False)
    broken_reports: Mapping[str, DefinitionError] = field(default_factory=dict)

    def location(self, kind: str, name: str, *path: str | int) -> Location | None:
        """The place where a definition, or a key in it, is written.

        Args:
            kind: "journey", "metric", "experiment" or "report".
            name: Id of the definition.
            path: Keys and list positions inside the definition.

        Returns:
            File and line, or None when the definition does not come from a file.
        """
        found = self.written.get((kind, name))
        return found.locate(path) if found else None
