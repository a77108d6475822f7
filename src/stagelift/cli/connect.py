"""`stagelift connect`: look at data, propose what they mean, write it into journey.yaml."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stagelift.cli import options
from stagelift.cli.connect_dict import as_dict
from stagelift.cli.connect_screen import show
from stagelift.cli.options import json_option, workspace_options
from stagelift.cli.screen import following, print_json, say
from stagelift.cli.wording import said
from stagelift.errors import ArgumentError

if TYPE_CHECKING:
    from stagelift.definitions import Definitions
    from stagelift.workspace.connecting.look import Asked, Look
    from stagelift.workspace.connecting.wishes import Wishes

JOURNEY_FILE = "journey.yaml"
DATA_ERRORS = 4


@click.command()
@click.argument("place", metavar="PATH|TABLE")
@click.option("--name", help="Id of the source; else the name of the file or table.")
@click.option("--as", "role", metavar="ROLE", help="What the rows are: events, surveys, …")
@click.option("--preset", metavar="NAME", help="A known export; 'none' for no preset.")
@click.option(
    "--set",
    "settings",
    metavar="WORD=COLUMN",
    multiple=True,
    help="Overrides one line, as in --set time=ts; an empty column leaves it out.",
)
@click.option("--model", metavar="NAME", help="The model, when PATH is a dbt manifest.json.")
@click.option("--replace", is_flag=True, help="Take the place of a source of the same name.")
@click.option("--dry-run", "--print", "dry", is_flag=True, help="Show the block; write nothing.")
@json_option
@workspace_options
@click.pass_context
def connect(ctx: click.Context, /, place: str, **asked: Any) -> None:
    """Find out what a file, folder or table holds, and write the source into journey.yaml.

    PATH is a file, a pattern in quotes, or a folder; TABLE is connection.schema.table, or
    dbt:MODEL. Exit code 2 when something required was not found, 4 when no row can be used.
    """
    from stagelift.workspace.connecting.look import Asked
    from stagelift.workspace.connecting.wishes import Wishes

    root = workspace_root()
    definitions = definitions_of(root)
    wishes = Wishes(asked["name"], asked["role"], asked["preset"], settings_of(asked["settings"]))

    def accept(name: str) -> None:
        if not asked["replace"]:
            refuse_existing(definitions, name)

    found = looked_at(definitions, Asked(place, wishes, asked["model"], accept=accept))
    code = exit_code_of(found)
    line = 0
    if code == 0 and not asked["dry"]:
        line = write(root, definitions, found)
    if asked["as_json"]:
        print_json({**as_dict(found), "written": line > 0, "ok": code == 0})
        ctx.exit(code)
    # the lines of stages are those of the file as it is now
    show(found, definitions_of(root) if line else definitions)
    say()
    conclude(found, definitions, line, dry=asked["dry"])
    following(next_command(place, wishes, found, line))
    ctx.exit(code)


def workspace_root() -> Path:
    """The workspace's folder.

    Raises:
        ArgumentError: There is none; it names the command that makes one.
    """
    try:
        return options.root()
    except ArgumentError as error:
        folder = click.get_current_context().meta.get(options.DIRECTORY, Path.cwd())
        raise ArgumentError(said("connect.no_workspace", folder=folder)) from error


def definitions_of(root: Path) -> Definitions:
    """What is valid in the workspace; mistakes elsewhere do not keep data from being connected."""
    from stagelift.definitions import read_workspace
    from stagelift.metrics.registry import KINDS
    from stagelift.metrics.standard import standard_metrics

    definitions, _ = read_workspace(root, kinds=KINDS, standard=standard_metrics)
    return definitions


def settings_of(written: tuple[str, ...]) -> dict[str, str]:
    """The lines that `--set` overrides.

    Args:
        written: Such as "time=ts".

    Returns:
        Our word to a column or expression.

    Raises:
        ArgumentError: One has no `=`.

    Example:
        >>> settings_of(("time=ts", "value=a - b", "keep.os="))
        {'time': 'ts', 'value': 'a - b', 'keep.os': ''}
    """
    found = {}
    for text in written:
        word, sign, column = text.partition("=")
        if not sign or not word.strip():
            raise ArgumentError(f"--set: '{text}' came; write WORD=COLUMN, as in time=ts")
        found[word.strip()] = column.strip()
    return found


def looked_at(definitions: Definitions, asked: Asked) -> Look:
    """What is at a place, read as of the instant the options name.

    Args:
        definitions: The workspace's definitions.
        asked: A path, pattern, folder, table or model, and what was said about it.

    Returns:
        The proposal with what it would read.
    """
    from stagelift.data.zones import to_us
    from stagelift.definitions.journey import SHORTHAND_SOURCE
    from stagelift.workspace import instant_of
    from stagelift.workspace.connecting.look import look

    journey = definitions.journey
    if stale_shorthand(definitions.root, definitions):  # an example nobody will miss
        rest = {name: one for name, one in journey.sources.items() if name != SHORTHAND_SOURCE}
        journey = journey.model_copy(update={"sources": rest})
    as_of = instant_of(options.as_of(), journey)
    return look(definitions.root, journey, asked, to_us(as_of))


def refuse_existing(definitions: Definitions, name: str) -> None:
    """Stops where a source of the same name stands.

    Args:
        definitions: The workspace's definitions.
        name: Id of the source.

    Raises:
        ArgumentError: It names the place and both ways out.
    """
    place = definitions.location("journey", "journey", "sources", name)
    if name in (definitions.written["journey", "journey"].content.get("sources") or {}):
        raise ArgumentError(said("connect.exists", place=place, name=name))


def exit_code_of(found: Look) -> int:
    """2 when the mapping is not complete or does not fit, 4 when no row can be used, else 0.

    Args:
        found: The look.

    Returns:
        The exit code; only with 0 the source is written.
    """
    if found.proposal.problems or found.issues or found.counts is None:
        return 2
    used = found.counts.kept + found.counts.invisible
    return 0 if used else DATA_ERRORS


def write(root: Path, definitions: Definitions, found: Look) -> int:
    """Writes the source into journey.yaml, in one step.

    Args:
        root: The workspace.
        definitions: Its definitions.
        found: The proposal.

    Returns:
        The line it stands on.

    Raises:
        ArgumentError: The file cannot be added to.
    """
    from stagelift.definitions.edit import with_source
    from stagelift.definitions.yaml_file import parse_yaml
    from stagelift.files import swap

    path = root / JOURNEY_FILE
    written = path.read_bytes().decode("utf-8-sig")
    mark = "\ufeff" if path.read_bytes().startswith(b"\xef\xbb\xbf") else ""
    drop = "data" if stale_shorthand(root, definitions) else ""
    proposal = found.proposal
    text = with_source(written, proposal.name, proposal.entries, replace=True, drop=drop)
    swap(path, mark + text)
    return parse_yaml(text, JOURNEY_FILE).locate(("sources", proposal.name)).line


def stale_shorthand(root: Path, definitions: Definitions) -> str:
    """What the key `data:` names, when no such file exists: an example that gives way.

    Args:
        root: The workspace.
        definitions: Its definitions.

    Returns:
        The pattern, or an empty text.
    """
    written = definitions.written["journey", "journey"].content.get("data")
    if not isinstance(written, str) or Path(written).is_absolute():
        return ""
    return "" if any(root.glob(written)) else written


def conclude(found: Look, definitions: Definitions, line: int, *, dry: bool) -> None:
    """Prints what was written, or why nothing was.

    Args:
        found: The look.
        definitions: As they were before.
        line: The line of the source, 0 when nothing was written.
        dry: Whether nothing should be written.
    """
    if not line:
        say(said("connect.dry" if dry and exit_code_of(found) == 0 else "connect.unwritten"))
        return
    name = found.proposal.name
    was = definitions.written["journey", "journey"].content.get("sources") or {}
    say(said("connect.replaced" if name in was else "connect.wrote", name=name, line=line))
    stale = stale_shorthand(definitions.root, definitions)
    if stale:
        say(said("connect.dropped", read=stale))


def next_command(place: str, wishes: Wishes, found: Look, line: int) -> str:
    """What to type next: the same with what is missing, the same for good, or `check`.

    Args:
        place: What was connected.
        wishes: What was asked.
        found: The look.
        line: The line of the source, 0 when nothing was written.

    Returns:
        Words after `stagelift`.
    """
    if line:
        return "check"
    forms = {one.key: one.facts for one in (*found.proposal.notes, *found.proposal.problems)}
    if "counts" in forms:
        return "check"  # once the user has written the source
    parts = ["connect", shlex.quote(place)]
    if "finished" in forms and found.proposal.problems:
        return " ".join((*parts, "--as units", f"--set variant={forms['finished']['variant']}"))
    parts += [f"--name {wishes.name}"] if wishes.name else []
    parts += [f"--as {wishes.role}"] if wishes.role else []
    parts += [f"--preset {wishes.preset}"] if wishes.preset else []
    parts += [f"--set {shlex.quote(f'{word}={text}')}" for word, text in wishes.mapping.items()]
    missing = [one.key.removeprefix("no_") for one in found.proposal.problems]
    words = [{"float_ids": "customer"}.get(key, key) for key in missing if key != "other_days"]
    parts += [f"--set {word}=COLUMN" for word in words if word not in wishes.mapping]
    return " ".join(parts)
