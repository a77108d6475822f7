"""The queries of pages that were published, written beside them once the pages are there."""

from __future__ import annotations

import glob
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from stagelift.data.files import file_states
from stagelift.data.portable import DIALECTS
from stagelift.errors import StageliftError
from stagelift.reports.archive.withdrawing import mark_again
from stagelift.reports.index import read_manifests
from stagelift.reports.manifest import FILE, Manifest
from stagelift.reports.numbers import beside
from stagelift.reports.numbers.queries import TextOf, write_queries
from stagelift.reports.publish import file_name
from stagelift.workspace.runs import SITE

if TYPE_CHECKING:
    from stagelift.reports.run import RunResult
    from stagelift.workspace.workspace import Workspace

OWN = "-- the engine's own statements; paths are relative to the workspace\n"
LOCK_SECONDS = 10  # a removal of old runs holds it shortly; a run makes a newer page


def publish_queries(workspace: Workspace, made: Iterable[RunResult]) -> dict[Path, str]:
    """Each number of pages that were made leads to the query that gives it, from now on.

    Args:
        workspace: The workspace that made them, as of the same instant.
        made: The runs; a query that several pages ask is formed once.

    Returns:
        Page → why its queries could not be published; one keeps no other from being linked.
    """

    @cache
    def text_of(name: str, period: str) -> str | None:
        return query_text(workspace, name, period)

    failed = {}
    for run in made:
        try:
            _publish(workspace, run.run_id, text_of)
        except (OSError, StageliftError) as error:
            failed[run.page] = str(error)
    return failed


def _publish(workspace: Workspace, run_id: str, text_of: TextOf) -> None:
    """The queries of one run stand beside its page, unless the page is another run's by now."""
    from filelock import FileLock, Timeout

    runs = workspace.state / "runs"
    told = runs / run_id / FILE
    if not told.is_file():  # removed since
        return
    record = Manifest.from_json(told.read_text(encoding="utf-8"))
    lock = workspace.state / "locks" / f"{file_name(record.key)}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(lock, timeout=LOCK_SECONDS):
            good = [each for each in read_manifests(runs) if each.status == "ok"]
            if run_id != [each.run_id for each in good if each.key == record.key][-1]:
                return  # what a newer page may hide would stand beside it again
            if write_queries(runs / run_id, text_of):
                beside.publish(runs / run_id, workspace.root / SITE, record.public)
                mark_again(workspace.state, workspace.root / SITE, record)
    except Timeout:
        return


def query_text(workspace: Workspace, name: str, period: str) -> str | None:
    """The query that answers a name, commented, in the dialect of the workspace's engine.

    Args:
        workspace: The workspace.
        name: Id of a metric or an experiment.
        period: The period of a metric; empty for an experiment.

    Returns:
        One statement over tables called like the sources, whose result `kpi` or `readout` finishes
        with `--moments`; where one cannot do it, as where ids are joined, the engine's own
        statements. None where no query answers the name, or the statements name a place outside
        the workspace.
    """
    about = {"period": period} if period else {}
    dialect = workspace.engine.dialect
    if dialect in DIALECTS and not workspace.journey.same_person:
        try:
            return workspace.sql(name, dialect=dialect, **about)
        except StageliftError:  # a shape of source one statement cannot read
            pass
    try:
        own = workspace.sql(name, **about)
    except StageliftError:
        return None
    text = _without_places(workspace, own)
    return None if text is None else OWN + text


def _without_places(workspace: Workspace, text: str) -> str | None:
    """Statements that name files alone where a source lies outside; None where a folder stays."""
    text = text.replace(f"{workspace.root}/", "")
    for source in workspace.journey.sources.values():
        pattern = str(source.read)
        if not Path(pattern).is_absolute():
            continue
        names = {name for name, *_ in file_states(pattern, workspace.root)}
        for name in sorted({pattern, *names}, key=len, reverse=True):
            text = text.replace(name, Path(name).name)
        place = next(one for one in Path(pattern).parents if not glob.has_magic(str(one)))
        if f"{place}/" in text and place != Path(place.anchor):
            return None
    return text
