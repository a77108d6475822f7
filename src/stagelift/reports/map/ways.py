"""Which ways customers took through the stages, of everyone and of each segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.definitions.stages import parts_of
from stagelift.formatting import formatted, number
from stagelift.metrics.privacy import MINIMUM
from stagelift.metrics.targets import span
from stagelift.reports.map.material import days_words
from stagelift.reports.map.section import Grid, Section, absent
from stagelift.reports.map.wording import say
from stagelift.reports.measures import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stagelift.journey.where.paths import Path
    from stagelift.reports.map.material import Material

WAYS = 3  # of everyone and of each segment; `paths()` tells ten
THEN = " → "
Way = tuple[tuple[str, ...], bool]


def paths_section(material: Material) -> Section:
    """The section on the ways customers took: those most went, beside each other by segment.

    Args:
        material: What the map is written from.

    Returns:
        A table of ways by segment; `absent` where nobody was followed long enough.
    """
    language, found = material.language, material.paths
    title = say(language, "paths")
    if found is None:
        return absent("paths", title, material.why_missing("paths"))
    days = days_words(found.period, language)
    told = [row for row in found.shown if row.stages]
    groups = list(_groups(material, told))
    if not groups:
        return absent("paths", title, say(language, "paths.none", period=days))
    lines = [
        say(
            language,
            "paths.note",
            period=days,
            days=f"{found.within_days:g}",
            ways=str(WAYS),
            minimum=str(MINIMUM),
        ),
        *_whole(material, told, groups),
    ]
    header = (say(language, "paths.column.way"), *(_group(material, name) for name in groups))
    return Section(
        name="paths",
        title=title,
        lines=tuple(lines),
        grids=(Grid("", header, tuple(_rows(material, told, groups))),),
        records=tuple(found.to_dicts()),
    )


def _groups(material: Material, told: list[Path]) -> Iterator[str | None]:
    """Everyone, then each segment that is neither too small to be shown nor everyone again."""
    sizes = {row.share.segment: row.share.n for row in told}
    for name in (None, *material.journey.segments):
        if name in sizes and (name is None or sizes[name] != sizes.get(None)):
            yield name


def _whole(material: Material, told: list[Path], groups: list[str | None]) -> Iterator[str]:
    """The segments that hold everyone who came, so that a column of theirs would say nothing."""
    seen = {row.share.segment for row in told} - set(groups)
    whole = [name for name in material.journey.segments if name in seen]
    if whole:
        names = ", ".join(_group(material, name) for name in whole)
        yield say(material.language, "paths.whole", names=names)


def _group(material: Material, name: str | None) -> str:
    if name is None:
        return say(material.language, "paths.everyone")
    return words(material.journey.segments[name].label, name, material.language)


def _rows(
    material: Material, told: list[Path], groups: list[str | None]
) -> Iterator[tuple[str, ...]]:
    """How many were followed, then a row a way: those of everyone first.

    Beside the most frequent ways of each group stands its most frequent one to a purchase.
    """
    cells = {(row.share.segment, _way(row)): row for row in told}
    sizes = {row.share.segment: row for row in told}
    parts = parts_of(material.journey.stages)
    bought_at = {stage for stage, part in parts.items() if part == "during"}
    first: dict[Way, None] = {}
    for name in groups:
        mine = [row for row in told if row.share.segment == name]
        bought = [row for row in mine if bought_at.intersection(row.stages)]
        first.update(dict.fromkeys(_way(row) for row in (*mine[:WAYS], *bought[:1])))
    yield (
        say(material.language, "paths.followed"),
        *(_followed(material, name, sizes[name]) for name in groups),
    )
    for way in sorted(first, key=lambda way: -_customers(cells.get((None, way)))):
        shares = (_share(material, name, cells.get((name, way))) for name in groups)
        yield _said(material, way), *shares


def _customers(row: Path | None) -> int:
    return 0 if row is None else row.share.k or 0


def _way(row: Path) -> Way:
    return row.stages, row.more


def _said(material: Material, way: Way) -> str:
    """A way in words."""
    stages, more = way
    said = [material.stage_words(stage) for stage in stages]
    return THEN.join([*said, *(["…"] if more else [])])


def _followed(material: Material, name: str | None, row: Path) -> str:
    kept = {"value": row.share.n, "period": row.share.period, "segment": name}
    key = material.book.keep(f"paths.{name or 'all'}", "paths", "count", kept)
    return material.book.show(number(row.share.n), key)


def _share(material: Material, name: str | None, row: Path | None) -> str:
    """The share of a way with its interval; a dash where too few went it, or it is not told."""
    if row is None or row.share.value is None:
        return "–"
    language, share = material.language, row.share
    key = f"paths.{name or 'all'}.{row.name}"
    material.book.keep(key, "paths", "share", share, unit="share", segment=name)
    value = formatted(row.share.value, ".1%", language)
    if share.low is None or share.high is None:
        return material.book.show(value, key)
    ends = span(share.low, share.high, ".1%", language)
    return material.book.ranged(f"{value} [{ends}]", key)
