"""What was tried at each stage on each channel, message by message, and what held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.experiments.deciding.outcome import SCORED
from stagelift.reports.charts.channel_grid import ChannelCell, channel_grid
from stagelift.reports.fragments import Fragment, paragraph, section
from stagelift.reports.programme.ledger import SHOWN, believed, chosen_words, pair_words
from stagelift.reports.programme.pieces import Cell, listed

if TYPE_CHECKING:
    from stagelift.experiments.programme.learning import GridCell
    from stagelift.experiments.programme.ledger import Compared, Entry
    from stagelift.reports.programme.material import Material

TRIED = ("touchpoint", "against", "shrunk", "decision", "held")


def touchpoints_section(material: Material) -> Fragment:
    """A grid of stages and channels, then a row a message tried.

    Args:
        material: What the page is written from.

    Returns:
        The fragment.
    """
    heading, sub = material.say("touch.title"), material.say("touch.sub")
    told = material.programme
    if not told.grid and not told.lessons:
        said = paragraph(material.say("touch.none"))
        return section(said, kind="touchpoints", heading=heading)
    parts = [grid_table(material)] if told.grid else []
    if told.never:
        parts.append(paragraph(never_line(material)))
    rows = tried_rows(material)
    if rows:
        header = [material.say(f"column.{name}") for name in TRIED]
        parts.append(listed(material.say("touch.tried"), header, rows))
    return section(*parts, kind="touchpoints", heading=heading, sub=sub)


def grid_table(material: Material) -> str:
    """A row a channel, a column a stage: what is believed, what runs, whom a test would reach."""
    grid, names = material.programme.grid, material.names
    cells = {(cell.channel, cell.stage): grid_cell(material, cell) for cell in grid}
    channels = list(dict.fromkeys(cell.channel for cell in grid))
    stages = list(dict.fromkeys(cell.stage for cell in grid))
    return channel_grid(
        cells,
        channels=[(one, names.channel(one)) for one in channels],
        stages=[(one, names.stage(one)) for one in stages],
        label=material.say("touch.title"),
    )


def grid_cell(material: Material, cell: GridCell) -> ChannelCell:
    """What is believed of a channel at a stage, or whom a test there would reach."""
    key, lesson = f"touch.{cell.stage}.{cell.channel}", cell.lesson
    if lesson is not None:
        states = {slot.experiment: slot.state for slot in material.programme.slots}
        open_ones = [material.say(f"state.{lesson.state(states)}")] if lesson.open else []
        open_ones += [material.say("touch.later")] if lesson.later else []
        if lesson.value is None:
            return ChannelCell("running", tuple(open_ones or [material.say("touch.unread")]))
        ends = (lesson.value, lesson.low, lesson.high)
        more = {"stage": cell.stage, "variant": cell.channel, "n": lesson.n, "level": 0.95}
        name = material.change(key, key, ends, method="mean of shrunk effects", **more)
        lines = [material.book.show(name), material.ends(name)]
        lines.append(material.say("touch.n", customers=f"{name}.n"))
        lines += [material.say("touch.best")] if cell.best else []
        return ChannelCell("best" if cell.best else "tested", (*lines, *open_ones))
    if cell.reachable is None:
        return ChannelCell("untested", ())
    reach = material.count(f"{key}.reach", cell.reachable)
    return ChannelCell("untested", (material.say("touch.reach", reach=reach),))


def never_line(material: Material) -> str:
    """The stages and channels no message was ever sent on."""
    names = material.names
    cells = (
        material.say("touch.cell", {"stage": names.stage(stage), "channel": names.channel(channel)})
        for stage, channel in material.programme.never
    )
    return material.say("touch.never", {"cells": ", ".join(cells)})


def tried_rows(material: Material) -> list[list[Cell]]:
    """Each message tried, newest test first; a red test shows no figure."""
    newest = tuple(reversed(material.programme.entries))[:SHOWN]
    return [_tried(material, entry, one) for entry in newest for one in entry.compared]


def _tried(material: Material, entry: Entry, one: Compared) -> list[Cell]:
    names = material.names
    stage = names.stage(one.stage) if one.stage else names.experiment(one.experiment)
    message = names.message(one.experiment, one.variant)
    touch = " · ".join(filter(None, (stage, names.channel(one.channel), message)))
    return [
        Cell(touch, names.experiment(one.experiment)),
        Cell(pair_words(material, one)["control"]),
        _believed(material, entry, one),
        Cell(chosen_words(material, entry), material.date(entry.on)),
        Cell(held_words(material, entry)),
    ]


def _believed(material: Material, entry: Entry, one: Compared) -> Cell:
    if entry.experiment in material.red:
        return Cell(material.say("hidden"), material.say("hidden.small"))
    rows = material.programme.scale.rows
    found = [row for row in rows if row.compared is one or row.compared == one]
    if not found:
        return Cell(material.say("none"), material.say("ledger.ratio"))
    name = believed(material, found[0])
    return Cell(material.book.show(name), material.ends(name))


def held_words(material: Material, entry: Entry) -> str:
    """Whether the effect held on those held back since; a dash where nobody scores it."""
    for one in material.outcomes:
        if one.experiment == entry.experiment:
            key = f"held.{one.standing}" if one.standing in (*SCORED, "open") else "held.unscored"
            return material.say(key)
    return material.say("held.none")
