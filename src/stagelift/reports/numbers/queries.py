"""The queries behind the numbers of a published page: a file each, linked from its page of facts.

Writing a query takes longer than looking up the answer kept to it, and readers of the page seldom
want it. So the page is published first; its page of facts names the command, and names the file
once that is there: no link ever leads to nothing.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

from stagelift import files
from stagelift.reports.numbers import beside
from stagelift.reports.publish import file_name

COMMAND = re.compile(r"<code>stagelift sql ([^<]+)</code>")
FOLDER = "-queries"  # after the name of the page of facts
ENDING = ".sql.txt"  # a browser shows it, where it would save .sql unseen
PERIOD = "--period"

TextOf = Callable[[str, str], str | None]


def write_queries(run: Path, text_of: TextOf) -> int:
    """The queries a run's page of facts names are files beside it, and linked from it.

    A repeat changes nothing; what a kill left is made whole by the next.

    Args:
        run: The run's folder.
        text_of: Name and period (empty for an experiment's) → the query, None where there is none.

    Returns:
        How many are linked now that were not.
    """
    linked = 0
    for page in sorted((run / beside.FOLDER).glob("n*.html")):
        html = page.read_text(encoding="utf-8")
        folder = page.with_name(f"{page.stem}{FOLDER}")
        there = dict(_written(html, folder, text_of))
        for said, file in there.items():
            command = f"<code>stagelift sql {said}</code>"
            html = html.replace(command, f'<a href="{file}">SQL</a> · {command}')
        if there:
            files.swap(page, html)
        linked += len(there)
    return linked


def _written(html: str, folder: Path, text_of: TextOf) -> Iterator[tuple[str, str]]:
    """Each command whose query was written, with the file relative to the page."""
    for said in dict.fromkeys(COMMAND.findall(html)):
        name, period = asked(unescape(said))
        file = folder / f"{file_name(f'{name}-{period}' if period else name)}{ENDING}"
        if f'href="{folder.name}/{quote(file.name)}"' in html:
            continue
        text = text_of(name, period)
        if text is not None:
            folder.mkdir(exist_ok=True)
            files.swap(file, f"{text}\n")
            yield said, f"{folder.name}/{quote(file.name)}"


def asked(said: str) -> tuple[str, str]:
    """What a command asks for.

    Args:
        said: What follows `stagelift sql`.

    Returns:
        The metric or experiment, and the period; empty without one.

    Example:
        >>> asked("first_order --period 2026-W45"), asked("cart_reminder")
        (('first_order', '2026-W45'), ('cart_reminder', ''))
    """
    words = shlex.split(said)
    return words[0], words[words.index(PERIOD) + 1] if PERIOD in words else ""
