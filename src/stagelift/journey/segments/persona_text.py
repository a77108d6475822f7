"""Personas as people read them in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.journey.segments.table import (
    UNKNOWN,
    count_words,
    labelled,
    share_words,
)

if TYPE_CHECKING:
    from stagelift.journey.segments.personas import Personas, SegmentPersona

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "head": "Personas at {at}, as known {as_of}; intervals 95% (Wilson)",
        "size": "{k} customers, {share} of all known",
        "motives": "Motives ('{name}'): {covered} of them answered; shares of those who did",
        "any": "all answers",
        "none": "Motives: nobody was asked",
        "small": "{sign}: fewer than {least} customers, or they could be computed from it",
    },
    "ko": {
        "head": "{at} 기준 페르소나, {as_of}까지 알려진 대로; 95% 구간 (윌슨)",
        "size": "고객 {k}명, 알려진 고객의 {share}",
        "motives": "동기('{name}'): 이 가운데 {covered} 응답; 응답한 고객 기준 비율",
        "any": "모든 응답",
        "none": "동기: 물어본 고객 없음",
        "small": "{sign}: 고객이 {least}명 미만이거나, 그 수를 계산해 낼 수 있어 숨김",
    },
}


def personas_text(found: Personas, language: str) -> str:
    """Each persona: words, size, motives.

    Args:
        found: The personas.
        language: `en` or `ko`.

    Returns:
        Lines.
    """
    words = WORDS[language]
    lines = [words["head"].format(at=found.at, as_of=found.as_of)]
    for one in found.personas:
        lines += ["", labelled(one.segment, one.label, language), *_inside(one, language)]
    hidden = any(m.status == "low_n" for one in found.personas for m in one.motives)
    if hidden or any(one.size.k is None for one in found.personas):
        lines.append(words["small"].format(sign=UNKNOWN, least=found.minimum_cell))
    return "\n".join(lines)


def _inside(one: SegmentPersona, language: str) -> list[str]:
    words = WORDS[language]
    described = dict(one.words)
    text = described.get(language) or described.get("*") or (one.words[0][1] if one.words else "")
    share = share_words(one.size.value, one.size.low, one.size.high)
    lines = [f"  {text}"] if text else []
    lines.append("  " + words["size"].format(k=count_words(one.size.k), share=share))
    if one.coverage is None and not one.motives:
        return lines
    name = one.instrument or words["any"]
    covered = one.coverage
    answered = UNKNOWN if covered is None else share_words(covered.value, covered.low, covered.high)
    if not any(motive.k or motive.status == "low_n" for motive in one.motives):
        return [*lines, f"  {words['none']}"]
    lines.append("  " + words["motives"].format(name=name, covered=answered))
    rows = [
        (
            labelled(motive.answer, motive.label, language),
            count_words(motive.k),
            share_words(motive.value, motive.low, motive.high),
        )
        for motive in one.motives
    ]
    return lines + [f"    {line}" for line in aligned(rows, right=[1])]
