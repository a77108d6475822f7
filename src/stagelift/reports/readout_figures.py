"""The figures of a readout: a forest on honest scales, later stages, and every variant's level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from stagelift.definitions import Duration
from stagelift.experiments.later import FAMILY
from stagelift.formatting import currency_sign, default_spec, formatted
from stagelift.metrics.kind import WindowedMetric
from stagelift.reports.charts.forest import axis, effect_row
from stagelift.reports.charts.svg import Scale, round_ticks
from stagelift.reports.fragments import DrawnRow, Fragment, Twin, paragraph, section
from stagelift.reports.readout_answer import gain, margin_fact
from stagelift.reports.readout_looks import clocks
from stagelift.reports.readout_material import fact_name
from stagelift.reports.wording_readout import sentence

if TYPE_CHECKING:
    from stagelift.metrics.estimate import Estimate
    from stagelift.reports.readout_material import ReadoutMaterial

TOLD = 0.05  # secondaries and later stages are coloured when their family's p is below it
LEAST = 0.001
ROOM = 0.07  # of the range, left beyond the outermost end


def forest(material: ReadoutMaterial) -> Fragment:
    """The effects with their intervals, each on the scale it is judged on, with guardrail limits.

    Shares stand on one scale of percentage points, money on its own, and a guardrail whose limit is
    relative on a relative one: no limit is converted by an estimate.

    Args:
        material: What the page is written from.

    Returns:
        The fragment; empty while the health is red, a sentence while nothing can be read.
    """
    return _figure(material, "forest", ("primary", "secondary", "guardrail"))


def later(material: ReadoutMaterial) -> Fragment:
    """Effects on reaching each later stage, from assignment, over everyone assigned.

    Args:
        material: What the page is written from.

    Returns:
        The fragment; empty where there is no later stage or nothing can be read.
    """
    if not any(_readable(material, effect) for effect in material.effects(FAMILY)):
        return Fragment("")
    return _figure(material, "later", (FAMILY,))


def _figure(material: ReadoutMaterial, kind: str, families: tuple[str, ...]) -> Fragment:
    if material.red:
        return Fragment("")
    title = sentence(material.language, f"{kind}.title")
    effects = material.effects(*families)
    if kind == "forest":  # raw and adjusted stand side by side
        effects = (
            *effects[: len(material.treatments)],
            *material.adjusted,
            *effects[len(material.treatments) :],
        )
    if not any(_readable(material, effect) for effect in effects):
        unread = paragraph(material.say("forest.unread"))
        return section(unread, kind="figure", heading=title)
    groups: dict[str, list[Estimate]] = {}
    for effect in effects:
        groups.setdefault(_scale_of(material, effect), []).append(effect)
    parts = [_group(material, scale, found) for scale, found in groups.items()]
    material.twins.append(_twin(material, title, effects))
    sub = _sub(material, kind, effects)
    if kind == "forest":  # the page's first drawing: how to read it stands under it
        sub = " ".join(filter(None, (sub, clocks(material))))
        return section(*parts, paragraph(sub, "sub"), kind="figure", heading=title)
    return section(*parts, kind="figure", heading=title, sub=sub)


def _readable(material: ReadoutMaterial, effect: Estimate) -> bool:
    return effect.low is not None and material.book[fact_name(effect)].value is not None


def _scale_of(material: ReadoutMaterial, effect: Estimate) -> str:
    """The unit a row is drawn in: relative where its limit is relative, else its own."""
    margin = material.margins.get(effect.metric)
    relative = effect.family == "guardrail" and margin is not None and margin.unit == "%"
    return "ratio" if relative else effect.unit


def _sub(material: ReadoutMaterial, kind: str, effects: Sequence[Estimate]) -> str:
    said = {
        "treatment": ", ".join(map(material.variant_words, material.treatments)),
        "control": material.variant_words(material.control),
        "limits": "",
        "within": "",
    }
    if any(effect.family == "guardrail" for effect in effects):
        said["limits"] = material.say("forest.sub.limits")
    if isinstance(material.primary, WindowedMetric) and material.primary.window:
        window = str(Duration(material.primary.window))
        said["within"] = within_words(window, material.language)
    return material.say(f"{kind}.sub", said)


def within_words(text: str, language: str) -> str:
    """A duration as written in a definition, in the page's language.

    Args:
        text: Such as `7 days`.
        language: Language of the page.

    Returns:
        The words.

    Example:
        >>> within_words("7 days", "ko"), within_words("1 hour", "en")
        ('7일', '1 hour')
    """
    count, _, unit = text.partition(" ")
    korean = {"minute": "분", "hour": "시간", "day": "일", "week": "주"}.get(unit.rstrip("s"), "")
    return f"{count}{korean}" if language == "ko" and korean else text


def _group(material: ReadoutMaterial, unit: str, effects: Sequence[Estimate]) -> str:
    """One table of rows that share a scale, with its axis."""
    known = [effect for effect in effects if _readable(material, effect)]
    if not known:
        return ""
    drawn = {fact_name(effect): _drawn(material, effect, unit) for effect in known}
    limits = [limit for effect in known if (limit := _limit(material, effect)) is not None]
    ends = [0.0, *limits, *(end for row in drawn.values() for end in row[1:])]
    low, high = min(ends), max(ends)
    room = (high - low) * ROOM or 1.0
    scale = Scale(low - room, high + room)
    rows = "".join(_row(material, effect, scale, unit) for effect in effects)
    spec = default_spec(unit, change=unit != "ratio").replace("pp", "p")
    spec = "+.0%" if unit == "ratio" else spec.replace(".1p", ".0p") if _wide(scale, unit) else spec
    ticks = [
        (tick, formatted(tick, spec, material.language))
        for tick in round_ticks(low, high, wanted=4)
    ]
    last = f'<tr class="axis"><td></td><td>{axis(ticks, scale=scale)}</td><td></td></tr>'
    caption = escape(_caption(material, unit))
    table = f"<caption>{caption}</caption><tbody>{rows}{last}</tbody>"
    return f'<table class="rows forest">{table}</table>'


def _wide(scale: Scale, unit: str) -> bool:
    return unit == "share" and scale.high - scale.low > 0.03


def _caption(material: ReadoutMaterial, unit: str) -> str:
    if unit in {"share", "ratio"}:
        return sentence(material.language, f"forest.{unit}")
    points = sentence(material.language, "unit.points")
    return material.say(
        "forest.unit",
        {"unit": points if unit == "points" else currency_sign(unit, material.language)},
    )


def _drawn(material: ReadoutMaterial, effect: Estimate, unit: str) -> tuple[float, float, float]:
    """Value and ends as drawn: the lift on a relative scale."""
    name = fact_name(effect)
    if unit == "ratio" and effect.unit != "ratio":
        name = lift_name(effect)
    fact = material.book[name]
    value = float(fact.value or 0.0)
    return value, fact.low if fact.low is not None else value, fact.high or value


def lift_name(effect: Estimate) -> str:
    """The name of the lift that belongs to an effect."""
    return fact_name(replace(effect, measure="lift"))


def _limit(material: ReadoutMaterial, effect: Estimate) -> float | None:
    """The worst effect the guardrail allows, in the unit it is drawn in."""
    if effect.family != "guardrail" or effect.metric not in material.margins:
        return None
    margin = material.margins[effect.metric]
    size = abs(float(margin.amount)) / (100 if margin.unit else 1)
    return size if material.better(effect.metric) == "down" else -size


def _row(material: ReadoutMaterial, effect: Estimate, scale: Scale, unit: str) -> str:
    name = fact_name(effect)
    label, small = material.metric_words(effect.metric), _role(material, effect)
    if not _readable(material, effect):
        return DrawnRow(label, small, "–", "", _unread(material, effect), "").html
    value, low, high = _drawn(material, effect, unit)
    drawing = effect_row(
        value,
        scale=scale,
        interval=(low, high),
        limit=_limit(material, effect),
        tone=tone(material, effect),
    )
    shown = lift_name(effect) if unit == "ratio" else name
    interval = material.say("interval", value=shown)
    return DrawnRow(label, small, material.book.show(shown), "", interval, drawing).html


def tone(material: ReadoutMaterial, effect: Estimate) -> str:
    """Whether a difference is told: `better`, `worse` or `noise`.

    Args:
        material: What the page is written from.
        effect: The effect.

    Returns:
        A class; a family's member needs its adjusted p-value too, a guardrail is only ever worse.
    """
    low, high = gain(material, effect)
    if low is None or high is None:
        return "noise"
    if effect.family == "guardrail":
        reading = material.readout.guardrails.get((effect.variant or "", effect.metric))
        return "worse" if reading is not None and reading.state == "breached" else "noise"
    if effect.family == "primary" and (effect.adjustment != "raw") != material.by_adjusted:
        return "noise"  # it decides nothing, so it colours nothing
    p = effect.adjusted_p_value
    if effect.family != "primary" and (p is None or p >= TOLD):
        return "noise"
    return "better" if low > 0 else "worse" if high < 0 else "noise"


def _role(material: ReadoutMaterial, effect: Estimate) -> str:
    """What a row is in the plan, with its limit or its family's p-value."""
    said = _role_words(material, effect)
    if len(material.treatments) == 1:
        return said
    treatment = material.variant_words(effect.variant or "")
    return material.say("against", {"treatment": treatment, "role": said})


