"""The coverage of the events found as a screen of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.formatting import formatted, number
from stagelift.journey.wording import Words

if TYPE_CHECKING:
    from stagelift.journey.evidence.coverage import Coverage, EventUse

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "stage": "stage",
        "event": "event",
        "rows": "rows",
        "share": "share",
        "customers": "customers",
        "entries": "entries",
        "internal": "internal",
        "owner": "owner",
        "part": "part",
        "before": "before",
        "during": "during",
        "after": "after",
        "used by": "used by",
        "nobody": "nothing",
        "total": "{0} events, {1} rows; {2} rows ({3}) in no stage, segment or metric",
        "inside": "{0} of the rows that open stages are internal: caused by the company itself",
        "use": "{0} {1}",
        "more": " and {0} more",
        "segment": "segment",
        "metric": "metric",
        "messages": "messages",
        "early": (
            "{0} of {1} customers were seen before their first stage, {2} in no stage at all"
        ),
    },
    "ko": {
        "stage": "단계",
        "event": "이벤트",
        "rows": "행",
        "share": "비율",
        "customers": "고객",
        "entries": "진입",
        "internal": "내부",
        "owner": "담당",
        "part": "구간",
        "before": "전",
        "during": "중",
        "after": "후",
        "used by": "쓰는 곳",
        "nobody": "없음",
        "total": "이벤트 {0}종, {1}행. 단계·집단·지표 어디에도 쓰이지 않는 행 {2}개 ({3})",
        "inside": "단계를 여는 행 가운데 회사가 스스로 일으킨 내부 이벤트 {0}",
        "use": "{0} {1}",
        "more": " 외 {0}곳",
        "segment": "집단",
        "metric": "지표",
        "messages": "메시지",
        "early": "고객 {1}명: 첫 단계보다 먼저 보인 고객 {0}, 어느 단계에도 없는 고객 {2}",
    },
}
SHOWN_USES = 3


def coverage_text(found: Coverage, language: str) -> str:
    """The coverage as people read it in a terminal.

    Args:
        found: The coverage.
        language: `en` or `ko`.

    Returns:
        Two tables, stages and events, with the sentences that sum them up.

    Raises:
        ArgumentError: When the language is unknown.
    """
    say = Words(language, WORDS)
    stages = [[say(key) for key in ("stage", "entries", "customers", "rows", "internal")]]
    stages[0] += [say("part"), say("owner")]
    for one in found.stages:
        few = found.shown(one.customers) is None
        counts = [_few(found, say)] * 2 if few else [number(one.entries), number(one.customers)]
        known = bool(one.n) and found.shown(one.n or 0) is not None
        share = formatted(one.internal / (one.n or 1), ".1%") if known else "-"
        rows = number(one.n) if one.n is not None and found.shown(one.n) is not None else "-"
        part = say(one.part) if one.part else "-"
        stages.append([one.stage, *counts, rows, share, part, one.owner or "-"])
    events = [[say(key) for key in ("event", "used by", "rows", "share", "customers")]]
    hidden = found.hidden
    for use in found.events:
        few = found.shown(use.customers) is None
        customers = _few(found, say) if few else number(use.customers)
        unseen = use.event in hidden
        rows, share = ("-", "-") if unseen else (number(use.n), formatted(use.share, ".1%"))
        events.append([use.event, _used(use, say), rows, share, customers])
    sentences = [*sentences_of(found, language), say.instant(found.as_of, found.zone)]
    return "\n".join([*aligned(stages, left=1), "", *aligned(events, left=2), "", *sentences])


def sentences_of(found: Coverage, language: str) -> list[str]:
    """The sentences that sum the coverage up.

    Args:
        found: The coverage.
        language: `en` or `ko`.

    Returns:
        Events and what is not used; the share of internal evidence; who was seen before a stage.
    """
    say = Words(language, WORDS)
    if not found.events:
        return []
    unused = sum(one.n for one in found.unused)
    unnamed = [number(unused), formatted(found.unused_share or 0, ".1%")]
    if found.shown(unused) is None:
        unnamed = [_few(found, say), "–"]
    lines = [say("total", number(len(found.events)), number(found.n), *unnamed)]
    if found.internal_share is not None:
        lines.append(say("inside", formatted(found.internal_share, ".1%")))
    contacts = found.contacts
    if found.shown(contacts.before + contacts.never):  # neither nobody nor too few
        numbers = (contacts.before, contacts.seen, contacts.never)
        told = (_few(found, say) if found.shown(n) is None else number(n) for n in numbers)
        lines.append(say("early", *told))
    return lines


def _few(found: Coverage, say: Words) -> str:
    return say("few", found.minimum_cell)


def _used(use: EventUse, say: Words) -> str:
    """Who uses an event, in words; the first few are named."""
    if not use.used_by:
        return say("internal") if use.internal else say("nobody")
    named = [
        say(one.kind) if one.kind == one.name else say("use", say(one.kind), one.name)
        for one in use.used_by[:SHOWN_USES]
    ]
    rest = len(use.used_by) - SHOWN_USES
    inside = f" ({say('internal')})" if use.internal else ""
    return ", ".join(named) + (say("more", rest) if rest > 0 else "") + inside
