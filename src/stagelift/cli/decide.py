"""`stagelift decide`: a decision with what it expects, and who is held back to check it."""

from __future__ import annotations

from datetime import date, datetime
from typing import get_args

import click

from stagelift.cli.launch import trial_of
from stagelift.cli.options import json_option, language, open_workspace, workspace_options
from stagelift.cli.readout import next_step
from stagelift.cli.screen import columns, following, print_json, say
from stagelift.cli.wording import said

DECISIONS = ("ship", "stop", "iterate")


@click.command()
@click.argument("name")
@click.argument("decision", type=click.Choice(DECISIONS))
@click.option("--owner", required=True, help="Who decides.")
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="Day of the decision; today by default."
)
@click.option("--variant", help="The variant shipped, if not the one the rule names.")
@click.option("--reason", help="Why; needed against the rule's verdict.")
@click.option(
    "--forecast",
    help="Effect expected, as in '+0.8pp [+0.2, +1.4]', or words; by default the shrunk effect.",
)
@json_option
@workspace_options
def decide(  # noqa: PLR0913 - one parameter an option
    name: str,
    decision: str,
    *,
    owner: str,
    on: datetime | None,
    variant: str | None,
    reason: str | None,
    forecast: str | None,
    as_json: bool,
) -> None:
    """Keep the DECISION on the experiment NAME, with what it rests on, beside its definition.

    A shipped variant comes with the effect expected of it; whom `after_ship` holds back checks it.
    """
    from stagelift.experiments.deciding.wording import prospect_lines
    from stagelift.experiments.records import Decision
    from stagelift.reports.index import refresh_index
    from stagelift.workspace.following import decide as kept
    from stagelift.workspace.runs import SITE

    chosen: Decision = next(each for each in get_args(Decision) if each == decision)
    day: date | None = None if on is None else on.date()
    with open_workspace() as workspace:
        trial = trial_of(workspace, name)
        made = kept(
            trial,
            chosen,
            owner=owner,
            on=day,
            reason=reason,
            forecast=forecast,
            variant=variant,
        )
        shown, found = made.path.relative_to(workspace.root).as_posix(), made.prospect
        reports = workspace.definitions.reports
    if as_json:
        print_json(made.to_dict())
    else:
        say(said("decide.wrote", decision=decision, variant=found.variant or "", path=shown))
        rows = list(prospect_lines(found, made.seen, language()))
        if rows:
            say(columns(rows, indent=0))
        if forecast and (found.forecast is None or found.forecast.basis != "stated"):
            say(said("decide.forecast", forecast=forecast))
        following(f"enrol {name}" if found.holdback else next_step(reports, name))
    refresh_index(workspace.root, workspace.root / SITE)
