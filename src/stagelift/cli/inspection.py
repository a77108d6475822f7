"""What `check` found, as values and ready for JSON."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from stagelift.cli.people import joined_dict
from stagelift.errors import Issue

if TYPE_CHECKING:
    from pathlib import Path

    from stagelift.data.counts import Counts
    from stagelift.data.freshness import Freshness
    from stagelift.data.identities import Joined
    from stagelift.data.matching import Match
    from stagelift.data.repeats import Repeats
    from stagelift.definitions import Definitions
    from stagelift.journey.evidence.coverage import Coverage


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """What was found in one source.

    Args:
        name: Its id.
        role: What its rows are.
        counts: Its rows by fate, or None when it could not be read.
        problem: Why it could not be read, or what is wrong with its rows; empty when nothing is.
        match: Its customers and those other sources know; None where nothing can be compared.
        fresh: How long it has been silent; None for rows that come as they happen.
        repeats: Customers with more than one finished row; None for other rows.
    """

    name: str
    role: str
    counts: Counts | None = None
    problem: str = ""
    match: Match | None = None
    fresh: Freshness | None = None
    repeats: Repeats | None = None

    @property
    def stale(self) -> bool:
        """Whether it has been silent for longer than is its habit."""
        return self.fresh is not None and self.fresh.stale

    @property
    def rejects(self) -> int:
        """Rows rejected, whatever the reason."""
        return sum(self.counts.rejected.values()) if self.counts else 0


@dataclass(frozen=True, slots=True)
class Inspection:
    """Everything `check` found.

    Args:
        root: The workspace.
        definitions: What is valid in it.
        issues: Mistakes in definitions and mappings.
        sources: What was found in each source.
        absent: Problems with event names that never occur, one sentence each.
        unkept: Why rejected rows could not be kept; empty when they were.
        joined: What became of the ids that `same_person` joins.
        advice: What the journey should have and has not; no mistake.
        coverage: What the definitions make of the events found; None where they cannot be read.
    """

    root: Path
    definitions: Definitions
    issues: tuple[Issue, ...]
    sources: tuple[SourceCheck, ...] = ()
    absent: tuple[str, ...] = ()
    unkept: str = ""
    joined: tuple[Joined, ...] = ()
    advice: tuple[Issue, ...] = ()
    coverage: Coverage | None = None

    @property
    def exit_code(self) -> int:
        """2 with mistakes in definitions, 4 with data errors, else 0."""
        if self.issues:
            return 2
        return 4 if self.absent or any(source.problem for source in self.sources) else 0

    def to_dict(self) -> dict[str, Any]:
        """All findings as JSON-ready values.

        Returns:
            Keys `ok`, `issues`, `sources`, `absent`, `joined`, `advice` and, where events could be
            read, `coverage`.
        """
        covered = {} if self.coverage is None else {"coverage": coverage_dict(self.coverage)}
        return {
            "ok": self.exit_code == 0,
            "issues": [issue_dict(issue) for issue in self.issues],
            "sources": [source_dict(source) for source in self.sources],
            "absent": list(self.absent),
            "joined": [joined_dict(one) for one in self.joined],
            "advice": [issue_dict(issue) for issue in self.advice],
            **covered,
        }


def coverage_dict(found: Coverage) -> dict[str, Any]:
    """The coverage of events as JSON-ready values.

    Args:
        found: The coverage.

    Returns:
        Keys `events`, `stages`, `unused_share` and `internal_share`.
    """
    return {
        "events": found.to_dicts(),
        "stages": found.stage_dicts(),
        "unused_share": found.unused_share,
        "internal_share": found.internal_share,
    }


def issue_dict(issue: Issue) -> dict[str, Any]:
    """A mistake as JSON-ready values.

    Args:
        issue: The mistake.

    Returns:
        Keys `file`, `line`, `where`, `message` and `hint`.
    """
    place = issue.location
    return {
        "file": place.file if place else None,
        "line": place.line if place else None,
        "where": issue.where,
        "message": issue.message,
        "hint": issue.hint,
    }


def source_dict(source: SourceCheck) -> dict[str, Any]:
    """What was found in one source as JSON-ready values.

    Args:
        source: The finding.

    Returns:
        Keys `name`, `role`, `problem` and, when it could be read, the counts.
    """
    row: dict[str, Any] = {"name": source.name, "role": source.role, "problem": source.problem}
    if source.counts:
        counts = source.counts
        row |= {
            "rows": counts.rows,
            "kept": counts.kept,
            "rejected": dict(counts.rejected),
            "duplicates": counts.duplicates,
            "conflicts": counts.conflicts,
            "late": counts.late,
            "not_yet_known": counts.invisible,
            "not_point_in_time": counts.not_point_in_time,
            "no_dedupe": counts.no_dedupe,
            "notes": list(counts.notes),
        }
    if source.fresh:
        newest = source.fresh.newest
        row |= {"newest": newest and newest.isoformat(), "silent_days": source.fresh.silent}
        row |= {"usual_silence_days": source.fresh.usual, "stale": source.stale}
    if source.repeats:
        row |= {
            "repeated_customers": source.repeats.customers,
            "repeated_rows": source.repeats.rows,
        }
    if source.match:
        row |= {"customers": source.match.customers, "known_elsewhere": source.match.known}
    return row


def located(issue: Issue, definitions: Definitions) -> Issue:
    """A mistake with the file and line of the key it is about.

    Args:
        issue: A mistake whose `where` is a path in the journey.
        definitions: Knows where each key is written.

    Returns:
        The same mistake with its place.
    """
    first, _, rest = issue.where.partition(".")
    path = (first, rest) if first == "same_person" else issue.where.split(".")
    place = definitions.location("journey", "journey", *path)
    return replace(issue, location=place) if issue.location is None else issue
