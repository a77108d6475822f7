"""One run of a report: checked, executed, rendered, published, or put aside with its reason."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import traceback
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from stagelift import files
from stagelift.errors import DefinitionError, ReportError
from stagelift.git import git_state
from stagelift.reports import execute, facts, manifest, paper, publish
from stagelift.reports.front.told import news
from stagelift.reports.index import build_index, read_manifests
from stagelift.reports.job import STATE, Job, RunOptions, job_of, now, record_of
from stagelift.reports.numbers import beside
from stagelift.reports.numbers.fact_page import Origin
from stagelift.reports.numbers.marked import plain, unmarked
from stagelift.reports.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbformat import NotebookNode

PAGE, FACTS, DEFINED = "page.html", "facts.parquet", "defined.json"
LINK = 'href="#full"'  # what a brief page writes where the full page's place belongs
MORE = re.compile(r'<section class="sl more">.*?</section>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a published run made.

    Args:
        run_id: Its id: UTC time and a random end.
        page: The public file.
        facts: The facts as archived, in the order in which they are shown.
        seconds: Phase → seconds: wait, execute, render, print, publish.
        pdf: The public PDF beside it; None when it has none.
        unprinted: Why the PDF that was asked for is missing; empty otherwise.
    """

    run_id: str
    page: Path
    facts: tuple[dict[str, Any], ...]
    seconds: Mapping[str, float]
    pdf: Path | None = None
    unprinted: str = ""


def run_report(
    root: Path,
    notebook: Path,
    *,
    report: str,
    parameters: Mapping[str, object],
    site: Path,
    options: RunOptions | None = None,
) -> RunResult:
    """The report's page is published, or the last good page stays and the error says why.

    Runs of one key wait for each other. What a killed run of the key left is finished when it
    was complete, and put aside otherwise.

    Args:
        root: The workspace; the notebook runs there.
        notebook: The notebook, with a cell of typed parameters.
        report: Id of the report.
        parameters: name → value; the period must be absolute (`2026-W46`, not `last-week`).
        site: Folder of the public pages.
        options: Its time limit, and whether the page is printed too. A page that cannot be printed
            is published all the same; the run says why it has no PDF.

    Returns:
        The run.

    Raises:
        ArgumentError: A parameter is unknown, ill-typed, or the period is not absolute; no kernel
            was started.
        DefinitionError: The definitions have mistakes.
        ReportError: A cell stopped, the kernel died, the time was over, the page could not be
            made, the disk is full, or another run of the same key held its lock too long.
    """
    options = options or RunOptions()
    job = job_of(root.resolve(), notebook, report, parameters, site.resolve(), options)
    with _lock(job):
        folder = _begin(job)
        try:
            record, shown = _make(job, folder)
        except Exception as error:
            _refuse_mistakes(job, folder, error)
            raise ReportError(_given_up(job, folder, error)) from error
        with job.phase("publish"):
            _publish(job, folder, record)
            _show(job)
    pdf = job.site / record.pdf if record.pdf else None
    return RunResult(record.run_id, job.page, shown, dict(job.seconds), pdf, record.unprinted)


def render(notebook: NotebookNode, page: Mapping[str, Any]) -> str:
    """The public page of an executed notebook.

    Args:
        notebook: The executed notebook.
        page: What its `finish()` wrote: a title, and where there is one html_title and language.

    Returns:
        One self-contained HTML document.
    """
    from stagelift.reports.page import render_page

    title = str(page.get("html_title") or page["title"])
    return render_page(notebook, title=title, language=str(page.get("language", "en")))


@contextmanager
def _lock(job: Job) -> Iterator[None]:
    """Only one run of the key is inside; the lock of a killed process is free."""
    from filelock import FileLock, Timeout

    path = publish.lock_of(job.state, job.key)
    lock = FileLock(path)
    patience = job.options.timeout_seconds + execute.START_SECONDS
    with job.phase("wait"):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=patience)
        except OSError as error:  # a Timeout is one
            if not isinstance(error, Timeout):
                raise ReportError(_not_started(job, error)) from error
            msg = f"another run of '{job.key}' did not end within {patience} s; nothing was changed"
            raise ReportError(msg) from error
    try:
        yield
    finally:
        lock.release()


def _running(job: Job) -> Path:
    """Where runs of this key stand until they are published or put aside."""
    return job.runs / "_running" / publish.file_name(job.key)


