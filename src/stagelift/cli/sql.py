"""`stagelift sql NAME`: the query behind a number, to read or to run elsewhere."""

from __future__ import annotations

import click

from stagelift.cli.options import explain_option, open_workspace, workspace_options
from stagelift.cli.queries import show_queries
from stagelift.cli.screen import say
from stagelift.errors import ArgumentError


@click.command()
@click.argument("name")
@click.option("--period", default="last-week", show_default=True, help="Of a metric's query.")
@click.option(
    "--assign", is_flag=True, help="Of an experiment: who is assigned which variant since when."
)
@click.option(
    "--dialect",
    metavar="DIALECT",
    help="One query for duckdb, postgres, spark, bigquery, snowflake or redshift, whose result "
    "`readout` or `kpi` finishes with --moments. [default with --assign: the engine's]",
)
@explain_option
@workspace_options
def sql(name: str, period: str, assign: bool, dialect: str | None, explained: bool) -> None:
    """Print the query that answers NAME: a metric, an experiment, 'kpis' or 'messages'.

    It stands alone: it names the files, casts, drops copies, and returns the sums that intervals
    are computed from. With --assign it draws the variants where the tables lie, as `launch` and
    `enrol` do, in the words of your warehouse. With --dialect it is one query over the warehouse's
    tables, called like the sources; `readout NAME --moments FILE` finishes from its result.
    """
    if explained and (assign or dialect):
        raise ArgumentError("--explain is of the workspace's own engine; leave the rest out")
    with open_workspace() as workspace:
        if explained:
            show_queries(workspace, name, period=period, explained=True)
        elif assign:
            from stagelift.cli.launch import trial_of

            say(trial_of(workspace, name).assigning_sql(dialect))
        elif dialect is not None:
            say(workspace.sql(name, period=period, dialect=dialect))
        else:
            say(workspace.sql(name, period=period))
