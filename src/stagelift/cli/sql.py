"""`stagelift sql NAME`: the query behind a number, to read or to run elsewhere."""

from __future__ import annotations

import click

from stagelift.cli.options import open_workspace, workspace_options
from stagelift.cli.screen import say


@click.command()
@click.argument("name")
@click.option("--period", default="last-week", show_default=True, help="Of a metric's query.")
@workspace_options
def sql(name: str, period: str) -> None:
    """Print the query that answers NAME: a metric, an experiment, or 'kpis' for all metrics.

    It stands alone: it names the files, casts, drops copies, and returns the sums that intervals
    are computed from.
    """
    with open_workspace() as workspace:
        say(workspace.sql(name, period=period))
