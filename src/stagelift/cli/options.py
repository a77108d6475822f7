"""Options every command takes, and the workspace they name."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from stagelift.errors import ArgumentError

if TYPE_CHECKING:
    from stagelift.workspace import Workspace
    from stagelift.workspace.outlined import Outlined

Opened = TypeVar("Opened", bound="Workspace | Outlined")
Command = TypeVar("Command", bound=Callable[..., Any])
DIRECTORY = "stagelift.directory"
AS_OF = "stagelift.as_of"
LANGUAGE = "stagelift.language"
LANGUAGE_VARIABLE = "STAGELIFT_LANGUAGE"


def _remember(key: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """Keeps an option in the context, so that it may stand before or after the command."""

    def keep(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        if value is not None:
            ctx.meta[key] = value

    return keep


def workspace_options(command: Command) -> Command:
    """Adds `-C`, `--as-of` and `--language` to a command.

    Args:
        command: A click command's function.

    Returns:
        The same function with the options.
    """
    return place_options(language_option(command))


def place_options(command: Command) -> Command:
    """Adds `-C` and `--as-of` to a command whose `--language` is of something else.

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


def language_option(command: Command) -> Command:
    """Adds `--language` to a command.

    Args:
        command: A click command's function.

    Returns:
        The same function with the option.
    """
    return click.option(
        "--language",
        type=click.Choice(["ko", "en"]),
        callback=_remember(LANGUAGE),
        expose_value=False,
        help=f"Language of the output; else {LANGUAGE_VARIABLE}, the journey, the locale.",
    )(command)


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


def query_options(command: Command) -> Command:
    """Adds `--sql` and `--explain` to a command.

    Args:
        command: A click command's function with parameters `as_sql` and `explained`.

    Returns:
        The same function with the options.
    """
    as_sql = click.option("--sql", "as_sql", is_flag=True, help="Print the commented query alone.")
    return as_sql(explain_option(command))


def explain_option(command: Command) -> Command:
    """Adds `--explain` to a command.

    Args:
        command: A click command's function with a parameter `explained`.

    Returns:
        The same function with the option.
    """
    return click.option(
        "--explain",
        "explained",
        is_flag=True,
        help="Print the engine's plan and cost alone: DuckDB runs the query, a server does not.",
    )(command)


def moments_option(command: Command) -> Command:
    """Adds `--moments FILE` to a command.

    Args:
        command: A click command's function with a parameter `moments`.

    Returns:
        The same function with the option.
    """
    return click.option(
        "--moments",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Finish from the result of `sql NAME --dialect DIALECT`, CSV or Parquet.",
    )(command)


def finishing(workspace: Workspace) -> Workspace:
    """The workspace, unless --as-of names an instant beside that of a brought result.

    Args:
        workspace: The workspace.

    Returns:
        The same.

    Raises:
        ArgumentError: The instant is that of the query, and another cannot be asked for.
    """
    if as_of() is not None:
        raise ArgumentError("--moments: the instant is that of the query; leave --as-of out")
    return workspace


def root() -> Path:
    """The workspace's folder: from `-C` or the working directory upwards.

    Returns:
        The nearest folder with `journey.yaml`.

    Raises:
        ArgumentError: When there is none.
    """
    from stagelift.definitions.root import find_root

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
        ArgumentError: When there is none, it has no data yet, or the instant is none.
        DefinitionError: When its definitions have mistakes.
    """
    from stagelift.workspace import open_workspace as opened

    return _with_data(opened(root(), as_of=as_of()))


def open_for_runs(reports: Collection[str] = ()) -> Workspace | Outlined:
    """The workspace the options name, of which only runs are asked.

    Args:
        reports: Ids of the reports whose mistakes count; another one with mistakes is left out.

    Returns:
        Its outline where that says all that starts a run; the kernels read the definitions.

    Raises:
        ArgumentError: When there is none, it has no data yet, or the instant is none.
        DefinitionError: When its definitions have mistakes that keep runs from starting.
    """
    from stagelift.workspace.outlined import open_outlined

    return _with_data(open_outlined(root(), as_of=as_of(), reports=reports))


def _with_data(workspace: Opened) -> Opened:
    """The workspace, unless it has no data yet."""
    if not workspace.has_data:
        from stagelift.cli.wording import said

        raise ArgumentError(said("home.data.none"))
    return workspace


def language() -> str:
    """The language of the output: `--language`, the environment, the journey, the locale.

    Returns:
        `ko` or `en`.
    """
    context = click.get_current_context(silent=True)
    if context is None:
        return "en"
    if LANGUAGE not in context.meta:
        context.meta[LANGUAGE] = _unasked_language()
    chosen: str = context.meta[LANGUAGE]
    return chosen


def _unasked_language() -> str:
    """The language when no option names one."""
    from stagelift.cli.screen import shows
    from stagelift.starter.surroundings import LANGUAGES, surrounding_language

    of_journey = (said for said in _languages_of_journey() if said in LANGUAGES)
    likely = wished_language() or next(of_journey, None) or surrounding_language()
    return likely if likely == "en" or shows("가") else "en"  # a console without its letters


def wished_language() -> str | None:
    """The language the environment asks for, or None."""
    wished = os.environ.get(LANGUAGE_VARIABLE, "").lower()[:2]
    return wished if wished in ("ko", "en") else None


def _languages_of_journey() -> tuple[str, ...]:
    """The languages the journey names, or its country's; none where there is no workspace."""
    from stagelift.definitions.country import language_of
    from stagelift.definitions.yaml_file import read_yaml

    try:
        file = root() / "journey.yaml"
    except ArgumentError:
        return ()
    written = read_yaml(file, file.name).content
    named = written.get("languages")
    if named:
        return tuple(named) if isinstance(named, list) else (str(named),)
    country = written.get("country")
    return (language_of(country), "en") if isinstance(country, str) else ("en",)
