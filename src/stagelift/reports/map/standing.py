"""State occupation: where the entrants of some weeks stand so many days after they came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from stagelift.errors import StageliftError
from stagelift.formatting import formatted, number
from stagelift.metrics.targets import span
from stagelift.reports.charts.occupation import Age, occupied
from stagelift.reports.map.material import followed
from stagelift.reports.map.section import Drawing, Grid
from stagelift.reports.map.wording import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.journey.where.occupation import Occupation, Occupied
    from stagelift.reports.map.material import Material

AGES = (1, 7, 14, 30, 60)  # days; the last is reached by part of the eight weeks only
PART = "*"


@runtime_checkable
class Followed(Protocol):
    """A workspace that knows where a cohort stands by age."""

    def occupation(self, period: str = "last-month", *, days: Sequence[int] = AGES) -> Occupation:
        """The share of a period's entrants in each stage, so many days after they entered."""
        ...


def standing_by_age(
    material: Material,
) -> tuple[tuple[Drawing, ...], tuple[Grid, ...], tuple[dict[str, Any], ...]]:
    """The drawing, its table and its records.

    Args:
        material: What the map is written from.

    Returns:
        All three empty where nobody entered or the workspace cannot tell.
    """
    found = _asked(material)
    stages = material.stages
    rows = {} if found is None else {(r.day, r.share.stage): r for r in found.shown}
    if not any(row.share.value is not None for row in rows.values()) or found is None:
        return (), (), ()
    title = say(material.language, "standing.title")
    grid = _grid(material, title, rows)
    ages = [_age(material, found, day, stages, rows) for day in AGES]
    names = [material.stage_words(stage) for stage in stages]
    svg = occupied(ages, names, label=_finding(material, found, rows))
    return (Drawing(title, svg),), (grid,), tuple(found.to_dicts())


def standing_note(material: Material, drawn: bool) -> tuple[str, ...]:
    """What the drawing is about, as a sentence of the section; none where nothing is drawn."""
    return (say(material.language, "standing.note"),) if drawn else ()


def _asked(material: Material) -> Occupation | None:
    source = material.source
    if not isinstance(source, Followed):
        return None
    try:
        return source.occupation(followed(material.period), days=AGES)
    except StageliftError:
        return None


def _age(
    material: Material,
    found: Occupation,
    day: int,
    stages: Sequence[str],
    rows: dict[tuple[int, str | None], Occupied],
) -> Age:
    cells = [rows.get((day, stage)) for stage in stages]
    values = [None if cell is None else cell.share.value for cell in cells]
    label = say(material.language, "standing.day", day=day)
    if any(value is None for value in values):
        return Age(label, None)
    whole = all(cell is None or cell.followed >= cell.share.n for cell in cells)
    shares = tuple(float(value or 0.0) for value in values)
    said = [formatted(share, ".0%", material.language) for share in shares]
    facts = [fact_of(day, stage) for stage in stages]
    told = (material.book.show(text, fact) for text, fact in zip(said, facts, strict=True))
    return Age(label, shares, whole, tuple(told))


def _finding(
    material: Material, found: Occupation, rows: dict[tuple[int, str | None], Occupied]
) -> str:
    """Which stage most stand in at the last age the whole cohort has reached."""
    whole = [
        day
        for day in AGES
        if all(
            row.share.value is not None and row.followed >= row.share.n
            for (at, _), row in rows.items()
            if at == day
        )
    ]
    day = whole[-1] if whole else AGES[0]
    here = [row for (at, _), row in rows.items() if at == day and row.share.value is not None]
    if not here:
        return say(material.language, "standing.title")
    most = max(here, key=lambda row: row.share.value or 0.0)
    words = {
        "stage": material.stage_words(str(most.share.stage)),
        "share": formatted(most.share.value or 0.0, ".0%", material.language),
        "count": number(most.share.n),
    }
    return say(material.language, "standing.label", day=day, **words)


def _grid(material: Material, title: str, rows: dict[tuple[int, str | None], Occupied]) -> Grid:
    language = material.language
    header = (
        say(language, "now.strip.column.stage"),
        *(say(language, "standing.day", day=day) for day in AGES),
    )
    table = tuple(
        (
            material.stage_words(stage),
            *(_cell(material, rows.get((day, stage))) for day in AGES),
        )
        for stage in material.stages
    )
    return Grid(title, header, table, quiet=True)


def fact_of(day: int, stage: str | None) -> str:
    """The name of the fact of a stage's share at an age."""
    return f"standing.{stage}.day_{day}"


def _cell(material: Material, row: Occupied | None) -> str:
    if row is None or row.share.value is None:
        return "–"
    language, book, found = material.language, material.book, row.share
    name = fact_of(row.day, found.stage)
    book.keep(name, "occupation", f"day {row.day}", found)
    value = book.show(formatted(row.share.value, ".1%", language), name)
    mark = "" if row.followed >= found.n else PART
    if found.low is None or found.high is None:
        return f"{value}{mark}"
    return f"{value}{mark} [{book.ends(span(found.low, found.high, '.1%', language), name)}]"
