"""Targets: where each stands and lands, and what is on target and better left alone."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from stagelift.formatting import day, default_spec, formatted, number, unrounded
from stagelift.formatting import span as days_between
from stagelift.metrics.targets import POINTS, span
from stagelift.reports.map.section import Grid, Section, absent
from stagelift.reports.map.wording import say

if TYPE_CHECKING:
    from stagelift.metrics.targets import TargetStatus
    from stagelift.reports.map.material import Material

NAMES = ("name", "target", "by", "days", "now", "interval", "n", "standing", "landing", "course")


def targets_section(material: Material) -> Section:
    """The section on targets.

    Args:
        material: What the map is written from.

    Returns:
        A table of them; `absent` when the journey has none.
    """
    language = material.language
    title = say(language, "targets")
    rows = material.targets.rows
    if not rows:
        return absent("targets", title, say(language, "targets.none"))
    marked = any(row.benchmark is not None for row in rows)
    names = (*NAMES, "benchmark") if marked else NAMES
    header = tuple(say(language, f"targets.column.{name}") for name in names)
    grid = Grid("", header, tuple(_cells(material, row, marked=marked) for row in rows))
    return Section(
        name="targets",
        title=title,
        lines=(say(language, "targets.note", points=POINTS),),
        grids=(grid,),
        records=tuple(row.to_dict() for row in rows),
    )


def leave_section(material: Material) -> Section:
    """The section on what is on its target and better left alone.

    Args:
        material: What the map is written from.

    Returns:
        A table by stage; `absent` when nothing is safely on its target.
    """
    language = material.language
    title = say(language, "leave")
    if not material.targets.rows:
        return absent("leave", title, say(language, "targets.none"))
    safe, held = safely_on_target(material), held_on_target(material)
    names = "; ".join(short(material, row) for row in held)
    told = say(language, "leave.held", names=names) if held else ""
    if not safe:
        return absent("leave", title, told or say(language, "leave.none"))
    by_stage: dict[str | None, list[TargetStatus]] = defaultdict(list)
    for row in safe:
        by_stage[row.stage].append(row)
    rows = []
    for stage, found in by_stage.items():
        label = material.stage_words(stage) if stage else material.journey.name
        said = [_kept(material, row) for row in found]
        aimed = [row for row in material.targets.rows if row.stage == stage]
        if stage and len(found) == len(aimed):
            said.append(say(language, "leave.whole"))
        rows.append((label, "; ".join(said)))
    return Section(
        name="leave",
        title=title,
        lines=tuple(filter(None, (say(language, "leave.note"), told))),
        grids=(
            Grid(
                "",
                (say(language, "untried.column.stage"), say(language, "targets.column.name")),
                tuple(rows),
                prose=True,
            ),
        ),
        records=tuple(_leave_record(row) for row in safe),
    )


def safely_on_target(material: Material) -> tuple[TargetStatus, ...]:
    """The targets met by the whole interval, whose number may be shown.

    None is of a stage that the same map sees a gain in raising the step to: it would ask for a
    change and advise against it. A step rests on four weeks, and may be measured by another metric.
    None is of a stage that a leak leads to: what fell since is not to be left alone.

    Args:
        material: What the map is written from.

    Returns:
        Their rows in the journey's order.
    """
    raised = _raised(material) | _leaking(material)
    return tuple(row for row in _on_target(material) if row.stage not in raised)


def held_on_target(material: Material) -> tuple[TargetStatus, ...]:
    """The targets met by the whole interval at stages the map sees a gain in raising the step to.

    Args:
        material: What the map is written from.

    Returns:
        Their rows in the journey's order.
    """
    raised = _raised(material) - _leaking(material)
    return tuple(row for row in _on_target(material) if row.stage in raised)


def _on_target(material: Material) -> tuple[TargetStatus, ...]:
    return tuple(row for row in material.targets.rows if row.on_target and not row.hidden)


def _raised(material: Material) -> frozenset[str | None]:
    """The stages that a step with a gain leads to."""
    held = material.bottlenecks.steps if material.bottlenecks is not None else ()
    return frozenset(one.reached for one in held if (one.gain.value or 0.0) > 0.0)


def _leaking(material: Material) -> frozenset[str | None]:
    """The stages that some segment reaches less than it did."""
    found = material.leaks.found if material.leaks is not None else ()
    return frozenset(leak.reached for leak in found)


def keep_targets(material: Material) -> None:
    """The targets are kept: where each stands and lands, and what it aims at.

    Args:
        material: What the map is written from.
    """
    for row in material.targets.rows:
        found = row.to_dict()
        name, stage = f"target.{row.name}", row.stage
        material.book.keep(name, row.metric, "level", found)
        ahead = {part: found.get(f"landing_{part}") for part in ("low", "high", "status", "method")}
        ahead |= {"value": found["landing"], "n": None, "period": found["landing_period"]}
        if ahead["value"] is not None:
            material.book.keep(f"{name}.landing", row.metric, "forecast", {**found, **ahead})
        about = {"stage": stage, "unit": row.unit}
        material.book.keep(f"{name}.aim", row.metric, "target", {"value": row.target}, **about)
        beside = {"value": row.benchmark}
        if row.benchmark is not None:
            material.book.keep(f"{name}.benchmark", row.metric, "benchmark", beside, **about)


def target_words(material: Material, row: TargetStatus) -> str:
    """The words of what a target is about, with its stage where the metric has several."""
    label = material.metric_words(row.metric)
    if row.stage is None or sum(other.metric == row.metric for other in material.targets.rows) < 2:
        return label
    return f"{label} ({material.stage_words(row.stage)})"


def figure(row: TargetStatus, value: float, language: str) -> str:
    """A value in the format of the target's measure."""
    return formatted(value, spec_of(row), language)


