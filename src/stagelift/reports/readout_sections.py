"""The sections of a readout page with a chart: how soon customers convert, the effect by day."""

from __future__ import annotations

from html import escape
from math import isclose
from typing import TYPE_CHECKING

from stagelift.definitions import Duration
from stagelift.errors import ReportError
from stagelift.experiments.sections.text import TOLD
from stagelift.experiments.sections.words import LEAST_P, duration_unit
from stagelift.formatting import default_spec, formatted, number
from stagelift.metrics.kind import WindowedMetric
from stagelift.metrics.privacy import MINIMUM
from stagelift.reports.charts.curves import TimeCurve, time_curves
from stagelift.reports.charts.forest import axis, effect_row
from stagelift.reports.charts.svg import Scale, round_ticks
from stagelift.reports.fragments import DrawnRow, Fragment, Twin, paragraph, section
from stagelift.reports.prose import TOLERANCE, Fact
from stagelift.reports.readout_figures import within_words
from stagelift.reports.wording_readout import sentence

if TYPE_CHECKING:
    from stagelift.experiments.sections.ages import AgeEffects
    from stagelift.experiments.sections.converting import ArmTime, TimeEffect, TimeToConvert
    from stagelift.reports.readout_material import ReadoutMaterial
    from stagelift.statistics.inference import Inference

ROOM = 0.07  # of the range, left beyond the outermost end
WIDE = 0.03  # of shares: a scale on which whole points tell ticks apart
KINDS = ("control", "treatment", "second", "third")  # how curves are told apart
MOST_TICKS = 7  # labels along an axis of time that fit a phone


def kept(
    material: ReadoutMaterial,
    name: str,
    found: Inference,
    *,
    unit: str,
    form: str = "",
    scale: float = 1.0,
) -> str:
    """Records what a method said as a fact; returns its name for a sentence.

    Args:
        material: What the page is written from.
        name: The fact's name, `WHAT@VARIANT`.
        found: Value and interval.
        unit: Its unit after scaling.
        form: Its format; by default the unit's.
        scale: What value and ends are multiplied by.

    Returns:
        The name.
    """
    ends = (found.value, found.low, found.high)
    value, low, high = (None if each is None else each * scale for each in ends)
    what, _, variant = name.partition("@")
    fact = Fact(
        name=name,
        metric=what,
        measure="effect",
        variant=variant or None,
        period=material.period,
        value=value,
        low=low,
        high=high,
        level=found.level,
        unit=unit,
        method=found.method,
        status=found.status,
        note=found.note,
        fingerprint=material.readout.fingerprint,
        as_of=material.readout.as_of.isoformat(),
        form=form,
    )
    return material.book.record(fact).name


def p_key(material: ReadoutMaterial, name: str, key: str, p: float | None) -> tuple[str, str]:
    """The sentence for a p-value and the fact it rests on; both empty without one."""
    if p is None:
        return "", ""
    if p < LEAST_P:
        return f"{key}.least", material.count("page.least_p", LEAST_P, form=".3f")
    return key, material.count(name, p, form=".3f")


def time(material: ReadoutMaterial) -> Fragment:
    """How soon customers convert: a curve for each variant, and the difference of mean waits.

    Args:
        material: What the page is written from.

    Returns:
        The fragment; empty for a metric that waits for no event and while nothing may be read.
    """
    found = material.sections.time
    if found is None or not all(arm.curve for arm in found.arms):
        return Fragment("")
    title = sentence(material.language, "time.title")
    metric = {"metric": material.metric_words(found.metric)}
    said = "".join(paragraph(_sooner(material, found, one)) for one in found.effects)
    material.twins.append(_time_twin(material, found, title))
    sub = material.say("time.sub", metric)
    drawn = _curves(material, found) + _held(material, found)
    return section(drawn, said, kind="figure", heading=title, sub=sub)


def _sooner(material: ReadoutMaterial, found: TimeToConvert, one: TimeEffect) -> str:
    name, length, digits = duration_unit(found.horizon)
    arms = {arm.variant: arm for arm in found.arms}
    form, scale = f".{digits}f", 1.0 / length
    means = [
        kept(material, f"time.mean@{v}", arms[v].mean, unit=name, form=form, scale=scale)
        for v in (one.against, one.variant)
    ]
    effect = kept(
        material, f"time.effect@{one.variant}", one.effect, unit=name, form=f"+{form}", scale=scale
    )
    facts = {"old": means[0], "new": means[1], "effect": effect}
    words = {
        "treatment": material.variant_words(one.variant),
        "within": window_of(material),
        "unit": sentence(material.language, f"unit.{name}"),
        "rate": "",
    }
    if one.effect.low is None:
        return material.say("time.said.open", words, **facts)
    key, p = p_key(material, f"time.p@{one.variant}", "time.rate", one.rates.p_value)
    if key and one.rates.value is not None:
        ratio = kept(material, f"time.rate@{one.variant}", one.rates, unit="times", form=".2f")
        names = {"ratio": ratio, "p" if key == "time.rate" else "least": p}
        words["rate"] = material.say(key, **names)
    return material.say("time.said", words, **facts)


