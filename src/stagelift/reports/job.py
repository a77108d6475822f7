"""The job of a run: what a report is asked for, checked before a kernel starts; its manifest."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from stagelift.errors import ReportError
from stagelift.git import git_state
from stagelift.reports import execute, manifest, publish
from stagelift.reports.notebooks import read_notebook
from stagelift.reports.parameters import check_parameters, declared
from stagelift.reports.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbformat import NotebookNode

    from stagelift.reports.paper import Paper
    from stagelift.reports.parameters import Value

STATE = ".stagelift"
INSTANT = "as_of"  # the parameter that names the instant a notebook reads the data as of


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run is made.

    Args:
        timeout_seconds: What the notebook may take.
        paper: How its page is printed too; None for no PDF.
        as_of: ISO instant that a notebook with the parameter `as_of` is told where it is not given
            one: no part of the key. Empty where the journey names it.
    """

    timeout_seconds: int = 600
    paper: Paper | None = None
    as_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A run that passed its checks; its key: report, subject and parameters not at default.

    Args:
        root: The workspace.
        site: Folder of the public pages.
        notebook: The notebook, with these values in it.
        values: Every parameter's value.
        key: What tells the run from those of other pages.
        public: Place of its page in the site.
        stable: What its page is made from.
        language: The notebook's own language.
        options: How it is made.
        full: Parameters of the full page behind this one.
        seconds: Phase → seconds, as far as it is.
    """

    root: Path
    site: Path
    notebook: NotebookNode
    values: Mapping[str, Value]
    key: str
    public: str
    stable: manifest.Stable
    language: str
    options: RunOptions
    full: Mapping[str, Value]
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def state(self) -> Path:
        """What the workspace keeps of its runs."""
        return self.root / STATE

    @property
    def runs(self) -> Path:
        """Folder of the runs."""
        return self.state / "runs"

    @property
    def page(self) -> Path:
        """The public file."""
        return self.site / self.public

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """The seconds of the block are kept under the name."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(time.perf_counter() - begun, 3)


def job_of(
    root: Path,
    notebook: Path,
    report: str,
    parameters: Mapping[str, object],
    site: Path,
    options: RunOptions,
) -> Job:
    """The run, with everything checked that can be checked without a kernel.

    Args:
        root: The workspace.
        notebook: Its notebook.
        report: Id of the report.
        parameters: name → value, as they were given.
        site: Folder of the public pages.
        options: How it is made.

    Returns:
        The job, with every parameter's value.

    Raises:
        ArgumentError: A parameter is unknown, ill-typed, or the period is not absolute.
        ReportError: There is no such notebook.
    """
    if not notebook.is_file():
        msg = f"notebook '{notebook}' does not exist"
        raise ReportError(msg)
    source = read_notebook(notebook)
    known = declared(source)
    values = check_parameters(known, parameters)
    if "period" in values:
        values["period"] = Period.parse(str(values["period"])).label
    subject, others = publish.subject_of(known, values)
    default = {parameter.name: parameter.default for parameter in known}
    words = [f"{name}={others[name]}" for name in sorted(others)]
    if options.as_of and INSTANT in values and INSTANT not in others:
        values[INSTANT] = options.as_of
    return Job(
        root=root,
        site=site,
        notebook=execute.with_values(source, values),
        values=values,
        key=" ".join([report, subject, *words]),
        public=publish.public_path(report, subject, others),
        stable=manifest.Stable(
            report=report,
            period=subject,
            parameters=values,
            notebook=notebook.name,
            notebook_hash=manifest.notebook_hash(source),
            versions=manifest.versions(),
        ),
        language=str(default.get("language", "en")),
        options=options,
        full={**others, "page": "full"},
    )


def record_of(job: Job, folder: Path, *, status: Literal["ok", "failed"]) -> manifest.Manifest:
    """What every manifest of the job says.

    Args:
        job: The job.
        folder: Its run's folder, whose name is the run's id.
        status: Whether there is a page.

    Returns:
        The manifest, begun and ended now.
    """
    commit, dirty = git_state(job.root)
    return manifest.Manifest(
        run_id=folder.name,
        key=job.key,
        status=status,
        started=now(),
        finished=now(),
        stable=job.stable,
        public=job.public,
        commit=commit,
        dirty=dirty,
        seconds=dict(job.seconds),
    )


def now() -> str:
    """This instant as text, UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
