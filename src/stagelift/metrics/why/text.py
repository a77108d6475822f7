"""Bottlenecks, leaks and movements as text: the answer first, then the numbers it is bound to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.formatting import confidence, day, default_spec, formatted, money, number
from stagelift.metrics.why.wording import say

if TYPE_CHECKING:
    from stagelift.metrics.why.bottlenecks import Bottleneck, Bottlenecks
    from stagelift.metrics.why.end_to_end import EndToEnd
    from stagelift.metrics.why.leaks import Leak, Leaks
    from stagelift.metrics.why.movement import Mark, Movement, Split
    from stagelift.statistics.inference import Inference

UNKNOWN = "–"
SHOWN = 10  # leaks in a table; all of them are in `to_dicts`
PARTS = 6  # parts of a split in a table


def shown(found: Inference, spec: str, language: str) -> str:
    """A value with its interval, or a dash.

    Args:
        found: The inference.
        spec: Format of its numbers.
        language: Language of the text.

    Returns:
        Such as "+42 [+10, +73]".
    """
    if found.value is None:
        return UNKNOWN
    return f"{formatted(found.value, spec, language)} {ends(found, spec, language)}".rstrip()


def ends(found: Inference, spec: str, language: str) -> str:
    """An interval in brackets; empty without one."""
    if found.low is None or found.high is None:
        return ""
    low, high = (formatted(end, spec, language) for end in (found.low, found.high))
    return f"[{low}, {high}]"


def _money(found: Inference, currency: str, language: str) -> str:
    if found.value is None or not currency:
        return UNKNOWN
    return f"{money(found.value, currency, language)} {_money_ends(found, currency, language)}"


def _money_ends(found: Inference, currency: str, language: str) -> str:
    if found.low is None or found.high is None:
        return ""
    low, high = (money(end, currency, language) for end in (found.low, found.high))
    return f"[{low}, {high}]"


def _percent(value: float | None, digits: int = 1) -> str:
    return UNKNOWN if value is None else formatted(value, f".{digits}%")


def _step(start: str, reached: str, language: str) -> str:
    return say(language, "step", start=start, reached=reached)


def _foot(as_of: str, level: float, language: str) -> str:
    return say(language, "foot", as_of=as_of, level=confidence(level))


def bottlenecks_text(found: Bottlenecks, language: str) -> str:
    """The bottleneck, or that there is none, and every step.

    Args:
        found: The steps.
        language: `en` or `ko`.

    Returns:
        Lines.
    """
    lines = [_bottleneck_sentence(found, language)]
    best = found.by_money
    if best is not None and found.currency:
        amount = money(best.money.value or 0.0, found.currency, language, signed=True)
        lines.append(
            say(
                language,
                "bottleneck.money",
                step=_step(best.stage, best.reached, language),
                money=amount,
                ends=_money_ends(best.money, found.currency, language),
                first=_percent(best.first_by_money, 0),
            )
        )
    timed = any(step.days is not None for step in found.steps)
    keys = ["step", "metric", "rate", "target", "gain", "money", "lost", "first", "n", "period"]
    keys[7:7] = ["days"] if timed else []
    head = [say(language, f"column.{key}") for key in keys]
    table = [head, *(_step_row(step, found, language, timed=timed) for step in found.steps)]
    said = [f"{s.stage}: {s.note}" for s in found.steps if s.note]
    closing = [say(language, "bottleneck.reckoning"), _foot(found.as_of, found.level, language)]
    if timed and found.stays is not None:
        entered, horizon = found.stays
        said.append(say(language, "bottleneck.days", days=horizon, period=entered))
    return "\n".join([*lines, "", *aligned(table), "", *said, *closing])


def _bottleneck_sentence(found: Bottlenecks, language: str) -> str:
    leader = found.leader
    if leader is None:
        told = any(step.gain.value is not None for step in found.steps)
        return say(language, "bottleneck.none" if told else "bottleneck.unknown")
    step = _step(leader.stage, leader.reached, language)
    first = _percent(leader.first, 0)
    if not found.clear:
        return say(language, "bottleneck.unclear", step=step, first=first)
    return say(
        language,
        "bottleneck",
        step=step,
        first=first,
        target=_percent(leader.target),
        rate=_percent(leader.rate.value),
        gain=number(leader.gain.value or 0.0),
        ends=ends(leader.gain, ".0f", language),
    )


def _step_row(step: Bottleneck, found: Bottlenecks, language: str, *, timed: bool) -> list[str]:
    source = step.target_from
    if source in ("target", "all alike"):
        source = say(language, f"target.{source}")
    target = UNKNOWN if step.target is None else f"{_percent(step.target)} ({source})"
    days = [] if not timed else [UNKNOWN if step.days is None else f"{step.days:.1f}"]
    return [
        _step(step.stage, step.reached, language),
        step.metric,
        shown(step.rate, ".1%", language),
        target,
        shown(step.gain, "+.0f", language),
        _money(step.money, found.currency, language),
        UNKNOWN if step.lost.value is None else number(step.lost.value),
        *days,
        _percent(step.first, 0),
        number(step.n) if step.n else UNKNOWN,
        step.period or UNKNOWN,
    ]


def leaks_text(found: Leaks, language: str) -> str:
    """The dearest leak, and each that was found.

    Args:
        found: The segments at steps.
        language: `en` or `ko`.

    Returns:
        Lines.
    """
    tests = sum(row.change.p_value is not None for row in found.rows)
    leaking = found.found
    if not leaking:
        lines = [say(language, "leak.none", tests=tests)]
    else:
        lines = [_leak_sentence(leaking[0], found, language)]
        head = ("stage", "segment", "now", "against", "change", "lost", "money", "adjusted", "n")
        table = [[say(language, f"column.{key}") for key in head]]
        table += [_leak_row(row, found, language) for row in leaking[:SHOWN]]
        lines += ["", *aligned(table), ""]
    lines.append(say(language, "leak.test", found=len(leaking), tests=tests, q=confidence(found.q)))
    closing = [say(language, "leak.attributes"), _foot(found.as_of, found.level, language)]
    return "\n".join([*lines, *closing])


def _leak_sentence(row: Leak, found: Leaks, language: str) -> str:
    worth = ""
    if row.money.value is not None and found.currency:
        worth = say(language, "leak.worth", money=_money(row.money, found.currency, language))
    other = _percent(row.rate_against)
    return say(
        language,
        "leak",
        segment=row.segment,
        step=_step(row.stage, row.reached, language),
        rate=_percent(row.rate),
        against=say(language, f"leak.{row.against}", other=other),
        lost=number(row.lost.value or 0.0),
        ends=ends(row.lost, ".0f", language),
        worth=worth,
    )


def _leak_row(row: Leak, found: Leaks, language: str) -> list[str]:
    adjusted = row.adjusted_p_value
    return [
        row.stage,
        row.segment,
        f"{_percent(row.rate)} ({row.period})",
        f"{_percent(row.rate_against)} ({row.against_period})",
        shown(row.change, "+.1pp", language),
        UNKNOWN if row.lost.value is None else number(row.lost.value),
        _money(row.money, found.currency, language),
        UNKNOWN if adjusted is None else "< 0.001" if adjusted < 0.001 else f"{adjusted:.3f}",
        number(row.n),
    ]


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
    return "\n".join([*lines, *tables, "", *closing, _foot(found.as_of, level, language)])


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
        weights = [_percent(one) for one in (part.weight_before, part.weight_now)]
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
                share=_percent((most.part.value or 0.0) / found.change.value, 0),
                step=_step(most.stage, most.reached, language),
                before=_percent(most.rate_before),
                now=_percent(most.rate),
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
        rates = " → ".join(_percent(rate) for rate in (step.rate_before, step.rate))
        adds = shown(step.part, "+.3pp", language)
        sizes = f"{number(step.n_before)} → {number(step.n)}"
        rows.append([_step(step.stage, step.reached, language), step.metric, rates, adds, sizes])
    closing = [*found.notes, *mark_lines(found.marks, language)]
    level = found.change.level
    return "\n".join(
        [*lines, "", *aligned(rows), "", *closing, _foot(found.as_of, level, language)]
    )


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
        before=_percent(before, 3),
        now=_percent(now, 3),
        **known,
    )
