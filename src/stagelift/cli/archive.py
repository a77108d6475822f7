"""`stagelift report archive`: what was published so far, over all runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stagelift.cli.archive_lines import (
    calibration_text,
    kept_text,
    pruned_text,
    restated_text,
    trend_text,
)
from stagelift.cli.options import json_option, open_workspace, workspace_options
from stagelift.cli.screen import following, print_json, say
from stagelift.cli.wording import said
from stagelift.errors import ArgumentError

if TYPE_CHECKING:
    from stagelift.workspace import Workspace

FILES = (".csv", ".parquet")


@click.command()
@click.argument("named", metavar="[METRIC]", required=False)
@click.option("--metric", help="One metric over its periods.")
@click.option("--stage", help="Only of this stage.")
@click.option("--segment", help="Only of this segment.")
@click.option("--variant", help="Only of this variant.")
@click.option("--period", help="Only of this period, such as 2026-W46.")
@click.option("--report", help="Only what this report published.")
@click.option("--measure", help="level, effect, lift, change, worth or money; default: all.")
@click.option("--restated", is_flag=True, help="The numbers that are other ones now, and why.")
@click.option("--forecasts", is_flag=True, help="What was forecast beside what came.")
@click.option("--to", "path", metavar="FILE", help="Write the facts to FILE.csv or FILE.parquet.")
@click.option("--prune", is_flag=True, help="Remove old runs, as far as `keep:` lets them go.")
@click.option("--dry-run", is_flag=True, help="With --prune: only say what would go.")
@json_option
@workspace_options
def archive(
    *,
    restated: bool,
    forecasts: bool,
    path: str | None,
    prune: bool,
    dry_run: bool,
    as_json: bool,
    **about: str | None,
) -> None:
    """Ask what was published so far: METRIC over its periods, restatements, forecasts.

    Every number ever shown is kept, with the run that showed it; removing old runs keeps them.
    """
    named = about.pop("named")
    if named and about["metric"] not in (None, named):
        raise ArgumentError(f"--metric: '{named}' is named as well; name one metric")
    about["metric"] = named or about["metric"]
    if dry_run and not prune:
        raise ArgumentError("--dry-run needs --prune")
    with open_workspace() as workspace:
        if prune:
            _prune(workspace, dry_run=dry_run, as_json=as_json)
        elif path is not None:
            _export(workspace, about, Path(path))
        elif forecasts:
            _forecasts(workspace, as_json=as_json)
        elif restated:
            _restated(workspace, about, as_json=as_json)
        elif any(about.values()):
            _trend(workspace, about, as_json=as_json)
        else:
            _kept(workspace, as_json=as_json)


def _facts(workspace: Workspace, about: Mapping[str, str | None]) -> Sequence[dict[str, Any]]:
    from stagelift.reports.archive.selection import Selection
    from stagelift.workspace.archiving import archived

    return archived(workspace, Selection(**about))


def _kept(workspace: Workspace, *, as_json: bool) -> None:
    from stagelift.reports.archive.selection import kept

    found = kept(workspace.state / "facts")
    if as_json:
        print_json([asdict(each) for each in found])
        return
    say(kept_text(found))
    whole = [each.metric for each in found if "." not in each.metric]
    following(f"report archive --metric {whole[0]}" if whole else "report due")


def _trend(workspace: Workspace, about: Mapping[str, str | None], *, as_json: bool) -> None:
    from stagelift.reports.archive.trend import trend

    found = trend(_facts(workspace, about), workspace.journey.zone)
    if as_json:
        print_json([each.to_dict() for each in found])
        return
    say(trend_text(found))
    following("report archive --restated")


def _restated(workspace: Workspace, about: Mapping[str, str | None], *, as_json: bool) -> None:
    from stagelift.workspace.archiving import restated

    found = restated(workspace, _facts(workspace, about))
    if as_json:
        print_json([each.to_dict() for each in found])
        return
    say(restated_text(found))
    following("report archive --forecasts")


def _forecasts(workspace: Workspace, *, as_json: bool) -> None:
    from stagelift.reports.archive.calibration import calibration
    from stagelift.reports.archive.selection import is_hidden
    from stagelift.reports.facts import read
    from stagelift.workspace.archiving import hidden

    red = hidden(workspace)
    shown = [fact for fact in read(workspace.state / "facts") if not is_hidden(fact, red)]
    found = calibration(shown, workspace.journey.zone)
    if as_json:
        print_json(found.to_dict())
        return
    say(calibration_text(found))
    following("programme")


def _export(workspace: Workspace, about: Mapping[str, str | None], path: Path) -> None:
    from stagelift.reports.sending.folder import write_table

    if path.suffix not in FILES:
        raise ArgumentError(f"--to '{path}' ends in neither .csv nor .parquet")
    rows = _facts(workspace, about)
    write_table(rows, path)
    say(said("archive.wrote", path=path, facts=len(rows)))


def _prune(workspace: Workspace, *, dry_run: bool, as_json: bool) -> None:
    from stagelift.workspace.archiving import kept_by, prune_runs

    if not kept_by(workspace):
        raise ArgumentError(
            "nothing says what is kept; write `keep: 20 runs` in a report or in journey.yaml. "
            "There it stands below `reports:`"
        )
    found = prune_runs(workspace, dry_run=dry_run)
    if as_json:
        print_json([asdict(each) for each in found])
        return
    say(pruned_text(found, dry_run=dry_run))
    following("report archive --prune" if dry_run and found else "report list")
