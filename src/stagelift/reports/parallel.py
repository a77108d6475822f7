"""Several runs at once, each in a process of its own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

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
    """

    root: Path
    notebook: Path
    report: str
    parameters: Mapping[str, str]
    site: Path

    def run(self) -> RunResult:
        """The run made; errors as `run_report` raises them."""
        return run_report(
            self.root,
            self.notebook,
            report=self.report,
            parameters=self.parameters,
            site=self.site,
        )


def run_one_by_one(requests: Sequence[RunRequest]) -> tuple[RunResult, ...]:
    """Runs in their order, in this process.

    Args:
        requests: What is wanted; a later one may link to the page of an earlier one.

    Returns:
        The runs made.

    Raises:
        ArgumentError: A parameter is not what the notebook declares.
        ReportError: The first run that failed; later ones are not begun.
    """
    return tuple(request.run() for request in requests)


def run_groups(
    groups: Sequence[Sequence[RunRequest]], *, workers: int = 1
) -> tuple[RunResult, ...]:
    """Groups of runs side by side, each group in its order.

    Processes are spawned, never forked: a kernel changes its process's folder, and an engine's
    threads do not survive a fork.

    Args:
        groups: Runs that depend on one another share a group.
        workers: Processes at a time, ≥ 1; with one, everything runs in this process.

    Returns:
        The runs made, group by group.

    Raises:
        ArgumentError: A parameter is not what the notebook declares.
        ReportError: The first group that failed; the others are finished first.
    """
    if workers == 1 or len(groups) < 2:
        return tuple(made for group in groups for made in run_one_by_one(group))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(groups)), mp_context=context) as pool:
        runs = [pool.submit(run_one_by_one, tuple(group)) for group in groups]
    return tuple(made for run in runs for made in run.result())
