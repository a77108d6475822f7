"""Which runs make a report: one per subject, page and language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from stagelift.definitions.root import RECORDS
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.reports.job import RunOptions
from stagelift.reports.paper import Paper
from stagelift.reports.parallel import RunRequest
from stagelift.workspace.named import check_segment

if TYPE_CHECKING:
    from pathlib import Path

    from stagelift.workspace.asked import Asked, Described

SITE = "site"
OF_A_SEGMENT = "weekly_journey"  # the notebook whose page can be of one segment
TOLD = ("workspace", "period", "experiment", "language", "page", "as_of")  # parameters of each run
Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a report.

    Args:
        name: Id of the report.
        period: The period it is about; None means the last one of the report's rhythm.
        experiment: The one experiment it is about; None means all that are due.
        language: One language; None means all the report asks for.
        page: `brief` or `full`; None means what the report says.
        pdf: Whether its pages are printed too; None means what the report says.
        segment: The one segment it is about, empty for everyone; None means what the report says.
    """

    name: str
    period: str | None = None
    experiment: str | None = None
    language: str | None = None
    page: str | None = None
    pdf: bool | None = None
    segment: str | None = None


def run_requests(workspace: Asked, wanted: Wanted) -> list[list[RunRequest]]:
    """The runs that make a report; those of one group follow one another.

    Args:
        workspace: The workspace.
        wanted: What is asked.

    Returns:
        Groups of runs; a full page comes before the brief page that links to it.

    Raises:
        ArgumentError: When the report, its notebook, an experiment or the segment is unknown, a
            period is asked of a report about experiments, or a segment of one that takes none.
        PeriodNotClosedError: When the period has not closed.
    """
    defined = report_named(workspace.reports, wanted.name)
    of_experiments = about_experiments(workspace, defined)
    if of_experiments and (wanted.period or wanted.page):
        raise ArgumentError(
            f"report '{wanted.name}' is about experiments; it takes neither a period nor a page"
        )
    if wanted.experiment is not None and not of_experiments:
        raise ArgumentError(f"report '{wanted.name}' is about a period, not about an experiment")
    if wanted.segment is not None and "segment" not in declared_by(workspace, defined):
        raise ArgumentError(f"report '{wanted.name}' cannot be of one segment; leave --segment out")
    only = {} if wanted.segment is None else {"segment": wanted.segment}
    parameters = readouts if of_experiments else period_pages
    return [
        [run_request(workspace, defined, {**job, **only}, pdf=wanted.pdf) for job in jobs]
        for jobs in parameters(workspace, defined, wanted)
    ]


def site_of(root: Path) -> Path:
    """The folder of the public pages; it need not exist.

    Args:
        root: The workspace.

    Returns:
        The folder.

    Raises:
        ArgumentError: Something else has its name.
    """
    site = root / SITE
    if site.exists() and not site.is_dir():
        raise ArgumentError(
            f"'{SITE}' is a file, and the pages are written into a folder of that name: "
            "rename or remove the file"
        )
    return site


def run_request(
    workspace: Asked, defined: Described, job: Mapping[str, str], *, pdf: bool | None = None
) -> RunRequest:
    """The run of a report with parameters of its own, told what every run is told."""
    from stagelift.reports.notebooks import find_notebook

    notebook = find_notebook(workspace.root, defined.notebook)
    told = {**own_parameters(defined, notebook), **job, **shared_parameters(workspace)}
    if told.get("segment") and defined.notebook == OF_A_SEGMENT:
        check_segment(told["segment"], workspace.segment_ids)
    site = site_of(workspace.root)
    options = RunOptions(paper=paper_of(defined, pdf=pdf), as_of=unnamed_instant(workspace))
    return RunRequest(workspace.root, notebook, defined.name, told, site, options)


def own_parameters(defined: Described, notebook: Path) -> dict[str, str]:
    """The values that a report's file gives its notebook's parameters.

    Args:
        defined: The report.
        notebook: Its notebook.

    Returns:
        Values by name, as text that stands for the type the notebook declares.

    Raises:
        ArgumentError: One that the run itself sets, an unknown one, or one of another type; all.
    """
    from stagelift.reports.notebooks import declared_in
    from stagelift.reports.parameters import check_parameters

    given = dict(defined.parameters)
    if not given:
        return {}
    place = f"reports/{defined.name}.yaml, parameters"
    taken = [
        f"{place}: '{name}' is set by every run; leave it out" for name in given if name in TOLD
    ]
    free = {name: value for name, value in given.items() if name not in TOLD}
    declared = tuple(one for one in declared_in(notebook) if one.name not in TOLD)
    values: dict[str, object] = {}
    try:
        values.update(check_parameters(declared, free))
    except ArgumentError as error:
        taken += [f"{place}: {line}" for line in str(error).splitlines()]
    if taken:
        raise ArgumentError("\n".join(taken))
    return {name: str(values[name]) for name in given}


def paper_of(defined: Described, *, pdf: bool | None = None) -> Paper | None:
    """How a report's pages are printed; None when they are not.

    Args:
        defined: The report.
        pdf: What is asked for this time; None means what the report says.

    Returns:
        The paper, with the site's public address where the report names one.
    """
    if not (defined.pdf if pdf is None else pdf):
        return None
    return Paper(site=defined.site)


