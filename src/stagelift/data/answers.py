"""Answers kept, so that the same question of the same data is asked once.

An answer is found again only for the same question, as of the same instant, over the same
definition, the same files (path, size, time of change) and the same code. It holds sums and counts,
never a row of the data.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stagelift import files

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 512  # answers kept in one folder; the oldest leave
PLAIN = (int, float, str, type(None))  # what JSON gives back exactly


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a query.

    Args:
        names: Its columns.
        rows: Its rows, one value a column.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def dicts(self) -> Iterator[dict[str, Any]]:
        """Each row as column → value.

        Example:
            >>> list(Answer(("n", "k"), ((10, 3),)).dicts())
            [{'n': 10, 'k': 3}]
        """
        return (dict(zip(self.names, row, strict=True)) for row in self.rows)


def find_answer(folder: Path, key: str) -> Answer | None:
    """The answer kept under a key.

    Args:
        folder: Where answers are kept; it need not exist.
        key: What `key_of` gave.

    Returns:
        The answer, or None; a file that cannot be read is as good as none.
    """
    try:
        kept = json.loads((folder / f"{key}.json").read_text(encoding="utf-8"))
        return Answer(tuple(kept["names"]), tuple(tuple(row) for row in kept["rows"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_answer(folder: Path, key: str, answer: Answer) -> bool:
    """Keeps an answer, where it can be kept exactly.

    Args:
        folder: Where answers are kept.
        key: What `key_of` gave.
        answer: The answer.

    Returns:
        Whether it is kept: not where a value is no plain number or text, nor where the folder
        cannot be written, because the answer itself is good.
    """
    if not all(type(value) in PLAIN for row in answer.rows for value in row):
        return False
    text = json.dumps({"names": answer.names, "rows": answer.rows}, separators=(",", ":"))
    try:
        # not forced to disk: half a file after a crash is no answer, and is asked again
        files.swap(folder / f"{key}.json", text, forced=False)
        _forget(folder)
    except OSError:
        return False
    return True


def _forget(folder: Path) -> None:
    """The oldest answers leave; another process may have removed one in between."""
    kept = list(folder.glob("*.json"))
    if len(kept) <= MOST:
        return
    ages: list[tuple[float, Path]] = []
    for path in kept:
        with contextlib.suppress(FileNotFoundError):
            ages.append((path.stat().st_mtime, path))
    for _, path in sorted(ages)[: len(ages) - MOST // 2]:
        path.unlink(missing_ok=True)


def key_of(*parts: object) -> str:
    """What an answer is kept under.

    Args:
        parts: The question and all it rests on; each must have a stable `repr`.

    Returns:
        Hexadecimal digits.

    Raises:
        ValueError: A part's `repr` names a place in memory: it is another in each process.

    Example:
        >>> key_of("cells", 1) == key_of("cells", 1), key_of("cells", 1) == key_of("cells", 2)
        (True, False)
    """
    text = repr((*parts, code_mark()))
    if " at 0x" in text:
        raise ValueError("a question holds an object without a repr of its own")
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@cache
def code_mark() -> str:
    """The version of the code that asks: the hash of the files that read and mean data."""
    found = hashlib.sha256()
    for package in ("data", "definitions"):
        for path in sorted((Path(__file__).parents[1] / package).rglob("*.py")):
            found.update(path.read_bytes())
    return found.hexdigest()
