"""`stagelift who`: who is in which stage, where they went, on which ways, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import click

from stagelift.cli.options import json_option, language, open_workspace, workspace_options
from stagelift.cli.screen import following, print_json, say
from stagelift.errors import ArgumentError

if TYPE_CHECKING:
    from typing import Any

    from stagelift.workspace import Workspace

QUESTIONS = ("since", "paths", "stays", "ages")


class Answered(Protocol):
    """What every answer can do."""

    def to_dicts(self) -> list[dict[str, Any]]:
        """JSON-ready rows."""

    def text(self, language: str = "en") -> str:
        """Lines."""


@click.command()
@click.option(
    "--at",
    metavar="INSTANT",
    help="Where they stood then: 2026-11-01, '2026-11-01 06:00', or '30 days' for how long ago.",
)
@click.option(
    "--since",
    metavar="INSTANT",
    help="Where they went since then (up to --at): an instant, or '30 days'.",
)
@click.option("--paths", is_flag=True, help="The ways a period's entrants took through the stages.")
@click.option("--stays", is_flag=True, help="How long a period's entrants stayed in each stage.")
@click.option("--ages", is_flag=True, help="In which stage a period's entrants are by age in days.")
@click.option(
    "--period",
    default="last-month",
    show_default=True,
    help="Of --paths, --stays and --ages: 2026-10, 2026-W46, 2026-Q4, 2026-10-01..2026-10-15.",
)
@click.option(
    "--by",
    multiple=True,
    metavar="NAME",
    help=(
        "Beside the total: a segment, 'segment' for all of them, an attribute; of the snapshot "
        "also last_channel or first_channel; repeatable."
    ),
)
@json_option
@workspace_options
def who(*, period: str, by: tuple[str, ...], as_json: bool, **asked: Any) -> None:
    """Count the customers in each stage, now or at an instant, and where they went.

    Without an option: where everybody stands now.
    """
    named = [name for name in QUESTIONS if asked[name]]
    if len(named) > 1:
        options = " and ".join(f"--{name}" for name in named)
        raise ArgumentError(f"{options}: one of them at a time")
    if asked["at"] and named and named != ["since"]:
        raise ArgumentError(f"--at: --{named[0]} follows a period; say --period")
    with open_workspace() as workspace:
        found = answer(workspace, named[0] if named else "", period, by, **asked)
    if as_json:
        print_json(found.to_dicts())
        return
    say(found.text(language()))
    following("map" if named else "who --since '30 days'")


def answer(
    workspace: Workspace, question: str, period: str, by: tuple[str, ...], **asked: Any
) -> Answered:
    """The answer to one of the questions.

    Args:
        workspace: The workspace.
        question: One of `QUESTIONS`, or empty for a snapshot.
        period: The period of entry.
        by: Segments, attributes and channels.
        asked: The options.

    Returns:
        What prints itself.

    Raises:
        ArgumentError: When an argument is unknown.
        DataError: When a source cannot be read as defined.
    """
    if question == "since":
        return workspace.transitions(asked["since"], asked["at"], by=by)
    if question == "paths":
        return workspace.paths(period, by=by)
    if question == "stays":
        return workspace.time_in_stage(period, by=by)
    if question == "ages":
        return workspace.occupation(period, by=by)
    return workspace.who(asked["at"], by=by)