def _begin(job: Job) -> Path:
    """A new run's folder, once what a killed run of the key left is dealt with."""
    try:
        _recover(job)
        files.clean(job.page)
        return _new_folder(job)
    except OSError as error:
        raise ReportError(_not_started(job, error)) from error


def _new_folder(job: Job) -> Path:
    """A new run's folder; its name is the run's id."""
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
    folder = _running(job) / run_id
    folder.mkdir(parents=True)
    try:
        files.swap(folder / manifest.STABLE_FILE, manifest.to_json(asdict(job.stable)))
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)  # nothing was done in it
        raise
    return folder


def _make(job: Job, folder: Path) -> tuple[manifest.Manifest, tuple[dict[str, Any], ...]]:
    """The run's folder holds all that publication needs; its manifest comes last."""
    started = now()
    with job.phase("execute"):
        executed = execute.execute(
            job.notebook, root=job.root, folder=folder, seconds=job.options.timeout_seconds
        )
    given, page = map(plain, execute.finished(folder))
    shown = facts.check_facts(given)
    with job.phase("render"):
        text = _linked(job, render(executed, page))
    text, unprinted = _printed(job, folder, text, page)
    ended = now()
    with job.phase("numbers"):
        origin = _origin(job, folder, page, ended)
        labels = {name: each["label"] for name, each in origin.defined.items()}
        page = {**page, **news(shown, labels)}
        text = beside.with_numbers(text, shown, origin, public=job.public, folder=folder)
    files.swap(folder / PAGE, text)
    origin_of = {"run_id": folder.name, "report": job.stable.report, "run_time": ended}
    experiment = str(page.get("experiment") or job.values.get("experiment") or "")
    facts.write(folder / FACTS, shown, **origin_of, experiment=experiment)
    record = replace(
        record_of(job, folder, status="ok"),
        started=started,
        finished=ended,
        page=page,
        window=_window(str(job.values.get("period", publish.UNDATED)), page.get("zone")),
        facts=len(shown),
        pdf=paper.pdf_of(job.public) if (folder / paper.PDF).is_file() else "",
        unprinted=unprinted,
    )
    files.swap(folder / manifest.FILE, record.to_json())
    return record, shown


def _printed(job: Job, folder: Path, text: str, page: Mapping[str, Any]) -> tuple[str, str]:
    """The page with a link to its PDF in the run's folder; why there is none, when one is asked."""
    from stagelift.reports import pdf

    if job.options.paper is None:
        return text, ""
    try:
        with job.phase("print"):
            copy = job.options.paper.copy(unmarked(text), job.public, page)
            files.swap(folder / paper.PDF, pdf.print_page(copy, at=paper.known_at(page)))
    except (ReportError, OSError) as error:
        return text, str(error)
    return paper.with_link(text, job.public, str(page.get("language", "en"))), ""


def _origin(job: Job, folder: Path, page: Mapping[str, Any], made: str) -> Origin:
    """What the page of facts says of the run."""
    commit, dirty = git_state(job.root)
    told = folder / DEFINED
    return Origin(
        report=job.stable.report,
        subject=job.stable.period,
        run_id=folder.name,
        made=made,
        notebook=f"{job.stable.notebook} {job.stable.notebook_hash}",
        commit=commit,
        dirty=dirty,
        back=quote(PurePosixPath(job.public).name, safe="="),
        title=str(page.get("html_title") or page["title"]),
        language=str(page.get("language", "en")),
        defined=json.loads(told.read_text(encoding="utf-8")) if told.is_file() else {},
    )


def _linked(job: Job, text: str) -> str:
    """The page with its link to the full page, which is left out while there is none."""
    if LINK not in text:
        return text
    place = PurePosixPath(publish.public_path(job.stable.report, job.stable.period, job.full))
    if not (job.site / place).is_file():
        return MORE.sub("", text)
    here = PurePosixPath(job.public).parent
    near = place.relative_to(here).as_posix()
    return text.replace(LINK, f'href="{escape(quote(near, safe="/="))}"')


