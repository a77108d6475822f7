"""`stagelift kpi`: the journey's measures of one period."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from stagelift.cli.compared import changes_text
from stagelift.cli.cures import without_kpi
from stagelift.cli.figures import kpi_text
from stagelift.cli.frame import frame_option, write_frame
from stagelift.cli.options import (
    finishing,
    json_option,
    moments_option,
    open_workspace,
    query_options,
    workspace_options,
)
from stagelift.cli.queries import refuse_together, show_queries
from stagelift.cli.screen import following, mark, print_json, say
from stagelift.cli.wording import said
from stagelift.errors import ArgumentError, did_you_mean

if TYPE_CHECKING:
    from stagelift.definitions.metric import Metric
    from stagelift.metrics.kpi_changes import KpiChanges
    from stagelift.metrics.kpi_table import Kpis
    from stagelift.workspace import Workspace

MATURE_WITHIN = 8  # earlier periods in which a metric of a long window may show a mature value


@click.command()
@click.argument("metric", nargs=-1)
@click.option(
    "--period",
    default="last-week",
    show_default=True,
    help="2026-W46, 2026-11, 2026-Q4, 2026-10-01..2026-10-15, last-week, last-month.",
)
@click.option(
    "--by",
    multiple=True,
    metavar="NAME",
    help="Beside the total: a segment, 'segment' for all of them, or an attribute; repeatable.",
)
@click.option(
    "--compare",
    type=click.Choice(["before", "last-year"]),
    help="Show the change from the period before, or from last year's: same weekdays, no holidays.",
)
@query_options
@moments_option
@frame_option
@json_option
@workspace_options
@click.pass_context
def kpi(  # noqa: PLR0913 - one parameter an option
    ctx: click.Context,
    metric: tuple[str, ...],
    period: str,
    *,
    by: tuple[str, ...],
    compare: str | None,
    as_sql: bool,
    explained: bool,
    moments: Path | None,
    frame: Path | None,
    as_json: bool,
) -> None:
    """Measure every KPI of the journey, or each METRIC, stage by stage, with n and interval."""
    if compare and by:
        raise ArgumentError("--compare: changes are of everyone; leave --by out")
    if moments and (metric or by or compare):
        raise ArgumentError("--moments: the result has what its query asked; leave the rest out")
    if as_sql or explained:
        refuse_together({"--by": by, "--compare": compare, "--moments": moments, "--json": as_json})
        with open_workspace() as workspace:
            asked = tuple(chosen(workspace, metric)) if metric else ("kpis",)
            for name in asked:
                show_queries(workspace, name, period=period, explained=explained)
        return
    found: Kpis | KpiChanges
    with open_workspace() as workspace:
        metrics = chosen(workspace, metric)
        if moments:
            given = ctx.get_parameter_source("period") is not ParameterSource.DEFAULT
            found = finishing(workspace).kpis_from(moments, period if given else None)
        elif compare:
            steps = MATURE_WITHIN if compare == "before" and not as_json else 1
            against = compare.replace("-", " ")
            found = workspace.kpi_changes(
                period, history=steps, against=against, metrics=metrics
            ).newest()
        else:
            steps = 0 if as_json else MATURE_WITHIN
            found = workspace.kpis(period=period, by=by, history=steps, metrics=metrics)
    write_frame(found.to_dicts() if frame else (), frame)
    if as_json:
        print_json(found.to_dicts())
        return
    show(workspace, found, metric)


def show(workspace: Workspace, found: Kpis | KpiChanges, names: tuple[str, ...]) -> None:
    """Prints measures, or their changes, and why there are none of a metric that was named.

    Args:
        workspace: The workspace.
        found: What was measured.
        names: Ids of the metrics asked for; none for all.
    """
    from stagelift.metrics.kpi_changes import KpiChanges

    if not len(found) and not names:
        say(said("kpi.none"))
        following("check")
        return
    absent = [name for name in names if name not in {one.metric for one in found}]
    if isinstance(found, KpiChanges):
        if len(found):
            say(changes_text(found, workspace.journey.country))
        if absent:
            say(said("kpi.unchanged", metrics=", ".join(absent), first=absent[0]))
    else:
        if len(found):
            say(kpi_text(found))
        if absent or not names:
            for sentence in without_kpi(workspace.definitions, absent):
                say(f"{mark('attention')} {sentence}")
    following(after_kpi(workspace))


def chosen(workspace: Workspace, names: tuple[str, ...]) -> Mapping[str, Metric]:
    """The metrics asked for.

    Args:
        workspace: The workspace.
        names: Ids of metrics; none asks for all.

    Returns:
        The metrics by id.

    Raises:
        ArgumentError: There is none of a name; the nearest is given.
    """
    if not names:
        return workspace.metrics
    known = workspace.known_metrics
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known)
            raise ArgumentError(f"kpi: unknown metric '{name}'. {hint}".rstrip())
    return {name: known[name] for name in names}


def after_kpi(workspace: Workspace) -> str:
    """What to type after a look at the numbers: a readout, a report, or another split.

    Args:
        workspace: The workspace.

    Returns:
        Words after `stagelift`.
    """
    for name, trial in workspace.experiments.items():
        if not trial.definition.is_draft:
            return f"readout {name}"
    for name in workspace.definitions.reports:
        return f"report run {name}"
    return "kpi --by segment" if workspace.journey.segments else "check"
