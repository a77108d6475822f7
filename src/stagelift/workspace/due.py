"""Which pages are missing: by the rhythm of each report, oldest first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from stagelift.errors import ArgumentError
from stagelift.reports.periods import Period
from stagelift.reports.rhythm import Rhythm
from stagelift.workspace.runs import (
    SITE,
    Wanted,
    about_experiments,
    page_of,
    readouts_of,
    report_named,
    run_requests,
    written_experiments,
)

if TYPE_CHECKING:
    from pathlib import Path

    from stagelift.errors import StageliftError
    from stagelift.reports.manifest import Manifest
    from stagelift.reports.parallel import RunRequest
    from stagelift.reports.run import RunResult
    from stagelift.workspace.asked import Asked, Described

NEVER = datetime.min.replace(tzinfo=UTC)
CATCH_UP = 13  # periods at most: an outage of a quarter, not the whole past of a new report


@dataclass(frozen=True, slots=True)
class Due:
    """One page, or a brief page with its full one, that should be there and is not.

    Args:
        report: Id of the report.
        subject: Label of the period, or id of the experiment.
        language: Language of the page.
        since: The instant from which it was due, UTC.
        requests: The runs that make it, in their order.
    """

    report: str
    subject: str
    language: str
    since: datetime
    requests: tuple[RunRequest, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """What reports owe.

    Args:
        pages: What is due, by the instant since when.
        broken: Reports of which that cannot be told, or whose pages cannot be made, by id, and why:
            mistakes in their files or notebooks.
    """

    pages: tuple[Due, ...]
    broken: Mapping[str, StageliftError]

    def without(self, broken: Mapping[str, StageliftError]) -> Owed:
        """The same, once more reports are known to be broken.

        Args:
            broken: Reports and why; those of which nothing is asked are left out.

        Returns:
            What the others owe.
        """
        owing = {*self.broken, *(each.report for each in self.pages)}
        more = {name: why for name, why in broken.items() if name in owing}
        pages = tuple(each for each in self.pages if each.report not in more)
        return Owed(pages, {**self.broken, **more})


def owed(workspace: Asked, names: Collection[str] = ()) -> Owed:
    """The pages that are due at the workspace's instant, oldest first.

    A report about periods owes every closed period since its first page, at most thirteen, and
    the newest one when it has no page yet. A report about experiments owes a page of each that has
    begun: when there is none, and after each beat of its rhythm while it is undecided. A page that
    could not be printed, where its report asks for a PDF, is due again.

    Args:
        workspace: The workspace.
        names: Ids of reports; all with a rhythm when empty.

    Returns:
        What is due, and which reports have mistakes that keep their pages from being made.

    Raises:
        ArgumentError: A report is unknown, or has no rhythm.
    """
    from stagelift.reports.index import read_manifests

    broken: dict[str, StageliftError] = {
        name: why for name, why in workspace.broken_reports.items() if not names or name in names
    }
    rhythmic = [name for name, each in workspace.reports.items() if each.every]
    asked = [name for name in names if name not in broken] if names else rhythmic
    reports = [report_named(workspace.reports, name) for name in asked]
    if silent := [each.name for each in reports if each.every is None]:
        msg = f"report '{silent[0]}' has no rhythm; give it one, such as 'every: Monday 08:00'"
        raise ArgumentError(msg)
    runs = [m for m in read_manifests(workspace.root / ".stagelift" / "runs") if m.status == "ok"]
    found: list[Due] = []
    for each in reports:
        try:
            found += _missing(workspace, each, runs)
        except ArgumentError as error:  # of its notebook: the other reports need not wait for it
            broken[each.name] = error
    return Owed(tuple(sorted(found, key=lambda one: one.since)), broken)


def due(workspace: Asked, names: Collection[str] = ()) -> tuple[Due, ...]:
    """The pages that are due, where every report that is asked for can be made.

    Args:
        workspace: The workspace.
        names: Ids of reports; all with a rhythm when empty.

    Returns:
        What is due, by the instant since when.

    Raises:
        ArgumentError: A report is unknown, has no rhythm, or cannot run its notebook.
        DefinitionError: A report's file has mistakes.
    """
    found = owed(workspace, names)
    for why in found.broken.values():
        raise why
    return found.pages


def _missing(workspace: Asked, report: Described, runs: Iterable[Manifest]) -> Iterator[Due]:
    """What one report owes."""
    own = [run for run in runs if run.stable.report == report.name]
    if about_experiments(workspace, report):
        yield from _readouts(workspace, report, own)
        return
    rhythm, zone = Rhythm.parse(report.every or ""), workspace.journey.zone
    unprinted = _unprinted(workspace, report, own)
    for period in _periods(workspace, report, rhythm, own):
        for group in run_requests(workspace, Wanted(report.name, period=period.label)):
            pages = [page_of(request) for request in group]
            if not all(page.is_file() and page not in unprinted for page in pages):
                yield _due(report, period.label, period.closes(zone), group)


def _readouts(workspace: Asked, report: Described, own: list[Manifest]) -> Iterator[Due]:
    """The experiments whose page is missing, or older than the last beat while undecided."""
    from stagelift.reports.index import DECISION

    beat = Rhythm.parse(report.every or "").last(workspace.as_of, workspace.journey.zone)
    known = {run.public: _known_at(workspace, run) for run in own}
    unprinted = _unprinted(workspace, report, own)

    def is_fresh(group: Iterable[RunRequest]) -> bool:
        pages = [page_of(request) for request in group]
        places = [page.relative_to(workspace.root / SITE).as_posix() for page in pages]
        there = all(page.is_file() and page not in unprinted for page in pages)
        return there and min(known.get(at, NEVER) for at in places) >= beat

    def is_settled(group: Sequence[RunRequest]) -> bool:
        record = f"{group[0].parameters['experiment']}{DECISION}"
        decided = (workspace.root / "experiments" / record).is_file()
        return is_fresh(group) or (decided and all(page_of(each).is_file() for each in group))

    written = readouts_of(workspace, report, written_experiments(workspace.root))
    if all(map(is_settled, written)):
        return  # whichever of them has begun: what the files say of them need not be read
    for group in run_requests(workspace, Wanted(report.name)):
        if not is_fresh(group):
            yield _due(report, str(group[0].parameters["experiment"]), beat, group)


def _unprinted(workspace: Asked, report: Described, own: Iterable[Manifest]) -> frozenset[Path]:
    """The pages whose last run could not print them, while the report asks for PDFs."""
    why = {run.public: run.unprinted for run in own}
    site = workspace.root / SITE
    return frozenset(site / public for public, said in why.items() if said and report.pdf)


def _known_at(workspace: Asked, run: Manifest) -> datetime:
    """The instant a run knew: the one it was told, the journey's own, or when it ran."""
    told = run.stable.parameters.get("as_of")
    if told:
        return datetime.fromisoformat(str(told))
    return workspace.journey.as_of or datetime.fromisoformat(run.finished)


