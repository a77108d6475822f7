"""The marks of a page become links to its facts: in text, never in a drawing or attribute."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stagelift.reports.numbers.marked import NUMBER, meant, unmarked

TAG = re.compile(r"(<[^>]*>)")  # our own markup: '>' is escaped inside attributes
OPAQUE = ("svg", "style", "title", "a", "summary", "button", "pre", "code")
ROW = re.compile(r"<(?:tr|li|p|dd|h\d|dt)\b")
FACT = re.compile(r'<a href="n[0-9a-f]{7}\.html#\d+">(.*?)</a>')
FILES = re.compile(r'<p class="files">.*?</p>')
NAME = re.compile(r"</?([a-z]+[0-9]?)")


def linked(html: str, target: str, *, repeats: bool = True) -> str:
    """The page with a link from each number to its fact.

    Args:
        html: The page with marks.
        target: The page of facts, relative to this one, quoted.
        repeats: Whether a fact is linked again in the same row of a table or the same paragraph,
            such as for the ends of its interval.

    Returns:
        The page without marks.

    Example:
        >>> from stagelift.reports.numbers.marked import marked
        >>> linked(f'<p title="{marked("8%", 2)}">{marked("8%", 2)} of</p>', "n1.html")
        '<p title="8%"><a href="n1.html#2">8%</a> of</p>'
    """
    return "".join(_pieces(html, target, repeats=repeats))


def alone(html: str) -> str:
    """A page that travels without what is beside it: no links to facts and files.

    Args:
        html: A published page.

    Returns:
        The page.

    Example:
        >>> alone('<p><a href="n0123abc.html#4">8%</a></p><p class="files">CSV</p>')
        '<p>8%</p>'
    """
    return FILES.sub("", FACT.sub(r"\1", html))


def _pieces(html: str, target: str, *, repeats: bool) -> Iterator[str]:
    opaque: list[str] = []
    said: set[int] = set()
    for piece in TAG.split(html):
        if not piece.startswith("<"):
            yield unmarked(piece) if opaque else _text(piece, target, None if repeats else said)
            continue
        yield unmarked(piece)
        if ROW.match(piece):
            said.clear()
        _enter(piece, opaque)


def _enter(tag: str, opaque: list[str]) -> None:
    """Keeps account of the elements in which nothing can be linked."""
    found = NAME.match(tag)
    if found is None or found[1] not in OPAQUE or tag.endswith("/>"):
        return
    if tag.startswith("</"):
        if opaque and opaque[-1] == found[1]:
            opaque.pop()
    else:
        opaque.append(found[1])


def _text(text: str, target: str, said: set[int] | None) -> str:
    def link(found: re.Match[str]) -> str:
        row, _, shown = meant(found)
        if said is not None:
            if row in said:
                return shown
            said.add(row)
        return f'<a href="{target}#{row}">{shown}</a>'

    return unmarked(NUMBER.sub(link, text))
