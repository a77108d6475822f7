"""`stagelift launch`, `enrol`, `status`: from a plan to lists of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stagelift.cli.handing_out import sender_options, show_files
from stagelift.cli.options import json_option, open_workspace, workspace_options
from stagelift.cli.screen import columns, following, mark, print_json, say
from stagelift.cli.wording import said
from stagelift.errors import ArgumentError, did_you_mean

if TYPE_CHECKING:
    from stagelift.workspace import Workspace
    from stagelift.workspace.trial import Trial


def trial_of(workspace: Workspace, name: str) -> Trial:
    """The experiment of a name.

    Args:
        workspace: The workspace.
        name: Its id.

    Returns:
        The experiment.

    Raises:
        ArgumentError: When there is none.
    """
    if name not in workspace.experiments:
        known = ", ".join(sorted(workspace.experiments)) or "none"
        hint = did_you_mean(name, workspace.experiments)
        raise ArgumentError(f"unknown experiment '{name}'. {hint or f'There are: {known}'}")
    return workspace.experiments[name]


@click.command()
@click.argument("name")
@click.option(
    "--planned-units", type=click.IntRange(1), help="Customers planned, if not as before."
)
@sender_options
@json_option
@workspace_options
def launch(
    name: str,
    planned_units: int | None,
    sender: str | None,
    encoding: str | None,
    hashed: bool | None,
    as_json: bool,
) -> None:
    """Freeze the plan of the experiment NAME and hand out who qualifies already.

    The plan binds from then on. Nothing is sent: the files are for your sending tool.
    """
    with open_workspace() as workspace:
        trial = trial_of(workspace, name)
        made = trial.launch(
            sender=sender, encoding=encoding, hashed=hashed, planned_units=planned_units
        )
        root, first = workspace.root, trial.begins
    if as_json:
        print_json(made.given.to_dict())
        return
    if made.plan is not None:
        say(said("launch.frozen", path=made.plan.relative_to(root).as_posix()))
    if made.folder is None:
        say(said("launch.later", first=first, name=name))
    else:
        show_files(made, made.folder.relative_to(root).as_posix(), trial.definition)
    following(f"enrol {name}" if first else f"readout {name}")


@click.command()
@click.argument("name")
@sender_options
@json_option
@workspace_options
def enrol(
    name: str, sender: str | None, encoding: str | None, hashed: bool | None, as_json: bool
) -> None:
    """Hand out who is new in the experiment NAME, one file a variant; nobody twice."""
    with open_workspace() as workspace:
        trial = trial_of(workspace, name)
        made = trial.enrol(sender=sender, encoding=encoding, hashed=hashed)
        root, begins = workspace.root, trial.begins
    if as_json:
        print_json(made.given.to_dict())
        return
    if made.folder is None and begins is not None:
        say(said("launch.later", first=begins, name=name))
    elif made.folder is None:
        say(said("enrol.none", before=made.given.before))
    else:
        show_files(made, made.folder.relative_to(root).as_posix(), trial.definition)
    following(f"readout {name}")


@click.command()
@json_option
@workspace_options
def status(as_json: bool) -> None:
    """Show each launched experiment: its plan, who was handed out, what was decided."""
    with open_workspace() as workspace:
        launched = [trial for trial in workspace.experiments.values() if trial.plan is not None]
        rows = [standing_of(trial) for trial in launched]
        deviations = [
            (trial.definition.name, trial.deviation) for trial in launched if trial.deviation
        ]
    if as_json:
        print_json(rows)
        return
    if not rows:
        say(said("status.none"))
    else:
        keys = ("experiment", "plan", "frozen", "handed", "last", "decision")
        table = [tuple(said(f"status.column.{key}") for key in keys)]
        table.extend(tuple(str(row[key]) for key in keys) for row in rows)
        say(columns(table, indent=0))
    for name, deviation in deviations:
        say(f"{mark('attention')} {said('status.deviates', name=name, deviation=deviation)}")
    following(f"readout {rows[0]['experiment']}" if rows else "check")


def standing_of(trial: Trial) -> dict[str, object]:
    """Where one launched experiment stands.

    Args:
        trial: The experiment; its plan is frozen.

    Returns:
        JSON-ready values.
    """
    given, plan = trial.handed_out(), trial.plan or {}
    return {
        "experiment": trial.definition.name,
        "plan": str(plan.get("fingerprint", ""))[:6],
        "frozen": str(plan.get("frozen_at", ""))[:10],
        "handed": sum(one.customers for one in given),
        "last": given[-1].as_of[:16] if given else "",
        "decision": str((trial.decision or {}).get("decision", "")),
    }