def as_written(row: TargetStatus, value: float, language: str) -> str:
    """A target or a benchmark with the decimals it was written with."""
    return formatted(value, unrounded(spec_of(row), value), language)


def spec_of(row: TargetStatus) -> str:
    """The format of a target's measure."""
    return default_spec(row.unit) if row.unit else ".3f"


def short(material: Material, row: TargetStatus) -> str:
    """A target in a few words: value, interval and target.

    Args:
        material: What the map is written from.
        row: A target whose measure is known.

    Returns:
        Such as "First order 8.0% [7.3%, 8.8%], target 12.0%", or "First order: 12.0% in 1 of 4
        weeks".
    """
    if row.judged:
        return say(material.language, "kpi.short.judged", **_judged(material, row))
    return say(material.language, "kpi.short", **_figures(material, row))


def _judged(material: Material, row: TargetStatus) -> dict[str, str]:
    """In how many of its periods a target is met, in words."""
    language, book = material.language, material.book
    counts = {"met": row.met, "every": len(row.judged)}
    words = {
        part: book.show(
            number(n), book.keep(f"target.{row.name}.{part}", row.metric, "count", {"value": n})
        )
        for part, n in counts.items()
    }
    words["grain"] = say(language, f"grain.{material.journey.targets[row.name].every}")
    words["metric"] = target_words(material, row)
    name = f"target.{row.name}.aim"
    return {**words, "target": book.show(as_written(row, row.target, language), name)}


def _figures(material: Material, row: TargetStatus) -> dict[str, str]:
    language, now, book = material.language, row.now, material.book
    name = f"target.{row.name}"
    words = {
        "metric": target_words(material, row),
        "target": book.show(as_written(row, row.target, language), f"{name}.aim"),
        "value": "–",
        "ends": "–",
    }
    if now is not None and now.value is not None:
        words["value"] = book.show(figure(row, now.value, language), name)
    if now is not None and now.low is not None and now.high is not None:
        words["ends"] = book.ends(span(now.low, now.high, spec_of(row), language), name)
    return words


def _days(material: Material, row: TargetStatus) -> str:
    """The days a target is judged on."""
    if row.days is None:
        return "–"
    first, last = row.days
    return days_between(first, last, material.language, year=last.year != material.period.last.year)


def _kept(material: Material, row: TargetStatus) -> str:
    if row.judged:
        return short(material, row)
    by = day(row.by, material.language)
    return say(material.language, "leave.said", by=by, **_figures(material, row))


def _cells(material: Material, row: TargetStatus, *, marked: bool) -> tuple[str, ...]:
    language, book, name = material.language, material.book, f"target.{row.name}"
    words = _figures(material, row)
    shown = row.now is not None and row.now.value is not None and not row.hidden
    ahead = row.landing
    lands = "–"
    if not row.hidden and ahead.value is not None and None not in (ahead.low, ahead.high):
        ends = span(ahead.low or 0.0, ahead.high or 0.0, spec_of(row), language)
        lands = book.ranged(f"{figure(row, ahead.value, language)} [{ends}]", f"{name}.landing")
    course = "unknown" if row.hidden else row.course
    beside = "–"
    if row.benchmark is not None:
        beside = book.show(as_written(row, row.benchmark, language), f"{name}.benchmark")
    return (
        words["metric"],
        words["target"],
        day(row.by, language),
        _days(material, row) if shown else "–",
        words["value"] if shown else "–",
        f"[{words['ends']}]" if shown else "–",
        book.show(number(row.now.n), name, "n") if shown and row.now else "–",
        _standing(material, row),
        lands,
        say(language, f"course.{course}"),
        *([beside] if marked else []),
    )


def _standing(material: Material, row: TargetStatus) -> str:
    """How a measure stands to its target, with the periods that say so where they are several."""
    language = material.language
    if row.hidden or not row.judged:
        return say(language, f"standing.{'unknown' if row.hidden else row.standing}")
    words = _judged(material, row)
    return say(language, "standing.judged", said=say(language, f"standing.{row.standing}"), **words)


def _leave_record(row: TargetStatus) -> dict[str, Any]:
    found = row.to_dict()
    names = ("target_of", "metric", "stage", "value", "low", "high", "n", "target", "by")
    return {name: found[name] for name in names}
