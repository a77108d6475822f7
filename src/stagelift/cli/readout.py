"""`stagelift readout NAME`: what an experiment says at this look."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stagelift.cli.counted import (
    holds_counts,
    nothing_named,
    show_experiment,
    show_experiments,
)
from stagelift.cli.figures import in_korean_figures, readout_text, section_text
from stagelift.cli.frame import frame_option, write_frame
from stagelift.cli.options import (
    finishing,
    json_option,
    language,
    moments_option,
    open_workspace,
    query_options,
    workspace_options,
)
from stagelift.cli.queries import refuse_together, show_queries
from stagelift.cli.screen import following, print_json, say
from stagelift.errors import ArgumentError, did_you_mean
from stagelift.experiments.sections.wording import NAMES

if TYPE_CHECKING:
    from stagelift.definitions import Report
    from stagelift.experiments.clusters.leaks import HomeSplit
    from stagelift.experiments.readout import Readout
    from stagelift.workspace.trial import Trial
    from stagelift.workspace.workspace import Workspace

UNHEALTHY = 4
BEYOND = ("voice", "churn", "ready")  # sections that read metrics the plan does not name
NOTEBOOK = "experiment_readout"


@click.command()
@click.argument("name", required=False)
@click.option("--source", help="The source of counts per arm, when there are several.")
@click.option("--full", is_flag=True, help="Every section, with its tables.")
@click.option("--section", type=click.Choice(NAMES), help="One section alone, with its tables.")
@click.option("--explore", is_flag=True, help="By stage, group and time of entry; decides nothing.")
@click.option("--by", multiple=True, help="With --explore: a segment or attribute, weekday, hour.")
@click.option("--resample", is_flag=True, help="Bootstrap, permutation and ranks; decides nothing.")
@click.option("--metric", help="With --explore or --resample: another metric than the primary one.")
@query_options
@moments_option
@frame_option
@json_option
@workspace_options
@click.pass_context
def readout(  # noqa: PLR0913 - one parameter an option
    ctx: click.Context,
    name: str | None,
    *,
    source: str | None,
    full: bool,
    section: str | None,
    explore: bool,
    by: tuple[str, ...],
    resample: bool,
    metric: str | None,
    as_sql: bool,
    explained: bool,
    moments: Path | None,
    frame: Path | None,
    as_json: bool,
) -> None:
    """Read out the experiment NAME: the verdict first, then why.

    An experiment that is not healthy shows no result and ends with exit code 4. Where a source
    holds counts per arm, NAME may be one of its experiments; without NAME all their splits are
    tested. With --explore and no NAME every test is explored, those that found nothing too.
    """
    with open_workspace() as workspace:
        if as_sql or explained:
            refuse_together({"--moments": moments, "--explore": explore, "--json": as_json})
            named = trial_named(workspace, name).definition.name
            show_queries(workspace, named, explained=explained)
            return
        if moments is not None:
            brought = finishing(workspace), name, moments, frame
            ctx.exit(show_brought(*brought, as_json=as_json))
        if source is not None or (name not in workspace.experiments and holds_counts(workspace)):
            ctx.exit(show_counted(workspace, name, source, as_json=as_json))
        if name is None and explore:
            from stagelift.cli.explore import show_responses

            show_responses(workspace, by, as_json=as_json)
            return
        trial = trial_named(workspace, name)
        found = trial.readout()
        red = any(check.status == "red" for check in found.health)
        if resample or explore or by or metric:
            show_beside(trial, by, metric, resample=resample, as_json=as_json)
            ctx.exit(UNHEALTHY if red else 0)
        sections = trial.sections(beyond_plan=full or as_json or section in BEYOND)
        line = "" if as_json or section or red else how_explored(trial)
        homes = divided_homes(trial, found)
    write_frame(found.rows() if frame else (), frame)
    if as_json:
        told = sections.to_dict()
        every = {"sections": told, "households": homes and homes.to_dict()}
        print_json({section: told[section]} if section else {**found.to_dict(), **every})
    elif section is not None and not red:
        say(section_text(sections, section))
        following(f"readout {name}")
    else:
        say(readout_text(found, workspace.metrics, sections, full=full))
        for each in (*home_lines(homes), *filter(None, (line,))):
            say(each)
        following(next_step(workspace.definitions.reports, trial.definition.name))
    if red:
        ctx.exit(UNHEALTHY)


def show_counted(
    workspace: Workspace, name: str | None, source: str | None, *, as_json: bool
) -> int:
    """The experiments of a source of counts, or one of them.

    Returns:
        The exit code.
    """
    counted = workspace.counted(source)
    if name is None:
        show_experiments(counted, as_json=as_json)
        return 0
    return 0 if show_experiment(counted, name, as_json=as_json) else UNHEALTHY


def show_brought(
    workspace: Workspace, name: str | None, file: Path, frame: Path | None, *, as_json: bool
) -> int:
    """The readout finished from a result that was brought; what needs more questions is left out.

    Returns:
        The exit code.
    """
    found = workspace.readout_from(file, trial_named(workspace, name).definition.name)
    write_frame(found.rows() if frame else (), frame)
    if as_json:
        print_json(found.to_dict())
    else:
        say(readout_text(found, workspace.metrics, None, full=False))
        following(f"explain {found.experiment}.effect")
    return UNHEALTHY if any(check.status == "red" for check in found.health) else 0


def show_beside(
    trial: Trial, by: tuple[str, ...], metric: str | None, *, resample: bool, as_json: bool
) -> None:
    """What stands beside the readout and decides nothing: resampled effects, or an exploration."""
    if resample:
        from stagelift.cli.resample import show_resampled

        show_resampled(trial, metric, as_json=as_json)
    else:
        from stagelift.cli.explore import show_explored

        show_explored(trial, by, metric, as_json=as_json)


def how_explored(trial: Trial) -> str:
    """One line of what an exploration may ask of a test."""
    from stagelift.cli.explore import exploring_line

    return exploring_line(trial)


def divided_homes(trial: Trial, found: Readout) -> HomeSplit | None:
    """The effect by kind of household, where the split of customers divided many.

    Args:
        trial: The experiment.
        found: Its readout.

    Returns:
        The effects; None where no check is amber for it, or a window is still open.
    """
    divided = any(c.name == "households" and c.status == "amber" for c in found.health)
    return trial.households() if divided and found.final else None


def home_lines(homes: HomeSplit | None) -> list[str]:
    """The effect by kind of household in the language of the output."""
    if homes is None:
        return []
    spoken = language()
    lines = homes.lines(spoken)
    return [in_korean_figures(each) for each in lines] if spoken == "ko" else lines


def trial_named(workspace: Workspace, name: str | None) -> Trial:
    """The experiment of a name.

    Args:
        workspace: The workspace.
        name: Its id, or None where nobody gave one.

    Returns:
        The experiment.

    Raises:
        ArgumentError: No name, or none of that name; names the nearest.
    """
    if name is None:
        raise nothing_named(workspace)
    if name not in workspace.experiments:
        known = ", ".join(sorted(workspace.experiments)) or "none"
        hint = did_you_mean(name, workspace.experiments)
        raise ArgumentError(f"unknown experiment '{name}'. {hint or f'There are: {known}'}")
    return workspace.experiments[name]


def next_step(reports: Mapping[str, Report], experiment: str) -> str:
    """The command to type after a readout: its page, else any report, else the KPIs.

    Args:
        reports: The workspace's reports by id.
        experiment: Id of the experiment.

    Returns:
        The command without `stagelift`.
    """
    own = next((name for name, report in reports.items() if report.notebook == NOTEBOOK), None)
    if own is not None:
        return f"report run {own} --experiment {experiment}"
    return next((f"report run {name}" for name in reports), "kpi")
