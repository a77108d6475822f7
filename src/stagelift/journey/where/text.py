"""Who is where as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.formatting import confidence, number
from stagelift.journey.where.states import CENSUS, NOT_ENTERED, NOT_KNOWN, Share
from stagelift.journey.wording import Words

if TYPE_CHECKING:
    from stagelift.journey.where.snapshot import Snapshot, Transitions

Group = tuple[str | None, str | None]
"""Segment and channel."""

WORDS = {
    "en": {
        "snapshot": "Where customers stand on {0}: {1} known by then",
        "stage": "stage",
        "customers": "customers",
        "share": "share",
        "everyone": "everyone",
        "total": "all",
        NOT_ENTERED: "in no stage yet",
        NOT_KNOWN: "not known yet",
        "none": "no channel",
        "census": "Everybody the data know is counted: these are no estimates.",
        "sample": "Intervals ({0}, wilson) are about customers like these, not these themselves.",
        "first_channel": "By the channel of the first event that names one:",
        "last_channel": "By the channel of the last event that names one:",
        "transitions": "Where customers went from {0} to {1}",
        "from": "from \\ to",
        "rows": "Rows add up to {0}, columns to {1}; shares are of the row.",
        "of": "Segment {0}",
    },
    "ko": {
        "snapshot": "{0} 현재 고객이 있는 단계: 그때까지 알려진 고객 {1}명",
        "stage": "단계",
        "customers": "고객 수",
        "share": "비율",
        "everyone": "전체",
        "total": "합계",
        NOT_ENTERED: "아직 단계 없음",
        NOT_KNOWN: "아직 모르던 고객",
        "none": "채널 없음",
        "census": "데이터가 아는 고객을 모두 센 것으로, 추정이 아닙니다.",
        "sample": "구간({0}, wilson)은 이 고객들이 아니라 이런 고객들에 관한 것입니다.",
        "first_channel": "채널을 밝힌 첫 이벤트의 채널별:",
        "last_channel": "채널을 밝힌 마지막 이벤트의 채널별:",
        "transitions": "{0}에서 {1} 사이에 고객이 옮겨 간 곳",
        "from": "에서 \\ 로",
        "rows": "행의 합은 {0}의 상태, 열의 합은 {1}의 상태이고 비율은 행에 대한 것입니다.",
        "of": "고객 집단 {0}",
    },
}


def snapshot_text(found: Snapshot, language: str = "en") -> str:
    """A snapshot as lines.

    Args:
        found: The snapshot.
        language: `en` or `ko`.

    Returns:
        A heading, a table by segment, one by channel where asked, and whether it is an estimate.
    """
    words = Words(language, WORDS)
    segments = list(dict.fromkeys(share.segment for share in found.shares))
    channels = [one for one in dict.fromkeys(share.channel for share in found.shares) if one]
    known = found.shown[0].k
    moment = words.moment(found.at, found.zone)
    named: list[tuple[str, Group]] = [
        (name or words("everyone"), (name, None)) for name in segments
    ]
    lines = [
        words("snapshot", moment, words.count(known, found.minimum_cell)),
        "",
        *_crossed(named, found, words),
    ]
    if found.channel:
        split: list[tuple[str, Group]] = [(words.known(one), (None, one)) for one in channels]
        lines += ["", words(found.channel), "", *_crossed(split, found, words)]
    first = found.shares[0]
    sampled = first.method != CENSUS
    said = words("sample", confidence(first.level)) if sampled else words("census")
    return "\n".join([*lines, "", said, f"({words.instant(found.as_of, found.zone)})"])


def _crossed(groups: list[tuple[str, Group]], found: Snapshot, words: Words) -> list[str]:
    """States by groups: customers with their share; a state nobody is in is left out."""
    shown = {(share.segment, share.channel, share.stage): share for share in found.shown}
    rows = [[words("stage"), *(name for name, _ in groups)]]
    for stage in (*found.states, None):
        if stage == NOT_ENTERED and not found.customers(NOT_ENTERED):
            continue
        cells = [_cell(shown[(*group, stage)], found.minimum_cell, words) for _, group in groups]
        rows.append([words("total") if stage is None else words.known(stage), *cells])
    return aligned(rows, left=1)


def _cell(share: Share, minimum: int, words: Words) -> str:
    """Customers and their share, with its interval where it has one."""
    if share.k is None:
        return words("few", minimum) if share.note.startswith("fewer") else "–"
    if share.value is None or share.stage is None:
        return number(share.k)
    interval = ""
    if share.low is not None and share.high is not None:
        interval = " " + words.between(words.share(share.low), words.share(share.high))
    return f"{number(share.k)} ({words.share(share.value)}{interval})"


def transitions_text(found: Transitions, language: str = "en") -> str:
    """The moves between two instants as lines.

    Args:
        found: The moves.
        language: `en` or `ko`.

    Returns:
        A heading and one table a segment.
    """
    words = Words(language, WORDS)
    start, end = (words.moment(at, found.zone) for at in (found.start, found.end))
    lines = [words("transitions", start, end)]
    shown = {share.cell: share for share in found.shown}
    ends = [one for one in found.states if found.customers(None, one) or one != NOT_ENTERED]
    starts = [one for one in (*found.states, NOT_KNOWN) if one in ends or found.customers(one)]
    for segment in dict.fromkeys(share.segment for share in found.shares):
        lines += ["", *([words("of", segment)] if segment else [])]
        rows = [[words("from"), *map(words.known, ends), words("total")]]
        for first in (*starts, None):
            cells = [
                _cell(shown[segment, None, first, last], found.minimum_cell, words)
                for last in (*ends, None)
            ]
            rows.append([words("total") if first is None else words.known(first), *cells])
        lines += aligned(rows, left=1)
    said = [words("rows", start, end), words("census")]
    return "\n".join([*lines, "", *said, f"({words.instant(found.as_of, found.zone)})"])
