"""Messages by channel and stage: what tests taught of each, or whom a test there would reach.

It is a table; the frame of the best cell and the hatching of the untested ones repeat its words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

State = Literal["best", "tested", "running", "untested"]


@dataclass(frozen=True, slots=True)
class ChannelCell:
    """One channel at one stage.

    Args:
        state: `best` of its stage, its interval above none; `tested`; `running`; or `untested`.
        lines: What it says, the first line strong where it is an effect.
    """

    state: State
    lines: tuple[str, ...]


def channel_grid(
    cells: Mapping[tuple[str, str], ChannelCell],
    *,
    channels: Sequence[tuple[str, str]],
    stages: Sequence[tuple[str, str]],
    label: str,
) -> str:
    """The grid: a row a channel, a column a stage in journey order.

    Args:
        cells: By channel and stage; one that is missing is blank.
        channels: Id and words of each row.
        stages: Id and words of each column.
        label: The finding, read aloud before the table.

    Returns:
        A region that scrolls where the page is narrow, with the table.

    Example:
        >>> cell = ChannelCell("best", ("+20%", "n 2,236"))
        >>> drawn = channel_grid(
        ...     {("kakao", "buy"): cell}, channels=[("kakao", "Kakao")], stages=[("buy", "Buy")],
        ...     label="Kakao is best",
        ... )
        >>> "<b>+20%</b>" in drawn
        True
    """
    head = "".join(f'<th scope="col">{escape(name)}</th>' for _, name in stages)
    rows = []
    for channel, name in channels:
        found = "".join(_cell(cells.get((channel, stage))) for stage, _ in stages)
        rows.append(f'<tr><th scope="row">{escape(name)}</th>{found}</tr>')
    table = f"<thead><tr><td></td>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
    region = f'class="wide" tabindex="0" role="region" aria-label="{escape(label)}"'
    return f'<div {region}><table class="grid">{table}</table></div>'


def _cell(cell: ChannelCell | None) -> str:
    if cell is None or not cell.lines:
        return '<td class="not"></td>'
    first, *rest = cell.lines
    small = "".join(f"<small>{escape(line)}</small>" for line in rest)
    if cell.state in {"best", "tested"}:
        return f'<td class="{cell.state}"><b>{escape(first)}</b>{small}</td>'
    kind = ' class="not"' if cell.state == "untested" else ""
    return f"<td{kind}><small>{escape(first)}</small>{small}</td>"
