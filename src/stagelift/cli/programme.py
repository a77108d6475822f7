"""`stagelift programme`: every test so far, what they taught, what runs, and what to run next."""

from __future__ import annotations

import click

from stagelift.cli.korean import translated
from stagelift.cli.options import json_option, language, open_workspace, workspace_options
from stagelift.cli.screen import following, print_json, say


@click.command()
@click.option(
    "--plans",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    help="How many candidates get their weeks from your past.",
)
@json_option
@workspace_options
def programme(plans: int, as_json: bool) -> None:
    """Show the tests together: ledger, win rate, effects shrunk, calendar, what to test next.

    Tests that found nothing are in it too; the first candidate comes with a file to copy.
    """
    with open_workspace() as workspace:
        found = workspace.programme(plans=plans)
    if as_json:
        print_json(found.to_dict())
        return
    say(found.text(language(), translated))
    following("monitor" if found.slots else "check")