def _curves(material: ReadoutMaterial, found: TimeToConvert) -> str:
    """The chart; what its ends are called is bound to facts."""
    name, length, _ = duration_unit(found.horizon)
    ends = [_end(material, arm) for arm in found.arms]
    curves = []
    for place, (arm, end) in enumerate(zip(found.arms, ends, strict=True)):
        known = [point for point in arm.curve if point.share is not None]
        band = tuple((p.low or 0.0, p.high or 0.0) for p in known)
        points = tuple((p.after, p.share or 0.0) for p in known)
        curves.append(TimeCurve(material.book.show(end), points, band, KINDS[place % len(KINDS)]))
    horizon = found.horizon / length
    every = next(e for e in (1, 2, 5, 7, 10, 20, 30, 60, 90, 365) if horizon / e <= MOST_TICKS)
    marks = sorted({*range(every, int(horizon) + 1, every), horizon})
    if len(marks) > 1 and marks[-1] - marks[-2] < every / 2:
        del marks[-2]
    ticks = [(mark * length, number(mark)) for mark in marks]
    said = [
        material.say("time.end", {"name": material.variant_words(arm.variant)}, share=end)
        for arm, end in zip(found.arms, ends, strict=True)
    ]
    label = material.say("time.label", {"ends": ", ".join(said)})
    drawn = time_curves(
        curves,
        ticks=ticks,
        shown=lambda share: formatted(share, ".0%", material.language),
        label=label,
    )
    unit = sentence(material.language, f"unit.{name}")
    axis_words = paragraph(material.say("time.axis", {"unit": unit}), "sub")
    names = (material.variant_words(arm.variant) for arm in found.arms)
    keys = "".join(
        f'<span class="key {curve.kind}"></span>{escape(name)} '
        for curve, name in zip(curves, names, strict=True)
    )
    return f'<p class="sub legend">{keys}</p>{drawn}{axis_words}'


def _end(material: ReadoutMaterial, arm: ArmTime) -> str:
    """The fact a curve ends at, which must be the level that stands beside it."""
    last = arm.curve[-1].share
    level = material.readout.estimate(material.definition.primary, "level", arm.variant).value
    if last is None or level is None or not isclose(last, level, abs_tol=TOLERANCE):
        message = f"the curve of '{arm.variant}' ends at {last}, its level is {level}"
        raise ReportError(message)
    return f"{material.definition.primary}.level@{arm.variant}"


def _time_twin(material: ReadoutMaterial, found: TimeToConvert, title: str) -> Twin:
    unit, length, _ = duration_unit(found.horizon)
    language, show = material.language, material.book.bare
    names = [material.variant_words(arm.variant) for arm in found.arms]
    header = [material.say("time.after.unit", {"unit": sentence(language, f"unit.{unit}")})]
    for name in names:
        header += [name, *(material.say(f"time.{end}", {"name": name}) for end in ("low", "high"))]
    rows = []
    times = [point.after / length for point in found.arms[0].curve]
    digits = next(n for n in (1, 2) if n > 1 or len({round(t, n) for t in times}) == len(times))
    for place, after in enumerate(times):
        cells = [show(after, f".{digits}")]
        for arm in found.arms:
            p = arm.curve[place]
            why = "time.few" if p.share is None else "time.no_interval"
            cells += [
                sentence(language, why) if each is None else show(each, ".1%", "share")
                for each in (p.share, p.low, p.high)
            ]
        rows.append(tuple(cells))
    return Twin(title, tuple(header), tuple(rows))


def _held(material: ReadoutMaterial, found: TimeToConvert) -> str:
    """Why the curves hold at some times, where too few converted to be told; else empty."""
    if all(point.share is not None for arm in found.arms for point in arm.curve):
        return ""
    minimum = material.count("page.minimum_cell", MINIMUM)
    return paragraph(material.say("time.held", minimum=minimum), "sub")