def _periods(
    workspace: Asked, report: Described, rhythm: Rhythm, own: list[Manifest]
) -> list[Period]:
    """The closed periods a report owes a page of, oldest first."""
    newest = rhythm.newest(workspace.as_of, workspace.journey.zone)
    labels = {run.stable.period for run in own} | set(_published(workspace, report))
    known = [found for found in map(_period, labels) if found and found.kind == newest.kind]
    first = min((found.first for found in known), default=newest.first)
    owed = [newest, *reversed(newest.history(CATCH_UP - 1))]
    return [period for period in reversed(owed) if period.first >= first]


def _published(workspace: Asked, report: Described) -> Iterator[str]:
    """What the files of a report's folder are called, without endings."""
    folder = workspace.root / SITE / report.name
    return (path.stem for path in folder.glob("*.html"))


def _period(label: str) -> Period | None:
    """The period of a label, None for a name that is none."""
    if not re.fullmatch(r"[\dWQ.-]+", label):
        return None
    try:
        return Period.parse(label)
    except ArgumentError:
        return None


def _due(report: Described, subject: str, since: datetime, group: list[RunRequest]) -> Due:
    language = str(group[0].parameters.get("language", ""))
    return Due(report.name, subject, language, since, tuple(group))


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one thing that was due.

    Args:
        due: What was due.
        made: The runs published.
        error: Why the next one was not; None when all were.
    """

    due: Due
    made: tuple[RunResult, ...]
    error: StageliftError | None


def settle(owed: Sequence[Due], *, workers: int = 1) -> Iterator[Settled]:
    """What is due is made, oldest first; one failure keeps nothing else from being made.

    Args:
        owed: What `due` found.
        workers: Runs at a time, ≥ 1.

    Yields:
        What became of each, in its order.
    """
    from stagelift.reports.parallel import attempt_groups

    attempts = attempt_groups([each.requests for each in owed], workers=workers)
    for each, attempt in zip(owed, attempts, strict=True):
        yield Settled(each, attempt.made, attempt.error)
