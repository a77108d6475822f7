"""The map as a piece of a page, or a page of its own, in the look of the reports."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from stagelift.reports.answer import MOST_WORDS, word_count, words_before_drawing
from stagelift.reports.fragments import Fragment, Twin, pairs, paragraph, section, span
from stagelift.reports.map.wording import say
from stagelift.reports.page import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.reports.map.journey_map import JourneyMap
    from stagelift.reports.map.section import Block, Drawing, Grid, Section

# the weekly page leads with what fell; here it stands behind what would bring most
FIRST = {"bottleneck": 0, "leak": 1}
# one row and one column of headers: browsers tell which is which by themselves
SCOPE = re.compile(r' scope="(?:col|row)"(?=>)')


def fragment(found: JourneyMap) -> Fragment:
    """The map as a piece of a page; every text is escaped.

    Args:
        found: The map.

    Returns:
        The fragment: title, what a busy reader needs, a section each.
    """
    sections = (section_fragment(each, found) for each in found.sections)
    pieces = [head_fragment(found), answer_fragment(found), *sections]
    return Fragment("".join(piece.html for piece in pieces))


def page(found: JourneyMap) -> str:
    """The map as one self-contained page.

    Args:
        found: The map.

    Returns:
        The page: no script, no request.
    """
    title = say(found.language, "title.page", journey=found.journey)
    return wrap(f"{title} · {found.period}", fragment(found).html, found.language)


def head_fragment(found: JourneyMap) -> Fragment:
    """Journey, period and instant.

    Args:
        found: The map.

    Returns:
        The fragment.
    """
    words = {"period": found.period, "as_of": found.as_of}
    title = say(found.language, "title.page", journey=found.journey)
    eyebrow = say(found.language, "eyebrow", **words)
    return section(
        paragraph(eyebrow, "eyebrow"), f"<h1>{span(title, 'title')}</h1>", kind="head map"
    )


def answer_fragment(found: JourneyMap) -> Fragment:
    """The first lines, as in a terminal, as many as are read standing.

    Args:
        found: The map.

    Returns:
        The fragment.
    """
    headline, size = found.lead
    said_first = [paragraph(headline, "headline"), paragraph(size, "size") if size else ""]
    unsaid = [line for line in found.headlines if line[1] != size]
    rest = sorted(unsaid, key=lambda line: FIRST.get(line[0], len(FIRST)))
    named = [(say(found.language, f"about.{about}"), said) for about, said in rest]
    room = MOST_WORDS - _around(found) - word_count(f"{headline} {size}")
    lines = _first(named, room, say(found.language, "about.trust"))
    warned = "".join(paragraph(f"! {warning}", "outside") for warning in found.warnings)
    body = pairs(lines)
    tone = "watch" if any(about == "leak" for about, _ in found.headlines) else "quiet"
    return section(*said_first, body, warned, kind=f"answer map {tone}")


def _around(found: JourneyMap) -> int:
    """Words before the first drawing that are not the answer's."""
    drawn = next((each for each in found.sections if each.drawings), None)
    first = section_fragment(drawn, found).html if drawn else ""
    head = f"{head_fragment(found).html} {' '.join(found.warnings)} "
    return words_before_drawing(head + first)


def _first(lines: Sequence[tuple[str, str]], room: int, always: str) -> list[tuple[str, str]]:
    """One line a subject, as many as are read standing, the one named `always` among them.

    Each of the others has a section of its own below.
    """
    first: dict[str, tuple[str, str]] = {}
    for about, said in lines:
        first.setdefault(about, (about, said))
    kept = {about for about in first if about == always}
    for about in first:
        words = sum(word_count(part) for one in {*kept, about} for part in first[one])
        if not kept - {always} or words <= room:
            kept.add(about)
    return [line for about, line in first.items() if about in kept]


def section_fragment(each: Section, found: JourneyMap) -> Fragment:
    """One section: its sentences, drawings with their tables, blocks and tables.

    Args:
        each: The section.
        found: The map it is of.

    Returns:
        The fragment.
    """
    drawn = {drawing.title: drawing for drawing in each.drawings}
    numbers = say(found.language, "numbers")
    parts = [paragraph(line) for line in each.lines]
    figures = [_figure(drawing, each.grids, numbers) for drawing in drawn.values()]
    parts += [f'<div class="maps">{"".join(figures)}</div>'] if len(figures) > 1 else figures
    parts += [paragraph(note, "sub") for note in each.notes]
    parts += [_block(block) for block in each.blocks]
    plain = [grid for grid in each.grids if grid.rows and grid.title not in drawn]
    parts += [_table(grid, each.title) for grid in plain]
    return section(*parts, kind=f"map {each.name}", heading=each.title)


def _figure(drawing: Drawing, grids: tuple[Grid, ...], words: str) -> str:
    """A drawing over its table, which opens on request."""
    twins = "".join(_table(grid, "") for grid in grids if grid.title == drawing.title)
    twins = SCOPE.sub("", twins)  # by far the largest tables of the page
    below = f"<details><summary>{escape(words)}</summary>{twins}</details>" if twins else ""
    return f"<div><h3>{escape(drawing.title)}</h3>{drawing.svg}{below}</div>"


def _block(block: Block) -> str:
    beside = f" {span(block.beside, 'beside')}" if block.beside else ""
    return f"<h3>{escape(block.title)}{beside}</h3>{pairs(block.lines)}"


def _table(grid: Grid, title: str) -> str:
    found = Twin(grid.title or title, grid.header, grid.rows).html
    return found.replace('class="twin"', 'class="twin prose"', 1) if grid.prose else found
