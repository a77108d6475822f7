"""One part of the map: what it says, its tables, its drawings and its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of texts.

    Args:
        title: Its title.
        header: Names of the columns.
        rows: Texts by row, one for each column; the first names the row.
        quiet: Whether it only repeats a drawing, so that a screen of text leaves it out.
        prose: Whether its cells are words rather than figures.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    quiet: bool = False
    prose: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """What is said of one stage: a heading, what stands beside it, and lines of names and words.

    Args:
        title: The heading.
        beside: What stands at its right, such as the owner.
        lines: Pairs of name and words.
    """

    title: str
    beside: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture whose numbers also stand in a table of the section.

    Args:
        title: Its title.
        svg: Safe markup.
    """

    title: str
    svg: str


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the map.

    Args:
        name: Its id, such as `now`.
        title: Its heading in the map's language.
        status: `ok`, or `absent` when the workspace has nothing for it.
        lines: Sentences under the heading.
        notes: How to read it; on a page they stand under the pictures.
        grids: Tables.
        blocks: Blocks of names and words.
        drawings: Pictures, for pages.
        records: JSON-ready rows; names and numbers, the same in every language.
    """

    name: str
    title: str
    status: Literal["ok", "absent"] = "ok"
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    blocks: tuple[Block, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    records: Sequence[Record] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """The section as a JSON-ready mapping.

        Returns:
            Id, status, sentences and records.
        """
        return {
            "section": self.name,
            "status": self.status,
            "said": [*self.lines, *self.notes],
            "records": [dict(record) for record in self.records],
        }


def absent(name: str, title: str, reason: str) -> Section:
    """A section the workspace has nothing for, and why.

    Args:
        name: Its id.
        title: Its heading.
        reason: A sentence.

    Returns:
        The section.
    """
    return Section(name, title, "absent", (reason,))
