"""The ladder as lines of text, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.experiments.health import has_small
from stagelift.experiments.published import size_text
from stagelift.formatting import number

if TYPE_CHECKING:
    from stagelift.experiments.sending.ladder import Ladder
    from stagelift.experiments.sending.rungs import Step
    from stagelift.statistics.inference import Inference

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "head": "{experiment}: the way to the customer, per assigned customer, as of {as_of}",
        "base": (
            "Messages within {span:g} days of assignment, reactions within {within:g} days of "
            "delivery, 95 % intervals."
        ),
        "immature": "{left:,} of {all:,} customers are too young for that and left out.",
        "red": "Outcomes are hidden: {why}",
        "assigned": "assigned",
        "mature": "known",
        "sent": "sent",
        "held": "held at night",
        "capped": "capped",
        "failed": "failed",
        "fell_back": "fell back",
        "by_fallback": "  by fallback",
        "delivered": "delivered",
        "read": "opened by people",
        "machine": "opened by machines",
        "clicked": "clicked",
        "replied": "replied",
        "unsubscribed": "unsubscribed",
        "complained": "complained",
        "cost": "cost ({currency})",
        "against": "{variant} − {control}",
        "crossed": "! {count} customers of {variant} got a message of another variant",
        "none": "– nothing tells of it: no figure, not 0",
    },
    "ko": {
        "head": "{experiment}: 고객에게 닿기까지, 배정된 고객 기준, {as_of} 시점",
        "base": (
            "배정 후 {span:g}일 안에 나간 메시지, 도달 후 {within:g}일 안의 반응, 95% 구간입니다."
        ),
        "immature": "고객 {all:,}명 중 {left:,}명은 아직 기간이 차지 않아 뺐습니다.",
        "red": "결과를 숨깁니다: {why}",
        "assigned": "배정",
        "mature": "관찰 완료",
        "sent": "발송",
        "held": "야간 보류",
        "capped": "상한으로 제외",
        "failed": "실패",
        "fell_back": "대체 발송",
        "by_fallback": "  대체로 도달",
        "delivered": "도달",
        "read": "사람이 열람",
        "machine": "기계가 열람",
        "clicked": "클릭",
        "replied": "회신",
        "unsubscribed": "수신 거부",
        "complained": "신고",
        "cost": "비용 ({currency})",
        "against": "{variant} − {control}",
        "crossed": "! {variant} 고객 {count}명이 다른 변형의 메시지를 받았습니다",
        "none": "– 알려 주는 자료가 없습니다. 0이 아닙니다",
    },
}


def ladder_text(found: Ladder, language: str) -> str:
    """The ladder as a table: rungs down, variants across, then each difference from the control.

    Args:
        found: The ladder.
        language: `en` or `ko`.

    Returns:
        Lines of text.
    """
    words = WORDS[language]
    span, within = found.span_days, found.within_days
    lines = [
        words["head"].format(experiment=found.experiment, as_of=found.as_of),
        words["base"].format(span=span, within=within),
    ]
    every = (*found.assigned.values(), *found.mature.values())
    left = sum(found.assigned.values()) - sum(found.mature.values())
    if left and not has_small(every):  # all of them together would give a small variant away
        lines.append(words["immature"].format(left=left, all=sum(found.assigned.values())))
    if found.red:
        lines.append(words["red"].format(why=found.red))
    lines += aligned(table_of(found, words), left=1)
    crossed = ((name, size_text(count)) for name, count in found.crossed.items() if count)
    lines += [words["crossed"].format(variant=name, count=count) for name, count in crossed]
    if any(step.level.value is None for step in found.steps):
        lines.append(words["none"])
    return "\n".join(lines)


def table_of(found: Ladder, words: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The cells of the table."""
    variants = tuple(found.assigned)
    others = [name for name in variants if name != found.control]
    named = [words["against"].format(variant=name, control=found.control) for name in others]
    rows: list[tuple[str, ...]] = [("", *variants, *named)]
    blank = [""] * len(others)
    rows.append((words["assigned"], *(size_text(found.assigned[v]) for v in variants), *blank))
    rows.append((words["mature"], *(size_text(found.mature[v]) for v in variants), *blank))
    for rung in dict.fromkeys(step.rung for step in found.steps):
        steps = [found.step(name, rung) for name in variants]
        if all(step.level.value is None for step in steps):
            continue
        label = words[rung].format(currency=found.currency)
        share = rung != "cost"
        levels = [level_text(step, share=share) for step in steps]
        effects = [effect_text(found.step(name, rung).effect, share=share) for name in others]
        rows.append((label, *levels, *effects))
    return rows


def level_text(step: Step, *, share: bool) -> str:
    """A count with its share and interval, or a mean with its interval."""
    level = step.level
    if level.value is None:
        return "–"
    if not share:
        return f"{number(level.value, 2)}{interval(level, 1, 2)}"
    places = 1 if level.value >= 0.02 or not level.value else 2
    count = "" if step.k is None else f"{step.k:,}  "
    return f"{count}{number(100 * level.value, places)}%{interval(level, 100, places)}"


def effect_text(effect: Inference | None, *, share: bool) -> str:
    """A difference with its interval, in points for shares."""
    if effect is None or effect.value is None:
        return "–"
    scale, unit, places = (100, " pp", 2) if share else (1, "", 2)
    value = scale * effect.value
    sign = "+" if value >= 0 else "−"
    return f"{sign}{number(abs(value), places)}{unit}{interval(effect, scale, places)}"


def interval(found: Inference, scale: float, places: int) -> str:
    """An interval in brackets, empty without one."""
    if found.low is None or found.high is None:
        return ""
    return f" [{number(scale * found.low, places)}, {number(scale * found.high, places)}]"
