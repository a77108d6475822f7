"""The looks so far: what each planned look said as a chart, and which look each figure is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.formatting import day, default_spec, formatted
from stagelift.reports.charts.looks import SeenAt, look_marks
from stagelift.reports.readout_registered import wanted_fact

if TYPE_CHECKING:
    from datetime import date

    from stagelift.experiments.readout import LookLine
    from stagelift.metrics.estimate import Estimate
    from stagelift.reports.readout_material import ReadoutMaterial


def looks_drawing(material: ReadoutMaterial) -> str:
    """The looks of a weekly plan, each with the interval of its own time.

    Args:
        material: What the page is written from; the table under the chart records its numbers.

    Returns:
        An `svg` element; empty text where fewer than two looks say anything, or nothing may be
        read.
    """
    course = material.readout.course
    if material.red or sum(line.effect.value is not None for line in course) < 2:
        return ""
    unit = material.estimate_of(material.winner).unit
    spec = default_spec(unit, change=True)
    if unit == "share":
        spec = "+.1p"
    last = next(line for line in reversed(course) if line.effect.value is not None)
    told = "zero" if _tone(material, last) == "noise" else _tone(material, last)
    metric = material.metric_words(material.definition.primary)
    said = {"metric": metric, "told": material.say(f"looks.{told}")}
    form = default_spec(unit, change=True)
    said["value"] = material.book.bare(last.effect.value, form, unit)
    label = material.say("looks.chart", said)
    return look_marks(
        [_seen(material, line) for line in course],
        shown=lambda value: formatted(value, spec, material.language),
        label=label,
        worth=_worth(material),
    )


def _seen(material: ReadoutMaterial, line: LookLine) -> SeenAt:
    found = line.effect
    return SeenAt(
        label=day(material.local(line.at).date(), material.language),
        at=line.at.timestamp(),
        value=found.value,
        low=found.low,
        high=found.high,
        tone=_tone(material, line),
    )


def _tone(material: ReadoutMaterial, line: LookLine) -> str:
    low, high = line.effect.low, line.effect.high
    if low is None or high is None or low <= 0 <= high:
        return "noise"
    gains = (low > 0) == (material.better(material.definition.primary) == "up")
    return "better" if gains else "worse"


def _worth(material: ReadoutMaterial) -> tuple[float, str] | None:
    """The effect worth having where the plan names one in the metric's own unit."""
    margin = material.definition.worth_having
    if margin is None or margin.unit == "%":
        return None
    name = wanted_fact(material, margin)
    value = float(material.book[name].value or 0.0)
    value *= 1 if material.better(material.definition.primary) == "up" else -1
    return value, material.say("looks.worth", wanted=name)


def later_look(material: ReadoutMaterial) -> date | None:
    """The local day up to which metrics that decide nothing are read, once a look has decided.

    Args:
        material: What the page is written from.

    Returns:
        The day; None while every figure is of one look.
    """
    readout = material.readout
    if readout.looked_on is None or not readout.reads_on:
        return None
    at = readout.as_of if readout.overrun is None else readout.overrun.at
    return material.local(at).date()


def is_before(material: ReadoutMaterial, estimate: Estimate) -> bool:
    """Whether an estimate stands as the look that decided found it while others went on."""
    return estimate.look == material.readout.look and later_look(material) is not None


def clocks(material: ReadoutMaterial) -> str:
    """Which metrics are of the look that decided, and up to when the others are read.

    Args:
        material: What the page is written from.

    Returns:
        A sentence; empty while every figure is of one look.
    """
    readout, latest = material.readout, later_look(material)
    if latest is None or readout.looked_on is None:
        return ""
    levels = [e for e in readout.estimates if e.measure == "level" and is_before(material, e)]
    names = dict.fromkeys(material.metric_words(e.metric) for e in levels)
    said = {
        "metrics": ", ".join(names),
        "on": day(readout.looked_on, material.language),
        "latest": day(latest, material.language),
    }
    return material.say("clocks", said)