def page_of(request: RunRequest) -> Path:
    """The public page a run makes.

    Args:
        request: The run.

    Returns:
        The file; it need not exist.

    Raises:
        ArgumentError: A parameter is not what the notebook declares.
    """
    from stagelift.reports.notebooks import declared_in
    from stagelift.reports.parameters import check_parameters
    from stagelift.reports.publish import public_path, subject_of

    declared = declared_in(request.notebook)
    subject, others = subject_of(declared, check_parameters(declared, request.parameters))
    return request.site / public_path(request.report, subject, others)


def about_experiments(workspace: Asked, defined: Described) -> bool:
    """Whether a report has a page for each experiment, not for each period.

    Args:
        workspace: The workspace.
        defined: The report.

    Returns:
        True when its notebook declares the parameter `experiment`.

    Raises:
        ArgumentError: When there is no such notebook, or its parameters have mistakes.
    """
    return "experiment" in declared_by(workspace, defined)


def declared_by(workspace: Asked, defined: Described) -> tuple[str, ...]:
    """The names of the parameters that a report's notebook declares."""
    from stagelift.reports.notebooks import declared_in, find_notebook

    notebook = find_notebook(workspace.root, defined.notebook)
    return tuple(parameter.name for parameter in declared_in(notebook))


def shared_parameters(workspace: Asked) -> dict[str, str]:
    """What sets all runs apart: an instant somebody named, unless the journey says the same."""
    same = workspace.as_of == workspace.journey.as_of
    return {"as_of": workspace.as_of.isoformat()} if workspace.as_of_is_given and not same else {}


def unnamed_instant(workspace: Asked) -> str:
    """The instant at which it was opened, ISO text, where neither journey nor anybody names one.

    It sets no page apart: a page made later replaces this one. Kernels are told it all the same,
    so that every number that one command publishes rests on one instant.
    """
    now = workspace.journey.as_of is None and not workspace.as_of_is_given
    return workspace.as_of.isoformat() if now else ""


def period_pages(
    workspace: Asked, defined: Described, wanted: Wanted
) -> list[list[dict[str, str]]]:
    """The parameters of a report about a period, by language; a full page before its brief."""
    from stagelift.reports.wording import WORDING

    period = workspace.period(wanted.period or defined.last_period)
    period.check_closed(workspace.as_of, workspace.journey.zone)
    brief = ("full", "brief") if defined.page == "brief" else ("full",)
    pages = (wanted.page,) if wanted.page else brief
    if "page" in declared_by(workspace, defined):
        chosen = [{"page": page} for page in pages]
    elif wanted.page:
        raise ArgumentError(f"report '{defined.name}' has one page; leave --page out")
    else:
        chosen = [{}]
    return [
        [{"period": period.label, "language": language, **page} for page in chosen]
        for language in languages_of(workspace, defined, wanted, WORDING)
    ]


def readouts(workspace: Asked, defined: Described, wanted: Wanted) -> list[list[dict[str, str]]]:
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


def readouts_of(
    workspace: Asked, defined: Described, names: Iterable[str]
) -> list[list[RunRequest]]:
    """The runs that make the pages of experiments in every language, due or not.

    Args:
        workspace: The workspace.
        defined: A report about experiments.
        names: Ids of the experiments.

    Returns:
        Groups of runs, by experiment and language.
    """
    from stagelift.reports.wording_readout import READOUT_WORDING

    languages = languages_of(workspace, defined, Wanted(defined.name), READOUT_WORDING)
    jobs = [{"experiment": name, "language": each} for name in names for each in languages]
    return [[run_request(workspace, defined, job)] for job in jobs]


def written_experiments(root: Path) -> tuple[str, ...]:
    """Ids of the experiments a workspace has a file of, drafts and later ones too.

    Args:
        root: The workspace.

    Returns:
        Ids by the names of files, without those of records.
    """
    files = sorted((root / "experiments").glob("*.y*ml"))
    return tuple(path.stem for path in files if not path.stem.endswith(RECORDS))


def begun(workspace: Asked) -> list[str]:
    """The experiments whose first entry lies before the workspace's instant."""
    from stagelift.data.zones import to_us
    from stagelift.experiments.enrolment import run_of

    now, zone = to_us(workspace.as_of), workspace.journey.zone
    return [
        name
        for name, trial in workspace.experiments.items()
        if not trial.definition.is_draft and run_of(trial.definition).instants(zone)[0] < now
    ]


def is_due(workspace: Asked, defined: Described, experiment: str, language: str) -> bool:
    """Whether an experiment is undecided, or has no page in a language yet."""
    if workspace.experiments[experiment].decision is None:
        return True
    job = {"experiment": experiment, "language": language}
    return not page_of(run_request(workspace, defined, job)).exists()


def report_named(reports: Mapping[str, Kind], name: str) -> Kind:
    """The report of a name; where there is none, the nearest is named."""
    if name not in reports:
        allowed = ", ".join(sorted(reports)) or "none; write reports/weekly.yaml"
        hint = did_you_mean(name, reports)
        raise ArgumentError(f"unknown report '{name}'; there are {allowed}. {hint}".rstrip())
    return reports[name]


def languages_of(
    workspace: Asked, defined: Described, wanted: Wanted, written: Collection[str]
) -> tuple[str, ...]:
    """The languages a report's pages are made in, of those they are written in."""
    if wanted.language:
        return (wanted.language,)
    asked = defined.languages or workspace.journey.languages
    return tuple(language for language in asked if language in written) or ("en",)
