"""The group of commands: what all share, and how errors become text and exit codes."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

import click

from stagelift.cli.check import check
from stagelift.cli.demo import demo
from stagelift.cli.home import home
from stagelift.cli.kpi import kpi
from stagelift.cli.options import workspace_options
from stagelift.cli.readout import readout
from stagelift.cli.report import report
from stagelift.cli.screen import fail, next_line
from stagelift.errors import DefinitionError, StageliftError

TRACEBACK = "STAGELIFT_TRACEBACK"
EPILOG = (
    "Exit codes: 0 ok, 1 failed, 2 bad definition or argument, 3 period not closed, "
    "4 ran but unhealthy or data errors."
)


class Commands(click.Group):
    """A group whose errors are printed as text; a traceback is shown only when asked for."""

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command and turns what it raises into a message and an exit code.

        Args:
            ctx: The context of the invocation.

        Returns:
            What the command returned.

        Raises:
            click.exceptions.Exit: With the error's exit code.
        """
        try:
            return super().invoke(ctx)
        except StageliftError as error:
            fail(error_text(error))
            raise click.exceptions.Exit(error.exit_code) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:  # the last frame before the user: text, never a traceback
            if os.environ.get(TRACEBACK):
                raise
            fail(unexpected_text(error))
            raise click.exceptions.Exit(1) from error


def error_text(error: StageliftError) -> str:
    """An error as the command line prints it.

    Args:
        error: Any error raised on purpose.

    Returns:
        One line per mistake for definitions, with a count and the command that shows them again.
    """
    if not isinstance(error, DefinitionError):
        return f"stagelift: {error}"
    count = len(error.issues)
    title = "1 mistake in the definitions" if count == 1 else f"{count} mistakes in the definitions"
    return f"{title}\n{error}\n{next_line('check')}"


def unexpected_text(error: Exception) -> str:
    """An error nobody foresaw, with the place where it came up.

    Args:
        error: The error.

    Returns:
        Its kind, its words, the innermost place in a file, and how to see all of it.
    """
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return (
        f"stagelift: an error that should not happen, {type(error).__name__}: {error}{place}\n"
        f"Set {TRACEBACK}=1 to see where it came from; nothing that was published has changed."
    )


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
        home()


for command in (demo, check, kpi, readout, report):
    main.add_command(command)