def _role_words(material: ReadoutMaterial, effect: Estimate) -> str:
    if effect.family == "guardrail":
        reading = material.readout.guardrails[(effect.variant or "", effect.metric)]
        key = f"role.guardrail.{reading.state}"
        return material.say(key, margin=margin_fact(material, effect.metric))
    if effect.family == "primary":
        adjusted = effect.adjustment != "raw"
        kind = "adjusted" if adjusted else "raw" if material.adjusted else "primary"
        decides = adjusted == material.by_adjusted
        return material.say(f"role.{kind}" if decides else f"role.{kind}.beside")
    role = "later" if effect.family == FAMILY else "secondary"
    facts = {"value": fact_name(effect)} if role == "later" else {}
    p = effect.adjusted_p_value
    if p is None or not _readable(material, effect):
        return material.say(f"role.{role}", **facts)
    if p < LEAST:
        least = material.count("page.least_p", LEAST, form=".3f")
        return material.say(f"role.{role}.least", **facts, least=least)
    name = material.count(f"{effect.metric}.p@{effect.variant}", p, form=".3f")
    return material.say(f"role.{role}.p", **facts, p=name)


def _twin(material: ReadoutMaterial, title: str, effects: Sequence[Estimate]) -> Twin:
    columns = ("metric", "variant", "difference", "low", "high", "relative", "limit", "n")
    header = tuple(sentence(material.language, f"table.{name}") for name in columns)
    rows = []
    show = material.book.show
    for effect in effects:
        name = fact_name(effect)
        limit = margin_fact(material, effect.metric) if effect.family == "guardrail" else ""
        cells = (name, f"{name}.low", f"{name}.high", lift_name(effect))
        known = _readable(material, effect)
        rows.append(
            (
                _twin_label(material, effect),
                material.variant_words(effect.variant or ""),
                *(map(show, cells) if known else (_unread(material, effect), "–", "–", "–")),
                show(limit) if limit else "–",
                show(f"{name}.n"),
            )
        )
    return Twin(title, header, tuple(rows))


def _twin_label(material: ReadoutMaterial, effect: Estimate) -> str:
    """The metric; with what tells its two rows apart where it is read raw and adjusted."""
    name = material.metric_words(effect.metric)
    twice = effect.family == "primary" and bool(material.adjusted)
    return f"{name} · {_role_words(material, effect)}" if twice else name


def _unread(material: ReadoutMaterial, effect: Estimate) -> str:
    """Why an effect has no number."""
    return sentence(material.language, "few" if effect.status == "low_n" else "unread")
