"""The figures themselves: every variant's level of every metric, and how many answered a survey."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from stagelift.experiments.life.epochs import WAITS
from stagelift.metrics.scored import ANSWERED
from stagelift.reports.fragments import Fragment, paragraph, section
from stagelift.reports.prose import MINIMUM_CELL
from stagelift.reports.readout_looks import clocks, is_before
from stagelift.reports.readout_material import fact_name
from stagelift.reports.wording_readout import sentence

if TYPE_CHECKING:
    from stagelift.metrics.estimate import Estimate
    from stagelift.reports.readout_material import ReadoutMaterial


def levels(material: ReadoutMaterial) -> Fragment:
    """Each variant's level of every metric, with its customers and those still followed.

    Args:
        material: What the page is written from.

    Returns:
        The fragment; empty while the health is red.
    """
    every = (*material.readout.estimates, *material.readout.beside)
    found = [e for e in every if e.measure == "level"]
    if not found:
        return Fragment("")
    language = material.language
    title = sentence(language, "levels.title")
    variants = tuple(material.definition.variants)
    names = [sentence(language, "table.metric"), *map(material.variant_words, variants)]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    rows = []
    for metric in dict.fromkeys(e.metric for e in found):
        cells = "".join(_level(material, e) for e in found if e.metric == metric)
        label = escape(material.metric_words(metric))
        rows.append(f'<tr><th scope="row">{label}</th>{cells}</tr>')
    body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
    region = f'class="wide" tabindex="0" role="region" aria-label="{escape(title)}"'
    table = f'<div {region}><table class="list levels">{body}</table></div>'
    sub = " ".join(filter(None, (material.say("levels.sub"), clocks(material))))
    if material.readout.looks != "once":
        sub = f"{sub} {material.say('levels.single')}"
    notes = "".join(paragraph(said, "sub") for said in answered_words(material))
    return section(table, notes, kind="figure", heading=title, sub=sub)


def answered_words(material: ReadoutMaterial) -> list[str]:
    """How the variants differ in who answered, and what that means for the scores among them.

    Args:
        material: What the page is written from.

    Returns:
        One sentence per score and treatment; none without a score.
    """
    return [
        material.say(
            "beside.difference" if effect.p_value is not None else "beside.unknown",
            {
                "metric": material.metric_words(effect.metric.removesuffix(ANSWERED)),
                "treatment": material.variant_words(effect.variant or ""),
                "control": material.variant_words(effect.against or ""),
            },
            **_answered_facts(material, effect),
        )
        for effect in material.readout.beside
        if effect.measure == "effect"
    ]


def _answered_facts(material: ReadoutMaterial, effect: Estimate) -> dict[str, str]:
    """The difference in who answered, with its p-value where there is one."""
    if effect.p_value is None:
        return {}
    p = material.count(f"{effect.metric}.p@{effect.variant}", effect.p_value, form=".3f")
    return {"value": fact_name(effect), "p": p}


def _level(material: ReadoutMaterial, level: Estimate) -> str:
    """One cell: the level, its interval, its customers, and those left out."""
    name = fact_name(level)
    fact = material.book[name]
    lines = []
    if fact.value is not None and fact.low is not None:
        lines.append(material.say("interval", value=name))
    if fact.n:
        lines.append(material.say("levels.n", value=name))
    for reason, count in level.excluded:
        key = {"immature": "waiting", WAITS: "apart"}.get(reason, "left_out")
        if count >= MINIMUM_CELL:
            found = material.count(f"{level.metric}.{reason}@{level.variant}", count)
            late = key == "waiting" and is_before(material, level)
            lines.append(material.say("levels.after" if late else f"levels.{key}", **{key: found}))
    unread = sentence(material.language, "few" if fact.status == "low_n" else "unread")
    shown = unread if fact.value is None else material.book.show(name)
    small = f"<small>{escape(' · '.join(lines))}</small>" if lines else ""
    return f"<td>{escape(shown)}{small}</td>"
