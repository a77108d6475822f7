"""The map as a screen of text, as wide as the screen is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from stagelift.console import folded, padded, width
from stagelift.formatting import confidence
from stagelift.reports.map.wording import say

if TYPE_CHECKING:
    from stagelift.reports.map.journey_map import JourneyMap
    from stagelift.reports.map.section import Block, Grid, Section

NARROWEST = 60
NAME = 14  # columns for the names in a block
LONGEST = 24  # a longer name pushes its own words to the right
GAP = "  "


def map_text(found: JourneyMap, columns: int, sections: Sequence[str]) -> str:
    """The map as people read it in a terminal.

    Args:
        found: The map.
        columns: Columns of the screen.
        sections: Only these; all of them when empty.

    Returns:
        Headlines, warnings, then the sections.

    Raises:
        ArgumentError: When the map has no such section.
    """
    wide = max(NARROWEST, columns)
    chosen = [found.section(name) for name in sections] or list(found.sections)
    lines = [*folded(_head(found), wide), ""]
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


def _section(section: Section, columns: int) -> Iterator[str]:
    """A section: its heading ruled to the width, then what it holds."""
    yield f"{section.title} {'─' * max(3, columns - width(section.title) - 1)}"
    for line in (*section.lines, *section.notes):
        yield from folded(line, columns)
    for block in section.blocks:
        yield from _block(block, columns)
    for grid in section.grids:
        if not grid.quiet and grid.rows:
            yield from grid_lines(grid, columns)


def _block(block: Block, columns: int) -> Iterator[str]:
    between = max(2, columns - width(block.title) - width(block.beside))
    yield ""
    yield f"{block.title}{' ' * between}{block.beside}".rstrip()
    longest = max((width(name) for name, _ in block.lines), default=0)
    room = min(LONGEST, max(NAME, longest + 2)) + len(GAP)
    for name, words in block.lines:
        yield _pair(f"{GAP}{name}", words, columns, room)


def _pair(name: str, words: str, columns: int, room: int) -> str:
    """A name in a column of its own and words that stay beside it."""
    label = padded(name, max(room, width(name) + 2 if name else 0))
    return "\n".join(folded(words, columns, first=label, rest=" " * room))


def grid_lines(grid: Grid, columns: int) -> Iterator[str]:
    """A table; one too wide for the screen has its rows one under the other.

    Args:
        grid: The table.
        columns: Columns of the screen.

    Yields:
        Lines.
    """
    if grid.title:
        yield ""
        yield from folded(grid.title, columns)
    rows = [grid.header, *grid.rows]
    sizes = [max(width(row[place]) for row in rows) for place in range(len(grid.header))]
    if sum(sizes) + len(GAP) * len(sizes) <= columns:
        for row in rows:
            line = (padded(cell, size) for cell, size in zip(row, sizes, strict=True))
            yield (GAP + GAP.join(line)).rstrip()
        return
    for first, *cells in grid.rows:
        said = [
            f"{name} {cell}".strip()
            for name, cell in zip(grid.header[1:], cells, strict=True)
            if cell
        ]
        if width(first) > NAME - len(GAP):
            yield f"{GAP}{first}"
            yield _pair("", " · ".join(said), columns, 2 * len(GAP))
        else:
            yield _pair(f"{GAP}{first}", " · ".join(said), columns, NAME + len(GAP))
