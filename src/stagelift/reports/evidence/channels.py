"""Messages by channel and stage: the best channel, its effect and n; untested ones with reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.experiments.programme.together import relative
from stagelift.reports.charts.channel_grid import ChannelCell, channel_grid
from stagelift.reports.evidence.asking import Events, asked
from stagelift.reports.fragments import Fragment, Twin, section
from stagelift.reports.measures import words
from stagelift.reports.prose import Fact
from stagelift.reports.wording import WORDING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.experiments.programme.learning import GridCell, Lesson
    from stagelift.reports.material import Material
    from stagelift.reports.source import Source

METHOD = "mean of effects shrunk by all tests together"


def channels(source: Source, material: Material) -> Fragment:
    """The grid of channels and stages with what tests taught.

    Args:
        source: The workspace.
        material: What the page is written from.

    Returns:
        The fragment; empty where no message is known.
    """
    if not isinstance(source, Events):
        return Fragment("")
    found = asked(source.stage_channels)
    if not found:
        return Fragment("")
    stages = [name for name in material.stages if any(c.stage == name for c in found)]
    rows = list(dict.fromkeys(cell.channel for cell in found))
    cells = {(c.channel, c.stage): _cell(material, c) for c in found}
    named = [(name, _stage(material, name)) for name in stages]
    titled = [(name, _channel(material, name)) for name in rows]
    title, finding = material.say("grid.title"), _finding(material, found)
    drawing = channel_grid(cells, channels=titled, stages=named, label=f"{title}: {finding}")
    header = (material.say("table.channel"), *(name for _, name in named))
    table = tuple(
        (name, *(_text(cells.get((channel, stage))) for stage in stages))
        for channel, name in titled
    )
    material.twins.append(Twin(title, header, table))
    sub = f"{finding} {material.say('grid.sub')}"
    return section(drawing, kind="figure channels", heading=title, sub=sub)


def _stage(material: Material, name: str) -> str:
    return words(material.journey.stages[name].label, name, material.language)


def _channel(material: Material, name: str) -> str:
    known = material.journey.channels.get(name)
    if known is not None and known.label is not None:
        return words(known.label, name, material.language)
    return WORDING[material.language].get(f"channel.{name}", name.replace("_", " "))


def _text(cell: ChannelCell | None) -> str:
    return "–" if cell is None or not cell.lines else " · ".join(cell.lines)


def _cell(material: Material, cell: GridCell) -> ChannelCell:
    taught = cell.lesson
    if taught is not None and taught.value is not None:
        name = _effect(material, cell, taught)
        best = (material.say("grid.best"),) if cell.best else ()
        still_open = (_state(material, taught),) if taught.open else ()
        lines = (
            material.book.show(name),
            material.level(name),
            material.say("grid.n", value=name),
            *best,
            *still_open,
        )
        return ChannelCell("best" if cell.best else "tested", lines)
    if taught is not None and taught.open:
        return ChannelCell("running", (_state(material, taught),))
    if taught is not None:
        return ChannelCell("running", (material.say("grid.no_effect"),))
    if cell.reachable is None:
        return ChannelCell("untested", ())
    reach = material.count(f"reach.{cell.stage}.{cell.channel}", cell.reachable)
    return ChannelCell("untested", (material.say("grid.reach", reach=reach),))


def _state(material: Material, taught: Lesson) -> str:
    """How the furthest test of a cell stands, as the page's list of tests has it."""
    return material.say(f"grid.{taught.state({row.name: row.state for row in material.told})}")


def _effect(material: Material, cell: GridCell, taught: Lesson) -> str:
    """The cell's effect as a fact: a relative change."""
    ends = (taught.value, taught.low, taught.high)
    value, low, high = (None if end is None else relative(end) for end in ends)
    fact = Fact(
        name=f"channel.{cell.stage}.{cell.channel}",
        metric=f"channel.{cell.channel}",
        measure="lift",
        stage=cell.stage,
        period=material.period.label,
        value=value,
        low=low,
        high=high,
        level=0.95,
        n=taught.n,
        unit="ratio",
        method=METHOD,
        as_of=material.as_of.isoformat(),
        form="+.0%",
    )
    return material.book.record(fact).name


def _finding(material: Material, found: Sequence[GridCell]) -> str:
    """Which channel is the best clear of none at each stage, and how much was never tested."""
    best = [cell for cell in found if cell.best]
    untested = [cell for cell in found if cell.lesson is None]
    facts = {
        "untested": material.count("grid.untested", len(untested)),
        "all": material.count("grid.all", len(found)),
    }
    if not best:
        return material.say("grid.none", **facts)
    named = ", ".join(
        material.say(
            "grid.best.at",
            {"stage": _stage(material, c.stage), "channel": _channel(material, c.channel)},
        )
        for c in best
    )
    return material.say("grid.found", {"best": named}, **facts)
