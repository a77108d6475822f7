"""`stagelift pause`, `resume`, `ramp`, `split`, `stop`, `void`: what is done after a launch."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

import click

from stagelift.cli.launch import trial_of
from stagelift.cli.options import json_option, open_workspace, workspace_options
from stagelift.cli.screen import following, print_json, say
from stagelift.cli.wording import said
from stagelift.errors import ArgumentError

if TYPE_CHECKING:
    from stagelift.definitions import LifeEntry
    from stagelift.workspace import Workspace
    from stagelift.workspace.living import Deeds

Command = TypeVar("Command", bound=Callable[..., Any])
OWNER = click.option("--owner", help="Who does it; git's user.name when left out.")
WHY = click.option("--reason", help="Why; kept in the record.")
REASON = click.option("--reason", required=True, help="Why; kept in the record.")


def shared(command: Command) -> Command:
    """Adds `--owner`, `--json` and the options of every command."""
    return OWNER(json_option(workspace_options(command)))


@click.command()
@click.argument("name")
@WHY
@shared
def pause(name: str, reason: str | None, owner: str | None, as_json: bool) -> None:
    """Take nobody new into the experiment NAME until `resume`.

    Those enrolled keep their variant and are followed on. Whoever qualifies meanwhile is not in
    the experiment.
    """
    act(name, lambda to: to.pause(reason=reason, owner=owner), as_json=as_json)


@click.command()
@click.argument("name")
@WHY
@shared
def resume(name: str, reason: str | None, owner: str | None, as_json: bool) -> None:
    """Take customers into the paused experiment NAME again, from now on."""
    act(name, lambda to: to.resume(reason=reason, owner=owner), as_json=as_json)


@click.command()
@click.argument("name")
@click.argument("share")
@WHY
@shared
def ramp(name: str, share: str, reason: str | None, owner: str | None, as_json: bool) -> None:
    """Raise the traffic of the experiment NAME to SHARE, such as 50%.

    More of those who qualify enter from now on. The split between the variants never changes, and
    a share is only raised.
    """
    traffic = share_of(share, "ramp")
    act(name, lambda to: to.ramp(traffic, reason=reason, owner=owner), as_json=as_json)


@click.command()
@click.argument("name")
@click.argument("shares", nargs=-1, required=True, metavar="VARIANT=SHARE...")
@WHY
@shared
def split(
    name: str, shares: tuple[str, ...], reason: str | None, owner: str | None, as_json: bool
) -> None:
    """Split new customers of the experiment NAME otherwise: `a=20% b=80%`.

    A new epoch begins on the next local day. Those enrolled keep their variant; effects are read
    within each epoch.
    """
    wanted = shares_of(shares)
    act(name, lambda to: to.split(wanted, reason=reason, owner=owner), as_json=as_json)


@click.command()
@click.argument("name")
@REASON
@shared
def stop(name: str, reason: str, owner: str | None, as_json: bool) -> None:
    """Take nobody into the experiment NAME any more, for good.

    Those enrolled are followed to the end of their windows; then it is read and decided.
    """
    act(name, lambda to: to.stop(reason=reason, owner=owner), as_json=as_json)


@click.command()
@click.argument("name")
@REASON
@click.option(
    "--nothing-delivered",
    "vouched",
    is_flag=True,
    help="Vouch that no message was delivered, where no source can tell.",
)
@shared
def void(name: str, reason: str, vouched: bool, owner: str | None, as_json: bool) -> None:
    """Take the launch of NAME back, before its first delivery; the name may be launched again.

    Nothing is deleted: the plan is kept under another name, and the record says so.
    """
    act(
        name,
        lambda to: to.void(reason=reason, owner=owner, nothing_delivered=vouched),
        as_json=as_json,
    )


def act(name: str, deed: Callable[[Deeds], LifeEntry], *, as_json: bool) -> None:
    """Does something to an experiment and says what was recorded.

    Args:
        name: Id of the experiment.
        deed: What is done.
        as_json: Whether to print JSON.
    """
    from stagelift.definitions.life import entry_values

    with open_workspace() as workspace:
        done = deed(trial_of(workspace, name).deeds)
        words = deed_words(workspace, name, done)
    if as_json:
        print_json({"experiment": name, **entry_values(done)})
        return
    say(words)
    say(said("life.kept", path=f"experiments/{name}.life.yaml", who=done.who))
    following(next_of(done.what, name))


def deed_words(workspace: Workspace, name: str, done: LifeEntry) -> str:
    """What was done, in one sentence.

    Args:
        workspace: The workspace.
        name: Id of the experiment.
        done: The entry.

    Returns:
        A sentence in the language of the output.
    """
    from stagelift.experiments.life.told import told

    line = told(done, workspace.journey.zone)
    return said(f"life.{done.what}", name=name, day=line.since[:10], **line.words)


def next_of(what: str, name: str) -> str:
    """The command to type after a deed."""
    follow = {"pause": "resume", "resume": "enrol", "ramp": "enrol", "void": "launch"}
    return f"{follow[what]} {name}" if what in follow else f"readout {name}"


def share_of(text: str, command: str) -> Fraction:
    """A share as it was typed.

    Args:
        text: Such as "50%" or "1/3".
        command: The command it was typed for.

    Returns:
        A share above 0, up to 1.

    Raises:
        ArgumentError: When it is none.

    Example:
        >>> share_of("50%", "ramp")
        Fraction(1, 2)
    """
    from stagelift.definitions import Mistake
    from stagelift.definitions.values import parse_share

    try:
        share = parse_share(text.strip())
    except Mistake as mistake:
        raise ArgumentError(f"{command}: {mistake.message}") from None
    if not share:
        raise ArgumentError(f"{command}: '{text}' came, a share above 0% is expected")
    return share


def shares_of(texts: tuple[str, ...]) -> dict[str, Fraction]:
    """The shares of variants as they were typed.

    Args:
        texts: Such as "a=20%".

    Returns:
        Share by variant.

    Raises:
        ArgumentError: When one is not written so, or a variant comes twice.

    Example:
        >>> shares_of(("a=1/4", "b=3/4"))["b"]
        Fraction(3, 4)
    """
    found: dict[str, Fraction] = {}
    for text in texts:
        name, sign, share = text.partition("=")
        if not sign or not name.strip():
            raise ArgumentError(f"split: '{text}' came, VARIANT=SHARE such as 'a=20%' is expected")
        if name in found:
            raise ArgumentError(f"split: '{name}' came twice")
        found[name] = share_of(share, "split")
    return found
