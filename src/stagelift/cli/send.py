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
    from collections.abc import Iterable, Mapping

    from stagelift.definitions import Delivery
    from stagelift.errors import StageliftError
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


def send_all(
    workspace: Workspace,
    done: Iterable[Settled],
    broken: Mapping[str, StageliftError],
    *,
    quiet: bool,
) -> tuple[bool, ...]:
    """Sends what was due and is made; who maintains a report hears of what is not.

    Args:
        workspace: The workspace.
        done: What became of what was due.
        broken: Reports that cannot be made, and why.
        quiet: Whether to say nothing.

    Returns:
        Of each whether something could not be sent.
    """
    reports = workspace.definitions.reports
    sent = [send_settled(workspace, each, quiet=quiet) for each in done]
    for name, why in broken.items():
        send = reports[name].send if name in reports else None  # one with mistakes is not read
        told = _told(send, name, str(why)) if send else ()
        if not quiet:
            show(told)
        sent.append(any(each.state == "failed" for each in told))
    return tuple(sent)


def send_settled(workspace: Workspace, settled: Settled, *, quiet: bool) -> bool:
    """Sends what was due and is made; who maintains it hears of what is not.

    Args:
        workspace: The workspace.
        settled: What became of one thing that was due.
        quiet: Whether to say nothing.

    Returns:
        Whether something could not be sent.
    """
    from stagelift.reports.sending.deliver import deliver

    report, subject = settled.due.report, settled.due.subject
    send = workspace.definitions.reports[report].send
    if send is None:
        return False
    if settled.error is None:
        done: tuple[Delivered, ...] = deliver(workspace.parcel(report, subject))
    else:
        done = _told(send, report, f"{subject}: {settled.error}")
    if not quiet:
        show(done)
    return any(each.state == "failed" for each in done)


def _told(send: Delivery, report: str, why: str) -> tuple[Delivered, ...]:
    """Who maintains a report is told why it is not made; what became of the mail if it failed."""
    from stagelift.reports.sending.deliver import Delivered, tell_maintainers

    try:
        tell_maintainers(send, report, [why])
    except ReportError as error:
        return (Delivered("mail", "failed", str(error)),)
    return ()


def show(done: Iterable[Delivered]) -> None:
    """Says what became of each way.

    Args:
        done: What became of each.
    """
    for each in done:
        sign = mark("broken" if each.state == "failed" else "ok")
        key = each.state.replace(" ", "_")
        say(said(f"send.{key}", mark=sign, way=each.way, detail=each.detail))
