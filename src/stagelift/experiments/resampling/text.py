"""Resampled effects as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.experiments.exploring.text import p_words, span_words
from stagelift.experiments.resampling.wording import say
from stagelift.formatting import confidence, formatted, number
from stagelift.metrics.privacy import MINIMUM

if TYPE_CHECKING:
    from stagelift.experiments.resampling.resampled import Resampled, ResampledRow
    from stagelift.statistics.inference import Inference


def resampled_text(found: Resampled, language: str = "en") -> str:
    """Resampled effects as lines: what was drawn, then a few lines a treatment.

    Args:
        found: The effects.
        language: `en` or `ko`.

    Returns:
        Lines.
    """
    if found.shut:
        return say(language, "shut", why=found.shut)
    name = found.metric if found.label is None else found.label.text(language)
    drawn = say(language, f"taken.{found.taken}", draws=number(found.draws), least=MINIMUM)
    lines = [say(language, "head", metric=name, look=found.look), f"  {drawn}"]
    for row in found.rows:
        lines.extend(row_lines(found, row, language))
    return "\n".join(lines)


def row_lines(found: Resampled, row: ResampledRow, language: str) -> list[str]:
    """One treatment: its intervals under each other, then the tests."""
    if row.note:
        return ["  " + say(language, "none", variant=row.variant, why=row.note)]
    named: list[tuple[str, Inference | None, str]] = [
        ("planned", row.planned, found.unit),
        ("effect", row.effect, found.unit),
        ("percentile", row.percentile, found.unit),
        ("lift", row.lift, "lift"),
    ]
    level = confidence(row.planned.level)  # one of several metrics may have 98.33 %
    told = {"variant": row.variant, "n": number(row.n or 0), "level": level}
    lines = ["  " + say(language, "row", **told)]
    for key, one, unit in named:
        if one is not None:
            lines.append("    " + interval_line(say(language, key), one, unit, language))
    return [*lines, *("    " + line for line in test_lines(row, language))]


def interval_line(name: str, found: Inference, unit: str, language: str) -> str:
    """One interval with its p-value, and its condition where it is not to be read as one."""
    if found.low is None:
        return say(language, "unread", name=name, why=found.note or found.status)
    ends = (found.value, found.low, found.high)
    if unit == "lift":
        text = f"{name}: {interval_of(found, language, '+.1%')}"
    else:
        text = f"{name}: {span_words(ends, unit, language)}"
    if found.p_value is not None:
        text += f", p {p_words(found.p_value)}"
    return text if found.status == "ok" else f"{text} ({found.note})"


def interval_of(found: Inference, language: str, spec: str = ".1%") -> str:
    """A share with its interval where it has one."""
    ends = (found.value, found.low, found.high)
    value, *limits = (formatted(end, spec, language) for end in ends if end is not None)
    return f"{value} [{', '.join(limits)}]" if limits else value


def test_lines(row: ResampledRow, language: str) -> list[str]:
    """The tests; a line that says why there are none."""
    if row.permutation is None:
        return [say(language, "no_ranks")]
    lines = [say(language, "permutation", p=p_words(row.permutation.p_value))]
    if row.ranks is not None and row.better is not None and row.better.value is not None:
        share = interval_of(row.better, language)
        lines.append(say(language, "ranks", p=p_words(row.ranks.p_value), share=share))
    return lines
