"""Which channels were never tried in which stage, and who could be reached there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.formatting import number
from stagelift.reports.map.section import Grid, Section, absent
from stagelift.reports.map.wording import say

if TYPE_CHECKING:
    from stagelift.metrics.channel_use import ChannelCell, ChannelUse
    from stagelift.reports.map.material import Material

NOTES = {
    "no message is recorded with a channel": "untried.no_channel",
    "no source maps who agreed to which channel": "untried.no_consent",
    "addresses are not in the data: reachable is by consent alone": "untried.addresses",
}


def untried_section(material: Material) -> Section:
    """The section on channels never tried.

    Args:
        material: What the map is written from.

    Returns:
        One row a stage that has such channels, and messages by stage and channel for pages.
    """
    language, use = material.language, material.use
    title = say(language, "untried")
    if use is None:
        return absent("untried", title, material.why_missing("use"))
    if not use.cells:
        return absent("untried", title, say(language, "untried.no_channel"))
    lines = [say(language, "untried.note" if use.never else "untried.none")]
    lines += [say(language, NOTES[note]) for note in use.notes if note in NOTES]
    if use.unused:
        names = ", ".join(map(material.channel_words, use.unused))
        lines.append(say(language, "untried.unused", names=names))
    return Section(
        name="untried",
        title=title,
        lines=tuple(lines),
        grids=(_never(material, use), _all(material, use)),
        records=tuple(use.to_dicts()),
    )


def _never(material: Material, use: ChannelUse) -> Grid:
    language = material.language
    stages = list(dict.fromkeys(cell.stage for cell in use.cells))
    rows = []
    for stage in stages:
        cells = [cell for cell in use.cells if cell.stage == stage]
        never = [cell for cell in use.never if cell.stage == stage]
        hardly = [material.channel_words(cell.channel) for cell in cells if cell.tried == "hardly"]
        if never or hardly:
            said = ", ".join(_reach(material, use, cell) for cell in never)
            rows.append((material.stage_words(stage), said or "–", ", ".join(hardly)))
    header = (
        say(language, "untried.column.stage"),
        say(language, "untried.column.never"),
        say(language, "untried.column.hardly", minimum=use.minimum_cell),
    )
    return Grid("", header, tuple(rows), prose=True)


def _reach(material: Material, use: ChannelUse, cell: ChannelCell) -> str:
    channel = material.channel_words(cell.channel)
    count = use.shown(cell.reachable)
    if count is None and cell.reachable is None:
        return say(material.language, "untried.cell.unknown", channel=channel)
    said = f"< {use.minimum_cell}" if count is None else number(count)
    said = shown_reach(material, cell, count, said)
    return say(material.language, "untried.cell", channel=channel, count=said)


def shown_reach(material: Material, cell: ChannelCell, count: int | None, said: str) -> str:
    """How many a channel would reach in a stage, as text that remembers its fact."""
    if count is None:
        return said
    name = f"untried.{cell.stage}.{cell.channel}"
    numbers = {"value": count, "stage": cell.stage, "segment": f"channel={cell.channel}"}
    return material.book.show(said, material.book.keep(name, "reachable", "count", numbers))


def _all(material: Material, use: ChannelUse) -> Grid:
    language = material.language
    channels = list(dict.fromkeys(cell.channel for cell in use.cells))
    stages = list(dict.fromkeys(cell.stage for cell in use.cells))
    cells = {(cell.stage, cell.channel): cell for cell in use.cells}
    rows = []
    for stage in stages:
        found = [cells[stage, channel] for channel in channels]
        told = [c.tried == "yes" and use.sent(c) is not None for c in found]
        said = [
            _sent(material, c) if known else _few(use, c)
            for c, known in zip(found, told, strict=True)
        ]
        rows.append((material.stage_words(stage), *said))
    header = (say(language, "untried.column.stage"), *map(material.channel_words, channels))
    return Grid(say(language, "untried.grid"), header, tuple(rows), quiet=True)


def _sent(material: Material, cell: ChannelCell) -> str:
    name = f"arrived.{cell.stage}.{cell.channel}"
    numbers = {"value": cell.messages, "stage": cell.stage, "segment": f"channel={cell.channel}"}
    material.book.keep(name, "messages", "count", numbers)
    return material.book.show(number(cell.messages), name)


def _few(use: ChannelUse, cell: ChannelCell) -> str:
    return "–" if cell.tried == "never" else f"< {use.minimum_cell}"
