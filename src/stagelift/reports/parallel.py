"""Several runs at once, each in a process of its own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from stagelift.errors import StageliftError
from stagelift.reports.run import RunOptions, RunResult, run_report


@dataclass(frozen=True, slots=True)
class RunRequest:
    """One run that is wanted.

    Args:
        root: The workspace.
        notebook: The notebook.
        report: Id of the report.
        parameters: name → value.
        site: Folder of the public pages.
        options: Its time limit, and whether its page is printed too.
    """

    root: Path
    notebook: Path
    report: str
    parameters: Mapping[str, str]
    site: Path
    options: RunOptions = field(default_factory=RunOptions)

    def run(self) -> RunResult:
        """The run made; errors as `run_report` raises them."""
        return run_report(
            self.root,
            self.notebook,
            report=self.report,
            parameters=self.parameters,
            site=self.site,
            options=self.options,
        )


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of runs that depend on one another.

    Args:
        made: The runs that were published, in their order.
        error: What stopped the next one; None when all were made.
    """

    made: tuple[RunResult, ...]
    error: StageliftError | None = None


def attempt(requests: Sequence[RunRequest]) -> Attempt:
    """Runs in their order, in this process, up to the first that fails.

    Args:
        requests: What is wanted; a later one may link to the page of an earlier one.

    Returns:
        What was made, and the error of the first run that failed; later ones are not begun.
    """
    made: list[RunResult] = []
    for request in requests:
        try:
            made.append(request.run())
        except StageliftError as error:
            return Attempt(tuple(made), error)
    return Attempt(tuple(made))


def attempt_groups(
    groups: Sequence[Sequence[RunRequest]], *, workers: int = 1
) -> Iterator[Attempt]:
    """Groups of runs side by side, each group in its order; a failure stops its own group only.

    Processes are spawned, never forked: a kernel changes its process's folder, and an engine's
    threads do not survive a fork.

    Args:
        groups: Runs that depend on one another share a group.
        workers: Processes at a time, ≥ 1; with one, everything runs in this process.

    Yields:
        What became of each group, in their order, as soon as it and those before it are over.
    """
    if workers == 1 or len(groups) < 2:
        yield from map(attempt, groups)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(groups)), mp_context=context) as pool:
        yield from pool.map(attempt, map(tuple, groups))


def run_groups(
    groups: Sequence[Sequence[RunRequest]], *, workers: int = 1
) -> tuple[RunResult, ...]:
    """Groups of runs side by side, each group in its order.

    Args:
        groups: Runs that depend on one another share a group.
        workers: Processes at a time, ≥ 1; with one, nothing is begun after a failure.

    Returns:
        The runs made, group by group.

    Raises:
        ArgumentError: A parameter is not what the notebook declares.
        ReportError: The first group that failed; groups already begun are finished first.
    """
    made: list[RunResult] = []
    for each in attempt_groups(groups, workers=workers):
        if each.error is not None:
            raise each.error
        made.extend(each.made)
    return tuple(made)
