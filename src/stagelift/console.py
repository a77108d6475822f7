"""Texts in columns, as a console shows them: letters of East Asia take two places."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence


def width(text: str) -> int:
    """Columns a text takes on a console.

    Args:
        text: One line.

    Returns:
        The number of columns.

    Example:
        >>> width("abc"), width("가나")
        (3, 4)
    """
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def padded(text: str, size: int) -> str:
    """A text with blanks up to the columns it is given.

    Args:
        text: One line.
        size: Columns; a wider text stays as it is.

    Returns:
        The text.

    Example:
        >>> padded("가", 4) + "|", padded("abc", 2)
        ('가  |', 'abc')
    """
    return text + " " * (size - width(text))


def folded(text: str, columns: int, *, first: str = "", rest: str = "") -> list[str]:
    """A text in lines that are broken at blanks.

    Args:
        text: One line of any length.
        columns: Columns a line may take; a longer word stands alone.
        first: What the first line begins with.
        rest: What every other line begins with.

    Returns:
        The lines.

    Example:
        >>> folded("구매 단계 이탈", 9, rest="  ")
        ['구매 단계', '  이탈']
    """
    lines, line = [], first
    fresh = True
    for word in text.split(" "):
        more = word if fresh else f" {word}"
        if not fresh and width(line) + width(more) > columns:
            lines.append(line)
            line, more = rest, word
        line += more
        fresh = False
    return [*lines, line]


def aligned(
    rows: Sequence[Sequence[str]], *, left: int | None = None, right: Collection[int] = ()
) -> list[str]:
    """Rows as lines whose columns stand under each other.

    Args:
        rows: Cells as text, the same number in each row.
        left: How many columns stand to the left, the others to the right; None for all.
        right: Places of more columns that stand to the right.

    Returns:
        One line a row, without blanks at its end.

    Example:
        >>> aligned([("가", "1"), ("bcd", "22")])
        ['가   1', 'bcd  22']
        >>> aligned([("가", "1"), ("bcd", "22")], left=1)
        ['가    1', 'bcd  22']
    """
    sizes = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = []
        for place, (cell, size) in enumerate(zip(row, sizes, strict=True)):
            to_the_right = place in right or (left is not None and place >= left)
            blank = " " * (size - width(cell))
            cells.append(blank + cell if to_the_right else padded(cell, size))
        lines.append("  ".join(cells).rstrip())
    return lines
