"""What this process has read of YAML files, and what the process that started it had read.

A report is made by two processes, one that starts it and the kernel of its notebook, and each reads
the same definitions. What the first has read is handed to the second as a file. It is found again
by the text of a file alone, so a file that changed in between is read anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

HANDED = "STAGELIFT_READ"  # the environment's name of the file that was handed over
MOST = 512  # texts kept; a process that sees more keeps the last ones

Lines = dict[tuple[str | int, ...], int]


def mark_of(text: str) -> str:
    """What a text is found by.

    Args:
        text: The text of a file.

    Returns:
        Hexadecimal digits.

    Example:
        >>> mark_of("country: KR") == mark_of("country: KR "), len(mark_of(""))
        (False, 64)
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def keep(mark: str, content: dict[str, Any], lines: Lines) -> None:
    """Keeps what a text says, for later and for processes that this one starts.

    Args:
        mark: What the text is found by.
        content: Its mapping: texts, lists and mappings alone.
        lines: Path of a key to its line.
    """
    known = _known()
    if len(known) >= MOST:
        del known[next(iter(known))]
    known[mark] = json.dumps([content, [[*path, line] for path, line in lines.items()]])


def find(mark: str) -> tuple[dict[str, Any], Lines] | None:
    """What a text says, when it was read before.

    Args:
        mark: What the text is found by.

    Returns:
        Its mapping and lines, which are the caller's own, or None.

    Example:
        >>> keep(mark_of("a: b"), {"a": "b"}, {(): 1, ("a",): 1})
        >>> find(mark_of("a: b"))
        ({'a': 'b'}, {(): 1, ('a',): 1})
    """
    kept = _known().get(mark)
    if kept is None:
        return None
    content, places = json.loads(kept)
    return content, {tuple(path): line for *path, line in places}


def handed_over() -> str:
    """All that is known, as the text of a file to hand over.

    Returns:
        JSON; `HANDED` names the file in the environment of a process that is started.
    """
    return json.dumps(_known())


@cache
def _known() -> dict[str, str]:
    """Mark of a text to what it says, as JSON; a file that cannot be read hands nothing over."""
    path = os.environ.get(HANDED)
    if not path:
        return {}
    try:
        with Path(path).open(encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return {}
    return {str(mark): str(said) for mark, said in found.items()} if type(found) is dict else {}
