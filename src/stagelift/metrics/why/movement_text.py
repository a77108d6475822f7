"""Movements of one metric, and of the whole way, as text: how much, why, and which parts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.formatting import day, default_spec, formatted, number
from stagelift.metrics.why.figures_text import UNKNOWN, ends, foot, percent, shown, step_words
from stagelift.metrics.why.wording import say

if TYPE_CHECKING:
    from stagelift.metrics.why.end_to_end import EndToEnd
    from stagelift.metrics.why.movement import Mark, Movement, Split
    from stagelift.statistics.inference import Inference

PARTS = 6  # parts of a split in a table


def movement_text(found: Movement, language: str) -> str:
    """How much the metric moved, why, and the parts of the split that tells most.

    Args:
        found: The movement.
        language: `en` or `ko`.

    Returns:
        Lines.
    """
    spec = default_spec(found.unit)
    moved = default_spec(found.unit, change=True)
    lines = [_moved(found, spec, moved, language)]
    if found.change.value is not None:
        lines += _split_lines(found, moved, language)
    tables: list[str] = []
    for split in found.splits[:1]:
        tables += ["", *_parts_table(split, spec, moved, language)]
    others = [
        [split.by, shown(split.rate, moved, language), shown(split.mix, moved, language)]
        for split in found.splits[1:]
    ]
    if others:
        keys = ("by", "rate_part", "mix_part")
        head = [say(language, f"column.{key}") for key in keys]
        tables += ["", *aligned([head, *others]), say(language, "moved.never")]
    closing = [*note_lines(found, language), *mark_lines(found.marks, language)]
    level = found.change.level
    return "\n".join([*lines, *tables, "", *closing, foot(found.as_of, level, language)])


def _moved(found: Movement, spec: str, moved: str, language: str) -> str:
    change, before, now = found.change.value, found.before.value, found.now.value
    known = {"metric": found.metric, "period": found.period, "against": found.against}
    if change is None or before is None or now is None:
        return say(language, "moved.unknown", status=found.status, **known)
    key = "moved.not"
    if found.moved:
        key = "moved.up" if change > 0 else "moved.down"
    amount = formatted(change if key == "moved.not" else abs(change), moved.lstrip("+"), language)
    return say(
        language,
        key,
        change=amount,
        ends=ends(found.change, moved, language),
        before=formatted(before, spec, language),
        now=formatted(now, spec, language),
        **known,
    )


def _split_lines(found: Movement, moved: str, language: str) -> Iterable[str]:
    telling = found.telling
    if telling is None:
        yield say(language, "moved.alike" if found.splits else "moved.unsplit")
    else:
        most = telling.parts[0]
        yield say(
            language,
            "moved.split",
            by=telling.by,
            rate=_plain(telling.rate, moved, language),
            mix=_plain(telling.mix, moved, language),
            segment=most.name,
            adds=_plain(most.total, moved, language),
            ends=ends(most.total, moved, language),
        )
    for split in found.splits:
        if split.simpson:
            yield say(language, "moved.simpson", by=split.by)


def _plain(found: Inference, spec: str, language: str) -> str:
    return UNKNOWN if found.value is None else formatted(found.value, spec, language)


def _parts_table(split: Split, spec: str, moved: str, language: str) -> list[str]:
    keys = ("now", "weight", "rate_part", "mix_part", "part", "n")
    rows = [[split.by, *(say(language, f"column.{key}") for key in keys)]]
    for part in split.parts[:PARTS]:
        rates = [
            UNKNOWN if rate is None else formatted(rate, spec, language)
            for rate in (part.rate_before, part.rate_now)
        ]
        weights = [percent(one) for one in (part.weight_before, part.weight_now)]
        rows.append(
            [
                part.name,
                " → ".join(rates),
                " → ".join(weights),
                _plain(part.rate, moved, language),
                _plain(part.mix, moved, language),
                shown(part.total, moved, language),
                f"{number(part.n_before)} → {number(part.n)}",
            ]
        )
    return aligned(rows)


def note_lines(found: Movement | EndToEnd, language: str) -> list[str]:
    """What is not final, what was left out and what it was not split by.

    Args:
        found: A movement.
        language: `en` or `ko`.

    Returns:
        Lines.
    """
    lines = list(found.notes)
    if found.waiting:
        lines.insert(0, say(language, "moved.immature", count=number(found.waiting)))
    if found.unsplit:
        lines.append(say(language, "moved.without", names=", ".join(found.unsplit)))
    return lines


def mark_lines(marks: Iterable[Mark], language: str) -> list[str]:
    """What changed in or just before a period, under its own head.

    Args:
        marks: The changes.
        language: `en` or `ko`.

    Returns:
        Lines; none without a change.
    """
    rows = [
        "  " + say(language, "moved.mark", day=day(one.on, language), what=one.what.text(language))
        for one in marks
    ]
    return [say(language, "moved.marks"), *rows] if rows else []


def end_to_end_text(found: EndToEnd, language: str) -> str:
    """How much comes through the whole journey, and which step moved it.

    Args:
        found: The product of the step rates.
        language: `en` or `ko`.

    Returns:
        Lines.
    """
    lines = [_through(found, language)]
    most = found.most
    if most is not None and found.change.value and found.moved:
        lines.append(
            say(
                language,
                "through.most",
                share=percent((most.part.value or 0.0) / found.change.value, 0),
                step=step_words(most.stage, most.reached, language),
                before=percent(most.rate_before),
                now=percent(most.rate),
            )
        )
        if most.telling is not None:
            split, part = most.telling, most.telling.parts[0]
            lines.append(
                say(
                    language,
                    "through.within",
                    by=split.by,
                    rate=_plain(split.rate, "+.1pp", language),
                    mix=_plain(split.mix, "+.1pp", language),
                    segment=part.name,
                    adds=_plain(part.total, "+.1pp", language),
                )
            )
    keys = ("step", "metric", "now", "part", "n")
    rows = [[say(language, f"column.{key}") for key in keys]]
    for step in found.steps:
        rates = " → ".join(percent(rate) for rate in (step.rate_before, step.rate))
        adds = shown(step.part, "+.3pp", language)
        sizes = f"{number(step.n_before)} → {number(step.n)}"
        rows.append(
            [step_words(step.stage, step.reached, language), step.metric, rates, adds, sizes]
        )
    closing = [*found.notes, *mark_lines(found.marks, language)]
    level = found.change.level
    return "\n".join([*lines, "", *aligned(rows), "", *closing, foot(found.as_of, level, language)])


def _through(found: EndToEnd, language: str) -> str:
    change, before, now = found.change.value, found.before.value, found.now.value
    known = {"metric": say(language, "through"), "period": found.period, "against": found.against}
    if change is None or before is None or now is None:
        return say(language, "moved.unknown", status=found.status, **known)
    key = "moved.not"
    if found.moved:
        key = "moved.up" if change > 0 else "moved.down"
    return say(
        language,
        key,
        change=formatted(change if key == "moved.not" else abs(change), ".3pp", language),
        ends=ends(found.change, "+.3pp", language),
        before=percent(before, 3),
        now=percent(now, 3),
        **known,
    )
