"""Why messages were not answered: a table of reasons by channel and part of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.formatting import day, formatted, number
from stagelift.metrics.hours import PARTS
from stagelift.metrics.unanswered import ARRIVED
from stagelift.reports.map.section import Grid, Section, absent
from stagelift.reports.map.wording import say

if TYPE_CHECKING:
    from stagelift.metrics.unanswered import ReasonRow, Unanswered
    from stagelift.reports.map.material import Material


def unanswered_section(material: Material) -> Section:
    """The section on why messages were not answered.

    Args:
        material: What the map is written from.

    Returns:
        A row a channel and reason, a column a part of the day; `absent` where nothing is told.
    """
    language, found = material.language, material.unanswered
    title = say(language, "unanswered")
    if found is None:
        return absent("unanswered", title, material.why_missing("unanswered"))
    unseen = _unseen(found)
    rows = {row.key: row for row in found.shown}
    days = [row for row in found.shown if row.part is None and row.channel not in unseen]
    lines = [
        say(language, f"unanswered.{key}", names=", ".join(map(material.channel_words, names)))
        for key, names in (("silent", found.silent), ("unseen", unseen))
        if names
    ]
    if not days:
        return absent("unanswered", title, " ".join(lines) or say(language, "unanswered.none"))
    table = []
    for row in days:
        parts = (rows.get((row.channel, part, row.reason, row.told)) for part in PARTS)
        whole = (_share(material, row), _counted(material, row))
        table.append((_name(material, row), *whole, *(_share(material, one) for one in parts)))
    names = ("unanswered.column.reason", "hours.column.all", "unanswered.column.n")
    header = tuple(say(language, name) for name in (*names, *(f"part.{part}" for part in PARTS)))
    ends = {"first": day(found.first, language), "last": day(found.last, language)}
    least = found.minimum_cell
    note = say(language, "unanswered.note", hours=found.window_hours, minimum=least, **ends)
    return Section(
        name="unanswered",
        title=title,
        lines=(note, *lines),
        grids=(Grid("", header, tuple(table)),),
        records=tuple(found.to_dicts()),
    )


def _unseen(found: Unanswered) -> tuple[str, ...]:
    """The channels of which nothing is told but that messages arrived."""
    reasons: dict[str, set[str]] = {}
    for row in found.rows:
        reasons.setdefault(row.channel, set()).add(row.reason)
    return tuple(channel for channel, told in reasons.items() if told == {ARRIVED})


def _name(material: Material, row: ReasonRow) -> str:
    reason = say(material.language, f"unanswered.{row.reason}")
    told = f" ({row.told})" if row.told else ""
    return f"{material.channel_words(row.channel)}: {reason}{told}"


def _key(material: Material, row: ReasonRow) -> str:
    """The name of a row's fact, which is kept."""
    name = f"unanswered.{row.channel}.{row.part or 'all'}.{row.reason}"
    name = f"{name}.{row.told}" if row.told else name
    segment = " ".join(filter(None, (row.channel, row.part, row.reason, row.told)))
    return material.book.keep(name, "unanswered", "share", row, unit="share", segment=segment)


def _share(material: Material, row: ReasonRow | None) -> str:
    language = material.language
    if row is None:
        return "–"
    if row.value is None:
        return say(language, "unanswered.few")
    value = formatted(row.value, ".1%", language)
    if row.low is None or row.high is None:
        return material.book.show(value, _key(material, row))
    ends = ", ".join(formatted(end, ".1p", language) for end in (row.low, row.high))
    return material.book.ranged(f"{value} [{ends}]", _key(material, row))


def _counted(material: Material, row: ReasonRow) -> str:
    if row.value is None:
        return "–"
    return material.book.show(number(row.k), _key(material, row), "k")
