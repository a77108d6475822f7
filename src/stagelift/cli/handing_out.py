"""Files for a sender on the command line: which sender, in which letters, and what to click."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

from stagelift.cli.options import language
from stagelift.cli.screen import mark, say
from stagelift.cli.wording import said
from stagelift.experiments.launching.sender import ENCODINGS, SENDERS

if TYPE_CHECKING:
    from stagelift.definitions import Experiment
    from stagelift.experiments.launching.handed import HandOut
    from stagelift.workspace.trial import Launched

Command = TypeVar("Command", bound=Callable[..., None])


def sender_options(command: Command) -> Command:
    """Adds what decides the form of audience files to a command.

    Args:
        command: A click command's function with parameters `sender`, `encoding` and `hashed`.

    Returns:
        The same function with the options.
    """
    form = (
        click.option(
            "--for",
            "sender",
            metavar="SENDER",
            help=f"Whose columns the files have: {', '.join(SENDERS)}. "
            "[default: the tool that splits, else csv]",
        ),
        click.option(
            "--encoding",
            type=click.Choice(ENCODINGS),
            help="Letters of the files, if not what the sender reads most.",
        ),
        click.option(
            "--hash-ids/--plain-ids",
            "hashed",
            default=None,
            help="Write ids and addresses as SHA-256 hashes (salt: rules.hash_ids), or not.",
        ),
    )
    for option in reversed(form):
        command = option(command)
    return command


def show_files(made: Launched, folder: str, experiment: Experiment) -> None:
    """Says who was handed out, where, and what to do with the files.

    Args:
        made: What was made.
        folder: Its folder as shown.
        experiment: The experiment.
    """
    from stagelift.experiments.launching.sender import sender_named
    from stagelift.experiments.launching.steps import STEPS, steps_of

    given = made.given
    say(said("enrol.given", count=given.customers, folder=folder))
    for file in given.files:
        variant = file.variant or "–"
        say(f"  {said('enrol.file', variant=variant, count=file.customers, name=file.name)}")
    show_notices(given)
    sender = sender_named(given.sender)
    say(said("enrol.steps", label=sender.label, path=f"{folder}/{STEPS}"))
    for number, step in enumerate(steps_of(given, experiment, sender, language()), 1):
        say(f"  {number}. {step}")
    say(said("enrol.private"))


def show_notices(given: HandOut) -> None:
    """Names those whose message was due already, and those without an address."""
    for variant, late in given.late.items():
        if late:
            everyone = given.assigned[variant]
            said_so = said("enrol.late", late=late, of=everyone, variant=variant)
            say(f"{mark('attention')} {said_so}")
    for variant, count in given.without_address.items():
        if count:
            said_so = said("enrol.without", count=count, variant=variant or "–")
            say(f"{mark('attention')} {said_so}")
