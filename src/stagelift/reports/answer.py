"""The answer of a page in parts: one sentence, its size, and lines that fit on a first screen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import unescape

from stagelift.formatting import NARROW
from stagelift.reports.fragments import Fragment, pairs, paragraph, section
from stagelift.reports.numbers.marked import unmarked

MOST_WORDS = 90  # before the first chart: what is read to the end, standing, in a minute
TAG = re.compile(r"<[^>]+>")
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer in parts.

    Args:
        tone: `decision`, `fix`, `news`, `watch` or `quiet`.
        headline: The sentence.
        size: How large, with its interval; may be empty.
        rows: Names and what is said of them.
        metric: Key of the measure the headline is about, or None.
        later: Lines there was no room for on the first screen; they stand further down.
    """

    tone: str
    headline: str
    size: str
    rows: Pairs = ()
    metric: str | None = None
    later: Pairs = ()

    @property
    def fragment(self) -> Fragment:
        """The answer as a piece of the page."""
        parts = [
            paragraph(self.headline, "headline"),
            paragraph(self.size, "size") if self.size else "",
            pairs(self.rows),
        ]
        return section(*parts, kind=f"answer {self.tone}")

    @property
    def words(self) -> int:
        """How many words it has; in Korean, parts between spaces."""
        said = (self.headline, self.size, *(part for row in self.rows for part in row))
        return sum(map(word_count, said))


def word_count(text: str) -> int:
    """The words of a text: parts between spaces that hold a letter or a digit.

    A number and its unit, which a narrow space holds together, are one.

    Args:
        text: Any text without markup.

    Returns:
        How many there are.

    Example:
        >>> word_count("10.9 → 11.9%; +1.0 pp"), word_count("결정 1건: 지금 바꾸세요.")
        (4, 4)
    """
    return sum(bool(re.search(r"\w", part)) for part in text.replace(NARROW, "").split())


def words_before_drawing(html: str) -> int:
    """The words of a page, or of pieces of it, before its first drawing.

    Args:
        html: Markup, with marks or without.

    Returns:
        How many a reader meets.

    Example:
        >>> words_before_drawing("<h1>What it changes</h1><p>+1.0 pp</p><svg>more</svg>")
        5
    """
    return word_count(unescape(unmarked(TAG.sub(" ", html.partition("<svg")[0]))))


def fitted(answer: Answer, spare: Sequence[str], room: int = MOST_WORDS) -> Answer:
    """The answer with as many of the lines that can wait as there is room for.

    Args:
        answer: The answer.
        spare: Names of lines that can wait, the first to go first.
        room: Words there is room for.

    Returns:
        The answer; what was put aside is in `later`, nothing is lost.

    Example:
        >>> long = Answer("quiet", "Nothing.", "", (("Tests", "two run"), ("Trust", "clean")))
        >>> fitted(long, ["Tests"], room=4).later
        (('Tests', 'two run'),)
    """
    kept = {place for place, row in enumerate(answer.rows) if row[0] not in spare}
    for name in reversed(spare):
        for place, row in enumerate(answer.rows):
            tried = [answer.rows[p] for p in sorted({*kept, place})]
            if row[0] == name and replace(answer, rows=tuple(tried)).words <= room:
                kept.add(place)
    rows = tuple(row for place, row in enumerate(answer.rows) if place in kept)
    later = tuple(row for place, row in enumerate(answer.rows) if place not in kept)
    return replace(answer, rows=rows, later=later)
