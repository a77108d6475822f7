"""The journey as it is: each stage with who is there, who goes on, and what was asked of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stagelift.definitions.stages import parts_of
from stagelift.formatting import formatted, number
from stagelift.metrics.privacy import MINIMUM, key_of
from stagelift.reports.map.material import AGAIN, NEXT, days_of_step
from stagelift.reports.map.section import Block, Drawing, Grid, Section
from stagelift.reports.map.strip import Step, strip
from stagelift.reports.map.told import (
    SCORES,
    ends_of,
    message_lines,
    other_lines,
    score_lines,
    stay_lines,
)
from stagelift.reports.map.wording import say

if TYPE_CHECKING:
    from stagelift.metrics.estimate import Estimate
    from stagelift.reports.map.material import Material

RATE_NAMES = ("rate", "channel", "message", "value", "low", "high", "n", "status", "method")


@dataclass(frozen=True, slots=True)
class StageNow:
    """One stage as it is.

    Args:
        stage: Its id.
        entered: Customers who entered in the period; None where it is not measured.
        standing: Customers in it now; None where it is not measured, or not to be shown.
        following: Going on to the next stage, of the newest mature period; at the last stage coming
            back.
        days: Window of that step.
        to: The next stage, or None at the last.
    """

    stage: str
    entered: int | None
    standing: int | None
    following: Estimate | None
    days: int
    to: str | None


def now_section(material: Material) -> Section:
    """The section on the journey as it is.

    Args:
        material: What the map is written from.

    Returns:
        A block a stage, the strip of stages, and its table.
    """
    language = material.language
    stages = stages_now(material)
    never = _never_measured(material)
    records = tuple(_record(material, one) for one in stages)
    keep_stages(material, records)
    notes = [say(language, "now.note")]
    if never:
        names = ", ".join(say(language, f"measure.{name}") for name in never)
        notes.append(say(language, "now.unmeasured.all", names=names))
    return Section(
        name="now",
        title=say(language, "now"),
        notes=tuple(notes),
        blocks=tuple(_block(material, one, never) for one in stages),
        drawings=(_strip(material, stages),),
        grids=(_grid(material, stages),),
        records=records,
    )


def _strip(material: Material, stages: tuple[StageNow, ...]) -> Drawing:
    """The stages in a row, with where most customers stand."""
    title, language = say(material.language, "now.strip"), material.language
    steps = _steps(material, stages)
    most = max(steps, key=lambda step: step.size or 0, default=None)
    if most is None or not most.size:
        return Drawing(title, strip(steps, label=title))
    label = say(language, "now.strip.most", stage=most.label, customers=number(most.size))
    return Drawing(title, strip(steps, label=label))


def stages_now(material: Material) -> tuple[StageNow, ...]:
    """Each stage an event opens, in order.

    Args:
        material: What the map is written from.

    Returns:
        Stages with their counts and steps.
    """
    stages = material.stages
    standing = _standing_by_stage(material)
    found = []
    for place, stage in enumerate(stages):
        last = place == len(stages) - 1
        days = 7 if last else days_of_step(material.journey, material.source.metrics, stage)
        metric = AGAIN if last else f"{NEXT}_{days}"
        reported = stage if last else stages[place + 1]
        now = [e for e in material.kpis.series(metric) if e.stage == reported]
        entered = [e.n + sum(n for _, n in e.excluded) for e in now]
        found.append(
            StageNow(
                stage=stage,
                entered=entered[-1] if entered else None,
                standing=standing.get(stage),
                following=material.newest(metric, reported),
                days=days,
                to=None if last else reported,
            )
        )
    return tuple(found)


def _standing_by_stage(material: Material) -> dict[str, int | None]:
    """Customers in each stage now, as they may be shown; None where the number is hidden."""
    if material.where is None:
        return {}
    shown = material.where.shown
    return {share.stage: share.k for share in shown if share.stage and share.segment is None}


def counted(count: int | None, language: str) -> str:
    """A count of customers as it may be published."""
    if count is None:
        return say(language, "now.unmeasured")
    if 0 < count < MINIMUM:
        return say(language, "now.small", minimum=MINIMUM)
    return number(count)


def _never_measured(material: Material) -> tuple[str, ...]:
    """What nothing in the workspace measures at any stage."""
    kinds = {metric.kind for metric in material.metrics.values()}
    return tuple(kind for kind in SCORES if kind not in kinds)


def _block(material: Material, one: StageNow, never: tuple[str, ...]) -> Block:
    language = material.language
    stage = material.journey.stages[one.stage]
    part = parts_of(material.journey.stages)[one.stage]
    told = [say(language, f"now.part.{part}")] if part else []
    told += [say(language, "now.owner", owner=stage.owner)] if stage.owner else []
    beside = " · ".join(told)
    lines = [
        (say(language, "now.standing"), _standing(material, one)),
        (say(language, "now.entered"), _entered(material, one)),
        (say(language, "now.again" if one.to is None else "now.next"), _next(material, one)),
        *stay_lines(material, one.stage),
        *score_lines(material, one.stage, never),
        *message_lines(material, one.stage),
        *other_lines(material, one.stage),
    ]
    return Block(material.stage_words(one.stage), beside, tuple(lines))


def _standing(material: Material, one: StageNow) -> str:
    """How many are here now, and which share of everyone known; hidden where it tells of few."""
    language = material.language
    if material.where is None:
        return say(language, "now.unmeasured")
    if one.standing is None:
        return say(language, "now.hidden", minimum=MINIMUM)
    everyone = material.where.customers() or 1
    share = one.standing / everyone
    name = f"{one.stage}.share_now"
    fields = {"stage": one.stage, "value": share, "k": one.standing, "n": everyone}
    material.book.keep(name, "customers_now", "share", fields)
    words = {
        "count": material.book.show(number(one.standing), f"{one.stage}.customers_now"),
        "share": material.book.show(formatted(share, ".1%", language), name),
    }
    return say(language, "now.standing.said", **words)


def _entered(material: Material, one: StageNow) -> str:
    language, period = material.language, material.period.label
    if one.entered == 0:
        return say(language, "now.entered.none", period=period)
    if one.entered is None or one.entered < MINIMUM:
        return counted(one.entered, language)
    count = material.book.show(number(one.entered), f"{one.stage}.entrants")
    return say(language, "now.entered.said", count=count, period=period)


def _next(material: Material, one: StageNow) -> str:
    language, found, book = material.language, one.following, material.book
    if found is None:
        return say(language, "now.unmeasured")
    name = f"{one.stage}.next"
    if found.status == "immature" and one.entered is not None:
        words = {
            "mature": book.show(number(found.n), name, "n"),
            "all": book.show(number(one.entered), f"{one.stage}.entrants"),
        }
        if 0 < found.n < MINIMUM or 0 < one.entered < MINIMUM:
            return say(language, "now.small", minimum=MINIMUM)
        return say(language, "now.next.waiting", period=found.period, days=one.days, **words)
    if found.value is None:
        return say(language, "now.entered.none", period=found.period)
    if key_of(found) in material.hidden:
        return say(language, "now.small", minimum=MINIMUM)
    words = {"days": str(one.days), "period": found.period}
    words["count"] = book.show(number(found.n), name, "n")
    words["value"] = book.show(formatted(found.value, ".1%", language), name)
    if one.to is not None:
        words["stage"] = material.stage_words(one.to)
    key = "now.again.said" if one.to is None else "now.next.said"
    return say(language, key, ends=book.ends(ends_of(found, language), name), **words)


def _steps(material: Material, stages: tuple[StageNow, ...]) -> list[Step]:
    book, steps = material.book, []
    for one in stages:
        share = going_on(material, one)
        onward = "–" if share is None else formatted(share, ".0%", material.language)
        said = "–" if one.standing is None else number(one.standing)
        steps.append(
            Step(
                label=material.stage_words(one.stage),
                size=one.standing,
                said=book.show(said, f"{one.stage}.customers_now"),
                onward=onward if share is None else book.show(onward, f"{one.stage}.next"),
            )
        )
    return steps


def going_on(material: Material, one: StageNow) -> float | None:
    """The share that goes on to the next stage; None where there is none, or it is not shown.

    Args:
        material: What the map is written from.
        one: The stage.

    Returns:
        A share, 0–1.
    """
    found = one.following
    if one.to is None or found is None or found.status != "ok":
        return None
    return None if key_of(found) in material.hidden else found.value


def _grid(material: Material, stages: tuple[StageNow, ...]) -> Grid:
    language = material.language
    book, names = material.book, ("stage", "standing", "entered", "next", "interval")
    rows = []
    for one in stages:
        share = going_on(material, one)
        found, name = one.following, f"{one.stage}.next"
        ends = "–" if share is None or found is None else ends_of(found, language)
        rows.append(
            (
                material.stage_words(one.stage),
                "–"
                if one.standing is None
                else book.show(number(one.standing), f"{one.stage}.customers_now"),
                book.show(counted(one.entered, language), f"{one.stage}.entrants"),
                "–" if share is None else book.show(formatted(share, ".1%", language), name),
                book.ends(ends, name),
            )
        )
    header = tuple(say(language, f"now.strip.column.{name}") for name in names)
    return Grid(say(language, "now.strip"), header, tuple(rows), quiet=True)


def keep_stages(material: Material, records: tuple[dict[str, Any], ...]) -> None:
    """The numbers of the stages are kept: who entered, who stands there, who goes on.

    Args:
        material: What the map is written from.
        records: Those of the section.
    """
    for record in records:
        stage = record["stage"]
        for what in ("customers_now", "entrants"):
            value = {"value": record[what]}
            material.book.keep(f"{stage}.{what}", what, "count", value, stage=stage)
        step = record["conversion"]
        material.book.keep(f"{stage}.next", "next_stage", "share", step, stage=stage)


def _record(material: Material, one: StageNow) -> dict[str, Any]:
    stage = material.journey.stages[one.stage]
    found = one.following
    seen = found is not None and key_of(found) not in material.hidden
    scarce = one.entered is not None and 0 < one.entered < MINIMUM
    names = ("value", "low", "high", "n", "period", "status", "method", "matured_through")
    step = {name: getattr(found, name) if seen else None for name in names}
    return {
        "stage": one.stage,
        "owner": stage.owner,
        "part": parts_of(material.journey.stages)[one.stage],
        "customers_now": one.standing,
        "entrants": None if scarce else one.entered,
        "period": material.period.label,
        "next_stage": one.to,
        "within_days": one.days,
        "conversion": step,
        "messages": [
            {name: getattr(rate, name) for name in RATE_NAMES}
            for rate in (material.engagement.shown_rates() if material.engagement else ())
            if rate.stage == one.stage
        ],
        "scores": {
            name: _score_record(material, name, one.stage)
            for name, metric in material.metrics.items()
            if metric.kind in SCORES
        },
    }


def _score_record(material: Material, name: str, stage: str) -> dict[str, Any] | None:
    found = material.newest(name, stage)
    if found is None or key_of(found) in material.hidden:
        return None
    return {key: getattr(found, key) for key in ("value", "low", "high", "n", "period", "status")}
