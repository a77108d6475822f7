"""Pieces of a page, the same in Jupyter and when published; every text is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape, unescape

from stagelift.reports.numbers.marked import unmarked
from stagelift.reports.theme import STYLE


@dataclass(frozen=True, slots=True)
class Fragment:
    """One piece of a page; the value of a notebook cell.

    Args:
        html: Its markup, safe to publish.
    """

    html: str

    def __str__(self) -> str:
        """The words without markup."""
        spaced = re.sub(
            r"<(?:style|svg)\b.*?</(?:style|svg)>|<[^>]+>", " ", self.html, flags=re.DOTALL
        )
        return re.sub(r"\s+", " ", unescape(unmarked(spaced))).strip()

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return f"{STYLE}{self.html}"


@dataclass(frozen=True, slots=True)
class Twin:
    """The table that holds a chart's numbers.

    Args:
        title: The chart's title.
        header: Names of the columns.
        rows: Texts by row, one for each column.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def html(self) -> str:
        """The table as markup."""
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.header)
        body = "".join(_row(row) for row in self.rows)
        caption = f"<caption>{escape(self.title)}</caption>"
        table = f"{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
        region = f'class="wide" tabindex="0" role="region" aria-label="{escape(self.title)}"'
        return f'<div {region}><table class="twin">{table}</table></div>'


def _row(cells: Sequence[str]) -> str:
    first, *rest = cells
    data = "".join(f"<td>{escape(cell)}</td>" for cell in rest)
    return f'<tr><th scope="row">{escape(first)}</th>{data}</tr>'


def section(
    *parts: str, kind: str, heading: str = "", sub: str = "", half: bool = False
) -> Fragment:
    """A section of the page with its heading.

    Args:
        parts: Safe markup.
        kind: CSS class that says what it is.
        heading: Heading, not yet escaped.
        sub: The line under the heading, not yet escaped.
        half: Whether it takes half the width where there is room.

    Returns:
        The fragment.
    """
    top = f"<h2>{escape(heading)}</h2>" if heading else ""
    below = f'<p class="sub">{escape(sub)}</p>' if sub else ""
    return Fragment(
        f'<section class="sl {kind}{" half" if half else ""}">'
        f"{top}{below}{''.join(parts)}</section>"
    )


def paragraph(text: str, class_: str = "") -> str:
    """A paragraph of escaped text."""
    kind = f' class="{class_}"' if class_ else ""
    return f"<p{kind}>{escape(text)}</p>"


def span(text: str, class_: str) -> str:
    """Escaped text with a CSS class."""
    return f'<span class="{class_}">{escape(text)}</span>'


def pairs(rows: Iterable[tuple[str, str]]) -> str:
    """Names and what is said of them, as a description list of escaped text."""
    items = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(said)}</dd></div>" for name, said in rows
    )
    return f"<dl>{items}</dl>"


def marks(rows: Iterable[tuple[str, str, str]]) -> str:
    """Checks as a list: status (`ok`, `warn`, `unknown`), name and finding."""
    signs = {"ok": "✓", "warn": "!", "unknown": "–"}
    items = "".join(
        f'<li class="{status}"><span class="mark" aria-hidden="true">{signs[status]}</span> '
        f"<b>{escape(name)}</b> {escape(said)}</li>"
        for status, name, said in rows
    )
    return f"<ul>{items}</ul>"


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """One row of a chart that is a table; only the drawing is markup.

    Args:
        label: What the row is about.
        small: The small print under the label.
        value: The number.
        beside: What stands beside the number.
        interval: Its interval.
        drawing: The drawing of the number.
    """

    label: str
    small: str
    value: str
    beside: str
    interval: str
    drawing: str

    @property
    def html(self) -> str:
        """The row as markup."""
        beside = f" {span(self.beside, 'beside')}" if self.beside else ""
        return (
            f'<tr><th scope="row">{escape(self.label)}<small>{escape(self.small)}</small></th>'
            f'<td class="drawn">{self.drawing}</td>'
            f'<td class="num"><b>{escape(self.value)}</b>{beside}'
            f"<small>{escape(self.interval)}</small></td></tr>"
        )


def drawn(rows: Iterable[DrawnRow]) -> str:
    """A chart that is a table of labels, drawings and numbers."""
    return f'<table class="rows"><tbody>{"".join(row.html for row in rows)}</tbody></table>'
