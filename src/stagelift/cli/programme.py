"""`stagelift programme`: every test so far, what they taught, what runs, and what to run next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stagelift.cli.korean import translated
from stagelift.cli.options import json_option, language, open_workspace, workspace_options
from stagelift.cli.screen import following, print_json, say
from stagelift.cli.wording import said
from stagelift.errors import ArgumentError, did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from stagelift.experiments.programme.record import Programme

LISTED = 3  # names of candidates in an error


@click.command()
@click.option(
    "--next",
    "--plans",
    "plans",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    help="How many candidates get their weeks and customers from your past.",
)
@click.option("--write", metavar="NAME", help="Write the files of a candidate, such as buying_sms.")
@json_option
@workspace_options
def programme(plans: int, write: str | None, as_json: bool) -> None:
    """Show the tests together: ledger, win rate, effects shrunk, calendar, what to test next.

    Tests that found nothing are in it too; `--write` puts a candidate's files in place.
    """
    with open_workspace() as workspace:
        found = workspace.programme(plans=0 if write else plans)
        root = workspace.root
    if write:
        write_candidate(found, write, root)
        following(f"plan {write}")
        return
    if as_json:
        print_json(found.to_dict())
        return
    say(found.text(language(), translated))
    if found.candidates:
        following(f"programme --write {found.candidates[0].name}")
    else:
        following("monitor" if found.slots else "check")


def write_candidate(found: Programme, name: str, root: Path) -> None:
    """Writes a candidate's files, and says what is still to be added.

    Args:
        found: The programme.
        name: The candidate's name: its stage and channel.
        root: The workspace.

    Raises:
        ArgumentError: When there is no such candidate, or a file of it exists.
    """
    from stagelift.experiments.programme.drafting import write_files

    known = {one.name: one for one in found.candidates}
    if name not in known:
        some = ", ".join(list(known)[:LISTED]) or "none"
        hint = did_you_mean(name, known) or f"There are: {some}"
        raise ArgumentError(f"unknown candidate '{name}'. {hint}")
    written, journey = write_files(root, known[name])
    for path in written:
        say(said("programme.wrote", path=path.relative_to(root).as_posix()))
    for lines in journey:
        say(said("programme.segment"))
        say(lines.rstrip())
