"""`stagelift alert`: which rates left the limits of their own past; made for a scheduler."""

from __future__ import annotations

import click

from stagelift.cli.options import json_option, language, open_workspace, workspace_options
from stagelift.cli.screen import following, print_json, say

UNHEALTHY = 4


@click.command()
@click.argument("metric", nargs=-1)
@click.option(
    "--every",
    type=click.Choice(["day", "week"]),
    default="day",
    show_default=True,
    help="Judge the newest seven days, weekday by weekday, or the newest week.",
)
@click.option(
    "--by",
    multiple=True,
    metavar="NAME",
    help="Watch beside the total: a segment, 'segment' for all, or an attribute; repeatable.",
)
@json_option
@workspace_options
@click.pass_context
def alert(
    context: click.Context, metric: tuple[str, ...], every: str, by: tuple[str, ...], as_json: bool
) -> None:
    """Judge every rate of entrants (or METRIC ...) against its own past.

    Exit code 4 when one moved in its bad direction, 0 otherwise. Days whose entrants have not had
    their whole window never alert, but for the early look: newer entrants at a younger age,
    compared with earlier ones at the same age.
    """
    with open_workspace() as workspace:
        found = workspace.alerts(metric or None, every=every, by=by or None)
    if as_json:
        print_json(found.to_dicts())
    else:
        say(found.text(language()))
        first = next(iter(found.worse), None)
        following(f"why {first.metric}" if first else "kpi")
    if found.worse:
        context.exit(UNHEALTHY)
