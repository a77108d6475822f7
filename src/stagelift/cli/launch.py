"""`stagelift launch`, `enrol`, `status`: from a plan to lists of customers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from stagelift.cli.handing_out import sender_options, show_files
from stagelift.cli.korean import translated
from stagelift.cli.options import json_option, open_workspace, workspace_options
from stagelift.cli.screen import columns, following, mark, print_json, say
from stagelift.cli.standing import known_by
from stagelift.cli.wording import said
from stagelift.errors import ArgumentError, did_you_mean

if TYPE_CHECKING:
    from stagelift.definitions import LifeEntry
    from stagelift.experiments.life.told import LifeLine
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
@click.option("--owner", help="Who launches it; git's user.name when left out.")
@sender_options
@json_option
@workspace_options
def launch(  # noqa: PLR0913 - one argument an option
    *,
    name: str,
    planned_units: int | None,
    owner: str | None,
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
            sender=sender,
            encoding=encoding,
            hashed=hashed,
            planned_units=planned_units,
            owner=owner,
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
        root, begins, zone = workspace.root, trial.begins, workspace.journey.zone
    closed = made.closed and deed_line(made.closed, zone)
    if as_json:
        found = made.given.to_dict()
        print_json({**found, "closed": closed.to_dict()} if closed else found)
        return
    if closed:
        why = f" ({closed.by})"
        say(said(f"life.closed.{closed.what}", since=closed.since, why=why))
        following(f"resume {name}" if closed.what == "pause" else f"readout {name}")
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
        launched = [trial for trial in workspace.experiments.values() if was_launched(trial)]
        rows = [standing_of(trial) for trial in launched]
        deviations = [
            (str(row["experiment"]), str(row["deviation"])) for row in rows if row["deviation"]
        ]
    if as_json:
        print_json(rows)
        return
    if not rows:
        say(said("status.none"))
    else:
        keys = ("experiment", "plan", "frozen", "traffic", "state", "handed", "last", "decision")
        table = [tuple(said(f"status.column.{key}") for key in keys)]
        table.extend(tuple(cell_of(row, key) for key in keys) for row in rows)
        say(columns(table, indent=0))
    for name, deviation in deviations:
        words = translated(deviation)
        say(f"{mark('attention')} {said('status.deviates', name=name, deviation=words)}")
    following(f"readout {rows[0]['experiment']}" if rows else "check")


def was_launched(trial: Trial) -> bool:
    """Whether an experiment's plan was frozen by the workspace's instant."""
    from stagelift.experiments.frozen import check_readable, frozen_by

    if trial.plan is None:
        return False
    try:
        check_readable(trial.definition.name, trial.plan)
    except ArgumentError:
        return True  # `standing_of` says what is wrong with its file
    return frozen_by(trial.plan, trial.workspace.as_of)


def decision_of(trial: Trial) -> str:
    """What was decided, by the workspace's instant where somebody named one; empty for nothing."""
    workspace = trial.workspace
    found = workspace.definitions
    if workspace.as_of_is_given:
        found = known_by(found, workspace.as_of)
    return str(found.decisions.get(trial.definition.name, {}).get("decision", ""))


def standing_of(trial: Trial) -> dict[str, object]:
    """Where one launched experiment stands.

    Args:
        trial: The experiment; its plan is frozen.

    Returns:
        JSON-ready values; days and hours are those of the journey's zone.
    """
    from stagelift.definitions.holdback import share_text
    from stagelift.experiments.as_decided import edited_words
    from stagelift.experiments.life.told import local_text, told

    workspace, plan = trial.workspace, trial.plan or {}
    now, zone = workspace.as_of, workspace.journey.zone
    given = [one for one in trial.handed_out() if datetime.fromisoformat(one.as_of) <= now]
    known = {
        "experiment": trial.definition.name,
        "plan": str(plan.get("fingerprint", ""))[:6],
        "decision": decision_of(trial),
    }
    try:
        admission = trial.plan_in_force().admission
        deviation = trial.deviation or edited_words(trial.edited)
    except ArgumentError as error:  # the others are shown all the same
        blank = dict.fromkeys(("frozen", "traffic", "state", "handed", "last"), "")
        return {**known, **blank, "life": [], "deviation": str(error)}
    frozen = datetime.fromisoformat(str(plan["frozen_at"]))
    return {
        **known,
        "frozen": local_text(frozen, zone)[:10],
        "traffic": share_text(admission.traffic_now),
        "state": "stopped" if admission.stopped else "paused" if admission.paused else "",
        "handed": sum(one.customers for one in given),
        "last": local_text(datetime.fromisoformat(given[-1].as_of), zone) if given else "",
        "life": [told(one, zone).to_dict() for one in admission.deeds],
        "deviation": deviation,
    }


def deed_line(entry: LifeEntry, zone: str) -> LifeLine:
    """A deed as readers see it."""
    from stagelift.experiments.life.told import told

    return told(entry, zone)


def cell_of(row: dict[str, object], key: str) -> str:
    """One cell of the table of launched experiments, a state in the language of the output."""
    if key == "state" and row[key]:
        return said(f"life.state.{row[key]}")
    return str(row[key])
