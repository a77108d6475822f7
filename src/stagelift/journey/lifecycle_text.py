"""The lifecycle of customers as people read it in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from stagelift.console import aligned
from stagelift.formatting import formatted
from stagelift.journey.segments.table import UNKNOWN, count_words, share_words

if TYPE_CHECKING:
    from stagelift.journey.lifecycle import Lifecycle, LifecycleRow

FLOWS = ("active", "new", "retained", "resurrected", "turned_dormant", "dormant")
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "head": "Lifecycle, as of {as_of}",
        "rule": "Active in a period: {rule} {within}. New: never before it; the data begin {since}",
        "within_period": "in the period",
        "within_days": "within the {days:g} days before its end",
        "balance": "active = new + retained + resurrected; active before = retained + turned "
        "dormant",
        "period": "period",
        "active": "active",
        "new": "new",
        "retained": "retained",
        "resurrected": "resurrected",
        "turned_dormant": "turned dormant",
        "dormant": "dormant",
        "shares": "{period}{segment}: {retained} of those active before stayed, {resurrected} of "
        "the dormant came back; quick ratio {quick}",
        "segment": "segment",
        "everyone": "everyone",
        "immature": "not over yet",
        "not_identifiable": "period before it not wholly in the data",
        "method": "95% intervals: Wilson; of the quick ratio (new + resurrected for each turned "
        "dormant) Wilson's, as odds",
        "small": "{sign}: fewer than {least} customers, or they could be computed from it",
    },
    "ko": {
        "head": "고객 생애 주기, {as_of}까지 알려진 대로",
        "rule": "기간의 활동 고객: {within} {rule}. 신규: 그 전에는 없던 고객; "
        "데이터는 {since}부터",
        "within_period": "기간 안에",
        "within_days": "기간이 끝나기 전 {days:g}일 안에",
        "balance": "활동 = 신규 + 유지 + 복귀; 직전 활동 = 유지 + 휴면 전환",
        "period": "기간",
        "active": "활동",
        "new": "신규",
        "retained": "유지",
        "resurrected": "복귀",
        "turned_dormant": "휴면 전환",
        "dormant": "휴면",
        "shares": "{period}{segment}: 직전 활동 고객의 {retained} 유지, 휴면 고객의 "
        "{resurrected} 복귀; 퀵 비율 {quick}",
        "segment": "세그먼트",
        "everyone": "전체",
        "immature": "아직 끝나지 않음",
        "not_identifiable": "직전 기간이 데이터에 모두 있지 않음",
        "method": "95% 구간: 윌슨; 퀵 비율(휴면 전환 1명당 신규와 복귀)은 윌슨 구간을 "
        "오즈로 옮긴 것",
        "small": "{sign}: 고객이 {least}명 미만이거나, 그 수를 계산해 낼 수 있어 숨김",
    },
}


def lifecycle_text(found: Lifecycle, language: str) -> str:
    """The flows of each period, and the shares of the latest one that is over.

    Args:
        found: The lifecycle.
        language: `en` or `ko`.

    Returns:
        Lines: the rule, one line a period and segment, the shares, how intervals were made.
    """
    words = WORDS[language]
    days = found.within_days
    within = words["within_period" if days is None else "within_days"].format(days=days or 0)
    lines = [
        words["head"].format(as_of=found.as_of),
        words["rule"].format(rule=found.rule, within=within, since=found.since),
        words["balance"],
    ]
    several = len(found.segments) > 1
    heading = (*([words["segment"]] if several else []), words["period"])
    rows = [(*heading, *(words[name] for name in FLOWS), "")]
    for segment in found.segments:
        for period in found.periods:
            own = [found.row(name, period, segment) for name in FLOWS]
            status = own[0].status
            said = words.get(status, "") if status != "ok" else ""
            name = [segment or words["everyone"]] if several else []
            rows.append((*name, period, *(count_words(one.k) for one in own), said))
    first = len(heading)
    lines += aligned(rows, right=range(first, first + len(FLOWS)))
    for segment in found.segments:
        lines += _shares(found, segment, language)
    lines.append(words["method"])
    if any(one.status == "low_n" for one in found.rows):
        lines.append(words["small"].format(sign=UNKNOWN, least=found.minimum_cell))
    return "\n".join(lines)


def _shares(found: Lifecycle, segment: str | None, language: str) -> list[str]:
    """One sentence about the latest period that can be read."""
    over = [
        one for one in found.periods if found.row("active", one, segment).status in ("ok", "low_n")
    ]
    if not over:
        return []
    rows = {
        name: found.row(name, over[-1], segment)
        for name in ("retained", "resurrected", "quick_ratio")
    }
    told = {
        name: share_words(rows[name].value, rows[name].low, rows[name].high)
        for name in ("retained", "resurrected")
    }
    named = f" {segment}" if segment else ""
    quick = _ratio_words(rows["quick_ratio"])
    return [WORDS[language]["shares"].format(period=over[-1], segment=named, quick=quick, **told)]


def _ratio_words(row: LifecycleRow) -> str:
    if row.value is None:
        return UNKNOWN
    low, high = (UNKNOWN if end is None else formatted(end, ".2f") for end in (row.low, row.high))
    return f"{formatted(row.value, '.2f')} [{low}, {high}]"
