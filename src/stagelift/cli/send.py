"""`stagelift send NAME`: a finished page on its way to its readers."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from stagelift.cli.options import json_option, open_workspace, place_options
from stagelift.cli.screen import following, mark, print_json, say
from stagelift.cli.wording import said
from stagelift.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stagelift.reports.sending.deliver import Delivered
    from stagelift.workspace import Workspace
    from stagelift.workspace.due import Settled


@click.command()
@click.argument("name")
@click.argument("subject", required=False, metavar="[PERIOD | EXPERIMENT]")
@click.option(
    "--to",
    "ways",
    multiple=True,
    type=click.Choice(["folder", "facts", "mail", "slack", "teams"]),
    help="Only this way; repeatable.",
)
@click.option("--again", is_flag=True, help="Also to those who have it already.")
@json_option
@place_options
def send(
    name: str, subject: str | None, ways: tuple[str, ...], *, again: bool, as_json: bool
) -> None:
    """Send the newest page of the report NAME to whom its `send:` names, each once.

    A way that fails stops no other; the command then ends with exit code 1.
    """
    from stagelift.reports.sending.deliver import WAYS, deliver

    with open_workspace() as workspace:
        found = workspace.parcel(name, subject)
    done = deliver(found, [way for way in WAYS if way in ways], again=again)
    if as_json:
        print_json([asdict(each) for each in done])
    else:
        show(done)
        following("report list")
    if any(each.state == "failed" for each in done):
        raise SystemExit(1)


def send_settled(workspace: Workspace, settled: Settled, *, quiet: bool) -> bool:
    """Sends what was due and is made; who maintains it hears of what is not.

    Args:
        workspace: The workspace.
        settled: What became of one thing that was due.
        quiet: Whether to say nothing.

    Returns:
        Whether something could not be sent.
    """
    from stagelift.reports.sending.deliver import Delivered, deliver, tell_maintainers

    report, subject = settled.due.report, settled.due.subject
    send = workspace.definitions.reports[report].send
    if send is None:
        return False
    if settled.error is None:
        done: tuple[Delivered, ...] = deliver(workspace.parcel(report, subject))
    else:
        try:
            tell_maintainers(send, report, [f"{subject}: {settled.error}"])
            done = ()
        except ReportError as error:
            done = (Delivered("mail", "failed", str(error)),)
    if not quiet:
        show(done)
    return any(each.state == "failed" for each in done)


def show(done: Iterable[Delivered]) -> None:
    """Says what became of each way.

    Args:
        done: What became of each.
    """
    for each in done:
        sign = mark("broken" if each.state == "failed" else "ok")
        key = each.state.replace(" ", "_")
        say(said(f"send.{key}", mark=sign, way=each.way, detail=each.detail))
