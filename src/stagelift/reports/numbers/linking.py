"""The marks of a page become links to its facts: in text and in the words of a drawing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stagelift.reports.numbers.marked import NUMBER, meant, unmarked

TAG = re.compile(r"(<[^>]*>)")  # our own markup: '>' is escaped inside attributes
OPAQUE = ("svg", "text", "style", "title", "a", "summary", "button", "pre", "code")
DRAWN = "text"  # the one element of a drawing in which a link may stand
ROW = re.compile(r"<(?:tr|li|p|dd|h\d|dt|text)\b")
IMAGE = re.compile('role="img"|aria-hidden="true"')
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
        >>> drawn = f'<svg role="img"><text>{marked("8%", 2)}</text><text>W45</text></svg>'
        >>> linked(drawn, "n1.html").replace('<a href="n1.html#2">8%</a>', "8%")
        '<svg role="group"><text>8%</text><text aria-hidden="true">W45</text></svg>'
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
    for piece in _announced(TAG.split(html)):
        if not piece.startswith("<"):
            bare = opaque and opaque[-1] != DRAWN
            yield unmarked(piece) if bare else _text(piece, target, None if repeats else said)
            continue
        yield unmarked(piece)
        if ROW.match(piece):
            said.clear()
        _enter(piece, opaque)


def _announced(pieces: list[str]) -> list[str]:
    """The pieces with each drawing that gets links announced as what may hold them.

    An image may not: it becomes a group with the same sentence, whose other words are not read
    aloud one by one.
    """
    depth, first = 0, 0
    for place, piece in enumerate(pieces):
        if piece.startswith("<svg"):
            first = first if depth else place
            depth += not piece.endswith("/>")
        elif piece == "</svg>":
            depth -= 1
            if depth == 0:
                _as_group(pieces, first, place)
    return pieces


def _as_group(pieces: list[str], first: int, last: int) -> None:
    """The drawing between two places becomes a group where a number in it gets a link."""
    words = [place for place in range(first, last) if pieces[place].startswith("<text")]
    bare = [place for place in words if not NUMBER.search(pieces[place + 1])]
    if len(bare) == len(words):
        return
    pieces[first] = IMAGE.sub('role="group"', pieces[first])
    for place in bare:
        pieces[place] = f'{pieces[place][:-1]} aria-hidden="true">'


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