def ages(material: ReadoutMaterial) -> Fragment:
    """The effect by day since assignment, with its trend.

    Args:
        material: What the page is written from.

    Returns:
        The fragment; empty for a metric that waits for no event and while nothing may be read.
    """
    found = material.sections.ages
    if found is None:
        return Fragment("")
    title = sentence(material.language, "ages.title")
    known = [
        end
        for one in found.effects
        for part in one.parts
        for end in (part.value, part.low, part.high)
        if end is not None
    ]
    if not known:
        return Fragment("")
    low, high = min(0.0, *known), max(0.0, *known)
    room = (high - low) * ROOM or 1.0
    scale = Scale(low - room, high + room)
    parts = []
    for one in found.effects:
        rows = "".join(_age_row(material, one, place, scale) for place in range(len(one.spans)))
        parts.append(_age_table(material, rows, scale, (low, high)))
        parts.append(paragraph(_trend(material, one)))
        material.twins.append(_age_twin(material, one, title))
    words = {
        "treatment": ", ".join(map(material.variant_words, material.treatments)),
        "control": material.variant_words(material.control),
    }
    sub = material.say("ages.sub", words)
    return section(*parts, kind="figure", heading=title, sub=sub)


def _age_table(
    material: ReadoutMaterial, rows: str, scale: Scale, ends: tuple[float, float]
) -> str:
    spec = "+.0p" if ends[1] - ends[0] > WIDE else "+.1p"
    ticks = [
        (tick, formatted(tick, spec, material.language)) for tick in round_ticks(*ends, wanted=4)
    ]
    last = f'<tr class="axis"><td></td><td>{axis(ticks, scale=scale)}</td><td></td></tr>'
    caption = escape(sentence(material.language, "forest.share"))
    body = f"<caption>{caption}</caption><tbody>{rows}{last}</tbody>"
    return f'<table class="rows forest">{body}</table>'


def _age_row(material: ReadoutMaterial, one: AgeEffects, place: int, scale: Scale) -> str:
    part = one.parts[place]
    label = span_words(material, one.spans[place])
    if part.value is None or part.low is None or part.high is None:
        few = sentence(material.language, "ages.few")
        return DrawnRow(label, "", "–", "", few, "").html
    name = kept(material, _age_name(one, place), part, unit="share")
    tone = "better" if part.low > 0 else "worse" if part.high < 0 else "noise"
    if tone != "noise" and material.better(material.definition.primary) == "down":
        tone = "worse" if tone == "better" else "better"
    drawing = effect_row(part.value, scale=scale, interval=(part.low, part.high), tone=tone)
    interval = material.say("interval", value=name)
    return DrawnRow(label, "", material.book.show(name), "", interval, drawing).html


def _age_name(one: AgeEffects, place: int) -> str:
    return f"age.{one.spans[place][0]}@{one.variant}"


def span_words(material: ReadoutMaterial, span: tuple[int, int]) -> str:
    """Days since assignment in words."""
    first, last = map(str, span)
    return material.say(
        "ages.day" if first == last else "ages.days", {"first": first, "last": last}
    )


def _trend(material: ReadoutMaterial, one: AgeEffects) -> str:
    trend = one.trend
    if trend.value is None or trend.p_value is None:
        return sentence(material.language, "ages.none")
    key, p = p_key(material, f"age.p@{one.variant}", "ages.p", trend.p_value)
    said = material.say(key, **{"p" if key == "ages.p" else "least": p})
    if trend.p_value >= TOLD:
        return material.say("ages.flat", {"p": said})
    way = "fades" if trend.value < 0 else "grows"
    spec = default_spec("share", change=True).removeprefix("+").replace(".1", ".2")
    name = material.count(f"age.trend@{one.variant}", abs(trend.value), unit="share", form=spec)
    return material.say(f"ages.{way}", {"p": said}, trend=name)


def _age_twin(material: ReadoutMaterial, one: AgeEffects, title: str) -> Twin:
    keys = ("difference", "low", "high")
    first = sentence(material.language, "time.after")
    header = (first, *(sentence(material.language, f"table.{key}") for key in keys))
    rows = []
    for place, span in enumerate(one.spans):
        name = _age_name(one, place)
        known = name in material.book
        cells = [
            material.book.show(f"{name}{end}") if known else sentence(material.language, "ages.few")
            for end in ("", ".low", ".high")
        ]
        rows.append((span_words(material, span), *cells))
    return Twin(f"{title}: {material.variant_words(one.variant)}", header, tuple(rows))


def window_of(material: ReadoutMaterial) -> str:
    """The primary metric's window in words."""
    primary = material.primary
    if not isinstance(primary, WindowedMetric) or not primary.window:
        return ""
    return within_words(str(Duration(primary.window)), material.language)
