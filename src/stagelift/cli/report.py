"""`stagelift report run NAME`: a page made from a notebook, published or left as it was."""

from __future__ import annotations

from pathlib import Path

import click

from stagelift.cli.options import json_option, open_workspace, place_options
from stagelift.cli.screen import following, interactive, print_json, say
from stagelift.cli.wording import said


@click.group()
def report() -> None:
    """Make the pages that recur."""


@report.command()
@click.argument("name")
@click.option(
    "--period",
    help="2026-W46, 2026-11, 2026-Q4, last-week, last-month.  [default: the last of its rhythm]",
)
@click.option("--experiment", help="The one experiment to read out; default: all that are due.")
@click.option("--language", help="Language of the page; default: the report's languages.")
@click.option("--page", type=click.Choice(["brief", "full"]), help="One page, or the appendix too.")
@click.option(
    "-j", "--workers", type=click.IntRange(1), default=1, show_default=True, help="Runs at a time."
)
@json_option
@place_options
def run(name: str, *, workers: int, as_json: bool, **chosen: str | None) -> None:
    """Run the report NAME for a period, or for the experiments that are due, and publish its pages.

    A period that is not closed ends with exit code 3. A run that fails leaves the last good page.
    """
    with open_workspace() as workspace:
        if interactive() and not as_json:
            about = chosen["experiment"] or chosen["period"]
            key = "report.running.about" if about else "report.running"
            say(said(key, name=name, about=about), err=True)
        made = workspace.run_report(name, workers=workers, **chosen)
    if as_json:
        print_json(
            [
                {
                    "run_id": each.run_id,
                    "page": str(each.page),
                    "facts": len(each.facts),
                    "seconds": dict(each.seconds),
                }
                for each in made
            ]
        )
        return
    for each in made:
        seconds = sum(each.seconds.values())
        facts = len(each.facts)
        say(said("report.published", page=shown(each.page), facts=facts, seconds=seconds))
    following("kpi")


def shown(path: Path) -> Path:
    """A path as it is shortest to read from here.

    Args:
        path: An absolute path.

    Returns:
        The path relative to the working directory when it lies inside it.
    """
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
