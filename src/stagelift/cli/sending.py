"""`stagelift ladder`, `reconcile`: how far the messages came, and what the sender's report says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from stagelift.cli.launch import trial_of
from stagelift.cli.options import json_option, language, open_workspace, workspace_options
from stagelift.cli.screen import Mark, following, mark, print_json, say
from stagelift.cli.wording import said

UNHEALTHY = 4
SIGNS: dict[str, Mark] = {"ok": "ok", "amber": "attention", "red": "broken"}


@click.command()
@click.argument("name")
@json_option
@workspace_options
def ladder(name: str, as_json: bool) -> None:
    """Show how far the messages of the experiment NAME came, per assigned customer."""
    from stagelift.experiments.sending.text import ladder_text

    with open_workspace() as workspace:
        found = trial_of(workspace, name).ladder()
    if as_json:
        print_json(found.to_dicts())
        return
    say(ladder_text(found, language()))
    following(f"readout {name}")


@click.command()
@click.argument("name")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--customer", metavar="COLUMN", help="Column of the customer's id.")
@click.option("--variant", metavar="COLUMN", help="Column of the variant.")
@click.option("--of", metavar="VARIANT", help="The variant of everyone in the files.")
@json_option
@workspace_options
def reconcile(
    name: str,
    files: tuple[Path, ...],
    customer: str | None,
    variant: str | None,
    of: str | None,
    as_json: bool,
) -> None:
    """Compare the sender's report FILES of the experiment NAME with what was handed out.

    The outcome is kept: a mismatch turns the experiment's health red. Ends with exit code 4 then.
    """
    from stagelift.cli.health_text import korean_check
    from stagelift.cli.korean import translated
    from stagelift.experiments.sending.reconciled_text import reconciled_text

    with open_workspace() as workspace:
        trial = trial_of(workspace, name)
        found = trial.reconcile(*files, customer=customer, variant=variant, of=of)
    check = found.check
    if as_json:
        print_json(found.to_dict())
    else:
        notes = tuple(translated(note) for note in found.notes)
        say(reconciled_text(replace(found, notes=notes), language()))
        told = korean_check(check) if language() == "ko" else check.text
        say(f"{mark(SIGNS[check.status])} {told}")
        if check.status == "red":
            say(said("reconcile.red"))
        following(f"ladder {name}" if check.status != "red" else f"readout {name}")
    if check.status == "red":
        click.get_current_context().exit(UNHEALTHY)
