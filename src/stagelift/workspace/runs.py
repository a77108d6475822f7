"""Which runs make a report: one per subject, page and language."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stagelift.definitions import Report
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.reports.parallel import RunRequest

if TYPE_CHECKING:
    from stagelift.workspace.workspace import Workspace

SITE = "site"
FIRST_LANGUAGE = "en"  # the notebooks' default, which names no file


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a report.

    Args:
        name: Id of the report.
        period: The period it is about; None means the last one of the report's rhythm.
        experiment: The one experiment it is about; None means all that are due.
        language: One language; None means all the report asks for.
        page: `brief` or `full`; None means what the report says.
    """

    name: str
    period: str | None = None
    experiment: str | None = None
    language: str | None = None
    page: str | None = None


def run_requests(workspace: Workspace, wanted: Wanted) -> list[list[RunRequest]]:
    """The runs that make a report; those of one group follow one another.

    Args:
        workspace: The workspace.
        wanted: What is asked.

    Returns:
        Groups of runs; a full page comes before the brief page that links to it.

    Raises:
        ArgumentError: When the report, its notebook or an experiment is unknown, or a period is
            asked of a report about experiments.
        PeriodNotClosedError: When the period has not closed.
    """
    from stagelift.reports.notebooks import declared_names, find_notebook

    defined = report_named(workspace, wanted.name)
    notebook = find_notebook(workspace.root, defined.notebook)
    of_experiments = "experiment" in declared_names(notebook)
    if of_experiments and (wanted.period or wanted.page):
        raise ArgumentError(
            f"report '{wanted.name}' is about experiments; it takes neither a period nor a page"
        )
    if wanted.experiment is not None and not of_experiments:
        raise ArgumentError(f"report '{wanted.name}' is about a period, not about an experiment")
    parameters = readouts if of_experiments else period_pages
    shared = shared_parameters(workspace)
    site = workspace.root / SITE
    return [
        [
            RunRequest(workspace.root, notebook, defined.name, {**job, **shared}, site)
            for job in jobs
        ]
        for jobs in parameters(workspace, defined, wanted)
    ]


def shared_parameters(workspace: Workspace) -> dict[str, str]:
    """What every run of a workspace is told: its instant, unless the journey says the same."""
    same = workspace.as_of == workspace.journey.as_of
    return {} if same else {"as_of": workspace.as_of.isoformat()}


def period_pages(
    workspace: Workspace, defined: Report, wanted: Wanted
) -> list[list[dict[str, str]]]:
    """The parameters of a report about a period, by language; a full page before its brief."""
    from stagelift.reports.wording import WORDING

    period = workspace.period(wanted.period or defined.last_period)
    period.check_closed(workspace.as_of, workspace.journey.zone)
    brief = ("full", "brief") if defined.page == "brief" else ("full",)
    pages = (wanted.page,) if wanted.page else brief
    return [
        [{"period": period.label, "page": page, "language": language} for page in pages]
        for language in languages_of(workspace, defined, wanted, WORDING)
    ]


def readouts(workspace: Workspace, defined: Report, wanted: Wanted) -> list[list[dict[str, str]]]:
    """The parameters of a report about experiments, by experiment and language."""
    from stagelift.reports.wording_readout import READOUT_WORDING

    known = workspace.experiments
    if wanted.experiment is not None and wanted.experiment not in known:
        hint = did_you_mean(wanted.experiment, known)
        listed = f"There are: {', '.join(known) or 'none'}"
        raise ArgumentError(f"unknown experiment '{wanted.experiment}'. {hint or listed}")
    languages = languages_of(workspace, defined, wanted, READOUT_WORDING)
    return [
        [{"experiment": name, "language": language}]
        for name in ([wanted.experiment] if wanted.experiment else begun(workspace))
        for language in languages
        if wanted.experiment or is_due(workspace, defined, name, language)
    ]


def begun(workspace: Workspace) -> list[str]:
    """The experiments whose first entry lies before the workspace's instant."""
    from stagelift.data.zones import to_us
    from stagelift.experiments.enrolment import run_of

    now, zone = to_us(workspace.as_of), workspace.journey.zone
    return [
        name
        for name, trial in workspace.experiments.items()
        if not trial.definition.is_draft and run_of(trial.definition).instants(zone)[0] < now
    ]


def is_due(workspace: Workspace, defined: Report, experiment: str, language: str) -> bool:
    """Whether an experiment is undecided, or has no page in a language yet."""
    from stagelift.reports.publish import public_path

    if workspace.experiments[experiment].decision is None:
        return True
    others = {} if language == FIRST_LANGUAGE else {"language": language}
    others |= shared_parameters(workspace)
    page = workspace.root / SITE / public_path(defined.name, experiment, others)
    return not page.exists()


def report_named(workspace: Workspace, name: str) -> Report:
    """The definition of a report."""
    reports = workspace.definitions.reports
    if name not in reports:
        allowed = ", ".join(sorted(reports)) or "none; write reports/weekly.yaml"
        hint = did_you_mean(name, reports)
        raise ArgumentError(f"unknown report '{name}'; there are {allowed}. {hint}".rstrip())
    return reports[name]


def languages_of(
    workspace: Workspace, defined: Report, wanted: Wanted, written: Collection[str]
) -> tuple[str, ...]:
    """The languages a report's pages are made in, of those they are written in."""
    if wanted.language:
        return (wanted.language,)
    asked = defined.languages or workspace.journey.languages
    return tuple(language for language in asked if language in written) or ("en",)
