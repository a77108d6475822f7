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
            blank = " " * (size - width(cell))
            to_the_right = place in right or (left is not None and place >= left)
            cells.append(blank + cell if to_the_right else cell + blank)
        lines.append("  ".join(cells).rstrip())
    return lines
