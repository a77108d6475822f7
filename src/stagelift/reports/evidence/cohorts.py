"""The cohort triangle of the first stage: who came back in each week since they entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.metrics.cohorts import POOLED, CohortCell
from stagelift.reports.charts.triangle import Cell, CohortRow, triangle
from stagelift.reports.evidence.asking import Events, asked
from stagelift.reports.fragments import Fragment, Twin, section
from stagelift.reports.measures import words
from stagelift.reports.periods import Period
from stagelift.reports.prose import Fact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stagelift.metrics.cohorts import Cohorts
    from stagelift.reports.material import Material
    from stagelift.reports.source import Source

ROWS = 8  # cohorts, and as many ages, fit a phone
METRIC = "came_back"


def cohorts(source: Source, material: Material) -> Fragment:
    """The triangle, its finding first.

    Args:
        source: The workspace.
        material: What the page is written from.

    Returns:
        The fragment; empty where nothing is known, or cohorts are younger than the page.
    """
    if not isinstance(source, Events):
        return Fragment("")
    events, unit = source, "week" if material.period.kind in {"week", "span"} else "month"
    found = asked(lambda: events.cohorts(unit=unit, periods=ROWS))
    if found is None or Period.parse(found.cohorts[-1]).last > material.period.last:
        return Fragment("")
    ages = _known_ages(found)
    rows = [_row(material, found, cohort, ages) for cohort in (*found.cohorts, POOLED)]
    stage = words(material.journey.stages[found.stage].label, found.stage, material.language)
    title = material.say("cohorts.title", {"stage": stage})
    first = material.say(f"cohorts.entered.{unit}"), material.say("table.n")
    header = (*first, *map(str, ages))
    finding = _finding(material, found)
    drawing = triangle(rows, header=header, label=f"{title}: {finding}")
    if not drawing:
        return Fragment("")
    material.twins.append(_twin(material, found, title, header))
    sub = f"{finding} {material.say(f'cohorts.sub.{unit}')}"
    return section(drawing, kind="figure cohorts", heading=title, sub=sub)


def _known_ages(found: Cohorts) -> list[int]:
    """The ages at which any cohort is known; an age nobody has reached is no column."""
    return sorted({c.age for c in found.cells if c.value is not None})


def _row(material: Material, found: Cohorts, cohort: str, ages: Sequence[int]) -> CohortRow:
    pooled = cohort == POOLED
    label = material.say("cohorts.all") if pooled else _short(cohort)
    cells = found.row(cohort)
    hidden = found.withheld
    size = max((c.n for c in cells if (cohort, c.age) not in hidden), default=None)
    return CohortRow(
        label=label,
        size=material.book.bare(size, ",.0f"),
        cells=tuple(_cell(material, found, cell) for cell in cells if cell.age in ages),
        pooled=pooled,
    )


def _short(cohort: str) -> str:
    """A week without its year."""
    return cohort.partition("-")[2] if "W" in cohort else cohort


def _cell(material: Material, found: Cohorts, cell: CohortCell) -> Cell:
    if (cell.cohort, cell.age) in found.withheld:
        return Cell(None, material.say("few"))
    if cell.value is None:
        return Cell(None, material.say("cohorts.unknown"))
    name = material.book.record(_fact(material, found, cell)).name
    return Cell(cell.value, material.book.show(name, ".0%"))


def _fact(material: Material, found: Cohorts, cell: CohortCell) -> Fact:
    return Fact(
        name=f"{METRIC}.{cell.age}@{cell.cohort}",
        metric=f"{METRIC}.{found.unit}.{cell.age}",
        measure="level",
        stage=found.stage,
        period=cell.cohort,
        value=cell.value,
        low=cell.low,
        high=cell.high,
        level=0.95,
        n=cell.n,
        k=cell.k,
        unit="share",
        method="wilson",
        as_of=material.as_of.isoformat(),
        form=".1%",
    )


def _finding(material: Material, found: Cohorts) -> str:
    """What all cohorts together say: how many came back at the first age, and at the last."""
    known = [
        cell
        for cell in found.row(POOLED)
        if cell.value is not None and (POOLED, cell.age) not in found.withheld
    ]
    if not known:
        return ""
    whole = known[1:] or known  # the first column is the rest of the week of entry itself
    ends = {"first": whole[0], "last": whole[-1]}
    facts = {
        end: material.book.record(_fact(material, found, cell)).name for end, cell in ends.items()
    }
    said = {f"{end}_age": str(cell.age) for end, cell in ends.items()}
    key = "cohorts.finding.one" if whole[0] is whole[-1] else f"cohorts.finding.{found.unit}"
    return material.say(key, said, **facts)


def _twin(material: Material, found: Cohorts, title: str, header: tuple[str, ...]) -> Twin:
    ages, show = _known_ages(found), material.book.show
    rows = []
    for cohort in (*found.cohorts, POOLED):
        row = _row(material, found, cohort, ages)
        cells = []
        for age, shown in zip(ages, row.cells, strict=True):
            name = f"{METRIC}.{age}@{cohort}"
            known = shown.value is not None
            cells.append(f"{show(name)} ({material.level(name)})" if known else shown.text)
        rows.append((row.label, row.size, *cells))
    return Twin(title, header, tuple(rows))
