"""The reference of commands, from the commands themselves."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click
from grammar import cell

from stagelift.cli import main

INTRODUCTION = """\
# Commands

Made from the commands' own help. Every command ends with the next one to type.
"""


def page() -> str:
    """The page.

    Returns:
        Markdown.
    """
    return "\n\n".join([INTRODUCTION, *described(main, click.Context(main, info_name="stagelift"))])


def described(command: click.Command, context: click.Context) -> Iterator[str]:
    """A command with its arguments and options, then its subcommands.

    Args:
        command: The command.
        context: Its context, which knows how it is called.

    Yields:
        Markdown.
    """
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    text = inspect.cleandoc(command.help or "").replace("\b", "")
    lines = [f"{'##' if context.parent is None else '###'} `{context.command_path}`", text]
    lines.append(f"```text\n{usage}\n```")
    options = [each for each in command.params if isinstance(each, click.Option)]
    if rows := [row for each in options if (row := each.get_help_record(context))]:
        lines.append("| option | |\n|---|---|")
        lines[-1] += "".join(f"\n| {cell(f'`{name}`')} | {cell(words)} |" for name, words in rows)
    if command.epilog:
        lines.append(command.epilog)
    yield "\n\n".join(line for line in lines if line)
    for name, inner in sorted(getattr(command, "commands", {}).items()):
        yield from described(inner, click.Context(inner, info_name=name, parent=context))
