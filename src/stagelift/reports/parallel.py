"""Several runs at once, each in a process of its own."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from stagelift.errors import StageliftError
from stagelift.reports.job import RunOptions
from stagelift.reports.run import RunResult, run_report


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

    @property
    def subject(self) -> tuple[object, ...]:
        """What its page is about, in whatever language and length."""
        about = {k: v for k, v in self.parameters.items() if k not in ("language", "page")}
        return (self.root, self.report, *sorted(about.items()))

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

    Groups about the same subject, such as its page in another language, follow one another: the
    first one's answers are kept, and the others need not ask for them again.

    Processes are spawned, never forked: a kernel changes its process's folder, and an engine's
    threads do not survive a fork.

    Args:
        groups: Runs that depend on one another share a group.
        workers: Processes at a time, ≥ 1; with one, everything runs in this process.

    Yields:
        What became of each group, in their order, as soon as it and those before it are over.
    """
    subjects = _by_subject(groups)
    if workers == 1 or len(subjects) < 2:
        yield from map(attempt, groups)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(subjects)), mp_context=context) as pool:
        yield from _in_order(pool, groups, subjects)


def _by_subject(groups: Sequence[Sequence[RunRequest]]) -> list[deque[int]]:
    """The places of the groups, those about the same subject together."""
    found: dict[object, deque[int]] = {}
    for place, group in enumerate(groups):
        found.setdefault(group[0].subject if group else place, deque()).append(place)
    return list(found.values())


def _in_order(
    pool: Executor, groups: Sequence[Sequence[RunRequest]], subjects: Iterable[deque[int]]
) -> Iterator[Attempt]:
    """Every group attempted, one of a subject at a time; yielded in the order of the groups."""

    def begin(places: deque[int]) -> None:
        place = places.popleft()
        running[pool.submit(attempt, tuple(groups[place]))] = place, places

    running: dict[Future[Attempt], tuple[int, deque[int]]] = {}
    for places in subjects:
        begin(places)
    over: dict[int, Attempt] = {}
    shown = 0
    while running:
        for finished in wait(running, return_when=FIRST_COMPLETED).done:
            place, rest = running.pop(finished)
            over[place] = finished.result()
            if rest:
                begin(rest)
        while shown in over:
            yield over.pop(shown)
            shown += 1


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
    done = attempt_up_to_a_failure(groups, workers=workers)
    if done.error is not None:
        raise done.error
    return done.made


def attempt_up_to_a_failure(groups: Sequence[Sequence[RunRequest]], *, workers: int = 1) -> Attempt:
    """Groups of runs side by side, up to the first that fails.

    Args:
        groups: Runs that depend on one another share a group.
        workers: Processes at a time, ≥ 1; with one, nothing is begun after a failure.

    Returns:
        The runs made, group by group, and what stopped the next one.
    """
    made: list[RunResult] = []
    for each in attempt_groups(groups, workers=workers):
        made.extend(each.made)
        if each.error is not None:
            return Attempt(tuple(made), each.error)
    return Attempt(tuple(made))
