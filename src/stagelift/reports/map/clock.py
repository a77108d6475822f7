"""By hour: when messages are answered and when customers act, as tables and heat maps."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from stagelift.formatting import day, formatted, number
from stagelift.journey.holidays import festivals, holidays_of
from stagelift.metrics.hours import PARTS, WEEKS
from stagelift.metrics.hours_text import cell_words
from stagelift.reports.map.heat import Heat, heat_map
from stagelift.reports.map.section import Drawing, Grid, Section, absent
from stagelift.reports.map.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stagelift.metrics.hours import HourRow, Hours
    from stagelift.reports.map.material import Material

DAYS, HOURS = 7, 24


def hours_section(material: Material) -> Section:
    """The section on hours.

    Args:
        material: What the map is written from.

    Returns:
        Parts of the day by channel and by event, and a heat map of each; `absent` when nothing
        could be asked.
    """
    language = material.language
    title = say(language, "hours")
    known = [found for found in (material.answers, material.actions) if found and found.groups]
    if not known:
        reasons = [material.why_missing(name) for name in ("answers", "actions")]
        return absent("hours", title, next(filter(None, reasons), say(language, "hours.none")))
    lines = [_days(material, known[0]), *_holiday_lines(material, known[0])]
    if material.answers is None or not material.answers.groups:
        lines.append(material.why_missing("answers") or say(language, "hours.none"))
    else:
        lines += [say(language, "hours.note"), *_best(material, material.answers)]
    lines += _small(material, known)
    called = partial(material.journey.called, language=language)
    undated = [name for found in known for name in by_day(found)]
    if undated:
        lines.append(say(language, "hours.by_day", names=", ".join(map(called, undated))))
    return Section(
        name="hours",
        title=title,
        lines=tuple(lines),
        grids=tuple(grid for found in known for grid in _grids(material, found)),
        drawings=tuple(each for found in known for each in _drawings(material, found)),
        records=tuple(row for found in known for row in found.to_dicts()),
    )


def by_day(found: Hours) -> tuple[str, ...]:
    """The groups recorded by day: every row of theirs lies in the first hour.

    Args:
        found: The cells.

    Returns:
        Channels or events.
    """
    hours = {group: {row.hour for row in found.of(group, "cell")} for group in found.groups}
    return tuple(group for group, seen in hours.items() if seen == {0})


def _days(material: Material, found: Hours) -> str:
    ends = {
        "first": day(found.first, material.language),
        "last": day(found.last, material.language),
    }
    return say(material.language, "hours.days", zone=found.zone, weeks=WEEKS, **ends)


def _holiday_lines(material: Material, found: Hours) -> Iterator[str]:
    language = material.language
    if found.unknown:
        yield say(language, "hours.unknown", reason=found.unknown)
        return
    named = holidays_of(material.journey.country, found.first, found.last, language)
    if named:
        names = "; ".join(festival.text(language) for festival in festivals(named))
        yield say(language, "hours.holidays", names=names)


def _small(material: Material, known: list[Hours]) -> Iterator[str]:
    """How many cells are not shown."""
    rows = [row for found in known for row in found.shown]
    hidden = sum(row.value is None and row.status == "low_n" for row in rows)
    if hidden:
        words = {"hidden": number(hidden), "all": number(len(rows))}
        least = known[0].minimum_cell
        yield say(material.language, "hours.small", minimum=least, **words)


def _best(material: Material, found: Hours) -> Iterator[str]:
    """The channels of which one part of the day is answered more than another beyond doubt."""
    language = material.language
    for group in found.groups:
        rows = [row for row in found.of(group, "part") if row.status == "ok"]
        pairs = [(row, row.low, row.high) for row in rows]
        ranked = [(r, low, high) for r, low, high in pairs if low is not None and high is not None]
        if len(ranked) < 2:
            continue
        best = max(ranked, key=lambda one: one[0].value or 0.0)
        worst = min(ranked, key=lambda one: one[0].value or 0.0)
        if best[1] > worst[2]:
            words = {"part": best[0].part, "worst": worst[0].part}
            named = {name: say(language, f"at.{part}") for name, part in words.items()}
            yield say(language, "hours.best", channel=material.channel_words(group), **named)


def _grids(material: Material, found: Hours) -> Iterator[Grid]:
    """Parts of the day by group, then weekdays by hour of each group for pages."""
    language, answers = material.language, found.asked == "answers"
    names = [say(language, f"part.{part}") for part in PARTS]
    whole = [say(language, "hours.column.all")] if answers else []
    header = (
        say(language, f"hours.column.{found.asked}"),
        *names,
        *whole,
        say(language, "hours.column.n"),
    )
    rows = []
    timed = [group for group in found.groups if group not in by_day(found)]
    for group in timed:
        parts = {row.part: row for row in found.of(group, "part")}
        (total,) = found.of(group, "all")
        chosen = [parts.get(part) for part in PARTS] + ([total] if answers else [])
        cells = [_part(material, row) for row in chosen]
        count = material.book.show(number(total.n), _kept(material, total), "n")
        rows.append((_name(material, found, group), *cells, count if total.n else "–"))
    key = f"hours.{found.asked}"
    yield Grid(say(language, key, hours=found.window_hours), header, tuple(rows))
    for group in timed:
        if any(row.value is not None for row in found.of(group, "cell")):
            yield _cells_grid(material, found, group)


def _part(material: Material, row: HourRow | None) -> str:
    """A part of the day as text that remembers its fact."""
    said = cell_words(row, material.language)
    if row is None or row.value is None:
        return said
    return material.book.ranged(said, _kept(material, row))


def _kept(material: Material, row: HourRow) -> str:
    """A number of a part of the day is kept; what may not be shown without its value."""
    name = f"hours.{row.asked}.{row.group}.{row.part or row.level}"
    about = {"segment": f"{row.group} {row.part or row.level}", "level": None}
    shown = row if row.value is not None else {"n": row.n, "status": row.status}
    return material.book.keep(name, f"hours_{row.asked}", "share", shown, **about)


def _name(material: Material, found: Hours, group: str) -> str:
    if found.asked == "answers":
        return material.channel_words(group)
    return material.journey.called(group, material.language)


def _title(material: Material, found: Hours, group: str) -> str:
    name = _name(material, found, group)
    if found.asked == "answers":
        return say(material.language, "hours.map", channel=name)
    return say(material.language, "hours.map.actions", event=name)


def _cells_grid(material: Material, found: Hours, group: str) -> Grid:
    language = material.language
    cells = {(row.weekday, row.hour): row for row in found.of(group, "cell")}
    days = say(language, "weekdays").split()
    each = found.asked == "answers"  # of actions every cell is a share of the same n
    rows = tuple(
        (
            days[weekday],
            *(_cell(material, cells.get((weekday, hour)), each) for hour in range(HOURS)),
        )
        for weekday in range(DAYS)
    )
    first = say(language, "hours.map.column.day")
    if not each:
        (total,) = found.of(group, "all")
        first = f"{first} (n {number(total.n)})"
    header = (first, *(f"{hour:02}" for hour in range(HOURS)))
    return Grid(_title(material, found, group), header, rows, quiet=True)


def _cell(material: Material, row: HourRow | None, each: bool) -> str:
    if row is None or row.value is None:
        return "–"
    said, show = cell_words(row, material.language), material.book.bare
    value, bracket, ends = said.partition(" [")
    low, _, high = ends.removesuffix("]").partition(", ")
    told = show(value, row.value, "share")
    if bracket:
        limits = show(low, row.low, "share", "low"), show(high, row.high, "share", "high")
        told = f"{told} [{', '.join(limits)}]"
    return f"{told} (n {show(number(row.n), row.n, part='n')})" if each else told


def _drawings(material: Material, found: Hours) -> Iterator[Drawing]:
    """One heat map a group that has cells to show."""
    language = material.language
    for group in (name for name in found.groups if name not in by_day(found)):
        values = {
            (row.weekday or 0, row.hour or 0): row.value if row.status == "ok" else None
            for row in found.of(group, "cell")
        }
        shown = [value for value in values.values() if value is not None]
        if not shown:
            continue
        ends = {"low": formatted(min(shown), ".1%", language)}
        ends["high"] = formatted(max(shown), ".1%", language)
        label = say(language, "hours.map.label", channel=_name(material, found, group), **ends)
        heat = Heat(
            values=values,
            days=tuple(say(language, "weekdays").split()),
            label=label,
            legend=say(language, "hours.map.legend", **ends),
        )
        yield Drawing(_title(material, found, group), heat_map(heat))
