"""What surrounds the figures of a readout: the messages, the looks so far, the decision."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING

from stagelift.definitions.fields import Label
from stagelift.formatting import clock, day, default_spec, unrounded
from stagelift.reports.fragments import Fragment, pairs, paragraph, section
from stagelift.reports.prose import Fact
from stagelift.reports.readout_answer import decided_words
from stagelift.reports.readout_forecast import forecast_rows
from stagelift.reports.readout_looks import looks_drawing
from stagelift.reports.wording_readout import sentence

if TYPE_CHECKING:
    from datetime import datetime

    from stagelift.definitions.experiment import Send, Variant
    from stagelift.experiments.readout import LookLine
    from stagelift.reports.readout_material import ReadoutMaterial

UNITS = (
    ("days", timedelta(days=1)),
    ("hours", timedelta(hours=1)),
    ("minutes", timedelta(minutes=1)),
)
TONGUE = re.compile(r"\*\*(?P<language>[a-z]{2})\*\*\s*")


def messages(material: ReadoutMaterial) -> Fragment:
    """What each variant sends, side by side: channel, time, share and text.

    Args:
        material: What the page is written from.

    Returns:
        The fragment; every text is escaped.
    """
    cards = "".join(_card(material, name) for name in material.definition.variants)
    title = sentence(material.language, "messages.title")
    return section(f'<div class="cards">{cards}</div>', kind="messages", heading=title)


def _card(material: ReadoutMaterial, name: str) -> str:
    variant = material.definition.variants[name]
    given = float(variant.share)
    form = unrounded(".0%", given)
    share = material.count(f"share@{name}", given, unit="share", form=form)
    said = {"channel": material.channel_words(variant.channel), "send": ""}
    key = "messages.nothing" if variant.channel == "none" else "messages.how.plain"
    if variant.send is not None and variant.channel != "none":
        key, said["send"] = "messages.how", send_words(material, variant.send)
    how = material.say(key, said, share=share)
    label = escape(material.variant_words(name))
    if name == material.control:
        label += f' <span class="tag">{escape(material.say("messages.control"))}</span>'
    text = "" if variant.channel == "none" else _text(material, variant)
    return f"<article><h3>{label}</h3>{paragraph(how, 'sub')}{text}</article>"


def _text(material: ReadoutMaterial, variant: Variant) -> str:
    if not variant.message:
        return paragraph(material.say("messages.untold"), "sub")
    path = material.source.root / variant.message
    kept = in_language(path.read_text(encoding="utf-8"), material.language)
    return "".join(f"<blockquote>{paragraph(each)}</blockquote>" for each in kept)


def in_language(text: str, language: str) -> tuple[str, ...]:
    r"""The paragraphs of a message in a language; all of them where it is not written apart.

    Args:
        text: Markdown: a heading, then paragraphs that may begin with `**ko**`.
        language: Language of the page.

    Returns:
        Plain paragraphs, without the heading.

    Example:
        >>> in_language("# Push\n\n**ko** 안녕\n\n**en** Hello", "ko")
        ('안녕',)
    """
    parts = [part.strip() for part in re.split(r"\n\s*\n", text.strip())]
    parts = [part for part in parts if part and not part.startswith("#")]
    by_language: dict[str, list[str]] = {}
    current = ""
    for part in parts:
        found = TONGUE.match(part)
        current = found["language"] if found else current
        by_language.setdefault(current, []).append(TONGUE.sub("", part, count=1))
    chosen = by_language.get(language) or [p for found in by_language.values() for p in found]
    return tuple(chosen)


def send_words(material: ReadoutMaterial, send: Send) -> str:
    """When a message goes out, in the page's language."""
    if send.after is None:
        return material.say("send.at_entry")
    after = timedelta(microseconds=send.after.microseconds)
    key, unit = next((pair for pair in UNITS if after % pair[1] == timedelta(0)), UNITS[-1])
    return material.say(f"send.{key}", {"count": str(after // unit)})


def looks(material: ReadoutMaterial) -> Fragment:
    """The looks taken at this plan so far; of a weekly plan with what each of them said.

    Args:
        material: What the page is written from.

    Returns:
        The fragment; empty when no look is recorded.
    """
    if not (material.looks or material.readout.course):
        return Fragment("")
    language = material.language
    columns = [sentence(language, "looks.number"), sentence(language, "looks.on")]
    if material.readout.course:
        columns += [sentence(language, "looks.customers"), sentence(language, "looks.difference")]
        rows = [_course_row(material, line) for line in material.readout.course]
        if material.readout.overrun is not None:
            rows.append(_course_row(material, material.readout.overrun, "overrun"))
    else:
        columns.append("")
        rows = [_look_row(material, *pair) for pair in enumerate(material.looks, start=1)]
    head = "".join(
        f'<th scope="col">{escape(name)}</th>' if name else "<td></td>" for name in columns
    )
    table = (
        f'<table class="list"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )
    kind = "weekly" if material.readout.course else "sub"
    title, sub = sentence(language, "looks.title"), sentence(language, f"looks.{kind}")
    drawn = looks_drawing(material)
    parts = (drawn, table, _unbiased(material))
    return section(*parts, kind="looks", heading=title, sub=sub, half=True)


def _look_row(material: ReadoutMaterial, number: int, at: datetime) -> str:
    this = material.say("looks.this") if at == material.readout.as_of else ""
    on = escape(clock(material.local(at), material.language))
    return f'<tr><th scope="row">{number}</th><td>{on}</td><td>{escape(this)}</td></tr>'


def _course_row(material: ReadoutMaterial, line: LookLine, place: str = "") -> str:
    """One weekly look: when, on how many customers, and its difference with the interval."""
    named = sentence(material.language, f"looks.{place}") if place else str(line.number)
    place = place or str(line.number)
    on = escape(day(material.local(line.at).date(), material.language))
    few = sentence(material.language, "few")
    customers = shown = few
    if line.n is not None:
        customers = material.book.show(material.count(f"look.{place}.customers", line.n))
    if line.effect.value is not None:
        blank = material.estimate_of(line.variant)
        name = f"look.{place}.effect@{line.variant}"
        seen = replace(blank, as_of=line.at)  # what stood then, not now
        material.book.record(
            Fact.of(name, replace(seen.with_inference(line.effect), n=line.n or 0))
        )
        key = "looks.interval" if line.effect.low is not None else "looks.point"
        shown = material.say(key, value=name)
    head = f'<th scope="row">{escape(named)}</th>'
    return f"<tr>{head}<td>{on}</td><td>{escape(customers)}</td><td>{escape(shown)}</td></tr>"


def _unbiased(material: ReadoutMaterial) -> str:
    """What the end of weekly looks means for the size; empty while they go on."""
    value = material.readout.unbiased
    if value is None:
        return ""
    effect = material.estimate_of(material.winner)
    form = default_spec(effect.unit, change=True)
    name = material.count("look.unbiased", value, unit=effect.unit, form=form)
    return paragraph(material.say("looks.unbiased", value=name), "sub")


def decision(material: ReadoutMaterial) -> Fragment:
    """The recorded decision: what, who, when, on which figures, why, and what was forecast.

    Args:
        material: What the page is written from.

    Returns:
        The fragment; empty while nothing is decided. A red health hides its figures too.
    """
    record = material.trial.decision
    if record is None:
        return Fragment("")
    language = material.language

    def row(key: str, said: object) -> tuple[str, str]:
        return sentence(language, f"decision.{key}"), str(said)

    rows = [row("chosen", decided_words(material)), row("said", _then(material))]
    rows += [
        row(key, _in_language(record[key], language))
        for key in ("reason", "forecast")
        if record.get(key)
    ]
    rows += [row(key, said) for key, said in forecast_rows(material)]
    title = sentence(language, "decision.title")
    return section(pairs(rows), kind="decision", heading=title, half=True)


def _in_language(said: object, language: str) -> str:
    """What a record says: one text, or one a language."""
    return Label.accept(dict(said)).text(language) if isinstance(said, Mapping) else str(said)


def _then(material: ReadoutMaterial) -> str:
    """The effect the decision rested on, bound to a fact."""
    if material.red:
        return material.say("decision.hidden")
    effect = (material.trial.decision or {}).get("effect") or {}
    if effect.get("value") is None:
        return sentence(material.language, "none")
    metric = str(effect["metric"])
    known = material.source.metrics.get(metric)
    current = [e.unit for e in material.readout.estimates if e.metric == metric]
    fact = Fact(
        name="decision.effect",
        metric=metric,
        measure="effect",
        variant=material.winner,
        against=material.control,
        period=material.period,
        value=_number(effect["value"]),
        low=_number(effect.get("low")),
        high=_number(effect.get("high")),
        unit=current[0] if current else known.unit if known else "count",
        method="as recorded with the decision",
        fingerprint=str((material.trial.decision or {}).get("plan", "")),
        as_of=str((material.trial.decision or {}).get("as_of", "")),
    )
    material.book.record(fact)
    words = {"metric": material.metric_words(metric)}
    return material.say("decision.then", words, value=fact.name)


def _number(kept: object) -> float | None:
    """A number of a record, which keeps it as YAML text."""
    return None if kept is None else float(str(kept))
