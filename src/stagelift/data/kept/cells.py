"""Sums of closed periods, kept from week to week beside the marks of the rows they rest on.

One file holds what one journey asks in one way. It is written whole and replaced at once; one that
cannot be read is as good as none, and what it held is asked again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from typing import TYPE_CHECKING, Any

from stagelift import files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Rows = tuple[tuple[Any, ...], ...]
MOST = 20_000  # periods of one file; more would take longer to read than to ask


class KeptCells:
    """The rows of closed periods in one file.

    Args:
        path: The file; it need not exist.

    Example:
        >>> from pathlib import Path
        >>> KeptCells(Path("nowhere.json")).find("first week", "mark") is None
        True
    """

    def __init__(self, path: Path) -> None:
        """Reads the file."""
        self._path = path
        self._entries = _entries(path)

    def find(self, name: str, mark: str) -> Rows | None:
        """The rows kept under a name, if what they rest on has the same mark.

        Args:
            name: What was asked.
            mark: Of the rows it rests on.

        Returns:
            Rows, or None.
        """
        kept = self._entries.get(name)
        if kept is None or kept[0] != mark:
            return None
        return tuple(tuple(row) for row in kept[1])

    def keep(self, found: Mapping[str, tuple[str, Rows]]) -> None:
        """Keeps rows; a folder that cannot be written keeps nothing.

        Args:
            found: Mark and rows by what was asked; they take the place of older ones.
        """
        if not found:
            return
        self._entries = {**_entries(self._path), **found}
        for name in list(self._entries)[: max(0, len(self._entries) - MOST)]:
            del self._entries[name]
        body = json.dumps(self._entries, separators=(",", ":"))
        with contextlib.suppress(OSError):
            # not forced to disk: half a file after a crash is none, and is asked again
            files.swap(self._path, f"{_check(body)}\n{body}", forced=False)


def _entries(path: Path) -> dict[str, tuple[str, Rows]]:
    try:
        check, _, body = path.read_text(encoding="utf-8").partition("\n")
        if check != _check(body):
            return {}
        return {name: (mark, rows) for name, (mark, rows) in json.loads(body).items()}
    except (OSError, ValueError):
        return {}


def _check(body: str) -> str:
    """The first line of the file: whoever changed the rest of it did not change this."""
    return hashlib.sha256(body.encode()).hexdigest()
