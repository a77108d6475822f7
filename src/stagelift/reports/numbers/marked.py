"""Numbers that remember which fact they come from, by letters that no font draws.

A number is written by a fact book, then travels as text through sentences, tables and fragments
until the page is rendered. Two letters of the private planes before it name the row of its fact and
which of the fact's numbers it is, one ends it; the page turns them into links, everything else
drops them. A number that is no fact of the page carries itself, unrounded, in letters of the same
planes: a table's file has it as it was computed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

FIRST, LAST = 0xF0000, 0xFFFFD  # plane 15: which fact, by its row
PARTS = ("value", "low", "high", "n", "k")  # which of its numbers, from plane 16
PART, END = 0x100001, "\U00100000"
BARE = 0x100100  # a letter of a number that carries itself, above plane 16's other marks
_FACT, _PART = f"[{chr(FIRST)}-{chr(LAST)}]", f"[{chr(PART)}-{chr(PART + len(PARTS) - 1)}]"
_BARE = f"[{chr(BARE)}-{chr(BARE + 127)}]"
MARK = re.compile(f"{_FACT}|{_PART}|{_BARE}|{END}")
NUMBER = re.compile(f"({_FACT})({_PART})([^{END}]*){END}")
CARRIED = re.compile(f"({_BARE}+)([^{END}]*){END}")


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


def carrying(text: str, value: float, unit: str = "", part: str = "value") -> str:
    """A number as text that carries itself unrounded, for one that is no fact of the page.

    Args:
        text: The number as it is shown.
        value: The number; shares 0–1.
        unit: Its unit, such as `share`; empty for a count.
        part: What it is of what its cell shows: `value`, `low`, `high` or `n`.

    Returns:
        The text between its marks.

    Example:
        >>> said = carrying("8.0%", 0.0801, "share")
        >>> unmarked(said), carried(CARRIED.fullmatch(said))
        ('8.0%', ('value', 0.0801, 'share'))
    """
    told = json.dumps([part, value, unit])
    return f"{''.join(chr(BARE + ord(letter)) for letter in told)}{text}{END}"


def carried(found: re.Match[str] | None) -> tuple[str, float, str] | None:
    """What a match of `CARRIED` holds: which part, the number and its unit; None without one."""
    if found is None:
        return None
    part, value, unit = json.loads("".join(chr(ord(letter) - BARE) for letter in found[1]))
    return part, value, unit


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
