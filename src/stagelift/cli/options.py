"""Options every command takes, and the workspace they name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from stagelift.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., Any])
DIRECTORY = "stagelift.directory"
AS_OF = "stagelift.as_of"


def _remember(key: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """Keeps an option in the context, so that it may stand before or after the command."""

    def keep(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        if value is not None:
            ctx.meta[key] = value

    return keep


def workspace_options(command: Command) -> Command:
    """Adds `-C` and `--as-of` to a command.

    Args:
        command: A click command's function.

    Returns:
        The same function with the options.
    """
    directory = click.option(
        "-C",
        "--directory",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        callback=_remember(DIRECTORY),
        expose_value=False,
        help="A folder of the workspace; else the nearest parent with journey.yaml.",
    )
    as_of = click.option(
        "--as-of",
        metavar="INSTANT",
        callback=_remember(AS_OF),
        expose_value=False,
        help="Read the data as known then: 2026-11-16 or 2026-11-16T06:00, in the journey's zone.",
    )
    return directory(as_of(command))


def json_option(command: Command) -> Command:
    """Adds `--json` to a command.

    Args:
        command: A click command's function with a parameter `as_json`.

    Returns:
        The same function with the option.
    """
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, nothing else.")(
        command
    )


def root() -> Path:
    """The workspace's folder: from `-C` or the working directory upwards.

    Returns:
        The nearest folder with `journey.yaml`.

    Raises:
        ArgumentError: When there is none.
    """
    from stagelift.definitions import find_root

    return find_root(click.get_current_context().meta.get(DIRECTORY, Path.cwd()))


def as_of() -> str | None:
    """The instant named by `--as-of` as written, or None."""
    text: str | None = click.get_current_context().meta.get(AS_OF)
    return text


def open_workspace() -> Workspace:
    """The workspace the options name, read as of the instant they name.

    Returns:
        An open workspace.

    Raises:
        ArgumentError: When there is none, or the instant is none.
        DefinitionError: When its definitions have mistakes.
    """
    from stagelift.workspace import open_workspace as opened

    return opened(root(), as_of=as_of())
