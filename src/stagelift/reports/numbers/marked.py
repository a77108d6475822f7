"""Numbers that remember which fact they come from, by letters that no font draws.

A number is written by a fact book, then travels as text through sentences, tables and fragments
until the page is rendered. Two letters of the private planes before it name the row of its fact and
which of the fact's numbers it is, one ends it; the page turns them into links, everything else
drops them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

FIRST, LAST = 0xF0000, 0xFFFFD  # plane 15: which fact, by its row
PARTS = ("value", "low", "high", "n", "k")  # which of its numbers, from plane 16
PART, END = 0x100001, "\U00100000"
_FACT, _PART = f"[{chr(FIRST)}-{chr(LAST)}]", f"[{chr(PART)}-{chr(PART + len(PARTS) - 1)}]"
MARK = re.compile(f"{_FACT}|{_PART}|{END}")
NUMBER = re.compile(f"({_FACT})({_PART})([^{END}]*){END}")


def marked(text: str, row: int, part: str = "value") -> str:
    """A number as text that remembers its fact.

    Args:
        text: The number as it is shown.
        row: The fact's row among those of the page, from 0; what is beyond plane 15 stays bare.
        part: Which of its numbers: `value`, `low`, `high`, `n` or `k`.

    Returns:
        The text between its marks.

    Example:
        >>> unmarked(marked("8.0%", 3))
        '8.0%'
    """
    if FIRST + row > LAST:
        return text
    return f"{chr(FIRST + row)}{chr(PART + PARTS.index(part))}{text}{END}"


def unmarked(text: str) -> str:
    """A text without its marks."""
    return MARK.sub("", text)


def meant(found: re.Match[str]) -> tuple[int, str, str]:
    """What a match of `NUMBER` says: the fact's row, which of its numbers, and the text."""
    return ord(found[1]) - FIRST, PARTS[ord(found[2]) - PART], found[3]


def plain(value: Any) -> Any:
    """JSON-ready values without marks in their texts.

    Args:
        value: A text, a list, a mapping or another value.

    Returns:
        The same without marks.

    Example:
        >>> plain({"size": [marked("8.0%", 3), 1]})
        {'size': ['8.0%', 1]}
    """
    if isinstance(value, str):
        return unmarked(value)
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value
