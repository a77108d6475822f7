"""The map as a screen of text, as wide as the screen is."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from stagelift.formatting import confidence
from stagelift.reports.map.wording import say

if TYPE_CHECKING:
    from stagelift.reports.map.journey_map import JourneyMap
    from stagelift.reports.map.section import Block, Grid, Section

NARROWEST = 60
NAME = 14  # columns for the names in a block
LONGEST = 24  # a longer name pushes its own words to the right
GAP = "  "


def map_text(found: JourneyMap, width: int, sections: Sequence[str]) -> str:
    """The map as people read it in a terminal.

    Args:
        found: The map.
        width: Columns of the screen.
        sections: Only these; all of them when empty.

    Returns:
        Headlines, warnings, then the sections.

    Raises:
        ArgumentError: When the map has no such section.
    """
    wide = max(NARROWEST, width)
    chosen = [found.section(name) for name in sections] or list(found.sections)
    lines = [_fill(_head(found), wide), ""]
    for about, said in found.headlines:
        label = say(found.language, f"about.{about}")
        lines.append(_pair(label, said, wide, NAME))
    lines.extend(_pair("!", warning, wide, NAME) for warning in found.warnings)
    for section in chosen:
        lines.append("")
        lines.extend(_section(section, wide))
    return "\n".join(lines)


def _head(found: JourneyMap) -> str:
    return say(
        found.language,
        "head",
        journey=found.journey,
        period=found.period,
        as_of=found.as_of,
        level=confidence(found.level),
    )


def _section(section: Section, width: int) -> Iterator[str]:
    """A section: its heading ruled to the width, then what it holds."""
    yield f"{section.title} {'─' * max(3, width - columns_of(section.title) - 1)}"
    for line in (*section.lines, *section.notes):
        yield _fill(line, width)
    for block in section.blocks:
        yield from _block(block, width)
    for grid in section.grids:
        if not grid.quiet and grid.rows:
            yield from grid_lines(grid, width)


def _block(block: Block, width: int) -> Iterator[str]:
    between = max(2, width - columns_of(block.title) - columns_of(block.beside))
    yield ""
    yield f"{block.title}{' ' * between}{block.beside}".rstrip()
    longest = max((columns_of(name) for name, _ in block.lines), default=0)
    room = min(LONGEST, max(NAME, longest + 2)) + len(GAP)
    for name, words in block.lines:
        yield _pair(f"{GAP}{name}", words, width, room)


def _pair(name: str, words: str, width: int, room: int) -> str:
    """A name in a column of its own and words that stay beside it."""
    label = name + " " * max(2 if name else room, room - columns_of(name))
    indent = " " * room
    return _fill(words, width, first=label, rest=indent)


def _fill(text: str, width: int, *, first: str = "", rest: str = "") -> str:
    """Text wrapped at blanks by the columns it takes, letters of East Asia taking two."""
    lines, line = [], first
    fresh = True
    for word in text.split(" "):
        more = word if fresh else f" {word}"
        if not fresh and columns_of(line) + columns_of(more) > width:
            lines.append(line)
            line, more = rest, word
        line += more
        fresh = False
    return "\n".join([*lines, line])


def grid_lines(grid: Grid, width: int) -> Iterator[str]:
    """A table; one too wide for the screen has its rows one under the other.

    Args:
        grid: The table.
        width: Columns of the screen.

    Yields:
        Lines.
    """
    if grid.title:
        yield ""
        yield _fill(grid.title, width)
    rows = [grid.header, *grid.rows]
    sizes = [max(columns_of(row[place]) for row in rows) for place in range(len(grid.header))]
    if sum(sizes) + len(GAP) * len(sizes) <= width:
        for row in rows:
            padded = (_padded(cell, size) for cell, size in zip(row, sizes, strict=True))
            yield (GAP + GAP.join(padded)).rstrip()
        return
    for first, *cells in grid.rows:
        said = [
            f"{name} {cell}".strip()
            for name, cell in zip(grid.header[1:], cells, strict=True)
            if cell
        ]
        if columns_of(first) > NAME - len(GAP):
            yield f"{GAP}{first}"
            yield _pair("", " · ".join(said), width, 2 * len(GAP))
        else:
            yield _pair(f"{GAP}{first}", " · ".join(said), width, NAME + len(GAP))


def _padded(text: str, size: int) -> str:
    return text + " " * (size - columns_of(text))


def columns_of(text: str) -> int:
    """Columns a text takes on a console; letters of East Asia take two.

    Args:
        text: One line.

    Returns:
        The number of columns.

    Example:
        >>> columns_of("abc"), columns_of("가나")
        (3, 4)
    """
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
