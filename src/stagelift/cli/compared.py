"""Changes between periods in Korean: the table, and which days were compared."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stagelift.cli.korean import translated
from stagelift.cli.options import language
from stagelift.cli.screen import columns
from stagelift.cli.wording import said
from stagelift.reports.korean_sentences import in_korean

if TYPE_CHECKING:
    from stagelift.metrics.kpi_changes import KpiChanges
    from stagelift.metrics.why.bottlenecks import Bottlenecks
    from stagelift.metrics.why.end_to_end import EndToEnd
    from stagelift.metrics.why.movement import Movement


def changes_text(found: KpiChanges, country: str | None) -> str:
    """The changes of KPIs as a table.

    Args:
        found: The changes.
        country: Whose holidays were left out.

    Returns:
        A heading, the columns, one line a change, the days left out, and what a change is not.
    """
    if language() != "ko":
        return str(found)
    from stagelift.cli.figures import POINTS
    from stagelift.metrics.kpi_changes import COLUMNS

    everyone = said("kpi.all")
    heading = tuple(said(f"kpi.column.{name}") for name in COLUMNS)
    rows = [
        (metric, everyone if stage == "all" else stage, *place, *figures, n, in_korean(status))
        for metric, stage, *place, change, interval, p, n, status in found.rows()
        for figures in [(POINTS.sub("%p", change), POINTS.sub("%p", interval), p)]
    ]
    head = said("kpi.changes", as_of=found.as_of, levels=found.levels)
    days = [
        said("kpi.compared", period=after, against=before, days=days_text(note, spans, country))
        for after, before, note in found.compared
        for spans in [(after, before)]
    ]
    return "\n".join([head, columns([heading, *rows], indent=0), *days, said("kpi.changes.foot")])


def moved_text(found: Movement | EndToEnd, country: str | None) -> str:
    """Why a measure moved, with its notes in the language of the output.

    Args:
        found: A movement, or the movement of the whole journey.
        country: Whose holidays were left out.

    Returns:
        Lines.
    """
    if language() != "ko":
        return found.text("en")
    spans = (found.period, found.against)
    notes = tuple(days_text(note, spans, country) for note in found.notes)
    return replace(found, notes=notes).text("ko")


def held_text(found: Bottlenecks) -> str:
    """What holds the journey back, with the notes of its steps in the language of the output.

    Args:
        found: The bottlenecks.

    Returns:
        Lines.
    """
    steps = tuple(replace(step, note=translated(step.why)) for step in found.steps)
    return replace(found, steps=steps).text(language())


def days_text(note: str, spans: tuple[str, str], country: str | None) -> str:
    """Which days of two periods were compared, in Korean.

    Args:
        note: The note of a change, in English.
        spans: Labels of the later and the earlier period.
        country: Whose holidays were left out.

    Returns:
        The note with its holidays by their Korean names; any other note by its form.
    """
    from stagelift.journey.day_pairs import COMPARED, day_pairs
    from stagelift.journey.holidays import festivals
    from stagelift.reports.periods import Period

    if not note.startswith(COMPARED):
        return in_korean(note)
    aligned = "same feast" in note
    later, earlier = map(Period.parse, spans)
    ends = (later.first, later.last), (earlier.first, earlier.last)
    pairs = day_pairs(*ends, country, aligned=aligned, language="ko")
    names = "; ".join(one.text("ko") for one in festivals(pairs.holidays))
    key = "feast" if aligned else "pairs" if names else "weekdays"
    return said(f"kpi.days.{key}", kept=len(pairs.kept), pairs=pairs.pairs, names=names)
