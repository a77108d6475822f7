"""The cohort triangle: a row a cohort, a column an age, darker where more came back.

It is a table: each cell holds its number, the shade only repeats it. What is not known yet, and
what is too few to show, is hatched and says so to a reader who listens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from stagelift.reports.charts.shades import shade
from stagelift.reports.numbers.marked import unmarked

UNKNOWN = "·"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Args:
        value: The share, 0–1; None where it is not known or not shown.
        text: The share as text, or why there is none.
    """

    value: float | None
    text: str


@dataclass(frozen=True, slots=True)
class CohortRow:
    """One cohort, or all of them together.

    Args:
        label: When it entered.
        size: How many they are, as text.
        cells: By age.
        pooled: Whether it is all cohorts together; it shades by the same steps.
    """

    label: str
    size: str
    cells: tuple[Cell, ...]
    pooled: bool = False


def triangle(rows: Sequence[CohortRow], *, header: Sequence[str], label: str) -> str:
    """The triangle as a table.

    Args:
        rows: Cohorts, oldest first; all together last.
        header: Names of the columns: when they entered, how many, then one an age.
        label: The finding, read aloud before the table.

    Returns:
        A region that scrolls where the page is narrow, with the table; empty text without a value.

    Example:
        >>> row = CohortRow("W1", "40", (Cell(0.5, "50"), Cell(None, "not yet")))
        >>> 'class="h3"' in triangle([row], header=("week", "n", "0", "1"), label="half come back")
        True
    """
    known = [c.value for row in rows for c in row.cells if c.value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    body = "".join(_row(row, low, high) for row in rows)
    table = f'<table class="tri"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    region = f'class="wide" tabindex="0" role="region" aria-label="{escape(label)}"'
    return f"<div {region}>{table}</div>"


def _row(row: CohortRow, low: float, high: float) -> str:
    cells = "".join(_cell(cell, low, high) for cell in row.cells)
    kind = ' class="all"' if row.pooled else ""
    head = f'<th scope="row">{escape(row.label)}</th><td>{escape(row.size)}</td>'
    return f"<tr{kind}>{head}{cells}</tr>"


def _cell(cell: Cell, low: float, high: float) -> str:
    if cell.value is None:
        return f'<td class="not" aria-label="{escape(unmarked(cell.text))}">{UNKNOWN}</td>'
    return f'<td class="h{shade(cell.value, low, high)}">{escape(cell.text)}</td>'
