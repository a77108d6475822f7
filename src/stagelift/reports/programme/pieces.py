"""A table of words and figures, each cell with its small print; every text is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Args:
        text: What it says.
        small: The small print under it.
    """

    text: str
    small: str = ""

    @property
    def html(self) -> str:
        """The cell's content as markup."""
        return escape(self.text) + (f"<small>{escape(self.small)}</small>" if self.small else "")


def listed(title: str, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """A table that scrolls sideways by itself where it is wider than the screen.

    Args:
        title: What it is, read aloud.
        header: Names of the columns.
        rows: Cells by row, one for each column; the first names the row.

    Returns:
        Safe markup.

    Example:
        >>> listed("Tests", ["Test"], [[Cell("A & B", "shipped")]]).count("<th")
        3
    """
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    body = "".join(_row(row, header) for row in rows)
    region = f'class="wide" tabindex="0" role="region" aria-label="{escape(title)}"'
    table = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<div {region}><table class="list cells">{table}</table></div>'


def _row(cells: Sequence[Cell], header: Sequence[str]) -> str:
    """A row; on a phone each cell stands under the other, its column's name before it."""
    first, *rest = cells
    data = "".join(
        f'<td data-name="{escape(name)}">{cell.html}</td>'
        for cell, name in zip(rest, header[1:], strict=True)
    )
    return f'<tr><th scope="row">{first.html}</th>{data}</tr>'
