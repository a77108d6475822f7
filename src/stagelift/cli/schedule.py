"""`stagelift schedule`: what lets cron, GitHub Actions or Dagster keep every page made."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from stagelift.cli.options import open_workspace, place_options
from stagelift.cli.screen import following, say
from stagelift.cli.wording import said
from stagelift.errors import ArgumentError
from stagelift.files import swap

WRITTEN = {
    "github": Path(".github", "workflows", "stagelift.yaml"),
    "dagster": Path("dagster_definitions.py"),
}
LOCALTIME = Path("/etc/localtime")


@click.command()
@click.option(
    "--for",
    "scheduler",
    type=click.Choice(["cron", *WRITTEN]),
    default="cron",
    show_default=True,
    help="Whose lines.",
)
@click.option(
    "--zone",
    help="Zone of cron's clock, such as UTC.  [default: this machine's]",
)
@click.option("--write", is_flag=True, help="Write the file that GitHub or Dagster reads.")
@place_options
def schedule(scheduler: str, zone: str | None, write: bool) -> None:
    """Print the lines that make every report by its rhythm, and watch tests and rates daily.

    Nothing is installed: `stagelift schedule >> FILE`, or paste them after `crontab -e`.
    """
    from stagelift.reports.orchestrating import dagster
    from stagelift.reports.periods import zone_named
    from stagelift.reports.scheduling import crontab, lines, variables, workflow

    if scheduler == "github" and zone not in (None, "UTC"):
        raise ArgumentError("--zone: the clock of GitHub Actions is UTC")
    if scheduler == "dagster" and zone is not None:
        raise ArgumentError("--zone: Dagster keeps the clock of the journey's own zone")
    if write and scheduler == "cron":
        raise ArgumentError("--write: not for cron; a crontab is yours to change")
    with open_workspace() as workspace:
        reports = workspace.definitions.reports
        daily = ["monitor", "alert"] if workspace.experiments else ["alert"]
        if not (workspace.experiments or any(report.every for report in reports.values())):
            raise ArgumentError("no report has a rhythm; give one, such as 'every: Monday 08:00'")
        root, own = workspace.root, workspace.journey.zone
    clock = {"github": "UTC", "dagster": own}.get(scheduler) or zone_named(
        zone or machine_zone()
    ).key
    found = lines(reports, own, clock, datetime.now(UTC), daily)
    if scheduler == "cron":
        python = Path(sys.executable)
        text = crontab(found, root=root, python=python, journey_zone=own, zone=clock)
    elif scheduler == "dagster":
        text = dagster(found, python=sys.executable, zone=own)
    else:
        text = workflow(found, variables(reports.values()))
    if not write:
        say(text.rstrip())
        return
    _write(root, WRITTEN[scheduler], text)
    following("report due")


def _write(root: Path, file: Path, text: str) -> None:
    """Writes what a scheduler reads, never over a file that somebody changed."""
    path = root / file
    if path.exists() and path.read_text(encoding="utf-8") != text:
        raise ArgumentError(f"'{file.as_posix()}' is there and differs; move it away first")
    path.parent.mkdir(parents=True, exist_ok=True)
    swap(path, text)
    say(said("schedule.wrote", path=file.as_posix()))


def machine_zone() -> str:
    """The IANA zone of this machine's clock, UTC when it cannot be told."""
    parts = LOCALTIME.resolve().parts if LOCALTIME.is_symlink() else ()
    name = "/".join(parts[parts.index("zoneinfo") + 1 :]) if "zoneinfo" in parts else "UTC"
    return "UTC" if name in {"Etc/UTC", ""} else name
