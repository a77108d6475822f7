"""Words on a console: marks it can show, tables, the next command, JSON."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import click

from stagelift.cli.options import DIRECTORY
from stagelift.cli.wording import said
from stagelift.console import aligned

Mark = Literal["ok", "attention", "broken"]
MARKS: dict[Mark, tuple[str, str]] = {
    "ok": ("✓", "ok"),
    "attention": ("!", "!"),
    "broken": ("✗", "x"),
}
# What a console that shows ASCII only gets instead.
PLAIN = str.maketrans(
    {"−": "-", "–": "-", "×": "x", "·": "|", "→": ">", "≥": ">=", "≤": "<=", "…": "..."}
)


def shows(text: str) -> bool:
    """Whether the console can show a text.

    Args:
        text: Any text.

    Returns:
        False when its encoding lacks one of the letters.
    """
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def mark(kind: Mark) -> str:
    """The sign of a state, in ASCII where the console shows no more.

    Args:
        kind: `ok`, `attention` or `broken`.

    Returns:
        One sign or a short word.
    """
    rich, plain = MARKS[kind]
    return rich if shows(rich) else plain


def say(text: str = "", *, err: bool = False) -> None:
    """Prints text, with signs a poor console lacks replaced rather than failing.

    Args:
        text: Lines to print.
        err: Whether to print where errors go.
    """
    if not shows(text):
        encoding = sys.stdout.encoding or "ascii"
        text = text.translate(PLAIN).encode(encoding, "replace").decode(encoding)
    click.echo(text, err=err)


def fail(text: str) -> None:
    """Prints an error where errors go.

    Args:
        text: The message.
    """
    say(text, err=True)


def next_line(command: str) -> str:
    """The line that names the next command, for the same folder as this one.

    Args:
        command: Words after `stagelift`.

    Returns:
        Such as "Next: stagelift -C shop kpi".
    """
    context = click.get_current_context(silent=True)
    folder = context.meta.get(DIRECTORY) if context else None
    chosen = f"-C {shlex.quote(str(folder))} " if folder else ""
    return said("next", command=f"stagelift {chosen}{command}")


def following(command: str) -> None:
    """Prints the next command to type.

    Args:
        command: Words after `stagelift`.
    """
    say(next_line(command))


def print_json(value: Any) -> None:
    """Prints a value as JSON, letters of all languages as they are.

    Args:
        value: What `to_dict()` or `to_dicts()` gave.
    """
    click.echo(json.dumps(value, ensure_ascii=not shows("가"), indent=2, allow_nan=False))


def columns(rows: Iterable[Sequence[str]], *, indent: int = 2) -> str:
    """Rows as aligned columns.

    Args:
        rows: Cells as text, the same number in each row.
        indent: Blanks before the first column.

    Returns:
        Lines without trailing blanks.

    Example:
        >>> print(columns([("a", "1"), ("bcd", "22")]))
          a    1
          bcd  22
    """
    return "\n".join(" " * indent + line for line in aligned([tuple(row) for row in rows]))


def interactive() -> bool:
    """Whether a person watches: progress is shown on a terminal only."""
    return sys.stdout.isatty() and not os.environ.get("CI")
