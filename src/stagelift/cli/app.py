"""The group of commands: what all share, and how errors become text and exit codes."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from pathlib import Path
from typing import Any

import click

from stagelift.cli.commands import MODULES, OnDemand
from stagelift.cli.options import root, workspace_options
from stagelift.cli.screen import fail, next_line
from stagelift.cli.wording import said
from stagelift.errors import DefinitionError, Issue, StageliftError

TRACEBACK = "STAGELIFT_TRACEBACK"
CANNOT_WRITE = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "quota",
    errno.EROFS: "read_only",
    errno.EACCES: "forbidden",
    errno.EPERM: "forbidden",
}
EPILOG = (
    "Exit codes: 0 ok, 1 failed, 2 bad definition or argument, 3 period not closed, "
    "4 ran but unhealthy or data errors."
)


class Commands(click.Group):
    """A group whose errors are printed as text; a traceback is shown only when asked for."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Reads the words before the command.

        Args:
            info_name: Name of the program.
            args: Words of the command line.
            parent: Context of a group this one stands in.
            extra: What a context takes besides.

        Returns:
            The context.

        Raises:
            click.UsageError: When a word is not allowed, in the language of the output.
        """
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            from stagelift.cli.usage import in_language

            raise in_language(error, parent) from error

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command and turns what it raises into a message and an exit code.

        Args:
            ctx: The context of the invocation.

        Returns:
            What the command returned.

        Raises:
            click.exceptions.Exit: With the error's exit code.
            click.UsageError: When a word is not allowed, in the language of the output.
        """
        try:
            return super().invoke(ctx)
        except StageliftError as error:
            fail(error_text(error))
            raise click.exceptions.Exit(error.exit_code) from error
        except click.UsageError as error:
            from stagelift.cli.usage import in_language

            raise in_language(error, ctx) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError as error:  # whoever read the output has seen enough (`| head`)
            discard_output()
            raise click.exceptions.Exit(0) from error
        except Exception as error:  # the last frame before the user: text, never a traceback
            if os.environ.get(TRACEBACK):
                raise
            fail(unwritable_text(error) or unexpected_text(error))
            raise click.exceptions.Exit(1) from error


def discard_output() -> None:
    """Sends what is still held for a closed pipe nowhere, so that the exit is quiet."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def unwritable_text(error: Exception) -> str:
    """A full disk or a folder nobody may write to, as the command line prints it.

    Args:
        error: Any error.

    Returns:
        What stopped, where, and that nothing was published; empty for other errors.

    Example:
        >>> unwritable_text(ValueError("odd"))
        ''
    """
    if not isinstance(error, OSError) or error.errno not in CANNOT_WRITE:
        return ""
    place = f": '{error.filename}'" if error.filename else ""
    reason = said(f"error.{CANNOT_WRITE[error.errno]}")
    return f"stagelift: {reason}{place}; {said('error.untouched')}"


def error_text(error: StageliftError) -> str:
    """An error as the command line prints it.

    Args:
        error: Any error raised on purpose.

    Returns:
        One line per mistake for definitions, with a count and the command that shows them again.
    """
    from stagelift.cli.korean import issues_text, translated

    if not isinstance(error, DefinitionError):
        return f"stagelift: {translated(str(error))}"
    title = said("error.definitions", count=len(error.issues))
    return f"{title}\n{issues_text(with_places(error.issues))}\n{next_line('check')}"


def with_places(issues: tuple[Issue, ...]) -> tuple[Issue, ...]:
    """Mistakes with file and line, those too that only the data showed in a source.

    Args:
        issues: Mistakes, some perhaps without a place.

    Returns:
        The same mistakes; without a place still what stands in no file.
    """
    if not any(seen_in_data(issue) for issue in issues):
        return issues
    from stagelift.cli.inspection import located
    from stagelift.workspace import open_workspace

    try:
        with open_workspace(root()) as workspace:
            found = workspace.definitions
            return tuple(located(one, found) if seen_in_data(one) else one for one in issues)
    except StageliftError:  # the definitions themselves are what is wrong
        return issues


def unexpected_text(error: Exception) -> str:
    """An error nobody foresaw, with the place where it came up.

    Args:
        error: The error.

    Returns:
        Its kind, its words, the innermost place in a file, and how to see all of it.
    """
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    what = f"{type(error).__name__}: {error}{place}"
    shown = said("error.traceback", variable=TRACEBACK)
    return f"{said('error.unexpected', what=what)}\n{shown}; {said('error.untouched')}"


def seen_in_data(issue: Issue) -> bool:
    """Whether a mistake without a place is about a key of journey.yaml that the data contradict."""
    return issue.location is None and issue.where.startswith(("sources.", "same_person."))


@click.group(
    cls=Commands,
    invoke_without_command=True,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="stagelift", message="stagelift %(version)s")
@workspace_options
@click.pass_context
def main(ctx: click.Context) -> None:
    """Experiments on customer-journey messages, KPIs per stage, reports that recur.

    Without a command: what runs, what is due, what is broken, and the next command.
    """
    if ctx.invoked_subcommand is None:
        from stagelift.cli.home import home

        home()


main.commands = OnDemand(MODULES)
