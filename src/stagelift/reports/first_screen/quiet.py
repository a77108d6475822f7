"""What a page says when nothing needs a decision: how many measures are usual, the largest move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.reports.answer import Answer
from stagelift.reports.wording import wording

if TYPE_CHECKING:
    from stagelift.reports.material import Material
    from stagelift.reports.measures import Measure


def quiet(material: Material) -> Answer:
    """The answer of a period in which nothing needs a decision.

    Args:
        material: What the page is written from.

    Returns:
        The answer, with the largest move beside its range.
    """
    size = " ".join(filter(None, (_calm(material), _largest(material))))
    key = "headline.quiet_segment" if material.segment else "headline.quiet"
    return Answer("quiet", material.say(key), size)


def _judged(material: Material) -> list[Measure]:
    found = [m for m in material.measures if m.usual and m.value is not None and not m.festive]
    return [m for m in found if material.book[m.key].value is not None]


def _calm(material: Material) -> str:
    judged = _judged(material)
    if not judged:
        return material.say("size.none")
    facts = {"judged": material.count("measures.judged", len(judged))}
    inside = sum(not measure.side for measure in judged)
    short = [m.usual.periods for m in judged if m.usual is not None and m.usual.descriptive]
    if not short:
        every = 1 < len(judged) == len(material.measures)
        template = wording(material.language, "size.all" if every else "size.inside")
        return material.book.claim(template, inside == len(judged), material.kind, **facts)
    facts["inside"] = material.count("measures.inside", inside)
    facts["periods"] = material.count("measures.periods", max(short))
    return material.say("size.so_far", **facts)


def _largest(material: Material) -> str:
    """The measure that moved most within its range, beside it; empty when none did."""
    moved = [(_reach(m), m) for m in _judged(material) if m.before is not None and not m.side]
    moved = [(reach, m) for reach, m in moved if reach and f"{m.key}.before" in material.book]
    moved = [(r, m) for r, m in moved if material.book[f"{m.key}.before"].value is not None]
    if not moved:
        return ""
    _, measure = max(moved, key=lambda pair: pair[0])
    key = measure.key
    names = {"before": f"{key}.before", "now": key, "usual": f"{key}.usual"}
    words = {"metric": measure.named, **material.kind}
    holds = measure.usual is not None and measure.usual.holds(measure.value or 0.0)
    # of those outside their range, which are listed, one may have moved further
    said = "size.largest_inside" if any(m.side for m in _judged(material)) else "size.largest"
    return material.book.claim(wording(material.language, said), holds, words, **names)


def _reach(measure: Measure) -> float:
    """How far a measure moved from the period before, in widths of its range."""
    before, usual = measure.before, measure.usual
    if before is None or before.value is None or measure.value is None or usual is None:
        return 0.0
    width = usual.high - usual.low
    return abs(measure.value - before.value) / width if width else 0.0