def _publish(job: Job, folder: Path, record: manifest.Manifest) -> None:
    """Facts archived, page public, run immutable: only files move, and a repeat does no harm."""
    try:
        facts.append(job.state / "facts", folder / FACTS, record.run_id)
        printed = job.site / paper.pdf_of(job.public)
        if record.pdf:
            files.swap(printed, (folder / paper.PDF).read_bytes())
        beside.publish(folder, job.site, job.public)
        files.swap(job.page, (folder / PAGE).read_text(encoding="utf-8"))
        if not record.pdf:  # one of an earlier run would say something else than the page
            printed.unlink(missing_ok=True)
        files.replace(folder, job.runs / record.run_id)
    except OSError as error:
        msg = f"{job.key}: not published: {error}; the next run of it publishes this one first"
        raise ReportError(msg) from error


def _show(job: Job) -> None:
    """The index lists the published page; the numbers of pages long replaced are gone."""
    try:
        build_index(job.root, job.site, language=job.language, held=job.key)
        own = [m for m in read_manifests(job.runs) if (m.key, m.status) == (job.key, "ok")]
        kept = beside.kept_beside(own[-1].page) if own else beside.KEPT
        beside.sweep([job.runs / one.run_id for one in own], job.site, job.public, kept)
    except OSError as error:
        msg = f"{job.key}: published, but not in the index: {error}; the next run lists it"
        raise ReportError(msg) from error


def _recover(job: Job) -> None:
    """Runs of this key that were killed are published when complete, else put aside."""
    if not _running(job).is_dir():
        return
    for folder in sorted(_running(job).iterdir()):
        path = folder / manifest.FILE
        record = manifest.Manifest.from_json(path.read_text("utf-8")) if path.is_file() else None
        if record is not None and record.status == "ok":
            _publish(job, folder, record)
        else:
            _put_aside(job, folder, ReportError("the run was interrupted"))


def _put_aside(job: Job, folder: Path, error: Exception) -> None:
    """The run stands under `_failed` with its notebook, its log, its traceback and its reason."""
    long = getattr(error, "traceback", "") or "".join(traceback.format_exception(error))
    (folder / execute.TRACEBACK).write_text(long, encoding="utf-8")
    record = replace(record_of(job, folder, status="failed"), error=str(error))
    files.swap(folder / manifest.FILE, record.to_json())
    files.clean(folder / manifest.FILE)
    failed = job.runs / "_failed"
    failed.mkdir(exist_ok=True)
    files.replace(folder, failed / folder.name)


def _refuse_mistakes(job: Job, folder: Path, error: Exception) -> None:
    """Raises the mistakes of the definitions that a kernel was the first to read.

    Whoever starts a run knows the outline of its workspace alone. A run whose definitions do not
    hold never was one: nothing of it is kept, and every mistake is said with its file and line.
    """
    if getattr(error, "raised", "") != DefinitionError.__name__:
        return
    from stagelift.definitions.load import read_workspace, stopping
    from stagelift.metrics.registry import KINDS
    from stagelift.metrics.standard import standard_metrics

    _, issues = read_workspace(job.root, kinds=KINDS, standard=standard_metrics)
    if stopping(issues, [job.stable.report]):
        shutil.rmtree(folder, ignore_errors=True)
        raise DefinitionError(issues) from error


def _given_up(job: Job, folder: Path, error: Exception) -> str:
    """Puts the run aside; why there is no new page, what is still there, and where to look."""
    said = f"{job.key}: {error}; {_stays(job)}"
    try:
        _put_aside(job, folder, error)
        build_index(job.root, job.site, language=job.language, held=job.key)
    except OSError as full:
        return f"{said}. What it left could not be put aside: {full}; the next run does so"
    where = Path(STATE) / "runs" / "_failed" / folder.name
    return f"{said}. Notebook, log and traceback: {where.as_posix()}"


def _not_started(job: Job, error: OSError) -> str:
    """Why a run could not even begin, and what is still there."""
    return f"{job.key}: not started: {error}; {_stays(job)}"


def _stays(job: Job) -> str:
    return "the last good page stays" if job.page.is_file() else "there is no page yet"


def _window(period: str, zone: object) -> tuple[str, str] | None:
    """The UTC instants of the period, when the page says in which zone its days are."""
    if period == publish.UNDATED or not isinstance(zone, str):
        return None
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    start, end = Period.parse(period).instants(zone)
    first, after = (epoch + timedelta(microseconds=at) for at in (start, end))
    return first.isoformat(), after.isoformat()
