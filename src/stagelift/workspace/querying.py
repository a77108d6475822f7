"""The queries of pages that were published, written beside them once the pages are there."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from stagelift.data.portable import DIALECTS
from stagelift.errors import StageliftError
from stagelift.reports.numbers import beside
from stagelift.reports.numbers.queries import write_queries
from stagelift.workspace.runs import SITE

if TYPE_CHECKING:
    from stagelift.reports.run import RunResult
    from stagelift.workspace.workspace import Workspace

OWN = "-- the engine's own statements; paths are relative to the workspace\n"


def publish_queries(workspace: Workspace, made: Iterable[RunResult]) -> int:
    """Each number of pages that were made leads to the query that gives it, from now on.

    Args:
        workspace: The workspace that made them, as of the same instant.
        made: The runs; a query that several pages ask is formed once.

    Returns:
        How many links there are now that were not.
    """

    @cache
    def text_of(name: str, period: str) -> str | None:
        return query_text(workspace, name, period)

    linked = 0
    for run in made:
        folder = workspace.state / "runs" / run.run_id
        found = write_queries(folder, text_of)
        if found:
            public = run.page.relative_to(workspace.root / SITE).as_posix()
            beside.publish(folder, workspace.root / SITE, public)
        linked += found
    return linked


def query_text(workspace: Workspace, name: str, period: str) -> str | None:
    """The query that answers a name, commented, in the dialect of the workspace's engine.

    Args:
        workspace: The workspace.
        name: Id of a metric or an experiment.
        period: The period of a metric; empty for an experiment.

    Returns:
        One statement over tables called like the sources, whose result `kpi` or `readout` finishes
        with `--moments`; where one cannot do it, as where ids are joined, the engine's own
        statements. None where no query answers the name.
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
    return OWN + own.replace(f"{workspace.root}/", "")
